"""The road from Great Expectations to DuckDB: a SQLAlchemy dialect, `duckdb+tieout:///file.duckdb`.

Great Expectations gives a connection back before it fetches the rows of its last statement. With
DuckDB a cursor is the connection itself, so what is done on giving back wipes those rows out. Here
a cursor takes all its rows in as its statement runs: they are its own, whatever happens later.
Files are opened read-only, with the house's settings.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import duckdb_engine
from sqlalchemy.dialects import registry
from sqlalchemy.types import NullType

from tieout import warehouse

NAME = "duckdb.tieout"
_COLUMNS = """
select column_name, is_nullable from duckdb_columns()
where database_name = current_database() and schema_name = $1 and table_name = $2
order by column_index
"""


class Cursor:
    """One statement at a time, its rows in memory. What PEP 249 wants of a cursor."""

    arraysize = 1
    lastrowid = None

    def __init__(self, database: duckdb.DuckDBPyConnection, connection: "Connection") -> None:
        self.connection = connection
        self.description: list[tuple[Any, ...]] = []
        self.rowcount = -1
        self._database = database
        self._rows: list[tuple[Any, ...]] = []

    def execute(self, statement: str, parameters: Sequence[Any] = (), _: object = None) -> None:
        """Run a statement and take in its rows."""
        answer = self._database.execute(statement, parameters or None)
        self.description = [
            (name, str(kind), *rest) for name, kind, *rest in answer.description or ()
        ]
        self._rows = answer.fetchall() if self.description else []

    def executemany(self, statement: str, several: Sequence[Any], _: object = None) -> None:
        """Run a statement once for each set of parameters."""
        self._database.executemany(statement, list(several))

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """The next few rows."""
        size = size or self.arraysize
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        return self.fetchmany(len(self._rows)) if self._rows else []

    def close(self) -> None:
        """Rows stay: they may be asked for after this."""


class Connection:
    """A read-only connection that gives out such cursors."""

    notices: tuple[str, ...] = ()

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database

    def cursor(self) -> Cursor:
        """A cursor with rows of its own."""
        return Cursor(self._database, self)

    def begin(self) -> None:
        """Begin a transaction."""
        self._database.begin()

    def commit(self) -> None:
        """End it."""
        self._database.commit()

    def rollback(self) -> None:
        """End it as if nothing had been; there may be none."""
        self._database.rollback()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


class Dialect(duckdb_engine.Dialect):
    """duckdb_engine's dialect over our connections."""

    driver = "tieout"
    supports_statement_cache = True

    def connect(self, *_: Any, **arguments: Any) -> Any:
        """A Connection to the file that the URL names; StorageError where it cannot be opened."""
        path = Path(arguments["database"])
        return Connection(warehouse.open_database(path, read_only=True))

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> Any:
        """Names and nullability, from DuckDB's own catalogue; types stay DuckDB's business."""
        rows = connection.exec_driver_sql(_COLUMNS, (schema, table_name)).fetchall()
        return [
            {"name": name, "type": NullType(), "nullable": is_nullable, "default": None}
            for name, is_nullable in rows
        ]

    def get_pk_constraint(self, *_: Any, **__: Any) -> Any:
        """None: what is a key is for the checks to find out."""
        return {"constrained_columns": [], "name": None}


def url(path: Path) -> str:
    """What to connect to for a DuckDB file."""
    return f"duckdb+tieout:///{path}"


registry.register(NAME, __name__, "Dialect")
