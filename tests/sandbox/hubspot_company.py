"""A small company, and its partner CRM served on loopback, for the tests of the HubSpot stand-in.

company         key   domain             contacts                  deals            client
501 Acme        C-1   acme.example       601 Ann (primary), 602 Al 701 won          801 PARTNER
502 Borealis    C-2   borealis.example   603 Bo                    702 open         802 DEFAULT
503 Cirrus      none  acme.example       none                      none             none
504 Dormant     C-4   archived           none                      none             none
505 Acme Nord   C-5   child of 501       none                      none             803, of 505
and the owners 91 Olga Stern and, who has left, 92 Per Dahl
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
from hubspot import HubSpot as Client

from sandbox.company import Bundle
from sandbox.company.partners import (
    PartnerClient,
    PartnerCompany,
    PartnerContact,
    PartnerDeal,
    PartnerOwner,
    PartnerRecords,
)
from sandbox.hubspot import HubSpot
from sandbox.serve import serve
from tests.sandbox.zendesk_company import NO_TLS, START, Clock

MAY = [datetime(2026, 5, day, 8, 30, tzinfo=UTC) for day in range(1, 32)]


def company(id_: int, name: str, key: str | None, **more: Any) -> PartnerCompany:
    return replace(
        PartnerCompany(
            *(id_, name, None, None, None, None, None, None, "customer", key, None, (), False),
            *(MAY[0], MAY[1]),
        ),
        **more,
    )


def client(id_: int, company_id: int | None, name: str, key: str, **more: Any) -> PartnerClient:
    return replace(
        PartnerClient(
            *(id_, company_id, name, f"{name.lower()}.example", "DE", True, True, False),
            *(Decimal("1450.00"), "EUR", date(2026, 11, 14), "DEFAULT", None, None, None, key),
            *(False, MAY[0], MAY[2]),
        ),
        **more,
    )


ITSELF = PartnerRecords(
    owners=(
        PartnerOwner(91, 1091, "olga@company.example", "Olga", "Stern", False, MAY[0]),
        PartnerOwner(92, 1092, "per@company.example", "Per", "Dahl", True, MAY[0]),
    )
)
ACME = PartnerRecords(
    companies=(
        company(
            *(501, "Acme", "C-1"),
            domain="acme.example",
            city="Kiel",
            owner_id=91,
            modified_at=MAY[3],
            merged_ids=(511, 512),
        ),
        company(505, "Acme Nord", "C-5", parent_id=501, lifecycle_stage="lead"),
    ),
    contacts=(
        PartnerContact(601, 501, "Ann@acme.example", "Ann", "Lee", "primary", MAY[0], MAY[1]),
        PartnerContact(602, 501, "al@acme.example", "Al", "Roe", None, MAY[0], MAY[4]),
    ),
    deals=(
        PartnerDeal(
            *(701, 501, 91, "Acme 2026", "closedwon", "default", Decimal("17400.00"), "EUR"),
            *(date(2026, 4, 30), False, MAY[0], MAY[1]),
        ),
    ),
    clients=(
        client(801, 501, "Acme", "C-1", renewal_mode="PARTNER", renewal_contact="olga@x.example"),
        client(803, 505, "Nord", "C-5", mrr=Decimal(90), next_renewal_on=None),
    ),
)
BOREALIS = PartnerRecords(
    companies=(company(502, "Borealis", "C-2", domain="borealis.example", owner_id=92),),
    contacts=(
        PartnerContact(603, 502, "bo@borealis.example", "Bo", "Ray", "billing", MAY[0], MAY[2]),
    ),
    deals=(
        PartnerDeal(
            *(702, 502, 91, "Borealis 2027", "contractsent", "default", Decimal("900.5"), "USD"),
            *(date(2026, 7, 1), False, MAY[0], MAY[2]),
        ),
    ),
    clients=(client(802, 502, "Borealis", "C-2"),),
)
OTHERS = PartnerRecords(
    companies=(
        company(503, "Cirrus", None, domain="acme.example", modified_at=MAY[5]),
        company(504, "Dormant", "C-4", is_archived=True, modified_at=MAY[6]),
    )
)


@dataclass
class Company:
    """What the stand-in asks of a world."""

    all_records: tuple[PartnerRecords, ...] = (ITSELF, ACME, BOREALIS, OTHERS)

    def bundles(self) -> Iterator[Bundle]:
        for place, records in enumerate(self.all_records):
            yield Bundle(str(place), partners=records)


def many(count: int) -> Company:
    """Companies 1001, 1002, … named `Firm 0001`, …, keyed F-1, …, each changed a minute later."""
    companies = tuple(
        company(
            1000 + number,
            f"Firm {number:04}",
            f"F-{number}",
            modified_at=MAY[0] + timedelta(minutes=number),
        )
        for number in range(1, count + 1)
    )
    return Company((ITSELF, PartnerRecords(companies=companies)))


@dataclass
class Crm:
    """A served stand-in, a client that has its private app's token, and one that has none."""

    standin: HubSpot
    url: str
    client: httpx.Client
    stranger: httpx.Client
    clock: Clock
    settings: dict[str, str] = field(default_factory=dict)

    def renewed(self) -> "Crm":
        """The same CRM, as it was when it was opened."""
        self.clock.now = START
        self.standin.faults.clear()
        self.standin.reset()
        return self

    def sdk(self) -> Any:
        """The vendor's own Python client."""
        return Client(access_token=self.settings["access_token"], host=self.url)

    def get(self, path: str, status: int = 200, **params: Any) -> Any:
        return self._asked("GET", path, status, params=params or None)

    def post(self, path: str, body: object, status: int = 200) -> Any:
        return self._asked("POST", path, status, json=body)

    def patch(self, path: str, body: object, status: int = 200) -> Any:
        return self._asked("PATCH", path, status, json=body)

    def put(self, path: str, body: object = None, status: int = 200) -> Any:
        return self._asked("PUT", path, status, json=body)

    def delete(self, path: str, status: int = 204) -> Any:
        return self._asked("DELETE", path, status)

    def company(self, key: str, **params: Any) -> Any:
        """The properties of a company."""
        return self.get(f"/crm/v3/objects/companies/{key}", **params)["properties"]

    def search(self, kind: str, *filters: dict[str, Any], **more: Any) -> list[str]:
        """The ids of what all filters let through, in the order of the answer."""
        groups = [{"filters": list(filters)}] if filters else []
        body = {"filterGroups": groups, **more}
        found = self.post(f"/crm/v3/objects/{kind}/search", body)
        return [one["id"] for one in found["results"]]

    def _asked(self, method: str, path: str, status: int, **sent: Any) -> Any:
        response = self.client.request(method, path, **sent)
        assert response.status_code == status, response.text
        return response.json() if response.content else None


def error_codes(refusal: Any) -> dict[str, str]:
    """Property -> code, from the JSON that the refusal has inside its message."""
    beginning = "Property values were not valid: "
    message = refusal["message"]
    assert message.startswith(beginning), message
    return {it["name"]: it["error"] for it in json.loads(message.removeprefix(beginning))}


def filtered(name: str, operator: str, value: Any = None, **more: Any) -> dict[str, Any]:
    """One filter of a search."""
    return {"propertyName": name, "operator": operator, "value": value, **more}


@contextmanager
def crm(company: Company | None = None, **options: Any) -> Iterator[Crm]:
    """The stand-in of a company on a port of its own, until the block is left."""
    clock = Clock()
    options = {"tier": "unlimited", **options}
    standin = HubSpot(company or Company(), clock=clock, **options)
    try:
        with serve([standin], answer_key=dict) as served:
            settings = served.credentials()["hubspot"]
            url, token = settings["base_url"], settings["access_token"]
            headers = {"authorization": f"Bearer {token}"}
            with (
                httpx.Client(base_url=url, headers=headers, verify=NO_TLS) as client,
                httpx.Client(base_url=url, verify=NO_TLS) as stranger,
            ):
                yield Crm(standin, url, client, stranger, clock, settings)
    finally:
        standin.close()
