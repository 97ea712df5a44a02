"""A query in DuckDB's words, ready to be paged and counted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox.netsuite.scopes import Known


@dataclass(frozen=True, slots=True)
class Keyset:
    """A query that goes through its rows by a key: `WHERE id > 5 ORDER BY id`.

    `shape` is the query with `BOUND` for the lower `bound`, `output` the column of the answer that
    holds the key. With the bound moved to the last key of a page the query has so many rows less.
    """

    shape: str
    bound: str
    output: str


BOUND = "ns_bound"


@dataclass(frozen=True, slots=True)
class Statement:
    """A query without its outermost ORDER BY and limits, and what comes out of it.

    `first` and `most` are the part of the rows that its own OFFSET and FETCH leave.
    """

    body: str
    order: str
    outputs: Mapping[str, Known]
    first: int
    most: int | None
    keyset: Keyset | None = None

    def page(self, limit: int, offset: int) -> str:
        """SQL for some of the rows, in their order."""
        if self.most is not None:
            limit = max(0, min(limit, self.most - offset))
        return f"{self.body} {self.order} LIMIT {limit} OFFSET {self.first + offset}"

    def count(self) -> str:
        """SQL for how many rows there are in all."""
        most = "" if self.most is None else f" LIMIT {self.most}"
        return f"SELECT count(*) FROM ({self.body}{most} OFFSET {self.first}) AS counted"  # noqa: S608

    def moved(self, bound: str) -> "Statement":
        """The same query from another key on; `bound` is a whole number."""
        if self.keyset is None:
            raise ValueError("the query does not go by a key")
        keyset = replace(self.keyset, bound=bound)
        return replace(self, body=keyset.shape.replace(BOUND, bound, 1), keyset=keyset)
