"""A hand-made company's field service, as a database and a drop, for the tests of its reader."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from sandbox.astea import Astea
from sandbox.company import Bundle
from sandbox.company.common import Address
from sandbox.company.field_service import Job, JobItem, JobPart, ServiceRecords, Site
from sandbox.serve import serve
from systems.astea.reader import AsteaReader
from systems.base import Row, Table
from tests.stopped_clock import StoppedClock
from tests.systems.billing_company import Company
from tests.systems.helpdesk import rows

TODAY = datetime(2026, 6, 30, 12, tzinfo=UTC)


def part(number: int, total: str, currency: str | None = "USD") -> JobPart:
    return JobPart(
        id=number,
        part_id="P-1",
        quantity=Decimal("2.5"),
        unit_cost=Decimal("1.00"),
        unit_price=Decimal("2.00"),
        total=Decimal(total),
        currency=currency,
        is_billable=True,
        is_fulfilled=False,
        warehouse_id="W01",
        used_at=datetime(2026, 6, 1, 8, 30),  # noqa: DTZ001 - local, as all times there
    )


def job(request_id: str, **more: Any) -> Job:
    """An open job like any other, opened and changed in June, by the clock of Chicago."""
    values: dict[str, Any] = {
        "line_number": 1,
        "type": "REPAIR",
        "is_open": True,
        "is_in_history": False,
        "status_id": 200,
        "status": "Technician assigned",
        "customer_id": "CUST1",
        "customer_name": "Acme",
        "site_id": "S1",
        "site_name": "Acme Austin",
        "node_id": "N01",
        "technician_id": "T001",
        "priority": 2,
        "reference": "PO-1",
        "contract_id": None,
        "opened_at": datetime(2026, 6, 1, 8, 0),  # noqa: DTZ001
        "closed_at": None,
        "currency": "USD",
        "modified_at": datetime(2026, 6, 20, 9, 0),  # noqa: DTZ001
    }
    return Job(request_id=request_id, **values | more)


def closed(request_id: str, at: datetime, **more: Any) -> Job:
    values: dict[str, Any] = {
        "is_open": False,
        "is_in_history": True,
        "status_id": 900,
        "status": "Invoiced",
        "opened_at": at,
        "closed_at": at,
        "modified_at": at,
    }
    return job(request_id, **values | more)


OLD = datetime(2026, 1, 10, 8, 0)  # noqa: DTZ001
JOBS = (
    job("SV2606010001", parts=(part(1, "0.10"), part(2, "0.20"), part(3, "7.77", None))),
    job("SV2606010001", line_number=2, items=(JobItem(1, "P-1", "Alarm\r", "SN1"),)),
    job("RP2606010002", is_in_history=True, status_id=900, status="Invoiced"),  # is being moved
    closed("SV2601100001", OLD, parts=(part(4, "1234567890.1234", "EUR"),)),
    *(job(f"SV26060200{number:02}") for number in range(10, 30)),
)
SITES = (
    Site("S1", "Acme Austin", "Acme Inc", True, Address("1 Main", "Austin", "TX", "78701", "US"),
         None, None),
    Site("S2", "Acme Waco", "Acme Inc", False, None, "US1", "S1"),
)  # fmt: skip
COMPANY = Company(
    all_bundles=(Bundle("one", field_service=ServiceRecords(sites=SITES, jobs=JOBS)),)
)


@dataclass(frozen=True)
class FieldService:
    """The stand-in, how to reach it, its own address, and the client's clock."""

    standin: Astea
    settings: Mapping[str, str]
    url: str
    clock: StoppedClock

    def as_new(self) -> "FieldService":
        self.standin.reset()
        self.clock.waits.clear()
        return self

    @property
    def drop_folder(self) -> Path:
        return Path(self.settings["drop_folder"])

    @property
    def as_drop(self) -> Mapping[str, str]:
        """The settings of a client that has no database to look into."""
        return {name: it for name, it in self.settings.items() if name != "database_url"}

    def reader(self, settings: Mapping[str, str] | None = None, **options: Any) -> AsteaReader:
        return AsteaReader(settings or self.settings, clock=self.clock, **options)

    def read(
        self, table: Table, since: str | None = None, settings: Mapping[str, str] | None = None
    ) -> Sequence[Row]:
        """All rows of one table, by a reader of its own."""
        reader = self.reader(settings)
        try:
            return rows(reader.pages(table, since))
        finally:
            reader.close()

    def change(self, order_id: str, **values: object) -> None:
        """Let somebody there change a job."""
        httpx.post(f"{self.url}/jobs/{order_id}", json=values).raise_for_status()


@contextmanager
def field_service(**options: Any) -> Iterator[FieldService]:
    clock = StoppedClock(TODAY)
    standin = Astea(COMPANY, clock=lambda: clock.now().timestamp(), **options)
    try:
        with serve([standin], answer_key=dict) as served:
            yield FieldService(standin, served.credentials()["astea"], served.urls["astea"], clock)
    finally:
        standin.close()
