"""Lists that are not what the vendor promises, where a fault says so."""

from typing import Any

from sandbox.faults import Fault
from sandbox.zendesk.call import Call


def distorted(call: Call, records: list[Any]) -> list[Any]:
    """The records of a page, with the faults that strike this request worked in."""
    if not records:
        return records
    if call.fault("lost-row"):
        del records[len(records) // 2]
    for name in ("new-column", "hidden-column", "not-a-number"):
        if fault := call.fault(name):
            for record in records:
                _distort(record, fault)
    return records


def _distort(record: dict[str, Any], fault: Fault) -> None:
    column = fault.option("name", "surprise" if fault.name == "new-column" else "id")
    custom = record.get("organization_fields")
    holder = custom if isinstance(custom, dict) and column in custom else record
    match fault.name:
        case "hidden-column":
            holder.pop(column, None)
        case "new-column":
            holder[column] = fault.option("value", "unheard of")
        case _:
            holder[column] = fault.option("value", "n/a")
