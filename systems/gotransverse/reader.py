"""Reads Gotransverse's lists; nothing there says when a record changed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from systems.base import Deletion, Page, Row, Settings, SourceTotal, Table
from systems.gotransverse import tables
from systems.gotransverse.client import PAGE_ROWS, SYSTEM, Client, Listed
from systems.gotransverse.parts import PART_OF, PARTS_IN, Kept
from systems.gotransverse.shapes import SHAPES, flattener
from systems.gotransverse.walk import NOT_UNDERSTOOD, Walk
from tieout.clock import Clock
from tieout.errors import BadAnswer, Refused


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table's records are listed.

    `dated` is the attribute that its window goes by. Where it may be filtered by too, `also` names
    records of before that may have changed since.
    """

    route: str
    dated: str = ""
    also: str = ""

    def windows(self, floor: datetime) -> Sequence[str]:
        """Filters for what may have changed since then (UTC), the best one first."""
        since = f"'{floor:%Y-%m-%dT%H:%M:%S+00:00}'"
        dated = f"{self.dated} GTE {since}"
        return [f"{dated} OR {self.also.format(since=since)}", dated] if self.also else [dated]


SOURCES: Mapping[str, Source] = {
    "billing_accounts": Source("/billing-accounts"),
    "orders": Source("/orders", "order_date"),
    "services": Source("/services"),
    "agreements": Source("/agreements"),
    "products": Source("/products"),
    "invoices": Source(
        "/invoices", "occurred_on", also="status EQ 'OPEN' OR paid_date GTE {since}"
    ),
    "payments": Source("/payments", "occurred_on"),
    "adjustments": Source("/adjustments", "occurred_on"),
}


class GotransverseReader:
    """Implements `Reader`. A cursor is the greatest date of a record seen, ISO 8601, UTC."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        page_rows: int = PAGE_ROWS,
    ) -> None:
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._keeps_email = settings.get("primary_email", "yes") != "no"
        self._page_rows = page_rows
        self._kept: dict[str, Kept] = {}  # table of parts -> what its parents brought
        self._notes: dict[str, None] = {}

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        """Pages in no order that is promised; only the last one has the cursor."""
        if table.name in PART_OF:
            return self._parts(table, since)
        return self._records(table, since)

    def deletions(self, since: str | None) -> Iterator[Deletion]:  # noqa: ARG002 - the protocol's
        """None: what vanished is absent from a full read."""
        return iter(())

    def totals(self, table: Table) -> Sequence[SourceTotal]:
        """The count of a table that was perhaps read in part; no sums are to be had."""
        source = SOURCES.get(table.name)
        if source is None or table.read == "full":  # counted with its first page
            return ()
        counted = self.client.listed(source.route, {"page_size": "1"}).total
        return () if counted is None else (SourceTotal(table.name, "count", "", Decimal(counted)),)

    def notes(self) -> Sequence[str]:
        return tuple(self._notes)

    def close(self) -> None:
        for kept in self._kept.values():
            kept.close()
        self.client.close()

    def _records(self, table: Table, since: str | None) -> Iterator[Page]:
        source, begun = SOURCES[table.name], self.client.clock.now()
        floor = _moment(since) - table.overlap if since else None
        flat = flattener(table, SHAPES[table.name])
        kept = self._keeping(table, source, since)
        newest, total = since, None
        for page in self._walked(table, source, floor, kept):
            newest = _newest(newest, page.rows, source.dated, begun)
            total = page.total if page.total is not None else total
            yield Page([self._allowed(flat(body)) for body in page.rows], None, total)
        cursor = newest or (f"{begun:%Y-%m-%dT%H:%M:%SZ}" if source.dated else None)
        if kept is not None:
            kept.is_complete, kept.cursor = True, cursor
        yield Page((), cursor, total)

    def _walked(
        self, table: Table, source: Source, floor: datetime | None, kept: Kept | None
    ) -> Iterator[Listed]:
        def walk(where: str) -> Walk:
            return Walk(
                self.client,
                path=source.route,
                route=source.route,
                where=where,
                page_rows=self._page_rows,
                in_flight=self.client.in_flight,
                look=kept.add if kept is not None else lambda _: None,
                refused=lambda: self._note(
                    f"{table.name}: the list cannot be filtered by id; it is read by page number, "
                    "and records that move between pages meanwhile are missed until the next read"
                ),
            )

        for where in source.windows(floor) if floor is not None else ():
            windowed = walk(where).pages()
            try:
                first = next(windowed)
            except Refused as refused:
                if refused.status not in NOT_UNDERSTOOD:
                    raise
                continue
            yield first
            yield from windowed
            return
        if floor is not None:
            self._note(
                f"{table.name}: the list cannot be filtered by {source.dated}; "
                "all of it is read each time"
            )
        yield from walk("").pages()

    def _keeping(self, table: Table, source: Source, since: str | None) -> Kept | None:
        part = PARTS_IN.get(table.name)
        if part is None:
            return None
        if before := self._kept.pop(part.table.name, None):
            before.close()
        kept = Kept(self.client, part, source.route, since)
        self._kept[part.table.name] = kept
        return kept

    def _parts(self, table: Table, since: str | None) -> Iterator[Page]:
        """What the parents' bodies held; they are asked for again only where they were not read."""
        part = PART_OF[table.name]
        kept = self._kept.get(table.name)
        if kept is None or not kept.is_complete or not _covers(kept.since, since):
            parent = next(it for it in tables.TABLES if it.name == part.parent)
            for _ in self._records(parent, since):
                pass
            kept = self._kept[table.name]
        if kept.fault is not None:
            raise kept.fault
        for rows in kept.rows():
            yield Page(rows, kept.cursor)

    def _allowed(self, row: dict[str, object]) -> Row:
        if not self._keeps_email:
            row.pop("primary_email", None)
        return row

    def _note(self, sentence: str) -> None:
        self._notes[sentence] = None


def _covers(read_since: str | None, since: str | None) -> bool:
    """Whether a read since then brought all that changed since now."""
    return read_since is None or (since is not None and read_since <= since)


def _newest(newest: str | None, bodies: Sequence[Row], dated: str, begun: datetime) -> str | None:
    """The latest date of a record, never later than the read began."""
    if not dated:
        return None
    found = [newest] if newest else []
    for body in bodies:
        with suppress(BadAnswer):  # the row is set aside, with its reason
            moment = min(_moment(str(body.get(dated))), begun)
            found.append(f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    return max(found, default=None)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadAnswer(SYSTEM, f"{text!r} is no time.") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
