"""Reads Zendesk's exports page by page, within ten calls a minute."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from systems.base import Deletion, Page, Row, Settings, SourceTotal, Table, more_fields
from systems.zendesk.client import EXPORTS, SYSTEM, Client
from systems.zendesk.tables import (
    ORGANIZATION_FIELDS,
    ORGANIZATION_MEMBERSHIPS,
    ORGANIZATIONS,
    TABLES,
    TICKET_METRICS,
    kept,
)
from tieout.answers import Reply
from tieout.clock import Clock
from tieout.errors import BadAnswer

EXPORT_ROWS = 1000
TOO_RECENT_SECONDS = 61  # an export may start a minute ago at the latest
LISTED = (ORGANIZATION_FIELDS.name, ORGANIZATION_MEMBERSHIPS.name)  # no export has them
WITH_THEIR_TICKETS = {"include": "metric_sets"}


class ZendeskReader:
    """Implements `Reader`. A cursor is a time (ISO 8601, UTC) for organizations, else opaque."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        export_rows: int = EXPORT_ROWS,
    ) -> None:
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._export_rows = str(export_rows)
        self._more = more_fields(SYSTEM, settings, [it.name for it in TABLES])
        self._notes: list[str] = []

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        """Pages in the order of change, or of ids for a full list; every page has its cursor."""
        if table.name == ORGANIZATIONS.name:
            return self._by_time(table, since)
        if table.name in LISTED:
            return (Page(self._kept(table, rows)) for rows in self.client.listed(table.name))
        if table.name == TICKET_METRICS.name:
            return self._by_cursor(table, since, "tickets", "metric_sets", WITH_THEIR_TICKETS)
        return self._by_cursor(table, since, table.name, table.name, {})

    def deletions(self, since: str | None) -> Iterator[Deletion]:  # noqa: ARG002 - the protocol's
        """None: deleted records come marked in the exports."""
        return iter(())

    def totals(self, table: Table) -> Sequence[SourceTotal]:  # noqa: ARG002 - the protocol's
        """None: Zendesk sums nothing, and its counts leave out what the exports include."""
        return ()

    def notes(self) -> Sequence[str]:
        return tuple(self._notes)

    def close(self) -> None:
        self.client.close()

    def _by_time(self, table: Table, since: str | None) -> Iterator[Page]:
        begun = self.client.clock.now().timestamp()
        start = self._start(since, table)
        seen: frozenset[object] = frozenset()
        while True:
            reply = self._exported(table, start)
            rows, ends = reply.rows(table.name), reply.mapping().get("end_time")
            if not isinstance(ends, int) and rows:
                raise BadAnswer(SYSTEM, f"{reply.route} answered without end_time.")
            ends = ends if isinstance(ends, int) else start
            cursor = _iso(min(ends, int(begun))) if rows else since
            yield Page(self._kept(table, rows), cursor)
            if not rows or _is_end(reply) or ends > self._latest_start():
                return
            ids = frozenset(row.get("id") for row in rows)
            start = self._next_start(table, start, ends, ids <= seen)
            seen = ids

    def _exported(self, table: Table, start: int) -> Reply:
        """The export from that second on; a page that ends before it began is asked for again."""
        for _ in range(2):
            reply = self.client.get(
                f"/incremental/{table.name}.json",
                {"start_time": str(start), "per_page": self._export_rows},
                buckets=(EXPORTS,),
            )
            ends = reply.mapping().get("end_time")
            if not isinstance(ends, int) or ends >= start:
                return reply
        raise BadAnswer(SYSTEM, f"pages of {table.name} go back, twice over.")

    def _next_start(self, table: Table, start: int, ends: int, is_repeated: bool) -> int:
        """The second to go on from; past one that never ends, so as not to ask for ever."""
        if ends > start or not is_repeated:
            return ends
        self._notes.append(
            f"{table.name}: more than a page changed at {_iso(start)}; the export cannot show all"
        )
        return start + 1

    def _by_cursor(
        self, table: Table, since: str | None, export: str, rows: str, options: Mapping[str, str]
    ) -> Iterator[Page]:
        asked, is_second_look = since, False
        while True:
            reply = self.client.get(
                f"/incremental/{export}/cursor.json",
                {**self._from(asked), "per_page": self._export_rows, **options},
                buckets=(EXPORTS,),
            )
            after, is_end = reply.mapping().get("after_cursor"), _is_end(reply)
            if not is_end and (not isinstance(after, str) or after == asked):
                if is_second_look:
                    raise BadAnswer(SYSTEM, f"the cursor of {table.name} does not move.")
                is_second_look = True
                continue
            asked = after if isinstance(after, str) else asked
            is_second_look = False
            yield Page(self._kept(table, reply.rows(rows)), asked)
            if is_end:
                return

    def _from(self, asked: str | None) -> Mapping[str, str]:
        """Where an export goes on: at its own cursor, or at a moment that somebody named."""
        if asked is None:
            return {"start_time": "0"}
        try:
            moment = datetime.fromisoformat(asked)
        except ValueError:
            return {"cursor": asked}
        return {"start_time": str(max(0, min(int(moment.timestamp()), self._latest_start())))}

    def _kept(self, table: Table, rows: Sequence[Row]) -> list[Row]:
        more = self._more.get(table.name, ())
        return [kept(table, row, more) for row in rows]

    def _start(self, since: str | None, table: Table) -> int:
        if since is None:
            return 0
        try:
            moment = datetime.fromisoformat(since)
        except ValueError:
            raise BadAnswer(SYSTEM, f"{since!r} is no time to go on from.") from None
        start = int((moment - table.overlap).timestamp())
        return max(0, min(start, self._latest_start()))

    def _latest_start(self) -> int:
        return int(self.client.clock.now().timestamp()) - TOO_RECENT_SECONDS


def _is_end(reply: Reply) -> bool:
    return reply.mapping().get("end_of_stream") is True


def _iso(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
