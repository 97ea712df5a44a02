"""Reads the tables of one system into files."""

import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from pipelines.ahead import one_ahead
from pipelines.contracts import OWN_COLUMNS, Typed, typed
from pipelines.cursors import Start
from pipelines.landing import declaration
from pipelines.parcel import Failure, Parcel, Reading
from pipelines.report import Progress
from pipelines.spool import Spool
from systems.base import Page, Reader, Row, System, Table
from tieout.clock import Clock
from tieout.errors import BadAnswer, NotPermitted, Refused, SystemFault, UnknownName

log = logging.getLogger(__name__)

# enough to type at the speed of columns, few enough to hold as rows
_ROWS_AT_ONCE = 20_000
# these speak of one table; any other fault is of the whole system
_OF_ONE_TABLE = (NotPermitted, UnknownName, Refused, BadAnswer)
_TICK = timedelta(microseconds=1)


class StoppedError(Exception):
    """Somebody asked for the reading to stop."""


class Collector:
    """Reads tables into files under `folder`, by table in `files`; refused rows in `rejections`.

    Every batch of rows has its own `_landed_at`, later than the one before: of two rows with one
    key the later is the last that the system said.
    """

    def __init__(
        self,
        reader: Reader,
        system: System,
        run_id: str,
        folder: Path,
        progress: Progress,
        stop: threading.Event,
        clock: Clock,
    ) -> None:
        self.files: dict[str, list[Path]] = {}
        self.rejections: dict[str, list[Path]] = {}
        self._reader = reader
        self._system = system
        self._run_id = run_id
        self._folder = folder
        self._progress = progress
        self._stop = stop
        self._clock = clock
        self._latest = clock.now()

    def parcel(self, starts: tuple[Start, ...], feed_from: str | None) -> Parcel:
        """Read every table that is asked for, and then what was deleted.

        A fault of one table leaves that table out; a fault of the system is raised. Deletions come
        last, so that a record which went while we read is not kept.
        """
        readings: list[Reading] = []
        failures: list[Failure] = []
        for start in starts:
            began, ticks = self._clock.now(), self._clock.elapsed()
            try:
                readings.append(self._reading(start, began, ticks))
            except _OF_ONE_TABLE as fault:
                failures.append(self._failure(start, began, self._clock.elapsed() - ticks, fault))
        return self._with_deletions(starts, readings, failures, feed_from)

    def _with_deletions(
        self,
        starts: tuple[Start, ...],
        readings: list[Reading],
        failures: list[Failure],
        feed_from: str | None,
    ) -> Parcel:
        fed = {start.table.name for start in starts if start.table.deletions == "feed"}
        deletions = []
        if feed_from is not None and fed:
            try:
                deletions = [it for it in self._reader.deletions(feed_from) if it.table in fed]
            except _OF_ONE_TABLE as fault:
                lost = [it for it in readings if it.table in fed]
                readings = [it for it in readings if it.table not in fed]
                by_name = {start.table.name: start for start in starts}
                failures += [
                    self._failure(by_name[it.table], it.started_at, it.seconds, fault)
                    for it in lost
                ]
        return Parcel(
            run_id=self._run_id,
            readings=tuple(readings),
            failures=tuple(failures),
            deletions=tuple(deletions),
        )

    def _failure(
        self, start: Start, began: datetime, seconds: float, fault: SystemFault
    ) -> Failure:
        self.files.pop(start.table.name, None)
        self.rejections.pop(start.table.name, None)
        return Failure(
            table=start.table.name,
            is_full=start.is_full,
            cursor_from=start.cursor,
            started_at=began,
            seconds=seconds,
            error=str(fault),
            is_unknown=start.table.is_optional and isinstance(fault, NotPermitted | UnknownName),
        )

    def _reading(self, start: Start, began: datetime, ticks: float) -> Reading:
        table = start.table
        try:
            reading = self._attempt(start, began, ticks)
            if not reading.is_as_stated:
                # rows came or went while the pages did; if it happens again it is a finding
                reading = self._attempt(start, began, ticks)
        finally:
            self._progress.finished(self._system.name, table.name)
        log.info(
            "table read",
            extra={"system": self._system.name, "table": table.name, "rows": reading.rows_received},
        )
        return reading

    def _attempt(self, start: Start, began: datetime, ticks: float) -> Reading:
        table = start.table
        tally = _Tally(start.cursor)
        with (
            Spool(self._folder, table.name) as good,
            Spool(self._folder, f"{table.name}-rejected") as rejected,
        ):
            for page in one_ahead(self._batches(start)):
                rows = typed(table, page.rows if page.frame is None else page.frame)
                tally.add(page, rows)
                self._write(table, rows, good, rejected)
        self.files[table.name] = good.files
        self.rejections[table.name] = rejected.files
        return Reading(
            table=table.name,
            declaration=declaration(table),
            is_full=start.is_full,
            is_backfill=start.is_backfill,
            cursor_from=start.cursor,
            cursor_to=tally.cursor,
            rows_received=tally.received,
            records=tally.records,
            rejected=tally.rejected,
            stated_total=tally.stated,
            new_columns=tuple(tally.unknown),
            totals=tuple(self._reader.totals(table)),
            started_at=began,
            seconds=self._clock.elapsed() - ticks,
        )

    def _batches(self, start: Start) -> Iterator[Page]:
        """The pages, gathered to batches; each with the latest cursor and stated total."""
        name = start.table.name
        rows: list[Row] = []
        cursor: str | None = None
        stated: int | None = None
        for number, page in enumerate(self._reader.pages(start.table, start.cursor)):
            if self._stop.is_set():
                raise StoppedError(f"{self._system.name}.{name}")
            cursor = page.cursor or cursor
            stated = page.stated_total if page.stated_total is not None else stated
            if not number:
                self._progress.started(self._system.name, name, stated)
            self._progress.advanced(self._system.name, name, page.row_count)
            rows += page.rows
            if len(rows) >= _ROWS_AT_ONCE or (rows and page.frame is not None):
                yield Page(rows, cursor, stated)
                rows = []
            if page.frame is not None:
                yield Page((), cursor, stated, page.frame)
        yield Page(rows, cursor, stated)

    def _write(self, table: Table, rows: Typed, good: Spool, rejected: Spool) -> None:
        self._latest = at = max(self._clock.now(), self._latest + _TICK)
        run, landed = OWN_COLUMNS
        moment = pl.lit(at, pl.Datetime("us", "UTC"))
        good.add(
            rows.good.select(
                *(column.name for column in table.columns),
                pl.lit(self._run_id).alias(run),
                moment.alias(landed),
                *rows.unknown,
            )
        )
        rejected.add(
            rows.rejected.select(
                pl.lit(table.name).alias("table_name"),
                "record_key",
                "reason",
                "payload",
                pl.lit(self._run_id).alias("run_id"),
                moment.alias("rejected_at"),
            )
        )


class _Tally:
    """What a read has brought so far."""

    def __init__(self, cursor: str | None) -> None:
        self.cursor = cursor
        self.stated: int | None = None
        self.received = 0
        self.rejected = 0
        self.unknown: dict[str, None] = {}
        self._keyless = 0
        self._hashes: list[pl.Series] = []

    @property
    def records(self) -> int:
        """Rows, those with one key counted once."""
        return self._keyless + (pl.concat(self._hashes).n_unique() if self._hashes else 0)

    def add(self, page: Page, rows: Typed) -> None:
        self.cursor = page.cursor or self.cursor
        self.stated = page.stated_total
        self.received += page.row_count
        self.rejected += len(rows.rejected)
        self.unknown |= dict.fromkeys(rows.unknown)
        self._keyless += rows.keyless
        self._hashes.append(rows.hashes)
