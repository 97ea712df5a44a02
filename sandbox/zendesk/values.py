"""What a custom field accepts, and how it reads its value back.

`stored` takes a value as it was sent and gives it as it will be echoed; InvalidValueError says
why not.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.records import Record

TYPES = (
    *("text", "textarea", "checkbox", "date", "integer", "decimal", "regexp", "dropdown"),
    *("multiselect", "lookup"),
)
TAGGING = frozenset({"checkbox", "dropdown", "multiselect"})


class InvalidValueError(ValueError):
    """The value does not fit the field."""


def empty(field: Mapping[str, Any]) -> Any:
    """What an unset field holds."""
    return False if field["type"] == "checkbox" else None


def stored(field: Mapping[str, Any], value: Any) -> Any:
    """The value as the field will echo it. null and the empty text clear any field."""
    if value is None or value == "":
        return empty(field)
    match field["type"]:
        case "checkbox":
            return _checkbox(value)
        case "integer" | "lookup":
            return _integer(value)
        case "decimal":
            return _decimal(value)
        case "date":
            return _date(value)
        case "dropdown":
            return _option(field, value)
        case "multiselect":
            return _options(field, value)
        case "regexp":
            return _matching(field, value)
        case _:
            return _text(value)


def tags(field: Mapping[str, Any], value: Any) -> list[str]:
    """The tags that a field's value puts on its record."""
    if field["type"] == "checkbox":
        return [field["tag"]] if value and field.get("tag") else []
    if field["type"] == "dropdown":
        return [value] if value else []
    if field["type"] == "multiselect":
        return list(value or ())
    return []


def presented(fields: Mapping[str, Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """A value for every active field, in the order of their keys."""
    return {key: values.get(key, empty(field)) for key, field in fields.items()}


def _checkbox(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise InvalidValueError("is not true or false")


def _integer(value: Any) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise InvalidValueError("is not a whole number")
    return int(number)


def _decimal(value: Any) -> Decimal:
    """As the vendor prints it: no trailing zeros, and one place at least (`5.0`, `5.2`)."""
    number = _number(value)
    is_whole = number == number.to_integral_value()
    return number.quantize(Decimal("0.1")) if is_whole else number.normalize()


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise InvalidValueError("is not a number")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise InvalidValueError("is not a number") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 18:
        raise InvalidValueError("is not a number")
    return number


def _date(value: Any) -> str:
    """The day; the clock part of a full ISO time is dropped."""
    try:
        day = date.fromisoformat(value[:10])
        if len(value) > 10:
            datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidValueError("is not a valid date") from None
    return f"{day.isoformat()}T00:00:00+00:00"


def _option(field: Mapping[str, Any], value: Any) -> str:
    if value not in [option["value"] for option in field.get("custom_field_options", ())]:
        raise InvalidValueError(f"{value} is not a valid option")
    return str(value)


def _options(field: Mapping[str, Any], value: Any) -> list[str]:
    if not isinstance(value, list):
        raise InvalidValueError("is not a list of options")
    return [_option(field, chosen) for chosen in value]


def _matching(field: Mapping[str, Any], value: Any) -> str:
    text = _text(value)
    if not re.search(field.get("regexp_for_validation") or "", text):
        raise InvalidValueError("does not match the pattern")
    return text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    raise InvalidValueError("is not a text")
