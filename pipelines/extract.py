"""Brings the systems' tables into landing.duckdb.

The systems are read at the same time, each in a thread; loading is one at a time, for they share a
file. A system that cannot be read leaves what landing holds of it as it was.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from pipelines import cursors, delivery, history
from pipelines.ahead import rare_collections
from pipelines.differing import reduced
from pipelines.landing import LOADING, Landing, opened
from pipelines.parcel import Failure, Parcel
from pipelines.reading import Collector, StoppedError
from pipelines.report import ExtractReport, Progress, TableReport, Unwatched
from pipelines.settling import settle, settle_arrivals
from pipelines.spool import emptied, folder
from systems.base import Reader, System, Table
from tieout.clock import Clock
from tieout.errors import SettingsError, StorageError, SystemFault, UsageError
from tieout.settings import Settings

log = logging.getLogger(__name__)
_LISTEN_SECONDS = 0.2
_STOP_SECONDS = 5.0  # a page that is under way arrives in that time, and landing takes less
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A system, how to open a reader of it, and which of its tables are wanted (None: all).

    `open` may raise SettingsError or a SystemFault. The reader is closed when it has been read.
    """

    system: System
    open: Callable[[], Reader]
    tables: Sequence[str] | None = None


def extract(
    system: System,
    reader: Reader,
    settings: Settings,
    run_id: str,
    *,
    tables: Sequence[str] | None = None,
    full: bool = False,
    since: datetime | None = None,
    progress: Progress | None = None,
    clock: Clock | None = None,
) -> tuple[TableReport, ...]:
    """Read one system and close its reader; as `extract_all` does it for several."""
    source = Source(system, lambda: reader, tables)
    return extract_all(
        [source], settings, run_id, full=full, since=since, progress=progress, clock=clock
    ).tables


def extract_all(
    sources: Sequence[Source],
    settings: Settings,
    run_id: str,
    *,
    full: bool = False,
    since: datetime | None = None,
    progress: Progress | None = None,
    clock: Clock | None = None,
) -> ExtractReport:
    """Read all systems at the same time; the report has a line for each of their tables.

    `full` reads all of every table, also where the system lists changes. With `since` (UTC) all
    that changed from then on is read again, and the cursors stay where they are. A table, or a
    system, that cannot be read is reported `stale`, and the others go on. UsageError names a table
    that a system does not have; StorageError says what is wrong with our own files. An interruption
    is passed on when the readers have stopped, or after a few seconds: one that waits for its
    system is left behind, and lands nothing any more. What was not landed is read again by the next
    run.
    """
    _raise_if_unknown(sources)
    stop = threading.Event()
    shared = (settings, run_id, full, since, progress or Unwatched(), stop, clock or Clock())
    pool = ThreadPoolExecutor(max_workers=max(1, len(sources)))
    runs = [_SystemRun(source, *shared) for source in sources]
    futures = [pool.submit(run.reports) for run in runs]
    try:
        with rare_collections():
            tables = tuple(report for reports in _results(futures) for report in reports)
    except BaseException as error:
        stop.set()
        wait(futures, timeout=_STOP_SECONDS if isinstance(error, KeyboardInterrupt) else None)
        raise
    finally:
        pool.shutdown(wait=False)
    notes = {run.system.name: run.notes for run in runs}
    return ExtractReport(run_id, tables, notes, has_moved=any(run.has_moved for run in runs))


def _results(futures: Sequence[Future[T]]) -> list[T]:
    """The results in order; the first error as soon as it is there."""
    left: Collection[Future[T]] = futures
    while left:
        # with Polars imported, a wait without an end is deaf to Ctrl-C
        done, left = wait(left, timeout=_LISTEN_SECONDS, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
    return [future.result() for future in futures]


def _raise_if_unknown(sources: Sequence[Source]) -> None:
    for source in sources:
        names = [table.name for table in source.system.tables]
        for wanted in source.tables or ():
            if wanted not in names:
                raise UsageError(
                    f"{source.system.name} has no table {wanted}. It has: {', '.join(names)}"
                )


class _SystemRun:
    """One system in one run."""

    def __init__(
        self,
        source: Source,
        settings: Settings,
        run_id: str,
        full: bool,
        since: datetime | None,
        progress: Progress,
        stop: threading.Event,
        clock: Clock,
    ) -> None:
        self.system = source.system
        self.notes: tuple[str, ...] = ()
        self.has_moved = True
        self._open = source.open
        wanted = source.tables
        self._tables: tuple[Table, ...] = tuple(
            table for table in source.system.tables if wanted is None or table.name in wanted
        )
        self._settings = settings
        self._run_id = run_id
        self._full = full
        self._since = since
        self._progress = progress
        self._stop = stop
        self._clock = clock
        self._folder = folder(settings, source.system)

    def reports(self) -> tuple[TableReport, ...]:
        """Read the system and land what it gave; what became of each table."""
        began = self._clock.now()
        full_every = timedelta(days=self._settings.full_read_every_days)
        with LOADING, opened(self._settings, self.system) as landing:
            landing.ensure()
            was_cut_off = self._finish_what_was_cut_off(landing)
            starts = cursors.starts(
                landing, self._tables, began, full_every, full=self._full, since=self._since
            )
            feed_from = cursors.feed_start(landing, self._tables, began)
        try:
            collector, parcel = self._read(starts, feed_from)
        except (SystemFault, SettingsError) as fault:
            collector, parcel = None, self._all_failed(starts, fault)
        if self._stop.is_set():
            raise StoppedError(self.system.name)
        with LOADING, opened(self._settings, self.system) as landing:
            if collector is not None:
                parcel = self._reduced(landing, parcel, collector)
            self._land(landing, parcel, collector)
            found = history.reports(landing, self._run_id, [it.name for it in self._tables])
        shutil.rmtree(self._folder, ignore_errors=True)
        held = not parcel.failures and all(it.is_unchanged for it in parcel.readings)
        self.has_moved = was_cut_off or not held or any(it.rows_deleted for it in found)
        return found

    def _finish_what_was_cut_off(self, landing: Landing) -> bool:
        """Land what an earlier run had read whole; what it had not is read again."""
        if not self._folder.exists():
            return False
        log.warning("finishing a run that was cut off", extra={"system": self.system.name})
        try:
            delivery.finish(landing, self._settings)
            settle_arrivals(landing)
        except StorageError as error:
            if "disk is full" in str(error):
                raise
            delivery.forget(landing, self._settings)
        shutil.rmtree(self._folder)
        return True

    def _read(
        self, starts: tuple[cursors.Start, ...], feed_from: str | None
    ) -> tuple[Collector, Parcel]:
        with closing(self._open()) as reader:
            collector = Collector(
                reader,
                self.system,
                self._run_id,
                emptied(self._folder),
                self._progress,
                self._stop,
                self._clock,
            )
            parcel = collector.parcel(starts, feed_from)
            self.notes = tuple(reader.notes())
        return collector, parcel

    def _all_failed(self, starts: tuple[cursors.Start, ...], fault: Exception) -> Parcel:
        failures = tuple(
            Failure(
                table=start.table.name,
                is_full=start.is_full,
                cursor_from=start.cursor,
                started_at=self._clock.now(),
                seconds=0.0,
                error=str(fault),
            )
            for start in starts
        )
        return Parcel(run_id=self._run_id, failures=failures)

    def _reduced(self, landing: Landing, parcel: Parcel, collector: Collector) -> Parcel:
        """The parcel, without what landing holds already."""
        tables = {table.name: table for table in self._tables}
        readings = []
        for reading in parcel.readings:
            name = reading.table
            files, refused = collector.files[name], collector.rejections[name]
            it, collector.files[name] = reduced(landing, tables[name], reading, files, refused)
            readings.append(it)
        return replace(parcel, readings=tuple(readings))

    def _land(self, landing: Landing, parcel: Parcel, collector: Collector | None) -> None:
        travelling = {it.table for it in parcel.readings if not it.is_unchanged}
        files = {name: collector.files[name] for name in travelling} if collector else {}
        refused = {name: collector.rejections[name] for name in travelling} if collector else {}
        if any(files.values()) or any(refused.values()):
            delivery.deliver(landing, self._settings, self._folder, parcel, files, refused)
            settle_arrivals(landing)
        else:
            settle(landing, parcel)
