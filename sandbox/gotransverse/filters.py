"""The filter language of lists: a text becomes a condition on a table's columns.

(status EQ 'ACTIVE' OR status EQ 'TRIAL') AND NOT start_date LT '2021-01-24T23:33:07+00:00'
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.gotransverse.errors import RefusedError, invalid
from sandbox.gotransverse.fields import Field, Stored
from sandbox.gotransverse.store import Table
from sandbox.records import Where

COMPARISONS: Mapping[str, str] = {
    "EQ": "=",
    "NEQ": "<>",
    "LT": "<",
    "LTE": "<=",
    "GT": ">",
    "GTE": ">=",
}
RESERVED = frozenset({*COMPARISONS, "LIKE", "IN", "IS", "NULL", "NOT", "AND", "OR"})
MOST_VALUES = 50  # in an IN
DEEPEST = 100  # parentheses and NOTs inside one another
LONGEST = 2000  # words, constants and signs; the database reads no condition of any length
ID = Field("id", "id", ("id",))

_TOKEN = re.compile(
    r"\s*(?:(?P<constant>'(?:[^']|'')*')|(?P<word>[A-Za-z_][\w.]*)|(?P<sign>[(),]))"
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    place: int
    is_constant: bool = False

    @property
    def constant(self) -> str:
        return self.text[1:-1].replace("''", "'")


def condition(text: str, table: Table) -> Where:
    """The condition that a filter states; 400 says where it is wrong, and names the field."""
    return _Parser(text, table).whole()


def field_of(table: Table, name: str, parameter: str) -> Field:
    """The field of that name; 400 where lists may not be asked for by it."""
    found = ID if name == "id" else table.field(name)
    if found is None:
        raise invalid(name, f"is not a field that {parameter} may name here")
    return found


class _Parser:
    """Recursive descent: OR binds loosest, then AND, then NOT."""

    def __init__(self, text: str, table: Table) -> None:
        self._tokens = _tokens(text)
        self._table = table
        self._next = 0
        self._depth = 0

    def whole(self) -> Where:
        found = self._any_of()
        if self._next < len(self._tokens):
            raise _syntax(f"nothing was expected at {self._here()}")
        return found

    def _any_of(self) -> Where:
        found = self._all_of()
        while self._taken("OR"):
            found = found | self._all_of()
        return found

    def _all_of(self) -> Where:
        found = self._one()
        while self._taken("AND"):
            found = found & self._one()
        return found

    def _one(self) -> Where:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _syntax(f"more than {DEEPEST} parentheses inside one another")
        found = self._inner()
        self._depth -= 1
        return found

    def _inner(self) -> Where:
        if self._taken("NOT"):
            inner = self._one()
            return Where(f"not ({inner.sql})", inner.values)
        if self._taken("("):
            inner = self._any_of()
            self._expect(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Where:
        it = field_of(self._table, self._word("a field"), "filter")
        operator = self._word("an operator", is_operator=True)
        if operator in COMPARISONS:
            value = it.constant(self._constant())
            return Where(f"{it.name} {COMPARISONS[operator]} ?", (value,))
        match operator:
            case "LIKE":
                return self._like(it)
            case "IN":
                return self._one_of(it)
            case "IS":
                is_not = self._taken("NOT")
                self._expect("NULL")
                return Where(f"{it.name} is {'not ' if is_not else ''}null")
            case _:
                raise _syntax(f"{operator} is not an operator")

    def _like(self, it: Field) -> Where:
        pattern = self._constant()
        if it.kind != "text":
            raise invalid(it.name, "is not a text, and LIKE compares only texts")
        return Where(f"{it.name} glob ?", (_glob(pattern),))

    def _one_of(self, it: Field) -> Where:
        self._expect("(")
        values: list[Stored] = [it.constant(self._constant())]
        while self._taken(","):
            values.append(it.constant(self._constant()))
        self._expect(")")
        if len(values) > MOST_VALUES:
            raise invalid(it.name, f"IN takes at most {MOST_VALUES} values, got {len(values)}")
        return Where(f"{it.name} in ({', '.join('?' * len(values))})", tuple(values))

    def _word(self, what: str, *, is_operator: bool = False) -> str:
        token = self._token(what)
        if token.is_constant or token.text in "()," or (token.text in RESERVED) != is_operator:
            raise _syntax(f"{what} was expected at {token.place}, got {token.text}")
        return token.text

    def _constant(self) -> str:
        token = self._token("a constant in quotes")
        if not token.is_constant:
            raise _syntax(f"a constant in quotes was expected at {token.place}, got {token.text}")
        return token.constant

    def _expect(self, text: str) -> None:
        if not self._taken(text):
            raise _syntax(f"{text} was expected at {self._here()}")

    def _taken(self, text: str) -> bool:
        if self._next < len(self._tokens) and self._tokens[self._next].text == text:
            self._next += 1
            return True
        return False

    def _token(self, what: str) -> _Token:
        if self._next == len(self._tokens):
            raise _syntax(f"{what} was expected at the end")
        self._next += 1
        return self._tokens[self._next - 1]

    def _here(self) -> str:
        is_end = self._next == len(self._tokens)
        return "the end" if is_end else str(self._tokens[self._next].place)


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _syntax(f"{text[place:].strip()[:20]} is not understood")
        start = match.start(match.lastgroup) + 1
        found.append(_Token(match[match.lastgroup], start, match.lastgroup == "constant"))
        place = match.end()
    if len(found) > LONGEST:
        raise _syntax(f"more than {LONGEST} words")
    return found


def _glob(pattern: str) -> str:
    """% and _ in the words of GLOB, which unlike SQLite's LIKE tells upper case from lower."""
    signs = {"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"}
    return "".join(signs.get(letter, letter) for letter in pattern)


def _syntax(why: str) -> RefusedError:
    return invalid("filter", why)
