"""How our kinds of value look in Salesforce: read from records, written as JSON or CSV."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from systems.base import Field, Row, Value
from systems.salesforce.login import SYSTEM
from tieout.errors import BadAnswer

NULL_IN_CSV = "#N/A"  # an empty cell leaves a field as it is


def read_value(record: Row, path: str, field: Field) -> Value:
    """What a record holds at a path, in the field's kind; BadAnswer where it cannot be that."""
    held: object = record
    for step in path.split("."):
        if isinstance(held, Mapping) and step in held:  # mostly: the org answers in its own letters
            held = held[step]
        else:
            held = _lower(held).get(step.lower()) if isinstance(held, Mapping) else None
    try:
        return _value(held, field)
    except (ValueError, InvalidOperation):
        record_id = record.get("Id")
        raise BadAnswer(SYSTEM, f"{record_id} holds in {path} what is no {field.kind}.") from None


def nested(path: str, value: Value) -> tuple[str, object]:
    """A value as a body has it: `Account__r.NetSuite_Id__c` goes as an object in an object."""
    first, dot, rest = path.partition(".")
    return (first, dict([nested(rest, value)])) if dot else (first, _written(value))


def in_csv(value: Value) -> str:
    """A value as a cell has it."""
    if value is None or value == "":
        return NULL_IN_CSV
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(raw: object, field: Field) -> Value:
    if field.kind == "boolean":
        return raw is True  # never null there, but for a parent that is not
    if raw is None or raw == "":
        return None
    text = str(raw)
    if field.kind == "decimal":
        return Decimal(text)
    if field.kind == "integer":
        return _whole(Decimal(text))
    if field.kind == "date":
        return date.fromisoformat(text)
    if field.kind == "timestamp":
        at = datetime.fromisoformat(text)
        return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return text


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise ValueError(number)
    return int(number)


def _written(value: Value) -> object:
    if isinstance(value, Decimal):
        return Decimal(f"{value:f}")  # digits and a point, no exponent
    return value


def _lower(record: Mapping[str, object]) -> dict[str, object]:
    return {name.lower(): it for name, it in record.items()}
