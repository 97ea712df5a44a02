"""A small web store, served on loopback, for the tests of its client.

order   buyer          status                  lines       what else
201     11, Acme       11 Awaiting Fulfillment 301, 302    PO 4471 in a metafield, not yet paid
202     a guest        2 Shipped               303         all shipped as TRACK-1, card captured
203     11, Acme       0 Incomplete            304         a checkout that was left
204     12, Borealis   5 Cancelled             305         archived
205     12, Borealis   9 Awaiting Shipment     306         in EUR, 1 of 3 shipped, without a number
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sandbox.bigcommerce import BigCommerce
from sandbox.company import (
    Address,
    Bundle,
    Metafield,
    Shipment,
    StoreCustomer,
    StoreLine,
    StoreOrder,
    StoreProduct,
    StoreRecords,
    StoreTransaction,
)
from sandbox.faults import Faults
from sandbox.serve import serve
from systems.base import Field, Page, Row
from tests.stopped_clock import StoppedClock

MAY = [datetime(2026, 5, day, 8, 30, tzinfo=UTC) for day in range(1, 32)]
BEGUN = datetime(2026, 5, 30, 12, tzinfo=UTC)
AUSTIN = Address("1 Way", "Austin", "Texas", "78701", "US")
BERLIN = Address("2 Weg", "Berlin", "Berlin", "10115", "DE")

MESSAGE = Field("customer_message", "text")
NOTES = Field("staff_notes", "text")
STATUS = Field("status_id", "integer")
CRM_ID = Field("external_order_id", "text")
NUMBER = Field("shipments.tracking_number", "text")
CARRIER = Field("shipments.tracking_carrier", "text")
JOB = Field("metafields.tieout.astea_job_number", "text")
ALL = (MESSAGE, NOTES, STATUS, CRM_ID, NUMBER, CARRIER, JOB)


def line(id_: int, price: str, *, quantity: int = 1, shipped: int = 0) -> StoreLine:
    total = Decimal(price) * quantity
    return StoreLine(id_, 501, 601, "SKU-1", "Pump", quantity, shipped, Decimal(price), total)


def order(id_: int, *lines: StoreLine, **more: Any) -> StoreOrder:
    """An order of Acme's in USD, paid for by nobody yet; its total is that of its lines."""
    total = sum((it.total for it in lines), Decimal())
    usual: dict[str, Any] = {
        "customer_id": 11,
        "status_id": 11,
        "payment_method": "Purchase Order",
        "payment_status": "",
        "currency": "USD",
        "store_rate": Decimal(1),
        "subtotal": total,
        "shipping_cost": Decimal(),
        "tax": Decimal(),
        "discount": Decimal(),
        "total": total,
        "refunded": Decimal(),
        "po_number": None,
        "company": "Acme",
        "first_name": "Ann",
        "last_name": "Lee",
        "email": "Ann@Acme.example",
        "address": AUSTIN,
        "shipping_address_id": 700 + id_,
        "staff_notes": "",
        "customer_message": "",
        "external_order_id": "",
        "is_deleted": False,
        "created_at": MAY[1],
        "modified_at": MAY[2],
        "shipped_at": None,
        "lines": lines,
    }
    return StoreOrder(id=id_, **(usual | more))


def paid(id_: int, event: Any, amount: str, method: Any, currency: str = "USD") -> StoreTransaction:
    return StoreTransaction(id_, event, method, Decimal(amount), currency, "custom", "ok", MAY[2])


def buyer(id_: int, name: str, company: str, group: str | None) -> StoreCustomer:
    email = f"{name}@{company}.example"
    return StoreCustomer(id_, email, name, "Lee", company, "555", group, AUSTIN, MAY[0], MAY[id_])


PUMP = StoreProduct(501, 601, "Pump", "SKU-1", Decimal("79.84"), "Partsco", True, MAY[0], MAY[0])
CATALOGUE = Bundle("the company", store=StoreRecords(products=(PUMP,)))
ACME = Bundle(
    "acme",
    store=StoreRecords(
        customers=(buyer(11, "ann", "acme", "FMS Sites"),),
        orders=(
            order(
                201,
                line(301, "79.84", quantity=2),
                line(302, "0.10"),
                customer_message="Please ring twice.\n",
                po_number="PO 4471",
                transactions=(paid(801, "pending", "159.78", "offline"),),
                metafields=(Metafield(901, "tieout", "po_number", "PO 4471", MAY[2], MAY[2]),),
            ),
            order(
                202,
                line(303, "12.00", shipped=1),
                customer_id=0,
                status_id=2,
                payment_method="Credit Card",
                payment_status="captured",
                modified_at=MAY[4],
                shipped_at=MAY[4],
                shipments=(Shipment(851, MAY[4], "TRACK-1", "usps", "", ((303, 1),)),),
                transactions=(paid(802, "purchase", "12.00", "credit_card"),),
            ),
            order(203, line(304, "5.00"), status_id=0, modified_at=MAY[4]),
        ),
    ),
)
BOREALIS = Bundle(
    "borealis",
    store=StoreRecords(
        customers=(buyer(12, "bo", "borealis", None),),
        orders=(
            order(204, line(305, "7.00"), customer_id=12, status_id=5, is_deleted=True),
            order(
                205,
                line(306, "10.00", quantity=3, shipped=1),
                customer_id=12,
                status_id=9,
                currency="EUR",
                store_rate=Decimal("0.92"),
                address=BERLIN,
                modified_at=MAY[5],
                shipments=(Shipment(852, MAY[5], "", "", "", ((306, 1),)),),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Company:
    """What the stand-in asks of a world."""

    all_bundles: tuple[Bundle, ...] = (CATALOGUE, ACME, BOREALIS)

    def bundles(self) -> Iterator[Bundle]:
        return iter(self.all_bundles)


def many(count: int) -> Company:
    """Orders 1001, 1002, … of which ten always change in the same second."""
    orders = (
        order(
            1000 + n,
            line(5000 + n, "1.00"),
            modified_at=datetime(2026, 5, 1, 8, n // 10, tzinfo=UTC),
        )
        for n in range(1, count + 1)
    )
    return Company((CATALOGUE, Bundle("many", store=StoreRecords(orders=tuple(orders)))))


@dataclass(frozen=True)
class Store:
    """The stand-in, how to log in to it, and a clock that both sides go by."""

    standin: BigCommerce
    settings: Mapping[str, str]
    clock: StoppedClock

    @property
    def faults(self) -> Faults:
        return self.standin.faults

    def as_new(self) -> "Store":
        """The same server, everything on it and the time as at the beginning."""
        self.faults.clear()
        self.standin.reset()
        self.clock.waits.clear()
        return self


@contextmanager
def store(company: Company | None = None, **options: Any) -> Iterator[Store]:
    clock = StoppedClock(BEGUN)
    standin = BigCommerce(company or Company(), clock=lambda: clock.now().timestamp(), **options)
    try:
        with serve([standin], answer_key=dict) as served:
            yield Store(standin, served.credentials()["bigcommerce"], clock)
    finally:
        standin.close()


def rows(pages: Iterable[Page]) -> list[Row]:
    return [row for page in pages for row in page.rows]
