"""Every write ever intended, and what became of it. Rows are only ever added."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from reverse_etl import ledger_memory as memory
from reverse_etl import ledger_tables as tables
from reverse_etl.change import FieldChange, Fields, RecordChange
from reverse_etl.entries import (
    Approval,
    Batch,
    Decision,
    Entry,
    LastWrite,
    PlanMade,
    Rejected,
    Rejection,
    Unresolved,
)
from reverse_etl.observed import sliced
from reverse_etl.outcome import Verdict
from systems.base import Field, Key
from tieout.errors import StorageError
from tieout.warehouse import open_database

ROWS_AT_ONCE = 6_000  # of one statement: many more would be in memory several times over


class Ledger:
    """The account book in one DuckDB file; every method is one short transaction.

    StorageError where the file cannot be written or read, for instance on a full disk.
    """

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, now: Callable[[], datetime]
    ) -> None:
        self._path = path
        self._connection = connection
        self.now = now

    def intend(
        self,
        batches: Sequence[Batch],
        entries: Sequence[Entry],
        fields: Fields,
        decisions: Sequence[Decision] = (),
    ) -> None:
        """What is about to be sent, and what of it is decided already because it is not sent."""
        intended_at = self.now()
        with self._transaction():
            self._insert("batches", [(*astuple(batch), intended_at) for batch in batches])
            self._insert("writes", (row for entry in entries for row in _writes(entry, fields)))
            self._insert_decisions(decisions)

    def note_job(self, batch_id: str, job_id: str) -> None:
        """The job that a batch became, before anybody needs to ask for it."""
        with self._transaction():
            self._connection.execute(
                "insert into jobs values (?, ?, ?)", [batch_id, job_id, self.now()]
            )

    def decide(self, decisions: Sequence[Decision]) -> None:
        """What became of fields; the latest word counts."""
        with self._transaction():
            self._insert_decisions(decisions)

    def batch_count(self, run_id: str) -> int:
        """How many batches a run has so far."""
        [[count]] = self._rows("select count(*) from batches where run_id = ?", [run_id])
        return int(count)

    def unresolved(self) -> list[Unresolved]:
        """Batches of which something was intended and nothing final is known, oldest first."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for row in self._rows(tables.UNRESOLVED):
            found.setdefault(row[0], []).append(row)
        return [_unresolved(rows) for rows in found.values()]

    def written_otherwise(
        self, system: str, object: str, found: Sequence[tuple[str, str, str | None]]
    ) -> dict[str, dict[str, LastWrite]]:
        """Record id -> field -> our last write of it, where that is not what was found now.

        `found` are record ids with a field and the text that it holds.
        """
        columns = [_json(column) for column in zip(*found, strict=True)]
        written: dict[str, dict[str, LastWrite]] = {}
        for record_id, field, *last in (
            self._rows(memory.WRITTEN_OTHERWISE, [*columns, system, object]) if found else ()
        ):
            written.setdefault(record_id, {})[field] = LastWrite(*last)
        return written

    def rejections(
        self, system: str, object: str, record_ids: Sequence[str], external_ids: Sequence[str]
    ) -> dict[Key, Rejection]:
        """Records whose last attempt was rejected; by external id while they have no id."""
        asked = [_json(record_ids), _json(external_ids)]
        rows = self._rows(memory.REJECTIONS, [*asked, system, object])
        found: dict[Key, Rejection] = {}
        for record_id, external_id, code, text, rejected_at, names, values in rows:
            wanted = dict(zip(names, values, strict=True))
            found[Key(record_id, external_id)] = Rejection(code, text, rejected_at, wanted)
        return found

    def rejected(self) -> list[Rejected]:
        """All records whose last attempt was rejected, by system, object and id."""
        rows = self._rows(tables.REJECTED)
        return [Rejected(tuple(row[0]), tuple(row[1]), *row[2:]) for row in rows]

    def counts(self, run_id: str) -> dict[tuple[str, str], int]:
        """(sync, outcome) -> fields, of one run."""
        rows = self._rows(tables.COUNTS, [run_id])
        return {(sync, outcome): count for sync, outcome, count in rows}

    def note_plan(self, made: PlanMade) -> None:
        """A plan was made and kept."""
        row = [made.digest, made.run_id, made.records, made.made_by, made.os_user]
        self._note("plans", [*row, list(made.syncs), made.is_retry])

    def note_approval(self, given: Approval) -> None:
        """Somebody agreed to a plan."""
        row = [given.digest, given.records, given.made_by, given.approved_by, given.os_user]
        self._note("approvals", row)

    def plans(self) -> list[PlanMade]:
        """The plans that were ever kept, each as it was made last, the latest first."""
        return [_plan_made(row) for row in self._rows(tables.PLANS)]

    def open_plans(self, digest: str = "") -> list[PlanMade]:
        """Those whose digest begins so and of which nothing was sent since, as first made."""
        return [_plan_made(row) for row in self._rows(tables.OPEN_PLANS, [digest])]

    def approvals(self, digest: str) -> list[Approval]:
        """Who agreed to a plan since something of it was last sent, the first one first."""
        return [Approval(*row) for row in self._rows(tables.APPROVALS, [digest])]

    def outcomes(self, run_id: str) -> dict[tuple[str, str], Verdict]:
        """(sync, field) -> what became of it, of a run that was about one record."""
        rows = self._rows(tables.OUTCOMES, [run_id])
        return {(sync, field): Verdict(*verdict) for sync, field, *verdict in rows}

    def face(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Put what is published of it into the warehouse that `connection` has open.

        `ops.writes`, and who made and who approved plans: `ops.plans`, `ops.approvals`.
        """
        with self._storage_errors():
            reader = self._connection.sql(tables.FACE).to_arrow_reader()
            connection.execute("create schema if not exists ops")
            connection.register("ledger_face", reader)
            connection.execute("create or replace table ops.writes as select * from ledger_face")
            connection.unregister("ledger_face")
            for name, query in tables.FACES.items():
                connection.register("ledger_face", self._connection.sql(query).to_arrow_reader())
                connection.execute(f"create or replace table ops.{name} as from ledger_face")
                connection.unregister("ledger_face")

    def ask(self, query: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Rows of a question about what was written, as `recorded` asks them."""
        with self._storage_errors():
            return self._connection.execute(query, dict(values)).fetchall()

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _note(self, table: str, row: Sequence[object]) -> None:
        marks = ", ".join("?" for _ in row)
        with self._transaction():
            self._connection.execute(
                f"insert into {table} values ({marks}, ?)",  # noqa: S608
                [*row, self.now()],
            )

    def _insert_decisions(self, decisions: Sequence[Decision]) -> None:
        decided_at = self.now()
        self._insert("outcomes", ((*_decision(one), decided_at) for one in decisions))

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        for some in sliced(rows, ROWS_AT_ONCE):
            columns = zip(tables.COLUMNS[table], zip(*some, strict=True), strict=True)
            self._connection.execute(tables.insertion(table), [_json(dict(columns))])

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._storage_errors():
            return self._connection.execute(query, list(values)).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._storage_errors():
            self._connection.begin()
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise StorageError(
                f"{self._path} cannot be used: {reason}. Nothing is sent that is not in it. "
                "Mend that, then: tieout apply"
            ) from error


@contextmanager
def open_ledger(
    path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[Ledger]:
    """The ledger in this file, made where there is none; StorageError if of another version."""
    connection = open_database(path)
    try:
        _prepare(path, connection, now)
        yield Ledger(path, connection, now)
    finally:
        connection.close()


def _prepare(
    path: Path, connection: duckdb.DuckDBPyConnection, now: Callable[[], datetime]
) -> None:
    names = connection.execute("select table_name from duckdb_tables()").fetchall()
    _make_or_check(path, connection, now, names)
    for statement in tables.PEOPLE:
        connection.execute(statement)


def _make_or_check(
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    now: Callable[[], datetime],
    names: Sequence[tuple[str]],
) -> None:
    if not names:
        connection.begin()
        for statement in tables.CREATE:
            connection.execute(statement)
        connection.execute("insert into schema_version values (?, ?)", [tables.VERSION, now()])
        connection.commit()
        return
    if ("schema_version",) not in names:
        raise StorageError(f"{path} is a database, but not a ledger. Move it, then: tieout apply")
    [[version]] = connection.execute("select max(version) from schema_version").fetchall()
    if version != tables.VERSION:
        raise StorageError(
            f"{path} is a ledger of version {version}; this tieout writes version "
            f"{tables.VERSION}. Use the tieout that wrote it: nothing else knows what was sent"
        )


def _json(values: object) -> str:
    return msgspec.json.encode(values).decode()


def _plan_made(row: Sequence[Any]) -> PlanMade:
    digest, run_id, records, made_by, os_user, syncs, is_retry, made_at = row
    return PlanMade(digest, run_id, records, made_by, os_user, tuple(syncs), is_retry, made_at)


def _decision(decision: Decision) -> tuple[Any, ...]:
    verdict = decision.verdict
    return (
        *(decision.batch_id, decision.position, decision.record_id, verdict.outcome),
        *(verdict.error_code, verdict.error_text, verdict.may_retry, decision.attempts),
    )


def _writes(entry: Entry, fields: Fields) -> Iterator[tuple[Any, ...]]:
    change = entry.change
    for position, wanted in zip(entry.positions, change.fields, strict=True):
        field = fields[wanted.field]
        yield (
            *(entry.batch_id, position, entry.record_no, change.record_id, change.external_id),
            *(change.name, wanted.sync, wanted.field, field.kind, field.scale, field.is_custom),
            *(wanted.before, wanted.after, wanted.why),
        )


def _unresolved(rows: Sequence[tuple[Any, ...]]) -> Unresolved:
    """One batch from its rows as `UNRESOLVED` gives them: six of the batch, then the field's."""
    batch_id, system, object_, action, intended_at, job_id = rows[0][:6]
    fields = {row[12]: Field(row[12], row[13], scale=row[14], is_custom=row[15]) for row in rows}
    records: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        records.setdefault(row[7], []).append(row)
    entries = tuple(_entry(some) for some in records.values())
    return Unresolved(batch_id, system, object_, action, intended_at, job_id, entries, fields)


def _entry(rows: Sequence[tuple[Any, ...]]) -> Entry:
    batch_id, system, object_, action = rows[0][:4]
    record_no, record_id, external_id, name = rows[0][7:11]
    changes = tuple(FieldChange(row[12], row[11], row[16], row[17], row[18]) for row in rows)
    change = RecordChange(system, object_, action, record_id, external_id, name, changes)
    return Entry(batch_id, record_no, change, tuple(row[6] for row in rows))
