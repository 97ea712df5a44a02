"""The `q` of a list of records: `companyName START_WITH "Acme" AND balance GREATER 5`, as SQL."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sandbox.netsuite.errors import Refusal, invalid_parameter
from sandbox.netsuite.formats import DatePreference
from sandbox.netsuite.record_types import Field, FieldKind, RecordType

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[()\[\],])|(?P<word>[^\s()\[\],"]+))'
)
_OPERATORS: Mapping[str, tuple[FieldKind, ...]] = {
    "IS": ("text", "boolean", "code"),
    "CONTAIN": ("text",),
    "START_WITH": ("text",),
    "END_WITH": ("text",),
    "EMPTY": ("text", "number", "integer", "date", "datetime", "reference", "code"),
    "EQUAL": ("number", "integer"),
    "GREATER": ("number", "integer"),
    "GREATER_OR_EQUAL": ("number", "integer"),
    "LESS": ("number", "integer"),
    "LESS_OR_EQUAL": ("number", "integer"),
    "BETWEEN": ("number", "integer"),
    "ANY_OF": ("reference", "code", "text"),
    "WITHIN": ("reference",),
    "AFTER": ("date", "datetime"),
    "BEFORE": ("date", "datetime"),
    "ON": ("date", "datetime"),
    "ON_OR_AFTER": ("date", "datetime"),
    "ON_OR_BEFORE": ("date", "datetime"),
}
_NUMERIC = {
    "EQUAL": "=",
    "GREATER": ">",
    "GREATER_OR_EQUAL": ">=",
    "LESS": "<",
    "LESS_OR_EQUAL": "<=",
}
_PATTERNS = {"IS": "{}", "CONTAIN": "%{}%", "START_WITH": "{}%", "END_WITH": "%{}"}
_DATES = {"AFTER": ">", "BEFORE": "<", "ON": "=", "ON_OR_AFTER": ">=", "ON_OR_BEFORE": "<="}


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL with question marks, and what stands for them."""

    sql: str
    parameters: tuple[object, ...] = ()


def condition(query: str | None, record_type: RecordType, preference: DatePreference) -> Condition:
    """The filter as a WHERE clause; a Refusal (INVALID_PARAMETER) where it makes no sense."""
    if query is None:
        return Condition("TRUE")
    parser = _Parser(query, record_type, preference)
    found = parser.any_of()
    parser.raise_unless_done()
    return found


class _Parser:
    """Reads a filter from left to right; AND binds tighter than OR."""

    def __init__(self, query: str, record_type: RecordType, preference: DatePreference) -> None:
        self._tokens = _tokens(query)
        self._position = 0
        self._record_type = record_type
        self._preference = preference

    def any_of(self) -> Condition:
        return self._chain("OR", self._all_of)

    def raise_unless_done(self) -> None:
        if self._position < len(self._tokens):
            raise _refusal(f"Unexpected '{self._tokens[self._position]}'.")

    def _all_of(self) -> Condition:
        return self._chain("AND", self._one)

    def _chain(self, word: str, part: Callable[[], Condition]) -> Condition:
        found = part()
        while self._peek().upper() == word:
            self._take()
            other = part()
            sql = f"({found.sql} {word} {other.sql})"
            found = Condition(sql, found.parameters + other.parameters)
        return found

    def _one(self) -> Condition:
        if self._peek() == "(":
            self._take()
            found = self.any_of()
            if self._take() != ")":
                raise _refusal("A closing parenthesis is missing.")
            return found
        field = self._field()
        operator = self._take().upper()
        name = operator.removesuffix("_NOT")
        kinds = ("integer", "reference") if field.name == "id" else (field.kind,)
        if not set(kinds) & set(_OPERATORS.get(name, ())):
            raise _refusal(f"The operator '{operator}' cannot be used with '{field.name}'.")
        found = self._compared(field, name)
        return Condition(f"NOT {found.sql}", found.parameters) if name != operator else found

    def _field(self) -> Field:
        name = self._take()
        field = self._record_type.by_name.get(name.lower())
        if field is None:
            raise _refusal(f"The field '{name}' does not exist.")
        return field

    def _compared(self, field: Field, operator: str) -> Condition:
        column = f"({field.expression})"
        if operator == "EMPTY":
            return Condition(f"({column} IS NULL)")
        if operator in ("ANY_OF", "WITHIN", "BETWEEN"):
            values = [self._value(field, it) for it in self._list()]
            if operator == "BETWEEN":
                if len(values) != 2:
                    raise _refusal("BETWEEN needs two values.")
                return Condition(f"({column} BETWEEN ? AND ?)", tuple(values))
            marks = ", ".join("?" for _ in values)
            return Condition(f"({column} IN ({marks}))", tuple(values))
        value = self._value(field, self._take())
        if operator in _DATES:
            # a moment counts for the day it has in the account's time zone
            sql = f"(CAST({column} AS DATE) {_DATES[operator]} ?)"
            return Condition(sql, (value,))
        if operator in _NUMERIC:
            return Condition(f"({column} {_NUMERIC[operator]} ?)", (value,))
        if field.kind != "text" or field.name == "id":
            return Condition(f"({column} = ?)", (value,))
        pattern = _PATTERNS[operator].format(_escaped(str(value)))
        return Condition(f"({column} ILIKE ? ESCAPE '\\')", (pattern,))

    def _value(self, field: Field, token: str) -> object:
        text = _unquoted(token)
        if field.kind in ("date", "datetime"):
            return self._day(text)
        if field.kind == "boolean":
            if text.lower() not in ("true", "false"):
                raise _refusal(f"Expected true or false, got '{text}'.")
            return "T" if text.lower() == "true" else "F"
        if field.kind in ("number", "integer", "reference") or field.name == "id":
            try:
                return Decimal(text) if field.kind == "number" else int(text)
            except (ValueError, InvalidOperation):
                raise _refusal(f"Expected a number, got '{text}'.") from None
        return text

    def _day(self, text: str) -> date:
        day = self._preference.day(text)
        if day is None:
            raise _refusal(
                f"Parsing of the value '{text}' failed with date format "
                f"'{self._preference.picture}'."
            )
        return day

    def _list(self) -> Sequence[str]:
        if self._take() != "[":
            raise _refusal("A list in square brackets is expected.")
        values: list[str] = []
        while (token := self._take()) != "]":
            if token != ",":
                values.append(token)
        if not values:
            raise _refusal("The list is empty.")
        return values

    def _peek(self) -> str:
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        if not token:
            raise _refusal("The expression ends too early.")
        self._position += 1
        return token


def _tokens(query: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    while query[position:].strip():
        match = _TOKEN.match(query, position)
        if match is None:
            raise _refusal(f"Unexpected '{query[position:].strip()[:1]}'.")
        tokens.append(match[0].strip())
        position = match.end()
    return tokens


def _unquoted(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _refusal(reason: str) -> Refusal:
    return invalid_parameter(f"Invalid query parameter 'q'. {reason}", "q")
