"""How long it takes to say what is to be written, where all is read.

`python -m benchmarks.planning [--records 1000000] [--one-in 100]` makes a sync of that many records
with ten fields, and a ledger that has a write of every one of them. A target hands the records
over, of which nothing, 1 in 1,000, 1 in 100, a tenth, a quarter and all differ, in every field.
Planning is from the sync's table and those records to the plan with its digest; what the target
takes to read is taken off. The floor is the loop that somebody writes by hand over the same rows
and records, and that makes a list of what differs. Each part has a process of its own. The last
line is JSON.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from reverse_etl import desired, plan, specs
from reverse_etl.ledger import open_ledger
from reverse_etl.ledger_tables import CREATE, VERSION
from systems.base import Field, Finding, Key, Record, Target, Value
from tieout import warehouse

RECORDS = 1_000_000
ONE_IN = (0, 1_000, 100, 10, 4, 1)  # how many of the records differ; 0 is none of them
AT_ONCE = 2_000
SYNC = "sync_crm__accounts"
PLACE = ("crm", "accounts")
AS_OF = date(2026, 6, 30)
FIRST = 5_000_000_000_001
KINDS = {
    **dict.fromkeys(("balance", "overdue", "unbilled"), "decimal"),
    **dict.fromkeys(("title", "region"), "text"),
    **dict.fromkeys(("days", "orders"), "integer"),
    "hold": "boolean",
    "renews_on": "date",
    "invoiced_at": "timestamp",
}
DECLARED: dict[str, Any] = {
    "system": PLACE[0],
    "object": PLACE[1],
    "record_id": "account_id_crm",
    "external_id": "external_id",
    "name": "customer_name",
    "why": "account_id",
    "action": "update",
    "mode": "apply",
    "fields": {column: {"name": column, "kind": kind} for column, kind in KINDS.items()},
}
WANTED = f"""
    create schema syncs;
    create table syncs.{SYNC} as
    select
        'A' || number as account_id,
        'C-' || number as external_id,
        'Customer ' || number as customer_name,
        cast({FIRST} + number as varchar) as account_id_crm,
        cast(number * 0.01 as decimal(18, 2)) as balance,
        cast(number * 0.07 as decimal(18, 2)) as overdue,
        cast(number * 1.00 as decimal(18, 2)) as unbilled,
        'Customer ' || number as title,
        'Region ' || number % 97 as region,
        number % 90 as days,
        number as orders,
        number % 2 = 0 as hold,
        date '2026-01-01' + cast(number % 300 as integer) as renews_on,
        timestamptz '2026-01-01 00:00:00+00' + to_minutes(number % 1440) as invoiced_at
    from range($records) as numbers (number)
"""
WRITTEN = f"""
    insert into schema_version values ({VERSION}, now());
    insert into batches
    select 'r1/' || number, 'r1', 'd', '{PLACE[0]}', '{PLACE[1]}', 'update', 100, now()
    from range($records // 100 + 1) as numbers (number);
    insert into writes
    select
        'r1/' || (number // 1000), number % 1000, number % 1000 // 10,
        cast({FIRST} + number // 10 as varchar), null, 'Customer', '{SYNC}',
        {list(KINDS)}[number % 10 + 1], 'text', 2, false, null, held[number % 10 + 1], 'a'
    from range(10 * $records) as numbers (number)
    cross join lateral (select number // 10 + 1 as stands) as standing
    cross join lateral (
        select [
            cast(cast(stands * 0.01 as decimal(18, 2)) as varchar),
            cast(cast(stands * 0.07 as decimal(18, 2)) as varchar),
            cast(cast(stands as decimal(18, 2)) as varchar),
            'Customer ' || stands,
            'Region ' || stands % 97,
            cast(stands % 90 as varchar),
            cast(stands as varchar),
            cast(stands % 2 = 0 as varchar),
            cast(date '2026-01-01' + cast(stands % 300 as integer) as varchar),
            strftime(timestamp '2026-01-01' + to_minutes(stands % 1440), '%Y-%m-%dT%H:%M:%SZ')
        ] as held
    ) as holding;
    insert into outcomes
    select batch_id, position, record_id, 'written', '', '', false, 1, now() from writes
"""
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(300)]
MINUTES = [
    f"{datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"
    for number in range(1440)
]


@dataclass
class Records:
    """A target that has every record, one in so many otherwise than it should be."""

    one_in: int
    batch_size: int = 100
    batches_in_flight: int = 10
    seconds: float = 0.0  # that reading took
    cpu_seconds: float = 0.0

    def problems(self, _fields: Sequence[Field]) -> Sequence[Finding]:
        return ()

    def read(self, keys: Sequence[Key], _fields: Sequence[Field]) -> Mapping[Key, Record]:
        began, worked = time.perf_counter(), time.process_time()
        records = {key: self._record(int(key.record_id or 0) - FIRST, key) for key in keys}
        self.seconds += time.perf_counter() - began
        self.cpu_seconds += time.process_time() - worked
        return records

    def _record(self, number: int, key: Key) -> Record:
        stands = number + 1 if self.one_in and number % self.one_in == 0 else number
        values: dict[str, Value] = {
            "balance": Decimal(stands).scaleb(-2),
            "overdue": Decimal(stands * 7).scaleb(-2),
            "unbilled": Decimal(stands * 100).scaleb(-2),
            "title": f"Customer {stands}",
            "region": f"Region {stands % 97}",
            "days": stands % 90,
            "orders": stands,
            "hold": stands % 2 == 0,
            "renews_on": DAYS[stands % 300],
            "invoiced_at": MINUTES[stands % 1440],
        }
        return Record(str(key.record_id), f"C-{number}", f"Customer {number}", values)


def planned(folder: Path, records: int, target: Records) -> int:
    """Plan, with the digest; how many fields are to change."""
    limits = {"most_changes": records, "greatest_share": 1}
    [spec] = specs.load({SYNC: {**DECLARED, "limits": limits}}, {})
    rows = {SYNC: desired.rows(folder / "warehouse.duckdb", spec)}
    targets = {PLACE: cast(Target, target)}
    with open_ledger(folder / "ledger.duckdb") as ledger:
        made = plan.make([spec], rows, targets, ledger, {}, AS_OF, "run-2")
    if not made.digest:
        raise SystemExit("the plan has no digest")
    return sum(len(change.fields) for change in made.changes)


def by_hand(folder: Path, _records: int, target: Records) -> int:
    """The loop that somebody writes; how many fields are to change."""
    columns = list(KINDS)
    changes = []
    selected = ", ".join(columns).replace(
        "invoiced_at", "strftime(invoiced_at, '%Y-%m-%dT%H:%M:%SZ')"
    )
    with warehouse.connect(folder / "warehouse.duckdb", read_only=True) as connection:
        connection.execute(
            f"select account_id_crm, {selected} from syncs.{SYNC} order by account_id_crm"
        )
        while rows := connection.fetchmany(AT_ONCE):
            found = target.read([Key(row[0]) for row in rows], ())
            for record_id, *values in rows:
                held = found[Key(record_id)].values
                for column, wanted in zip(columns, values, strict=True):
                    if held[column] != wanted:
                        changes.append((record_id, column, str(held[column]), str(wanted)))
    return len(changes)


PARTS: Mapping[str, Callable[[Path, int, Records], int]] = {"floor": by_hand, "plan": planned}


def measure(part: str, folder: Path, records: int, one_in: int) -> dict[str, float]:
    """One part in this process: what it took, less the target's reading."""
    target = Records(one_in)
    began, worked = time.perf_counter(), time.process_time()
    changed = PARTS[part](folder, records, target)
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    if changed != len(KINDS) * (-(-records // one_in) if one_in else 0):
        raise SystemExit(f"{part} found {changed} changes with one record in {one_in} that differs")
    return {
        "seconds": round(seconds - target.seconds, 2),
        "cpu_seconds": round(cpu - target.cpu_seconds, 2),
        "read_seconds": round(target.seconds, 2),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def make(folder: Path, records: int) -> None:
    """The warehouse and the ledger."""
    written = ";".join((*CREATE, WRITTEN))
    for name, statements in (("warehouse.duckdb", WANTED), ("ledger.duckdb", written)):
        with warehouse.connect(folder / name) as connection:
            for statement in statements.split(";"):
                named = {"records": records} if "$records" in statement else None
                connection.execute(statement, named)


def alone(part: str, folder: Path, records: int, one_in: int) -> dict[str, float]:
    """The same in a process of its own, which inherits nobody's memory."""
    command = [sys.executable, "-m", "benchmarks.planning", "--part", part]
    command += ["--folder", str(folder), "--records", str(records), "--one-in", str(one_in)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(output))


def compared(folder: Path, records: int, one_in: int) -> dict[str, object]:
    """Both parts; the ratio is that of their CPU, which other work moves less than the clock."""
    found: dict[str, dict[str, float]] = {}
    for part in PARTS:
        found[part] = alone(part, folder, records, one_in)
        print(f"1 in {one_in}: {part} {found[part]}", file=sys.stderr)
    floor, mine = found["floor"], found["plan"]
    return {
        "differing_records": -(-records // one_in) if one_in else 0,
        "floor_seconds": floor["seconds"],
        "seconds": mine["seconds"],
        "floor_cpu_seconds": floor["cpu_seconds"],
        "cpu_seconds": mine["cpu_seconds"],
        "ratio": round(mine["cpu_seconds"] / floor["cpu_seconds"], 2),
        "floor_peak_megabytes": floor["peak_megabytes"],
        "peak_megabytes": mine["peak_megabytes"],
    }


def main() -> None:
    """As the page says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--one-in", type=int, action="append", help="1 in so many differs; 0: none")
    parser.add_argument("--part", choices=["make", *PARTS], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "make":
        make(options.folder, options.records)
        print("{}")
        return
    if options.part:
        [one_in] = options.one_in
        print(json.dumps(measure(options.part, options.folder, options.records, one_in)))
        return
    with tempfile.TemporaryDirectory() as folder:
        alone("make", Path(folder), options.records, 0)
        parts = [
            compared(Path(folder), options.records, one_in) for one_in in options.one_in or ONE_IN
        ]
    print(json.dumps({"benchmark": "planning", "records": options.records, "parts": parts}))


if __name__ == "__main__":
    main()
