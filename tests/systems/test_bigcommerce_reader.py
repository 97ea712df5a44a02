from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import httpx
import pytest

from systems.base import Page, SourceTotal, Table
from systems.bigcommerce.reader import BigCommerceReader
from systems.bigcommerce.tables import (
    CUSTOMERS,
    ORDER_METAFIELDS,
    ORDER_PRODUCTS,
    ORDER_SHIPMENTS,
    ORDER_SHIPPING_ADDRESSES,
    ORDER_STATUSES,
    ORDER_TRANSACTIONS,
    ORDERS,
    PRODUCTS,
    TABLES,
    VARIANTS,
)
from tests.shop import Says, open_shop
from tests.stopped_clock import StoppedClock
from tests.systems.store import Store, many, rows, store
from tieout.errors import BadAnswer, LoginRefused, NotPermitted, SettingsError

ORDER_PARTS = (ORDER_PRODUCTS, ORDER_SHIPPING_ADDRESSES, ORDER_SHIPMENTS, ORDER_TRANSACTIONS)


@pytest.fixture(scope="module")
def served() -> Iterator[Store]:
    with store() as shop:
        yield shop


@pytest.fixture
def shop(served: Store) -> Store:
    return served.as_new()


@pytest.fixture
def reader(shop: Store) -> Iterator[BigCommerceReader]:
    with closing(BigCommerceReader(shop.settings, clock=shop.clock)) as reader:
        yield reader


@pytest.fixture(scope="module")
def busy() -> Iterator[Store]:
    with store(many(60)) as shop:
        yield shop


@pytest.fixture
def paging(busy: Store) -> Iterator[BigCommerceReader]:
    with closing(BigCommerceReader(busy.as_new().settings, clock=busy.clock, rows=7)) as reader:
        yield reader


def last(pages: Iterator[Page]) -> Page:
    return list(pages)[-1]


def ids(pages: Iterator[Page]) -> list[object]:
    return [row["id"] for row in rows(pages)]


def changed(shop: Store, order_id: int, **values: object) -> None:
    """Somebody changes an order."""
    base, store_hash = shop.settings["base_url"], shop.settings["store_hash"]
    httpx.put(
        f"{base}/stores/{store_hash}/v2/orders/{order_id}",
        headers={"X-Auth-Token": shop.settings["access_token"]},
        json=values,
    ).raise_for_status()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_have_the_declared_columns_and_no_others(
    table: Table, reader: BigCommerceReader
) -> None:
    found = rows(reader.pages(table, None))
    assert {name for row in found for name in row} == {column.name for column in table.columns}


def test_an_order_lands_with_exact_money_and_times_in_utc(reader: BigCommerceReader) -> None:
    (order,) = (it for it in rows(reader.pages(ORDERS, None)) if it["id"] == 205)
    assert {name: order[name] for name in ("total_inc_tax", "date_modified", "date_shipped")} == {
        "total_inc_tax": "30.0000",
        "date_modified": "2026-05-06T08:30:00Z",
        "date_shipped": None,
    }
    assert (order["default_currency_code"], order["billing_country_iso2"]) == ("EUR", "DE")
    assert order["store_default_to_transactional_exchange_rate"] == "0.9200000000"


def test_nothing_of_a_person_leaves_the_reader(reader: BigCommerceReader) -> None:
    everything = repr([rows(reader.pages(table, None)) for table in TABLES])
    assert "acme.example" in everything
    assert [it for it in ("Ann", "Lee", "@", "1 Way", "555") if it in everything] == []


def test_what_is_asked_for_beside_it_comes_under_its_path(shop: Store) -> None:
    settings = {
        **shop.settings,
        "more_fields": "orders.billing_address.phone, customers.email",
        "leave_out": "orders.staff_notes",
    }
    with closing(BigCommerceReader(settings, clock=shop.clock)) as reader:
        order = rows(reader.pages(ORDERS, None))[0]
        buyer = rows(reader.pages(CUSTOMERS, None))[0]
    assert "billing_address_phone" in order
    assert "staff_notes" not in order
    assert buyer["email"] == "ann@acme.example"


def test_settings_that_say_nothing_are_refused(shop: Store) -> None:
    settings = {**shop.settings, "more_fields": "cart_id", "leave_out": "sales.id"}
    with pytest.raises(SettingsError) as caught:
        BigCommerceReader(settings, clock=shop.clock)
    assert caught.value.faults == (
        "bigcommerce: more_fields must be like orders.cart_id, got 'cart_id'",
        "bigcommerce: leave_out must be like orders.cart_id, got 'sales.id'",
    )


def test_a_store_hash_that_is_no_word_is_refused(shop: Store) -> None:
    with pytest.raises(SettingsError, match=r"store_hash is a word like abc123de, got 'a/b\?c'"):
        BigCommerceReader({**shop.settings, "store_hash": "a/b?c"})


def test_archived_orders_come_marked_and_left_checkouts_with_status_0(
    reader: BigCommerceReader,
) -> None:
    found = rows(reader.pages(ORDERS, None))
    assert [(it["id"], it["status_id"], it["is_deleted"]) for it in found] == [
        (201, 11, False),
        (202, 2, False),
        (203, 0, False),
        (205, 9, False),
        (204, 5, True),
    ]


def test_the_store_counts_what_is_not_archived(reader: BigCommerceReader) -> None:
    assert last(reader.pages(ORDERS, None)).stated_total == 5
    assert reader.totals(ORDERS) == [SourceTotal("orders", "count", "", Decimal(4))]
    assert reader.totals(VARIANTS) == [SourceTotal("variants", "count", "", Decimal(1))]
    assert reader.totals(ORDER_PRODUCTS) == ()


def test_the_parts_of_an_order_are_asked_for_only_where_it_can_have_some(
    reader: BigCommerceReader,
) -> None:
    found = {table.name: rows(reader.pages(table, None)) for table in ORDER_PARTS}
    assert [it["id"] for it in found["order_products"]] == [301, 302, 303, 306, 305]
    assert [it["id"] for it in found["order_shipments"]] == [851, 852]
    calls = reader.client.session.calls()
    assert calls["GET", "/v2/orders/{id}/shipments"] == 2
    assert calls["GET", "/v2/orders/{id}/products"] == 4
    assert calls["GET", "/v3/orders/{id}/transactions"] == 4
    assert calls["GET", "/v2/orders"] == 2  # the list is read once for all of them


def test_amounts_of_transactions_are_exact(reader: BigCommerceReader) -> None:
    found = rows(reader.pages(ORDER_TRANSACTIONS, None))
    assert [(it["order_id"], it["amount"], it["event"]) for it in found] == [
        ("201", "159.78", "pending"),
        ("202", "12.00", "purchase"),
    ]


def test_a_shipment_says_what_is_in_it(reader: BigCommerceReader) -> None:
    shipped = rows(reader.pages(ORDER_SHIPMENTS, None))[0]
    assert (shipped["tracking_number"], shipped["items"]) == (
        "TRACK-1",
        [{"order_product_id": 303, "quantity": 1}],
    )


def test_buyers_have_their_group_and_products_their_brand_by_name(
    reader: BigCommerceReader,
) -> None:
    assert [it["customer_group"] for it in rows(reader.pages(CUSTOMERS, None))] == [
        "FMS Sites",
        None,
    ]
    assert rows(reader.pages(PRODUCTS, None))[0]["brand"] == "Partsco"


def test_the_next_read_brings_what_changed_and_asks_only_for_the_parts_of_that(
    reader: BigCommerceReader, shop: Store
) -> None:
    cursor = last(reader.pages(ORDERS, None)).cursor
    assert cursor == "2026-05-06T08:30:00Z"
    changed(shop, 203, status_id=11)
    with closing(BigCommerceReader(shop.settings, clock=shop.clock)) as again:
        assert ids(again.pages(ORDERS, cursor)) == [205, 203]
        lines = last(again.pages(ORDER_PRODUCTS, cursor))
        calls = again.client.session.calls()
        assert lines.cursor == "2026-05-30T12:00:00Z"
        assert calls["GET", "/v2/orders/{id}/products"] == 2
        assert calls["GET", "/v2/orders"] == 2


def test_an_order_that_is_archived_comes_again_with_its_mark(
    reader: BigCommerceReader, shop: Store
) -> None:
    base, store_hash = shop.settings["base_url"], shop.settings["store_hash"]
    httpx.delete(
        f"{base}/stores/{store_hash}/v2/orders/202",
        headers={"X-Auth-Token": shop.settings["access_token"]},
    ).raise_for_status()
    found = rows(reader.pages(ORDERS, "2026-05-20T00:00:00Z"))
    assert [(it["id"], it["is_deleted"]) for it in found] == [(202, True)]


def test_a_read_of_nothing_keeps_its_cursor(reader: BigCommerceReader) -> None:
    page = last(reader.pages(ORDERS, "2026-05-20T00:00:00Z"))
    assert (page.rows, page.cursor) == ([], "2026-05-20T00:00:00Z")
    assert list(reader.deletions(None)) == []


@pytest.mark.parametrize("since", [None, "2026-04-30T00:00:00Z"])
def test_every_order_comes_once_however_many_change_in_one_second(
    since: str | None, paging: BigCommerceReader
) -> None:
    found = ids(paging.pages(ORDERS, since))
    assert sorted(found, key=str) == list(range(1001, 1061))


def test_an_order_that_changes_while_pages_are_read_takes_no_other_away(
    paging: BigCommerceReader, busy: Store
) -> None:
    pages = paging.pages(ORDERS, "2026-04-30T00:00:00Z")
    found = ids(iter([next(pages)]))
    changed(busy, 1001, staff_notes="moved to the end")
    found += ids(pages)
    assert set(found) == set(range(1001, 1061))
    assert found.count(1001) == 2


@pytest.mark.parametrize("fault", ["repeated-page", "shifting-page"])
@pytest.mark.parametrize("times", [1, None])
def test_a_page_that_is_not_where_it_should_be_loses_nothing(
    fault: str, times: int | None, paging: BigCommerceReader, busy: Store
) -> None:
    busy.faults.add(fault, match="/v2/orders", times=times)
    assert set(ids(paging.pages(ORDERS, "2026-04-30T00:00:00Z"))) == set(range(1001, 1061))


def test_pages_that_never_move_on_are_a_bad_answer() -> None:
    page = Says(body=b'[{"id":7,"date_modified":"Tue, 05 May 2026 21:40:11 +0000"}]')
    with open_shop() as shop:
        shop.answering = lambda _: page
        settings = {"base_url": shop.url, "store_hash": "abc", "access_token": "not-a-secret"}
        with (
            closing(BigCommerceReader(settings, clock=StoppedClock(), rows=1)) as reader,
            pytest.raises(BadAnswer, match="pages of orders repeat or go back, twice over"),
        ):
            ids(reader.pages(ORDERS, None))


def test_a_link_is_not_followed() -> None:
    elsewhere = (
        b'{"url":"http://evil.example/v2/orders/7/products","resource":"/orders/7/products"}'
    )
    order = (
        b'{"id":7,"status_id":11,"date_modified":"Tue, 05 May 2026 21:40:11 +0000","products":%s}'
        % elsewhere
    )
    with open_shop() as shop:
        shop.script = [Says(body=b"[%s]" % order), Says(204, b""), *2 * [Says(body=b'{"count":1}')]]
        settings = {"base_url": shop.url, "store_hash": "abc", "access_token": "not-a-secret"}
        with closing(BigCommerceReader(settings, clock=StoppedClock())) as reader:
            rows(reader.pages(ORDERS, None))
            shop.script = [Says(body=b'[{"id":1,"order_id":7}]')]
            assert ids(reader.pages(ORDER_PRODUCTS, None)) == [1]
        assert shop.seen[-1].path.startswith("/stores/abc/v2/orders/7/products?")


def test_a_store_that_lists_no_archived_orders_is_read_without_them_and_says_so() -> None:
    refused = Says(400, b'[{"status":400,"message":"The field is not supported."}]')
    with open_shop() as shop:
        shop.script = [Says(204, b""), refused, Says(body=b'{"count":0}')]
        settings = {"base_url": shop.url, "store_hash": "abc", "access_token": "not-a-secret"}
        with closing(BigCommerceReader(settings, clock=StoppedClock())) as reader:
            assert rows(reader.pages(ORDERS, None)) == []
            assert reader.totals(ORDERS) == ()
            assert list(reader.notes()) == [
                "orders: archived ones cannot be listed here; that one was archived is noticed "
                "when a full read no longer brings it"
            ]


def test_a_row_that_a_page_lacks_is_missed_by_the_count(
    paging: BigCommerceReader, busy: Store
) -> None:
    busy.faults.add("lost-row", match="/v2/orders")
    pages = list(paging.pages(ORDERS, None))
    assert pages[-1].stated_total == 60
    assert len(rows(pages)) < 60


@pytest.mark.parametrize(
    "fault", ["drop", "rate-limit", "rate-limit-silent", "unavailable", "error-500", "not-json"]
)
def test_a_read_gets_over_a_mishap(fault: str, paging: BigCommerceReader, busy: Store) -> None:
    busy.faults.add(fault, match="/v2/orders", after=2)
    assert set(ids(paging.pages(ORDERS, None))) == set(range(1001, 1061))
    assert busy.clock.waits


def test_a_page_cut_in_the_middle_is_asked_for_again(
    reader: BigCommerceReader, shop: Store
) -> None:
    shop.faults.add("malformed-body", match="/v2/orders")
    assert len(ids(reader.pages(ORDERS, None))) == 5


def test_a_window_that_is_used_up_is_waited_out_by_its_headers() -> None:
    with (
        store(many(70), plan="standard") as shop,
        closing(BigCommerceReader(shop.settings, clock=shop.clock)) as reader,
    ):
        for table in (ORDERS, *ORDER_PARTS):
            rows(reader.pages(table, None))
        calls = reader.client.session.calls()
    assert sum(calls.values()) > 150
    assert max(shop.clock.waits) > 1


def test_a_wrong_token_is_refused_with_what_to_check(shop: Store) -> None:
    settings = {**shop.settings, "access_token": "not-the-token"}
    with (
        closing(BigCommerceReader(settings, clock=shop.clock)) as reader,
        pytest.raises(LoginRefused) as caught,
    ):
        ids(reader.pages(ORDERS, None))
    assert "Check store_hash and access_token: the API account belongs to one store." in str(
        caught.value
    )
    assert "not-the-token" not in str(caught.value)


def test_a_scope_that_is_missing_concerns_its_table_alone(
    reader: BigCommerceReader, shop: Store
) -> None:
    shop.faults.add("no-permission", match="/transactions", times=None)
    with pytest.raises(
        NotPermitted,
        match=r"^bigcommerce: /v3/orders/\{id\}/transactions is not permitted: .*required scope",
    ):
        rows(reader.pages(ORDER_TRANSACTIONS, None))
    assert ids(reader.pages(ORDER_METAFIELDS, None)) == [901]


def test_statuses_are_those_of_every_store(reader: BigCommerceReader) -> None:
    assert ids(reader.pages(ORDER_STATUSES, None)) == list(range(15))


def test_a_time_that_is_none_cannot_be_gone_on_from(reader: BigCommerceReader) -> None:
    with pytest.raises(BadAnswer, match="'yesterday' is no time to go on from"):
        ids(reader.pages(ORDERS, "yesterday"))
