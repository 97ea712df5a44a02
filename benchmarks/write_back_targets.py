"""What is written to each target: who is pretended, what is wanted of it, how it is called."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb

from systems.base import Target

SYNC = "sync_figures"
FIRST_ID = 5_000_000_000_001
MAY = datetime(2026, 5, 1, tzinfo=UTC)
WANTED = f"""
    create table syncs.{SYNC} as
    select
        'A' || number as account_id,
        {{external_id}} as external_id,
        'Customer ' || number as customer_name,
        record_id,
        cast(number / 100 + 1 as decimal(18, 2)) as balance,
        cast(number / 200 + 1 as decimal(18, 2)) as overdue_balance,
        cast(number % 90 + 1 as bigint) as days_overdue,
        case when number % 2 = 0 then 'Suspended' else 'Active' end as status,
        false as credit_hold,
        cast(null as decimal(18, 2)) as unbilled_orders,
        cast(null as decimal(18, 2)) as credit_limit,
        cast(null as varchar) as currency
    from (
        select generate_subscripts(ids, 1) as number, unnest(ids) as record_id
        from (select ? as ids)
    )
"""
Routes = Mapping[tuple[str, str], int]


class Written(Target, Protocol):
    """A target as it is measured: of each we know how many requests went out."""

    client: Any


@dataclass(frozen=True)
class Case:
    """One target. `fields` are columns with names and kinds, `external_id` is SQL of a number."""

    system: str
    object: str
    fields: Mapping[str, tuple[str, str]]
    external_id: str
    makes_fields: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str]:
        return (self.system, self.object)

    def declared(self, records: int) -> dict[str, Any]:
        """The sync, which may change everything."""
        return {
            "system": self.system,
            "object": self.object,
            "record_id": "record_id",
            "external_id": "external_id",
            "name": "customer_name",
            "why": "account_id",
            "action": "update",
            "mode": "apply",
            "limits": {"most_changes": records, "greatest_share": 1},
            "fields": {
                column: {"name": name, "kind": kind, "title": column, "custom": True}
                for column, (name, kind) in self.fields.items()
            },
        }

    def target(self, settings: Mapping[str, str]) -> Written:
        """Who writes it, with the product's own defaults."""
        made: Written = _target(self.system)({**settings, **self.settings})
        return made

    def routes(self, target: Written) -> Routes:
        """What was asked so far, as the client itself counts."""
        if self.system == "salesforce":
            return dict(target.client.calls_made())
        return dict(target.client.session.calls())


ACCOUNT_FIELDS = {
    "balance": ("GTV_Balance__c", "decimal"),
    "overdue_balance": ("GTV_Past_Due_Amount__c", "decimal"),
    "status": ("GTV_Status__c", "text"),
}
COMPANY_FIELDS = {
    "balance": ("netsuite_balance", "decimal"),
    "overdue_balance": ("netsuite_overdue_balance", "decimal"),
    "days_overdue": ("netsuite_days_overdue", "integer"),
}
ORGANIZATION_FIELDS = {
    column: (f"organization_fields.netsuite_{column}", kind)
    for column, kind in (
        *(("credit_hold", "boolean"), ("balance", "decimal"), ("overdue_balance", "decimal")),
        *(("unbilled_orders", "decimal"), ("days_overdue", "integer")),
        *(("credit_limit", "decimal"), ("currency", "text")),
    )
}
KEYED, NUMBERED = "'C-' || number", "cast(number as varchar)"
NEVER = {"bulk_above": "0"}
CASES: Mapping[str, Case] = {
    "zendesk": Case("zendesk", "organizations", ORGANIZATION_FIELDS, KEYED, makes_fields=True),
    "salesforce": Case("salesforce", "account", ACCOUNT_FIELDS, NUMBERED, settings=NEVER),
    "salesforce_bulk": Case("salesforce", "account", ACCOUNT_FIELDS, NUMBERED),
    "hubspot": Case("hubspot", "companies", COMPANY_FIELDS, KEYED, makes_fields=True),
}


def serve(name: str, records: int, folder: Path) -> None:
    """Write what is wanted to a file, serve the target, say how to log in, go on to the end.

    Each line that comes in is answered with the CPU seconds of this process so far.
    """
    from sandbox.serve import serve as served

    case = CASES[name]
    ids, standin = _pretended(case.system)(records)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema syncs")
        connection.execute(WANTED.format(external_id=case.external_id), [ids])
    with closing(standin), served([standin], answer_key=dict) as house:
        print(json.dumps(house.credentials()[case.system]), flush=True)
        for _ in sys.stdin:
            print(time.process_time(), flush=True)


def _target(system: str) -> Callable[[Mapping[str, str]], Any]:
    """Imported when asked for, so that a process holds no other system's code."""
    if system == "zendesk":
        from systems.zendesk.writes import Organizations

        return Organizations
    if system == "hubspot":
        from systems.hubspot.writes import Companies

        return Companies
    from systems.salesforce.writes import ACCOUNT as WRITTEN
    from systems.salesforce.writes import Records

    return lambda settings: Records(settings, written=WRITTEN)


def _pretended(system: str) -> Callable[[int], tuple[list[str], Any]]:
    return {"zendesk": _helpdesk, "hubspot": _partner_crm, "salesforce": _crm}[system]


def _helpdesk(records: int) -> tuple[list[str], Any]:
    """Organizations without people, at a helpdesk that refuses nobody for the pace."""
    from sandbox.company import Bundle, Organization
    from sandbox.zendesk import Zendesk

    class Firms:
        def bundles(self) -> Iterator[Bundle]:
            for number in range(1, records + 1):
                firm = Organization(
                    id=FIRST_ID + number,
                    name=f"Customer {number}",
                    external_id=f"C-{number}",
                    domain_names=(),
                    details=None,
                    notes=None,
                    tags=(),
                    created_at=MAY,
                    updated_at=MAY,
                )
                yield Bundle(str(number), organizations=(firm,))

    ids = [str(FIRST_ID + number) for number in range(1, records + 1)]
    return ids, Zendesk(Firms(), plan="unlimited")


def _partner_crm(records: int) -> tuple[list[str], Any]:
    """Companies, at a CRM that refuses nobody for the pace."""
    from sandbox.company import Bundle, PartnerCompany, PartnerRecords
    from sandbox.hubspot import HubSpot

    class Firms:
        def bundles(self) -> Iterator[Bundle]:
            for number in range(1, records + 1):
                firm = PartnerCompany(
                    id=FIRST_ID + number,
                    name=f"Customer {number}",
                    domain=f"customer-{number}.example",
                    phone=None,
                    city=None,
                    postal_code=None,
                    country=None,
                    owner_id=None,
                    lifecycle_stage="customer",
                    customer_key=f"C-{number}",
                    parent_id=None,
                    merged_ids=(),
                    is_archived=False,
                    created_at=MAY,
                    modified_at=MAY,
                )
                yield Bundle(str(number), partners=PartnerRecords(companies=(firm,)))

    ids = [str(FIRST_ID + number) for number in range(1, records + 1)]
    return ids, HubSpot(Firms(), tier="unlimited")


def _crm(records: int) -> tuple[list[str], Any]:
    """Accounts, at an org whose day has calls enough."""
    from benchmarks.bulk import Accounts
    from sandbox.making.crm_ids import crm_id
    from sandbox.salesforce import Salesforce

    ids = [crm_id("account", number) for number in range(1, records + 1)]
    return ids, Salesforce(Accounts(records, as_of=date(2026, 6, 30)), daily_calls=10_000_000)
