"""Where the next read of each table starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.landing import Landing, declaration
from pipelines.parcel import Reading
from systems.base import Table

# the system's clock and ours may differ, and its feed may lag; what was seen before is known again
_FEED_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Start:
    """How a table is to be read: all of it, or from `cursor` on.

    One that `is_backfill` reads a period again and leaves the cursor where it is.
    """

    table: Table
    is_full: bool
    cursor: str | None
    is_backfill: bool = False


def starts(
    landing: Landing,
    tables: Sequence[Table],
    now: datetime,
    full_every: timedelta,
    *,
    full: bool,
    since: datetime | None = None,
) -> tuple[Start, ...]:
    """A start for each table.

    An incremental table is read in full at first, when its declaration changed, when `full` is
    asked for, and when its last full read is older than `full_every`, so that changes which its
    system never listed heal. With `since`, one that would go on from its cursor reads from that
    moment on instead, whatever the cursor says.
    """
    known = {row[0]: row[1:] for row in landing.run(_KNOWN, it=landing.name("cursors"))}
    found = []
    for table in tables:
        cursor, declared, full_read_at = known.get(table.name, (None, None, None))
        is_full = (
            full
            or table.read == "full"
            or cursor is None
            or declared != declaration(table)
            or full_read_at is None
            or now - full_read_at >= full_every
        )
        if since is not None and not is_full:
            found.append(Start(table, False, f"{since:%Y-%m-%dT%H:%M:%SZ}", is_backfill=True))
        else:
            found.append(Start(table, is_full, None if is_full else cursor))
    return tuple(found)


def feed_start(landing: Landing, tables: Sequence[Table], now: datetime) -> str | None:
    """From when on the feed of deletions is asked (ISO 8601, UTC); None where no table needs it."""
    fed = [table.name for table in tables if table.deletions == "feed"]
    if not fed:
        return None
    read = dict(landing.run(_READ, it=landing.name("cursors")))
    earliest = min((read[name] for name in fed if name in read), default=now)
    return f"{earliest - _FEED_MARGIN:%Y-%m-%dT%H:%M:%SZ}"


def read_at(landing: Landing, reading: Reading) -> datetime | None:
    """When the table was read that landing holds; None where this one is declared otherwise."""
    held = landing.run(_HELD, reading.table, it=landing.name("cursors"))
    return held[0][2] if held and held[0][1] == reading.declaration else None


def goes_on(landing: Landing, reading: Reading) -> bool:
    """Whether a reading fits what landing holds.

    One that is full, or a backfill, need not continue it; one that travels in part must find it as
    it was.
    """
    is_free = reading.is_full or reading.is_backfill
    if is_free and reading.based_on is None:
        return True
    held = landing.run(_HELD, reading.table, it=landing.name("cursors"))
    if not held or held[0][1] != reading.declaration:
        return False
    cursor, _, read_at = held[0]
    return (is_free or cursor == reading.cursor_from) and reading.based_on in (None, read_at)


def advance(landing: Landing, reading: Reading) -> None:
    """The next read starts where this one ended. Part of the transaction that lands the rows."""
    if reading.is_backfill:
        return
    it = landing.name("cursors")
    held = landing.run(_FULL_READ, reading.table, it=it)
    full_read_at = reading.started_at if reading.is_full else held[0][0]
    landing.run("delete from {it} where table_name = ?", reading.table, it=it)
    landing.run(
        "insert into {it} values (?, ?, ?, ?, ?)",
        reading.table,
        reading.cursor_to,
        reading.declaration,
        full_read_at,
        reading.started_at,
        it=it,
    )


_KNOWN = "select table_name, next_cursor, declaration, full_read_at from {it}"
_READ = "select table_name, read_at from {it}"
_HELD = "select next_cursor, declaration, read_at from {it} where table_name = ?"
_FULL_READ = "select full_read_at from {it} where table_name = ?"
