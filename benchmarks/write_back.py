"""How many calls, how much CPU and how much memory a large write-back costs.

`python -m benchmarks.write_back [--target T] [--records N] [--latency MILLISECONDS]` serves a
target with N records from a process of its own, changes three figures of every one of them through
plan, apply and verify, and plans once more. With `--peer PYTHON`, an interpreter that has drt-core,
the same is then done by that. The last line is JSON; its ratios compare calls with the least
possible.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from benchmarks import write_back_peer
from benchmarks.write_back_targets import CASES, SYNC, Case, Routes, Written, serve
from reverse_etl import apply, cost, desired, plan, specs
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.pace import pace
from reverse_etl.plan import Plan, Targets
from reverse_etl.specs import SyncSpec
from tieout.runs import new_run_id

RECORDS = 100_000
LATENCY = 20  # milliseconds
AS_OF = date(2026, 6, 30)

Counted = Mapping[str, int]  # "METHOD /route" -> how often


@dataclass(frozen=True)
class StandIn:
    """Where the stand-in is, how to log in to it, and the file that says what it should hold."""

    settings: Mapping[str, str]
    warehouse: Path
    process: "subprocess.Popen[str]"

    def requests(self) -> Counted:
        """What was asked since the beginning."""
        counts = Counter[str]()
        for row in httpx.get(self._control("requests"), timeout=60).json()["by_route"]:
            route = re.sub(r"/C-\d+$", "/{key}", row["route"])
            counts[f"{row['method']} {route}"] += row["count"]
        return counts

    def answer_after(self, milliseconds: int) -> None:
        """Every answer waits so long from now on, however many are under way."""
        wish: dict[str, Any] = {"clear": True}
        if milliseconds:
            options = {"seconds": milliseconds / 1000}
            wish |= {"name": "slow", "times": None, "options": options}
        httpx.post(self._control("faults"), json=wish, timeout=60).raise_for_status()

    def cpu(self) -> float:
        """CPU seconds that its process took so far."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the stand-in was started without pipes")
        print(file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def _control(self, what: str) -> str:
        return f"{self.settings['base_url']}/__sandbox__/{what}"


@dataclass(frozen=True)
class Moment:
    """A point of three clocks, and of the calls."""

    wall: float
    cpu: float
    standin_cpu: float
    calls: Counted

    @classmethod
    def now(cls, standin: StandIn) -> "Moment":
        asked, others = standin.requests(), standin.cpu()
        return cls(time.perf_counter(), time.process_time(), others, asked)

    def until(self, later: "Moment") -> dict[str, Any]:
        return {
            "wall_seconds": round(later.wall - self.wall, 1),
            "cpu_seconds": round(later.cpu - self.cpu, 1),
            "cpu_seconds_of_the_stand_in": round(later.standin_cpu - self.standin_cpu, 1),
            "calls": less(later.calls, self.calls),
        }


class Phases:
    """Calls by what they are for: at each boundary that is passed, those since the last one."""

    def __init__(self, asked: Callable[[], Routes]) -> None:
        self._asked, self._last = asked, Counter(asked())
        self.calls: Counter[str] = Counter()

    def __call__(self, boundary: str) -> None:
        total = Counter(self._asked())
        for (method, _), count in (total - self._last).items():
            is_question = method == "GET" or boundary.startswith("read")
            self.calls[boundary if is_question else "update"] += count
        self._last = total


@dataclass(frozen=True)
class Office:
    """Who plans and writes: the sync, its target and the ledger."""

    case: Case
    spec: SyncSpec
    target: Written
    ledger: Ledger
    warehouse: Path

    @property
    def targets(self) -> Targets:
        return {self.case.place: self.target}

    def planned(self) -> Plan:
        """What would be written now."""
        rows = {SYNC: desired.rows(self.warehouse, self.spec)}
        run_id = new_run_id(datetime.now(UTC))
        return plan.make([self.spec], rows, self.targets, self.ledger, {}, AS_OF, run_id)


@contextmanager
def office(name: str, records: int, standin: StandIn, folder: Path) -> Iterator[Office]:
    """A target that has its fields, and a ledger that holds nothing yet."""
    case = CASES[name]
    [spec] = specs.load({SYNC: case.declared(records)}, {})
    with (
        closing(case.target(standin.settings)) as target,
        open_ledger(folder / "ledger.duckdb") as ledger,
    ):
        for _, field in spec.fields if case.makes_fields else ():
            target.create_field(field)
        yield Office(case, spec, target, ledger, standin.warehouse)


def measured(
    name: str, records: int, latency: int, standin: StandIn, folder: Path
) -> dict[str, Any]:
    """Plan, apply and plan again; the figures."""
    with office(name, records, standin, folder) as ours:
        standin.answer_after(latency)
        at_rest, begun = megabytes(), Moment.now(standin)
        first = ours.planned()
        phases = Phases(lambda: ours.case.routes(ours.target))
        planned_with, seen = megabytes(), Moment.now(standin)
        report = apply.run(
            *(first, ours.targets, ours.ledger, first.run_id), progress=told, at=phases
        )
        peak, done = megabytes(), Moment.now(standin)
        standin.answer_after(0)
        return {
            "target": name,
            "changed": len(first.changes),
            "written": report.records.written,
            "left_in_the_second_plan": len(ours.planned().changes),
            **compared(phases.calls, least(first, ours)),
            "plan": begun.until(seen),
            "apply": seen.until(done),
            "megabytes": {"at_rest": at_rest, "planned": planned_with, "peak": peak},
        }


def by_the_peer(
    python: str, name: str, records: int, latency: int, standin: StandIn, folder: Path
) -> dict[str, Any]:
    """The same done by drt-core; the figures."""
    with office(name, records, standin, folder) as ours:
        standin.answer_after(latency)
        begun = Moment.now(standin)
        taken = write_back_peer.run(name, python, standin.settings, standin.warehouse, folder)
        whole = begun.until(Moment.now(standin))
        standin.answer_after(0)
        written = records - len(ours.planned().changes)
    return {"target": name, "peer": "drt-core", "written": written, "apply": {**whole, **taken}}


def least(made: Plan, ours: Office) -> dict[str, int]:
    """What it takes where every call is full: to read all records once, and to send them."""
    fields = tuple(made.fields_of(*ours.case.place).values())
    size = pace(ours.target, "update", len(made.changes)).size
    calls = ours.target.estimate(cost.writes(made.changes), fields, size)
    return {"update": calls.send, "read again": calls.read, "read back": calls.read}


def compared(calls: Mapping[str, int], least: Mapping[str, int]) -> dict[str, Any]:
    """Calls beside the least possible, by what they are for."""
    return {
        kind.replace(" ", "_"): {
            "calls": calls[kind],
            "least": least.get(kind),
            "ratio": round(calls[kind] / least[kind], 3) if least.get(kind) else None,
        }
        for kind in ("update", "read again", "read back", "followed")
        if calls.get(kind)
    }


def less(later: Counted, earlier: Counted) -> dict[str, int]:
    """What was asked in between."""
    counts = {route: count - earlier.get(route, 0) for route, count in later.items()}
    return {route: count for route, count in sorted(counts.items()) if count}


def megabytes() -> int:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def told(what: str, done: int, total: int) -> None:
    """Progress, a line for each tenth."""
    if done % max(1, total // 10) == 0:
        print(f"{what}: {done:,} of {total:,}", file=sys.stderr)


@contextmanager
def standin(name: str, records: int, folder: Path) -> Iterator[StandIn]:
    """The stand-in in a process of its own, which ends with the block."""
    arguments = ["--serve", str(folder), "--records", str(records), "--target", name]
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.write_back", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the stand-in was started without pipes")
        try:
            settings = json.loads(server.stdout.readline())
            yield StandIn(settings, folder / "warehouse.duckdb", server)
        finally:
            server.stdin.close()


def main() -> None:
    """As the page says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=tuple(CASES), default="zendesk")
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--latency", type=int, default=LATENCY, help="milliseconds")
    parser.add_argument("--peer", help="an interpreter that has drt-core, which does it then")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.peer and chosen.target not in write_back_peer.WRITES:
        parser.error(f"drt-core does not write {chosen.target}")
    if chosen.serve:
        serve(chosen.target, chosen.records, chosen.serve)
        return
    with (
        tempfile.TemporaryDirectory() as name,
        standin(chosen.target, chosen.records, Path(name)) as served,
    ):
        load = os.getloadavg()[0]
        way = partial(by_the_peer, chosen.peer) if chosen.peer else measured
        found = way(chosen.target, chosen.records, chosen.latency, served, Path(name))
        said = {"records": chosen.records, "latency_milliseconds": chosen.latency}
        print(json.dumps({**said, "load_before": round(load, 1), **found}))


if __name__ == "__main__":
    main()
