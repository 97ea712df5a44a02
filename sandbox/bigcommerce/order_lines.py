"""The lines of an order as they are written, and what an order sums up from them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.bigcommerce.call import Call
from sandbox.bigcommerce.errors import v2_invalid, v2_missing, v2_read_only, v2_unknown_field
from sandbox.bigcommerce.tables import PRODUCTS, VARIANTS
from sandbox.bigcommerce.wire import amount, money
from sandbox.records import Record, equal

_TEXTS = frozenset(
    {
        *("name", "name_customer", "name_merchant", "sku", "upc", "wrapping_name"),
        "wrapping_message",
    }
)
_MONEY = frozenset(
    {"price_ex_tax", "price_inc_tax", "wrapping_cost_ex_tax", "wrapping_cost_inc_tax"}
)
_WHOLE = frozenset({"id", "product_id", "variant_id", "quantity", "wrapping_id"})
_READ_ONLY = frozenset(
    {
        *("order_id", "external_id", "base_price", "price_tax", "base_total", "total_ex_tax"),
        *("total_inc_tax", "total_tax", "quantity_shipped", "quantity_refunded", "is_refunded"),
        *("refund_amount", "order_address_id", "applied_discounts", "type", "brand"),
    }
)
_OF_CATALOGUE = ("quantity",)  # what has to be said of a line
_CUSTOM = ("name", "quantity", "price_ex_tax", "price_inc_tax")


def new_line(call: Call, record: Record, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a catalogue product at its price, or of something that is in no catalogue."""
    fields = _fields(sent)
    for name in _OF_CATALOGUE if fields.get("product_id") else _CUSTOM:
        if name not in fields:
            raise v2_missing(name)
    if fields["quantity"] < 1:
        raise v2_invalid("quantity")
    line = _of_catalogue(call, fields) | fields
    line |= {
        "id": call.shop.new_part_id("lines"),
        "order_address_id": record["addresses"][0]["id"] if record["addresses"] else 0,
        "quantity_shipped": 0,
    }
    return _priced(line)


def changed_lines(record: Record, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The order's lines with one changed, its discounts cleared; of quantity 0 it is gone."""
    fields = _fields(sent)
    line = next((it for it in record["lines"] if it["id"] == fields["id"]), None)
    if line is None:
        raise v2_invalid("id")
    if fields.get("quantity", 1) < 0:
        raise v2_invalid("quantity")
    line |= fields
    line.pop("applied_discounts", None)
    _priced(line)
    return [it for it in record["lines"] if it["quantity"]]


def settle_totals(record: Record, given: Mapping[str, Any]) -> None:
    """Subtotal, total and counts of an order whose lines changed, but for what was `given`."""
    fields, lines = record["fields"], record["lines"]
    ex_tax = sum((Decimal(it["total_ex_tax"]) for it in lines), Decimal(0))
    inc_tax = sum((Decimal(it["total_inc_tax"]) for it in lines), Decimal(0))
    if "subtotal_ex_tax" not in given:
        fields |= {"subtotal_ex_tax": money(ex_tax), "subtotal_inc_tax": money(inc_tax)}
    if "total_ex_tax" not in given:
        fields |= {f"total_{tax}_tax": _total(record, tax) for tax in ("ex", "inc")}
    if "items_total" not in given:
        fields["items_total"] = sum(line["quantity"] for line in lines)
    if "items_shipped" not in given:
        fields["items_shipped"] = sum(line.get("quantity_shipped", 0) for line in lines)


def _total(record: Record, tax: str) -> str:
    fields = record["fields"]
    costs = ("subtotal", "shipping_cost", "handling_cost", "wrapping_cost")
    parts = [Decimal(fields.get(f"{name}_{tax}_tax", "0")) for name in costs]
    fees = [Decimal(fee[f"cost_{tax}_tax"]) for fee in record["fees"]]
    off = Decimal(fields.get("discount_amount", "0")) + Decimal(fields.get("coupon_discount", "0"))
    return money(sum((*parts, *fees), Decimal(0)) - off)


def _of_catalogue(call: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
    id_ = fields.get("product_id", 0)
    if not id_:
        return {}
    product = call.shop.store.get(PRODUCTS, equal("id", id_))
    if product is None:
        raise v2_invalid("product_id")
    variant_id = fields.get("variant_id", product["base_variant_id"])
    variant = call.shop.store.get(VARIANTS, equal("id", variant_id) & equal("product_id", id_))
    if variant is None:
        raise v2_invalid("variant_id")
    price = money(Decimal(product["price"] if variant["price"] is None else variant["price"]))
    return {
        "variant_id": variant_id,
        "name": product["name"],
        "sku": variant["sku"] or product["sku"],
        "upc": variant["upc"] or product["upc"],
        "price_ex_tax": price,
        "price_inc_tax": price,
    }


def _priced(line: dict[str, Any]) -> dict[str, Any]:
    for total, price in (("total_ex_tax", "price_ex_tax"), ("total_inc_tax", "price_inc_tax")):
        line[total] = money(Decimal(line[price]) * line["quantity"])
    line |= {"base_price": line["price_ex_tax"], "base_total": line["total_ex_tax"]}
    return line


def _fields(sent: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in sent.items():
        if name in _READ_ONLY:
            raise v2_read_only(name)
        fields[name] = _typed(name, value)
    return fields


def _typed(name: str, value: Any) -> Any:
    if name in _MONEY:
        try:
            return money(amount(value))
        except ValueError:
            raise v2_invalid(name) from None
    kind = _kind(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise v2_invalid(name)
    return value


def _kind(name: str) -> type:
    if name in _WHOLE:
        return int
    if name in _TEXTS:
        return str
    if name == "product_options":
        return list
    raise v2_unknown_field(name)
