"""A buyer in the web store, and the orders that it placed there."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from sandbox.company import (
    Address,
    Customer,
    Metafield,
    Shipment,
    StoreCustomer,
    StoreLine,
    StoreOrder,
    StoreTransaction,
)
from sandbox.making.days import morning
from sandbox.making.goods import DEVICES, Good
from sandbox.names import FirmName, address
from sandbox.words import FIRST_NAMES, LAST_NAMES

FMS_SITE = "FMS Site"
GROUPS = (FMS_SITE, FMS_SITE, FMS_SITE, "IPS Sales", "Site Service", None, None, None, None)
JOB_DAYS = 300
OLDEST_ORDER_DAYS = JOB_DAYS + 4
STORE_RATES = {"USD": "1", "GBP": "0.8", "EUR": "0.92", "JPY": "150"}
Stage = Literal["new", "accepted", "held", "authorized", "activated", "cancelled", "left"]
Payment = Literal["PO", "Credit Card", "PayPal"]
STATUS_IDS: dict[Stage, int] = {
    "new": 11,
    "accepted": 11,
    "held": 12,
    "authorized": 11,
    "activated": 10,
    "cancelled": 5,
    "left": 0,
}
_METHODS: dict[Payment, str] = {
    "PO": "Purchase Order",
    "Credit Card": "Credit Card",
    "PayPal": "PayPal",
}
_VENDOR_MIXES = (
    ("Legacy",),
    ("Harvard",),
    ("Harvard",),
    ("Partsco",),
    ("New",),
    ("Harvard", "Legacy"),
    ("Harvard", "Partsco"),
    ("Legacy", "New"),
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was bought, and how far it has come, before any system writes it down.

    `number` is what makes the ids and the job number of it; `placed_on` its day.
    """

    slot: int
    position: int
    stage: Stage
    payment: Payment
    group: str | None
    currency: str
    lines: tuple[tuple[Good, int], ...]
    placed_on: date
    has_job: bool

    @property
    def number(self) -> int:
        return 2 * (self.slot // 2) + self.position

    @property
    def order_id(self) -> int:
        return 1_000 + self.number

    def line_id(self, position: int) -> int:
        return 4 * self.order_id + position

    @property
    def placed_at(self) -> datetime:
        return morning(self.placed_on, self.slot % 30_000)


def job_opened_on(slot: int, position: int, as_of: date) -> date:
    """Jobs are numbered by day: which day a purchase's job was opened on."""
    return as_of - timedelta(days=2 + (2 * (slot // 2) + position) % JOB_DAYS)


def purchase(
    slot: int,
    position: int,
    stage: Stage,
    group: str | None,
    currency: str,
    as_of: date,
    rng: random.Random,
    *,
    by_po: bool = False,
) -> Purchase:
    """One order for one to three devices."""
    vendors = rng.choice(_VENDOR_MIXES)
    goods = [rng.choice([it for it in DEVICES if it.vendor == vendor]) for vendor in vendors]
    payment: Payment = rng.choice(("PO", "PO", "Credit Card", "PayPal"))
    return Purchase(
        slot=slot,
        position=position,
        stage=stage,
        payment="PO" if by_po else payment,
        group=group,
        currency=currency,
        lines=tuple((good, rng.randrange(2, 9)) for good in goods),
        placed_on=job_opened_on(slot, position, as_of) - timedelta(days=1),
        has_job=stage in ("held", "authorized", "activated", "accepted"),
    )


def resale_domain(index: int) -> str:
    """The domain of the resellers around account number `index`, which some customers use too."""
    return f"resale{(index - 1) // 200}.example"


def buyer(
    slot: int, firm: FirmName, customer: Customer, group: str | None, rng: random.Random
) -> StoreCustomer:
    """Who buys for the firm; now and then from a free mailbox, or through a reseller."""
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    host = "freemail.example" if slot % 38 == 0 else firm.domain
    if slot % 46 == 0:
        host = resale_domain(slot // 2)
    return StoreCustomer(
        id=10_000 + slot,
        email=f"{address(first)}.{address(last)}.{slot}@{host}",
        first_name=first,
        last_name=last,
        company=" ".join(customer.name.split()),
        phone=customer.phone,
        group=group,
        address=customer.address,
        created_at=customer.created_at,
        modified_at=customer.created_at,
    )


def order(it: Purchase, who: StoreCustomer, place: Address, tracking: str | None) -> StoreOrder:
    """The purchase as the store has it; `tracking` is the number of its parcel, once it is sent."""
    lines = tuple(
        _line(it, position, good, quantity) for position, (good, quantity) in enumerate(it.lines)
    )
    subtotal = sum((line.total for line in lines[1:]), lines[0].total)
    nothing = subtotal * 0
    shipping = it.lines[0][0].price(it.currency) * 0 + (25 if it.slot % 3 else 0)
    touched_at = it.placed_at + timedelta(hours=20)
    po_number = f"PO-{who.id}-{it.position + 1}" if it.payment == "PO" else None
    return StoreOrder(
        id=it.order_id,
        customer_id=who.id,
        status_id=STATUS_IDS[it.stage],
        payment_method=_METHODS[it.payment],
        payment_status="" if it.payment == "PO" else "captured",
        currency=it.currency,
        store_rate=Decimal(STORE_RATES[it.currency]),
        subtotal=subtotal,
        shipping_cost=shipping,
        tax=nothing,
        discount=nothing,
        total=subtotal + shipping,
        refunded=nothing,
        po_number=po_number,
        company=who.company,
        first_name=who.first_name,
        last_name=who.last_name,
        email=who.email,
        address=place,
        shipping_address_id=2 * it.order_id,
        staff_notes="",
        customer_message="",
        external_order_id="",
        is_deleted=False,
        created_at=it.placed_at,
        modified_at=touched_at,
        shipped_at=touched_at if tracking else None,
        lines=lines,
        shipments=(_shipment(it, lines, tracking, touched_at),) if tracking else (),
        transactions=tuple(_paid(it, subtotal + shipping)),
        metafields=(
            (Metafield(it.order_id, "tieout", "po_number", po_number, it.placed_at, it.placed_at),)
            if po_number
            else ()
        ),
    )


def _line(it: Purchase, position: int, good: Good, quantity: int) -> StoreLine:
    price = good.price(it.currency)
    return StoreLine(
        id=it.line_id(position),
        product_id=good.store_id,
        variant_id=1_000 + good.store_id,
        sku=good.sku,
        name=good.name,
        quantity=quantity,
        quantity_shipped=quantity if it.stage == "activated" else 0,
        unit_price=price,
        total=price * quantity,
    )


def _shipment(it: Purchase, lines: Sequence[StoreLine], tracking: str, at: datetime) -> Shipment:
    items = tuple((line.id, line.quantity) for line in lines)
    return Shipment(it.order_id, at, tracking, "ups", "", items)


def _paid(it: Purchase, total: Decimal) -> list[StoreTransaction]:
    if it.payment == "PO" or it.stage == "left":
        return []
    is_card = it.payment == "Credit Card"
    return [
        StoreTransaction(
            id=it.order_id,
            event="purchase",
            method="credit_card" if is_card else "electronic_wallet",
            amount=total,
            currency=it.currency,
            gateway="stripe" if is_card else "paypal",
            status="ok",
            created_at=it.placed_at,
        )
    ]
