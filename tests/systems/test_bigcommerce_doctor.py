from collections.abc import Iterator
from datetime import timedelta

import pytest

from systems import bigcommerce
from systems.bigcommerce.doctor import check
from tests.stopped_clock import StoppedClock
from tests.systems.store import BEGUN, Company, Store, store

TABLES = ("orders", "order_statuses", "order_metafields", "products", "variants", "customers")


@pytest.fixture(scope="module")
def served() -> Iterator[Store]:
    with store() as shop:
        yield shop


@pytest.fixture
def shop(served: Store) -> Store:
    return served.as_new()


def test_all_is_well(shop: Store) -> None:
    found = list(check(shop.settings, clock=shop.clock))
    assert [(it.subject, it.ok, it.sentence) for it in found] == [
        ("log-in", True, "logged in"),
        ("clock", True, "this machine's clock agrees with the store's"),
        *((table, True, f"{table} can be read") for table in (*TABLES, "order_transactions")),
    ]


def test_a_wrong_token_is_the_only_finding(shop: Store) -> None:
    (found,) = check({**shop.settings, "access_token": "not-the-token"}, clock=shop.clock)
    assert (found.subject, found.ok) == ("log-in", False)
    assert "Check store_hash and access_token" in found.sentence
    assert "not-the-token" not in found.sentence


def test_transactions_need_a_scope_of_their_own(shop: Store) -> None:
    shop.faults.add("no-permission", match="/transactions", times=None)
    found = {it.subject: it for it in check(shop.settings, clock=shop.clock)}
    assert [it.subject for it in found.values() if not it.ok] == ["order_transactions"]
    assert "Give the API account the scope" in found["order_transactions"].sentence


def test_a_clock_that_is_wrong_is_said(shop: Store) -> None:
    clock = StoppedClock(BEGUN + timedelta(minutes=10))
    found = {it.subject: it for it in check(shop.settings, clock=clock)}
    assert (found["clock"].ok, found["clock"].sentence) == (
        False,
        "this machine's clock is 600 s ahead",
    )


def test_settings_that_cannot_work_are_a_finding() -> None:
    settings = {
        "store_hash": "abc",
        "access_token": "not-a-secret",
        "base_url": "http://api.example",
    }
    (found,) = check(settings)
    assert (found.subject, found.ok) == ("settings", False)
    assert "base_url must begin with https://" in found.sentence


def test_a_store_without_orders_has_no_transactions_to_ask_for() -> None:
    with store(Company(())) as shop:
        found = {it.subject: it.sentence for it in check(shop.settings, clock=shop.clock)}
    assert found["order_transactions"] == "order_transactions: not asked, there is no order"


def test_the_system_is_described_as_data() -> None:
    assert bigcommerce.SYSTEM.logins == (("store_hash", "access_token"),)
    assert [it.name for it in bigcommerce.SYSTEM.settings if it.is_secret] == ["access_token"]
    assert set(bigcommerce.SYSTEM.targets) == {"orders"}
