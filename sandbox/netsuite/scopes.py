"""What a name in a query means: which tables are in reach, and which columns they have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from sandbox.netsuite import schema
from sandbox.netsuite.errors import Refusal, invalid_query
from sandbox.netsuite.schema import CATALOG

Kind = Literal["number", "text", "day", "moment", "instant"]  # instant: without a time zone

_KINDS: Mapping[schema.Kind, Kind] = {
    "id": "number",
    "text": "text",
    "flag": "text",
    "integer": "number",
    "money": "number",
    "rate": "number",
    "day": "day",
    "moment": "moment",
}


KEYS = ("uniquekey", "id")  # the columns that tell the rows of a table apart, the first it has


@dataclass(frozen=True, slots=True)
class Known:
    """A column of a table or a subquery: its kind, and whence it comes if unchanged."""

    kind: Kind | None
    table: str = ""
    name: str = ""
    shows: str = ""


Source = Mapping[str, Known]  # column name -> what is known of it


@dataclass(slots=True)
class Scope:
    """The names in reach of one SELECT: its own sources, then those of the query around it."""

    sources: dict[str, tuple[str, Source]] = field(default_factory=dict)  # alias -> record, columns
    outer: "Scope | None" = None
    outputs: dict[str, Known] = field(default_factory=dict)

    def add(self, alias: str, record: str, source: Source) -> None:
        if alias in self.sources:
            raise invalid_query(f"Search error occurred: the name '{alias}' is used twice.")
        self.sources[alias] = (record, source)

    def find(self, column: exp.Column) -> tuple[str, Known]:
        """The alias and the column that a name means; a Refusal if there is none, or two."""
        name, alias = column.name.lower(), column.table.lower()
        scope: Scope | None = self
        while scope is not None:
            found = [
                (own, source[name])
                for own, (_, source) in scope.sources.items()
                if name in source and alias in ("", own)
            ]
            if len(found) > 1:
                raise invalid_query(f"Search error occurred: column '{name}' is ambiguous.")
            if found:
                return found[0]
            scope = scope.outer
        raise self._not_found(name, alias)

    def _not_found(self, name: str, alias: str) -> Refusal:
        scope: Scope | None = self
        while alias and scope is not None and alias not in scope.sources:
            scope = scope.outer
        if scope is None:
            return record_not_found(alias)
        records = [record for own, (record, _) in scope.sources.items() if alias in ("", own)]
        return field_not_found(name, records[0] if records else "")


def record_not_found(name: str) -> Refusal:
    """Also what a role without permission is told."""
    return invalid_query(f"Search error occurred: Record '{name}' was not found.")


def field_not_found(name: str, record: str) -> Refusal:
    return invalid_query(
        f"Search error occurred: Field '{name}' for record '{record}' was not found. "
        "Reason: NOT_EXISTS - Field not found"
    )


def visible(hidden: frozenset[str]) -> dict[str, Source]:
    """The tables and columns that a role sees; `hidden` has names like `customer.balancesearch`."""
    return {
        name: {
            it.name: Known(_KINDS[it.kind], name, it.name, it.shows)
            for it in table.shown
            if it.name not in hidden and f"{name}.{it.name}" not in hidden
        }
        for name, table in CATALOG.items()
        if name not in hidden
    }
