"""A query that was understood: the SQL that finds its rows, and the shape that they come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.soql_scope import quoted


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value at a place in the row, of a field's type."""

    index: int
    type: str


@dataclass(frozen=True, slots=True)
class Compound:
    """An address: its parts stand at the places from `index` on."""

    index: int
    names: tuple[str, ...]


@dataclass(slots=True)
class Level:
    """A record in the answer: what it is, where its id stands, and what it holds by name."""

    object: SObject
    id_index: int = 0
    entries: dict[str, Leaf | Compound | Level | Plan] = field(default_factory=dict)

    @property
    def has_children(self) -> bool:
        return any(isinstance(it, Plan) for it in self.entries.values())


@dataclass(frozen=True, slots=True)
class Column:
    """A value in a flat answer, such as a CSV file."""

    name: str
    index: int
    field: Field | None


@dataclass(slots=True)
class Plan:
    """How the rows of one query are found. `outputs` are the SQL of the row's places, in order.

    For a query over children `parent` is the SQL of the reference to the record they belong to.
    """

    kind: Literal["records", "count", "aggregate"]
    object: SObject
    level: Level
    outputs: list[str]
    tables: str
    conditions: list[str]
    columns: list[Column]
    grouped: str = ""
    having: str = ""
    order: str = ""
    limit: int | None = None
    offset: int | None = None
    parent: str = ""

    def sql(self) -> str:
        """The whole query; its columns are called c0, c1, …"""
        selected = ", ".join(f"{sql} AS c{place}" for place, sql in enumerate(self.outputs))
        parts = ["SELECT", selected, "FROM", self.tables, self._where(self.conditions)]
        parts += [self.grouped, self.having, self.order]
        if self.limit is not None:
            parts.append(f"LIMIT {self.limit}")
        if self.offset:
            parts.append(f"OFFSET {self.offset}")
        return " ".join(filter(None, parts))

    def sql_of_children(self, parents: Sequence[str]) -> str:
        """The same for the children of these records; the parent's id comes before the row."""
        selected = ", ".join((self.parent, *self.outputs))
        among = f"{self.parent} IN ({', '.join(map(quoted, parents))})"
        where = self._where([*self.conditions, among])
        text = " ".join(("SELECT", selected, "FROM", self.tables, where))
        if self.limit is not None:
            place = f"row_number() OVER (PARTITION BY {self.parent} {self.order})"
            text = f"{text} QUALIFY {place} <= {self.limit}"
        return f"{text} {self.order}"

    @staticmethod
    def _where(conditions: Sequence[str]) -> str:
        return f"WHERE {' AND '.join(conditions)}" if conditions else ""
