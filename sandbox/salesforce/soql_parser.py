"""SOQL, read into a tree. Knows the grammar and no object; the reference page, §4.1, has it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sandbox.salesforce.soql_conditions import Conditions
from sandbox.salesforce.soql_tokens import tokens, unexpected, wrong_at
from sandbox.salesforce.soql_tree import (
    AllFields,
    Children,
    Expression,
    Function,
    Item,
    Path,
    Query,
    Sorting,
)

CLAUSES = (
    *("USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL"),
    *("FROM", "AND", "OR", "NOT", "ASC", "DESC", "NULLS", "UPDATE"),
)
FIELD_SETS = ("ALL", "STANDARD", "CUSTOM")
One = TypeVar("One")


def parsed(soql: str) -> Query:
    """The tree of one query, or MALFORMED_QUERY with the place."""
    return _Parser(soql, tokens(soql)).whole()


class _Parser(Conditions):
    """Goes through the words once; SELECT is here, conditions are in the class below."""

    def whole(self) -> Query:
        query = self.query()
        if self.now.kind != "end":
            raise unexpected(self.soql, self.now)
        return query

    def query(self) -> Query:
        self.expect("SELECT")
        is_count = self._is_count()
        selected = () if is_count else tuple(self._listed(self._selected))
        self.expect("FROM")
        source = self.path()
        self.accept("AS")
        alias = self._alias()
        if self.accept("USING"):
            self.expect("SCOPE")
            self.path()
        where = self.condition() if self.accept("WHERE") else None
        if self.accept("WITH"):
            self.path()  # SECURITY_ENFORCED, USER_MODE: this user sees everything
        grouped: Sequence[Expression] = ()
        if self.accept("GROUP"):
            self.expect("BY")
            grouped = self._listed(self.expression)
        having = self.condition() if self.accept("HAVING") else None
        order: Sequence[Sorting] = ()
        if self.accept("ORDER"):
            self.expect("BY")
            order = self._listed(self._sorting)
        limit = self._number() if self.accept("LIMIT") else None
        offset_at = self.now.start
        offset = self._number() if self.accept("OFFSET") else None
        self._skip_ends()
        return Query(
            *(self.soql, selected, source, alias, where, tuple(grouped), having, tuple(order)),
            *(limit, offset, offset_at, is_count),
        )

    def _skip_ends(self) -> None:
        while self.accept("FOR"):
            if not self.accept("VIEW", "REFERENCE", "UPDATE"):
                raise unexpected(self.soql, self.now)
        if self.accept("ALL"):
            self.expect("ROWS")

    def _is_count(self) -> bool:
        words = self.ahead(3)
        if [it.text.upper() for it in words] != ["COUNT", "(", ")"]:
            return False
        if not self.ahead(4)[-1].is_word("FROM"):
            return False
        self.skip(3)
        return True

    def _selected(self) -> Item | AllFields | Children:
        at = self.now.start
        if self.accept("("):
            inner = self.query()
            self.expect(")")
            return Children(inner, at)
        if self.now.is_word("TYPEOF"):
            raise wrong_at(self.soql, at, "TYPEOF is not supported")
        expression = self.expression()
        if isinstance(expression, Function) and expression.name == "FIELDS":
            return self._all_fields(expression)
        return Item(expression, self._alias())

    def _all_fields(self, function: Function) -> AllFields:
        argument = function.argument
        which = argument.text.upper() if isinstance(argument, Path) else ""
        if which not in FIELD_SETS:
            raise wrong_at(self.soql, function.at, f"unexpected token: '{which or ')'}'")
        return AllFields(which, function.at)

    def _alias(self) -> str | None:
        word = self.now
        if word.kind != "name" or "." in word.text or word.text.upper() in CLAUSES:
            return None
        self.skip(1)
        return word.text

    def _sorting(self) -> Sorting:
        expression = self.expression()
        word = self.accept("ASC", "DESC")
        nulls_last = False
        if self.accept("NULLS"):
            place = self.accept("FIRST", "LAST")
            if place is None:
                raise unexpected(self.soql, self.now)
            nulls_last = place == "LAST"
        return Sorting(expression, word == "DESC", nulls_last)

    def _number(self) -> int:
        word = self.now
        if word.kind != "number" or not word.text.isdigit():
            raise unexpected(self.soql, word)
        self.skip(1)
        return int(word.text)

    def _listed(self, one: Callable[[], One]) -> list[One]:
        found = [one()]
        while self.accept(","):
            found.append(one())
        return found
