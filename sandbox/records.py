"""Records of one stand-in in a SQLite file: a JSON body each, beside the columns asked for by.

Knows nothing of what the records mean. Whoever reads or writes holds the store's lock, which
`transaction` takes; so two creates can never both find a name free.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any

from sandbox.exact_json import decode, encode

Record = dict[str, Any]
LARGEST = 2**63 - 1  # whole number in a column
CHUNK = 2000  # records a write when the company is loaded


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one kind. `row` gives id, changed (unix seconds), is deleted, then the columns.

    `key` is the attribute of the body that holds the row's id.
    """

    name: str
    columns: tuple[str, ...]
    indexes: tuple[str, ...]
    row: Callable[[Record], tuple[object, ...]]
    key: str = "id"


@dataclass(frozen=True, slots=True)
class Where:
    """A condition with the values for its question marks."""

    sql: str
    values: tuple[object, ...] = ()

    def __and__(self, other: "Where") -> "Where":
        return Where(f"({self.sql}) and ({other.sql})", self.values + other.values)

    def __or__(self, other: "Where") -> "Where":
        return Where(f"({self.sql}) or ({other.sql})", self.values + other.values)


LIVE = Where("deleted = 0")
ANY = Where("1")


def equal(column: str, value: object) -> Where:
    """The column holds this value; a value that no column can hold is never found."""
    if not isinstance(value, int | str | None) or (type(value) is int and abs(value) > LARGEST):
        return Where("0")
    return Where(f"{column} = ?", (value,))


def one_of(column: str, values: Sequence[object]) -> Where:
    return Where(f"{column} in ({', '.join('?' * len(values))})", tuple(values))


class Store:
    """Tables of records in a temporary file, in `folder` where one is given."""

    def __init__(self, tables: Sequence[Table], folder: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sandbox-", dir=folder))
        self._tables = tuple(tables)
        self._lock = RLock()
        self._live_counts: dict[str, int] = {}
        self._connection = sqlite3.connect(
            self._folder / "records.sqlite", check_same_thread=False, isolation_level=None
        )
        for pragma in ("journal_mode = memory", "synchronous = off", "temp_store = memory"):
            self._run("pragma", pragma)
        self._create()

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def clear(self) -> None:
        """Away with all records."""
        with self._lock:
            for table in self._tables:
                self._run("drop table", table.name)
            self._create()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside becomes true together, or not at all."""
        with self._lock:
            self._run("begin")
            try:
                yield
            except BaseException:
                self._run("rollback")
                self._live_counts.clear()
                raise
            self._run("commit")

    def load(self, table: Table, records: Iterable[Record]) -> None:
        """Many new records at once."""
        remaining = iter(records)
        insert = self._insert("insert", table)
        while chunk := list(islice(remaining, CHUNK)):
            self._connection.executemany(insert, [_values(table, record) for record in chunk])
        self._live_counts.pop(table.name, None)

    def index(self) -> None:
        """Make the indexes; cheaper after a load than before it."""
        for table in self._tables:
            name = table.name
            live = ("live on", name, "(id) where deleted = 0")
            self._run("create index if not exists", name + "_" + live[0], *live[1:])
            for number, columns in enumerate(("changed, id", *table.indexes)):
                place = f"{name}_{number} on {name} ({columns})"
                self._run("create index if not exists", place)

    def put(self, table: Table, record: Record) -> None:
        """Write a record over the one with its id, or as a new one."""
        self._connection.execute(self._insert("insert or replace", table), _values(table, record))
        self._live_counts.pop(table.name, None)

    def erase(self, table: Table, where: Where) -> None:
        """Take records away without a trace."""
        self._run("delete from", table.name, "where", where.sql, values=where.values)
        self._live_counts.pop(table.name, None)

    def get(self, table: Table, where: Where) -> Record | None:
        """The first record by id, or None."""
        return next(iter(self.find(table, where, limit=1)), None)

    def find(
        self, table: Table, where: Where, order: str = "id", limit: int = -1, offset: int = 0
    ) -> list[Record]:
        rows = self._run(
            *("select body from", table.name, "where", where.sql),
            *("order by", order, "limit ? offset ?"),
            values=(*where.values, limit, offset),
        )
        return [decode(body) for (body,) in rows]

    def count(self, table: Table, where: Where = LIVE) -> int:
        if where != LIVE:
            return self._count(table, where)
        if table.name not in self._live_counts:
            self._live_counts[table.name] = self._count(table, where)
        return self._live_counts[table.name]

    def pairs(self, sql: Sequence[str], values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query of one's own, given in pieces."""
        return self._run(*sql, values=values).fetchall()

    def _create(self) -> None:
        self._live_counts.clear()
        for table in self._tables:
            fixed = ("id integer primary key", "changed integer", "deleted integer")
            columns = ", ".join((*fixed, *table.columns, "body text"))
            self._run("create table", table.name, "(", columns, ")")

    def _insert(self, verb: str, table: Table) -> str:
        places = ", ".join("?" * (len(table.columns) + 4))
        return " ".join((verb, "into", table.name, "values (", places, ")"))

    def _count(self, table: Table, where: Where) -> int:
        rows = self._run(
            "select count(*) from", table.name, "where", where.sql, values=where.values
        )
        return int(rows.fetchone()[0])

    def _run(self, *sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._connection.execute(" ".join(sql), values)


def _values(table: Table, record: Record) -> tuple[object, ...]:
    return (*table.row(record), encode(record).decode())
