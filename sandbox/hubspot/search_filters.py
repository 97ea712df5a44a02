"""A search's filters as conditions on the records' own table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.call import id_read
from sandbox.hubspot.definitions import Definition
from sandbox.hubspot.errors import invalid
from sandbox.hubspot.links import has_link
from sandbox.hubspot.object_types import COMPANIES, ObjectType
from sandbox.hubspot.tables import keyed_by
from sandbox.hubspot.values import WrongValueError, comparable, text_of
from sandbox.hubspot.wire import moment_read
from sandbox.records import Where

if TYPE_CHECKING:
    from sandbox.hubspot.portal import Portal

Filter = dict[str, Any]

MOST_GROUPS, MOST_IN_GROUP, MOST_IN_ALL = 5, 6, 18
COMPARED = {"LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}
NOWHERE, EVERYWHERE = Where("0"), Where("1")
PUNCTUATION = ".,-@/_&()'\":;"
ASSOCIATIONS = "associations."


def condition(portal: Portal, kind: ObjectType, groups: Sequence[Any]) -> Where:
    """Groups are joined by or, the filters in each by and; 400 for too many, or a wrong one."""
    listed = [_filters(group) for group in groups]
    if len(listed) > MOST_GROUPS:
        raise invalid(f"The number of filter groups must not exceed {MOST_GROUPS}.")
    if any(len(filters) > MOST_IN_GROUP for filters in listed):
        raise invalid(f"The number of filters in a group must not exceed {MOST_IN_GROUP}.")
    if sum(map(len, listed)) > MOST_IN_ALL:
        raise invalid(f"The number of filters must not exceed {MOST_IN_ALL}.")
    whole = EVERYWHERE if not listed else NOWHERE
    for filters in listed:
        group = EVERYWHERE
        for one in filters:
            group &= _condition(portal, kind, one)
        whole = group if whole is NOWHERE else whole | group
    return whole


def expression(kind: ObjectType, definition: Definition) -> str:
    """How a property is read in SQL: as a number, or as text without regard to case."""
    name = definition["name"]
    columns = {"hs_object_id": "id", kind.created: "created", kind.modified: "changed"}
    if name in columns:
        return columns[name]
    if definition["type"] == "number":
        return f"cast(json_extract(body, '$.properties.\"{name}\"') as real)"
    return keyed_by(name)


def property_searched(portal: Portal, kind: ObjectType, name: str) -> Definition:
    definition = portal.definitions.get(kind, name)
    if definition is None:
        raise invalid(f'There was a problem with the request. Property "{name}" does not exist')
    return definition


def with_words(kind: ObjectType, words: str) -> Where:
    """The condition that every word is in one of the texts that the type is searched by."""
    whole = EVERYWHERE
    for word in words.lower().split():
        anywhere = NOWHERE
        for name in kind.searched:
            anywhere |= Where(f"{keyed_by(name)} like ? escape '\\'", (f"%{_escaped(word)}%",))
        whole &= anywhere
    return whole


def _filters(group: Any) -> list[Filter]:
    filters = group.get("filters") if isinstance(group, dict) else None
    if not isinstance(filters, list) or not all(isinstance(one, dict) for one in filters):
        raise invalid("Invalid input JSON: every filter group needs a list of filters")
    return filters


def _condition(portal: Portal, kind: ObjectType, one: Filter) -> Where:
    name, operator = str(one.get("propertyName") or ""), str(one.get("operator") or "")
    if name.startswith(ASSOCIATIONS):
        other = portal.type_called(name.removeprefix(ASSOCIATIONS))
        return _linked(kind, other, operator, one)
    if name == "associatedcompanyid":
        return _linked(kind, COMPANIES, operator, one)
    definition = property_searched(portal, kind, name)
    work = OPERATORS.get(operator)
    if work is None:
        raise invalid(f"Invalid operator {operator}. Known are: {', '.join(OPERATORS)}")
    try:
        return work(kind, definition, one)
    except WrongValueError as wrong:
        raise invalid(f"There was a problem with the request. {wrong.message}") from None


def _linked(kind: ObjectType, other: ObjectType, operator: str, one: Filter) -> Where:
    values = one.get("values") if operator == "IN" else [one.get("value")]
    if operator not in ("EQ", "IN") or not isinstance(values, list):
        raise invalid(f"Invalid operator {operator} for an association: it must be EQ or IN")
    ids = [found for value in values if (found := id_read(value)) is not None]
    return has_link(kind, other, ids) if ids else NOWHERE


def _equal(kind: ObjectType, definition: Definition, one: Filter) -> Where:
    value = _operand(kind, definition, one.get("value"))
    return Where(f"{expression(kind, definition)} = ?", (value,))


def _not_equal(kind: ObjectType, definition: Definition, one: Filter) -> Where:
    value = _operand(kind, definition, one.get("value"))
    return Where(f"{expression(kind, definition)} is not ?", (value,))


def _compared(kind: ObjectType, definition: Definition, one: Filter) -> Where:
    value = _operand(kind, definition, one.get("value"))
    sign = COMPARED[one["operator"]]
    return Where(f"{expression(kind, definition)} {sign} ?", (value,))


def _between(kind: ObjectType, definition: Definition, one: Filter) -> Where:
    low = _operand(kind, definition, one.get("value"))
    high = _operand(kind, definition, one.get("highValue"))
    return Where(f"{expression(kind, definition)} between ? and ?", (low, high))


def _in(kind: ObjectType, definition: Definition, one: Filter) -> Where:
    marks, values = _list(kind, definition, one)
    return Where(f"{expression(kind, definition)} in ({marks})", values)


def _not_in(kind: ObjectType, definition: Definition, one: Filter) -> Where:
    marks, values = _list(kind, definition, one)
    read = expression(kind, definition)
    return Where(f"({read} is null or {read} not in ({marks}))", values)


def _has(kind: ObjectType, definition: Definition, _: Filter) -> Where:
    return Where(f"{expression(kind, definition)} is not null")


def _has_not(kind: ObjectType, definition: Definition, _: Filter) -> Where:
    return Where(f"{expression(kind, definition)} is null")


def _with_token(_: ObjectType, definition: Definition, one: Filter) -> Where:
    return Where(f"{_spaced(keyed_by(definition['name']))} like ? escape '\\'", (_token(one),))


def _without_token(_: ObjectType, definition: Definition, one: Filter) -> Where:
    read = _spaced(keyed_by(definition["name"]))
    return Where(f"coalesce({read}, '') not like ? escape '\\'", (_token(one),))


OPERATORS: dict[str, Callable[[ObjectType, Definition, Filter], Where]] = {
    "EQ": _equal,
    "NEQ": _not_equal,
    "LT": _compared,
    "LTE": _compared,
    "GT": _compared,
    "GTE": _compared,
    "BETWEEN": _between,
    "IN": _in,
    "NOT_IN": _not_in,
    "HAS_PROPERTY": _has,
    "NOT_HAS_PROPERTY": _has_not,
    "CONTAINS_TOKEN": _with_token,
    "NOT_CONTAINS_TOKEN": _without_token,
}


def _list(
    kind: ObjectType, definition: Definition, one: Filter
) -> tuple[str, tuple[int | float | str, ...]]:
    """Texts are held against the index as they are sent, and that is in lower case."""
    values = one.get("values")
    if not isinstance(values, list) or not values:
        raise invalid(f"The operator {one['operator']} needs a list of values")
    is_text = definition["type"] == "string"
    operands = [
        text_of(value) if is_text else _operand(kind, definition, value) for value in values
    ]
    return ", ".join("?" * len(operands)), tuple(operands)


def _operand(kind: ObjectType, definition: Definition, value: Any) -> int | float | str:
    if value is None:
        raise invalid("Invalid input JSON: the filter needs a value")
    text = text_of(value)
    if definition["name"] in (kind.created, kind.modified):
        moment = moment_read(text)
        if moment is None:
            raise WrongValueError("INVALID_DATE", f"{text} was not a valid date.")
        return moment
    if definition["type"] == "number":
        id_ = id_read(text)
        return id_ if id_ is not None else float(comparable(definition, text))
    return comparable(definition, text).lower()


def _spaced(read: str) -> str:
    """The text with blanks for its punctuation and around it, so that a token is a word."""
    for sign in PUNCTUATION:
        quoted = sign.replace("'", "''")
        read = f"replace({read}, '{quoted}', ' ')"
    return f"(' ' || {read} || ' ')"


def _token(one: Filter) -> str:
    text = text_of(one.get("value")).lower()
    starts, ends = text.startswith("*"), text.endswith("*")
    words = re.sub(f"[{re.escape(PUNCTUATION)}]", " ", text.strip("*")).strip()
    pattern = _escaped(words).replace("*", "%")
    return f"%{'' if starts else ' '}{pattern}{'' if ends else ' '}%"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
