"""The company's orders, as the store keeps them.

A record holds what differs from an empty order: `fields` under the vendor's names, and the parts
`lines`, `addresses`, `shipments` and `fees`.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sandbox.bigcommerce.countries import name_of
from sandbox.bigcommerce.wire import cents, money, rate, seconds_of
from sandbox.company import Address, Shipment, StoreLine, StoreOrder, StoreTransaction
from sandbox.records import Record

CURRENCY_IDS = {code: number for number, code in enumerate(("USD", "EUR", "GBP", "CAD", "AUD"), 1)}
_NO_ID = 99  # of a currency that the store's own list does not have
PROVIDERS = frozenset(
    {
        *("auspost", "canadapost", "endicia", "usps", "fedex", "royalmail", "ups", "upsready"),
        *("upsonline", "shipperhq"),
    }
)


def order_record(order: StoreOrder) -> Record:
    taxes = shares(order.tax, [line.total for line in order.lines])
    return {
        "id": order.id,
        "created": seconds_of(order.created_at),
        "modified": seconds_of(order.modified_at),
        "shipped": None if order.shipped_at is None else seconds_of(order.shipped_at),
        "is_deleted": order.is_deleted,
        "fields": _fields(order),
        "lines": [_line(order, it, tax) for it, tax in zip(order.lines, taxes, strict=True)],
        "addresses": _addresses(order),
        "shipments": [_shipment(order, it) for it in order.shipments],
        "fees": [],
    }


def shares(tax: Decimal, amounts: list[Decimal]) -> list[Decimal]:
    """A tax over amounts in proportion, in cents; the last one carries what rounding left."""
    total = sum(amounts, Decimal(0))
    if not amounts or not total:
        return [Decimal(0)] * len(amounts)
    parts = [cents(tax * it / total) for it in amounts[:-1]]
    return [*parts, tax - sum(parts, Decimal(0))]


def _fields(order: StoreOrder) -> dict[str, Any]:
    """All tax is on the lines; prices are exact without it."""
    billing = person(order) | postal(order.address)
    return {
        "customer_id": order.customer_id,
        "status_id": order.status_id,
        "subtotal_ex_tax": money(order.subtotal),
        "subtotal_inc_tax": money(order.subtotal + order.tax),
        "base_shipping_cost": money(order.shipping_cost),
        "shipping_cost_ex_tax": money(order.shipping_cost),
        "shipping_cost_inc_tax": money(order.shipping_cost),
        "total_ex_tax": money(order.total - order.tax),
        "total_inc_tax": money(order.total),
        "discount_amount": money(order.discount),
        "items_total": sum(line.quantity for line in order.lines),
        "items_shipped": sum(line.quantity_shipped for line in order.lines),
        "payment_method": order.payment_method,
        "payment_status": order.payment_status,
        "refunded_amount": money(order.refunded),
        **currencies(order.currency, order.store_rate),
        "staff_notes": order.staff_notes,
        "customer_message": order.customer_message,
        "cart_id": str(UUID(int=0x4000_8000_0000_0000_0000 + order.id)),
        "billing_address": billing,
        "order_source": "www",
        "external_order_id": order.external_order_id,
    }


def currencies(code: str, store_rate: Decimal) -> dict[str, Any]:
    """What an order says of its currency: `default_currency_code` is what the shopper pays in."""
    id_ = CURRENCY_IDS.get(code, _NO_ID)
    return {
        "currency_id": id_,
        "currency_code": code,
        "default_currency_id": id_,
        "default_currency_code": code,
        "store_default_to_transactional_exchange_rate": rate(store_rate),
    }


def person(order: StoreOrder) -> dict[str, Any]:
    return {
        "first_name": order.first_name,
        "last_name": order.last_name,
        "company": order.company,
        "email": order.email,
    }


def postal(address: Address) -> dict[str, Any]:
    return {
        "street_1": address.line1,
        "city": address.city,
        "state": address.region,
        "zip": address.postal_code,
        "country": name_of(address.country),
        "country_iso2": address.country,
    }


def _line(order: StoreOrder, line: StoreLine, tax: Decimal) -> dict[str, Any]:
    price = money(line.unit_price)
    return {
        "id": line.id,
        "product_id": line.product_id,
        "variant_id": line.variant_id,
        "order_address_id": line.address_id or order.shipping_address_id,
        "name": line.name,
        "sku": line.sku,
        "base_price": price,
        "price_ex_tax": price,
        "price_inc_tax": money(line.unit_price + each(tax, line.quantity)),
        "base_total": money(line.total),
        "total_ex_tax": money(line.total),
        "total_inc_tax": money(line.total + tax),
        "quantity": line.quantity,
        "quantity_shipped": line.quantity_shipped,
    }


def each(tax: Decimal, quantity: int) -> Decimal:
    """The tax on one piece."""
    return tax / quantity if quantity else Decimal(0)


def _addresses(order: StoreOrder) -> list[dict[str, Any]]:
    cost = money(order.shipping_cost)
    costs = {"base_cost": cost, "cost_ex_tax": cost, "cost_inc_tax": cost}
    first = {"id": order.shipping_address_id, **person(order), **postal(order.address), **costs}
    others = ({"id": id_, **person(order), **postal(it)} for id_, it in order.other_addresses)
    return [first, *others]


def _shipment(order: StoreOrder, shipment: Shipment) -> dict[str, Any]:
    carrier = shipment.carrier.lower()
    address_of = {line.id: line.address_id or order.shipping_address_id for line in order.lines}
    items = [{"order_product_id": id_, "quantity": quantity} for id_, quantity in shipment.items]
    address_id = address_of.get(shipment.items[0][0]) if shipment.items else None
    return {
        "id": shipment.id,
        "created": seconds_of(shipment.created_at),
        "order_address_id": address_id or order.shipping_address_id,
        "tracking_number": shipment.tracking_number,
        "tracking_carrier": carrier,
        "shipping_provider": carrier if carrier in PROVIDERS else "",
        "comments": shipment.comments,
        "items": items,
    }


def transaction_record(order: StoreOrder, transaction: StoreTransaction) -> Record:
    return {
        "id": transaction.id,
        "order_id": order.id,
        "event": transaction.event,
        "method": transaction.method,
        "amount": cents(transaction.amount),
        "currency": transaction.currency,
        "gateway": transaction.gateway,
        "status": transaction.status,
        "created": seconds_of(transaction.created_at),
        "display_name": order.payment_method,
    }


def refund_record(order: StoreOrder, transaction: StoreTransaction) -> Record:
    """A refund that the company made: of the order as a whole, through one gateway."""
    given_back = cents(transaction.amount)
    item = {
        "item_type": "ORDER",
        "item_id": order.id,
        "quantity": 1,
        "requested_amount": given_back,
        "reason": "",
    }
    return {
        "id": transaction.id,
        "order_id": order.id,
        "created": seconds_of(transaction.created_at),
        "reason": "",
        "total_amount": given_back,
        "total_tax": Decimal("0.00"),
        "items": [item],
        "payments": [payment(transaction.id, transaction.gateway, given_back, transaction.id)],
    }


def payment(
    id_: int, provider: str, given_back: Decimal, transaction_id: int, *, is_offline: bool = False
) -> dict[str, Any]:
    """How a refund was paid."""
    return {
        "id": id_,
        "provider_id": provider,
        "amount": given_back,
        "offline": is_offline,
        "is_declined": False,
        "declined_message": "",
        "transaction_id": str(transaction_id),
    }
