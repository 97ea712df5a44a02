"""Orders and shipments of the BigCommerce stand-in as they are written."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.bigcommerce_company import Store, store

BUYER = {
    "first_name": "Cy",
    "last_name": "Fox",
    "street_1": "9 Road",
    "city": "Reno",
    "state": "Nevada",
    "zip": "89501",
    "country": "United States",
    "email": "cy@fox.example",
}
SHIPMENT = {"order_address_id": 600, "items": [{"order_product_id": 1, "quantity": 2}]}


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with store() as served:
        yield served


@pytest.fixture
def shop(opened: Store) -> Store:
    return opened.renewed()


def refusal(answer: Any) -> str:
    (only,) = answer
    return str(only["message"])


def test_a_new_order_is_worked_out_from_its_lines(shop: Store) -> None:
    lines = [
        {"product_id": 201, "quantity": 2},
        {"name": "Fitting", "quantity": 1, "price_ex_tax": 10, "price_inc_tax": "10.80"},
    ]
    more = {"shipping_cost_ex_tax": 5, "shipping_cost_inc_tax": 5.4, "customer_id": 11}
    order = shop.post("v2/orders", {"billing_address": BUYER, "products": lines, **more}, 201)
    assert (order["id"], order["status"], order["order_source"]) == (107, "Pending", "external")
    assert (order["subtotal_ex_tax"], order["subtotal_inc_tax"]) == ("35.0000", "35.8000")
    assert (order["total_ex_tax"], order["total_inc_tax"]) == ("40.0000", "41.2000")
    assert (order["items_total"], order["currency_exchange_rate"]) == (3, "1.0000000000")
    assert order["billing_address"]["country_iso2"] == "US"
    bolt, fitting = shop.get("v2/orders/107/products")
    assert (bolt["sku"], bolt["total_ex_tax"]) == ("B-8", "25.0000")
    assert (fitting["product_id"], fitting["total_tax"]) == (0, "0.8000")
    (address,) = shop.get("v2/orders/107/shipping_addresses")
    assert (address["city"], address["id"]) == ("Reno", bolt["order_address_id"])


def test_money_may_come_back_unpadded_straight_after_a_create() -> None:
    with store(pads_money=False) as shop:
        lines = [{"product_id": 201, "quantity": 2}]
        order = shop.post("v2/orders", {"billing_address": BUYER, "products": lines}, 201)
        assert (order["total_inc_tax"], order["total_tax"]) == ("25", "0")
        assert shop.get("v2/orders/107")["total_inc_tax"] == "25.0000"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"products": None}, "The required field 'products' was not supplied."),
        ({"billing_address": None}, "The required field 'billing_address' was not supplied."),
        ({"products": [{"product_id": 9, "quantity": 1}]}, "The field 'product_id' is invalid."),
        ({"products": [{"name": "x"}]}, "The required field 'quantity' was not supplied."),
        ({"customer_id": 99}, "The field 'customer_id' is invalid."),
        ({"default_currency_code": "ZZZ"}, "The field 'default_currency_code' is invalid."),
        (
            {"billing_address": {"planet": "Mars"}},
            "The field 'planet' is not supported by this resource.",
        ),
    ],
)
def test_an_order_that_cannot_be_is_refused(shop: Store, change: Any, message: str) -> None:
    sent = {"billing_address": BUYER, "products": [{"product_id": 201, "quantity": 1}]} | change
    assert refusal(shop.post("v2/orders", sent, 400)) == message
    assert shop.get("v2/orders/count")["count"] == 6


def test_a_change_leaves_alone_what_was_not_sent(shop: Store) -> None:
    before = shop.get("v2/orders/100")
    shop.clock.wait(60)
    sent = {"status_id": 10, "staff_notes": "ASTEA 0012345", "external_order_id": "801xx0000009"}
    after = shop.put("v2/orders/100", sent)
    assert (after["status"], after["custom_status"]) == ("Completed", "Completed")
    assert after["date_modified"] == "Thu, 28 May 2026 20:27:40 +0000"
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {*sent, "status", "custom_status", "date_modified"}
    assert shop.get("v2/orders", external_order_id="801xx0000009")[0]["id"] == 100
    assert shop.get("v2/orders", 204, external_order_id="801xx0000004CqA") is None


def test_two_changes_in_a_second_have_two_dates(shop: Store) -> None:
    first = shop.put("v2/orders/100", {"staff_notes": "a"})["date_modified"]
    second = shop.put("v2/orders/100", {"staff_notes": "b"})["date_modified"]
    assert (first[-14:-6], second[-14:-6]) == ("20:26:40", "20:26:41")


def test_no_amount_follows_from_another(shop: Store) -> None:
    order = shop.put(
        "v2/orders/100", {"shipping_cost_ex_tax": "1", "shipping_cost_inc_tax": "1.08"}
    )
    assert (order["shipping_cost_tax"], order["total_inc_tax"]) == ("0.0800", "79.8400")
    lonely = shop.put("v2/orders/100", {"total_ex_tax": 1}, 400)
    assert refusal(lonely) == "The fields 'total_ex_tax' and 'total_inc_tax' must be sent together."


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (
            {"external_id": "1"},
            "The field 'external_id' cannot be written to. "
            "Please remove it from your request before trying again.",
        ),
        (
            {"payment_status": "paid"},
            "The field 'payment_status' cannot be written to. "
            "Please remove it from your request before trying again.",
        ),
        ({"custom": 1}, "The field 'custom' is not supported by this resource."),
        ({"status_id": 99}, "The field 'status_id' is invalid."),
        ({"staff_notes": "x" * 65_536}, "The field 'staff_notes' is invalid."),
        ({"total_ex_tax": "x", "total_inc_tax": "1"}, "The field 'total_ex_tax' is invalid."),
        ({"customer_message": 5}, "The field 'customer_message' is invalid."),
        ({"order_is_digital": "yes"}, "The field 'order_is_digital' is invalid."),
    ],
)
def test_a_field_that_cannot_be_written_is_named(shop: Store, sent: Any, message: str) -> None:
    assert refusal(shop.put("v2/orders/100", sent, 400)) == message


def test_fees_are_replaced_as_a_whole(shop: Store) -> None:
    fee = {"display_name_customer": "Crate", "cost_ex_tax": "8.5", "cost_inc_tax": 10}
    shop.put("v2/orders/100", {"fees": [fee, fee | {"display_name_customer": "Rush"}]})
    crate, rush = shop.get("v2/orders/100/fees")
    assert (crate["cost_ex_tax"], crate["cost_inc_tax"]) == ("8.5000", "10.0000")
    order = shop.put("v2/orders/100?include=fees", {"fees": [{"id": rush["id"], "source": "v2"}]})
    assert [it["display_name_customer"] for it in order["fees"]] == ["Rush"]
    assert order["total_inc_tax"] == "79.8400"
    shop.put("v2/orders/100", {"fees": [{"id": crate["id"]}]}, 400)
    shop.put("v2/orders/100", {"fees": []})
    assert shop.get("v2/orders/100/fees", 204) is None


def test_lines_are_added_changed_and_taken_away(shop: Store) -> None:
    sent = [
        {"product_id": 202, "quantity": 10},
        {"id": 2, "quantity": 0},
        {"id": 1, "price_ex_tax": 10, "price_inc_tax": 11},
    ]
    order = shop.put("v2/orders/100", {"products": sent})
    lines = shop.get("v2/orders/100/products")
    assert [(it["id"], it["quantity"], it["total_ex_tax"]) for it in lines] == [
        (1, 5, "50.0000"),
        (10, 10, "3.0000"),
    ]
    assert (order["items_total"], order["subtotal_ex_tax"]) == (15, "53.0000")
    assert order["total_inc_tax"] == "70.0000"  # 55 + 3 and 12 for shipping
    shop.put("v2/orders/100", {"products": [{"id": 99, "quantity": 1}]}, 400)


def test_addresses_are_changed_in_what_is_sent(shop: Store) -> None:
    changed = shop.put("v2/orders/100/shipping_addresses/600", {"street_1": "2 Way"})
    assert (changed["street_1"], changed["city"]) == ("2 Way", "Austin")
    shop.put("v2/orders/100", {"billing_address": {"company": "Acme Inc"}})
    billing = shop.get("v2/orders/100")["billing_address"]
    assert (billing["company"], billing["street_1"]) == ("Acme Inc", "1 Way")
    refused = shop.put("v2/orders/100/shippingaddresses/600", {"items_total": 1}, 400)
    assert refusal(refused).startswith("The field 'items_total' cannot be written to.")
    shop.put("v2/orders/100", {"shipping_addresses": [{"id": 600, "city": "Waco"}, BUYER]})
    cities = [it["city"] for it in shop.get("v2/orders/100/shipping_addresses")]
    assert cities == ["Waco", "Reno"]


def test_a_deleted_order_is_archived(shop: Store) -> None:
    assert shop.delete("v2/orders/100") is None
    assert shop.get("v2/orders/100")["is_deleted"] is True
    assert [it["id"] for it in shop.get("v2/orders", is_deleted="true")] == [100, 104]
    shop.delete("v2/orders")
    assert shop.get("v2/orders", 204) is None


def test_a_shipment_moves_its_order(shop: Store) -> None:
    tracking = {"tracking_number": "EJ958083578US", "shipping_provider": "usps"}
    made = shop.post("v2/orders/100/shipments", SHIPMENT | tracking, 201)
    assert (made["id"], made["customer_id"], made["order_address_id"]) == (73, 11, 600)
    assert made["items"] == [{"order_product_id": 1, "product_id": 201, "quantity": 2}]
    assert made["date_created"] == "Thu, 28 May 2026 20:26:40 +0000"
    assert made["shipping_address"]["city"] == "Austin"
    order = shop.get("v2/orders/100")
    assert (order["status_id"], order["items_shipped"], order["date_shipped"]) == (3, 2, "")
    assert order["date_modified"] == "Thu, 28 May 2026 20:26:40 +0000"
    rest = [{"order_product_id": 1, "quantity": 3}, {"order_product_id": 2, "quantity": 1}]
    shop.post("v2/orders/100/shipments", SHIPMENT | {"items": rest}, 201)
    order = shop.get("v2/orders/100")
    assert (order["status"], order["items_shipped"]) == ("Shipped", 6)
    assert order["date_shipped"] == "Thu, 28 May 2026 20:26:40 +0000"
    assert shop.get("v2/orders/100/shipments/count") == {"count": 2}


def test_staff_may_keep_the_status_to_themselves() -> None:
    with store(shipments_move_status=False) as shop:
        shop.post("v2/orders/100/shipments", SHIPMENT, 201)
        order = shop.get("v2/orders/100")
        assert (order["status_id"], order["items_shipped"]) == (11, 2)


def test_the_same_shipment_twice_is_two_shipments_until_nothing_is_left(shop: Store) -> None:
    shop.post("v2/orders/100/shipments", SHIPMENT, 201)
    shop.post("v2/orders/100/shipments", SHIPMENT, 201)
    refused = shop.post("v2/orders/100/shipments", SHIPMENT, 400)
    assert refusal(refused) == "Of order product 1, 1 are left to ship; 2 were asked for."
    assert shop.get("v2/orders/100")["items_shipped"] == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"items": None}, "The field 'items' is invalid."),
        ({"order_address_id": 1}, "The field 'order_address_id' is invalid."),
        ({"tracking_number": "x" * 51}, "The field 'tracking_number' is invalid."),
        ({"shipping_provider": "pigeon"}, "The field 'shipping_provider' is invalid."),
        ({"pigeon": "x"}, "The field 'pigeon' is not supported by this resource."),
        (
            {"items": [{"order_product_id": 1, "quantity": 1, "product_id": 201}]},
            "The field 'product_id' cannot be written to. "
            "Please remove it from your request before trying again.",
        ),
        (
            {"items": [{"order_product_id": 3, "quantity": 1}]},
            "The field 'order_product_id' is invalid.",
        ),
    ],
)
def test_a_shipment_that_cannot_be_is_refused(shop: Store, change: Any, message: str) -> None:
    assert refusal(shop.post("v2/orders/100/shipments", SHIPMENT | change, 400)) == message


def test_a_shipment_is_changed_and_taken_back(shop: Store) -> None:
    made = shop.post("v2/orders/100/shipments", SHIPMENT, 201)["id"]
    link = {
        "tracking_link": "https://track.example/1",
        "tracking_number": "1",
        "comments": "fragile",
    }
    changed = shop.put(f"v2/orders/100/shipments/{made}", link)
    assert (changed["comments"], changed["generated_tracking_link"]) == ("fragile", "")
    refused = shop.put(f"v2/orders/100/shipments/{made}", {"items": []}, 400)
    assert refusal(refused).startswith("The field 'items' cannot be written to.")
    shop.delete(f"v2/orders/100/shipments/{made}")
    order = shop.get("v2/orders/100")
    assert (order["items_shipped"], order["status_id"]) == (0, 3)  # the status does not go back
    assert shop.get("v2/orders/100/shipments", 204) is None
    shop.delete("v2/orders/102/shipments")
    assert shop.get("v2/orders/102")["items_shipped"] == 0
