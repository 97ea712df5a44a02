"""Where the values of one record come from: what holds them, what wants them, what they were."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

import duckdb

from reverse_etl import recorded, specs
from reverse_etl.recorded import Recorded
from reverse_etl.specs import SyncSpec
from reverse_etl.values import is_same, to_text
from systems import system
from systems.base import Field, Key, Record
from tieout import origins, warehouse
from tieout.cli.workshop import credentials
from tieout.errors import SettingsError, StorageError, SystemFault, UsageError
from tieout.lineage import Column, Lineage, Model
from tieout.origins import Row
from tieout.settings import Settings

PATIENCE = {"patience_seconds": "5"}  # a person waits; what does not answer by then is left out
MOST_SOURCES = 4  # tables that arrived, the nearest, of which records are looked up for a field
MOST_WRITES = 5  # of a field, the latest
LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class FromMart:
    """A column of a mart that the value comes from, with its value in a row of the record's."""

    table: str
    column: str
    key: Mapping[str, str]
    value: str | None


@dataclass(frozen=True, slots=True)
class FromSource:
    """A record as it arrived, with the columns that the value comes from.

    `count` are all records of the table that belong here, of which this is one. Without a
    `record_id` none is known to belong to this record alone: then the columns have no value.
    """

    system: str
    table: str
    record_id: str
    values: Mapping[str, str | None]
    loaded_at: datetime | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """One write of the field: by which run, when, from what to what, and what became of it."""

    run_id: str
    at: datetime
    before: str | None
    after: str | None
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One field of the record, as one sync wants it; `rule` says when that is not written.

    `is_as_wanted` is None where the system did not answer, or the sync has no row of the record.
    """

    field: str
    title: str
    sync: str
    mode: str
    model: str
    column: str
    has_row: bool
    holds: str | None
    wanted: str | None
    is_as_wanted: bool | None
    rule: str = ""
    marts: tuple[FromMart, ...] = ()
    sources: tuple[FromSource, ...] = ()
    writes: tuple[Written, ...] = ()


@dataclass(slots=True)
class Explanation:
    """One record. `notes` say what could not be looked at, and why."""

    system: str
    object: str
    record_id: str
    name: str = ""
    address: str = ""
    is_read: bool = False
    fields: list[Explained] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def explain(
    own: Settings,
    made_from: Callable[[], Lineage],
    system_name: str,
    object_: str,
    record: str,
    name: str | None = None,
) -> Explanation:
    """Everything there is to say of a record, found by its id or its external id, or of a field.

    A system that does not answer, or a file that a run holds, is in the notes. UsageError where
    there is no such system, object or field; StorageError where nothing was published yet.
    """
    _raise_unless_written(system_name, object_)
    if not own.published.exists():
        raise StorageError(f"{own.published} is not there yet. Make it with: tieout run")
    lineage = made_from()
    known = specs.load(lineage.syncs, own.syncs)
    syncs = [it for it in known if (it.system, it.object) == (system_name, object_)]
    wanted = _chosen(syncs, name)
    found = Explanation(system_name, object_, record)
    with warehouse.connect(own.published, read_only=True) as published:
        rows = {it.name: _row(published, it, record) for it in syncs}
        found.record_id = _of_row(syncs, rows, "record_id") or record
        found.name = _of_row(syncs, rows, "name") or ""
        held = _held(found, [it for _, _, it in wanted])
        writes = _writes(own, found)
        with _Landing(own, found) as landing:
            behind = {
                it: Behind.of(published, landing, lineage, it, row or {})
                for it, row in rows.items()
            }
            for spec, column, known_field in wanted:
                row = rows[spec.name]
                found.fields.append(
                    _explained(spec, column, known_field, row, held, behind[spec.name], writes)
                )
    lineage.keep()
    return found


def _raise_unless_written(system_name: str, object_: str) -> None:
    try:
        targets = system(system_name).targets
    except KeyError as unknown:
        raise UsageError(str(unknown.args[0])) from unknown
    if object_ not in targets:
        there_are = ", ".join(targets) or "none"
        raise UsageError(f"{object_} of {system_name} is not written. There are: {there_are}")


def _chosen(syncs: Sequence[SyncSpec], name: str | None) -> list[tuple[SyncSpec, str, Field]]:
    """The fields to explain, each with its sync and the sync's column."""
    known = [(spec, column, it) for spec in syncs for column, it in spec.fields]
    if name is None:
        return known
    found = [one for one in known if name.lower() in _names(one[1], one[2])]
    if not found:
        there_are = ", ".join(it.name for _, _, it in known) or "none"
        raise UsageError(f"No sync writes a field {name} there. There are: {there_are}")
    return found


def _names(column: str, known: Field) -> set[str]:
    names = (column, known.name, known.name.rpartition(".")[2], known.title)
    return {it.lower() for it in names}


def _row(published: duckdb.DuckDBPyConnection, spec: SyncSpec, record: str) -> Row | None:
    columns = (spec.columns.record_id, spec.columns.external_id)
    return origins.sync_row(published, spec.name, columns, record)


def _of_row(
    syncs: Sequence[SyncSpec],
    rows: Mapping[str, Row | None],
    what: Literal["record_id", "name"],
) -> str | None:
    """The record's own id, or what people know it by, as the first row says that does."""
    said = ((rows[it.name] or {}).get(getattr(it.columns, what)) for it in syncs)
    return next((str(it) for it in said if it), None)


def _held(found: Explanation, fields: Sequence[Field]) -> Record | None:
    """The record as the system holds it now; None with a note where it does not say."""
    known = system(found.system)
    try:
        target = known.targets[found.object]({**credentials(known), **PATIENCE})
    except SettingsError as error:
        found.notes.append(f"{found.system} was not asked: {error.faults[0]}")
        return None
    try:
        found.address = target.address(found.record_id)
        record = next(iter(target.read([Key(found.record_id)], list(fields)).values()), None)
    except SystemFault as fault:
        found.notes.append(f"No answer, so what it holds now is not known. {fault}")
        return None
    finally:
        target.close()
    if record is None:
        found.notes.append(f"{found.system} has no {found.object} {found.record_id}")
        return None
    found.name, found.is_read = record.name or found.name, True
    return record


def _writes(own: Settings, found: Explanation) -> list[Recorded]:
    """What the ledger says of the record."""
    if not own.ledger.exists():
        return []
    try:
        return recorded.in_file(own.ledger, found.system, found.object, [found.record_id])
    except StorageError as error:
        found.notes.append(f"The last writes are left out. {error}")
        return []


class _Landing:
    """What arrived, opened to look at; nothing where a run holds it, which is noted."""

    def __init__(self, own: Settings, found: Explanation) -> None:
        self._path, self._found = own.landing, found
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> duckdb.DuckDBPyConnection | None:
        try:
            self._connection = warehouse.open_database(
                self._path, read_only=True, patience_seconds=LOOK_SECONDS
            )
        except StorageError as error:
            self._found.notes.append(f"The source records are left out. {error}")
        return self._connection

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()


@dataclass(slots=True)
class Behind:
    """The rows behind a sync's row, looked up once by the ids that are `known`."""

    published: duckdb.DuckDBPyConnection
    landing: duckdb.DuckDBPyConnection | None
    lineage: Lineage
    known: Row
    of_marts: dict[str, list[Row]] = field(default_factory=dict)
    of_sources: dict[str, list[origins.Landed]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        published: duckdb.DuckDBPyConnection,
        landing: duckdb.DuckDBPyConnection | None,
        lineage: Lineage,
        sync: str,
        row: Row,
    ) -> "Behind":
        """With all ids that are known of a sync's row: its own, and those of its rows in marts."""
        made = cls(published, landing, lineage, row)
        for name in lineage.above(sync):
            made.rows(name)
        return made

    def rows(self, name: str) -> list[Row]:
        """The rows of a mart that belong here; of one that stands alone the ids are known then."""
        mart = self.lineage.models.get(name)
        if mart is None or mart.schema != "marts" or not self.known:
            return []
        if name not in self.of_marts:
            found = self.of_marts[name] = origins.mart_rows(self.published, mart, self.known)
            if len(found) == 1:
                self.known = {**origins.keys(found), **self.known}
        return self.of_marts[name]

    def marts(self, columns: Sequence[Column]) -> Iterator[FromMart]:
        """The columns of marts, nearest first, each with its value in the rows of the record."""
        for model, name in columns:
            for row in self.rows(model):
                grain = self.lineage.models[model].grain
                key = {it: text(row[it]) or "" for it in grain if it in row}
                yield FromMart(f"marts.{model}", name, key, text(row.get(name)))

    def sources(self, columns: Sequence[Column]) -> Iterator[FromSource]:
        """The columns as they arrived, nearest first, with the records they were in."""
        staged = {it.sources[0]: it for it in self.lineage.models.values() if len(it.sources) == 1}
        wanted: dict[str, list[str]] = {}
        for source, name in columns:
            if source in staged:  # not what we keep of reading itself
                wanted.setdefault(source, []).append(name)
        for place, (source, names) in enumerate(wanted.items()):
            records = self._records(staged[source]) if place < MOST_SOURCES else []
            for it in records:
                values = {name: text(it.values.get(name)) for name in names}
                of = (it.system, it.table, it.record_id)
                yield FromSource(*of, values, it.loaded_at, it.count)
            if not records:
                system_name, _, table = source.partition(".")
                yield FromSource(system_name, table, "", dict.fromkeys(names))

    def _records(self, staged: Model) -> list[origins.Landed]:
        if staged.name not in self.of_sources:
            found: list[origins.Landed] = []
            if self.landing is not None and self.known:
                found = origins.landed(self.landing, self.lineage, staged, self.known)
            self.of_sources[staged.name] = found
        return self.of_sources[staged.name]


def _explained(
    spec: SyncSpec,
    column: str,
    known: Field,
    row: Row | None,
    held: Record | None,
    behind: Behind,
    writes: Sequence[Recorded],
) -> Explained:
    trace = [it for it, _ in behind.lineage.trace(spec.name, column)]
    wanted = None if row is None else in_words(row.get(column), known)
    holds = None if held is None else to_text(held.values.get(known.name), known)
    rule = _rule(spec, known, wanted)
    stays = wanted is None and spec.rule(known.name).keeps
    return Explained(
        field=known.name,
        title=known.title,
        sync=spec.name,
        mode=spec.mode,
        model=f"models/syncs/{spec.name}.sql",
        column=column,
        has_row=row is not None,
        holds=holds,
        wanted=wanted,
        is_as_wanted=None
        if held is None or row is None
        else stays or is_same(holds, wanted, known),
        rule=rule,
        marts=tuple(behind.marts(trace)),
        sources=tuple(behind.sources(trace)),
        writes=tuple(
            Written(it.run_id, it.at, it.before, it.after, it.outcome, it.error_text)
            for it in reversed([it for it in writes if it.field.name == known.name][-MOST_WRITES:])
        ),
    )


def _rule(spec: SyncSpec, known: Field, wanted: str | None) -> str:
    rule = spec.rule(known.name)
    if rule.keeps and wanted is None:
        return "empty says nothing here: what stands there stays"
    return "only a new record gets it" if rule.when_made or spec.action == "create" else ""


def in_words(value: Any, known: Field) -> str | None:
    """A sync's value as the field would hold it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return to_text(value, known)


def text(value: Any) -> str | None:
    """Any value of ours as a person reads it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
