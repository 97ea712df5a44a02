"""What it takes to build all marts of a large company, and again when little of it changed.

`python -m benchmarks.marts [--scale 0.01] [--folder FOLDER]` makes a landing file of a million
accounts times the scale, builds everything in a process of its own, changes one row in a thousand
and builds again; a plain scan of the columns that land is the floor. The last line is JSON.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.large_company import land_large
from pipelines.landing import Landing, quoted
from sandbox import world
from systems import SYSTEMS
from tieout import warehouse
from tieout.dbt import Dbt
from tieout.settings import Settings

AT = datetime(2026, 7, 1, 4, tzinfo=UTC)
ONE_CHANGED_IN = 1_000
# Amounts, quantities and names that a cycle finds changed: table -> column and what becomes of it.
CHANGES = {
    ("gotransverse", "invoices", "id"): ("amount_to_pay", "{it} + 1"),
    ("gotransverse", "payments", "id"): ("unapplied_amount", "{it} + 1"),
    ("gotransverse", "services", "id"): ("quantity", "{it} + 1"),
    ("netsuite", "customer", "id"): ("balancesearch", "{it} + 1"),
    ("netsuite", "subscriptionline", "id"): ("quantity", "{it} + 1"),
    ("netsuite", "transaction", "id"): ("foreignamountunpaid", "{it} + 1"),
    ("salesforce", "account", "id"): ("name", "{it} || ' Group'"),
    ("salesforce", "subscription", "id"): ("quantity__c", "{it} + 1"),
    ("zendesk", "organizations", "id"): ("name", "{it} || ' Group'"),
}
OF_DOCUMENTS = (
    ("gotransverse", "invoices", "id"),
    ("gotransverse", "payments", "id"),
    ("netsuite", "customer", "id"),
    ("netsuite", "transaction", "id"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one part took, in a process of its own."""

    seconds: float
    cpu_seconds: float
    peak_megabytes: int


def main() -> None:
    """Measure, and print what was found."""
    options = _options()
    if options.part:
        print(json.dumps(asdict(PARTS[options.part](Path(options.folder)))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(options.folder or scratch)
        size = land_large(home / "landing.duckdb", options.scale, home)
        taken = {name: _measured(name, home) for name in PARTS}
    build, floor = taken["build"], taken["scan"]
    print(
        json.dumps(
            {
                "benchmark": "marts",
                "scale": options.scale,
                **asdict(size),
                **{
                    f"{name}_{what}": value for name in taken for what, value in taken[name].items()
                },
                "ratio_to_scan": round(build["seconds"] / floor["seconds"], 1),
            }
        )
    )


def scan(home: Path) -> Taken:
    """Every column that is landed, read once and counted."""
    with warehouse.connect(home / "landing.duckdb", read_only=True) as connection:

        def work() -> None:
            for system in SYSTEMS:
                landing = Landing(connection, system)
                for table in system.tables:
                    columns = ", ".join(f"max({quoted(it.name)})" for it in table.columns)
                    landing.run(
                        "select {columns} from {it}", columns=columns, it=landing.name(table.name)
                    )

        return _timed(work)


def build(home: Path) -> Taken:
    """All seeds, views, tables and marts, in a new warehouse; the project is parsed beforehand."""
    settings = Settings(home=home, as_of=world.DEFAULT_AS_OF)
    settings.warehouse.unlink(missing_ok=True)
    worker = Dbt(settings, AT)
    worker.manifest  # noqa: B018
    return _timed(worker.build)


def cycle(home: Path) -> Taken:
    """The same again by a worker that goes on, after one row in a thousand has changed."""
    return _again(home, CHANGES)


def documents(home: Path) -> Taken:
    """The same where only documents and the balances that follow them have changed."""
    return _again(home, {it: CHANGES[it] for it in OF_DOCUMENTS})


def idle(home: Path) -> Taken:
    """The same where nothing has landed."""
    return _again(home, {})


PARTS: dict[str, Callable[[Path], Taken]] = {
    "scan": scan,
    "build": build,
    "cycle": cycle,
    "documents": documents,
    "idle": idle,
}


def _again(home: Path, changes: Mapping[tuple[str, str, str], tuple[str, str]]) -> Taken:
    settings = Settings(home=home, as_of=world.DEFAULT_AS_OF)
    worker = Dbt(settings, AT)
    worker.build()
    _change(settings, changes)
    return _timed(worker.build)


def _change(settings: Settings, changes: Mapping[tuple[str, str, str], tuple[str, str]]) -> None:
    """Rows change as an extraction lands them: with the run that brought them."""
    run = f"run of {time.time_ns()}"
    with warehouse.connect(settings.landing) as connection:
        for system in SYSTEMS:
            landing = Landing(connection, system)
            for (name, table, key), (column, becomes) in changes.items():
                if name == system.name:
                    landing.run(
                        "update {table} set _run_id = ?, {it} = "
                        + becomes
                        + " where hash({key}) % ? = 0",
                        run,
                        ONE_CHANGED_IN,
                        table=landing.name(table),
                        it=column,
                        key=key,
                    )


def _timed(work: Callable[[], object]) -> Taken:
    began, worked = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Taken(round(seconds, 2), round(cpu, 2), peak)


def _measured(part: str, home: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.marts", "--part", part, "--folder", str(home)]
    output = subprocess.run(command, check=True, capture_output=True, text=True)
    taken: dict[str, float] = json.loads(output.stdout.splitlines()[-1])
    print(f"{part}: {taken}", file=sys.stderr)
    return taken


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--folder", help="keep the files here, gigabytes at scale 1")
    parser.add_argument("--part", choices=[*PARTS], help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
