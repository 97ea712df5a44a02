"""A small company, and its web store served on loopback, for the tests of the BigCommerce stand-in.

order  buyer               status                    money          what is special
100    11 Ann Lee, Acme    11 Awaiting Fulfillment   USD  79.84     two lines, card captured, PO
101    a guest             3 Partially Shipped       USD 150.00     a custom line, one of 3 shipped
102    12 Bo Ray           10 Completed              EUR 120.00     two addresses, all shipped
103    11 Ann Lee, Acme    0 Incomplete              USD  10.00     a checkout that was left
104    12 Bo Ray           5 Cancelled               USD  20.00     archived
105    12 Bo Ray           14 Partially Refunded     USD  50.00     paid, 12.50 given back
106    11 Ann Lee, Acme    11 Awaiting Fulfillment   USD  30.00     authorized, not captured
Customer 11 is in the group Sites, customer 12 in none. Products 201 Bolt and 202 Nut.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx

from sandbox.bigcommerce import BigCommerce
from sandbox.bigcommerce.login import ACCESS_TOKEN, STORE_HASH
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
from sandbox.serve import serve

MAY = [datetime(2026, 5, day, 8, 30, tzinfo=UTC) for day in range(1, 32)]
NO_TLS = ssl.create_default_context()  # made once: a client's own would cost more than a test
START = 1_780_000_000.0  # unix seconds: 28 May 2026, 20:26:40
AUSTIN = Address("1 Way", "Austin", "Texas", "78701", "US")
BERLIN = Address("Weg 2", "Berlin", "Berlin", "10115", "DE")


def line(id_: int, price: str, quantity: int, shipped: int = 0, **more: Any) -> StoreLine:
    unit = Decimal(price)
    given = {"product_id": 201, "variant_id": 301, "sku": "B-8", "name": "Bolt"} | more
    return StoreLine(
        id=id_,
        quantity=quantity,
        quantity_shipped=shipped,
        unit_price=unit,
        total=unit * quantity,
        **given,
    )


def paid(id_: int, event: Any, amount: str, **more: Any) -> StoreTransaction:
    given: dict[str, Any] = {"method": "credit_card", "gateway": "authorizenet", "currency": "USD"}
    given |= more
    money = Decimal(amount)
    return StoreTransaction(
        id=id_, event=event, amount=money, status="ok", created_at=MAY[2], **given
    )


def order(id_: int, lines: tuple[StoreLine, ...], **more: Any) -> StoreOrder:
    subtotal = sum((it.total for it in lines), Decimal(0))
    given: dict[str, Any] = {
        "customer_id": 12,
        "status_id": 11,
        "payment_method": "Credit Card",
        "payment_status": "captured",
        "currency": "USD",
        "store_rate": Decimal(1),
        "subtotal": subtotal,
        "shipping_cost": Decimal(0),
        "tax": Decimal(0),
        "discount": Decimal(0),
        "total": subtotal,
        "refunded": Decimal(0),
        "po_number": None,
        "company": "",
        "first_name": "Bo",
        "last_name": "Ray",
        "email": "bo@ray.example",
        "address": AUSTIN,
        "shipping_address_id": 500 + id_,
        "staff_notes": "",
        "customer_message": "",
        "external_order_id": "",
        "is_deleted": False,
        "created_at": MAY[1],
        "modified_at": MAY[id_ % 10 + 2],
        "shipped_at": None,
    }
    return StoreOrder(id=id_, lines=lines, **(given | more))


ANN = {
    "customer_id": 11,
    "company": "Acme",
    "first_name": "Ann",
    "last_name": "Lee",
    "email": "ann@acme.example",
}
CATALOGUE = Bundle(
    "company",
    store=StoreRecords(
        products=(
            StoreProduct(
                201, 301, "Bolt", "B-8", Decimal("12.50"), "Harvard", True, MAY[0], MAY[1]
            ),
            StoreProduct(202, 302, "Nut", "N-8", Decimal("0.30"), "Partsco", True, MAY[0], MAY[2]),
        )
    ),
)
ACME = Bundle(
    "acme",
    store=StoreRecords(
        customers=(
            StoreCustomer(
                *(11, "ann@acme.example", "Ann", "Lee", "Acme", "555-0100", "Sites", AUSTIN),
                *(MAY[0], MAY[3]),
            ),
        ),
        orders=(
            order(
                100,
                (
                    line(1, "12.50", 5),
                    line(2, "0.30", 1, product_id=202, variant_id=302, sku="N-8", name="Nut"),
                ),
                **ANN,
                shipping_cost=Decimal("12.00"),
                tax=Decimal("5.04"),
                subtotal=Decimal("62.80"),
                total=Decimal("79.84"),
                payment_method="Purchase Order",
                po_number="PO-4471",
                customer_message="Ring the bell",
                external_order_id="801xx0000004CqA",
                transactions=(paid(900, "pending", "79.84", method="offline", gateway="custom"),),
                metafields=(Metafield(14, "tieout", "po_number", "PO-4471", MAY[2], MAY[2]),),
            ),
            order(103, (line(6, "10.00", 1),), **ANN, status_id=0, payment_status=""),
            order(
                106,
                (line(9, "10.00", 3),),
                **ANN,
                payment_status="authorized",
                transactions=(paid(906, "authorization", "30.00"),),
            ),
        ),
    ),
)
BOREALIS = Bundle(
    "borealis",
    store=StoreRecords(
        customers=(
            StoreCustomer(
                *(12, "bo@ray.example", "Bo", "Ray", "", "", None, BERLIN, MAY[0], MAY[5]),
            ),
        ),
        orders=(
            order(
                101,
                (line(3, "50.00", 3, 1, product_id=0, variant_id=0, sku="", name="Made to fit"),),
                customer_id=0,
                status_id=3,
                shipments=(Shipment(70, MAY[4], "1Z999", "UPS", "", ((3, 1),)),),
                transactions=(paid(901, "purchase", "150.00"),),
            ),
            order(
                102,
                (line(4, "60.00", 1, 1), line(5, "60.00", 1, 1, address_id=650)),
                status_id=10,
                currency="EUR",
                store_rate=Decimal("0.92"),
                address=BERLIN,
                other_addresses=((650, AUSTIN),),
                shipped_at=MAY[6],
                shipments=(
                    Shipment(71, MAY[6], "DE1", "dhl", "", ((4, 1),)),
                    Shipment(72, MAY[6], "US1", "fedex", "", ((5, 1),)),
                ),
                transactions=(paid(902, "purchase", "120.00", currency="EUR"),),
            ),
            order(104, (line(7, "20.00", 1),), status_id=5, is_deleted=True),
            order(
                105,
                (line(8, "12.50", 4),),
                status_id=14,
                payment_status="partially refunded",
                refunded=Decimal("12.50"),
                transactions=(paid(904, "purchase", "50.00"), paid(905, "refund", "12.50")),
            ),
        ),
    ),
)


@dataclass
class Company:
    """What the stand-in asks of a world."""

    all_bundles: tuple[Bundle, ...] = (CATALOGUE, ACME, BOREALIS)

    def bundles(self) -> Iterator[Bundle]:
        return iter(self.all_bundles)


def many(count: int) -> Company:
    """Orders 1001, 1002, … of 10 USD, a minute apart, and as many customers."""
    return Company(
        tuple(
            Bundle(
                str(number),
                store=StoreRecords(
                    customers=(
                        StoreCustomer(
                            1000 + number,
                            f"buyer{number}@example.com",
                            *("Ann", "Lee", f"Firm {number:04}", "", None, None, MAY[0], MAY[1]),
                        ),
                    ),
                    orders=(order(1000 + number, (line(number, "10.00", 1),), customer_id=0),),
                ),
            )
            for number in range(1, count + 1)
        )
    )


@dataclass
class Clock:
    """A clock that goes only when it is told to."""

    now: float = START

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Store:
    """A served stand-in, a client that is logged in to it, and one that is not."""

    standin: BigCommerce
    url: str
    client: httpx.Client
    stranger: httpx.Client
    clock: Clock
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"/stores/{STORE_HASH}"

    def renewed(self) -> "Store":
        """The same store, as it was when it was opened."""
        self.clock.now = START
        self.standin.faults.clear()
        self.standin.reset()
        return self

    def get(self, path: str, status: int = 200, **params: Any) -> Any:
        return self.asked("GET", path, status, params=params or None)

    def post(self, path: str, body: object, status: int = 200) -> Any:
        return self.asked("POST", path, status, json=body)

    def put(self, path: str, body: object, status: int = 200) -> Any:
        return self.asked("PUT", path, status, json=body)

    def delete(self, path: str, status: int = 204, **params: Any) -> Any:
        return self.asked("DELETE", path, status, params=params or None)

    def asked(self, method: str, path: str, status: int, **sent: Any) -> Any:
        response = self.client.request(method, f"{self.base}/{path}", **sent)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def as_client(self, token: str, method: str, path: str, **sent: Any) -> httpx.Response:
        """A request with another client's token."""
        headers = {"X-Auth-Token": token}
        return self.stranger.request(method, f"{self.base}/{path}", headers=headers, **sent)


@contextmanager
def store(company: Company | None = None, **options: Any) -> Iterator[Store]:
    """The stand-in of a company on a port of its own, until the block is left."""
    clock = Clock()
    standin = BigCommerce(company or Company(), clock=clock, **options)
    try:
        with serve([standin], answer_key=dict) as served:
            settings = served.credentials()["bigcommerce"]
            url, log_in = settings["base_url"], {"X-Auth-Token": ACCESS_TOKEN}
            with (
                httpx.Client(base_url=url, headers=log_in, verify=NO_TLS) as client,
                httpx.Client(base_url=url, verify=NO_TLS) as stranger,
            ):
                yield Store(standin, url, client, stranger, clock, settings)
    finally:
        standin.close()
