"""What records were before anybody wrote them, so that a reset costs as much as the writes did."""

from collections.abc import Iterable

import duckdb
import pyarrow as pa


class Originals:
    """Keeps a record as it was when it is first touched. Called by whoever holds the write."""

    def __init__(self) -> None:
        self._touched: dict[str, set[str]] = {}
        self._pending: dict[str, set[str]] = {}
        self._added: list[tuple[str, str]] = []

    def keep(self, cursor: duckdb.DuckDBPyConnection, table: str, ids: Iterable[str]) -> None:
        """Records that are about to be written; a new one has no original, and is noted too."""
        known = self._touched.get(table, set()) | self._pending.get(table, set())
        new = set(ids) - known
        if not new:
            return
        if not known:
            parts = ("CREATE TABLE", _original(table), "AS SELECT * FROM", table, "LIMIT 0")
            cursor.execute(" ".join(parts))
        self._among(cursor, new, ("INSERT INTO", _original(table), "BY NAME SELECT * FROM", table))
        self._pending.setdefault(table, set()).update(new)

    def add_column(
        self, cursor: duckdb.DuckDBPyConnection, table: str, name: str, kind: str
    ) -> None:
        """A column that a reset takes away again."""
        tables = (table, _original(table)) if self._touched.get(table) else (table,)
        for it in tables:
            cursor.execute(f'ALTER TABLE {it} ADD COLUMN "{name}" {kind}')
        self._added.append((table, name))

    def settle(self, *, is_kept: bool) -> None:
        """The write is over: it is kept, or undone."""
        if is_kept:
            for table, ids in self._pending.items():
                self._touched.setdefault(table, set()).update(ids)
        self._pending = {}

    def restore(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Everything as it was; `forget` has to follow when that is certain."""
        for table, ids in self._touched.items():
            self._among(cursor, ids, ("DELETE FROM", table))
            parts = ("INSERT INTO", table, "BY NAME SELECT * FROM", _original(table))
            cursor.execute(" ".join(parts))
            cursor.execute(f"DROP TABLE {_original(table)}")
        for table, name in self._added:
            cursor.execute(f'ALTER TABLE {table} DROP COLUMN "{name}"')

    def forget(self) -> None:
        self._touched, self._pending, self._added = {}, {}, []

    @staticmethod
    def _among(
        cursor: duckdb.DuckDBPyConnection, ids: Iterable[str], verb: tuple[str, ...]
    ) -> None:
        cursor.register("touched", pa.table({"id": pa.array(sorted(ids), pa.string())}))
        cursor.execute(" ".join((*verb, 'WHERE "Id" IN (SELECT id FROM touched)')))
        cursor.unregister("touched")


def _original(table: str) -> str:
    return table.replace("org.", "originals.", 1)
