"""Addresses, telephones, sites and tax ids as two books would both write them."""

import re
from urllib.parse import urlsplit

from matching.names import plain

_EVERYBODYS = """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com msn.com yahoo.com
    yahoo.co.uk ymail.com aol.com icloud.com me.com gmx.de gmx.net gmx.at gmx.ch web.de
    t-online.de freenet.de mail.com mail.ru yandex.ru proton.me protonmail.com qq.com 163.com
    126.com orange.fr wanadoo.fr free.fr laposte.net libero.it comcast.net verizon.net att.net
    sbcglobal.net bellsouth.net cox.net btinternet.com facebook.com linkedin.com twitter.com
    instagram.com yelp.com freemail.example
"""
FREE_MAIL = frozenset(_EVERYBODYS.split())
"""Domains that say nothing of whose they are: free mail, and pages that everybody can have."""

_SPELT = (
    ("STREET", "ST STR STRASSE STRAAT STREETS"),
    ("AVENUE", "AVE AV AVEN AVENIDA AVDA"),
    ("ROAD", "RD"),
    ("BOULEVARD", "BLVD BLV BOUL BD BVD"),
    ("DRIVE", "DR DRV"),
    ("LANE", "LN"),
    ("HIGHWAY", "HWY HIWAY"),
    ("PARKWAY", "PKWY PKY"),
    ("SQUARE", "SQ"),
    ("PLACE", "PL PLAZA PLZ PLATZ"),
    ("COURT", "CT CRT"),
    ("CIRCLE", "CIR"),
    ("TERRACE", "TER TERR"),
    ("TURNPIKE", "TPKE"),
    ("EXPRESSWAY", "EXPY"),
    ("CENTER", "CTR CENTRE"),
    ("BUILDING", "BLDG BLD"),
    ("SUITE", "STE"),
    ("FLOOR", "FL FLR"),
    ("APARTMENT", "APT"),
    ("ROOM", "RM"),
    ("NORTH", "N NO"),
    ("SOUTH", "S SO"),
    ("EAST", "E"),
    ("WEST", "W"),
    ("NORTHEAST", "NE"),
    ("NORTHWEST", "NW"),
    ("SOUTHEAST", "SE"),
    ("SOUTHWEST", "SW"),
    ("SAINT", "SAINTE"),
    ("MOUNT", "MT"),
    ("FORT", "FT"),
    ("INDUSTRIAL", "IND INDL"),
    ("BETWEEN", "BET BTWN"),
    ("FIRST", "1ST"),
    ("SECOND", "2ND"),
    ("THIRD", "3RD"),
    ("FOURTH", "4TH"),
    ("FIFTH", "5TH"),
    ("SIXTH", "6TH"),
    ("SEVENTH", "7TH"),
    ("EIGHTH", "8TH"),
    ("NINTH", "9TH"),
    ("TENTH", "10TH"),
)
_LONG_FORMS = {short: long for long, shorts in _SPELT for short in shorts.split()}
_ROOMS = ("SUITE", "APARTMENT", "ROOM", "FLOOR", "UNIT", "BUILDING", "BOX")
_STREET_IN_ONE_WORD = re.compile(r"(?<=\w{3})(?:STRASSE|STR)\b")
_POSTAL_CODE = re.compile(r"\b(\d{5})(?:-?\d{4})?\W*(?:USA|US)?\W*$")
_UNITED_STATES = re.compile(r"^(\d{5})(?:-?\d{4})$")


def street(written: str) -> str:
    """The words of an address in one spelling: `12 N. Main St.` is `12 NORTH MAIN STREET`."""
    spaced = _STREET_IN_ONE_WORD.sub(" STREET", plain(written))
    return " ".join(_LONG_FORMS.get(word, word) for word in spaced.split())


def house_number(spelt: str) -> str | None:
    """The first number that is no suite, room or floor, without letters and zeros in front."""
    words = spelt.split()
    for before, word in zip(["", *words], words, strict=False):
        digits = re.match(r"\d+", word)
        if digits and before not in _ROOMS:
            return digits.group().lstrip("0") or "0"
    return None


def postal_code(written: str, address: str = "") -> str | None:
    """The postal code, of the United States' the first five; else the one an address ends with."""
    if not written.strip():
        ending = _POSTAL_CODE.search(address)
        return ending.group(1) if ending else None
    bare = re.sub(r"\.0$", "", written.strip())
    short = _UNITED_STATES.match(bare)
    return plain(short.group(1) if short else bare).replace(" ", "") or None


def domain(written: str) -> str | None:
    """The domain of an address, a site or an e-mail; none where everybody could have it."""
    text = written.lower().strip().rpartition("@")[2].strip()
    if "//" in text:
        text = urlsplit(text[text.index("//") :]).netloc
    text = re.split(r"[/?#\s,;]", text)[0].removeprefix("www.").partition(":")[0].strip(".")
    return text if "." in text and text not in FREE_MAIL else None


def tax_id(written: str) -> str | None:
    """Letters and digits, upper case; none where that is too little to tell anybody apart."""
    bare = re.sub(r"[^A-Z0-9]", "", written.upper())
    if len(bare) < 5 or not any(sign.isdigit() for sign in bare) or len(set(bare)) < 3:
        return None
    return bare


def phone(written: str) -> str | None:
    """The last nine digits: trunk and country codes are written in every way."""
    number = re.split(r"(?i)\b(?:ext|x)\b|ext\.|/(?=\D*\d{5,}.*\d{5,})", written)[0]
    digits = re.sub(r"\D", "", re.sub(r"\.0$", "", number))
    return digits[-9:] if len(digits) >= 7 and len(set(digits)) > 2 else None
