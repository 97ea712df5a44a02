"""The kill matrix as a page of Markdown."""

from collections.abc import Iterator, Mapping

from tests.kill_matrix.cases import IN_FLIGHT, RECORDS
from tests.kill_matrix.cells import Bench, Found

HEAD = f"""# The kill matrix

What is left when the process that writes is killed (SIGKILL: nothing is flushed, closed or
cleaned up), at every boundary that `reverse_etl/apply.py` passes, and between a call and its
answer, when the system has done the work; and what the next run makes of it. Made by

    python -m tests.kill_matrix

over sockets, against the stand-ins; do not edit it by hand. It ends with 1 where a cell fails. A
few of the cells are in the suite, `tests/reverse_etl/test_kill_over_the_wire.py`.

In each cell {RECORDS} records are written in batches so small that they take several waves,
{IN_FLIGHT} batches in flight. The process is killed; what the ledger calls written and what the
system holds are counted, in fields; a new process runs the same once more. "sent, then resolve read
of the next run" means that the second process was killed too, and a third one ran. "On its way,
done while the next looks": the system carries the call out seconds after its sender died, when the
next process has made its plan; that one gives it time to arrive (`SETTLE_SECONDS` in
`reverse_etl/resolve.py`, ten seconds in earnest) before it sends anything, as it does to a job in
Zendesk whose id was not noted. What moved between its plan and its writing is stale, so one more
run follows in this cell. A call that is carried out later than that may be doubled where the system
has no key for what is made: of what is written here, draft orders in Gotransverse. A job in Zendesk
that takes longer is not doubled; the ledger calls its fields `stale`, although they arrived.

A cell passes where, after the kill and in the end, nothing is called written that the system does
not hold; where in the end every field holds what is wanted and is called written, nothing stays
unknown, and no record is there twice; and where no more calls that change something were made than
those of an undisturbed run and, for each killed process, of the batches that were in flight.
"""


def page(found: Mapping[str, tuple[Bench, list[Found]]]) -> str:
    """A summary, then a table for each case."""
    cells = [cell for _, some in found.values() for cell in some]
    bad = sum(bool(cell.faults) for cell in cells)
    verdict = (
        f"{len(cells)} kills, {bad} of them with a fault."
        if bad
        else (f"{len(cells)} kills; none of them lost, doubled or falsely claimed anything.")
    )
    blocks = [HEAD, verdict, "\n".join(_summary(found))]
    blocks += ["\n".join(_case(name, *of_case)) for name, of_case in found.items()]
    return "\n\n".join(block.strip("\n") for block in blocks) + "\n"


def _summary(found: Mapping[str, tuple[Bench, list[Found]]]) -> Iterator[str]:
    yield "| what is written | kills | passed | calls, undisturbed | most calls of a cell |"
    yield "|---|---|---|---|---|"
    for name, (bench, cells) in found.items():
        passed = sum(not cell.faults for cell in cells)
        most = max(cell.calls for cell in cells)
        yield f"| {name} | {len(cells)} | {passed} | {bench.calls} | {most} |"


def _case(name: str, bench: Bench, cells: list[Found]) -> Iterator[str]:
    fields = RECORDS * len(bench.case.fields)
    yield f"## {name}"
    yield ""
    yield f"`{bench.case.system}` `{bench.case.object}`, {fields} fields."
    yield ""
    yield "| killed at | called written then | held then | held in the end | calls | seen |"
    yield "|---|---|---|---|---|---|"
    for cell in cells:
        then, end = cell.after_kill, cell.in_the_end
        seen = "; ".join(cell.faults) or "all is well"
        yield (
            f"| {cell.kill.name} | {then.called_good} | {then.held} | {end.held} of {fields} | "
            f"{cell.calls} | {seen} |"
        )
