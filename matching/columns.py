"""Which column of a file holds what: by its header first, then by what stands in it."""

import re
from collections.abc import Callable, Mapping, Sequence

from matching.places import domain, phone
from matching.tables import Table
from tieout.errors import UsageError

ROLES: Mapping[str, str] = {
    "id": "id uid uniqueid record recordid rowid key customerid accountid companyid "
    "entityid personid supplierid vendorid firmid businessid orgid number no nr recid "
    "ref reference lei identifier index",
    "name": "name company companyname organization organisation organizationname "
    "organisationname legalname legalentityname entitylegalname accountname account "
    "customer customername client clientname entityname entity businessname business "
    "firm firmname firma firmenname title vendor vendorname supplier suppliername "
    "merchant merchantname sitename storename shopname restaurantname facilityname "
    "institutionname institution employer employername school schoolname hospitalname "
    "hotelname venuename placename brand brandname issuer issuername ownername owner "
    "personname partyname fullname displayname registeredname corporatename "
    "corporation conm denominacion denominazione denominationsociale raisonsociale "
    "ragionesociale razonsocial nombre nom naam navn namn nimi nazwa bedrijfsnaam "
    "empresa unternehmen unternehmensname societe nomeempresa",
    "other_name": "dba dbaname doingbusinessas tradename tradingname tradingas alias aliases aka "
    "othername alternatename alternativename altname shortname commercialname "
    "formername previousname handelsname nomcommercial nombrecomercial aname name2 "
    "companyname2",
    "street": "street address addr address1 addressline1 addressline line1 streetaddress addr1 "
    "streetname streetaddress1 address1street fulladdress addressfull mailingaddress "
    "businessaddress companyaddress businessaddress1 registeredaddress addressstreet "
    "location strasse str adresse anschrift adres direccion direccione endereco "
    "indirizzo calle rue voie postaladdress streetnumberandname streetandnumber "
    "street1 physicaladdress siteaddress",
    "street_more": "address2 addressline2 line2 addr2 streetaddress2 suite unit street2 "
    "address1street2 adresszusatz addressline3 address3",
    "city": "city town locality cityname addresscity municipality ort stadt ville ciudad "
    "citta comune plaats stad cidade localidad gemeente kommune suburb posttown "
    "towncity citytown",
    "postal_code": "zip postcode postalcode zipcode plz zip5 postal postleitzahl codepostal "
    "codigopostal cap cep pincode pin zippostalcode postalzip",
    "region": "state region province county stateprovince statecode provincestate addressstate "
    "bundesland provincia departement stateregion administrativearea prov",
    "country": "country countrycode nation land pays pais paese countryname iso2 countryiso "
    "jurisdiction ctry addresscountry",
    "domain": "domain website url web homepage email mail emailaddress websiteurl weburl www "
    "domainname companydomain websitedomain websiteaddress site internet webseite",
    "tax_id": "taxid vat vatnumber vatid vatno ein taxnumber registrationnumber companynumber "
    "regno crn abn siren siret steuernummer ustid ustidnr nif cif cnpj gstin fein "
    "employerid taxidentificationnumber duns dunsnumber registernumber kvk kvknumber "
    "companyregistration registrationno companyregistrationnumber nip partitaiva "
    "taxcode vatcode",
    "phone": "phone telephone tel phonenumber phoneno telephonenumber telefon telefono "
    "telephoneno mobile contactphone phone1 businessphone mainphone telefone telnr "
    "officephone",
}
"""What a column can hold, and the headers that say so, without blanks and signs; the best first."""
_WORDS: Mapping[str, str] = {
    "name": "name company firm business organization organisation nom nombre firma title",
    "street": "street address addr strasse",
    "city": "city town locality",
    "postal_code": "zip postcode postal zipcode postalcode plz",
    "region": "state province region",
    "country": "country nation",
    "domain": "website url email domain homepage web mail",
    "tax_id": "vat ein tax taxid",
    "phone": "phone telephone tel telefon mobile",
    "id": "id key identifier",
}
_NEVER: Mapping[str, str] = {
    "name": "first last middle given family contact director manager user file program city "
    "country state street county region category type class brand source code number "
    "id date owner officer agent parent executive product domain column language "
    "currency manufacturer",
    "street": "email mail web url ip type count code",
    "city": "code type id",
    "phone": "fax type",
    "domain": "type",
    "tax_id": "rate type amount",
    "region": "name id code",
    "id": "type parent group cluster source",
}
_PREFIXES = ("billing", "shipping", "headquarters", "hq", "primary", "main", "legal", "company")
_LOOKED_AT = 2_000
_COUNTRY_NAMES = """
    US USA UK GB GBR DE DEU FR FRA IT ITA ES ESP NL NLD BE BEL CH CHE AT AUT SE SWE NO NOR DK
    DNK FI FIN IE IRL PT PRT PL POL CZ CZE HU HUN RO ROU BG BGR GR GRC TR TUR RU RUS UA UKR CA
    CAN MX MEX BR BRA AR ARG CL CHL CO COL PE PER AU AUS NZ NZL JP JPN CN CHN IN IND KR KOR SG
    SGP HK HKG TW TWN TH THA MY MYS ID IDN PH PHL VN VNM ZA ZAF NG NGA EG EGY KE KEN IL ISR AE
    ARE SA SAU LU LUX GERMANY FRANCE ITALY SPAIN NETHERLANDS BELGIUM SWITZERLAND AUSTRIA SWEDEN
    NORWAY DENMARK FINLAND IRELAND PORTUGAL POLAND HUNGARY ROMANIA GREECE TURKEY RUSSIA CANADA
    MEXICO BRAZIL ARGENTINA CHILE AUSTRALIA JAPAN CHINA INDIA SINGAPORE THAILAND MALAYSIA
    INDONESIA PHILIPPINES VIETNAM NIGERIA DEUTSCHLAND UNITEDSTATES UNITEDKINGDOM
    UNITEDSTATESOFAMERICA SCHWEIZ OSTERREICH FRANKREICH
"""
_COUNTRIES = frozenset(_COUNTRY_NAMES.split())
_POSTAL_CODE = re.compile(
    r"(?i)^(?:[A-Z]{1,2}-?)?\d{4,6}(?:-\d{3,4})?$|^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$"
    r"|^[A-Z]\d[A-Z] ?\d[A-Z]\d$|^\d{4} ?[A-Z]{2}$|^\d{3} ?\d{2}$"
)
_STREET = re.compile(r"^\W*\d+[\w-]* +\D{3,}|^\D{4,}[ ,]+\d+\w?(?:$|[ ,;/-])")
_TELEPHONE = re.compile(r"^[+(\d][\d\s()./+-]{6,}(?:(?:x|ext)\W*\d+)?$", re.IGNORECASE)
_SITE = re.compile(r"(?i)^(?:https?://|www\.)|^[\w.+-]+@[\w-]+\.\w+$|^(?:[\w-]+\.)+[a-z]{2,6}/?$")


def _is_telephone(value: str) -> bool:
    digits = sum(sign.isdigit() for sign in value)
    return bool(_TELEPHONE.match(value)) and 9 <= digits <= 15 and phone(value) is not None


_CONTENT: Mapping[str, Callable[[str], bool]] = {
    "domain": lambda value: bool(_SITE.match(value)) and domain(value) is not None,
    "country": lambda value: re.sub(r"\W", "", value.upper()) in _COUNTRIES,
    "postal_code": lambda value: bool(_POSTAL_CODE.match(value)),
    "phone": lambda value: _is_telephone(value) and not value.isdigit(),
    "street": lambda value: bool(_STREET.search(value)) and 6 <= len(value) <= 90,
}
_DENIED: Mapping[str, Callable[[str], bool]] = {
    "name": lambda value: not re.search(r"[^\W\d_]", value),
    "street": lambda value: "@" in value or "://" in value,
    "city": lambda value: not re.search(r"[^\W\d_]", value) or len(value) > 60,
    "postal_code": lambda value: not re.search(r"\d", value) or len(value) > 14,
    "country": lambda value: bool(re.search(r"\d", value)),
    "region": lambda value: len(value) > 60,
    "domain": lambda value: "." not in value,
    "phone": lambda value: sum(sign.isdigit() for sign in value) < 6,
    "tax_id": lambda value: not re.search(r"\d", value),
}
NOTHING = "-"
"""Given for a header: no column holds that."""


def columns(table: Table, named: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Our column -> the file's header.

    `named` says for a column of ours which headers have it, and `-` that none has. UsageError
    where no column holds a name.
    """
    found = _given(table, named)
    samples = {header: _sample(table, header) for header in table.headers}
    wanted = [role for role in ROLES if role not in found]
    for fitness in (_by_header, _by_words):
        for role in wanted:
            if role not in found:
                _take(table, role, fitness, samples, found)
    for role in wanted:
        if role not in found and role in _CONTENT:
            _take_by_content(role, samples, found)
    if "name" not in found:
        _take_name_by_content(samples, found)
    if "id" not in found:
        _take_first_as_id(table, found)
    if found.get("name", NOTHING) == NOTHING:
        raise UsageError(
            f"{table.path}: no column holds a name. It has: {', '.join(table.headers)}. "
            "Say which it is: --column name=HEADER"
        )
    return {role: header for role, header in found.items() if header != NOTHING}


def _given(table: Table, named: Mapping[str, Sequence[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for role, headers in named.items():
        for header in headers:
            if header == NOTHING or header in table.headers:
                found[role] = header
    return found


def _sample(table: Table, header: str) -> list[str]:
    """Values that are there, of rows spread over the file."""
    step = max(1, len(table.rows) // _LOOKED_AT)
    place = table.headers.index(header)
    return [row[place] for row in table.rows[::step] if row[place]]


def _bare(header: str) -> str:
    return "".join(_words(header))


def _words(header: str) -> list[str]:
    """The words of a header; of an address in the web only its last part."""
    last = re.split(r"[#/]", header.rstrip("#/"))[-1] if "://" in header else header
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", last)
    return re.findall(r"[^\W_]+", spaced.lower())


def _by_header(role: str, header: str) -> float:
    known = ROLES[role].split()
    bare = _bare(header)
    for spelling, worth in ((bare, 2.0), (_without_prefix(header), 1.5)):
        if spelling in known:
            return worth - known.index(spelling) / 1_000
    return 0


def _without_prefix(header: str) -> str:
    words = _words(header)
    while len(words) > 1 and words[0] in _PREFIXES:
        words = words[1:]
    return "".join(words)


def _by_words(role: str, header: str) -> float:
    words = _words(header)
    if set(words) & set(_NEVER.get(role, "").split()) - set(words[-1:] if role == "id" else ()):
        return 0
    known = _WORDS.get(role, "").split()
    places = [known.index(word) for word in words if word in known]
    return 1 - min(places) / 100 - len(words) / 50 if places else 0


def _take(
    table: Table,
    role: str,
    fitness: Callable[[str, str], float],
    samples: Mapping[str, Sequence[str]],
    found: dict[str, str],
) -> None:
    """The free column with the fittest header whose values do not speak against it."""
    fit = {
        header: fitness(role, header)
        for header in table.headers
        if header not in found.values() and _may_hold(table, role, header, samples[header])
    }
    best = max(fit, key=lambda header: fit[header], default=None)
    if best is not None and fit[best] > 0:
        found[role] = best


def _may_hold(table: Table, role: str, header: str, sample: Sequence[str]) -> bool:
    if role == "id":
        values = table.column(header)
        return all(values) and len(set(values)) == len(values)
    if not sample:
        return False
    denied = _DENIED.get(role)
    return denied is None or sum(map(denied, sample)) < 0.5 * len(sample)


def _take_by_content(
    role: str, samples: Mapping[str, Sequence[str]], found: dict[str, str]
) -> None:
    """The free column of whose values most look like that; no column where few do."""
    looks, longest = _CONTENT[role], max(map(len, samples.values()))
    shares = {
        header: sum(map(looks, sample)) / len(sample)
        for header, sample in samples.items()
        if header not in found.values() and len(sample) > 0.3 * longest and _is_varied(role, sample)
    }
    best = max(shares, key=lambda header: shares[header], default=None)
    if best is not None and shares[best] >= (0.6 if role == "street" else 0.8):
        found[role] = best


def _is_varied(role: str, sample: Sequence[str]) -> bool:
    """Whether the values are as different as such values are: a year is no postal code."""
    different = len(set(sample))
    if role == "postal_code":
        return not all(re.fullmatch(r"(?:19|20)\d\d", value) for value in sample)
    return role == "country" or different > 0.3 * len(sample)


def _take_name_by_content(samples: Mapping[str, Sequence[str]], found: dict[str, str]) -> None:
    """The free column with the most different texts, where there is one of words."""
    texts = {
        header: len(set(sample)) / len(sample)
        for header, sample in samples.items()
        if header not in found.values() and sample and _is_text(sample)
    }
    if texts:
        found["name"] = max(texts, key=lambda header: texts[header])


def _is_text(sample: Sequence[str]) -> bool:
    letters = [value for value in sample if re.search(r"[^\W\d_]{3}", value) and "@" not in value]
    return len(letters) > 0.8 * len(sample) and 4 <= sum(map(len, sample)) / len(sample) <= 80


def _take_first_as_id(table: Table, found: dict[str, str]) -> None:
    """The first column, where it is free and each row has a short value of its own there."""
    first = table.headers[0]
    is_free = first not in found.values() and _may_hold(table, "id", first, ())
    if is_free and all(len(value) <= 40 and " " not in value for value in table.column(first)):
        found["id"] = first
