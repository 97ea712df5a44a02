"""The org's records in an embedded DuckDB: a table an object, and one a result that is paged."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from threading import Lock, RLock, local
from typing import Any

import duckdb
import pyarrow as pa

from sandbox.salesforce.originals import Originals
from sandbox.salesforce.schema import DECIMALS, Field, Schema, SObject

Row = dict[str, Any]


class Store:
    """Many readers, one writer at a time. In memory, or in a file under `folder`.

    Inside `writing` the thread sees what it wrote, and nobody else does. What was filled in at
    first can be restored; what was written since is noted as it is written.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = _new_file(folder)
        self._writing = RLock()
        self._opening = Lock()
        self._mine = local()
        self._originals = Originals()
        self._root = duckdb.connect(
            str(self._file or ":memory:"), config={"enable_external_access": "false"}
        )
        for name in ("org", "originals", "results"):
            self._root.execute(f"CREATE SCHEMA {name}")

    def close(self) -> None:
        """Let go of memory, and of the file."""
        self._root.close()
        if self._file is not None:
            self._file.unlink(missing_ok=True)

    def build(self, schema: Schema) -> None:
        """Empty tables for these objects."""
        with self.writing() as cursor:
            for it in schema:
                columns = ", ".join(f'"{one.name}" {one.column()}' for one in it.stored)
                cursor.execute(f"CREATE TABLE {it.table} ({columns})")

    def restore(self) -> None:
        """All as it was when it was filled in; whatever was kept is forgotten."""
        with self.writing() as cursor:
            self._originals.restore(cursor)
            cursor.execute("DROP SCHEMA results CASCADE")
            cursor.execute("CREATE SCHEMA results")
        self._originals.forget()

    def add_column(self, owner: SObject, new: Field) -> None:
        with self.writing() as cursor:
            self._originals.add_column(cursor, owner.table, new.name, new.column())

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor; inside `writing` it is the writer's own."""
        own = getattr(self._mine, "cursor", None)
        if own is not None:
            yield own
            return
        cursor = self._cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction, or a part of the one that this thread is in; a failure undoes it all."""
        own = getattr(self._mine, "cursor", None)
        if own is not None:
            yield own
            return
        with self._writing:
            cursor = self._cursor()
            self._mine.cursor = cursor
            is_kept = False
            try:
                cursor.execute("BEGIN TRANSACTION")
                yield cursor
                cursor.execute("COMMIT")
                is_kept = True
            finally:
                self._originals.settle(is_kept=is_kept)
                self._mine.cursor = None
                cursor.close()  # an open transaction is rolled back

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.reading() as cursor:
            return cursor.execute(sql).fetchall()

    def records(self, sql: str) -> list[Row]:
        """The rows, each by column name."""
        with self.reading() as cursor:
            found = cursor.execute(sql)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def keep(self, name: str, sql: str) -> int:
        """Hold a query's rows in a table of results; how many there are."""
        self.run(f'CREATE TABLE results."{name}" AS {sql}')
        return int(self.rows(f'SELECT count(*) FROM results."{name}"')[0][0])  # noqa: S608

    def forget(self, name: str) -> None:
        self.run(f'DROP TABLE IF EXISTS results."{name}"')

    def run(self, sql: str) -> None:
        with self.reading() as cursor:
            cursor.execute(sql)

    def touch(self, table: str, ids: Iterable[str]) -> None:
        """Say that these records are about to be written by a statement of one's own."""
        with self.writing() as cursor:
            self._originals.keep(cursor, table, ids)

    def fill(self, owner: SObject, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows that are there from the first; what a row lacks is empty."""
        sql = " ".join(("INSERT INTO", owner.table, "({names}) SELECT {names} FROM batch"))
        self._with_batch(rows, list(owner.stored), sql)

    def insert(self, owner: SObject, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows, by field name; what a row lacks is empty."""
        with self.writing():
            self.touch(owner.table, [row["Id"] for row in rows])
            self.fill(owner, rows)

    def update(
        self, owner: SObject, rows: Sequence[Mapping[str, Any]], fields: Iterable[Field]
    ) -> None:
        """Write these fields of rows that are there, found by Id."""
        changed = [it for it in fields if it.is_stored and it.type != "id"]
        if not changed or not rows:
            return
        settings = ", ".join(f'"{it.name}" = batch."{it.name}"' for it in changed)
        found = 'FROM batch WHERE it."Id" = batch."Id"'
        sql = " ".join(("UPDATE", owner.table, "AS it SET", settings, found))
        with self.writing():
            self.touch(owner.table, [row["Id"] for row in rows])
            self._with_batch(rows, [owner.by_name["id"], *changed], sql)

    def delete(self, owner: SObject, ids: Sequence[str]) -> None:
        """Take rows away without a trace."""
        with self.writing() as cursor:
            self.touch(owner.table, ids)
            marks = ", ".join("?" * len(ids))
            cursor.execute(f'DELETE FROM {owner.table} WHERE "Id" IN ({marks})', list(ids))  # noqa: S608

    def _with_batch(self, rows: Sequence[Mapping[str, Any]], fields: list[Field], sql: str) -> None:
        if not rows:
            return
        arrays = {it.name: _array(it, rows) for it in fields}
        names = ", ".join(f'"{name}"' for name in arrays)
        with self.writing() as cursor:
            cursor.register("batch", pa.table(arrays))
            cursor.execute(sql.replace("{names}", names))
            cursor.unregister("batch")

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            return self._root.cursor()


def _array(it: Field, rows: Sequence[Mapping[str, Any]]) -> Any:
    values = [row.get(it.name) for row in rows]
    if it.type in DECIMALS:
        step = Decimal(1).scaleb(-it.scale)
        values = [None if it is None else it.quantize(step, ROUND_HALF_UP) for it in values]
    return pa.array(values, arrow(it))


def arrow(it: Field) -> Any:
    """The type of a field's values on their way into its column."""
    match it.column().partition("(")[0]:
        case "BOOLEAN":
            return pa.bool_()
        case "BIGINT":
            return pa.int64()
        case "DECIMAL":
            return pa.decimal128(it.precision, it.scale)
        case "DATE":
            return pa.date32()
        case "TIMESTAMP":
            return pa.timestamp("us")
        case _:
            return pa.string()


def _new_file(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="salesforce-", suffix=".duckdb") as spot:
        return Path(spot.name)  # only the name is wanted: the file is made by the database
