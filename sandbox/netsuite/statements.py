"""A query in DuckDB's words, ready to be paged and counted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox.netsuite.scopes import Known

BOUND = "ns_bound"  # stands in the SQL of a keyset where its bound belongs


@dataclass(frozen=True, slots=True)
class Keyset:
    """A query that goes through its rows by a key: `WHERE id > 5 ORDER BY id`.

    `bound` is what the key is greater than, `output` the column of the answer that holds it. With
    the bound moved to the last key of a page the query has so many rows less.
    """

    bound: str
    output: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A query in parts, and what comes out of it.

    `body` is without the outermost ORDER BY and limits, `counted` the same without its values.
    `first` and `most` are the part of the rows that its own OFFSET and FETCH leave.
    """

    body: str
    order: str
    counted: str
    outputs: Mapping[str, Known]
    first: int
    most: int | None
    keyset: Keyset | None = None

    def page(self, limit: int, offset: int) -> str:
        """SQL for some of the rows, in their order."""
        if self.most is not None:
            limit = max(0, min(limit, self.most - offset))
        return f"{self._bound(self.body)} {self.order} LIMIT {limit} OFFSET {self.first + offset}"

    def count(self) -> str:
        """SQL for how many rows there are in all."""
        limit = "" if self.most is None else f" LIMIT {self.most}"
        counted = f"{self._bound(self.counted)}{limit} OFFSET {self.first}"
        return f"SELECT count(*) FROM ({counted}) AS counted"  # noqa: S608

    def moved(self, bound: str) -> "Statement":
        """The same query from another key on; `bound` is a whole number."""
        if self.keyset is None:
            raise ValueError("the query does not go by a key")
        return replace(self, keyset=replace(self.keyset, bound=bound))

    def _bound(self, sql: str) -> str:
        return sql if self.keyset is None else sql.replace(BOUND, self.keyset.bound, 1)
