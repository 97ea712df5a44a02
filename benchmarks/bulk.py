"""How fast a million Salesforce accounts come in by Bulk API 2.0, beside the least that it costs.

`python -m benchmarks.bulk [--rows N] [--rounds N]` serves the accounts from the stand-in, in a
process of its own, and has two others read them in turns: the real reader with the extraction
engine, and a floor that makes the same job, fetches the same pages of CSV and parses them. The last
line is JSON: medians of seconds and peak memory, and the ratio.
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import polars as pl

from benchmarks.harness import Work, compare, measure, serve
from pipelines import extract
from sandbox.company import Address, Bundle, CrmAccount, CrmRecords, CrmUser
from sandbox.making.crm_ids import crm_id
from sandbox.salesforce import Salesforce
from sandbox.world import CURRENCIES
from systems.salesforce import SYSTEM
from systems.salesforce.reader import SalesforceReader
from systems.salesforce.tables import ACCOUNT
from tieout.settings import Settings

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PAGE_ROWS = 50_000


@dataclass(frozen=True)
class Accounts:
    """A company that is nothing but accounts in the CRM."""

    rows: int
    as_of: date = date(2026, 6, 30)
    currencies: Any = CURRENCIES

    def bundles(self) -> Iterator[Bundle]:
        owner = CrmUser(
            crm_id("user", 1), "owner@corvane.example", "Ada", "Owner", "owner@corvane.example",
            True, NOON, NOON,
        )  # fmt: skip
        yield Bundle("company", crm=CrmRecords(users=(owner,)))
        for number in range(1, self.rows + 1):
            yield Bundle(str(number), crm=CrmRecords(accounts=(_account(number, owner.id),)))


def _account(number: int, owner_id: str) -> CrmAccount:
    return CrmAccount(
        id=crm_id("account", number),
        name=f"Account {number:07d}, Inc.",
        type="Customer",
        parent_id=None,
        owner_id=owner_id,
        account_number=f"A{number}",
        phone=None,
        website=f"https://account-{number}.example",
        industry=None,
        address=Address("1 Main Street", "Austin", "TX", f"{number % 90_000 + 10_000}", "US"),
        currency="USD",
        tax_number=None,
        customer_id_erp=str(number),
        account_id_billing=str(10_000 + number),
        account_number_billing=str(number),
        status_billing="ACTIVE",
        cycle_billing="Monthly 1",
        email_billing=None,
        category_billing=None,
        balance=Decimal(number % 100_000).scaleb(-2),
        overdue_balance=Decimal("0.00"),
        last_invoice_on=date(2026, 6, 1),
        last_synchronized_at=NOON,
        renewal_owner=None,
        is_deleted=False,
        merged_into_id=None,
        created_at=NOON,
        modified_at=NOON,
    )


def pipeline(credentials: Mapping[str, str], home: Path) -> Work:
    """Extract the table as tieout does."""
    settings = Settings(home=home, as_of=date(2026, 6, 30))
    system = replace(SYSTEM, tables=(ACCOUNT,))
    defaults = {it.name: it.default for it in SYSTEM.settings if it.default is not None}
    reader = SalesforceReader({**defaults, **credentials})

    def work() -> int:
        (report,) = extract(system, reader, settings, "benchmark")
        if report.status != "fresh" or report.rows_rejected:
            raise SystemExit(report.sentence)
        return report.rows_landed

    import dlt  # noqa: F401 - loading libraries is not what is measured

    return work


def floor(credentials: Mapping[str, str], home: Path) -> Work:  # noqa: ARG001 - keeps nothing
    """Make the job, fetch its pages, and parse them."""
    columns = [it.name for it in ACCOUNT.columns]

    def work() -> int:
        with httpx.Client(base_url=credentials["base_url"], timeout=300) as client:
            client.headers["Authorization"] = f"Bearer {_token(client, credentials)}"
            described = client.get("/services/data/v60.0/sobjects/Account/describe").json()
            there = [it["name"] for it in described["fields"] if it["name"].lower() in columns]
            job = client.post(
                "/services/data/v60.0/jobs/query",
                json={
                    "operation": "queryAll",
                    "query": f"SELECT {', '.join(there)} FROM Account",
                },
            ).json()
            path = f"/services/data/v60.0/jobs/query/{job['id']}"
            return sum(len(frame) for frame in _frames(client, path))

    return work


def _token(client: httpx.Client, credentials: Mapping[str, str]) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": credentials["client_id"],
        "client_secret": credentials["client_secret"],
    }
    return str(client.post("/services/oauth2/token", data=form).json()["access_token"])


def _frames(client: httpx.Client, path: str) -> Iterator[pl.DataFrame]:
    while client.get(path).json()["state"] != "JobComplete":
        time.sleep(0.2)
    locator = ""
    while locator != "null":
        params = {"maxRecords": str(PAGE_ROWS)} | ({"locator": locator} if locator else {})
        page = client.get(f"{path}/results", params=params)
        locator = page.headers["sforce-locator"]
        yield pl.read_csv(page.content, infer_schema=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--part", choices=("serve", "pipeline", "floor"), help=argparse.SUPPRESS)
    parser.add_argument("--credentials", type=json.loads, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part == "serve":
        serve(Salesforce(Accounts(chosen.rows)))
    elif chosen.part:
        part = {"pipeline": pipeline, "floor": floor}[chosen.part]
        measure(part, chosen.credentials, chosen.rows)
    else:
        print(json.dumps(compare("bulk", chosen.rows, chosen.rounds)))


if __name__ == "__main__":
    main()
