"""Orders and their parts as V2 answers them."""

import re
from decimal import Decimal
from typing import Any

from sandbox.bigcommerce.call import Call
from sandbox.bigcommerce.order_fields import (
    BLANK,
    BLANK_ADDRESS,
    BLANK_LINE,
    BLANK_SHIPPING,
    TAXED,
    ZERO,
)
from sandbox.bigcommerce.statuses import LABELS, custom_label
from sandbox.bigcommerce.wire import cents, money, rfc2822, unpadded
from sandbox.records import Record

Parts = dict[str, Any]
_PADDED = re.compile(r"-?\d+\.\d{4}")  # money; exchange rates have ten places


def order_view(call: Call, record: Record, include: frozenset[str] = frozenset()) -> dict[str, Any]:
    """An order with all its fields; parts are link objects unless they are included."""
    view: dict[str, Any] = {"id": record["id"], **BLANK, **record["fields"]}
    view["billing_address"] = dict(BLANK_ADDRESS) | view["billing_address"]
    for name in TAXED:
        view[f"{name}_tax"] = difference(view[f"{name}_inc_tax"], view[f"{name}_ex_tax"])
    view |= {
        "date_created": rfc2822(record["created"]),
        "date_modified": rfc2822(record["modified"]),
        "date_shipped": rfc2822(record["shipped"]),
        "status": LABELS[view["status_id"]],
        "custom_status": custom_label(call, view["status_id"]),
        "shipping_address_count": len(record["addresses"]),
        "is_deleted": record["is_deleted"],
    }
    view |= _links(call, record["id"])
    if "fees" in include:
        view["fees"] = [fee_view(fee) for fee in record["fees"]]
    if include & {"consignments", "consignments.line_items"}:
        view["consignments"] = _included_consignments(call, record, include)
    return view


def without_padding(view: dict[str, Any]) -> dict[str, Any]:
    """The order with its money in as few digits as it has."""
    return {
        name: unpadded(value) if isinstance(value, str) and _PADDED.fullmatch(value) else value
        for name, value in view.items()
    }


def difference(inc_tax: str, ex_tax: str) -> str:
    return money(Decimal(inc_tax) - Decimal(ex_tax))


def _links(call: Call, id_: int) -> dict[str, Any]:
    """Addresses are spelled without an underscore in links, though the routes have one."""
    at = f"/orders/{id_}"
    return {
        "products": call.link(f"{at}/products"),
        "shipping_addresses": call.link(f"{at}/shippingaddresses"),
        "coupons": call.link(f"{at}/coupons"),
        "consignments": call.link(f"{at}/consignments"),
        "fees": call.link(f"{at}/fees"),
    }


def _included_consignments(call: Call, record: Record, include: frozenset[str]) -> Any:
    found = consignments_view(call, record, in_full="consignments.line_items" in include)
    return found if call.query.get("consignment_structure") == "object" else [found]


def line_view(record: Record, line: Parts) -> dict[str, Any]:
    """An order product. Its `id` is what others call order_product_id."""
    view = {"id": line["id"], "order_id": record["id"]} | dict(BLANK_LINE) | line
    view["name_customer"] = line.get("name_customer", view["name"])
    view["name_merchant"] = line.get("name_merchant", view["name"])
    view["price_tax"] = difference(view["price_inc_tax"], view["price_ex_tax"])
    view["total_tax"] = difference(view["total_inc_tax"], view["total_ex_tax"])
    view["discounted_total_inc_tax"] = view["total_inc_tax"]
    return view


def address_view(call: Call, record: Record, address: Parts) -> dict[str, Any]:
    """A shipping address with what of the order goes there."""
    quotes = f"/orders/{record['id']}/shippingaddresses/{address['id']}/shippingquotes"
    return (
        {"id": address["id"], "order_id": record["id"]}
        | dict(BLANK_SHIPPING)
        | address
        | _counts(record, address)
        | {"shipping_quotes": call.link(quotes)}
    )


def _counts(record: Record, address: Parts) -> dict[str, int]:
    here = [line for line in record["lines"] if line.get("order_address_id") == address["id"]]
    return {
        "items_total": sum(line["quantity"] for line in here),
        "items_shipped": sum(line.get("quantity_shipped", 0) for line in here),
    }


def consignments_view(call: Call, record: Record, *, in_full: bool = False) -> dict[str, Any]:
    """Where the order's lines go: the store only ships."""
    shipping = [_consignment(call, record, it, in_full=in_full) for it in record["addresses"]]
    return {
        "pickups": [],
        "shipping": shipping,
        "downloads": [],
        "email": {"gift_certificates": []},
    }


_COSTS = (
    *("base_cost", "cost_ex_tax", "cost_inc_tax", "cost_tax", "base_handling_cost"),
    *("handling_cost_ex_tax", "handling_cost_inc_tax", "handling_cost_tax"),
)


def _consignment(call: Call, record: Record, address: Parts, *, in_full: bool) -> dict[str, Any]:
    view = address_view(call, record, address)
    del view["order_id"]
    view |= {name: cents(Decimal(view[name])) for name in _COSTS}  # numbers, unlike elsewhere
    lines = [it for it in record["lines"] if it.get("order_address_id") == address["id"]]
    at = f"/orders/{record['id']}"
    view["line_items"] = [
        line_view(record, it) if in_full else call.link(f"{at}/products/{it['id']}") for it in lines
    ]
    quotes = f"{at}/consignments/shipping/{address['id']}/shipping_quotes"
    return view | {"shipping_quotes": call.link(quotes)}


def fee_view(fee: Parts) -> dict[str, Any]:
    return dict(fee)


def tax_views(record: Record) -> list[dict[str, Any]]:
    """The tax of each line, as one rate at one address; tax on shipping is not listed."""
    views = []
    for number, line in enumerate(record["lines"], 1):
        view = line_view(record, line)
        if Decimal(view["total_tax"]):
            views.append(_tax(record, view, number))
    return views


def _tax(record: Record, line: Parts, number: int) -> dict[str, Any]:
    net = Decimal(line["total_ex_tax"])
    percent = Decimal(line["total_tax"]) * 100 / net if net else Decimal(0)
    return {
        "id": record["id"] * 1000 + number,
        "order_id": record["id"],
        "order_address_id": line["order_address_id"],
        "order_pickup_method_id": 0,
        "tax_rate_id": 1,
        "sales_tax_id": "",
        "tax_class_id": 0,
        "name": "Sales Tax",
        "class": "Default Tax Class",
        "rate": money(percent),
        "priority": 1,
        "priority_amount": line["total_tax"],
        "line_amount": line["total_tax"],
        "order_product_id": str(line["id"]),
        "line_item_type": "item",
    }


_BILLING = tuple(name for name in BLANK_ADDRESS if name != "form_fields")


def shipment_view(record: Record, shipment: Parts) -> dict[str, Any]:
    """A shipment with the addresses of its order, and the products of its items."""
    products = {line["id"]: line.get("product_id", 0) for line in record["lines"]}
    to: Parts = next(
        (it for it in record["addresses"] if it["id"] == shipment["order_address_id"]), {}
    )
    billing = record["fields"].get("billing_address", {})
    return {
        "id": shipment["id"],
        "order_id": record["id"],
        "customer_id": record["fields"].get("customer_id", 0),
        "order_address_id": shipment["order_address_id"],
        "date_created": rfc2822(shipment["created"]),
        "tracking_number": shipment.get("tracking_number", ""),
        "merchant_shipping_cost": shipment.get("merchant_shipping_cost", ZERO),
        "shipping_method": shipment.get("shipping_method", "None"),
        "comments": shipment.get("comments", ""),
        "shipping_provider": shipment.get("shipping_provider", ""),
        "tracking_carrier": shipment.get("tracking_carrier", ""),
        "tracking_link": shipment.get("tracking_link", ""),
        "billing_address": {name: billing.get(name, "") for name in _BILLING},
        "shipping_address": {name: to.get(name, "") for name in _BILLING},
        "items": [
            {
                "order_product_id": it["order_product_id"],
                "product_id": products.get(it["order_product_id"], 0),
                "quantity": it["quantity"],
            }
            for it in shipment["items"]
        ],
        "shipping_provider_display_name": shipment.get("shipping_provider", "").upper(),
        "generated_tracking_link": _generated_link(shipment),
    }


def _generated_link(shipment: Parts) -> str:
    """A link to follow the parcel by; empty where the merchant gave one of his own."""
    carrier = shipment.get("shipping_provider") or shipment.get("tracking_carrier")
    number = shipment.get("tracking_number")
    if shipment.get("tracking_link") or not (carrier and number):
        return ""
    return f"http://tracking.example/{carrier}/{number}"
