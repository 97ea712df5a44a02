"""A small field service, and its stand-in served on loopback, for the tests of the Astea stand-in.

job                 where            status   parts (demand id: qty x price)
SV2605010001@@1     open             200      1: 2 x 12.50
SV2605010001@@2     open             205      2: 1.5 x 0.3333
RP2605020002@@1     history          900      none
sv2605030003@@1··   open + history   900      3: 1 x 10 EUR     typed in lower case, padded
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy

from sandbox.astea import Astea
from sandbox.company import Address, Bundle, Job, JobItem, JobPart, ServiceRecords, Site
from sandbox.serve import serve
from tests.sandbox.bigcommerce_company import NO_TLS

START = 1_780_000_000.0  # unix seconds: 28 May 2026, 20:26:40, in Chicago 15:26:40
LONG_PART = "P" * 50
AUSTIN = Address("1 Way", "Austin", "TX", "78701", "US")


def part(id_: int, qty: str, price: str, total: str, **more: Any) -> JobPart:
    given: dict[str, Any] = {"part_id": "B-8", "currency": "USD", "is_fulfilled": False} | more
    money = Decimal(price)
    return JobPart(
        id=id_,
        quantity=Decimal(qty),
        unit_cost=Decimal(1),
        unit_price=money,
        total=Decimal(total),
        is_billable=True,
        warehouse_id="W1",
        used_at=None,
        **given,
    )


def job(request_id: str, line: int = 1, **more: Any) -> Job:
    given: dict[str, Any] = {
        "is_open": True,
        "is_in_history": False,
        "status_id": 200,
        "status": "Technician assigned",
        "opened_at": datetime(2026, 5, 1, 8, 30),  # noqa: DTZ001 - the server's own clock
        "closed_at": None,
        "modified_at": datetime(2026, 5, 2, 8, 30, tzinfo=UTC),
        "currency": "USD",
    }
    return Job(
        request_id=request_id,
        line_number=line,
        type="SERVICE",
        customer_id="C-1",
        customer_name="Acme",
        site_id="S-1",
        site_name="Acme Austin",
        node_id="N1",
        technician_id="T1",
        priority=2,
        reference="PO-4471",
        contract_id=None,
        **(given | more),
    )


FIELD_SERVICE = ServiceRecords(
    sites=(
        Site("S-1", "Acme Austin", "Acme Inc", True, AUSTIN, "12-34", None),
        Site("S-2", "Acme Waco", "Acme Inc", False, None, None, "S-1"),
    ),
    jobs=(
        job(
            "SV2605010001",
            items=(JobItem(1, "DEV", "A pump", "SN1"), JobItem(2, "DEV", "A valve", "SN2")),
            parts=(part(1, "2", "12.50", "25.00"),),
        ),
        job(
            "SV2605010001",
            2,
            status_id=205,
            parts=(part(2, "1.5", "0.3333", "0.5000", part_id=LONG_PART),),
        ),
        job(
            *("RP2605020002",),
            is_open=False,
            is_in_history=True,
            status_id=900,
            status="Invoiced",
            modified_at=None,
        ),
        job(
            *("sv2605030003  ",),
            is_in_history=True,
            status_id=900,
            parts=(part(3, "1", "10", "10", currency="EUR"),),
        ),
    ),
)


@dataclass
class Company:
    """What the stand-in asks of a world."""

    def bundles(self) -> Iterator[Bundle]:
        return iter((Bundle("company"), Bundle("acme", field_service=FIELD_SERVICE)))


@dataclass
class Service:
    """A stand-in, a client of its port, and of its database."""

    standin: Astea
    port: httpx.Client
    settings: dict[str, str]
    engine: sqlalchemy.Engine

    def renewed(self) -> "Service":
        self.standin.reset()
        return self

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            found = connection.execute(sqlalchemy.text(sql), values)
            return [dict(row) for row in found.mappings()]

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        answer = self.port.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def drop(self, name: str) -> tuple[Path, list[dict[str, str]], dict[str, str]]:
        """The newest drop of that name: its file, its rows, its control totals."""
        (path,) = Path(self.settings["drop_folder"]).glob(f"astea_{name}_2*.csv")
        with path.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        lines = path.with_suffix(".ctl").read_text(encoding="utf-8").splitlines()
        return path, rows, dict(line.split("=") for line in lines)


def served(**options: Any) -> Iterator[Service]:
    standin = Astea(Company(), clock=lambda: START, **options)
    try:
        with serve([standin], answer_key=dict) as house:
            settings = house.credentials()["astea"]
            engine = sqlalchemy.create_engine(settings["database_url"])
            with httpx.Client(base_url=house.urls["astea"], verify=NO_TLS) as port:
                yield Service(standin, port, settings, engine)
            engine.dispose()
    finally:
        standin.close()
