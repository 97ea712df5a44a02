"""What hangs on an order in V2: products, addresses, taxes, fees, and lists that are empty here."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.countries import code_of
from sandbox.bigcommerce.errors import v2_invalid, v2_not_found, v2_read_only, v2_unknown_field
from sandbox.bigcommerce.order_fields import BLANK_ADDRESS, BLANK_SHIPPING
from sandbox.bigcommerce.order_views import (
    address_view,
    consignments_view,
    fee_view,
    line_view,
    tax_views,
)
from sandbox.bigcommerce.orders import found
from sandbox.bigcommerce.tables import ORDERS
from sandbox.bigcommerce.v2_lists import sliced

ADDRESS_WRITABLE = frozenset({*BLANK_ADDRESS, "shipping_method"})
_ADDRESS_READ_ONLY = frozenset(
    {
        *("id", "order_id", "items_total", "items_shipped", "shipping_quotes"),
        *(name for name in BLANK_SHIPPING if name not in ADDRESS_WRITABLE),
    }
)


def list_order_products(call: Call) -> Answer:
    record = found(call)
    return sliced(call, [line_view(record, line) for line in record["lines"]])


def show_order_product(call: Call) -> Answer:
    record = found(call)
    return Answer(line_view(record, part(call, record["lines"])))


def list_shipping_addresses(call: Call) -> Answer:
    record = found(call)
    return sliced(call, [address_view(call, record, it) for it in record["addresses"]])


def show_shipping_address(call: Call) -> Answer:
    record = found(call)
    return Answer(address_view(call, record, part(call, record["addresses"])))


def update_shipping_address(call: Call) -> Answer:
    """Only what is sent; neither shipping nor tax are worked out again."""
    record, sent = found(call), call.sent()
    address = part(call, record["addresses"])
    for name in sent:
        if name in _ADDRESS_READ_ONLY:
            raise v2_read_only(name)
    address |= address_sent(sent, ADDRESS_WRITABLE)
    touch(call, record)
    return Answer(address_view(call, record, address))


def list_shipping_quotes(call: Call) -> Answer:
    """None: quotes are kept of orders that went through the checkout alone."""
    part(call, found(call)["addresses"])
    return Answer(None, 204)


def list_fees(call: Call) -> Answer:
    return sliced(call, [fee_view(fee) for fee in found(call)["fees"]])


def list_taxes(call: Call) -> Answer:
    return sliced(call, tax_views(found(call)))


def show_consignments(call: Call) -> Answer:
    record = found(call)
    in_full = call.query.get("include") == "consignments.line_items"
    return Answer(consignments_view(call, record, in_full=in_full))


def list_messages(call: Call) -> Answer:
    """None: buyers and staff of this company do not write to each other here."""
    found(call)
    return Answer(None, 204)


def list_order_coupons(call: Call) -> Answer:
    """None: this store gives its discounts by hand."""
    found(call)
    return Answer(None, 204)


def part(call: Call, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The part of an order that the path names; 404 where the order has none such."""
    wanted = call.id("part")
    for one in parts:
        if one["id"] == wanted:
            return one
    raise v2_not_found()


def address_sent(sent: object, known: frozenset[str], name: str = "address") -> dict[str, Any]:
    """The fields of an address, a country by its name, by its code, or by both."""
    if not isinstance(sent, dict):
        raise v2_invalid(name)
    address: dict[str, Any] = {}
    for field, value in sent.items():
        if field not in known:
            raise v2_unknown_field(field)
        if not isinstance(value, list if field == "form_fields" else str):
            raise v2_invalid(field)
        address[field] = value
    return address | _country_code(address)


def _country_code(address: Mapping[str, Any]) -> dict[str, str]:
    if "country" not in address or "country_iso2" in address:
        return {}
    return {"country_iso2": code_of(address["country"])}


def touch(call: Call, record: dict[str, Any]) -> None:
    """Write the order down as changed now, and tell the webhooks."""
    record["modified"] = max(call.now, record["modified"] + 1)
    call.shop.store.put(ORDERS, record)
    call.emit("order/updated", type="order", id=record["id"])
