"""Orders of the BigCommerce stand-in as they are read."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.bigcommerce_company import Store, store


@pytest.fixture(scope="module")
def shop() -> Iterator[Store]:
    with store() as served:
        yield served


def ids(rows: Any) -> list[int]:
    return [row["id"] for row in rows or ()]


def test_an_order_has_its_money_with_four_places_and_its_dates_in_rfc_2822(shop: Store) -> None:
    order = shop.get("v2/orders/100")
    assert order["subtotal_ex_tax"] == "62.8000"
    assert (order["subtotal_tax"], order["subtotal_inc_tax"]) == ("5.0400", "67.8400")
    assert (order["total_ex_tax"], order["total_inc_tax"]) == ("74.8000", "79.8400")
    assert order["currency_exchange_rate"] == "1.0000000000"
    assert order["date_created"] == "Sat, 02 May 2026 08:30:00 +0000"
    assert order["date_modified"] == "Sun, 03 May 2026 08:30:00 +0000"
    assert order["date_shipped"] == ""
    assert (order["status"], order["payment_method"]) == ("Awaiting Fulfillment", "Purchase Order")
    assert order["billing_address"]["country"] == "United States"
    assert (order["items_total"], order["credit_card_type"]) == (6, None)


def test_parts_are_links_to_the_host_that_was_asked(shop: Store) -> None:
    order = shop.get("v2/orders/102")
    assert order["shipping_addresses"] == {
        "url": f"{shop.url}/stores/sandbox1/v2/orders/102/shippingaddresses",
        "resource": "/orders/102/shippingaddresses",
    }
    followed = shop.client.get(order["shipping_addresses"]["url"])
    assert ids(followed.json()) == [602, 650]
    assert followed.json() == shop.get("v2/orders/102/shipping_addresses")
    for part in ("products", "coupons", "consignments", "fees"):
        assert shop.client.get(order[part]["url"]).status_code in (200, 204)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [100, 101, 102, 103, 105, 106]),
        ("min_id=102&max_id=105", [102, 103, 105]),
        ("customer_id=0", [101]),
        ("status_id=0", [103]),
        ("email=ANN@acme.example", [100, 103, 106]),
        ("payment_method=Purchase Order", [100]),
        ("external_order_id=801xx0000004CqA", [100]),
        ("cart_id=00000000-0000-4000-8000-000000000064", [100]),
        ("channel_id=2", []),
        ("min_total=79.84&max_total=120", [100, 102]),
        ("is_deleted=true", [104]),
        ("sort=date_modified:desc&limit=2", [106, 105]),
        ("sort=customer_id", [101, 100, 103, 106, 102, 105]),
        ("sort=id:desc&page=2&limit=4", [101, 100]),
        ("min_date_modified=2026-05-08T08:30:00%2B00:00", [105, 106]),
        ("min_date_modified=2026-05-08T08:30:00+00:00", [105, 106]),
        ("min_date_modified=2026-05-08T10:30:00.000%2B02:00", [105, 106]),
        ("min_date_modified=2026-05-08T08:30:01", [106]),
        ("min_date_modified=2026-05-09", [106]),
        ("min_date_modified=Fri, 08 May 2026 08:30:00 %2B0000", [105, 106]),
        ("min_date_modified=Fri, 08 May 2026 08:30:00 +0000", [105, 106]),
        ("max_date_modified=2026-05-03T08:30:00Z", [100]),
        ("min_date_created=2026-05-02T08:30:01Z", []),
    ],
)
def test_orders_are_filtered_and_sorted(shop: Store, query: str, expected: list[int]) -> None:
    found = shop.client.get(f"{shop.base}/v2/orders?{query}")
    assert ids(found.json() if found.content else []) == expected
    assert found.status_code == (200 if expected else 204)


def test_orders_are_counted_by_status(shop: Store) -> None:
    counted = shop.get("v2/orders/count")
    assert counted["count"] == 6
    counts = {status["id"]: status["count"] for status in counted["statuses"]}
    assert {id_: count for id_, count in counts.items() if count} == {
        0: 1,
        3: 1,
        10: 1,
        11: 2,
        14: 1,
    }
    assert counted["statuses"][7]["sort_order"] == 2
    assert shop.get("v2/orders/count", customer_id=11)["count"] == 3
    shop.get("v2/orders/count", 400, colour="red")


def test_the_lines_of_an_order(shop: Store) -> None:
    bolt, nut = shop.get("v2/orders/100/products")
    assert (bolt["id"], bolt["product_id"], bolt["quantity"], bolt["sku"]) == (1, 201, 5, "B-8")
    assert (bolt["price_ex_tax"], bolt["total_ex_tax"]) == ("12.5000", "62.5000")
    assert (bolt["total_tax"], bolt["total_inc_tax"]) == ("5.0200", "67.5200")
    assert (nut["total_tax"], nut["name_customer"]) == ("0.0200", "Nut")
    assert bolt.keys().isdisjoint({"order_product_id"})
    assert shop.get("v2/orders/100/products/2") == nut
    assert ids(shop.get("v2/orders/100/products", limit=1, page=2)) == [2]
    assert shop.get("v2/orders/100/products", 204, page=2) is None


def test_a_guests_order_of_something_made_to_fit_is_shipped_in_part(shop: Store) -> None:
    order = shop.get("v2/orders/101")
    assert (order["customer_id"], order["status"]) == (0, "Partially Shipped")
    assert (order["items_total"], order["items_shipped"]) == (3, 1)
    (line,) = shop.get("v2/orders/101/products")
    assert (line["product_id"], line["name"], line["quantity_shipped"]) == (0, "Made to fit", 1)
    (shipment,) = shop.get("v2/orders/101/shipments")
    assert shipment["items"] == [{"order_product_id": 3, "product_id": 0, "quantity": 1}]
    assert (shipment["shipping_provider"], shipment["tracking_number"]) == ("ups", "1Z999")
    assert shipment["generated_tracking_link"].endswith("/ups/1Z999")


def test_an_order_in_euros_that_goes_to_two_places(shop: Store) -> None:
    order = shop.get("v2/orders/102")
    assert (order["default_currency_code"], order["store_default_currency_code"]) == ("EUR", "USD")
    assert order["store_default_to_transactional_exchange_rate"] == "0.9200000000"
    assert order["shipping_address_count"] == 2
    berlin, austin = shop.get("v2/orders/102/shipping_addresses")
    assert (berlin["country"], berlin["items_total"]) == ("Germany", 1)
    assert shop.get("v2/orders/102/shippingaddresses/650") == austin
    assert [it["order_address_id"] for it in shop.get("v2/orders/102/shipments")] == [602, 650]
    for quotes in (
        "shipping_addresses/650/shipping_quotes",
        "shippingaddresses/650/shippingquotes",
    ):
        assert shop.get(f"v2/orders/102/{quotes}", 204) is None


def test_an_archived_order_is_found_by_its_id_alone(shop: Store) -> None:
    assert shop.get("v2/orders/104")["is_deleted"] is True
    assert shop.get("v2/orders", 204, min_id=104, max_id=104) is None


def test_what_this_store_has_none_of_is_204(shop: Store) -> None:
    for part in ("messages", "coupons", "fees", "shipments"):
        assert shop.get(f"v2/orders/100/{part}", 204) is None
        shop.get(f"v2/orders/9/{part}", 404)
    assert shop.get("v2/orders/102/taxes", 204) is None
    assert shop.get("v2/coupons", 204) is None


def test_the_tax_of_a_line(shop: Store) -> None:
    first, _ = shop.get("v2/orders/100/taxes")
    assert (first["order_product_id"], first["line_amount"]) == ("1", "5.0200")
    assert (first["rate"], first["line_item_type"]) == ("8.0320", "item")


def test_consignments_say_what_goes_where(shop: Store) -> None:
    consignments = shop.get("v2/orders/102/consignments")
    assert [it["id"] for it in consignments["shipping"]] == [602, 650]
    (link,) = consignments["shipping"][1]["line_items"]
    assert link["resource"] == "/orders/102/products/5"
    assert shop.client.get(link["url"]).json()["id"] == 5
    whole = shop.get(
        "v2/orders/102", include="consignments.line_items,fees", consignment_structure="object"
    )
    assert whole["consignments"]["shipping"][0]["line_items"][0]["sku"] == "B-8"
    assert whole["fees"] == []
    assert isinstance(shop.get("v2/orders/102", include="consignments")["consignments"], list)
    shop.get("v2/orders/102", 400, include="secrets")
