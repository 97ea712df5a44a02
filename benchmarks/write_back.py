"""How many calls, how much CPU and how much memory a large write-back costs.

`python -m benchmarks.write_back [--records N]` serves a helpdesk with N organizations from a
process of its own, changes three figures of every one of them through plan, apply and verify, and
plans once more. The last line is JSON; its ratio compares update calls with the least possible.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import httpx

from reverse_etl import apply, desired, plan, specs
from reverse_etl.ledger import open_ledger
from reverse_etl.plan import Plan
from systems.zendesk.writes import Organizations
from tieout.runs import new_run_id

RECORDS = 100_000
SYNC = "sync_zendesk__organization_financials"
FIRST_ID = 5_000_000_000_001
PLACE = ("zendesk", "organizations")
AS_OF = date(2026, 6, 30)
KINDS = {
    "credit_hold": "boolean",
    "balance": "decimal",
    "overdue_balance": "decimal",
    "unbilled_orders": "decimal",
    "days_overdue": "integer",
    "credit_limit": "decimal",
    "currency": "text",
}
DECLARED: dict[str, Any] = {
    "system": "zendesk",
    "object": "organizations",
    "record_id": "organization_id_zendesk",
    "external_id": "external_id",
    "name": "customer_name",
    "why": "account_id",
    "action": "update",
    "mode": "apply",
    "fields": {
        column: {
            "name": f"organization_fields.netsuite_{column}",
            "kind": kind,
            "title": column.replace("_", " ").capitalize(),
            "custom": True,
        }
        for column, kind in KINDS.items()
    },
}
WANTED = f"""
    create table syncs.{SYNC} as
    select
        'A' || number as account_id,
        'C-' || number as external_id,
        'Customer ' || number as customer_name,
        cast({FIRST_ID} + number as varchar) as organization_id_zendesk,
        false as credit_hold,
        cast(number / 100 + 1 as decimal(18, 2)) as balance,
        cast(number / 200 + 1 as decimal(18, 2)) as overdue_balance,
        cast(null as decimal(18, 2)) as unbilled_orders,
        cast(number % 90 + 1 as bigint) as days_overdue,
        cast(null as decimal(18, 2)) as credit_limit,
        cast(null as varchar) as currency
    from range(?) as numbers (number)
"""


Counted = dict[str, int]  # "METHOD /route" -> how often


@dataclass(frozen=True)
class Helpdesk:
    """Where the stand-in is, how to log in to it, and the file that says what it should hold."""

    settings: Mapping[str, str]
    warehouse: Path

    def requests(self) -> Counted:
        """What was asked since the beginning."""
        url = f"{self.settings['base_url']}/__sandbox__/requests"
        rows = httpx.get(url, timeout=60).json()["by_route"]
        return {f"{row['method']} {row['route']}": int(row["count"]) for row in rows}


def measured(records: int, desk: Helpdesk, folder: Path) -> dict[str, Any]:
    """Plan, apply and plan again; the figures."""
    declared = {**DECLARED, "limits": {"most_changes": records, "greatest_share": 1}}
    [spec] = specs.load({SYNC: declared}, {})
    with (
        closing(Organizations(desk.settings)) as target,
        open_ledger(folder / "ledger.duckdb") as ledger,
    ):
        for _, field in spec.fields:
            target.create_field(field)

        def planned() -> Plan:
            rows = {SYNC: desired.rows(desk.warehouse, spec)}
            return plan.make(
                [spec], rows, {PLACE: target}, ledger, {}, AS_OF, new_run_id(datetime.now(UTC))
            )

        begun, calls = Moment.now(), desk.requests()
        first = planned()
        seen, to_plan = Moment.now(), desk.requests()
        report = apply.run(first, {PLACE: target}, ledger, first.run_id, progress=told)
        done, to_apply = Moment.now(), desk.requests()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        left = len(planned().changes)
    updates = less(to_apply, to_plan)["PUT /api/v2/organizations/update_many.json"]
    least = -(-records // Organizations.batch_size)
    return {
        "records": records,
        "changed": len(first.changes),
        "written": report.records.written,
        "left_in_the_second_plan": left,
        "update_calls": updates,
        "ratio": updates / least,
        "plan": {**begun.until(seen), "calls": less(to_plan, calls)},
        "apply": {**seen.until(done), "calls": less(to_apply, to_plan)},
        "peak_megabytes": peak,
    }


@dataclass(frozen=True)
class Moment:
    """A point of both clocks."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> "Moment":
        return cls(time.perf_counter(), time.process_time())

    def until(self, later: "Moment") -> dict[str, float]:
        return {
            "wall_seconds": round(later.wall - self.wall, 1),
            "cpu_seconds": round(later.cpu - self.cpu, 1),
        }


def less(later: Counted, earlier: Counted) -> Counted:
    """What was asked in between."""
    counts = {route: count - earlier.get(route, 0) for route, count in later.items()}
    return {route: count for route, count in sorted(counts.items()) if count}


def told(what: str, done: int, total: int) -> None:
    """Progress, a line for each tenth."""
    if done * 10 // total != (done - 500) * 10 // total:
        print(f"{what}: {done:,} of {total:,}", file=sys.stderr)


@contextmanager
def helpdesk(records: int, folder: Path) -> Iterator[Helpdesk]:
    """The stand-in in a process of its own, which ends with the block."""
    arguments = ["--serve", str(folder), "--records", str(records)]
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.write_back", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the helpdesk was started without pipes")
        try:
            settings = json.loads(server.stdout.readline())
            yield Helpdesk(settings, folder / "warehouse.duckdb")
        finally:
            server.stdin.close()


def serve(records: int, folder: Path) -> None:
    """Write what is wanted to a file, serve the helpdesk, say how to log in, go on to the end."""
    from sandbox.company import Bundle, Organization
    from sandbox.serve import serve as served
    from sandbox.zendesk import Zendesk

    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema syncs")
        connection.execute(WANTED, [records])
    moment = datetime(2026, 5, 1, tzinfo=UTC)

    class Firms:
        """Organizations without people."""

        def bundles(self) -> Iterator[Bundle]:
            for number in range(records):
                firm = Organization(
                    id=FIRST_ID + number,
                    name=f"Customer {number}",
                    external_id=f"C-{number}",
                    domain_names=(),
                    details=None,
                    notes=None,
                    tags=(),
                    created_at=moment,
                    updated_at=moment,
                )
                yield Bundle(str(number), organizations=(firm,))

    with (
        closing(Zendesk(Firms(), plan="unlimited")) as standin,
        served([standin], answer_key=dict) as house,
    ):
        print(json.dumps(house.credentials()["zendesk"]), flush=True)
        sys.stdin.read()


def main() -> None:
    """As the page says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.records, arguments.serve)
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        helpdesk(arguments.records, Path(folder)) as desk,
    ):
        print(json.dumps(measured(arguments.records, desk, Path(folder))))


if __name__ == "__main__":
    main()
