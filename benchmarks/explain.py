"""How long it takes to say where a value comes from, in a large company.

`python -m benchmarks.explain [--accounts 1000000] [--rounds 5]` makes a published file, a landing
file and a ledger of that many accounts with five documents and seven writes each, and explains one
field of several records; the floor is the four queries that somebody writes by hand who knows the
tables and ids already. The last line is JSON.
"""

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from reverse_etl.ledger_tables import CREATE, VERSION
from tieout import warehouse
from tieout.cli.explanation import explain
from tieout.lineage import Lineage, Model
from tieout.settings import Settings

ACCOUNTS = 1_000_000
SYNC = "sync_zendesk__organization_financials"
KEYS = ("account_id", "customer_id_netsuite", "organization_id_zendesk")
FIGURES = ("balance", "overdue_balance", "unbilled_orders")
DECLARED = {
    "system": "zendesk",
    "object": "organizations",
    "record_id": "organization_id_zendesk",
    "external_id": "external_id",
    "name": "customer_name",
    "why": "account_id",
    "fields": {
        it: {"name": f"organization_fields.netsuite_{it}", "kind": "decimal"} for it in FIGURES
    },
}
STAGED = {
    "stg_netsuite__customers": (
        "select id as customer_id_netsuite, balancesearch as balance "
        "from landing.raw_netsuite.customer"
    ),
    "stg_netsuite__transactions": (
        "select id as transaction_id_netsuite, entity as customer_id_netsuite, foreignamountunpaid "
        "as unpaid_amount from landing.raw_netsuite.transaction"
    ),
}
FINANCIALS = """
    select
        customers.customer_id_netsuite,
        coalesce(customers.balance, transactions.unpaid_amount) as balance
    from warehouse.staging.stg_netsuite__customers as customers
    left join warehouse.staging.stg_netsuite__transactions as transactions
        using (customer_id_netsuite)
"""
MODELS = (
    Model(
        *("stg_netsuite__customers", "staging", ("customer_id_netsuite", "balance"), ()),
        *(("netsuite.customer",), ("customer_id_netsuite",), STAGED["stg_netsuite__customers"]),
    ),
    Model(
        "stg_netsuite__transactions",
        "staging",
        ("transaction_id_netsuite", "customer_id_netsuite", "unpaid_amount"),
        (),
        ("netsuite.transaction",),
        ("transaction_id_netsuite",),
        STAGED["stg_netsuite__transactions"],
    ),
    Model("accounts", "marts", KEYS, grain=("account_id",)),
    Model(
        *("financials", "marts", (*KEYS[:2], "currency", *FIGURES), tuple(STAGED), ()),
        *(("account_id", "currency"), FINANCIALS),
    ),
    Model(
        *(SYNC, "syncs", (*KEYS, "external_id", "currency", *FIGURES), ("financials", "accounts")),
        *((), ("account_id",), "select account_id, balance from warehouse.marts.financials"),
    ),
)
PUBLISHED = f"""
    create schema marts; create schema syncs;
    create table marts.accounts as
    select
        'acc_' || md5(cast(number as varchar))[:12] as account_id,
        cast(number as varchar) as customer_id_netsuite,
        cast(9000000000000 + number as varchar) as organization_id_zendesk,
        'Customer ' || number as name
    from range($accounts) as numbers (number);
    create table marts.financials as
    select
        account_id, customer_id_netsuite, 'EUR' as currency,
        cast(hash(account_id) % 1000000 / 100 as decimal(18, 2)) as balance,
        cast(0 as decimal(18, 2)) as overdue_balance, cast(0 as decimal(18, 2)) as unbilled_orders
    from marts.accounts;
    create table syncs.{SYNC} as
    select
        accounts.*, customer_id_netsuite as external_id, name as customer_name,
        financials.currency, balance, overdue_balance, unbilled_orders
    from marts.accounts
    inner join marts.financials using (account_id, customer_id_netsuite)
"""
LANDED = """
    create schema raw_netsuite;
    create table raw_netsuite.customer as
    select
        cast(number as varchar) as id, 'Customer ' || number as companyname,
        cast(number as decimal(18, 2)) as balancesearch, now() as _landed_at
    from range($accounts) as numbers (number);
    create table raw_netsuite.transaction as
    select
        cast(number as varchar) as id, cast(number % $accounts as varchar) as entity,
        cast(number as decimal(18, 2)) as foreignamountunpaid, now() as _landed_at
    from range(5 * $accounts) as numbers (number)
"""
LEDGER = f"""
    insert into schema_version values ({VERSION}, now());
    insert into batches
    select 'r1/' || number, 'r1', 'd', 'zendesk', 'organizations', 'update', 100, now()
    from range($accounts // 100 + 1) as numbers (number);
    insert into writes
    select
        'r1/' || (number // 700), number % 700, 0,
        cast(9000000000000 + number // 7 as varchar), null, 'Customer', '{SYNC}',
        ['organization_fields.netsuite_balance', 'b', 'c', 'd', 'e', 'f', 'g'][number % 7 + 1],
        'decimal', 2, true, null, '1.00', 'a'
    from range(7 * $accounts) as numbers (number);
    insert into outcomes
    select batch_id, position, record_id, 'written', '', '', false, 1, now() from writes
"""


def main() -> None:
    """Make the files, measure in turns, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), as_of=date(2026, 6, 30))
        _make(settings, options.accounts)
        print(json.dumps(_measured(settings, options.accounts, options.rounds)))


def _make(settings: Settings, accounts: int) -> None:
    files = {settings.published: PUBLISHED, settings.landing: LANDED}
    files[settings.ledger] = ";".join((*CREATE, LEDGER))
    for path, statements in files.items():
        with warehouse.connect(path) as connection:
            for statement in statements.split(";"):
                named = {"accounts": accounts} if "$accounts" in statement else None
                connection.execute(statement, named)
        print(f"{path.name}: {path.stat().st_size // 1_000_000} MB", file=sys.stderr)


def _measured(settings: Settings, accounts: int, rounds: int) -> dict[str, object]:
    lineage = Lineage({it.name: it for it in MODELS}, {SYNC: DECLARED})
    parts: dict[str, Callable[[str], int]] = {
        "floor": lambda record: _by_hand(settings, record),
        "explain": lambda record: _explained(settings, lineage, record),
    }
    taken: dict[str, list[float]] = {name: [] for name in parts}
    cpu: dict[str, list[float]] = {name: [] for name in parts}
    began = time.perf_counter()
    _explained(settings, lineage, next(_records(accounts, 1)))  # loads what is loaded once
    first = time.perf_counter() - began
    for record in _records(accounts, rounds):
        for name, part in parts.items():
            began, worked = time.perf_counter(), time.process_time()
            if part(record) != 4:
                raise SystemExit(f"{name} did not find all of {record}")
            taken[name].append(time.perf_counter() - began)
            cpu[name].append(time.process_time() - worked)
    seconds = {name: statistics.median(it) for name, it in taken.items()}
    return {
        "benchmark": "explain",
        "accounts": accounts,
        "floor_seconds": round(seconds["floor"], 3),
        "seconds": round(seconds["explain"], 3),
        "first_seconds": round(first, 3),
        "worst_seconds": round(max(taken["explain"]), 3),
        "floor_cpu_seconds": round(statistics.median(cpu["floor"]), 3),
        "cpu_seconds": round(statistics.median(cpu["explain"]), 3),
        "ratio": round(seconds["explain"] / seconds["floor"], 2),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _records(accounts: int, rounds: int) -> Iterator[str]:
    for number in range(rounds):
        yield str(9_000_000_000_000 + number * accounts // rounds)


def _explained(settings: Settings, lineage: Lineage, record: str) -> int:
    """How many of the four were found: the sync's row, the mart's, the customer, a write."""
    [field] = explain(
        settings, lambda: lineage, "zendesk", "organizations", record, "balance"
    ).fields
    customers = [it for it in field.sources if it.table == "customer" and it.record_id]
    return sum(map(bool, (field.has_row, field.marts, customers, field.writes)))


def _by_hand(settings: Settings, record: str) -> int:
    customer = str(int(record) - 9_000_000_000_000)
    found = 0
    for path, query, value in (
        (settings.published, f"from syncs.{SYNC} where organization_id_zendesk = ?", record),
        (settings.published, "from marts.financials where customer_id_netsuite = ?", customer),
        (settings.landing, "from raw_netsuite.customer where id = ?", customer),
        (settings.ledger, "from writes where record_id = ?", record),
    ):
        with warehouse.connect(path, read_only=True) as connection:
            found += bool(connection.execute(query, [value]).fetchall())
    return found


if __name__ == "__main__":
    main()
