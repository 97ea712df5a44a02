"""What the web store holds. Times are UTC; money is in the order's currency."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sandbox.company.common import Address


@dataclass(frozen=True, slots=True)
class StoreCustomer:
    """A buyer. `group` tells sites and representatives from other customers."""

    id: int
    email: str
    first_name: str
    last_name: str
    company: str
    phone: str
    group: str | None
    address: Address | None
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class StoreProduct:
    """`vendor` is the brand: it decides the routing of an order."""

    id: int
    variant_id: int
    name: str
    sku: str
    price: Decimal
    vendor: str
    is_visible: bool
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class StoreLine:
    id: int
    product_id: int
    variant_id: int
    sku: str
    name: str
    quantity: int
    quantity_shipped: int
    unit_price: Decimal
    total: Decimal
    address_id: int | None = None
    """One of the order's other addresses, None for its first."""


@dataclass(frozen=True, slots=True)
class Shipment:
    id: int
    created_at: datetime
    tracking_number: str
    carrier: str
    comments: str
    items: tuple[tuple[int, int], ...]
    """Line id and quantity."""


@dataclass(frozen=True, slots=True)
class StoreTransaction:
    id: int
    event: Literal["purchase", "authorization", "capture", "refund", "void", "pending", "settled"]
    method: Literal["credit_card", "electronic_wallet", "offline", "custom"]
    amount: Decimal
    currency: str
    gateway: str
    status: Literal["ok", "error"]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Metafield:
    id: int
    namespace: str
    key: str
    value: str
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class StoreOrder:
    """`status_id` is the store's fixed list; 0 is a checkout that was left, 10 is Completed.

    `customer_id` is 0 for a guest. `shipping_address_id` is the id of the order's own address.
    """

    id: int
    customer_id: int
    status_id: int
    payment_method: str
    payment_status: str
    currency: str
    store_rate: Decimal
    """Units of the order's currency for one of the store's own."""
    subtotal: Decimal
    shipping_cost: Decimal
    tax: Decimal
    discount: Decimal
    total: Decimal
    refunded: Decimal
    po_number: str | None
    company: str
    first_name: str
    last_name: str
    email: str
    address: Address
    shipping_address_id: int
    staff_notes: str
    customer_message: str
    external_order_id: str
    is_deleted: bool
    created_at: datetime
    modified_at: datetime
    shipped_at: datetime | None
    lines: tuple[StoreLine, ...]
    shipments: tuple[Shipment, ...] = ()
    transactions: tuple[StoreTransaction, ...] = ()
    metafields: tuple[Metafield, ...] = ()
    other_addresses: tuple[tuple[int, Address], ...] = ()
    """Id and address of further deliveries, where an order goes to several."""


@dataclass(frozen=True, slots=True)
class StoreRecords:
    """What the store holds of one customer (or, with products, of the company itself)."""

    products: tuple[StoreProduct, ...] = ()
    customers: tuple[StoreCustomer, ...] = ()
    orders: tuple[StoreOrder, ...] = ()
