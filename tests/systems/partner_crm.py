"""A small partner CRM, served on loopback, for the tests of its client.

company        key    client       renewal owner                people
301 Acme       C-1    601, active  DEFAULT                      401 decision maker, 402 without role
302 Borealis   C-2    602          PARTNER, by 52 (has left)    403 billing
303 Cirrus     none   none                                      none
304 Dormant    archived
Deals 501 and 502 (archived) are Acme's; owners 51 and 52 (archived) are the partner's.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sandbox.company import Bundle, PartnerRecords
from sandbox.company.partners import (
    PartnerClient,
    PartnerCompany,
    PartnerContact,
    PartnerDeal,
    PartnerOwner,
)
from sandbox.faults import Faults
from sandbox.hubspot import HubSpot
from sandbox.serve import serve
from systems.base import Field, Page, Row
from tests.stopped_clock import StoppedClock

MAY = [datetime(2026, 5, day, 8, 30, tzinfo=UTC) for day in range(1, 32)]
BEGUN = datetime(2026, 5, 30, 12, tzinfo=UTC)
MAY_1 = "2026-05-01T00:00:00Z"

NAME = Field("name", "text")
EFFECTIVE = Field("rec_renewal_owner_effective", "text", "Effective renewal owner", is_custom=True)
STATUS = Field("rec_renewal_status", "text", "Renewal status", is_custom=True)
BALANCE = Field("rec_balance", "decimal", "Balance", "From the ERP", is_custom=True)
ON_HOLD = Field("rec_on_hold", "boolean", "On hold", is_custom=True)
SINCE = Field("rec_customer_since", "date", "Customer since", is_custom=True)
SEATS = Field("rec_seats", "integer", "Seats", is_custom=True)
LOOKED_AT = Field("rec_looked_at", "timestamp", "Looked at", is_custom=True)
CUSTOM = (BALANCE, ON_HOLD, SINCE, SEATS, LOOKED_AT)


def company(id_: int, name: str, key: str | None, **more: Any) -> PartnerCompany:
    usual: dict[str, Any] = {
        "domain": f"{name.lower()}.example",
        "phone": "555",
        "city": "Berlin",
        "postal_code": "10115",
        "country": "DE",
        "owner_id": 51,
        "lifecycle_stage": "customer",
        "customer_key": key,
        "parent_id": None,
        "merged_ids": (),
        "is_archived": False,
        "created_at": MAY[0],
        "modified_at": MAY[1],
    }
    return PartnerCompany(id=id_, name=name, **(usual | more))


def contact(id_: int, company_id: int, role: Any) -> PartnerContact:
    email = f"person{id_}@acme.example"
    return PartnerContact(id_, company_id, email, "Ann", "Lee", role, MAY[0], MAY[1])


def deal(id_: int, amount: str, *, is_archived: bool = False) -> PartnerDeal:
    return PartnerDeal(
        *(id_, 301, 51, "Renewal", "contractsent", "default", Decimal(amount), "EUR"),
        *(date(2026, 6, 30), is_archived, MAY[0], MAY[2]),
    )


def client(id_: int, company_id: int, name: str, mode: Any, **more: Any) -> PartnerClient:
    usual: dict[str, Any] = {
        "domain": f"{name.lower()}.example",
        "country": "DE",
        "is_active": True,
        "is_managed": True,
        "is_sold": False,
        "mrr": Decimal("1450.10"),
        "currency": "EUR",
        "next_renewal_on": date(2026, 11, 14),
        "renewal_mode": mode,
        "renewal_contact": None,
        "renewal_owner_effective": None,
        "renewal_status": None,
        "customer_key": None,
        "is_archived": False,
        "created_at": MAY[0],
        "modified_at": MAY[3],
    }
    return PartnerClient(id=id_, company_id=company_id, name=name, **(usual | more))


def owner(id_: int, *, is_archived: bool) -> PartnerOwner:
    email = f"owner{id_}@partner.example"
    return PartnerOwner(id_, 9000 + id_, email, "Max", "Field", is_archived, MAY[0])


STAFF = Bundle(
    "the company",
    partners=PartnerRecords(owners=(owner(51, is_archived=False), owner(52, is_archived=True))),
)
ACME = Bundle(
    "acme",
    partners=PartnerRecords(
        companies=(company(301, "Acme", "C-1", merged_ids=(3011, 3012)),),
        contacts=(contact(401, 301, "decision_maker"), contact(402, 301, None)),
        deals=(deal(501, "2455.50"), deal(502, "1.00", is_archived=True)),
        clients=(client(601, 301, "Acme", "DEFAULT", customer_key="C-1"),),
    ),
)
BOREALIS = Bundle(
    "borealis",
    partners=PartnerRecords(
        companies=(company(302, "Borealis", "C-2", parent_id=301, modified_at=MAY[2]),),
        contacts=(contact(403, 302, "billing"),),
        clients=(
            client(602, 302, "Borealis", "PARTNER", renewal_contact="owner52@partner.example"),
        ),
    ),
)
OTHERS = Bundle(
    "others",
    partners=PartnerRecords(
        companies=(
            company(303, "Cirrus", None, modified_at=MAY[3]),
            company(304, "Dormant", "C-4", is_archived=True, modified_at=MAY[4]),
        )
    ),
)


@dataclass(frozen=True)
class Company:
    """What the stand-in asks of a world."""

    all_bundles: tuple[Bundle, ...] = (STAFF, ACME, BOREALIS, OTHERS)

    def bundles(self) -> Iterator[Bundle]:
        return iter(self.all_bundles)


def many(count: int) -> Company:
    """Companies 1001, 1002, … with the keys F-1, F-2, …, all changed at the same moment."""
    companies = tuple(company(1000 + n, f"Firm {n:05}", f"F-{n}") for n in range(1, count + 1))
    return Company((STAFF, Bundle("many", partners=PartnerRecords(companies=companies))))


@dataclass(frozen=True)
class Crm:
    """The stand-in, how to log in to it, and a clock that both sides go by."""

    standin: HubSpot
    settings: Mapping[str, str]
    clock: StoppedClock

    @property
    def faults(self) -> Faults:
        return self.standin.faults

    def as_new(self) -> "Crm":
        """The same server, everything on it and the time as at the beginning."""
        self.faults.clear()
        self.standin.reset()
        self.clock.waits.clear()
        return self


@contextmanager
def crm(world: Company | None = None, **options: Any) -> Iterator[Crm]:
    clock = StoppedClock(BEGUN)
    standin = HubSpot(
        world or Company(),
        clock=lambda: clock.now().timestamp(),
        **({"tier": "unlimited"} | options),
    )
    try:
        with serve([standin], answer_key=dict) as served:
            settings = served.credentials()["hubspot"]
            yield Crm(standin, settings, clock)
    finally:
        standin.close()


def rows(pages: Iterable[Page]) -> list[Row]:
    return [row for page in pages for row in page.rows]


def ids(pages: Iterable[Page]) -> list[object]:
    """The ids of their rows, in order."""
    return [row["id"] for row in rows(pages)]
