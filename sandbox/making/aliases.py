"""One firm's name as different people write it: the same firm to a reader, not to a machine."""

import random
import unicodedata

from sandbox.names import FirmName

OTHER_FORMS = {
    "Inc.": ("Incorporated", "INC", "Inc"),
    "Incorporated": ("Inc.", "Inc"),
    "Corp.": ("Corp", "CORP"),
    "LLC": ("L.L.C.", "llc"),
    "Ltd.": ("Limited", "Ltd"),
    "Ltd": ("Limited", "LTD", "Ltd."),
    "Limited": ("Ltd", "Ltd."),
    "PLC": ("plc", "P.L.C."),
    "GmbH": ("GMBH", "gmbh"),
    "B.V.": ("BV",),
    "N.V.": ("NV",),
    "S.L.": ("SL",),
    "S.A.": ("SA",),
    "S.p.A.": ("SpA",),
    "K.K.": ("KK",),
}
SHORTER = (
    ("International", "Intl."),
    ("Services", "Svcs"),
)
TRADE_NAMES = (
    "Northlight",
    "Bluepost",
    "Fairway",
    "Openfield",
    "Kingsgate",
    "Redstone",
    "Clearbay",
)
_LETTERS = str.maketrans("ØøŁłı", "OoLli")


def alias(firm: FirmName, rng: random.Random) -> str:
    """The name as one more system has it: often the same, else written otherwise."""
    name = " ".join(firm.full.split())
    style = rng.random()
    if style < 0.55:
        return name
    if style < 0.7:
        return _other_form(name, rng)
    if style < 0.78:
        return firm.plain
    if style < 0.84:
        return name.upper()
    if style < 0.92:
        return without_accents(name)
    return _shorter(name)


def trade_name(slot: int) -> str:
    """What it calls itself, with nothing of its own name in it: only an id can tell."""
    return f"{TRADE_NAMES[slot % len(TRADE_NAMES)]} {slot} (dba)"


def without_accents(name: str) -> str:
    """As it is typed on a keyboard without accents."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _other_form(name: str, rng: random.Random) -> str:
    for form, others in OTHER_FORMS.items():
        if name.endswith(f" {form}"):
            return name.removesuffix(form) + rng.choice(others)
    return name


def _shorter(name: str) -> str:
    for long, short in SHORTER:
        name = name.replace(long, short)
    return name.replace(" & ", " and ")
