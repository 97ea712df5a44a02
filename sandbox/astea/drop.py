"""The file drop: the views as CSV, each with a control file of its rows and money.

`astea_job_parts_20260528T152640.csv`, named by the server's own clock, is UTF-8 after RFC 4180 with
a header row; a missing value is empty, a row_version is in hexadecimal digits. Its `.ctl` has two
lines, `row_count=…` and `total_price=…`: the sum over all rows whatever their currency, a check on
the transfer and no amount; 0.0000 where the view has no such column.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sandbox.astea.database import Database
from sandbox.astea.rows import amount
from sandbox.astea.views import (
    JOB_ITEMS,
    JOB_PARTS,
    JOBS,
    SITES,
    VIEWS,
    Distortion,
    View,
)

STEMS = {
    JOBS.name: "astea_jobs",
    JOB_ITEMS.name: "astea_job_items",
    JOB_PARTS.name: "astea_job_parts",
    SITES.name: "astea_sites",
}
ROWS_AT_ONCE = 10_000


def write(
    database: Database, folder: Path, now: datetime, distortion: Distortion, *, loses_rows: bool
) -> list[Path]:
    """A new drop of all views that there are; gives the CSV files. `now` is the server's time.

    `loses_rows` leaves one row out of each that its control file counts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = now.strftime("%Y%m%dT%H%M%S")
    written = []
    for view in VIEWS:
        if view.name not in distortion.denied:
            path = folder / f"{STEMS[view.name]}_{stamp}.csv"
            _write(database, view, distortion.columns(view), path, loses_rows=loses_rows)
            written.append(path)
    return written


def cut(path: Path) -> None:
    """Leave half of a file, as when a transfer broke off."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def clear(folder: Path) -> None:
    for path in folder.glob("astea_*"):
        path.unlink()


def _write(
    database: Database, view: View, names: tuple[str, ...], path: Path, *, loses_rows: bool
) -> None:
    count, total = 0, Decimal(0)
    at_total = names.index("total_price") if "total_price" in names else None
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\r\n")
        writer.writerow(names)
        for row in _rows(database, view, names):
            count += 1
            if at_total is not None:
                total += _number(row[at_total])
            if count > 1 or not loses_rows:
                writer.writerow([_text(value) for value in row])
    control = f"row_count={count}\ntotal_price={amount(total)}\n"
    path.with_suffix(".ctl").write_text(control, encoding="utf-8")


def _rows(database: Database, view: View, names: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    quoted = ", ".join(f'"{name}"' for name in names)
    with database.reading() as cursor:
        cursor.execute(" ".join(("select", quoted, "from", view.name)))
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            yield from chunk


def _number(value: object) -> Decimal:
    """What a spoiled amount adds to the total is nothing."""
    text = str(value)
    return Decimal(text) if text.replace(".", "", 1).lstrip("-").isdecimal() else Decimal(0)


def _text(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value
