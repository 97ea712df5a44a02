"""Plans and applies in processes of their own that die at a given boundary; says what is left.

`python -m tests.reverse_etl.killed FOLDER KIND STEP` kills at every boundary there is, or at one in
STEP, runs again, and prints one JSON line for each.
"""

import json
import os
import sys
import traceback
from decimal import Decimal
from pathlib import Path

import pyarrow  # noqa: F401 (once here, not in each process)

from reverse_etl.desired import DesiredRow
from tests.reverse_etl.pretend import Companies
from tests.reverse_etl.stage import Stage, company, financials, stage

KINDS: dict[str, dict[str, bool]] = {
    "jobs": {},
    "slow jobs": {"is_slow": True},
    "answers": {"has_jobs": False},
}
RECORDS = 3
KILLED, SIZE = 9, 2


class Boundaries:
    """Counts the boundaries that are passed, and dies at one of them."""

    def __init__(self, last: int | None) -> None:
        self.last = last
        self.passed: list[str] = []

    def __call__(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self.last:
            os._exit(KILLED)  # nothing is flushed, closed or cleaned up: as kill -9 does


def target_in(folder: Path, kind: str) -> Companies:
    """The system as the last process left it; it takes any external id twice."""
    target = Companies(batch_size=SIZE, path=folder / "crm.json", keeps_external_ids_apart=False)
    for name, value in KINDS[kind].items():
        setattr(target, name, value)
    if target.path and not target.path.exists():
        for number in range(RECORDS):
            target.add(f"C{number}", name="old", balance=Decimal(number))
        target.save()
        target.records.clear()
    target.load()
    return target


def run(folder: Path, kind: str, number: int, at: Boundaries) -> None:
    """One run: three companies are new, three change in both syncs. The last one says what is."""
    target = target_in(folder, kind)
    target.at = at
    with stage(folder, target) as act:
        act.runs = number
        keys = [f"{letter}{one}" for letter in "CN" for one in range(RECORDS)]
        rows = [row for key in keys for row in wanted(target, key)]
        act.run(*rows, at=at)
        if at.last is None:
            (folder / "left.json").write_text(json.dumps(left(act), default=str), encoding="utf-8")


def wanted(target: Companies, key: str) -> list[DesiredRow]:
    """What both syncs want of one company; the id is known where it exists."""
    record_id = next(iter(target.by_external_id(key)), None)
    return [
        company(record_id, key, f"{key} Ltd"),
        financials(record_id, key, f"{key} Ltd", "7.5", hold=True),
    ]


def left(act: Stage) -> dict[str, object]:
    """What the system holds in the end, and what the ledger says of it."""
    return {
        "companies": [
            (record_id, one.external_id, str(one.values["name"]), str(one.values["balance"]))
            for record_id, one in act.target.records.items()
        ],
        "writes": act.writes("record_id, external_id, field, after, outcome"),
        "unresolved": len(act.ledger.unresolved()),
        "requests": act.target.calls["create"] + act.target.calls["update"],
    }


def in_a_process(folder: Path, kind: str, number: int, last: int | None) -> int:
    """A run in a process of its own; its exit code."""
    child = os.fork()
    if child == 0:
        try:
            run(folder, kind, number, Boundaries(last))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(root: Path, kind: str, step: int) -> None:
    """Kill at the first boundary, at one `step` later, and so on until a run comes to its end.

    Every second time the next run is killed as well, among its first boundaries.
    """
    for last in range(1, 200, step):
        folder = root / f"{kind.replace(' ', '-')}-{last}"
        folder.mkdir()
        codes = [in_a_process(folder, kind, 0, last)]
        if codes == [0]:
            return
        if last % 2:
            codes.append(in_a_process(folder, kind, 1, 1 + last % 5))
        codes.append(in_a_process(folder, kind, 2, None))
        found = json.loads((folder / "left.json").read_text(encoding="utf-8"))
        sys.stdout.write(json.dumps({"killed_at": last, "codes": codes, **found}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
