"""Reads Astea's four views, from the database or from the files that are dropped in their place."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from systems.astea.client import PAGE_ROWS, Database
from systems.astea.drop import Drops
from systems.astea.tables import JOBS
from systems.astea.values import SYSTEM, plain, zone
from systems.astea.views import Views
from systems.base import Deletion, Page, Row, Settings, SourceTotal, Table
from tieout.clock import Clock
from tieout.errors import BadAnswer


class AsteaReader:
    """Implements `Reader`. A cursor is a moment, ISO 8601, UTC: of the latest change, or of a read.

    All times of the source are local to `source_tz`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        page_rows: int = PAGE_ROWS,
    ) -> None:
        self._clock = clock or Clock()
        self._zone = zone(settings)
        self._has_zone = bool(settings.get("source_tz"))
        self.source: Views | Drops
        if settings.get("database_url"):
            database = Database(
                settings, patience_seconds=patience_seconds, clock=self._clock, page_rows=page_rows
            )
            self.source = Views(database, self._zone)
        else:
            self.source = Drops(settings, self._zone)

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        """Pages in the order of the key; only the last one has the cursor."""
        begun, newest = self._clock.now(), since
        moment = _moment(since) if since and table is JOBS else None
        stated = self.source.count(table) if moment is None else None
        for rows in self.source.pages(table, moment, begun):
            if table is JOBS:
                newest = self.source.cursor(rows, newest, begun)
            yield Page([self._plain(table, row) for row in rows], None, stated)
        cursor = (newest or self.source.cursor((), None, begun)) if table is JOBS else None
        yield Page((), cursor, stated)

    def deletions(self, since: str | None) -> Iterator[Deletion]:  # noqa: ARG002 - the protocol's
        """None: what vanished is absent from a full read."""
        return iter(())

    def totals(self, table: Table) -> Sequence[SourceTotal]:
        """The count of the whole table, and the database's own sums by currency."""
        count = SourceTotal(table.name, "count", "", Decimal(self.source.count(table)))
        return (count, *self.source.sums(table))

    def notes(self) -> Sequence[str]:
        if self._has_zone:
            return self.source.notes
        return ("source_tz is not set: times are taken for UTC", *self.source.notes)

    def close(self) -> None:
        self.source.close()

    def _plain(self, table: Table, row: dict[str, object]) -> Row:
        return {
            column.name: plain(row[column.name], column.kind, self._zone)
            for column in table.columns
            if column.name in row
        }


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadAnswer(SYSTEM, f"{text!r} is no time to go on from.") from None
