"""Orders of V2 as they are written: created, changed in what is sent, archived."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v2, v2_invalid, v2_missing, v2_read_only
from sandbox.bigcommerce.order_checks import fields_sent
from sandbox.bigcommerce.order_fees import fees_sent
from sandbox.bigcommerce.order_fields import BLANK
from sandbox.bigcommerce.order_lines import changed_lines, new_line, settle_totals
from sandbox.bigcommerce.order_parts import ADDRESS_WRITABLE, address_sent, touch
from sandbox.bigcommerce.order_records import CURRENCY_IDS, currencies
from sandbox.bigcommerce.order_views import order_view, without_padding
from sandbox.bigcommerce.orders import found, included
from sandbox.bigcommerce.statuses import SHIPPED
from sandbox.bigcommerce.tables import ORDERS
from sandbox.records import LIVE, Record


def create_order(call: Call) -> Answer:
    """201; what is not sent is worked out from the lines, once."""
    sent = call.sent()
    if "consignments" in sent:
        raise v2(400, "This store ships: send 'shipping_addresses' and 'products'.")
    for name in ("products", "billing_address"):
        if not sent.get(name):
            raise v2_missing(name)
    record = _blank_order(call, sent.pop("default_currency_code", "USD"))
    fields = fields_sent(call, sent)
    _write(call, record, sent | {"shipping_addresses": _destinations(sent)}, fields)
    call.shop.store.put(ORDERS, record)
    call.emit("order/created", type="order", id=record["id"])
    view = order_view(call, record, included(call))
    return Answer(view if call.shop.options.pads_money else without_padding(view), 201)


def update_order(call: Call) -> Answer:
    """Only what is sent; no amount follows from another one, but lines from what is in them."""
    record, sent = found(call), call.sent()
    if "default_currency_code" in sent:
        raise v2_read_only("default_currency_code")
    fields = fields_sent(call, sent)
    merchant = record["fields"].get("external_merchant_id")
    if merchant and fields.get("external_merchant_id", merchant) != merchant:
        raise v2_read_only("external_merchant_id")
    _write(call, record, sent, fields)
    touch(call, record)
    return Answer(order_view(call, record, included(call)))


def delete_order(call: Call) -> Answer:
    """Archived, not gone."""
    _archive(call, found(call))
    return Answer(None, 204)


def delete_all_orders(call: Call) -> Answer:
    for record in call.shop.store.find(ORDERS, LIVE):
        _archive(call, record)
    return Answer(None, 204)


def move_to(call: Call, record: Record, status_id: int) -> None:
    """Give the order another status; one that becomes Shipped has been shipped now."""
    before = record["fields"].get("status_id", BLANK["status_id"])
    record["fields"]["status_id"] = status_id
    if status_id == SHIPPED and record["shipped"] is None:
        record["shipped"] = call.now
    if before != status_id:
        change = {"previous_status_id": before, "new_status_id": status_id}
        call.emit("order/statusUpdated", type="order", id=record["id"], status=change)


def _archive(call: Call, record: Record) -> None:
    if not record["is_deleted"]:
        record["is_deleted"] = True
        record["modified"] = max(call.now, record["modified"] + 1)
        call.shop.store.put(ORDERS, record)
        call.emit("order/archived", type="order", id=record["id"])


def _blank_order(call: Call, currency: object) -> Record:
    if currency not in CURRENCY_IDS:
        raise v2_invalid("default_currency_code")
    return {
        "id": call.shop.new_id(ORDERS),
        "created": call.now,
        "modified": call.now,
        "shipped": None,
        "is_deleted": False,
        "fields": {"cart_id": str(uuid4()), **currencies(str(currency), Decimal(1))},
        "lines": [],
        "addresses": [],
        "shipments": [],
        "fees": [],
    }


def _destinations(sent: Mapping[str, Any]) -> list[Any]:
    """Where a new order goes: to the buyer, unless something else was said."""
    to_buyer = {name: it for name, it in sent["billing_address"].items() if name != "form_fields"}
    destinations = sent.get("shipping_addresses") or [to_buyer]
    if not isinstance(destinations, list):
        raise v2_invalid("shipping_addresses")
    return destinations


def _write(call: Call, record: Record, sent: Mapping[str, Any], fields: dict[str, Any]) -> None:
    status_id = fields.pop("status_id", None)
    if "date_created" in fields:
        record["created"] = fields.pop("date_created")
    if "billing_address" in fields:
        fields["billing_address"] = (
            record["fields"].get("billing_address", {}) | (fields["billing_address"])
        )
    record["fields"] |= fields
    if "shipping_addresses" in sent:
        _write_addresses(call, record, sent["shipping_addresses"])
    if "fees" in sent:
        record["fees"] = fees_sent(call, record, sent["fees"])
    if "products" in sent:
        _write_lines(call, record, sent["products"], fields)
    if status_id is not None:
        move_to(call, record, status_id)


def _write_lines(call: Call, record: Record, sent: Any, fields: Mapping[str, Any]) -> None:
    if not isinstance(sent, list):
        raise v2_invalid("products")
    for product in sent:
        if not isinstance(product, dict):
            raise v2_invalid("products")
        if "id" in product:
            record["lines"] = changed_lines(record, product)
        else:
            record["lines"].append(new_line(call, record, product))
    settle_totals(record, fields)


def _write_addresses(call: Call, record: Record, sent: Any) -> None:
    if not isinstance(sent, list):
        raise v2_invalid("shipping_addresses")
    for address in sent:
        if not isinstance(address, dict):
            raise v2_invalid("shipping_addresses")
        fields = address_sent({k: it for k, it in address.items() if k != "id"}, ADDRESS_WRITABLE)
        if "id" not in address:
            record["addresses"].append({"id": call.shop.new_part_id("addresses")} | fields)
            continue
        known = next((it for it in record["addresses"] if it["id"] == address["id"]), None)
        if known is None:
            raise v2_invalid("id")
        known |= fields
