"""Files of firms as one table of records, their columns found by what they are called."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from matching.names import name, plain
from tieout.errors import UsageError

COLUMNS: Mapping[str, str] = {
    "id": "id uniqueid recordid key customerid accountid companyid number no",
    "name": "name company companyname organization organisation organizationname legalname "
    "accountname customer customername entityname businessname firm title",
    "street": "street address addr address1 addressline1 line1 streetaddress addr1 billingstreet",
    "city": "city town locality billingcity addresscity",
    "postal_code": "zip postcode postalcode zipcode plz billingpostalcode",
    "region": "state region province county billingstate",
    "country": "country countrycode nation billingcountry",
    "domain": "domain website url web homepage email mail",
    "tax_id": "taxid vat vatnumber vatid vatno ein taxnumber registrationnumber companynumber",
    "phone": "phone telephone tel phonenumber",
}
_EVERYBODYS = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com aol.com icloud.com gmx.de "
    "gmx.net web.de mail.com proton.me protonmail.com freemail.example"
)
FREE_MAIL = frozenset(_EVERYBODYS.split())
_STREET_WORDS = {
    "ST": "STREET",
    "STR": "STREET",
    "STRASSE": "STREET",
    "AVE": "AVENUE",
    "AV": "AVENUE",
    "RD": "ROAD",
    "BLVD": "BOULEVARD",
    "DR": "DRIVE",
    "LN": "LANE",
    "HWY": "HIGHWAY",
    "PKWY": "PARKWAY",
    "SQ": "SQUARE",
    "PL": "PLACE",
    "STE": "SUITE",
    "N": "NORTH",
    "S": "SOUTH",
    "E": "EAST",
    "W": "WEST",
}
_SEPARATORS = (",", ";", "\t", "|")


def read(paths: Sequence[Path], named: Mapping[str, str]) -> pl.DataFrame:
    """One row a record of all files, each value as it is compared, null where there is none.

    `named` says which header a column of ours has, where it is none that we know. UsageError says
    which file lacks which column, and what it has instead.
    """
    return pl.concat([_file(number, path, named) for number, path in enumerate(paths)])


def _file(number: int, path: Path, named: Mapping[str, str]) -> pl.DataFrame:
    table = _table(path)
    found = _found(path, table.columns, named)
    rows = table.to_dicts()
    return pl.DataFrame(
        [_record(number, place, row, found) for place, row in enumerate(rows, 1)],
        schema=_SCHEMA,
    )


def _table(path: Path) -> pl.DataFrame:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            header = lines.readline()
        separator = max(_SEPARATORS, key=header.count)
        return pl.read_csv(path, separator=separator, infer_schema=False)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(f"{path}: cannot be read as CSV: {str(error).splitlines()[0]}") from error


def _found(path: Path, headers: Sequence[str], named: Mapping[str, str]) -> dict[str, str]:
    """Our column -> the file's header."""
    bare = {re.sub(r"[^a-z0-9]", "", header.lower()): header for header in headers}
    found: dict[str, str] = {}
    for column, words in COLUMNS.items():
        wanted = named.get(column)
        if wanted in headers and wanted is not None:
            found[column] = wanted
        elif known := next((bare[word] for word in words.split() if word in bare), None):
            found[column] = known
    if "name" not in found:
        raise UsageError(
            f"{path}: no column holds a name. It has: {', '.join(headers)}. "
            "Say which it is: --column name=HEADER"
        )
    return found


def _record(
    number: int, place: int, row: Mapping[str, str | None], found: Mapping[str, str]
) -> dict[str, object]:
    given = {column: (row[header] or "").strip() for column, header in found.items()}
    its = name(given["name"])
    street = " ".join(_STREET_WORDS.get(it, it) for it in plain(given.get("street")).split())
    return {
        "unique_id": f"{number}:{place}",
        "source_dataset": str(number),
        "id": given.get("id") or str(place),
        "name": given["name"],
        "name_key": its.key or None,
        "folded": _folded(its.key) or None,
        "numbers": its.numbers,
        "words": its.words,
        "first_word": its.words[0] if its.words else None,
        "street": street or None,
        "house_number": next(iter(re.findall(r"\d+", street)), None),
        "city": plain(given.get("city")) or None,
        "postal_code": plain(given.get("postal_code")).replace(" ", "") or None,
        "region": plain(given.get("region")) or None,
        "country": plain(given.get("country")) or None,
        "domain": _domain(given.get("domain", "")),
        "tax_id": _tax_id(given.get("tax_id", "")),
        "phone": _phone(given.get("phone", "")),
    }


def _folded(key: str) -> str:
    """The key with vowels that stand for an accented one written alike: MUELLER and MULLER."""
    return key.replace("UE", "U").replace("OE", "O").replace("AE", "A")


def _domain(written: str) -> str | None:
    """The domain of an address, a site or an e-mail; none where everybody could have it."""
    text = written.lower().rpartition("@")[2].strip()
    if "//" in text:
        text = urlsplit(text).netloc
    text = text.split("/")[0].removeprefix("www.").partition(":")[0]
    return text if "." in text and text not in FREE_MAIL else None


def _tax_id(written: str) -> str | None:
    bare = re.sub(r"[^A-Z0-9]", "", written.upper())
    return bare if len(bare) >= 5 else None


def _phone(written: str) -> str | None:
    """The last nine digits: trunk and country codes are written in every way."""
    digits = re.sub(r"\D", "", written)
    return digits[-9:] if len(digits) >= 7 else None


_SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "unique_id": pl.String,
    "source_dataset": pl.String,
    "id": pl.String,
    "name": pl.String,
    "name_key": pl.String,
    "folded": pl.String,
    "numbers": pl.String,
    "words": pl.List(pl.String),
    "first_word": pl.String,
    "street": pl.String,
    "house_number": pl.String,
    "city": pl.String,
    "postal_code": pl.String,
    "region": pl.String,
    "country": pl.String,
    "domain": pl.String,
    "tax_id": pl.String,
    "phone": pl.String,
}
