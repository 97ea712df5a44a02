"""What is remembered between pages of a query: its translation, and how many rows it has."""

import re
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from threading import Lock

from sandbox.netsuite.formats import DatePreference
from sandbox.netsuite.scopes import visible
from sandbox.netsuite.statements import Statement
from sandbox.netsuite.translation import translated

KEPT_STATEMENTS = 64
KEPT_TOTALS = 512
_BOUND = re.compile(r">\s*'?(\d+)\b(?!\.)")

Shape = tuple[str, frozenset[str]]


class Statements:
    """Translates queries; one that only moves on by key is not translated again."""

    def __init__(self, preference: DatePreference) -> None:
        self._preference = preference
        self._lock = Lock()
        self._shapes: OrderedDict[Shape, Statement] = OrderedDict()
        self._translated = lru_cache(maxsize=KEPT_STATEMENTS)(self._translation)

    def statement(
        self, sql: str, parameters: tuple[object, ...], hidden: frozenset[str]
    ) -> Statement:
        """The query for a role that does not see the `hidden` columns; a Refusal if it is wrong."""
        bounds = list(_BOUND.finditer(sql))
        if parameters or len(bounds) != 1:
            return self._translated(sql, parameters, hidden)
        start, end = bounds[0].span(1)
        bound, shape = sql[start:end], (f"{sql[:start]}?{sql[end:]}", hidden)
        with self._lock:
            known = self._shapes.get(shape)
        if known is not None:
            return known.moved(bound)
        statement = self._translated(sql, parameters, hidden)
        if statement.keyset is not None and statement.keyset.bound == bound:
            self._keep(shape, statement)
        return statement

    def _translation(
        self, sql: str, parameters: tuple[object, ...], hidden: frozenset[str]
    ) -> Statement:
        return translated(sql, parameters, visible(hidden), self._preference)

    def _keep(self, shape: Shape, statement: Statement) -> None:
        with self._lock:
            self._shapes[shape] = statement
            while len(self._shapes) > KEPT_STATEMENTS:
                self._shapes.popitem(last=False)


class Totals:
    """Counts of queries at a version of the books: each is counted once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, str, int], int] = OrderedDict()

    def total(self, statement: Statement, version: int, count: Callable[[str], int]) -> int:
        """How many rows the query has; `count` runs the SQL that says so."""
        key = _key(statement, version)
        with self._lock:
            known = self._known.get(key)
        if known is None:
            known = count(statement.count())
            self._keep(key, known)
        return known

    def foresee(self, statement: Statement, version: int, last: str, total: int) -> None:
        """The page that goes on behind the key `last` will have `total` rows before it."""
        self._keep(_key(statement.moved(last), version), total)

    def _keep(self, key: tuple[str, str, int], total: int) -> None:
        with self._lock:
            self._known[key] = total
            while len(self._known) > KEPT_TOTALS:
                self._known.popitem(last=False)


def _key(statement: Statement, version: int) -> tuple[str, str, int]:
    if statement.keyset is None:
        return statement.count(), "", version
    return statement.counted, statement.keyset.bound, version
