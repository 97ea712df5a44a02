"""Keeps what each run did for each table in `extractions`, and reads it back as reports."""

from collections.abc import Sequence

import msgspec

from pipelines.landing import Landing
from pipelines.parcel import Failure, Reading
from pipelines.placing import Landed
from pipelines.report import Status, TableReport


def keep(landing: Landing, run_id: str, reading: Reading, landed: Landed, removed: int) -> None:
    """Keep that a table was read well; `removed` records went because the feed named them."""
    counts = (
        reading.rows_received,
        reading.stated_total,
        landed.rows,
        landed.rejected,
        reading.rows_received - landed.rows - landed.rejected,
        landed.gone + removed,
        ", ".join(reading.new_columns),
    )
    _insert(landing, run_id, reading, "fresh", counts, reading.cursor_to, None)


def keep_failure(landing: Landing, run_id: str, failure: Failure) -> None:
    """Keep that a table could not be read: stale, or absent where it never was to be had."""
    counts = (0, None, 0, 0, 0, 0, "")
    was_read = landing.number(_FRESH, failure.table, it=landing.name("extractions"))
    status: Status = "absent" if failure.is_unknown and not was_read else "stale"
    _insert(landing, run_id, failure, status, counts, failure.cursor_from, failure.error)


def reports(landing: Landing, run_id: str, tables: Sequence[str]) -> tuple[TableReport, ...]:
    """What a run did for these tables, in their order."""
    rows = landing.run(_OF_RUN, run_id, it=landing.name("extractions"))
    found = {row[0]: _report(landing.system.name, row) for row in rows}
    return tuple(found[table] for table in tables if table in found)


def _report(system: str, row: Sequence[object]) -> TableReport:
    values = dict(zip(_COLUMNS, row, strict=True))
    new = str(values["new_columns"] or "")
    values |= {
        "system": system,
        "table": values.pop("table_name"),
        "new_columns": new.split(", ") if new else [],
        "error": values["error"] or "",
    }
    return msgspec.convert(values, TableReport)


def _insert(
    landing: Landing,
    run_id: str,
    read: Reading | Failure,
    status: Status,
    counts: tuple[object, ...],
    cursor_to: str | None,
    error: str | None,
) -> None:
    again = "delete from {it} where run_id = ? and table_name = ?"
    landing.run(again, run_id, read.table, it=landing.name("extractions"))
    landing.run(
        "insert into {it} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(run_id, read.table, status, read.is_full, *counts),
        *(read.cursor_from, cursor_to, read.started_at, read.seconds, error),
        it=landing.name("extractions"),
    )


_COLUMNS = (
    *("table_name", "status", "is_full", "rows_received", "stated_total", "rows_landed"),
    *("rows_rejected", "rows_repeated", "rows_deleted", "new_columns", "cursor_from", "cursor_to"),
    *("started_at", "seconds", "error", "fresh_at"),
)
_FRESH = "select count(*) from {it} where table_name = ? and status = 'fresh'"
_OF_RUN = """
    select
        * exclude (run_id),
        max(started_at) filter (where status = 'fresh') over (partition by table_name) as fresh_at
    from {it}
    qualify run_id = ?
"""
