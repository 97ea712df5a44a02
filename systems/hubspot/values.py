"""HubSpot's values: all of them text, read exactly as what the property's type says they are."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, InvalidOperation

from systems.base import Field, Kind, Row, Value
from tieout.errors import BadAnswer

FAITHFUL_DIGITS = 15  # what a double holds of any decimal (IEEE 754); beyond it is binary noise
KIND_OF_TYPE: Mapping[str, Kind] = {
    "number": "decimal",
    "bool": "boolean",
    "date": "date",
    "datetime": "timestamp",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS = re.compile(r"-?\d{5,}")  # no year has five digits
_READ_ERRORS = (ValueError, InvalidOperation, OverflowError)


def kind_of(prop: Row) -> Kind:
    """The kind of a property's values; a box list is several values in one."""
    if prop.get("type") == "enumeration" and prop.get("fieldType") == "checkbox":
        return "json"
    return KIND_OF_TYPE.get(str(prop.get("type")), "text")


def landed(raw: object, kind: Kind) -> object:
    """A value as it lands; one that is not of its kind stays as it came, to be set aside."""
    if raw is None or raw == "":
        return None
    try:
        return _LANDED[kind](str(raw))
    except _READ_ERRORS:
        return raw


def held(raw: object, field: Field, *, is_list: bool) -> Value:
    """What a record holds in a field that we write; BadAnswer where it cannot be that."""
    if field.kind == "boolean":
        return raw == "true"  # null is an unticked box
    if raw is None or raw == "":
        return None
    text = str(raw)
    try:
        if field.kind == "decimal":
            return number(text)
        if field.kind == "integer":
            return _integer(text)
        if field.kind == "date":
            return day(text)
    except _READ_ERRORS:
        raise BadAnswer(
            "hubspot", f"a record holds in {field.name} what is no {field.kind}."
        ) from None
    if field.kind == "timestamp":
        return moment(text)
    return ";".join(sorted(_listed(text))) if is_list else text


def written(value: Value) -> str:
    """A value as it is sent: text, and nothing to empty a property."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def number(text: str) -> Decimal:
    """`17`, `2455.000000`, `1.2000000000000002`: the decimal that was meant."""
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    value = value.normalize()
    if "." in text and len(value.as_tuple().digits) > FAITHFUL_DIGITS:
        value = Context(prec=FAITHFUL_DIGITS).create_decimal(value).normalize()
    return value


def day(text: str) -> date:
    """A date in either spelling: `2026-11-14`, or the milliseconds of its midnight in UTC."""
    if _MILLISECONDS.fullmatch(text):
        return _instant(text).date()
    return date.fromisoformat(text) if len(text) == 10 else _instant(text).date()


def moment(text: str) -> str:
    """A time in either spelling as ISO 8601, UTC, its milliseconds kept where it has some."""
    at = _instant(text)
    form = "milliseconds" if at.microsecond else "seconds"
    return at.isoformat(timespec=form).replace("+00:00", "Z")


def milliseconds(at: datetime) -> str:
    """A time as searches want it."""
    return str((at - _EPOCH) // timedelta(milliseconds=1))


def _instant(text: str) -> datetime:
    if _MILLISECONDS.fullmatch(text):
        return _EPOCH + timedelta(milliseconds=int(text))
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _integer(text: str) -> int:
    value = number(text)
    if value != value.to_integral_value():
        raise ValueError(text)
    return int(value)


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _listed(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


_LANDED: Mapping[Kind, Callable[[str], object]] = {
    "text": str,
    "decimal": lambda text: f"{number(text):f}",
    "integer": lambda text: f"{number(text):f}",
    "boolean": _boolean,
    "date": lambda text: day(text).isoformat(),
    "timestamp": moment,
    "json": _listed,
}
