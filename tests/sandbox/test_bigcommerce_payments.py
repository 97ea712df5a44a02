"""Transactions, captures, voids and refunds at the BigCommerce stand-in."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.bigcommerce_company import Store, store

ACTIONS = "payment_actions"
ONE_BOLT = {"items": [{"item_type": "PRODUCT", "item_id": 8, "quantity": 1}]}


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with store() as served:
        yield served


@pytest.fixture
def shop(opened: Store) -> Store:
    return opened.renewed()


def events(shop: Store, order: int) -> list[tuple[str, Any]]:
    found = shop.get(f"v3/orders/{order}/transactions")["data"]
    return [(it["event"], it["amount"]) for it in found]


def test_a_purchase_order_is_paid_offline(shop: Store) -> None:
    (paid,) = shop.get("v3/orders/100/transactions")["data"]
    assert (paid["order_id"], paid["event"], paid["method"]) == ("100", "pending", "offline")
    assert (paid["amount"], paid["currency"], paid["gateway"]) == (79.84, "USD", "custom")
    assert paid["offline"] == {"display_name": "Purchase Order"}
    assert paid["credit_card"] is None
    assert paid["date_created"] == "2026-05-03T08:30:00+00:00"


def test_an_order_that_was_never_paid_has_no_transactions(shop: Store) -> None:
    assert shop.get("v3/orders/103/transactions", 204) is None
    assert shop.get("v3/orders/9/transactions", 404)["title"] == "Order not found."
    assert shop.get("v2/orders/103/transactions")["data"] == []
    assert shop.get("v2/orders/100/transactions")["data"][0]["id"] == 900


def test_a_capture_is_done_a_little_later(shop: Store) -> None:
    assert shop.post(f"v3/orders/106/{ACTIONS}/capture", {}, 201) is None
    assert shop.get("v2/orders/106")["payment_status"] == "capture pending"
    shop.clock.wait(1)
    assert shop.get("v2/orders/106")["payment_status"] == "captured"
    assert events(shop, 106) == [("authorization", 30.0), ("capture", 30.0)]
    again = shop.post(f"v3/orders/106/{ACTIONS}/capture", {}, 422)
    assert again["title"] == "The order's payment is not authorized."


def test_a_void_is_done_a_little_later(shop: Store) -> None:
    shop.asked("POST", f"v3/orders/106/{ACTIONS}/void", 201)
    shop.clock.wait(1)
    assert shop.get("v2/orders/106")["payment_status"] == "void"
    assert events(shop, 106)[-1] == ("void", 30.0)
    shop.asked("POST", f"v3/orders/9/{ACTIONS}/void", 404)


def test_a_refund_is_quoted_then_made_in_that_amount(shop: Store) -> None:
    quote = shop.post(f"v3/orders/105/{ACTIONS}/refund_quotes", ONE_BOLT, 201)["data"]
    assert (quote["total_refund_amount"], quote["total_refund_tax_amount"]) == (12.5, 0)
    ((method,),) = quote["refund_methods"]
    assert (method["provider_id"], method["amount"], method["offline"]) == (
        "authorizenet",
        12.5,
        False,
    )
    payment = {"provider_id": "authorizenet", "amount": 12.49}
    refused = shop.post(f"v3/orders/105/{ACTIONS}/refunds", ONE_BOLT | {"payments": [payment]}, 422)
    assert refused["title"] == "The payments come to 12.49; the refund quote is 12.50."
    sent = ONE_BOLT | {"payments": [payment | {"amount": 12.5}]}
    refund = shop.post(f"v3/orders/105/{ACTIONS}/refunds", sent, 201)["data"]
    assert (refund["id"], refund["order_id"], refund["total_amount"]) == (906, 105, 12.5)
    order = shop.get("v2/orders/105")
    assert (order["status"], order["payment_status"]) == (
        "Partially Refunded",
        "partially refunded",
    )
    assert order["refunded_amount"] == "25.0000"
    (line,) = shop.get("v2/orders/105/products")
    assert (line["quantity_refunded"], line["is_refunded"]) == (1, False)
    assert events(shop, 105)[-1] == ("refund", 12.5)


def test_an_order_that_is_given_back_as_a_whole_is_refunded(shop: Store) -> None:
    item = {"item_type": "ORDER", "item_id": 105, "amount": 37.5, "reason": "late"}
    too_much = {"items": [item | {"amount": 37.51}]}
    refused = shop.post(f"v3/orders/105/{ACTIONS}/refund_quotes", too_much, 422)
    assert refused["title"] == "The amount 37.51 is more than the 37.50 left to refund."
    payments = [{"provider_id": "authorizenet", "amount": 30}, {"provider_id": "x", "amount": 7.5}]
    shop.post(f"v3/orders/105/{ACTIONS}/refunds", {"items": [item], "payments": payments}, 201)
    assert shop.get("v2/orders/105")["status"] == "Refunded"


@pytest.mark.parametrize(
    ("order", "sent"),
    [
        (105, {}),
        (105, {"items": [{"item_type": "PRODUCT", "item_id": 8, "quantity": 5}]}),
        (105, {"items": [{"item_type": "PRODUCT", "item_id": 3, "quantity": 1}]}),
        (105, {"items": [{"item_type": "MOOD", "item_id": 8, "quantity": 1}]}),
        (105, {"items": [{"item_type": "SHIPPING", "item_id": 8}]}),
        (103, {"items": [{"item_type": "ORDER", "item_id": 103, "amount": 1}]}),
    ],
)
def test_a_refund_that_cannot_be_is_refused(shop: Store, order: int, sent: Any) -> None:
    assert shop.post(f"v3/orders/{order}/{ACTIONS}/refund_quotes", sent, 422)["status"] == 422


def test_refunds_are_listed(shop: Store) -> None:
    listed = shop.get("v3/orders/payment_actions/refunds")["data"]
    assert [(it["id"], it["order_id"], it["total_amount"]) for it in listed] == [(905, 105, 12.5)]
    assert shop.get(f"v3/orders/105/{ACTIONS}/refunds")["data"] == listed
    assert shop.get(f"v3/orders/100/{ACTIONS}/refunds")["data"] == []
    assert shop.get(f"v3/orders/{ACTIONS}/refunds/905")["data"] == listed[0]
    shop.get(f"v3/orders/{ACTIONS}/refunds/1", 404)
    for query, count in (
        ({"order_id:in": "105,106"}, 1),
        ({"created:min": "2026-06-01"}, 0),
        ({"transaction_id": "905"}, 1),
        ({"transaction_id": "1"}, 0),
    ):
        assert len(shop.get(f"v3/orders/{ACTIONS}/refunds", **query)["data"]) == count
