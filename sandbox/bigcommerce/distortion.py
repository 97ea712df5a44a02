"""Lists that are not what the vendor promises, where a fault says so."""

from typing import Any

from sandbox.bigcommerce.call import Call
from sandbox.faults import Fault


def shifted(call: Call, offset: int, limit: int) -> int:
    """Where a page begins; not where it should with `repeated-page` or `shifting-page`."""
    if offset and call.fault("repeated-page"):
        return offset - limit
    if offset and call.fault("shifting-page"):
        return offset - 1
    return offset


def distorted(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records of a page, with the faults that strike this request worked in."""
    if not rows:
        return rows
    if call.fault("lost-row"):
        del rows[len(rows) // 2]
    for name in ("new-column", "hidden-column", "not-a-number"):
        if fault := call.fault(name):
            for row in rows:
                _distort(row, fault)
    return rows


def _distort(row: dict[str, Any], fault: Fault) -> None:
    column = fault.option("name", "surprise" if fault.name == "new-column" else "id")
    match fault.name:
        case "hidden-column":
            row.pop(column, None)
        case "new-column":
            row[column] = fault.option("value", "unheard of")
        case _:
            row[column] = fault.option("value", "n/a")
