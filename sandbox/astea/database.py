"""The database file behind the views: filled from the company, changed by the sandbox alone."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Protocol
from zoneinfo import ZoneInfo

from sandbox.astea.rows import Row, item_row, job_rows, part_row, site_row
from sandbox.astea.views import (
    COMPANIES,
    HISTORY_JOBS,
    ITEMS,
    JOB_ITEMS,
    JOB_PARTS,
    JOBS,
    OPEN_JOBS,
    PARTS,
    SITES,
    Distortion,
    View,
    statements,
    tables,
)
from sandbox.company import Bundle

BUNDLES_AT_ONCE = 1000
BUSY_SECONDS = 5.0  # how long a change waits for those who read


class Company(Protocol):
    """What field service needs of a world."""

    def bundles(self) -> Iterator[Bundle]: ...


class Database:
    """One SQLite file. Whoever changes it holds its lock; readers open the file themselves."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._blocker: sqlite3.Connection | None = None
        self._version = 0

    def fill(self, company: Company, zone: ZoneInfo) -> None:
        """The company as it is at the start. The file stays: a client may have it open."""
        self.path.touch()
        with self.writing() as cursor:
            self._version = 0
            _run(cursor, tables())
            bundles = company.bundles()
            while chunk := list(islice(bundles, BUNDLES_AT_ONCE)):
                self._add(cursor, chunk, zone)

    def define(self, distortion: Distortion) -> None:
        """Make the views anew."""
        with self.writing() as cursor:
            _run(cursor, statements(distortion))

    def block(self) -> None:
        """Let nobody read: `database is locked`."""
        with self._lock:
            if self._blocker is None:
                blocker = self._connected()
                blocker.execute("begin exclusive")
                self._blocker = blocker

    def unblock(self) -> None:
        with self._lock:
            if self._blocker is not None:
                self._blocker.rollback()
                self._blocker.close()
                self._blocker = None

    def next_version(self) -> int:
        """The number of a change, which its row's row_version tells."""
        self._version += 1
        return self._version

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Cursor]:
        """All that is written inside becomes true together, or not at all."""
        with self._lock, closing(self._connected()) as connection, connection:
            connection.execute("begin immediate")
            yield connection.cursor()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Cursor]:
        with self._lock, closing(self._connected()) as connection:
            yield connection.cursor()

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{self.path}?mode=rw",  # never a new file where this one is hidden
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
        )
        connection.execute("pragma synchronous = off")
        return connection

    def _add(self, cursor: sqlite3.Cursor, chunk: Sequence[Bundle], zone: ZoneInfo) -> None:
        held = [bundle.field_service for bundle in chunk]
        jobs = [job for records in held for job in records.jobs]
        rows = [pair for job in jobs for pair in job_rows(job, zone, self.next_version())]
        insert(cursor, SITES, COMPANIES, (site_row(it) for records in held for it in records.sites))
        insert(cursor, JOBS, OPEN_JOBS, (row for is_history, row in rows if not is_history))
        insert(cursor, JOBS, HISTORY_JOBS, (row for is_history, row in rows if is_history))
        insert(cursor, JOB_ITEMS, ITEMS, (item_row(job, it) for job in jobs for it in job.items))
        insert(
            *(cursor, JOB_PARTS, PARTS),
            (part_row(job, it, zone) for job in jobs for it in job.parts),
        )


def insert(cursor: sqlite3.Cursor, view: View, table: str, rows: Iterable[Row]) -> None:
    """New rows in a table under a view."""
    places = ", ".join(f":{name}" for name in view.names)
    cursor.executemany(" ".join(("insert into", table, "values (", places, ")")), rows)


def selected(
    cursor: sqlite3.Cursor, table: str, names: Sequence[str], condition: str, values: Sequence[str]
) -> list[dict[str, object]]:
    """Rows of a table that meet a condition, by column name."""
    sql = ("select", ", ".join(names), "from", table, "where", condition)
    found = cursor.execute(" ".join(sql), values).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def update(
    cursor: sqlite3.Cursor, table: str, changes: Mapping[str, object], key: str, value: object
) -> None:
    """Change the rows whose key is `value`."""
    assignments = ", ".join(f"{name} = ?" for name in changes)
    sql = ("update", table, "set", assignments, "where", key, "= ?")
    cursor.execute(" ".join(sql), (*changes.values(), value))


def _run(cursor: sqlite3.Cursor, sql: Iterable[str]) -> None:
    for statement in sql:
        cursor.execute(statement)
