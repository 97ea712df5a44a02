"""A value that was sent, as the store keeps it; or why it is refused.

The sentences are the vendor's where the reference page has them (§13).
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sandbox.salesforce.errors import RowRefused
from sandbox.salesforce.ids import normalised
from sandbox.salesforce.schema import DECIMALS, Field

NOTHING = "#N/A"  # what empties a field in a CSV file
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_ZONE = re.compile(r"([+-]\d\d)(\d\d)$")
_TRUE, _FALSE = ("true", "1"), ("false", "0")
Read = Callable[[Field, Any], Any]


def from_json(it: Field, sent: Any) -> Any:
    """The value of a JSON body; null and an empty text are nothing."""
    if sent is None or sent == "":
        return False if it.type == "boolean" else None
    if isinstance(sent, dict | list):
        raise _unreadable(it, "START_OBJECT", "value")
    if it.type == "boolean":
        if not isinstance(sent, bool):
            raise _unreadable(it, "VALUE_STRING", sent)
        return sent
    if isinstance(sent, bool) or (it.is_text and not isinstance(sent, str)):
        raise _unreadable(it, "VALUE_TRUE" if isinstance(sent, bool) else "VALUE_NUMBER_INT", sent)
    return _checked(it, sent)


def from_csv(it: Field, sent: Any) -> Any:
    """The value of a cell; `#N/A` empties, and who sends an empty cell leaves the field alone."""
    text = NOTHING if sent is None else str(sent)
    if text == NOTHING:
        return False if it.type == "boolean" else None
    if it.type == "boolean":
        lower = text.lower()
        if lower not in (*_TRUE, *_FALSE):
            raise RowRefused(
                "INVALID_TYPE_ON_FIELD_IN_RECORD", f"{it.label}: value not of type", it.name
            )
        return lower in _TRUE
    return _checked(it, text)


def _checked(it: Field, sent: Any) -> Any:
    if it.type in DECIMALS:
        return _decimal(it, sent)
    if it.type == "int":
        return _int(it, sent)
    if it.type == "date":
        return _date(it, sent)
    if it.type == "datetime":
        return _moment(it, sent)
    return _CHECKS.get(it.type, _text)(it, str(sent))


def _number(it: Field, sent: Any) -> Decimal:
    try:
        value = Decimal(str(sent))
    except InvalidOperation:
        raise _unreadable(it, "VALUE_STRING", sent) from None
    if not value.is_finite():
        raise _unreadable(it, "VALUE_STRING", sent)
    return value


def _decimal(it: Field, sent: Any) -> Decimal:
    """More decimals than the field has are rounded."""
    value = _number(it, sent)
    if abs(value) >= Decimal(10) ** (it.precision - it.scale):
        words = f"{it.label}: value outside of valid range on numeric field: {sent}"
        raise RowRefused("NUMBER_OUTSIDE_VALID_RANGE", words, it.name)
    return value.quantize(Decimal(1).scaleb(-it.scale), ROUND_HALF_UP)


def _int(it: Field, sent: Any) -> int:
    value = _number(it, sent)
    if value != value.to_integral_value() or abs(value) >= Decimal(10) ** it.precision:
        words = f"{it.label}: value outside of valid range on numeric field: {sent}"
        raise RowRefused("NUMBER_OUTSIDE_VALID_RANGE", words, it.name)
    return int(value)


def _date(it: Field, sent: Any) -> date:
    try:
        return date.fromisoformat(str(sent)[:10] if "T" in str(sent) else str(sent))
    except ValueError:
        raise _unreadable(it, "VALUE_STRING", sent) from None


def _moment(it: Field, sent: Any) -> datetime:
    """ISO 8601 with Z or an offset; without one it is UTC. Parts of a second are dropped."""
    try:
        moment = datetime.fromisoformat(_ZONE.sub(r"\1:\2", str(sent)))
    except ValueError:
        raise _unreadable(it, "VALUE_STRING", sent) from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.replace(microsecond=0)


def _text(it: Field, sent: str) -> str:
    if len(sent) > it.length:
        words = f"{it.label}: data value too large: {sent} (max length={it.length})"
        raise RowRefused("STRING_TOO_LONG", words, it.name)
    return sent


def _picked(it: Field, sent: str) -> str:
    wanted = sent.split(";") if it.type == "multipicklist" else [sent]
    known = {value.lower(): value for value in it.values}
    foreign = [one for one in wanted if one.lower() not in known]
    if it.is_restricted and foreign:
        words = f"{it.label}: bad value for restricted picklist field: {foreign[0]}"
        raise RowRefused("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", words, it.name)
    return _text(it, ";".join(known.get(one.lower(), one) for one in wanted))


def _email(it: Field, sent: str) -> str:
    if not _EMAIL.fullmatch(sent):
        words = f"{it.label}: invalid email address: {sent}"
        raise RowRefused("INVALID_EMAIL_ADDRESS", words, it.name)
    return _text(it, sent)


def _id(it: Field, sent: str) -> str:
    found = normalised(sent)
    if found is None:
        words = f"{it.label}: id value of incorrect type: {sent}"
        raise RowRefused("MALFORMED_ID", words, it.name)
    return found


_CHECKS: Mapping[str, Callable[[Field, str], str]] = {
    "picklist": _picked,
    "multipicklist": _picked,
    "email": _email,
    "reference": _id,
    "id": _id,
}


def _unreadable(it: Field, token: str, sent: Any) -> RowRefused:
    kind = {"reference": "string", "percent": "double", "currency": "double"}.get(it.type, it.type)
    words = (
        f"Cannot deserialize instance of {kind if it.type in _PLAIN else 'string'} from {token} "
        f"value {sent} or request may be missing a required field at [line:1, column:1]"
    )
    return RowRefused("JSON_PARSER_ERROR", words, it.name)


_PLAIN = frozenset({"boolean", "int", "double", "currency", "percent", "date", "datetime"})
