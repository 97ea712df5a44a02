"""What a million unchanged Gotransverse services cost to read again, beside the least.

`python -m benchmarks.scan [--rows N] [--rounds N]` serves the services from the stand-in, in a
process of its own. The system has no way to ask for what changed, so every read is a full one, at
fifty a page. One part lands them once and is measured at the second read, which moves nothing; the
floor fetches and parses the same pages with as many calls at once. The last line is JSON: medians
of seconds and peak memory, and the ratio.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import httpx
import msgspec

from benchmarks.harness import Work, compare, measure, serve
from pipelines import extract
from sandbox.company import BillingRecords, Bundle, Service, ServicePrice
from sandbox.gotransverse import Gotransverse
from sandbox.world import build
from systems.gotransverse import SYSTEM
from systems.gotransverse.reader import GotransverseReader
from systems.gotransverse.tables import SERVICES
from tieout.settings import Settings

PAGE_ROWS = 50
AT_ONCE = 4
FIRST_ID = 90_001
TODAY = date(2026, 6, 30)


@dataclass(frozen=True)
class Services:
    """A small company, and beside it nothing but services of its first billing account."""

    rows: int
    as_of: date = TODAY

    def bundles(self) -> Iterator[Bundle]:
        company = build(1, scenario="clean")
        account, product = 0, 0
        for bundle in company.bundles():
            records = replace(
                bundle.billing, services=(), orders=(), invoices=(), payments=(), adjustments=()
            )
            account = next((it.id for it in records.accounts), account)
            product = next((it.id for it in records.products), product)
            yield replace(bundle, billing=records)
        for start in range(0, self.rows, 1000):
            numbers = range(start, min(start + 1000, self.rows))
            services = tuple(_service(number, account, product) for number in numbers)
            yield Bundle(f"services {start}", billing=BillingRecords(services=services))


def _service(number: int, account_id: int, product_id: int) -> Service:
    starts = date(2025, 1 + number % 12, 1)
    price = ServicePrice(number + 1, Decimal(number % 90_000 + 1_000).scaleb(-2), "MONTH",
                         starts, None, None, False)  # fmt: skip
    return Service(
        id=FIRST_ID + number,
        account_id=account_id,
        product_id=product_id,
        parent_id=None,
        next_id=None,
        status="ACTIVE",
        status_on=starts,
        starts_on=starts,
        ends_on=None,
        commitment_ends_on=None,
        description=f"Service {number:07d}",
        quantity=Decimal(1),
        renewal_count=0,
        agreement=None,
        prices=(price,),
        subscription_id_crm=None,
    )


def pipeline(credentials: Mapping[str, str], home: Path) -> Work:
    """The second extraction of the table as tieout does it."""
    settings = Settings(home=home, as_of=TODAY)
    system = replace(SYSTEM, tables=(SERVICES,))
    defaults = {it.name: it.default for it in SYSTEM.settings if it.default is not None}

    def read(run_id: str) -> int:
        reader = GotransverseReader({**defaults, **credentials})
        (report,) = extract(system, reader, settings, run_id)
        if report.status != "fresh" or report.rows_rejected:
            raise SystemExit(report.sentence)
        return report.rows_landed

    read("first")
    return lambda: read("second")


def floor(credentials: Mapping[str, str], home: Path) -> Work:  # noqa: ARG001 - keeps nothing
    """Fetch and parse the same pages, as many at once."""
    decode = msgspec.json.Decoder(float_hook=str).decode
    headers = {"X-Api-Key": credentials["api_key"]}
    with httpx.Client(base_url=credentials["base_url"], headers=headers) as client:
        counted = client.get("/billing/2/services", params={"page_size": "1"})
    rows = int(counted.headers["x-total-count"])
    edges = [FIRST_ID - 1 + rows * part // AT_ONCE for part in range(AT_ONCE + 1)]

    def pages(first: int, last: int) -> int:
        count = 0
        with httpx.Client(base_url=credentials["base_url"], headers=headers, timeout=60) as client:
            while first < last:
                where = f"id GT '{first}' AND id LTE '{last}'"
                params = {
                    "filter": where,
                    "sort": "id",
                    "page_size": str(PAGE_ROWS),
                    "omit_total_count": "true",
                }
                found = decode(client.get("/billing/2/services", params=params).content)
                if not found:
                    break
                count += len(found)
                first = int(found[-1]["id"])
        return count

    def work() -> int:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sum(pool.map(pages, edges, edges[1:]))

    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--part", choices=("serve", "pipeline", "floor"), help=argparse.SUPPRESS)
    parser.add_argument("--credentials", type=json.loads, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part == "serve":
        serve(Gotransverse(Services(chosen.rows)))
    elif chosen.part:
        part = {"pipeline": pipeline, "floor": floor}[chosen.part]
        measure(part, chosen.credentials, chosen.rows)
    else:
        print(json.dumps(compare("scan", chosen.rows, chosen.rounds)))


if __name__ == "__main__":
    main()
