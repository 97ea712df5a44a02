"""What the records of a target should hold: the rows of the sync models, typed."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import polars as pl
from msgspec import Struct

from reverse_etl.rules import promised_id
from reverse_etl.specs import SyncSpec
from systems.base import Field, Value
from tieout import warehouse
from tieout.errors import SettingsError

ROWS_AT_ONCE = 2_000
_Maker = Callable[[str], Value] | None
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"} | {
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
}
_WIDE = {"HUGEINT", "UHUGEINT"}  # wider than a column of whole numbers outside of the database
_ACCEPTED = {
    "text": {"VARCHAR", "UUID"},
    "integer": _WHOLE,
    "boolean": {"BOOLEAN"},
    "date": {"DATE"},
    "timestamp": {"TIMESTAMP WITH TIME ZONE"},
    "json": {"JSON", "VARCHAR"},
}
_NEEDED = {
    "text": "VARCHAR",
    "integer": "a whole number",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "json": "JSON",
}


class DesiredRow(Struct, frozen=True, gc=False):
    """One record as one sync wants it; `values` stand in the order of the sync's fields.

    Timestamps are ISO 8601 text in UTC. `record_id` is None while there is no record.
    """

    sync: str
    record_id: str | None
    external_id: str | None
    name: str
    why: str
    values: tuple[Value, ...]

    @property
    def place(self) -> tuple[bool, str, str]:
        """What rows are ordered by: those without a record first, then by id, then external id."""
        return (self.record_id is not None, self.record_id or "", self.external_id or "")


def rows(source: Path | duckdb.DuckDBPyConnection, spec: SyncSpec) -> Iterator[DesiredRow]:
    """The rows of `syncs.<sync>` in order of `place`, a few thousand of them as objects at a time.

    `source` is the warehouse's file, or a connection to it (a cursor of its own is used).
    SettingsError lists every column that is missing or of a type that would need rounding.
    """
    with _cursor(source) as cursor:
        columns = _columns(cursor, spec)
        frame = _frame(cursor.sql(_query(spec, columns)))
    makers = [_maker(columns[column], field) for column, field in spec.fields]
    for some in frame.iter_slices(ROWS_AT_ONCE):
        yield from _typed(spec.name, some, makers)


def _frame(answer: duckdb.DuckDBPyRelation) -> pl.DataFrame:
    """What a query answers, in columns.

    Polars remembers for ever what kinds of objects it was given, and would keep the database's
    library alive beyond the end: so it is given a plain one.
    """
    stream: Any = SimpleNamespace(__arrow_c_stream__=answer.__arrow_c_stream__)
    return pl.DataFrame(stream)


def _typed(sync: str, some: pl.DataFrame, makers: Sequence[_Maker]) -> Iterator[DesiredRow]:
    """Rows out of columns, which cost half of what the database takes for a row of objects."""
    *keys, names, whys = (column.to_list() for column in some.get_columns()[:4])
    columns = (
        [it if it is None else maker(it) for it in column] if maker else column.to_list()
        for maker, column in zip(makers, some.get_columns()[4:], strict=True)
    )
    return map(DesiredRow, repeat(sync), *keys, names, whys, zip(*columns, strict=True))


def _maker(column_type: str, field: Field) -> _Maker:
    """What makes a value of a text; None where the column has the values themselves."""
    if field.kind == "decimal":
        return Decimal
    return int if column_type in _WIDE else None


@contextmanager
def _cursor(source: Path | duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    if isinstance(source, Path):
        with warehouse.connect(source, read_only=True) as connection:
            yield connection
        return
    cursor = source.cursor()
    try:
        cursor.execute("set timezone = 'UTC'")
        yield cursor
    finally:
        cursor.close()


def _columns(cursor: duckdb.DuckDBPyConnection, spec: SyncSpec) -> dict[str, str]:
    """Column -> type of the sync's table, once it is known to have all that is declared."""
    try:
        described = cursor.execute(f"describe syncs.{_quoted(spec.name)}").fetchall()
    except duckdb.CatalogException as error:
        raise SettingsError(
            [f"{spec.name}: there is no table syncs.{spec.name} in the warehouse"],
            next_step="tieout build",
        ) from error
    columns = {str(name): str(kind) for name, kind, *_ in described}
    faults = _faults(spec, columns)
    if faults:
        raise SettingsError(faults, next_step="tieout build")
    return columns


def _faults(spec: SyncSpec, columns: dict[str, str]) -> Sequence[str]:
    keys = spec.columns
    faults = [
        f"{spec.name}: column {column} ({what}) is not in syncs.{spec.name}"
        for what, column in (
            ("record_id", keys.record_id),
            ("external_id", keys.external_id),
            ("name", keys.name),
            ("why", keys.why),
        )
        if column not in columns
    ]
    faults += [
        f"{spec.name}: column {rule.points_at.key} (key of {name}) is not in syncs.{spec.name}"
        for name, rule in spec.rules.items()
        if rule.points_at and rule.points_at.key and rule.points_at.key not in columns
    ]
    for column, field in spec.fields:
        if column not in columns:
            faults.append(
                f"{spec.name}: column {column} (field {field.name}) is not in syncs.{spec.name}"
            )
        elif not _fits(columns[column], field):
            faults.append(
                f"{spec.name}: column {column} is {columns[column]}; field {field.name} needs "
                f"{_needed(field)}. Cast it in the model"
            )
    return faults


def _fits(column_type: str, field: Field) -> bool:
    if field.kind != "decimal":
        return column_type in _ACCEPTED[field.kind]
    found = _DECIMAL.fullmatch(column_type)
    return column_type in _WHOLE or (found is not None and int(found[2]) <= field.scale)


def _needed(field: Field) -> str:
    if field.kind == "decimal":
        return f"DECIMAL with at most {field.scale} places"
    return _NEEDED[field.kind]


def _query(spec: SyncSpec, columns: dict[str, str]) -> str:
    keys = spec.columns
    record_id, external_id = (
        f"nullif(cast({_quoted(column)} as varchar), '')"
        for column in (keys.record_id, keys.external_id)
    )
    name, why = (
        f"coalesce(cast({_quoted(column)} as varchar), '')" for column in (keys.name, keys.why)
    )
    values = (_value(column, columns[column], field, spec) for column, field in spec.fields)
    # named by their places: a column may be asked for twice, as an id that is the external id too
    asked = (
        f"{it} as asked_{place}"
        for place, it in enumerate((record_id, external_id, name, why, *values))
    )
    return (
        f"select {', '.join(asked)} from syncs.{_quoted(spec.name)} "  # noqa: S608
        "order by 1 nulls first, 2 nulls first"
    )


def _value(column: str, column_type: str, field: Field, spec: SyncSpec) -> str:
    name, target = _quoted(column), spec.rule(field.name).points_at
    if target and target.key:
        promise = promised_id(target).replace("'", "''")
        return f"coalesce({name}, '{promise}' || {_quoted(target.key)})"
    if field.kind == "timestamp":
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%SZ')"
    is_text = _maker(column_type, field) or column_type in {"UUID", "JSON"}
    return f"cast({name} as varchar)" if is_text else name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
