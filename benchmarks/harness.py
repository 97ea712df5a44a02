"""What the reading benchmarks share: a server in a process of its own, parts in others, medians."""

import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from sandbox.serve import serve as served
from sandbox.standin import StandIn

Part = Callable[[Mapping[str, str], Path], "Work"]
Work = Callable[[], int]  # does what is measured, and says how many rows it brought


def serve(standin: StandIn) -> None:
    """Print the credentials as one line of JSON, and answer until the parent lets go."""
    with served([standin], answer_key=dict) as house:
        print(json.dumps(house.credentials()[standin.name]), flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
    standin.close()


def measure(part: Part, credentials: Mapping[str, str], rows: int) -> None:
    """Run one part in this process, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        work = part(credentials, Path(folder) / "home")  # what comes before is not measured
        began, worked = time.perf_counter(), time.process_time()
        brought = work()
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    if brought != rows:
        raise SystemExit(f"{brought} rows came, {rows} were served")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "peak_megabytes": peak}))


def compare(module: str, rows: int, rounds: int) -> dict[str, object]:
    """The floor and the pipeline in turns, each time in a new process; medians."""
    taken: dict[str, list[dict[str, float]]] = {"floor": [], "pipeline": []}
    with _server(module, rows) as credentials:
        for number in range(rounds):
            for part, measures in taken.items():
                command = _command(module, rows, part, credentials)
                output = subprocess.run(command, check=True, capture_output=True, text=True)
                measures.append(json.loads(output.stdout))
                print(f"round {number + 1}: {part} {measures[-1]}", file=sys.stderr)
    floor, pipeline = (
        {name: median(one[name] for one in taken[part]) for name in taken[part][0]}
        for part in ("floor", "pipeline")
    )
    return {
        "benchmark": module,
        "rows": rows,
        "rounds": rounds,
        "floor_seconds": round(floor["seconds"], 2),
        "seconds": round(pipeline["seconds"], 2),
        "floor_cpu_seconds": round(floor["cpu_seconds"], 2),
        "cpu_seconds": round(pipeline["cpu_seconds"], 2),
        "ratio": round(pipeline["seconds"] / floor["seconds"], 2),
        "rows_per_second": round(rows / pipeline["seconds"]),
        "peak_megabytes": int(pipeline["peak_megabytes"]),
    }


@contextmanager
def _server(module: str, rows: int) -> Iterator[str]:
    command = _command(module, rows, "serve", "{}")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise SystemExit("the server has no output")
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _command(module: str, rows: int, part: str, credentials: str) -> list[str]:
    return [
        *(sys.executable, "-m", f"benchmarks.{module}", "--rows", str(rows)),
        *("--part", part, "--credentials", credentials),
    ]
