"""What a run costs that finds nothing changed, in a worker that goes on: CPU by stage.

`python -m benchmarks.cycle [--accounts N] [--cycles N]` serves a company from a process of its own
and goes round the whole loop in this one, as `tieout run --every` does. The first cycles bring
everything in and settle; the last `--cycles` find nothing changed and are measured. The last line
is JSON.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

from tieout.cli import loop
from tieout.cli.doctor import create_missing_fields
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.settings import load

MOST_CPU_SECONDS = 6.0
SETTLING_CYCLES = 3  # everything arrives, then what was written comes back, then nothing
# what was written is not exported for a minute, and a changed export is not a quiet cycle
SETTLING_SECONDS = 65


class Stopwatch(Console):
    """A console that keeps the CPU seconds of each stage and says nothing."""

    def __init__(self) -> None:
        super().__init__(is_terminal=False, stdout=StringIO(), stderr=StringIO())
        self.cpu: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what goes on in the block."""
        begun = time.process_time()
        yield
        self.cpu[name] = time.process_time() - begun


def main() -> None:
    """Measure, and print what was found."""
    options = _options()
    with _sandbox(options.accounts) as told, tempfile.TemporaryDirectory() as folder:
        os.environ.update(told["sandbox"]["environment"])
        watch = Stopwatch()
        with Workshop(replace(load(), home=Path(folder)), watch) as workshop:
            list(create_missing_fields(workshop))
            for _ in range(SETTLING_CYCLES - 1):
                loop.once(workshop)
            time.sleep(SETTLING_SECONDS)
            loop.once(workshop)
            watch.cpu.clear()
            cycles = [_measured(workshop, watch) for _ in range(options.cycles)]
    stages = {name: round(median(stages[name] for _, _, stages in cycles), 2) for name in watch.cpu}
    print(
        json.dumps(
            {
                "benchmark": "cycle",
                "accounts": options.accounts,
                "cycles": options.cycles,
                "cpu_seconds": round(median(cpu for cpu, _, _ in cycles), 2),
                "seconds": round(median(wall for _, wall, _ in cycles), 2),
                "cpu_seconds_by_stage": stages,
                "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "limit_cpu_seconds": MOST_CPU_SECONDS,
            }
        )
    )


def _measured(workshop: Workshop, watch: Stopwatch) -> tuple[float, float, dict[str, float]]:
    cpu, wall = time.process_time(), time.monotonic()
    cycle = loop.once(workshop)
    if cycle.plan.changes:
        raise SystemExit("This cycle was to find nothing, and planned something.")
    return time.process_time() - cpu, time.monotonic() - wall, dict(watch.cpu)


@contextmanager
def _sandbox(accounts: int) -> Iterator[Mapping[str, Any]]:
    command = [sys.executable, "-m", "tieout", "sandbox", "--json", "--accounts", str(accounts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads(process.stdout.readline() if process.stdout else "")
        finally:
            process.terminate()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2_000)
    parser.add_argument("--cycles", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
