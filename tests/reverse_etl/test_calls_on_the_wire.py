"""The calls that a plan was said to take are those that the systems' stand-ins counted."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx
import pytest

from reverse_etl import apply, cost, plan, specs
from reverse_etl.desired import DesiredRow
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
from reverse_etl.specs import SyncSpec
from systems.base import Calls, Field, Key, Value, Write
from systems.bigcommerce.estimate import estimated
from systems.bigcommerce.writes import Orders
from systems.gotransverse.writes import BillingAccounts
from systems.hubspot.writes import Companies
from systems.netsuite.writes import CUSTOMERS
from systems.netsuite.writes import Records as ErpRecords
from systems.salesforce.writes import Records
from tests.systems import billing, erp, helpdesk, partner_crm, store
from tests.systems.crm import BALANCE, FIRMS, NAME, STATUS, Crm, crm, firm
from tieout.settings import Budget

ACCOUNTS = ("salesforce", "account")
Wanted = tuple[SyncSpec, Sequence[DesiredRow]]
KEEPS_HALF = Budget(Fraction(1, 2))
KEEPS_NOTHING = Budget(Fraction(0))


def spec(name: str, system: str, object: str, fields: Sequence[Field]) -> SyncSpec:
    """A sync that may do everything."""
    declared = {it.name: {"name": it.name, "kind": it.kind} for it in fields}
    columns = {"record_id": "id", "external_id": "external_id", "name": "name", "why": "account"}
    where = {"system": system, "object": object, "action": "update", "mode": "apply"}
    more = {"fields": declared, "limits": {"greatest_share": 1}}
    return specs.load({name: {**where, **columns, **more}}, {})[0]


class Runs:
    """Plans and applies against some targets, and counts what their servers were asked."""

    def __init__(self, targets: dict[tuple[str, str], Any], ledger: Ledger) -> None:
        self.targets, self.ledger, self.number = targets, ledger, 0

    def plan(self, *syncs: Wanted) -> Plan:
        self.number += 1
        desired = {it.name: rows for it, rows in syncs}
        day, run_id = date(2026, 6, 30), f"run-{self.number}"
        return plan.make(
            [it for it, _ in syncs], desired, self.targets, self.ledger, {}, day, run_id
        )

    def apply(self, planned: Plan, budget: Budget = KEEPS_NOTHING) -> ApplyReport:
        return apply.run(
            planned, self.targets, self.ledger, planned.run_id, budget=budget, sleep=lambda _: None
        )


def asked(base_url: str) -> int:
    """How many requests a stand-in has counted."""
    return int(httpx.get(f"{base_url}/__sandbox__/requests", trust_env=False).json()["total"])


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.duckdb") as ledger:
        yield ledger


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm(page_size=2000, daily_calls=200) as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


@pytest.fixture
def accounts(org: Crm) -> Iterator[Records]:
    with org.target() as target:
        target.batch_size, target.batches_in_flight = 2, 2  # so that twelve firms are many
        yield target


NAMES = spec("sync_names", *ACCOUNTS, (NAME,))
FIGURES = spec("sync_figures", *ACCOUNTS, (BALANCE, STATUS))


def wanted() -> list[Wanted]:
    """Two syncs want something of each of the twelve firms."""
    ids = [(firm(number), f"F-{number}") for number in FIRMS]
    names = [DesiredRow(NAMES.name, it, key, key, key, (f"{key} Ltd",)) for it, key in ids]
    values = (Decimal("12.50"), "Active")
    figures = [DesiredRow(FIGURES.name, it, key, key, key, values) for it, key in ids]
    return [(NAMES, names), (FIGURES, figures)]


def test_two_syncs_of_an_object_take_the_calls_that_were_said(
    org: Crm, accounts: Records, ledger: Ledger
) -> None:
    runs = Runs({ACCOUNTS: accounts}, ledger)
    planned = runs.plan(*wanted())
    [expected] = cost.estimated(planned, runs.targets, KEEPS_HALF)
    before = asked(org.settings["base_url"])

    report = runs.apply(planned)

    assert report.records.written == 12
    assert (expected.read_again, expected.write, expected.follow, expected.read_back) == (
        3,
        6,
        0,
        3,
    )
    assert asked(org.settings["base_url"]) - before == expected.total == 12
    assert (expected.allowance.a_day, expected.kept, expected.is_exact) == (200, 100, True)


def test_calls_for_half_of_it_stop_it_and_the_second_run_finishes(
    org: Crm, accounts: Records, ledger: Ledger
) -> None:
    runs = Runs({ACCOUNTS: accounts}, ledger)
    planned = runs.plan(*wanted())
    while _left(accounts) > 100 + 6:
        accounts.client.limits()  # others use the rest: six calls are left to us
    before = asked(org.settings["base_url"])

    first = runs.apply(planned, KEEPS_HALF)

    assert (first.outcome, first.exit_code) == ("held_back", 3)
    assert (first.records.written, first.records.not_sent) == (4, 8)
    assert first.paused[0].sentence == (
        "salesforce: 102 of the day's 200 calls are left, and 100 stay for others ([budget] "
        "reserve in tieout.toml). 8 records of it are left: the next run goes on."
    )
    assert asked(org.settings["base_url"]) - before == 4

    second = runs.apply(runs.plan(*wanted()))
    assert (second.exit_code, second.records.written) == (0, 8)
    assert not runs.plan(*wanted()).changes


def _left(target: Records) -> int:
    left = target.allowance().left
    assert left is not None
    return left


def test_batches_of_a_partner_crm_take_the_calls_that_were_said(ledger: Ledger) -> None:
    with (
        partner_crm.crm(partner_crm.many(250)) as crm_,
        closing(Companies(crm_.settings, clock=crm_.clock)) as target,
    ):
        place = ("hubspot", "companies")
        sync = spec("sync_partners", *place, (partner_crm.NAME,))
        ids = sorted(str(1000 + number) for number in range(1, 251))
        rows = [DesiredRow(sync.name, it, None, it, it, (f"Firm {it}",)) for it in ids]
        expected, made, report = estimated_and_made(
            crm_.settings, place, target, ledger, sync, rows
        )
    assert (report.records.written, expected.write, expected.read_again) == (250, 3, 3)
    assert made == expected.total == 9
    assert (expected.allowance.a_day, expected.allowance.a_window) != (None, None)


def test_records_of_an_erp_take_a_call_each(ledger: Ledger) -> None:
    with (
        erp.erp() as books,
        closing(ErpRecords(books.settings, written=CUSTOMERS, clock=books.clock)) as target,
    ):
        place = ("netsuite", "customers")
        sync = spec("sync_customers", *place, (Field("custentity_crm_id", "text"),))
        found = target.client.query("SELECT id FROM customer ORDER BY id").rows
        ids = sorted(str(row["id"]) for row in found)[:50]
        rows = [DesiredRow(sync.name, it, None, it, it, (f"X{it}",)) for it in ids]
        expected, made, report = estimated_and_made(
            books.settings, place, target, ledger, sync, rows
        )
    assert (report.records.written, expected.write, expected.follow) == (50, 50, 0)
    assert made == expected.total == 50 + 2  # all in one wave, read before and after
    assert expected.allowance.at_once == 4


def test_jobs_of_a_helpdesk_are_looked_at_once_at_least(ledger: Ledger) -> None:
    with helpdesk.helpdesk() as desk, helpdesk.writer(desk) as target:
        place = ("zendesk", "organizations")
        sync = spec("sync_organizations", *place, (helpdesk.NAME,))
        ids = sorted(str(row["id"]) for row in helpdesk.living_organizations(desk))
        target.batch_size = 10
        rows = [DesiredRow(sync.name, it, None, it, it, (f"Firm {it}",)) for it in ids]
        expected, made, report = estimated_and_made(
            desk.settings, place, target, ledger, sync, rows
        )
    assert report.records.written == len(ids)
    assert expected.write == -(-len(ids) // 10)
    assert made >= expected.total
    assert not expected.is_exact
    assert expected.allowance.a_window == 700
    assert expected.seconds == pytest.approx(expected.total * 60 / 700)


def test_orders_of_a_store_take_the_calls_that_were_said(ledger: Ledger) -> None:
    crm_id, notes = [f"801{number}" for number in range(300)], ["x"] * 300
    expected, made, report = of_a_store(ledger, 300, {store.CRM_ID: crm_id, store.NOTES: notes})
    assert (report.records.written, expected.write, expected.is_exact) == (300, 600, False)
    assert made == expected.total == 600 + 2 * 8  # forty to a wave, and a page holds a wave


def test_metafields_of_a_store_take_about_the_calls_that_were_said(ledger: Ledger) -> None:
    expected, made, report = of_a_store(ledger, 300, {store.JOB: [str(it) for it in range(300)]})
    assert (report.records.written, expected.write) == (300, 600)
    assert expected.total <= made <= expected.total + 8  # pages grow by what is made meanwhile


def test_parcels_of_a_store_take_at_most_the_calls_that_were_said(ledger: Ledger) -> None:
    expected, made, report = of_a_store(ledger, 40, {store.NUMBER: ["T"] * 40})
    assert (report.records.written, expected.write) == (40, 160)
    assert made == expected.total - 40  # of none anything was shipped before


def of_a_store(
    ledger: Ledger, orders: int, wanted: Mapping[Field, Sequence[Value]]
) -> tuple[cost.SystemCalls, int, ApplyReport]:
    """The same for a store of so many orders, each with a value for every one of these fields."""
    with (
        store.store(store.many(orders)) as shop,
        closing(Orders(shop.settings, clock=shop.clock)) as target,
    ):
        place = ("bigcommerce", "orders")
        sync = spec("sync_orders", *place, tuple(wanted))
        rows = [
            DesiredRow(sync.name, str(number), None, str(number), str(number), values)
            for number, values in enumerate(zip(*wanted.values(), strict=True), start=1001)
        ]
        return estimated_and_made(shop.settings, place, target, ledger, sync, rows)


def test_accounts_of_billing_take_the_calls_that_were_said(ledger: Ledger) -> None:
    with (
        billing.billing() as books,
        closing(BillingAccounts(books.settings, clock=books.clock)) as target,
    ):
        place = ("gotransverse", "billing_accounts")
        sync = spec("sync_accounts", *place, (Field("external_account_num", "text"),))
        ids = [str(number) for number in range(1001, 1053)]
        rows = [DesiredRow(sync.name, it, None, it, it, (f"N{it}",)) for it in ids]
        expected, made, report = estimated_and_made(
            books.settings, place, target, ledger, sync, rows
        )
    assert (report.records.written, expected.write, expected.is_exact) == (52, 52, False)
    assert made == expected.total


def estimated_and_made(
    settings: Mapping[str, str],
    place: tuple[str, str],
    target: Any,
    ledger: Ledger,
    sync: SyncSpec,
    rows: Sequence[DesiredRow],
) -> tuple[cost.SystemCalls, int, ApplyReport]:
    """What was said to be needed, what the stand-in counted, and what became of it."""
    runs = Runs({place: target}, ledger)
    planned = runs.plan((sync, rows))
    [expected] = cost.estimated(planned, runs.targets, Budget())
    before = asked(settings["base_url"])
    report = runs.apply(planned)
    return expected, asked(settings["base_url"]) - before, report


def test_orders_of_a_store_are_read_in_pages_and_written_one_by_one() -> None:
    near, far = [Key(str(it)) for it in range(100, 350)], [Key("9000"), Key("99000")]
    own, parcel = Field("customer_message", "text"), Field("shipments.tracking_number", "text")
    written = [("customer_message",)] * 250 + [("customer_message", parcel.name)] * 2
    assert estimated([*near, *far], written, [own]) == Calls(3, 252 + 2 * 4, is_exact=False)
    assert estimated(near, written[:250], [own, parcel]).read == 1 + 250  # perhaps all are shipped


def test_accounts_of_billing_are_looked_up_by_fifties_or_one_by_one() -> None:
    with billing.billing() as books, closing(BillingAccounts(books.settings)) as target:
        few = [Write(Key(str(it)), {}) for it in range(4)]
        many = [Write(Key(str(it)), {}) for it in range(120)]
        named = [Write(Key(None, str(it)), {}) for it in range(51)]
        assert target.estimate(few, (), 1) == Calls(4, 4, is_exact=False)
        assert target.estimate(many, (), 1) == Calls(3, 120, is_exact=False)
        assert target.estimate(named, (), 1) == Calls(2, 51, is_exact=False)
        assert target.allowance().left is None


def test_a_large_batch_of_the_crm_is_a_job(accounts: Records) -> None:
    writes = [Write(Key(None, f"N{number}"), {"Name": "new"}) for number in range(201)]
    calls = accounts.estimate(writes, (NAME,), 10_000)
    assert (calls.send, calls.follow, calls.is_exact) == (3, 4, False)
    assert accounts.estimate(writes[:200], (NAME,), 10_000).send == 1
