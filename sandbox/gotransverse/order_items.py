"""The items of an order that is being drafted."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.gotransverse.custom_fields import items_of, read_values
from sandbox.gotransverse.order_bodies import blank_item
from sandbox.gotransverse.reading import Reading
from sandbox.gotransverse.references import product_reference, reference
from sandbox.gotransverse.service_records import FINAL, price_on
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import AGREEMENTS, PRODUCTS, SERVICES


def read_items(sent: Reading, account: Record, ordered_at: datetime) -> list[Record]:
    """The items, each with its children; the sequence goes on where none is sent."""
    if not sent.body.get("order_items"):
        sent.wrong("order_items", "must have at least one item")
    items = [_item(each, account, ordered_at, None) for each in sent.each("order_items")]
    used: set[int] = set()
    for item in items_of(items):
        if item["sequence"] is None:
            item["sequence"] = max(used, default=0) + 1
        if item["sequence"] in used:
            sent.wrong("order_items", f"sequence {item['sequence']} comes twice")
        used.add(item["sequence"])
    return items


def _item(sent: Reading, account: Record, ordered_at: datetime, period_above: str | None) -> Record:
    sent.only(*blank_item())
    product = sent.entity("product", PRODUCTS, required=True)
    if product is not None and product["product_state"] != "AVAILABLE":
        sent.wrong("product.id", f"is {product['product_state']}, not AVAILABLE")
    price = _price(sent, product or {"product_prices": []}, account["currency_code"])
    period = price.get("recurrence_period") if price else None
    parent = _parent(sent, account)
    if parent is not None:
        in_force = price_on(sent.call, parent, ordered_at.date())
        period_above = in_force["recurrence_period"] if in_force else None
    if period and period_above and period != period_above:
        sent.wrong(
            "recurring_product_price.id", f"recurs every {period}, its parent every {period_above}"
        )
    effective = sent.moment("requested_effective_date")
    children = [_item(it, account, ordered_at, period) for it in sent.each("order_items")]
    return blank_item() | {
        "id": str(sent.call.tenant.new_id()),
        "sequence": sent.whole_number("sequence"),
        "quantity": _quantity(sent),
        **_unit_prices(sent, price),
        "description": sent.text("description"),
        "awaiting_approval": sent.flag("awaiting_approval"),
        "requested_effective_date": effective and sent.call.tenant.speller.moment(effective),
        "product": product and product_reference(product),
        "recurring_product_price": _price_reference(price),
        "selected_agreement": _agreement(sent, product),
        "parent_service": parent and reference(int(parent["id"])),
        "order_items": children,
        "custom_field_values": read_values(sent, ("order-item", "service"), "order-item"),
    }


def _quantity(sent: Reading) -> Decimal:
    return sent.amount("quantity", above_zero=True) or Decimal(1)


def _price(sent: Reading, product: Record, currency: str | None) -> Record | None:
    """The price that is named, or the product's only one in the account's currency."""
    prices: Iterable[Record] = product["product_prices"]
    fitting = [it for it in prices if currency in (None, it["currency_code"])]
    named = sent.inside("recurring_product_price")
    if named is None:
        return fitting[0] if fitting else None
    id_ = str(named.body.get("id"))
    found = next((it for it in prices if it["id"] == id_), None)
    if found is None:
        named.wrong("id", "is not a price of this product")
    elif found not in fitting:
        named.wrong("id", f"is in {found['currency_code']}, the account in {currency}")
    return found


def _price_reference(price: Record | None) -> Record | None:
    if price is None or "recurrence_period" not in price:
        return None
    return {"id": price["id"], "recurrence_period": price["recurrence_period"]}


def _unit_prices(sent: Reading, price: Record | None) -> dict[str, Any]:
    """What is sent goes before the catalogue; one of the two where the product recurs, or not."""
    listed = price["price_ranges"][0]["price"] if price else None
    recurs = price is not None and "recurrence_period" in price
    once, recurring = sent.amount("unit_price"), sent.amount("recurring_unit_price")
    if recurring is None and recurs:
        recurring = listed
    if once is None:
        once = Decimal("0.00") if recurs or listed is None else listed
    return {"unit_price": once, "recurring_unit_price": recurring}


def _agreement(sent: Reading, product: Record | None) -> Record | None:
    """The agreement, which some products cannot be sold without."""
    is_required = bool(product and product["requires_agreement"])
    found = sent.entity("selected_agreement", AGREEMENTS, required=is_required)
    if found is None:
        return None
    if found["status"] != "ACTIVE":
        sent.wrong("selected_agreement.id", f"is {found['status']}, not ACTIVE")
    return {"id": found["id"], "name": found["name"]}


def _parent(sent: Reading, account: Record) -> Record | None:
    """The service that the item is an add-on of: one of the same account, and not ended."""
    parent = sent.entity("parent_service", SERVICES)
    if parent is None:
        return None
    if parent["billing_account"]["id"] != account["id"]:
        sent.wrong("parent_service.id", "belongs to another billing account")
    if parent["status"] in FINAL:
        sent.wrong("parent_service.id", f"is {parent['status']}")
    return parent
