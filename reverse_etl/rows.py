"""A plan as rows for a sheet: one a field, all of them."""

import csv
from collections.abc import Iterator
from pathlib import Path

from reverse_etl.plan import Plan
from tieout.cells import plain_cell
from tieout.errors import StorageError

COLUMNS = (
    *("sync", "mode", "system", "object", "record_id", "external_id", "name", "action"),
    *("field", "before", "after", "source", "remark"),
)


def rows(plan: Plan) -> Iterator[tuple[str | None, ...]]:
    """What would be written, in the plan's own order; `source` is the row of the marts."""
    modes = {count.sync: count.mode for count in plan.syncs}
    for change in plan.changes:
        record = (change.record_id, change.external_id, change.name, change.action)
        for wanted in change.fields:
            yield (
                *(wanted.sync, modes[wanted.sync], change.system, change.object, *record),
                *(wanted.field, wanted.before, wanted.after, wanted.source, wanted.remark),
            )


def write_csv(path: Path, plan: Plan) -> None:
    """All of it as CSV, readable by its owner only; StorageError where that cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            path.chmod(0o600)  # customers' names and balances
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(map(plain_cell, row) for row in rows(plan))
    except OSError as error:
        raise StorageError(f"{path} could not be written: {error.strerror or error}") from error
