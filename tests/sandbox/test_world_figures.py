"""The pretended company's books: header figures follow from documents but where planted."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from sandbox.company import Bundle, Customer, Header, Line, Transaction
from sandbox.world import DEFAULT_AS_OF, Scenario
from tests.sandbox.worlds import company, customers, firms

PLACES = {"USD": "0.01", "EUR": "0.01", "GBP": "0.01", "JPY": "1"}
TO_USD = {"USD": "1", "EUR": "1.085", "GBP": "1.2675", "JPY": "0.0064"}


def to_bill(line: Line, currency: str) -> Decimal:
    if line.is_closed or line.quantity <= line.quantity_billed:
        return Decimal(0)
    amount = (line.quantity - line.quantity_billed) * line.rate
    return amount.quantize(Decimal(PLACES[currency]), ROUND_HALF_UP)


def converted(amount: Decimal, it: Transaction, customer: Customer) -> Decimal:
    if it.currency == customer.currency:
        return amount
    rate = Decimal(TO_USD[it.currency]) / Decimal(TO_USD[customer.currency])
    return (amount * rate).quantize(Decimal(PLACES[customer.currency]), ROUND_HALF_UP)


def recomputed(bundle: Bundle, customer: Customer) -> dict[str, Decimal]:
    """The figures of a customer, worked out from its documents by rules of this test's own."""
    documents = bundle.transactions
    invoices = [it for it in documents if it.type == "CustInvc"]
    overdue = [it for it in invoices if it.unpaid and it.due_date and it.due_date < DEFAULT_AS_OF]
    credits_ = [it for it in documents if it.type in ("CustCred", "CustPymt")]
    orders = [it for it in documents if it.type == "SalesOrd" and it.status in "BDEF"]
    oldest = min((it.due_date for it in overdue if it.due_date), default=DEFAULT_AS_OF)
    return {
        "balance": sum((converted(it.unpaid, it, customer) for it in invoices), Decimal(0))
        - sum((it.unused for it in credits_), Decimal(0)),
        "overdue_balance": sum((converted(it.unpaid, it, customer) for it in overdue), Decimal(0)),
        "unbilled_orders": sum(
            (to_bill(line, it.currency) for it in orders for line in it.lines), Decimal(0)
        ),
        "deposit_balance": sum((it.unused for it in documents if it.type == "CustDep"), Decimal(0)),
        "days_overdue": Decimal((DEFAULT_AS_OF - oldest).days),
    }


def stated(header: Header) -> dict[str, Decimal]:
    return {
        "balance": header.balance,
        "overdue_balance": header.overdue_balance,
        "unbilled_orders": header.unbilled_orders,
        "deposit_balance": header.deposit_balance,
        "days_overdue": Decimal(header.days_overdue),
    }


def should_be_held(customer: Customer) -> bool:
    header = customer.header
    if customer.hold_override != "AUTO":
        return customer.hold_override == "ON"
    limit = customer.credit_limit
    exposure = header.balance + header.unbilled_orders
    return (limit is not None and exposure > limit) or header.days_overdue >= 60


def differences(bundle: Bundle, customer: Customer) -> dict[str, Decimal]:
    right, said = recomputed(bundle, customer), stated(customer.header)
    return {name: said[name] - right[name] for name in right if said[name] != right[name]}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_a_clean_company_every_header_follows_from_its_documents(seed: int) -> None:
    for bundle, customer in firms(company(400, "clean", seed)):
        assert differences(bundle, customer) == {}, customer
        assert customer.header.on_hold == should_be_held(customer), customer


def test_a_parents_consolidated_figures_are_its_own_and_its_branches() -> None:
    known = customers(company(400, "clean"))
    parents = Counter(it.parent_id for it in known.values() if it.parent_id is not None)
    assert len(parents) >= 10

    for parent_id in parents:
        assert parent_id is not None
        parent = known[parent_id]
        family = [parent, *(it for it in known.values() if it.parent_id == parent_id)]
        headers = [it.header for it in family]
        assert {it.currency for it in family} == {parent.currency}
        assert parent.header.consolidated_balance == sum(it.balance for it in headers)
        assert parent.header.consolidated_overdue_balance == sum(
            it.overdue_balance for it in headers
        )
        assert parent.header.consolidated_unbilled_orders == sum(
            it.unbilled_orders for it in headers
        )
        assert parent.header.consolidated_days_overdue == max(it.days_overdue for it in headers)


@pytest.mark.parametrize("scenario", ["clean", "messy"])
def test_what_is_applied_adds_up_on_both_sides(scenario: Scenario) -> None:
    for bundle in company(400, scenario):
        documents = {it.id: it for it in bundle.transactions}
        given = dict.fromkeys(documents, Decimal(0))
        received = dict.fromkeys(documents, Decimal(0))
        for application in bundle.applications:
            source, target = application.from_transaction_id, application.to_transaction_id
            assert application.amount > 0
            assert documents[source].date >= documents[target].date
            given[source] += application.amount
            received[target] += application.amount
        for it in documents.values():
            if it.type == "CustInvc":
                assert received[it.id] == it.total - it.unpaid
            elif it.type in ("CustPymt", "CustCred"):
                assert given[it.id] == it.total - it.unused


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_headers_differ_by_what_was_planted_and_by_nothing_else(seed: int) -> None:
    for bundle, customer in firms(company(400, "messy", seed)):
        planted = [
            it for it in bundle.breaks if it.recon == "financials" and it.right_system == "netsuite"
        ]
        amounts = {it.field: it.amount for it in planted if it.kind == "amount"}
        found = differences(bundle, customer)
        days = found.pop("days_overdue", None)

        assert found == amounts
        assert (days is not None) == any(it.kind == "term" for it in planted)
        is_flag_wrong = customer.header.on_hold != should_be_held(customer)
        assert is_flag_wrong == any(it.kind == "status" for it in planted)
        assert len(bundle.breaks) <= 1


def test_a_currency_break_names_the_invoice_and_its_open_amount() -> None:
    bundles = company(400, "messy")
    foreign = [
        (bundle, it)
        for bundle in bundles
        for it in bundle.transactions
        if it.currency != bundle.customers[0].currency
    ]

    assert len(foreign) == 2
    for bundle, invoice in foreign:
        (planted,) = bundle.breaks
        assert (planted.kind, planted.left_record_id) == ("currency", str(invoice.customer_id))
        assert planted.right_record_id == str(invoice.id)
        assert (planted.amount, planted.currency) == (invoice.unpaid, invoice.currency)


def test_amounts_have_the_places_of_their_currency() -> None:
    for bundle in company(400, "messy"):
        for it in bundle.transactions:
            for amount in (it.total, it.unpaid, it.unused):
                assert amount == amount.quantize(Decimal(PLACES[it.currency]))
            if it.type == "SalesOrd":
                assert it.total == sum(line.amount for line in it.lines)
                assert 1 <= len(it.lines) <= 4


def test_every_document_status_and_every_hold_setting_occurs() -> None:
    bundles = company(400, "clean")
    statuses: dict[str, set[str]] = {}
    for bundle in bundles:
        for it in bundle.transactions:
            statuses.setdefault(it.type, set()).add(it.status)
    known = customers(bundles).values()

    assert statuses == {
        "CustInvc": {"A", "B"},
        "CustCred": {"A", "B"},
        "CustPymt": {"B", "C"},
        "CustDep": {"B", "C"},
        "SalesOrd": set("ABCDEFGH"),
    }
    assert {customer.hold_override for customer in known} == {"AUTO", "ON", "OFF"}
    assert {customer.currency for customer in known} == {"USD", "EUR", "GBP", "JPY"}
    assert {customer.stage for customer in known} == {"Customer", "Prospect", "Lead"}
    assert None in {customer.credit_limit for customer in known}
    assert 0 in {customer.credit_limit for customer in known}


def test_some_customers_have_more_overdue_than_they_owe() -> None:
    headers = [customer.header for _, customer in firms(company(400, "clean"))]

    assert sum(it.overdue_balance > it.balance > 0 for it in headers) >= 6
