"""The pretended company in seven systems: ids once, nothing that points nowhere, no tomorrow."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time

import pytest

from sandbox.company import Bundle, PlantedBreak
from sandbox.world import DEFAULT_AS_OF, KEPT, Scenario, build
from tests.sandbox.audit.records import Records
from tests.sandbox.worlds import company

BOTH: tuple[Scenario, ...] = ("clean", "messy")


def records(size: int, scenario: Scenario) -> Records:
    return Records(company(size, scenario), DEFAULT_AS_OF, {})


def values(noun: object) -> Iterator[tuple[str, object]]:
    """Field names and values of a noun and of all that is in it."""
    if is_dataclass(noun):
        for field in fields(noun):
            value = getattr(noun, field.name)
            yield field.name, value
            yield from values(value)
    elif isinstance(noun, tuple):
        for it in noun:
            yield from values(it)


def systems(bundle: Bundle) -> list[object]:
    return [
        bundle.subscriptions,
        bundle.crm,
        bundle.billing,
        bundle.partners,
        bundle.store,
        bundle.field_service,
    ]


@pytest.mark.parametrize("scenario", BOTH)
def test_an_id_is_given_once_and_in_ascending_order(scenario: Scenario) -> None:
    its = records(400, scenario)
    for numbers in (
        [it.id for it in its.subscriptions],
        [line.id for it in its.subscriptions for line in it.lines],
        [it.id for it in its.change_orders],
        [it.id for it in its.billing_accounts],
        [it.id for it in its.services],
        [it.id for it in its.invoices],
        [item.id for it in its.invoices for item in it.items],
        [it.id for it in its.payments],
        [it.id for it in its.adjustments],
        [it.id for it in its.companies],
        [it.id for it in its.clients],
        [it.id for it in its.store_orders],
        [line.id for it in its.store_orders for line in it.lines],
    ):
        assert len(numbers) == len(set(numbers))
    crm_ids = [it.id for it in its.crm_accounts] + [it.id for it in its.crm_subscriptions]
    crm_ids += [it.id for it in its.opportunities] + [it.id for it in its.crm_change_orders]
    crm_ids += [it.id for it in its.crm_orders] + [it.id for it in its.crm_products]
    crm_ids += [line.id for it in its.crm_orders for line in it.lines]
    assert len(crm_ids) == len(set(crm_ids))
    assert {len(id_) for id_ in crm_ids} == {18}
    assert [it.id for it in its.crm_accounts] == sorted(it.id for it in its.crm_accounts)
    assert [it.id for it in its.subscriptions] == sorted(it.id for it in its.subscriptions)
    jobs = [(it.request_id, it.line_number) for it in its.jobs]
    assert len(jobs) == len(set(jobs))


def test_the_crms_ids_carry_the_vendors_own_check() -> None:
    """The last three signs say which of the fifteen before them are capitals."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    for it in records(40, "clean").crm_accounts:
        parts = (it.id[start : start + 5] for start in (0, 5, 10))
        check = [sum(2**i for i in range(5) if part[i].isupper()) for part in parts]
        assert "".join(alphabet[place] for place in check) == it.id[15:]


@pytest.mark.parametrize("scenario", BOTH)
def test_everything_that_is_pointed_at_inside_a_system_is_there(scenario: Scenario) -> None:
    its = records(400, scenario)
    accounts = {it.id for it in its.crm_accounts}
    subscriptions = {it.id for it in its.crm_subscriptions}
    products, prices = {it.id for it in its.crm_products}, {it.id for it in its.crm_prices}
    opportunities = {it.id for it in its.opportunities}
    assert {it.account_id for it in its.crm_subscriptions} <= accounts
    assert {it.parent_id for it in its.crm_subscriptions} - {None} <= subscriptions
    assert {it.product_id for it in its.crm_subscriptions} <= products
    assert {it.parent_id for it in its.crm_accounts} - {None} <= accounts
    assert {it.merged_into_id for it in its.crm_accounts} - {None} <= accounts
    assert {it.account_id for it in its.opportunities} <= accounts
    assert {it.subscription_id for it in its.opportunities} - {None} <= subscriptions
    assert {line.price_id for it in its.opportunities for line in it.lines} <= prices
    assert {it.account_id for it in its.crm_orders} <= accounts
    assert {line.product_id for it in its.crm_orders for line in it.lines} <= products
    assert {it.subscription_id for it in its.crm_change_orders} <= subscriptions
    assert {it.renewal_subscription_id for it in its.crm_change_orders} - {None} <= subscriptions
    assert {it.opportunity_id for it in its.crm_change_orders} - {None} <= opportunities

    billed, services = {it.id for it in its.billing_accounts}, {it.id for it in its.services}
    assert {it.account_id for it in its.services} <= billed
    assert {it.parent_id for it in its.services} - {None} <= services
    assert {it.next_id for it in its.services} - {None} <= services
    assert {it.product_id for it in its.services} <= {it.id for it in its.products}
    agreements = {it.agreement.agreement_id for it in its.services if it.agreement}
    assert agreements <= its.agreements.keys()
    items = [item for it in its.billing_orders for item in it.items]
    assert {it.service_id for it in items} - {None} <= services
    assert {item.service_id for it in its.invoices for item in it.items} - {None} <= services
    applied = {own.invoice_id for it in its.payments for own in it.applications}
    assert applied <= {it.id for it in its.invoices}
    assert {it.cycle_id for it in its.billing_accounts} <= {it.id for it in its.cycles}

    documents, erp = {it.id for it in its.transactions}, {it.id for it in its.subscriptions}
    steps = [step for it in its.change_orders for step in it.steps]
    assert {it.subscription_id for it in its.change_orders} <= erp
    assert {step.subscription_id for step in steps} - {None} <= erp
    assert {step.transaction_id for step in steps} - {None} <= documents
    assert {it.sales_order_id for it in its.subscriptions} - {None} <= documents
    skus = {it.sku for it in its.items}
    assert {line.sku for it in its.subscriptions for line in it.lines} <= skus

    companies = {it.id for it in its.companies}
    assert {it.company_id for it in its.clients} <= companies
    buyers = {it.id for it in its.store_customers}
    assert {it.customer_id for it in its.store_orders} <= buyers
    shown = {it.id for it in its.store_products}
    assert {line.product_id for it in its.store_orders for line in it.lines} <= shown


def test_in_a_clean_company_what_one_system_says_of_another_is_true() -> None:
    its = records(400, "clean")
    customers = {str(it.id): it for it in its.customers}
    accounts = {it.id: it for it in its.crm_accounts}
    numbers = {str(it.id): it.number for it in its.billing_accounts}
    sold = {str(it.id) for it in its.transactions if it.type == "SalesOrd"}
    services = {str(it.id) for it in its.services}
    erp = {str(it.id) for it in its.subscriptions}
    erp |= {f"{it.id}:{line.number}" for it in its.subscriptions for line in it.lines}

    assert {it.crm_id for it in its.customers} - {None} <= accounts.keys()
    assert {it.customer_id_erp for it in its.crm_accounts} - {None} <= customers.keys()
    for account in its.crm_accounts:
        assert numbers.get(account.account_id_billing or "") == account.account_number_billing
    assert {it.external_number for it in its.billing_accounts} <= accounts.keys()
    assert {it.service_id_billing for it in its.crm_subscriptions} - {None} <= services
    assert {it.subscription_id_erp for it in its.crm_subscriptions} <= erp
    assert {it.sales_order_id_erp for it in its.opportunities} - {None} <= sold
    assert {it.customer_key for it in its.companies} - {None} <= customers.keys()
    placed = {str(it.id) for it in its.store_orders}
    assert {it.order_id_store for it in its.crm_orders} <= placed


@pytest.mark.parametrize("scenario", BOTH)
@pytest.mark.parametrize("as_of", [DEFAULT_AS_OF, date(2026, 3, 1)])
def test_nothing_was_written_down_after_the_company_was_seen(
    scenario: Scenario, as_of: date
) -> None:
    midnight = datetime.combine(as_of, time(), UTC)
    for bundle in build(120, 1, scenario, as_of).bundles():
        for name, value in values(tuple(systems(bundle))):
            if isinstance(value, datetime):
                assert value < midnight, (bundle.entity, name)
        spans = [(it.created_at, it.modified_at) for it in bundle.crm.accounts]
        spans += [(it.created_at, it.modified_at) for it in bundle.crm.subscriptions]
        spans += [(it.created_at, it.modified_at) for it in bundle.crm.orders]
        assert all(created <= touched for created, touched in spans)
        for it in bundle.billing.invoices:
            assert it.occurred_on < as_of
            assert it.paid_on is None or it.occurred_on <= it.paid_on < as_of


def test_a_record_that_lives_is_in_the_key_once() -> None:
    its = records(400, "messy")
    expected = [("salesforce", "account", it.id) for it in its.crm_accounts if not it.is_deleted]
    expected += [("gotransverse", "billing_accounts", str(it.id)) for it in its.billing_accounts]
    expected += [("hubspot", "companies", str(it.id)) for it in its.companies]
    expected += [("hubspot", "partner_clients", str(it.id)) for it in its.clients]
    expected += [("bigcommerce", "customers", str(it.id)) for it in its.store_customers]
    sites = [site for it in company(400, "messy") for site in it.field_service.sites]
    expected += [("astea", "sites", it.id) for it in sites]
    links = [it for bundle in company(400, "messy") for it in bundle.links]
    found = [
        (it.system, it.object, it.record_id)
        for it in links
        if it.system not in ("netsuite", "zendesk")
    ]

    assert Counter(found) == Counter(expected)


def planted(accounts: int, seed: int = 1) -> list[PlantedBreak]:
    return [it for bundle in company(accounts, "messy", seed) for it in bundle.breaks]


def rows(breaks: list[PlantedBreak]) -> set[tuple[str, ...]]:
    return {(it.recon, it.kind, it.field, it.left_system, it.right_system) for it in breaks}


@pytest.mark.parametrize("seed", [1, 7])
def test_the_smallest_company_has_every_kind_and_every_comparison(seed: int) -> None:
    found = planted(40, seed)

    assert len(found) == 13 + 12 + 10  # with the helpdesk, among the others, in the catalogue
    assert {it.kind for it in found} == {
        *("timing", "missing_left", "missing_right", "duplicate", "amount", "currency", "fx"),
        *("mapping", "status", "term", "quantity", "ownership", "ambiguous", "stale", "control"),
    }
    assert {it.recon for it in found} == {
        *("accounts", "financials", "subscriptions", "renewals", "invoices", "orders", "catalog"),
        "early_terminations",
    }


@pytest.mark.parametrize("seed", [1, 7])
def test_a_company_of_a_hundred_and_twenty_has_every_difference_that_a_large_one_has(
    seed: int,
) -> None:
    found = rows(planted(120, seed))

    assert found == rows(planted(2000))
    assert len(found) == 93


def test_every_difference_comes_back_once_in_two_hundred_accounts() -> None:
    found = Counter(it.because.split(" ")[0] for it in planted(2000) if it.recon == "renewals")
    by_row = Counter(
        (it.recon, it.kind, it.field)
        for it in planted(2000)
        if it.recon not in ("accounts", "financials", "catalog")
    )

    assert sum(found.values()) == 120
    assert set(by_row.values()) == {10, 20, 30, 40}


def test_a_sentence_tells_a_controller_which_record_it_is() -> None:
    for it in planted(400):
        assert it.because.endswith(".")
        assert any(sign.isdigit() for sign in it.because) or it.recon in ("accounts", "financials")


def test_a_small_company_is_made_once_and_a_large_one_every_time() -> None:
    small, large = build(40), build(KEPT + 1)

    assert next(iter(small.bundles())) is next(iter(small.bundles()))
    assert next(large.bundles()) is not next(large.bundles())
