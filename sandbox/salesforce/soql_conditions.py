"""The half of the parser that reads conditions, fields and values."""

from typing import cast

from sandbox.salesforce.soql_tokens import Token, unexpected, unquoted, wrong_at
from sandbox.salesforce.soql_tree import (
    Among,
    AmongFound,
    Both,
    Comparison,
    Condition,
    Expression,
    Function,
    Literally,
    Not,
    Operator,
    Path,
    Picks,
    Query,
)

NEVER_NAMES = ("SELECT", "FROM", "WHERE", "AND", "OR")
OPERATORS = ("=", "!=", "<>", "<", "<=", ">", ">=", "LIKE")


class Words:
    """The words of a query, and the place that the parser has come to."""

    def __init__(self, soql: str, words: list[Token]) -> None:
        self.soql = soql
        self._words = words
        self._at = 0

    @property
    def now(self) -> Token:
        return self._words[self._at]

    def ahead(self, count: int) -> list[Token]:
        return self._words[self._at : self._at + count]

    def skip(self, count: int) -> None:
        self._at += count

    def accept(self, *words: str) -> str | None:
        """Go past one of these words if it is next."""
        if not self.now.is_word(*words):
            return None
        self._at += 1
        return self._words[self._at - 1].text.upper()

    def expect(self, word: str) -> None:
        if self.accept(word) is None:
            raise unexpected(self.soql, self.now)

    def taken(self) -> Token:
        word = self.now
        if word.kind == "end":
            raise unexpected(self.soql, word)
        self._at += 1
        return word

    def path(self) -> Path:
        if self.now.kind != "name" or self.now.is_word(*NEVER_NAMES):
            raise unexpected(self.soql, self.now)
        word = self.taken()
        return Path(word.text, word.start)

    def query(self) -> Query:
        """A query inside this one; the parser says how it is read."""
        raise unexpected(self.soql, self.now)


class Conditions(Words):
    """Reads conditions. AND and OR side by side need parentheses between them, as the vendor's."""

    def condition(self) -> Condition:
        first = self._simple()
        word = self.accept("AND", "OR")
        if word is None:
            return first
        parts = [first, self._simple()]
        while self.accept(word):
            parts.append(self._simple())
        if self.now.is_word("AND", "OR"):
            raise unexpected(self.soql, self.now)
        return Both("AND" if word == "AND" else "OR", tuple(parts))

    def expression(self) -> Expression:
        path = self.path()
        if not self.now.is_word("("):
            return path
        self.expect("(")
        argument = None if self.now.is_word(")") else self.expression()
        self.expect(")")
        return Function(path.text.upper(), argument, path.at)

    def _simple(self) -> Condition:
        if self.accept("NOT"):
            return Not(self._simple())
        if self.accept("("):
            inner = self.condition()
            self.expect(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        left = self.expression()
        is_negated = self.accept("NOT") is not None
        if self.accept("IN"):
            return self._among(left, is_negated=is_negated)
        if is_negated:
            raise unexpected(self.soql, self.now)
        word = self.accept("INCLUDES", "EXCLUDES")
        if word is not None:
            self.expect("(")
            return Picks(left, self._values(), word == "EXCLUDES")
        operator = self.accept(*OPERATORS)
        if operator is None:
            raise unexpected(self.soql, self.now)
        meant = "!=" if operator == "<>" else operator
        return Comparison(left, cast(Operator, meant), self._value())

    def _among(self, left: Expression, *, is_negated: bool) -> Condition:
        self.expect("(")
        if self.now.is_word("SELECT"):
            inner = self.query()
            self.expect(")")
            return AmongFound(left, inner, is_negated)
        return Among(left, self._values(), is_negated)

    def _values(self) -> tuple[Literally, ...]:
        values = [self._value()]
        while self.accept(","):
            values.append(self._value())
        self.expect(")")
        return tuple(values)

    def _value(self) -> Literally:
        word = self.taken()
        if word.kind == "text":
            return Literally("text", unquoted(self.soql, word), word.start)
        if word.kind in ("number", "money", "date", "datetime"):
            return Literally(word.kind, word.text, word.start)
        if word.kind != "name":
            raise unexpected(self.soql, word)
        return self._named(word)

    def _named(self, word: Token) -> Literally:
        name = word.text.upper()
        if name in ("TRUE", "FALSE"):
            return Literally("boolean", name, word.start)
        if name == "NULL":
            return Literally("null", name, word.start)
        if not self.accept(":"):
            return Literally("relative", name, word.start)
        count = self.taken()
        if count.kind != "number" or not count.text.isdigit():
            raise wrong_at(self.soql, count.start, f"unexpected token: '{count.text}'")
        return Literally("relative", name, word.start, int(count.text))
