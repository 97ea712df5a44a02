"""How fast a million rows come in, beside the least that it could cost.

`python -m benchmarks.extract [--rows N] [--rounds N]` serves ready-made pages of NetSuite's shape
from a process of their own, and has two others fetch them in turns: the real reader with the
extraction engine, and a floor that fetches and parses the same pages and gives their text to
DuckDB's JSON reader. The last line is JSON: medians of seconds and peak memory, and the ratio.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import httpx
import msgspec

from pipelines import extract
from pipelines.landing import sql_types
from systems.netsuite import SYSTEM
from systems.netsuite.client import PAGE_ROWS, SUITEQL
from systems.netsuite.reader import NetSuiteReader
from systems.netsuite.tables import TRANSACTION
from tieout.settings import Settings

MOST_TIMES_THE_FLOOR = 2.0
MOST_MEGABYTES = 600
LOGIN = {
    "account": "1234567",
    "consumer_key": "consumer",
    "consumer_secret": "consumer secret",
    "token_id": "token",
    "token_secret": "token secret",
}
_AFTER = re.compile(r"t\.id > (\d+)")


def pages(rows: int) -> list[bytes]:
    """The answers to the queries that read a table of so many transactions, rendered."""
    encode = msgspec.json.Encoder().encode
    rendered = []
    for first in range(0, rows, PAGE_ROWS):
        last = min(first + PAGE_ROWS, rows)
        rendered.append(
            encode(
                {
                    "links": [{"rel": "self", "href": f"https://example.invalid{SUITEQL}"}],
                    "count": last - first,
                    "hasMore": last < rows,
                    "items": [_transaction(number) for number in range(first, last)],
                    "offset": 0,
                    "totalResults": rows - first,
                }
            )
        )
    return rendered


def _transaction(number: int) -> dict[str, object]:
    """A transaction as SuiteQL answers it: everything is text, and what is null is left out."""
    day = f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    row: dict[str, object] = {
        "links": [],
        "id": str(number + 1),
        "type": "CustInvc",
        "status": "A",
        "tranid": f"INV{number:07d}",
        "entity": str(number % 20_000),
        "currency": str(number % 4 + 1),
        "exchangerate": "1.0837",
        "foreigntotal": f"{number % 1_000_000}.{number % 100:02d}",
        "foreignamountunpaid": f"{number % 10_000}.{number % 90}",
        "trandate": day,
        "duedate": day,
        "createddate": f"{day}T08:15:{number % 60:02d}Z",
        "lastmodifieddate": f"{day}T09:30:{number % 60:02d}Z",
    }
    if number % 3 == 0:
        row |= {"externalid": f"EXT-{number}", "closedate": day}
    return row


class Replies:
    """A bare ASGI application that answers SuiteQL with ready-made pages."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.pages = pages(rows)

    async def __call__(self, _: Any, receive: Any, send: Any) -> None:
        content = b""
        while True:
            event = await receive()
            content += event.get("body", b"")
            if not event.get("more_body"):
                break
        body = self._answer(json.loads(content)["q"])
        headers = [
            (b"content-type", b"application/vnd.oracle.resource+json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, query: str) -> bytes:
        if "COUNT(*)" in query:
            return _few([{"links": [], "counted": str(self.rows)}])
        if "SUM(" in query or "deletedrecord" in query:
            return _few([])
        after = _AFTER.search(query)
        return self.pages[int(after[1]) // PAGE_ROWS if after else 0]


def _few(items: list[dict[str, object]]) -> bytes:
    body = {"count": len(items), "hasMore": False, "items": items, "totalResults": len(items)}
    return json.dumps(body).encode()


def serve(rows: int) -> None:
    """Print the port, and answer until the parent lets go."""
    import socket

    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(Replies(rows), log_level="warning", lifespan="off", access_log=False)
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listener])


def run_pipeline(url: str, home: Path) -> int:
    """Extract the table as tieout does; how many rows are in landing then."""
    settings = Settings(home=home, as_of=date(2026, 6, 30))
    system = replace(SYSTEM, tables=(TRANSACTION,))
    reader = NetSuiteReader({**LOGIN, "base_url": url})
    (report,) = extract(system, reader, settings, "benchmark")
    if report.status != "fresh" or report.rows_rejected:
        raise SystemExit(report.sentence)
    with duckdb.connect(str(settings.landing), read_only=True) as connection:
        return _count(connection, "raw_netsuite.transaction")


def run_floor(url: str, home: Path) -> int:
    """Fetch and parse the same pages, as any client must that wants to know where to go on, and
    have DuckDB read the text of their items; how many rows it has then."""
    home.mkdir(parents=True)
    text = home / "pages.json"
    _fetch(url, text)
    columns = {
        name: kind for name, kind in sql_types(TRANSACTION).items() if not name.startswith("_")
    }
    with duckdb.connect(str(home / "floor.duckdb")) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            f"create table transaction as from read_json('{text}', format = 'array',"
            f" columns = {columns}, maximum_object_size = 100000000)"
        )
        return _count(connection, "transaction")


def _fetch(url: str, text: Path) -> None:
    decode = msgspec.json.Decoder(float_hook=str).decode
    has_more, after = True, "0"
    with httpx.Client(base_url=url) as client, text.open("wb") as file:
        while has_more:
            body = client.post(SUITEQL, json={"q": f"t.id > {after}"}).content
            page = decode(body)
            has_more = page["hasMore"]
            file.write(b"[" if after == "0" else b",")
            file.write(body[body.index(b'"items":[') + 9 : body.rindex(b"]")])
            after = page["items"][-1]["id"]
        file.write(b"]")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    (count,) = connection.execute(f"select count(*) from {table}").fetchall()[0]
    return int(count)


def measure(part: str, url: str, rows: int) -> None:
    """Run one part in this process, and print what it took."""
    import dlt  # noqa: F401 - loading libraries is not what is measured

    with tempfile.TemporaryDirectory() as folder:
        run = {"pipeline": run_pipeline, "floor": run_floor}[part]
        began, worked = time.perf_counter(), time.process_time()
        landed = run(url, Path(folder) / "home")
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    if landed != rows:
        raise SystemExit(f"{part}: {landed} rows landed, {rows} served")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "peak_megabytes": peak}))


def compare(rows: int, rounds: int) -> dict[str, object]:
    """Both parts in turns, each time in a new process; medians."""
    taken: dict[str, list[dict[str, float]]] = {"floor": [], "pipeline": []}
    with _server(rows) as url:
        for number in range(rounds):
            for part, measures in taken.items():
                command = _command("--part", part, "--url", url, "--rows", str(rows))
                output = subprocess.run(command, check=True, capture_output=True, text=True)
                measures.append(json.loads(output.stdout))
                print(f"round {number + 1}: {part} {measures[-1]}", file=sys.stderr)
    floor, pipeline = (
        {name: median(one[name] for one in taken[part]) for name in taken[part][0]}
        for part in ("floor", "pipeline")
    )
    return {
        "benchmark": "extract",
        "rows": rows,
        "rounds": rounds,
        "floor_seconds": round(floor["seconds"], 2),
        "seconds": round(pipeline["seconds"], 2),
        "floor_cpu_seconds": round(floor["cpu_seconds"], 2),
        "cpu_seconds": round(pipeline["cpu_seconds"], 2),
        "ratio": round(pipeline["seconds"] / floor["seconds"], 2),
        "most_times_the_floor": MOST_TIMES_THE_FLOOR,
        "rows_per_second": round(rows / pipeline["seconds"]),
        "peak_megabytes": int(pipeline["peak_megabytes"]),
        "most_megabytes": MOST_MEGABYTES,
    }


@contextmanager
def _server(rows: int) -> Iterator[str]:
    command = _command("--part", "serve", "--rows", str(rows))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise SystemExit("the server has no output")
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.extract", *arguments]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--part", choices=("serve", "pipeline", "floor"), help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part == "serve":
        serve(chosen.rows)
    elif chosen.part:
        measure(chosen.part, chosen.url, chosen.rows)
    else:
        print(json.dumps(compare(chosen.rows, chosen.rounds)))


if __name__ == "__main__":
    main()
