"""Values as the text that plans and the ledger hold, and back."""

from datetime import date
from decimal import Decimal

from systems.base import Field, Value


def to_text(value: Value, field: Field) -> str | None:
    """`Decimal("12.5")` of scale 2 as `12.50`, true/false, ISO dates; null stays None, '' stays ''.

    A decimal with more places than the field has keeps them: nothing is rounded out of sight.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if field.kind == "decimal":
        return _decimal_text(Decimal(value), field.scale)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def from_text(text: str | None, field: Field) -> Value:
    """What `to_text` was given; ValueError where the text is not of the field's kind."""
    if text is None or field.kind in {"text", "timestamp", "json"}:
        return text
    if text == "":
        return None
    if field.kind == "boolean":
        return _boolean(text)
    if field.kind == "date":
        return date.fromisoformat(text)
    return int(text) if field.kind == "integer" else Decimal(text)


def is_empty(text: str | None, field: Field) -> bool:
    """Null and '' are empty, and so is a box that is not ticked."""
    return not text or (text == "false" and field.kind == "boolean")


def is_same(one: str | None, other: str | None, field: Field) -> bool:
    """Whether a target that tells no empty values apart would hold the same."""
    return one == other or (is_empty(one, field) and is_empty(other, field))


def shown(text: str | None) -> str:
    """As a person reads it: what is empty is said to be."""
    return text if text else "(empty)"


def many(number: int, thing: str) -> str:
    """`1 record`, `2,000 records`."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def numbered(*parts: tuple[int, str]) -> str:
    """`3 to create, 1 to fill`; what there is none of is left out."""
    return ", ".join(f"{number:,} {words}" for number, words in parts if number)


def _decimal_text(value: Decimal, scale: int) -> str:
    if not value:
        value = Decimal(0)  # minus zero is zero
    text = f"{value:.{scale}f}"
    return text if Decimal(text) == value else f"{value:f}"


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"a boolean is true or false, got {text!r}")
    return text == "true"
