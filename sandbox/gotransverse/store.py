"""Records in a SQLite file: narrow rows to search in, beside bodies that are ready to be sent.

A body whose lists are longer than an answer shows is kept twice: cut, and whole. Whoever reads or
writes holds the store's lock, which `transaction` takes.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any

from sandbox.exact_json import decode, encode
from sandbox.gotransverse.fields import SQL_TYPE, Field
from sandbox.gotransverse.milestones import STEP, Milestones
from sandbox.records import ANY, Where

Record = dict[str, Any]
MOST_NESTED = 50  # elements of a list inside a body; its own route gives all
CHUNK = 5000  # records a write when the company is loaded
KEPT_COUNTS = 1000
BEYOND = "id > ?"  # the condition of a page by the last id, counted without a walk


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one kind: what they may be asked for by, and what may be expanded in them.

    The id is a field of every table. `lists` are the nested collections that are cut.
    """

    name: str
    fields: tuple[Field, ...]
    expandable: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        return next((it for it in self.fields if it.name == name), None)

    @property
    def bodies(self) -> str:
        return f"{self.name}_bodies"

    def inserts(self, verb: str) -> tuple[str, str]:
        """The statements that write a narrow row, and the bodies of one."""
        marks = ", ".join("?" * (len(self.fields) + 1))
        rows = " ".join((verb, "into", self.name, "values (", marks, ")"))
        return rows, " ".join((verb, "into", self.bodies, "values (?, ?, ?)"))

    def row(self, body: Record) -> tuple[int, tuple[object, ...], bytes, bytes | None]:
        """The id, the columns, the body as it is sent, and whole where that one is cut."""
        values = tuple([it.value_in(body) for it in self.fields])
        for name in self.lists:
            if len(body[name]) > MOST_NESTED:
                cut = {name: body[name][:MOST_NESTED] for name in self.lists}
                return int(body["id"]), values, encode(body | cut), encode(body)
        return int(body["id"]), values, encode(body), None


class Store:
    """Tables of records in a temporary file, in `folder` where one is given."""

    def __init__(self, tables: Sequence[Table], folder: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sandbox-", dir=folder))
        self._tables = tuple(tables)
        self._lock = RLock()
        self._counts: dict[tuple[object, ...], int] = {}
        self._milestones: dict[str, Milestones] = {}
        self.writes = 0
        self._connection = sqlite3.connect(
            self._folder / "billing.sqlite", check_same_thread=False, isolation_level=None
        )
        for pragma in (
            *("journal_mode = memory", "synchronous = off", "temp_store = memory"),
            *("cache_size = -65536", "mmap_size = 8589934592"),
        ):
            self._run("pragma", pragma)
        self._create()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def clear(self) -> None:
        """Away with all records."""
        for table in self._tables:
            self.empty(table)

    def empty(self, table: Table) -> None:
        self._run("delete from", table.name)
        self._run("delete from", table.bodies)
        self._written()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside becomes true together, or not at all."""
        with self._lock:
            self._run("begin")
            before = self.writes
            try:
                yield
            except BaseException:
                self._run("rollback")
                if self.writes != before:
                    self._written()  # taken back: nobody may rely on the number seen meanwhile
                raise
            self._run("commit")

    def load(self, table: Table, records: Iterable[Record]) -> None:
        """Many new records at once."""
        remaining = iter(records)
        rows, bodies = table.inserts("insert")
        while chunk := [table.row(body) for body in islice(remaining, CHUNK)]:
            self._connection.executemany(rows, [(id_, *values) for id_, values, _, _ in chunk])
            self._connection.executemany(bodies, [(id_, cut, all_) for id_, _, cut, all_ in chunk])
        self._written()

    def index(self) -> None:
        """Make the indexes; cheaper after a load than before it."""
        for table in self._tables:
            for it in table.fields:
                if it.is_indexed:
                    place = f"{table.name}_{it.name} on {table.name} ({it.name})"
                    self._run("create index if not exists", place)

    def put(self, table: Table, record: Record) -> None:
        """Write a record over the one with its id, or as a new one."""
        rows, bodies = table.inserts("insert or replace")
        id_, values, cut, whole = table.row(record)
        self._run(rows, values=(id_, *values))
        self._run(bodies, values=(id_, cut, whole))
        self._written()

    def get(self, table: Table, id_: int) -> Record | None:
        """The whole record, or None."""
        return next(iter(self.records(table, Where("id = ?", (id_,)))), None)

    def body(self, table: Table, id_: int) -> bytes | None:
        """The body as it is sent, or None."""
        rows = self._run("select body from", table.bodies, "where id = ?", values=(id_,))
        return next((body for (body,) in rows), None)

    def records(self, table: Table, where: Where = ANY, limit: int = -1) -> list[Record]:
        """Whole records, ids ascending."""
        rows = self._run(
            *("select coalesce(whole, body) from", table.bodies),
            *("where id in (select id from", table.name, "where", where.sql, ")"),
            "order by id limit ?",
            values=(*where.values, limit),
        )
        return [decode(body) for (body,) in rows]

    def page(
        self, table: Table, where: Where, order: str, limit: int, offset: int = 0
    ) -> list[bytes]:
        """Bodies as they are sent. The narrow rows alone are sorted and skipped."""
        if where == ANY and order == "id" and offset >= STEP:
            place = self._milestones_of(table).place(offset)
            if place is None:
                return []
            where, offset = Where("id >= ?", place[:1]), place[1]
        rows = self._run(
            *("select body from (select id from", table.name, "where", where.sql),
            *("order by", order, "limit ? offset ?) as page"),
            # a cross join keeps the order of the left side: SQLite never turns it round
            *("cross join", table.bodies, "as bodies on bodies.id = page.id"),
            values=(*where.values, limit, offset),
        )
        return [body for (body,) in rows]

    def count(self, table: Table, where: Where = ANY) -> int:
        """How many records there are; remembered until something is written."""
        key = (table.name, where.sql, *where.values)
        if key not in self._counts:
            if len(self._counts) >= KEPT_COUNTS:
                self._counts.clear()
            self._counts[key] = self._counted(table, where)
        return self._counts[key]

    def greatest_id(self) -> int:
        """The greatest id of any record."""
        greatest = (self._run("select max(id) from", it.name).fetchone()[0] for it in self._tables)
        return max((int(id_) for id_ in greatest if id_ is not None), default=0)

    def _create(self) -> None:
        for table in self._tables:
            columns = [f"{it.name} {SQL_TYPE[it.kind]}" for it in table.fields]
            narrow = ", ".join(("id integer primary key", *columns))
            self._run("create table", table.name, "(", narrow, ")")
            self._run(
                "create table", table.bodies, "(id integer primary key, body blob, whole blob)"
            )

    def _counted(self, table: Table, where: Where) -> int:
        if where.sql == BEYOND:
            (id_,) = where.values
            return self.count(table) - self._up_to(table, int(str(id_)))
        rows = self._run(
            "select count(*) from", table.name, "where", where.sql, values=where.values
        )
        return int(rows.fetchone()[0])

    def _up_to(self, table: Table, id_: int) -> int:
        """How many records have this id or a smaller one."""
        start, passed = self._milestones_of(table).before(id_)
        rows = self._run(
            *("select count(*) from", table.name, "where id between ? and ?"), values=(start, id_)
        )
        return passed + int(rows.fetchone()[0])

    def _milestones_of(self, table: Table) -> Milestones:
        if table.name not in self._milestones:
            rows = self._run("select id from", table.name, "order by id")
            self._milestones[table.name] = Milestones(
                [id_ for (id_,) in islice(rows, 0, None, STEP)]
            )
        return self._milestones[table.name]

    def _written(self) -> None:
        self.writes += 1
        self._counts.clear()
        self._milestones.clear()

    def _run(self, *sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._connection.execute(" ".join(sql), values)
