"""Lists that are not what the vendor promises, where a fault says so."""

from collections.abc import Sequence
from typing import Any

from sandbox.exact_json import decode, encode
from sandbox.faults import Fault
from sandbox.gotransverse.call import Call

DISTORTING = ("new-column", "hidden-column", "not-a-number")
DEFAULT_COLUMN = {"new-column": "surprise", "hidden-column": "status", "not-a-number": "quantity"}


def paged(call: Call, bodies: list[bytes], *, goes_on: bool) -> list[bytes]:
    """A page, or what the faults make of it. `goes_on` where another page came before it."""
    before = call.tenant.last_pages.get(call.path)
    if goes_on and before is not None and bodies:
        if call.fault("repeated-page"):
            return list(before)
        if before and call.fault("shifting-page"):
            bodies = [before[-1], *bodies[:-1]]
    call.tenant.last_pages[call.path] = tuple(bodies)
    if bodies and call.fault("lost-row"):
        del bodies[len(bodies) // 2]
    return distorted(call, bodies)


def distorted(call: Call, bodies: list[bytes]) -> list[bytes]:
    """Bodies with a column more, a column less, or a word for a number."""
    for name in DISTORTING:
        if bodies and (fault := call.fault(name)):
            bodies = _with(fault, bodies)
    return bodies


def _with(fault: Fault, bodies: Sequence[bytes]) -> list[bytes]:
    records = [decode(body) for body in bodies]
    for record in records:
        _distort(record, fault)
    return [encode(record) for record in records]


def _distort(record: dict[str, Any], fault: Fault) -> None:
    column = fault.option("name", DEFAULT_COLUMN[fault.name])
    match fault.name:
        case "hidden-column":
            record.pop(column, None)
        case "new-column":
            record[column] = fault.option("value", "unheard of")
        case _ if column in record:
            record[column] = fault.option("value", "n/a")
        case _:
            pass
