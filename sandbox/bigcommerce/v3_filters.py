"""Filters of V3: a field, a colon and an operator as the parameter's name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.bigcommerce.call import Call
from sandbox.bigcommerce.errors import v3, v3_unknown_filters
from sandbox.bigcommerce.tables import TEN_THOUSANDTHS, key_of
from sandbox.bigcommerce.wire import amount, day_of, has_clock, parsed_time
from sandbox.records import LIVE, Where, one_of

DAY = 86_400
Kind = Literal["integer", "text", "key", "money", "flag", "time"]
Operator = Literal["", "in", "not_in", "min", "max", "greater", "less", "like", "not"]
_SIGNS: Mapping[str, str] = {"min": ">=", "max": "<=", "greater": ">", "less": "<"}
_BOUNDS: Mapping[str, str] = {"": "=", "not": "<>", **_SIGNS}


@dataclass(frozen=True, slots=True)
class Field:
    """A filter: the column it looks at, what kind of value that holds, and its operators.

    `takes_the_clock` marks times whose bound, given as a day, means the present time of that day.
    """

    column: str
    kind: Kind
    operators: tuple[Operator, ...] = ("",)
    takes_the_clock: bool = False


def condition(call: Call, fields: Mapping[str, Field], others: Collection[str]) -> Where:
    """What the query asks for; 422 names the parameters that are neither filters nor `others`."""
    where, unknown = LIVE, []
    for name, text in call.query.items():
        field_name, _, operator = name.partition(":")
        field = fields.get(field_name)
        if field is not None and operator in field.operators:
            where &= _met(call, name, field, operator, text)
        elif name not in others:
            unknown.append(name)
    if unknown:
        raise v3_unknown_filters(unknown)
    return where


def _met(call: Call, name: str, field: Field, operator: str, text: str) -> Where:
    try:
        if operator in ("in", "not_in"):
            values = [_value(call, field, it.strip()) for it in text.split(",") if it.strip()]
            found = one_of(field.column, values)
            return found if operator == "in" else Where(f"not ({found.sql})", found.values)
        if operator == "like":
            return Where(f"{field.column} like ?", (f"%{key_of(text) or ''}%",))
        if field.kind == "time" and not operator:
            start = day_of(text)
            return Where(f"{field.column} between ? and ?", (start, start + DAY - 1))
        return Where(f"{field.column} {_BOUNDS[operator]} ?", (_value(call, field, text),))
    except (ValueError, TypeError, KeyError, OverflowError):
        raise v3(422, f"The filter {name} has an invalid value.") from None


def _value(call: Call, field: Field, text: str) -> object:
    match field.kind:
        case "integer":
            return int(text)
        case "money":
            return int(amount(text) * TEN_THOUSANDTHS)
        case "flag":
            return {"true": 1, "1": 1, "false": 0, "0": 0}[text.lower()]
        case "time":
            return _bound(call, field, text)
        case "key":
            return key_of(text)
        case _:
            return text


def _bound(call: Call, field: Field, text: str) -> int:
    if field.takes_the_clock and not has_clock(text):
        return parsed_time(text) + call.now % DAY
    return parsed_time(text)
