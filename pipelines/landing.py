"""One system's schema in landing.duckdb: its tables, and what stands beside them.

Beside a system's own tables stand `rejected_rows` (what is set aside now), `deleted_rows` (what the
system said was deleted), `source_totals`, `extractions` (one row a table and run) and `cursors`
(where the next read of a table starts). Tables that begin with `_` are on their way in.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipelines.contracts import OWN_COLUMNS
from systems.base import Column, System, Table
from tieout import warehouse
from tieout.errors import StorageError
from tieout.settings import Settings
from tieout.storage import no_room, unwritable

BESIDE = {
    "rejected_rows": "table_name varchar, record_key varchar, reason varchar, payload varchar,"
    " run_id varchar, rejected_at timestamptz",
    "deleted_rows": "table_name varchar, record_key varchar[], deleted_at timestamptz,"
    " run_id varchar",
    "source_totals": "run_id varchar, table_name varchar, measure varchar, currency varchar,"
    " source_value decimal(38, 8), raw_value decimal(38, 8), rejected_count bigint,"
    " taken_at timestamptz",
    "extractions": "run_id varchar, table_name varchar, status varchar, is_full boolean,"
    " rows_received bigint, stated_total bigint, rows_landed bigint, rows_rejected bigint,"
    " rows_repeated bigint, rows_deleted bigint, new_columns varchar, cursor_from varchar,"
    " cursor_to varchar, started_at timestamptz, seconds double, error varchar",
    "cursors": "table_name varchar, next_cursor varchar, declaration varchar,"
    " full_read_at timestamptz, read_at timestamptz",
}


LOADING = threading.Lock()  # whoever writes to landing: the systems share a file


class Landing:
    """One system's schema, through a connection that somebody else closes."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, system: System) -> None:
        self.connection = connection
        self.system = system
        self.schema = f"raw_{system.name}"

    def run(self, statement: str, *values: object, **names: str) -> list[tuple[Any, ...]]:
        """The rows of a statement; `{name}` in it is a table or column list, `?` a value."""
        filled = statement.format(**names)
        return self.connection.execute(filled, list(values)).fetchall()

    def number(self, statement: str, *values: object, **names: str) -> int:
        """The one number that a statement gives."""
        return int(self.run(statement, *values, **names)[0][0])

    def name(self, table: str) -> str:
        """The table's name as it stands in a statement."""
        return f"{quoted(self.schema)}.{quoted(table)}"

    def columns(self, table: str) -> list[str]:
        """The columns that a table has here, in order; none where there is no such table."""
        rows = self.run(
            "select column_name from duckdb_columns() where database_name = current_database()"
            " and schema_name = ? and table_name = ? order by column_index",
            self.schema,
            table,
        )
        return [row[0] for row in rows]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        self.connection.execute("begin")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def ensure(self) -> None:
        """Every table that the system declares is here, if empty, and what stands beside them."""
        self.run("create schema if not exists {schema}", schema=quoted(self.schema))
        for name, columns in BESIDE.items():
            self.run(
                "create table if not exists {name} ({columns})",
                name=self.name(name),
                columns=columns,
            )
        for table in self.system.tables:
            self._ensure(table)

    def _ensure(self, table: Table) -> None:
        types = sql_types(table)
        present = self.columns(table.name)
        if not present:
            columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in types.items())
            self.run("create table {it} ({columns})", it=self.name(table.name), columns=columns)
            it = self.name("cursors")
            self.run("delete from {it} where table_name = ?", table.name, it=it)  # read it in full
            return
        for name in types.keys() - set(present):
            self.add_column(table.name, name, types[name])

    def add_column(self, table: str, column: str, sql_type: str) -> None:
        """Give a table one column more."""
        self.run(
            "alter table {it} add column {column}",
            it=self.name(table),
            column=f"{quoted(column)} {sql_type}",
        )


@contextmanager
def opened(settings: Settings, system: System) -> Iterator[Landing]:
    """A system's schema in landing.duckdb, closed at the end; StorageError where that cannot be."""
    try:
        with warehouse.connect(settings.landing) as connection:
            yield Landing(connection, system)
    except (duckdb.Error, OSError) as error:
        raise storage_error(settings.landing, error) from error


def storage_error(path: Path, error: Exception) -> StorageError:
    """What went wrong with a file of ours, in a sentence."""
    words = [str(error), *(str(cause) for cause in causes(error))]
    for text in words:
        if reason := no_room(text):
            return unwritable(path, reason)
    return StorageError(f"{path} could not be loaded: {words[-1].splitlines()[0]}")


def causes(error: BaseException) -> Iterator[BaseException]:
    """What led to an error, nearest first."""
    cause = error.__cause__ or error.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def sql_types(table: Table) -> dict[str, str]:
    """Column name to SQL type, as a table lands."""
    declared = {column.name: _sql_type(column) for column in table.columns}
    return declared | dict(zip(OWN_COLUMNS, ("varchar", "timestamptz"), strict=True))


def _sql_type(column: Column) -> str:
    match column.kind:
        case "decimal":
            return f"decimal({column.precision}, {column.scale})"
        case "integer":
            return "bigint"
        case "timestamp":
            return "timestamptz"
        case "text":
            return "varchar"
        case "boolean" | "date" | "json":
            return column.kind


def declaration(table: Table) -> str:
    """Six characters that change when the table is declared otherwise."""
    shape = [table.key, [(it.name, it.kind, it.precision, it.scale) for it in table.columns]]
    return hashlib.sha256(repr(shape).encode()).hexdigest()[:6]
