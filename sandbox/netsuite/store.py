"""The account's books: one embedded DuckDB, many readers, one writer at a time."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock, RLock
from typing import Any

import duckdb

from sandbox.netsuite.macros import macros
from sandbox.netsuite.schema import CATALOG

Row = dict[str, Any]


class Store:
    """The stored state. `today` is the company's date, `time_zone` the account's.

    In memory, or in a file under `folder`. Every read and every write is one transaction; `version`
    counts the writes, so that an answer can be kept as long as nothing was written.
    """

    def __init__(self, today: date, time_zone: str, folder: Path | None = None) -> None:
        self.today = today
        self.time_zone = time_zone
        self._file = _new_file(folder)
        self._writing = RLock()
        self._opening = Lock()
        self._root = duckdb.connect(
            str(self._file or ":memory:"), config={"enable_external_access": "false"}
        )
        # GLOBAL reaches the cursors that readers open, not this connection itself
        for scope in ("GLOBAL", "SESSION"):
            self._root.execute(f"SET {scope} TimeZone = '{time_zone}'")
        self._root.execute("CREATE SCHEMA books")
        self._root.execute("CREATE SCHEMA suiteql")
        for statement in (*macros(today), *_tables()):
            self._root.execute(statement)

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees one moment of the books."""
        cursor = self._cursor()
        try:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def writing(self) -> Iterator["Writing"]:
        """One transaction; nothing of it is kept when the block fails."""
        with self._writing:
            cursor = self._cursor()
            try:
                cursor.execute("BEGIN TRANSACTION")
                yield Writing(cursor, self.today)
                cursor.execute("UPDATE books.state SET version = version + 1")
                cursor.execute("COMMIT")
            finally:
                cursor.close()  # an open transaction is rolled back

    @contextmanager
    def loading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The books emptied, to be filled; a failure leaves them as they were."""
        with self._writing:
            cursor = self._cursor()
            try:
                cursor.execute("BEGIN TRANSACTION")
                for table in CATALOG.values():
                    if table.stored:
                        cursor.execute(f"DELETE FROM books.{table.name}")  # noqa: S608
                yield cursor
                cursor.execute("UPDATE books.state SET version = version + 1")
                cursor.execute("COMMIT")
            finally:
                cursor.close()

    def version(self) -> int:
        """How many writes there were."""
        with self.reading() as cursor:
            return int(rows(cursor, "SELECT version FROM books.state")[0]["version"])

    def close(self) -> None:
        """Let go of memory, and of the file."""
        self._root.close()
        if self._file is not None:
            self._file.unlink(missing_ok=True)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            return self._root.cursor()


class Writing:
    """One write to the books: what is there now, and how it is changed."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, today: date) -> None:
        self.cursor = cursor
        self.today = today
        self.now = datetime.now(UTC).replace(microsecond=0)

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        return rows(self.cursor, sql, *parameters)

    def row(self, table: str, record_id: int) -> Row | None:
        found = self.rows(f"SELECT * FROM books.{table} WHERE id = ?", record_id)  # noqa: S608
        return found[0] if found else None

    def next_id(self, table: str, column: str = "id") -> int:
        sql = f"SELECT coalesce(max({column}), 0) + 1 AS id FROM books.{table}"  # noqa: S608
        return int(self.rows(sql)[0]["id"])

    def insert(self, table: str, row: Mapping[str, object]) -> None:
        marks = ", ".join("?" for _ in row)
        sql = f"INSERT INTO books.{table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
        self.cursor.execute(sql, list(row.values()))

    def update(self, table: str, record_id: int, changes: Mapping[str, object]) -> None:
        if changes:
            self.update_where(table, changes, "id = ?", record_id)

    def update_where(
        self, table: str, changes: Mapping[str, object], where: str, *parameters: object
    ) -> None:
        marks = ", ".join(f"{column} = ?" for column in changes)
        sql = f"UPDATE books.{table} SET {marks} WHERE {where}"  # noqa: S608
        self.cursor.execute(sql, [*changes.values(), *parameters])

    def delete(self, table: str, where: str, *parameters: object) -> None:
        self.cursor.execute(f"DELETE FROM books.{table} WHERE {where}", list(parameters))  # noqa: S608


def rows(cursor: duckdb.DuckDBPyConnection, sql: str, *parameters: object) -> list[Row]:
    """The rows of a query, each by column name."""
    cursor.execute(sql, list(parameters))
    names: Sequence[str] = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _new_file(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="netsuite-", suffix=".duckdb") as spot:
        return Path(spot.name)  # only the name is wanted: the file is made by the database


def _tables() -> Iterator[str]:
    yield "CREATE TABLE books.state (version BIGINT)"
    yield "INSERT INTO books.state VALUES (0)"
    for table in CATALOG.values():
        yield from table.ddl()
