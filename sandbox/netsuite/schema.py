"""The tables of the account as data, read from the text of `tables`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.netsuite.tables import TABLES

Kind = Literal["id", "text", "flag", "integer", "money", "rate", "day", "moment"]

STORAGE: Mapping[Kind, str] = {
    "id": "BIGINT",
    "text": "VARCHAR",
    "flag": "VARCHAR",  # T or F
    "integer": "BIGINT",
    "money": "DECIMAL(18, 4)",
    "rate": "DECIMAL(18, 8)",
    "day": "DATE",
    "moment": "TIMESTAMPTZ",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `shows` names the table or the list of labels that BUILTIN.DF looks it up in.

    `formula` is DuckDB SQL for a column that SuiteQL shows and nobody stores.
    """

    name: str
    kind: Kind
    shows: str = ""
    formula: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table that SuiteQL knows. `source` is its FROM clause where nothing is stored."""

    name: str
    columns: tuple[Column, ...]
    source: str = ""

    @property
    def stored(self) -> tuple[Column, ...]:
        return () if self.source else tuple(it for it in self.columns if not it.formula)

    @property
    def shown(self) -> tuple[Column, ...]:
        return tuple(it for it in self.columns if not it.is_hidden)

    def ddl(self) -> Iterator[str]:
        """The statements that make the table and what SuiteQL sees of it."""
        if not self.source:
            stored = ", ".join(f"{it.name} {STORAGE[it.kind]}" for it in self.stored)
            yield f"CREATE TABLE books.{self.name} ({stored})"
        shown = ", ".join(
            f"CAST({it.formula} AS {STORAGE[it.kind]}) AS {it.name}" if it.formula else it.name
            for it in self.shown
        )
        source = self.source or f"books.{self.name}"
        yield f"CREATE VIEW suiteql.{self.name} AS SELECT {shown} FROM {source}"  # noqa: S608


def _column(line: str) -> Column:
    declared, _, formula = line.partition("=")
    name, kind, *marks = declared.split()
    shows = next((mark[1:] for mark in marks if mark.startswith("~")), "")
    if kind.startswith(">"):
        kind, shows = "id", kind[1:]
    return Column(name, _kind(kind), shows, formula.strip(), "hidden" in marks)


def _kind(word: str) -> Kind:
    for kind in STORAGE:
        if kind == word:
            return kind
    raise ValueError(f"{word!r} is no kind of column")


def _table(name: str, text: str) -> Table:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    source = ""
    if lines[0].startswith("from "):
        source = lines.pop(0).removeprefix("from ")
    return Table(name, tuple(_column(line) for line in lines), source)


CATALOG: Mapping[str, Table] = {name: _table(name, text) for name, text in TABLES.items()}
