"""The pretended company's subscriptions: three systems, one price, and invoices that add up."""

from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from sandbox.company import BillingInvoiceItem
from sandbox.making.days import add_months, last_day, months_left, prorated
from sandbox.world import DEFAULT_AS_OF, Scenario
from tests.sandbox.audit.invoices import liability
from tests.sandbox.audit.records import PLACES, Records
from tests.sandbox.audit.subscriptions import mrr_of, mrr_of_line
from tests.sandbox.worlds import company

ZERO = Decimal(0)


@pytest.fixture(scope="module")
def clean() -> Records:
    return Records(company(400, "clean"), DEFAULT_AS_OF, {})


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2020, 1, 15), 12, date(2021, 1, 14)),
        (date(2022, 6, 15), 24, date(2024, 6, 14)),
        (date(2024, 1, 31), 1, date(2024, 2, 28)),
    ],
)
def test_a_term_ends_on_the_day_before_its_next_start(start: date, months: int, end: date) -> None:
    assert last_day(start, months) == end


@pytest.mark.parametrize(
    ("ended_on", "last", "months"),
    [
        (date(2026, 3, 15), date(2027, 12, 31), 22),
        (date(2026, 3, 15), date(2026, 4, 14), 1),
        (date(2026, 3, 15), date(2026, 4, 15), 2),
        (date(2026, 3, 15), date(2026, 3, 15), 1),
        (date(2026, 3, 15), date(2026, 3, 14), 0),
    ],
)
def test_a_part_of_a_month_that_is_left_counts_as_one(
    ended_on: date, last: date, months: int
) -> None:
    assert months_left(ended_on, last) == months


@pytest.mark.parametrize(
    ("first", "last", "part"),
    [
        (date(2021, 1, 27), date(2021, 1, 31), "16.13"),
        (date(2021, 2, 27), date(2021, 2, 28), "7.14"),
        (date(2020, 2, 1), date(2020, 2, 29), "100.00"),
        (date(2026, 3, 10), date(2026, 3, 31), "70.97"),
    ],
)
def test_a_part_of_a_month_is_billed_by_its_days(first: date, last: date, part: str) -> None:
    assert prorated(Decimal("100.00"), first, last) == Decimal(part)


def test_a_month_is_the_same_in_billing_the_erp_and_the_crm(clean: Records) -> None:
    erp = {
        str(it.id) if line.number == 1 else f"{it.id}:{line.number}": mrr_of_line(
            line, DEFAULT_AS_OF
        )
        for it in clean.subscriptions
        for line in it.lines
    }
    services = {str(it.id): it for it in clean.services}
    compared = 0
    for it in clean.crm_subscriptions:
        if it.status in ("In Service", "Suspended", "New"):
            service = services[it.service_id_billing or ""]
            assert it.mrr == erp[it.subscription_id_erp or ""]
            assert it.mrr == mrr_of(service, max(DEFAULT_AS_OF, service.starts_on))
            compared += 1
    assert compared > 500


def test_every_state_of_a_subscription_and_of_a_renewal_occurs(clean: Records) -> None:
    assert {it.status for it in clean.services} == {
        *("ACTIVE", "SUSPENDED", "DEACTIVATED", "REPLACED", "SCHEDULED"),
    }
    assert {it.status for it in clean.subscriptions} == {
        *("ACTIVE", "SUSPENDED", "TERMINATED", "CLOSED", "PENDING_ACTIVATION", "DRAFT"),
    }
    assert {it.term_type for it in clean.crm_subscriptions} == {
        *("Initial", "Auto-Renewed", "Customer-Renewed", "Month-To-Month", "Expired"),
    }
    assert {it.renewal_type for it in clean.crm_subscriptions} == {
        *("Auto-Renew", "High Touch", "Month-To-Month", "Expires"),
    }
    assert {it.action for it in clean.change_orders} == {
        *("MODIFY_PRICING", "SUSPEND", "TERMINATE", "RENEW"),
    }
    renewals = [it for it in clean.change_orders if it.action == "RENEW"]
    assert {it.approval for it in renewals} == {"APPROVED", "PENDING_APPROVAL"}
    orders = [it for it in clean.transactions if it.memo == "Renewal"]
    assert {it.status for it in orders} == {"A", "G"}
    assert {price.period for it in clean.services for price in it.prices} == {
        *("MONTH", "QUARTER", "YEAR"),
    }
    ahead = [it for it in clean.change_orders if it.effective_on > DEFAULT_AS_OF]
    assert {it.action for it in ahead} == {"MODIFY_PRICING", "RENEW"}


def test_a_renewal_by_hand_leaves_a_draft_an_order_and_an_opportunity(clean: Records) -> None:
    subscriptions = {it.id: it for it in clean.subscriptions}
    orders = {it.id: it for it in clean.transactions if it.memo == "Renewal"}
    won = {it.sales_order_id_erp: it for it in clean.opportunities}
    drafts = 0
    for change in clean.change_orders:
        if change.action != "RENEW" or change.approval == "PENDING_APPROVAL":
            continue
        first, second = change.steps
        old = subscriptions[change.subscription_id]
        new = subscriptions[first.subscription_id or 0]
        order = orders[second.transaction_id or 0]
        assert (first.status, second.status) == ("SUCCESS", "SUCCESS")
        assert old.ends_on is not None
        assert (new.starts_on - old.ends_on).days == 1
        year = 12 * sum((mrr_of_line(line, new.starts_on) for line in new.lines), ZERO)
        assert order.total == year == won[str(order.id)].amount
        assert (new.status == "DRAFT") == (order.status == "A")
        drafts += new.status == "DRAFT"
    assert drafts > 5


def test_a_replaced_service_leads_to_one_that_lives(clean: Records) -> None:
    services = {it.id: it for it in clean.services}
    replaced = [it for it in clean.services if it.status == "REPLACED"]
    lengths: Counter[int] = Counter()
    for it in replaced:
        length, last = 1, it
        while last.next_id is not None:
            assert last.ends_on is not None
            later = services[last.next_id]
            assert (later.starts_on - last.ends_on).days == 1
            length, last = length + 1, later
        assert last.status == "ACTIVE"
        lengths[length] += 1
    assert set(lengths) == {2, 3}


def expected(item: BillingInvoiceItem, currency: str) -> Decimal:
    first, last = item.starts_on, item.ends_on
    assert first is not None
    assert last is not None
    if (first.year, first.month) != (last.year, last.month):
        return item.full_amount
    days = Decimal((last - first).days + 1) / monthrange(first.year, first.month)[1]
    return (item.full_amount * days).quantize(Decimal(PLACES[currency]), ROUND_HALF_UP)


def test_invoices_are_their_items_and_items_their_days(clean: Records) -> None:
    prorated_items = 0
    for invoice in clean.invoices:
        assert invoice.amount == sum(item.total for item in invoice.items)
        for item in invoice.items:
            assert item.full_amount == item.unit_amount * item.quantity
            assert item.total == expected(item, invoice.currency)
            prorated_items += item.prorated_percentage < 100
    assert prorated_items > 20


def test_no_day_of_a_service_is_billed_twice(clean: Records) -> None:
    spans: dict[int | None, list[tuple[date, date]]] = defaultdict(list)
    for invoice in clean.invoices:
        for item in invoice.items:
            assert item.starts_on is not None
            assert item.ends_on is not None
            spans[item.service_id].append((item.starts_on, item.ends_on))
    for own in spans.values():
        for (_, end), (start, _) in zip(sorted(own), sorted(own)[1:], strict=False):
            assert end < start


@pytest.mark.parametrize("scenario", ["clean", "messy"])
def test_a_billing_account_owes_what_is_open_in_it(scenario: Scenario) -> None:
    its = Records(company(400, scenario), DEFAULT_AS_OF, {})
    owed: dict[int, Decimal] = defaultdict(Decimal)
    for invoice in its.invoices:
        owed[invoice.account_id] += invoice.open_amount
        assert (invoice.status == "OPEN") == bool(invoice.open_amount)
    for charge in its.adjustments:
        owed[charge.account_id] += charge.unapplied_amount
    for payment in its.payments:
        owed[payment.account_id] -= payment.unapplied_amount
        used = sum((it.amount for it in payment.applications), ZERO)
        assert payment.amount == used + payment.unapplied_amount
    assert {it.id: it.balance for it in its.billing_accounts} == {
        it.id: owed[it.id] for it in its.billing_accounts
    }
    assert sum(bool(it.balance) for it in its.billing_accounts) > 20


def test_the_charge_for_ending_early_follows_from_the_agreement(clean: Records) -> None:
    services = {it.id: it for it in clean.services}
    charges = [it for it in clean.adjustments if it.type == "TERMINATION_CHARGE"]
    assert len(charges) > 8
    for it in charges:
        base = services[it.service_id or 0]
        assert base.agreement is not None
        assert base.ends_on is not None
        basis = sum(
            (
                mrr_of(own, base.ends_on)
                for own in clean.services
                if own.id == base.id or own.parent_id == base.id
            ),
            ZERO,
        )
        terms = clean.agreements[base.agreement.agreement_id]
        last = base.agreement.ends_on
        assert it.amount == liability(base.ends_on, last, terms, basis, it.currency)


def test_a_part_of_a_term_is_whole_months(clean: Records) -> None:
    for it in clean.crm_subscriptions:
        if it.term_starts_on and it.ends_on and it.term_months and it.parent_id is None:
            assert (it.ends_on - add_months(it.term_starts_on, it.term_months)).days == -1
