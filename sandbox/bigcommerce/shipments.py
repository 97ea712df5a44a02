"""Shipments of an order: what was sent, where to, by whom. A repeated POST sends twice."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v2, v2_invalid, v2_missing, v2_read_only, v2_unknown_field
from sandbox.bigcommerce.order_parts import part, touch
from sandbox.bigcommerce.order_records import PROVIDERS
from sandbox.bigcommerce.order_views import shipment_view
from sandbox.bigcommerce.order_writes import move_to
from sandbox.bigcommerce.orders import found
from sandbox.bigcommerce.statuses import PARTIALLY_SHIPPED, SHIPPED
from sandbox.bigcommerce.v2_lists import sliced
from sandbox.bigcommerce.wire import amount, money
from sandbox.records import Record

LONGEST: Mapping[str, int] = MappingProxyType(
    {
        "tracking_number": 50,
        "tracking_link": 500,
        "comments": 65_535,
        "shipping_method": 255,
        "shipping_provider": 255,
        "tracking_carrier": 255,
    }
)
_WRITABLE = frozenset({*LONGEST, "order_address_id", "merchant_shipping_cost"})
_READ_ONLY = frozenset(
    {
        *("id", "order_id", "customer_id", "date_created", "billing_address", "shipping_address"),
        *("generated_tracking_link", "shipping_provider_display_name"),
    }
)


def list_shipments(call: Call) -> Answer:
    record = found(call)
    return sliced(call, [shipment_view(record, it) for it in record["shipments"]])


def count_shipments(call: Call) -> Answer:
    return Answer({"count": len(found(call)["shipments"])})


def show_shipment(call: Call) -> Answer:
    record = found(call)
    return Answer(shipment_view(record, part(call, record["shipments"])))


def create_shipment(call: Call) -> Answer:
    record, sent = found(call), call.sent()
    for name in ("order_address_id", "items"):
        if name not in sent:
            raise v2_missing(name)
    shipment = _sent(record, {name: it for name, it in sent.items() if name != "items"})
    shipment["items"] = _items(record, shipment["order_address_id"], sent["items"])
    shipment |= {"id": call.shop.new_part_id("shipments"), "created": call.now}
    record["shipments"].append(shipment)
    _count_shipped(record)
    _move_order(call, record)
    touch(call, record)
    call.emit("shipment/created", type="shipment", id=shipment["id"], orderId=record["id"])
    return Answer(shipment_view(record, shipment), 201)


def update_shipment(call: Call) -> Answer:
    """Only what is sent; what was packed cannot be changed."""
    record, sent = found(call), call.sent()
    shipment = part(call, record["shipments"])
    if "items" in sent:
        raise v2_read_only("items")
    shipment |= _sent(record, sent)
    touch(call, record)
    call.emit("shipment/updated", type="shipment", id=shipment["id"], orderId=record["id"])
    return Answer(shipment_view(record, shipment))


def delete_shipment(call: Call) -> Answer:
    """The items are unshipped again; the order keeps its status."""
    record = found(call)
    _forget(call, record, [part(call, record["shipments"])])
    return Answer(None, 204)


def delete_all_shipments(call: Call) -> Answer:
    record = found(call)
    _forget(call, record, list(record["shipments"]))
    return Answer(None, 204)


def _forget(call: Call, record: Record, shipments: list[dict[str, Any]]) -> None:
    if not shipments:
        return
    record["shipments"] = [it for it in record["shipments"] if it not in shipments]
    _count_shipped(record)
    touch(call, record)
    for it in shipments:
        call.emit("shipment/deleted", type="shipment", id=it["id"], orderId=record["id"])


def _sent(record: Record, sent: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in sent.items():
        if name in _READ_ONLY:
            raise v2_read_only(name)
        if name not in _WRITABLE:
            raise v2_unknown_field(name)
        fields[name] = _checked(record, name, value)
    return fields


def _checked(record: Record, name: str, value: Any) -> Any:
    if name == "order_address_id":
        if value not in {it["id"] for it in record["addresses"]}:
            raise v2_invalid(name)
        return value
    if name == "merchant_shipping_cost":
        try:
            return money(amount(value))
        except ValueError:
            raise v2_invalid(name) from None
    if not isinstance(value, str) or len(value) > LONGEST[name]:
        raise v2_invalid(name)
    if name == "shipping_provider" and value and not _is_provider(value):
        raise v2_invalid(name)
    return value


def _is_provider(name: str) -> bool:
    return name in PROVIDERS or name.startswith("carrier_")


def _items(record: Record, address_id: int, sent: Any) -> list[dict[str, int]]:
    """What goes into the parcel; 400 for more of a line than is left, or from elsewhere."""
    if not isinstance(sent, list) or not sent:
        raise v2_invalid("items")
    items = [_item(it) for it in sent]
    for id_ in {it["order_product_id"] for it in items}:
        line = next((it for it in record["lines"] if it["id"] == id_), None)
        if line is None or line.get("order_address_id") != address_id:
            raise v2_invalid("order_product_id")
        wanted = sum(it["quantity"] for it in items if it["order_product_id"] == id_)
        left = line["quantity"] - line.get("quantity_shipped", 0)
        if wanted > left:
            words = f"Of order product {id_}, {left} are left to ship; {wanted} were asked for."
            raise v2(400, words)
    return items


def _item(sent: Any) -> dict[str, int]:
    if not isinstance(sent, dict):
        raise v2_invalid("items")
    if "product_id" in sent:
        raise v2_read_only("product_id")
    for name in sent:
        if name not in ("order_product_id", "quantity"):
            raise v2_unknown_field(name)
    for name in ("order_product_id", "quantity"):
        if name not in sent:
            raise v2_missing(name)
        if type(sent[name]) is not int or sent[name] < 1:
            raise v2_invalid(name)
    return dict(sent)


def _count_shipped(record: Record) -> None:
    packed: dict[int, int] = {}
    for shipment in record["shipments"]:
        for item in shipment["items"]:
            id_ = item["order_product_id"]
            packed[id_] = packed.get(id_, 0) + item["quantity"]
    for line in record["lines"]:
        line["quantity_shipped"] = packed.get(line["id"], 0)
    record["fields"]["items_shipped"] = sum(packed.values())


def _move_order(call: Call, record: Record) -> None:
    """(Partially) Shipped, and when: unless the store leaves that to its staff."""
    is_complete = all(it["quantity_shipped"] >= it["quantity"] for it in record["lines"])
    if is_complete:
        record["shipped"] = call.now
    if call.shop.options.shipments_move_status:
        move_to(call, record, SHIPPED if is_complete else PARTIALLY_SHIPPED)
