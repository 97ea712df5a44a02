"""The pretended company: the same every time, of the size asked for, with its answer key."""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, cast

import pytest

from sandbox.world import DEFAULT_AS_OF, build
from tests.sandbox.worlds import company, customers, erp_and_helpdesk, firms, organizations, world

KINDS = {
    ("financials", "amount", "balance"),
    ("financials", "amount", "overdue_balance"),
    ("financials", "amount", "unbilled_orders"),
    ("financials", "term", "days_overdue"),
    ("financials", "status", "credit_hold"),
    ("financials", "currency", "balance"),
    ("accounts", "missing_right", "organization"),
    ("accounts", "missing_left", "customer"),
    ("accounts", "mapping", "external_id"),
    ("accounts", "duplicate", "organization"),
}


def test_the_same_seed_makes_the_same_company_twice() -> None:
    first, second = build(60, seed=7), build(60, seed=7)

    assert list(first.bundles()) == list(second.bundles())
    assert first.answer_key() == second.answer_key()


def test_another_seed_makes_another_company() -> None:
    names = {c.name for c in customers(company(40, "messy")).values()}
    others = {c.name for c in customers(company(40, "messy", seed=2)).values()}

    assert len(names & others) < 3


def test_a_larger_company_begins_like_a_smaller_one() -> None:
    smaller, larger = company(40, "messy"), company(400, "messy")

    assert larger[: len(smaller)] == smaller


def test_a_mess_changes_only_what_it_is_about() -> None:
    tidy = {bundle.entity: bundle for bundle in company(400, "clean")}

    for bundle in company(400, "messy"):
        if not bundle.breaks and bundle.entity in tidy:
            assert bundle.transactions == tidy[bundle.entity].transactions
            assert bundle.customers == tidy[bundle.entity].customers


@pytest.mark.parametrize("accounts", [0, 1, 2, 39, 40, 400])
def test_it_has_as_many_customers_as_were_asked_for(accounts: int) -> None:
    assert len(list(firms(company(accounts, "messy")))) == accounts


def test_bundles_and_documents_come_in_id_order() -> None:
    bundles = company(400, "messy")
    customer_ids = [customer.id for bundle in bundles for customer in bundle.customers]
    document_ids = [it.id for bundle in bundles for it in bundle.transactions]

    assert customer_ids == sorted(set(customer_ids))
    assert document_ids == sorted(set(document_ids))


def test_a_clean_company_has_no_breaks_and_one_organization_an_active_customer() -> None:
    bundles = company(400, "clean")
    found = organizations(bundles)

    assert world(400, "clean").answer_key()["breaks"] == []
    assert {(it.external_id, it.name) for it in found.values()} == {
        (str(customer.id), customer.name.strip())
        for _, customer in firms(bundles)
        if not customer.is_inactive
    }
    assert all(it.deleted_at is None for it in found.values())


@pytest.mark.parametrize("accounts", [40, 400])
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_messy_company_has_every_kind_of_break(accounts: int, seed: int) -> None:
    every = [it for bundle in company(accounts, "messy", seed) for it in bundle.breaks]
    breaks = [it for it in every if erp_and_helpdesk(asdict(it))]

    assert {(it.recon, it.kind, it.field) for it in breaks} == KINDS
    assert all(it.because.endswith(".") for it in breaks)


def test_two_thousand_accounts_have_each_kind_at_its_share() -> None:
    kinds = Counter(
        (it["kind"], it["field"])
        for it in world(2000, "messy").answer_key()["breaks"]
        if erp_and_helpdesk(it)
    )

    assert kinds == {
        ("amount", "balance"): 30,
        ("amount", "overdue_balance"): 30,
        ("amount", "unbilled_orders"): 30,
        ("term", "days_overdue"): 10,
        ("status", "credit_hold"): 20,
        ("currency", "balance"): 10,
        ("missing_right", "organization"): 40,
        ("missing_left", "customer"): 20,
        ("mapping", "external_id"): 20,
        ("duplicate", "organization"): 10,
    }


def test_everything_happened_before_the_day_it_is_seen() -> None:
    midnight = datetime.combine(DEFAULT_AS_OF, time(), UTC)
    for bundle in company(400, "messy"):
        spans = [(it.created_at, it.modified_at) for it in bundle.customers]
        spans += [(it.created_at, it.modified_at) for it in bundle.transactions]
        spans += [(it.created_at, it.updated_at) for it in bundle.organizations]
        spans += [(it.created_at, it.updated_at) for it in bundle.users]
        spans += [(it.created_at, it.updated_at) for it in bundle.tickets]
        assert all(created <= touched < midnight for created, touched in spans)
        assert all(it.deleted_at < midnight for it in bundle.deleted_records)
        for it in bundle.transactions:
            assert bundle.customers[0].created_at.date() <= it.date < DEFAULT_AS_OF


def test_the_company_moves_with_its_day() -> None:
    earlier = list(build(40, as_of=date(2025, 1, 15)).bundles())

    assert max(it.date for bundle in earlier for it in bundle.transactions) < date(2025, 1, 15)
    assert [customer.header for customer in customers(earlier).values()] == [
        customer.header for customer in customers(company(40, "messy")).values()
    ]


def test_deleted_records_are_gone_and_dated() -> None:
    bundles = company(400, "messy")
    deleted = [it for bundle in bundles for it in bundle.deleted_records]
    living = customers(bundles).keys() | {it.id for b in bundles for it in b.transactions}

    assert {it.type for it in deleted} >= {"customer", "invoice", "salesOrder"}
    assert not living & {it.record_id for it in deleted}


def test_the_key_links_every_customer_and_every_living_organization_once() -> None:
    bundles = company(400, "messy")
    links = [
        (it["system"], it["object"], it["record_id"])
        for it in world(400, "messy").answer_key()["links"]
        if it["system"] in ("netsuite", "zendesk")
    ]
    customer_links = [("netsuite", "customer", str(id_)) for id_ in customers(bundles)]
    organization_links = [
        ("zendesk", "organizations", str(it.id))
        for it in organizations(bundles).values()
        if it.deleted_at is None
    ]

    assert Counter(links) == Counter([*customer_links, *organization_links])


def test_the_key_states_amounts_as_text() -> None:
    key = world(40, "messy").answer_key()
    amounts = {it["amount"] for it in key["breaks"] if it["kind"] == "amount"}

    assert set(key["breaks"][0]) == {
        "recon",
        "kind",
        "left_system",
        "left_record_id",
        "right_system",
        "right_record_id",
        "field",
        "amount",
        "currency",
        "because",
    }
    assert amounts
    assert all(isinstance(amount, str) and Decimal(amount) for amount in amounts)


def test_a_company_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a company cannot have -1 accounts$"):
        build(-1)
    with pytest.raises(ValueError, match=r"^scenario must be clean or messy, got 'tidy'$"):
        build(scenario=cast(Any, "tidy"))
