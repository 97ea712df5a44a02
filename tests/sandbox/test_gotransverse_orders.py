"""Orders at the Gotransverse stand-in: drafts, approval, and the services that come of them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.gotransverse_company import Billing, billing, problem

ADD_ON = {"sequence": 2, "quantity": 5, "product": {"id": "27400"}, "recurring_unit_price": 10.00}
ITEM = {
    "sequence": 1,
    "quantity": 1,
    "product": {"id": "27314", "product_type": "customer-subscription"},
    "recurring_product_price": {"id": "9001"},
    "recurring_unit_price": 500.00,
    "selected_agreement": {"id": "36"},
    "requested_effective_date": "2026-01-15T00:00:00Z",
    "custom_field_values": [
        {
            "custom_field_value_type": "order-item",
            "value": "801xx0000004CqA",
            "custom_field": {"id": "2336", "custom_field_type": "service"},
        }
    ],
    "order_items": [ADD_ON],
}
NEW = {
    "order_type": "sales",
    "billing_account": {"id": "4104951"},
    "order_date": "2026-01-05T00:00:00Z",
    "purchase_order_number": "PO-9",
    "order_items": [ITEM],
}


@pytest.fixture(scope="module")
def opened() -> Iterator[Billing]:
    with billing() as served:
        yield served


@pytest.fixture
def desk(opened: Billing) -> Billing:
    return opened.renewed()


def order_of(**item: Any) -> dict[str, Any]:
    """A new order whose one item has these attributes more, or in the place of others."""
    return NEW | {"order_items": [{**ITEM, **item}]}


def only_product(id_: str, **item: Any) -> dict[str, Any]:
    return NEW | {"order_items": [{"product": {"id": id_}, **item}]}


def test_a_draft_is_priced_and_waits(desk: Billing) -> None:
    order = desk.post("orders", NEW)

    assert order["status"] == "DRAFT"
    assert order["order_num"] == "20260315120000"
    assert order["total_amount"] == Decimal("550.00")
    assert (order["sub_total"], order["tax_total"]) == (Decimal("0.00"), Decimal("0.00"))
    assert order["billing_account"] == {
        "id": "4104951",
        "account_num": "183",
        "external_account_num": "001A",
    }
    assert order["order_items"][0]["order_items"][0]["sequence"] == 2
    assert desk.get(f"orders/{order['id']}") == order
    assert desk.ids("orders", purchase_order_number="PO-9") == [order["id"]]
    assert desk.headers("services")["x-total-count"] == "3"
    assert desk.post("orders", NEW)["order_num"] == "20260315120001"


def test_a_confirmed_order_makes_a_service_and_its_add_on(desk: Billing) -> None:
    order = desk.post("orders", NEW)

    confirmed = desk.post(f"orders/{order['id']}/confirm")

    assert confirmed["status"] == "COMPLETED"
    service = desk.get(f"services/{confirmed['order_items'][0]['service']['id']}")
    assert (service["status"], service["start_date"]) == ("ACTIVE", "2026-01-15T00:00:00Z")
    assert service["commitment_end_date"] == "2029-01-14T00:00:00Z"
    force = service["current_agreement_service"]
    assert (force["end_date"], force["end_action"], force["renewed"]) == (
        *("2029-01-14T00:00:00Z", "RENEW_AGREEMENT"),
        False,
    )
    price = service["service_prices"][0]
    assert (price["amount"], price["recurrence_period"]) == (Decimal("500.00"), "MONTH")
    assert price["recurring_product_price"] == {"id": "9001"}
    value = service["custom_field_values"][0]
    assert (value["custom_field_value_type"], value["value"]) == ("service", "801xx0000004CqA")
    assert desk.ids("services", custom_field_value="801xx0000004CqA") == [service["id"]]
    (child,) = desk.get("services", parent_service_id=service["id"])
    assert (child["quantity"], child["service_prices"][0]["amount"]) == (5, Decimal("50.00"))
    assert [it["id"] for it in service["child_services"]] == [child["id"]]


def test_a_service_that_starts_later_is_scheduled(desk: Billing) -> None:
    order = desk.post("orders", order_of(requested_effective_date="2026-05-01T00:00:00Z"))
    item = desk.post(f"orders/{order['id']}/confirm")["order_items"][0]
    service = desk.get(f"services/{item['service']['id']}")
    assert (service["status"], service["status_date"]) == ("SCHEDULED", "2026-03-15T00:00:00Z")


def test_a_product_that_is_charged_once_becomes_a_service_too(desk: Billing) -> None:
    order = desk.post("orders", only_product("27500", quantity=2))
    assert (order["sub_total"], order["total_amount"]) == (Decimal("500.00"), Decimal("500.00"))
    item = desk.post(f"orders/{order['id']}/confirm")["order_items"][0]
    (price,) = desk.get(f"services/{item['service']['id']}/service-prices")
    assert price["amount"] == Decimal("500.00")
    assert "recurrence_period" not in price


def test_only_a_draft_is_confirmed_voided_or_changed(desk: Billing) -> None:
    refused = desk.post("orders/88001/confirm", status=422)
    assert (refused["code"], refused["message"]) == (
        *("422", "Cannot confirm order 88001: it is COMPLETED, not DRAFT"),
    )
    assert desk.post("orders/88002/void")["status"] == "CANCELED"
    assert desk.post("orders/88002/void", status=422)["message"] == (
        "Cannot void order 88002: it is CANCELED, not DRAFT"
    )
    assert desk.put("orders/88002", NEW, 422)["message"] == (
        "Cannot change order 88002: it is CANCELED, not DRAFT"
    )


def test_a_draft_can_be_changed(desk: Billing) -> None:
    order = desk.put("orders/88002", NEW | {"note": "Now complete"})
    assert (order["order_num"], order["note"], order["status"]) == (
        *("SO-2", "Now complete", "DRAFT"),
    )
    assert order["total_amount"] == Decimal("550.00")


def test_an_order_waits_while_an_item_awaits_approval(desk: Billing) -> None:
    body = NEW | {"order_items": [ITEM | {"awaiting_approval": True}]}
    path = f"orders/{desk.post('orders', body)['id']}"
    assert desk.post(f"{path}/confirm")["status"] == "INPROGRESS"
    assert desk.headers("services")["x-total-count"] == "3"

    refused = desk.post(f"{path}/order-items/2/approve", status=422)
    approved = desk.post(f"{path}/order-items/1/approve")

    assert refused["message"] == f"Item 2 of order {path[7:]} awaits no approval"
    assert approved["status"] == "COMPLETED"
    assert desk.headers("services")["x-total-count"] == "5"


def test_a_denied_item_cancels_its_order(desk: Billing) -> None:
    body = NEW | {"order_items": [ITEM | {"awaiting_approval": True}]}
    path = f"orders/{desk.post('orders', body)['id']}"
    desk.post(f"{path}/confirm")
    assert desk.post(f"{path}/order-items/1/deny")["status"] == "CANCELED"
    assert desk.post(f"{path}/order-items/7/deny", status=404)["message"] == (
        f"Order {path[7:]} has no item of sequence 7"
    )


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (
            *(NEW | {"order_type": "renewal"}, "order_type"),
            "must be sales: the others are made by commands of services",
        ),
        (NEW | {"billing_account": {"id": "1"}}, "billing_account.id", "does not exist"),
        (NEW | {"order_items": []}, "order_items", "must have at least one item"),
        (
            *(NEW | {"order_date": "2024-12-31T00:00:00Z"}, "order_date"),
            "must not be before the account's start, 2025-01-01",
        ),
        (NEW | {"poNumber": "7"}, "poNumber", "is not an attribute"),
        (
            *(only_product("27600"), "order_items[0].product.id"),
            "is NOT_AVAILABLE, not AVAILABLE",
        ),
        (only_product("27314"), "order_items[0].selected_agreement", "is required"),
        (
            *(order_of(selected_agreement={"id": "38"}),),
            *("order_items[0].selected_agreement.id", "is DRAFT, not ACTIVE"),
        ),
        (
            *(order_of(recurring_product_price={"id": "9101"}),),
            *("order_items[0].recurring_product_price.id", "is not a price of this product"),
        ),
        (
            *(order_of(recurring_product_price={"id": "9002"}),),
            *("order_items[0].recurring_product_price.id", "is in EUR, the account in USD"),
        ),
        (
            order_of(order_items=[ADD_ON | {"recurring_product_price": {"id": "9102"}}]),
            "order_items[0].order_items[0].recurring_product_price.id",
            "recurs every QUARTER, its parent every MONTH",
        ),
        (
            only_product(
                "27400", parent_service={"id": "93730"}, recurring_product_price={"id": "9101"}
            ),
            "order_items[0].recurring_product_price.id",
            "recurs every MONTH, its parent every QUARTER",
        ),
        (order_of(quantity=0), "order_items[0].quantity", "must be a number above 0"),
        (
            *(order_of(recurring_unit_price="500.00"), "order_items[0].recurring_unit_price"),
            "must be a number of at least 0",
        ),
        (order_of(order_items=[ADD_ON | {"sequence": 1}]), "order_items", "sequence 1 comes twice"),
        (order_of(price=1), "order_items[0].price", "is not an attribute"),
    ],
)
def test_an_order_that_is_not_right_is_not_made(
    desk: Billing, body: dict[str, Any], field: str, message: str
) -> None:
    assert problem(desk.post("orders", body, 400)) == {field: message}
    assert desk.ids("orders") == ["88001", "88002"]


def test_an_order_of_a_closed_account_is_refused(desk: Billing) -> None:
    body = NEW | {
        "billing_account": {"id": "4104953"},
        "order_items": [{"product": {"id": "27314"}, "selected_agreement": {"id": "36"}}],
    }
    assert problem(desk.post("orders", body, 400)) == {"billing_account.id": "is CLOSED"}


def test_an_add_on_can_be_ordered_for_a_service_that_runs(desk: Billing) -> None:
    order = desk.post("orders", only_product("27400", parent_service={"id": "93726"}, quantity=3))
    desk.post(f"orders/{order['id']}/confirm")
    children = desk.get("services/93726/child-services")
    assert [child["product"]["name"] for child in children] == ["QOS", "QOS"]


def test_an_order_number_is_taken_once(desk: Billing) -> None:
    refused = desk.post("orders", NEW | {"order_num": "SO-1"}, 409)
    assert problem(refused) == {"order_num": "order_num SO-1 already exists"}


def test_custom_values_of_a_recurring_item_are_fixed_after_the_draft(desk: Billing) -> None:
    order = desk.post("orders", NEW)
    path = f"order-items/{order['order_items'][0]['id']}/custom-field-values"
    body = {"custom_field": {"id": "2340"}, "value": "802A"}

    added = desk.post(path, body)
    desk.post(f"orders/{order['id']}/confirm")
    refused = desk.post(path, body, 400)

    assert added["custom_field_value_type"] == "order-item"
    assert len(desk.get(path)) == 2
    assert problem(refused) == {
        "custom_field.id": "can be given to a recurring product only while DRAFT"
    }
    assert desk.get("order-items/77/custom-field-values", 404)["message"] == (
        "There is no order item with id 77"
    )


def test_an_order_holds_the_crms_id_in_a_custom_field(desk: Billing) -> None:
    values = [{"custom_field": {"id": "2337"}, "value": "801B"}]
    order = desk.post("orders", NEW | {"custom_field_values": values})
    assert order["custom_field_values"][0]["custom_field"]["name"] == "crm_order_id"
    assert desk.ids("orders", custom_field_value="801B") == [order["id"]]
    desk.post(f"orders/{order['id']}/custom-field-values", values[0] | {"value": "801C"})
    assert [it["value"] for it in desk.get(f"orders/{order['id']}/custom-field-values")] == ["801C"]
