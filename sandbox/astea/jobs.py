"""The sandbox's own way to change a job while it is served; the real system has no such thing.

`GET /jobs/{order_id}` shows a job, `POST /jobs/{order_id}` changes it, by the order_id as people
write it: without regard to case and outer blanks. The body may hold `status_id`, `status_descr`,
`closed_at`, `reference_no`, `site_id`, `technician_id`; `is_open` and `is_in_history`, which say in
which tables the job is; and `parts`, each an object with its `demand_id` and what changes of it (a
new demand_id with a part_id and a qty makes a new part). Both answer with the job's rows and parts.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.astea.database import Database, insert, selected, update
from sandbox.astea.rows import amount, moment, row_version
from sandbox.astea.views import HISTORY_JOBS, JOB_PARTS, JOBS, OPEN_JOBS, PARTS

Row = dict[str, Any]
FIELDS = frozenset(
    {"status_id", "status_descr", "closed_at", "reference_no", "site_id", "technician_id"}
)
PLACES = {"is_open": OPEN_JOBS, "is_in_history": HISTORY_JOBS}
_AMOUNTS = frozenset({"qty", "unit_cost", "unit_price", "total_price"})
_PART_FIELDS = frozenset(JOB_PARTS.names) - {"order_id"}
_SAME = "upper(trim(order_id)) = upper(trim(?))"


class RefusedChangeError(Exception):
    """A change that cannot be made; `status` is 404 where there is no such job, else 400."""

    def __init__(self, status: int, words: str) -> None:
        self.status = status
        super().__init__(words)


def show(database: Database, order_id: str) -> Row:
    """The job's rows, where they are, and its parts."""
    with database.reading() as cursor:
        return _shown(cursor, order_id)


def change(
    database: Database, order_id: str, wish: object, clock: Callable[[], float], zone: ZoneInfo
) -> Row:
    """Do what the body of a POST says, and show what became of it."""
    if not isinstance(wish, dict):
        raise RefusedChangeError(400, f"expected an object, got {wish!r}")
    if unknown := wish.keys() - FIELDS - PLACES.keys() - {"parts"}:
        raise RefusedChangeError(400, f"not known: {', '.join(sorted(unknown))}")
    now = moment(datetime.fromtimestamp(clock(), UTC), zone)
    stamp = {"modified_at": now, "row_version": row_version(database.next_version())}
    with database.writing() as cursor:
        row = _row(cursor, order_id)
        fields = {name: value for name, value in wish.items() if name in FIELDS}
        _place(cursor, row, wish, fields | stamp)
        for part in wish.get("parts", ()):
            _write_part(cursor, row, part)
        return _shown(cursor, order_id)


def _row(cursor: sqlite3.Cursor, order_id: str) -> Row:
    """The job's row; that in the history where it has two."""
    for table in (HISTORY_JOBS, OPEN_JOBS):
        if found := selected(cursor, table, JOBS.names, _SAME, (order_id,)):
            return found[0]
    raise RefusedChangeError(404, f"no job has the order_id {order_id!r}")


def _place(
    cursor: sqlite3.Cursor, row: Row, wish: Mapping[str, Any], changes: Mapping[str, Any]
) -> None:
    """Put the job into the tables where it shall be, changed in all of them."""
    wanted = {flag: wish.get(flag, _is_in(cursor, table, row)) for flag, table in PLACES.items()}
    if not any(wanted.values()):
        raise RefusedChangeError(400, "a job is open, in the history, or both")
    for flag, table in PLACES.items():
        cursor.execute(" ".join(("delete from", table, "where order_id = ?")), (row["order_id"],))
        if wanted[flag]:
            in_history = {"is_in_history": "Y" if table == HISTORY_JOBS else "N"}
            insert(cursor, JOBS, table, [row | dict(changes) | in_history])


def _is_in(cursor: sqlite3.Cursor, table: str, row: Row) -> bool:
    return bool(selected(cursor, table, ("order_id",), "order_id = ?", (row["order_id"],)))


def _write_part(cursor: sqlite3.Cursor, row: Row, part: object) -> None:
    if not isinstance(part, dict) or type(part.get("demand_id")) is not int:
        raise RefusedChangeError(400, f"a part is an object with its demand_id, got {part!r}")
    if unknown := part.keys() - _PART_FIELDS:
        raise RefusedChangeError(400, f"not known of a part: {', '.join(sorted(unknown))}")
    fields = {name: _exact(name, value) for name, value in part.items()}
    known = selected(cursor, PARTS, ("order_id",), "demand_id = ?", (part["demand_id"],))
    if not known:
        blank = dict.fromkeys(JOB_PARTS.names) | dict.fromkeys(_AMOUNTS, amount(Decimal(0)))
        flags = {"is_billable": "Y", "is_fulfilled": "N", "currency": row["currency"]}
        insert(cursor, JOB_PARTS, PARTS, [blank | flags | fields | {"order_id": row["order_id"]}])
    elif known[0]["order_id"] != row["order_id"]:
        raise RefusedChangeError(400, f"demand {part['demand_id']} is another job's")
    else:
        update(cursor, PARTS, fields, "demand_id", part["demand_id"])


def _exact(name: str, value: Any) -> Any:
    """An amount as a text of four places; it may be sent as a text or a whole number."""
    if name not in _AMOUNTS:
        return value
    if isinstance(value, float):
        raise RefusedChangeError(400, f"{name} must be a text or a whole number, got {value!r}")
    try:
        return amount(Decimal(value))
    except (InvalidOperation, TypeError, ValueError):
        raise RefusedChangeError(400, f"{name} must be an amount, got {value!r}") from None


def _shown(cursor: sqlite3.Cursor, order_id: str) -> Row:
    rows: list[Row] = [
        row
        for table in (OPEN_JOBS, HISTORY_JOBS)
        for row in selected(cursor, table, JOBS.names, _SAME, (order_id,))
    ]
    if not rows:
        raise RefusedChangeError(404, f"no job has the order_id {order_id!r}")
    for row in rows:
        row["row_version"] = row["row_version"].hex()
    return {"rows": rows, "parts": selected(cursor, PARTS, JOB_PARTS.names, _SAME, (order_id,))}
