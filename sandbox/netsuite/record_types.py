"""What a record type of the REST record service is, and how it is read from text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.netsuite.schema import CATALOG

FieldKind = Literal["text", "number", "integer", "boolean", "date", "datetime", "reference", "code"]
_PLAIN: Mapping[str, FieldKind] = {
    "text": "text",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a record. `shows` is the table or the list of labels behind it."""

    name: str
    kind: FieldKind
    column: str
    expression: str
    shows: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def is_readonly(self) -> bool:
        return "readonly" in self.marks

    @property
    def is_negated(self) -> bool:
        return "negated" in self.marks


@dataclass(frozen=True, slots=True)
class Sublist:
    """Lines under a record: the rows of `table` whose `owner` column holds the record's id."""

    name: str
    table: str
    owner: str
    key: str
    fields: tuple[Field, ...]
    where: str = "TRUE"


@dataclass(frozen=True, slots=True)
class RecordType:
    """One kind of record; `where` picks its rows out of a table that it shares with others."""

    name: str
    table: str
    fields: tuple[Field, ...]
    sublists: tuple[Sublist, ...] = ()
    where: str = "TRUE"
    is_writable: bool = False

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their name in lower case: the vendor does not insist on capitals."""
        return {field.name.lower(): field for field in self.fields}

    def sublist(self, name: str) -> Sublist | None:
        return next((it for it in self.sublists if it.name.lower() == name.lower()), None)

    @property
    def has_external_ids(self) -> bool:
        return "externalid" in self.by_name

    def select(self) -> str:
        """SQL for all rows of this type with the fields under their REST names."""
        return _select(self.fields, self.table, self.where)


def sublist_select(sublist: Sublist) -> str:
    """SQL for the lines of one record, the record's id being the only parameter."""
    where = f"{sublist.where} AND {sublist.owner} = ? ORDER BY {sublist.key}"
    return _select(sublist.fields, sublist.table, where)


def _select(fields: tuple[Field, ...], table: str, where: str) -> str:
    columns = ", ".join(f'{field.expression} AS "{field.name}"' for field in fields)
    return f"SELECT {columns} FROM books.{table} WHERE {where}"  # noqa: S608


def _fields(declared: str, table: str) -> tuple[Field, ...]:
    return tuple(_field(line, table) for line in declared.splitlines() if line)


def _field(line: str, table: str) -> Field:
    words, _, expression = line.partition(" = ")
    name, kind, *marks = words.split()
    column = name.lower()
    stored = {it.name for it in CATALOG[table].stored}
    if expression and expression.isidentifier():
        column = expression
    if column not in stored and not expression:
        raise ValueError(f"{table} has no column for {name}")
    return Field(
        name,
        _PLAIN.get(kind) or ("reference" if kind.startswith(">") else "code"),
        column,
        expression or column,
        kind[1:] if kind[0] in ">~" else "",
        frozenset(marks),
    )


def lines(
    name: str, declared: str, table: str, owner: str, key: str, where: str = "TRUE"
) -> Sublist:
    """A sublist out of the text of its fields."""
    return Sublist(name, table, owner, key, _fields(declared, table), where)


def record_type(
    name: str,
    table: str,
    declared: str,
    *sublists: Sublist,
    where: str = "TRUE",
    is_writable: bool = False,
) -> RecordType:
    """A record type out of the text of its fields."""
    return RecordType(name, table, _fields(declared, table), sublists, where, is_writable)
