"""Two sides of many rows compared, column by column, with the values before and after.

`python -m benchmarks.comparison [--rows 10000000] [--rounds 3] [--peers PYTHON]` makes two tables
of seven columns, of which about one row in a hundred differs and one in a thousand is on one side
only, and has each way find what differs, in a process of its own, in turns. `--peers` is an
interpreter that has datacompy, reladiff and duckdb installed. The last line is JSON.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb

from pipelines.comparing import differing_cells

COLUMNS = ("customer", "name", "amount", "currency", "dated_on", "is_open")
MEMORY = "3GB"  # as profiles.yml sets it

MAKE = """
create table l as
select
    'INV' || lpad(range::varchar, 9, '0') as id,
    'C' || (hash(range) % 1000000) as customer,
    'Company ' || (hash(range) % 1000000) as name,
    cast((hash(range, 1) % 100000000) / 100 as decimal(18, 2)) as amount,
    ['USD', 'EUR', 'GBP'][1 + cast(hash(range, 2) % 3 as integer)] as currency,
    date '2020-01-01' + cast(hash(range, 3) % 2000 as integer) as dated_on,
    hash(range, 4) % 4 = 0 as is_open
from range({rows});
create table r as
select
    id,
    customer,
    case when hash(id, 5) % 500 = 0 then upper(name) else name end as name,
    case when hash(id, 6) % 200 = 0 then amount + 1 else amount end as amount,
    case when hash(id, 7) % 1000 = 0 then 'JPY' else currency end as currency,
    case when hash(id, 8) % 500 = 0 then dated_on + 1 else dated_on end as dated_on,
    is_open
from l where hash(id, 9) % 1000 != 0
union all
select 'NEW' || id, customer, name, amount, currency, dated_on, is_open
from l where hash(id, 10) % 1000 = 0;
checkpoint
"""

# What somebody writes who knows DuckDB: the join once, filtered, then a select for each column.
PLAIN = """
create temp table different as
select
    coalesce(l.id, r.id) as id, l.id is null as is_added, r.id is null as is_removed,
    l.customer as customer_l, r.customer as customer_r, l.name as name_l, r.name as name_r,
    l.amount as amount_l, r.amount as amount_r,
    l.currency as currency_l, r.currency as currency_r,
    l.dated_on as dated_on_l, r.dated_on as dated_on_r,
    l.is_open as is_open_l, r.is_open as is_open_r
from l full outer join r on l.id = r.id
where
    l.id is null or r.id is null
    or l.customer is distinct from r.customer or l.name is distinct from r.name
    or l.amount is distinct from r.amount or l.currency is distinct from r.currency
    or l.dated_on is distinct from r.dated_on or l.is_open is distinct from r.is_open;
create temp table cells as
""" + "\nunion all\n".join(
    f"select id, '{it}' as field, {it}_l::varchar as before, {it}_r::varchar as after"
    f" from different where {it}_l is distinct from {it}_r"
    for it in COLUMNS
)

# As dbt's audit_helper compares: both sides whole, then what only one of them has.
AUDIT_HELPER = """
create temp table cells as
with a_except_b as (from l except from r), b_except_a as (from r except from l)
select id, count(*) as sides from (from a_except_b union all from b_except_a) group by id
"""

DATACOMPY = """
import datacompy, duckdb, json, sys, polars
connection = duckdb.connect(sys.argv[1], read_only=True)
left, right = (connection.sql(f"from {it}").pl() for it in "lr")
found = datacompy.PolarsCompare(left, right, join_columns="id")
print(json.dumps(int(sum(it["unequal_cnt"] for it in found.column_stats))))
"""

RELADIFF = """
import json, sys
from reladiff import connect_to_table, diff_tables
tables = [
    connect_to_table({"driver": "duckdb", "filepath": sys.argv[1]}, it, "id",
        extra_columns=("customer", "name", "amount", "currency", "dated_on", "is_open"))
    for it in "lr"
]
print(json.dumps(sum(1 for _ in diff_tables(*tables))))
"""


def ours(connection: duckdb.DuckDBPyConnection) -> None:
    """The comparison that the product uses."""
    cells = differing_cells("l", "r", ("id",), {it: it for it in COLUMNS})
    connection.execute(f"create temp table cells as {cells}")


def plain(connection: duckdb.DuckDBPyConnection) -> None:
    """SQL by hand."""
    connection.execute(PLAIN)


def audit_helper(connection: duckdb.DuckDBPyConnection) -> None:
    """Which rows differ, without the columns."""
    connection.execute(AUDIT_HELPER)


WAYS: dict[str, Callable[[duckdb.DuckDBPyConnection], None]] = {
    "ours": ours,
    "plain": plain,
    "audit_helper": audit_helper,
}
PEERS = {"datacompy": DATACOMPY, "reladiff": RELADIFF}


def main() -> None:
    """Measure, and print what was found."""
    options = _options()
    if options.way:
        print(json.dumps(_timed(options.way, Path(options.file))))
        return
    taken: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    if options.peers:
        taken |= {peer: [] for peer in PEERS}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sides.duckdb"
        with duckdb.connect(str(file)) as connection:
            connection.execute(MAKE.format(rows=options.rows))
        for number in range(options.rounds):
            for name, measures in taken.items():
                if name in PEERS and number:
                    continue  # they take minutes: once is enough
                measures.append(_measured(name, file, options.peers))
                print(f"round {number + 1}: {name} {measures[-1]}", file=sys.stderr)
    middle = {
        name: {what: round(median(it[what] for it in measures), 2) for what in measures[0]}
        for name, measures in taken.items()
    }
    print(
        json.dumps(
            {
                "benchmark": "comparison",
                "rows": options.rows,
                "rounds": options.rounds,
                "ratio": round(middle["ours"]["seconds"] / middle["plain"]["seconds"], 2),
                "ratio_of_cpu": round(
                    middle["ours"]["cpu_seconds"] / middle["plain"]["cpu_seconds"], 2
                ),
                **middle,
            }
        )
    )


def _timed(way: str, file: Path) -> dict[str, float]:
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute("set preserve_insertion_order = false")
        began, worked = time.perf_counter(), time.process_time()
        WAYS[way](connection)
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
        row = connection.execute("select count(*) from cells").fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found = row[0] if row else 0
    return {"seconds": seconds, "cpu_seconds": cpu, "peak_megabytes": peak, "found": found}


def _measured(name: str, file: Path, peers: str) -> dict[str, float]:
    """What one way takes in a process of its own; of a peer, loading its library is counted too."""
    if name in WAYS:
        command = [
            sys.executable,
            "-m",
            "benchmarks.comparison",
            "--way",
            name,
            "--file",
            str(file),
        ]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        taken: dict[str, float] = json.loads(output)
        return taken
    began = time.perf_counter()
    process = subprocess.Popen(
        [peers, "-c", PEERS[name], str(file)], stdout=subprocess.PIPE, text=True
    )
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name} failed")
    return {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_megabytes": usage.ru_maxrss // 1024,
        "found": json.loads(output.splitlines()[-1]),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="", help="an interpreter that has the other packages")
    parser.add_argument("--way", choices=[*WAYS], help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
