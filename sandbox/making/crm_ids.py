"""Ids as the CRM makes them: three signs for the object, a number, three signs that check case."""

from functools import cache
from typing import Literal

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_POD = "5eXQ"  # where the org lives; the number behind it is in small letters
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
_PAIR = len(_PAIRS)
_PREFIXES = {
    "user": "005",
    "account": "001",
    "contact": "003",
    "product": "01t",
    "pricebook": "01s",
    "price": "01u",
    "opportunity": "006",
    "opportunity_line": "00k",
    "quote": "0Q0",
    "order": "801",
    "order_line": "802",
    "contract": "800",
    "case": "500",
    "subscription": "a0S",
    "change_order": "a0T",
}
CrmObject = Literal[
    "user",
    "account",
    "contact",
    "product",
    "pricebook",
    "price",
    "opportunity",
    "opportunity_line",
    "quote",
    "order",
    "order_line",
    "contract",
    "case",
    "subscription",
    "change_order",
]


def crm_id(of: CrmObject, number: int) -> str:
    """The id of 18 signs of an object's record number `number`; ascending as text."""
    prefix, suffix = _frame(of)
    rest, last = divmod(number, _PAIR)
    rest, third = divmod(rest, _PAIR)
    first, second = divmod(rest, _PAIR)
    return f"{prefix}{_PAIRS[first]}{_PAIRS[second]}{_PAIRS[third]}{_PAIRS[last]}{suffix}"


@cache
def _frame(of: CrmObject) -> tuple[str, str]:
    """What stands before and behind the number; small letters and digits never change the check."""
    prefix = _PREFIXES[of] + _POD
    plain = prefix.ljust(15, "0")
    parts = (plain[start : start + 5] for start in (0, 5, 10))
    return prefix, "".join(
        _CHECK[sum(1 << place for place, sign in enumerate(part) if sign.isupper())]
        for part in parts
    )
