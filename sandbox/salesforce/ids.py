"""Record ids: fifteen letters and digits that mind case, and three more that say which are capital.

REST guide, "Object identifiers": either form is taken, the long one is given.
"""

import re

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_ORG = (
    "zTo"  # where ids of this org begin to count; late in the alphabet, so that new ones sort last
)


def long_id(short: str) -> str:
    """The id of 18 signs that belongs to one of 15."""
    blocks = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(_ALPHABET[_capitals(block)] for block in blocks)


def normalised(text: str) -> str | None:
    """The id in its long form; None where the text has not the shape of an id."""
    if not _SHAPE.fullmatch(text):
        return None
    return long_id(text[:15])


def made_id(prefix: str, number: int) -> str:
    """The `number`th id that this org gives out to records with that key prefix."""
    digits = ""
    for _ in range(15 - len(prefix) - len(_ORG)):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return long_id(prefix + _ORG + digits)


def _capitals(block: str) -> int:
    return sum(1 << place for place, sign in enumerate(block) if "A" <= sign <= "Z")
