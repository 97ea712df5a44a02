"""A small company, and its billing system served on loopback, for the tests of the stand-in.

account   number  external  name      currency  status
4104951   183     001A      Acme      USD       ACTIVE
4104952   184     none      Borealis  none      ACTIVE
4104953   185     001C      Cirrus    EUR       CLOSED

Acme has service 93726 (internet, 500.00 a month, 36 months to 31 December 2027) with its add-on
93727 (5 QoS, 50.00 a month), and 93730 (internet, 1,500.00 a quarter, suspended, month to month).
It is noon on 15 March 2026.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx

from sandbox.company import (
    Address,
    Adjustment,
    Agreement,
    AgreementInForce,
    BillingAccount,
    BillingCycle,
    BillingInvoice,
    BillingInvoiceItem,
    BillingOrder,
    BillingOrderItem,
    BillingPayment,
    BillingPrice,
    BillingProduct,
    BillingRecords,
    Bundle,
    PaymentApplication,
    Service,
    ServicePrice,
)
from sandbox.exact_json import decode, encode
from sandbox.gotransverse import Gotransverse
from sandbox.serve import serve

NO_TLS = ssl.create_default_context()  # made once: a client's own would cost more than a test
NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
START = date(2025, 1, 1)
ONE = Decimal(1)


def price(id_: int, amount: str, currency: str = "USD", period: Any = "MONTH") -> BillingPrice:
    return BillingPrice(id_, Decimal(amount), currency, period, START, None)


def product(id_: int, name: str, kind: Any, *prices: BillingPrice, **more: Any) -> BillingProduct:
    rest: dict[str, Any] = {"state": "AVAILABLE", "requires_agreement": False} | more
    return BillingProduct(id_, name, name, f"The {name}", kind, prices=prices, **rest)


CATALOGUE = BillingRecords(
    cycles=(
        BillingCycle(80, "Monthly", "monthly", 1, "USD"),
        BillingCycle(81, "Any currency", "monthly", 15, None),
    ),
    categories=((178, "Business"), (179, "Public Sector")),
    payment_terms=((113, "Net 15"),),
    products=(
        product(
            27314,
            "B-INTERNET-100",
            "customer-subscription",
            price(9001, "500.00"),
            price(9002, "450.00", "EUR"),
            price(9003, "1500.00", period="QUARTER"),
            requires_agreement=True,
        ),
        product(
            27400, "QOS", "add-on", price(9101, "10.00"), price(9102, "30.00", period="QUARTER")
        ),
        product(27500, "INSTALL", "general-product", price(9201, "250.00", period="ONE_TIME")),
        product(27600, "DIAL-UP", "customer-subscription", state="NOT_AVAILABLE"),
    ),
    agreements=(
        Agreement(
            *(36, "36 months", "ACTIVE", 36, "RENEW_AGREEMENT"),
            *(Decimal("1200.00"), Decimal("25.0"), Decimal("5000.00"), True, "USD"),
        ),
        Agreement(37, "12 months", "ACTIVE", 12, "SERVICE_ONLY", None, None, None, False, None),
        Agreement(38, "In the making", "DRAFT", 12, "SERVICE_ONLY", None, None, None, False, None),
    ),
)


def account(id_: int, number: str, name: str, **more: Any) -> BillingAccount:
    values: dict[str, Any] = {
        "external_number": None,
        "status": "ACTIVE",
        "customer_number": f"C{number}",
        "external_customer_number": None,
        "tax_number": None,
        "address": Address("620 Congress Ave.", "Austin", "TX", "78701", "US"),
        "email": f"billing@{name.lower()}.example",
        "currency": "USD",
        "balance": Decimal("566.50"),
        "pending_charges": Decimal("0.00"),
        "cycle_id": 80,
        "category": (178, "Business"),
        "payment_term": (113, "Net 15"),
        "parent_id": None,
        "starts_on": START,
        "ends_on": None,
        "next_invoice_on": date(2026, 4, 1),
    }
    return BillingAccount(id=id_, number=number, name=name, **(values | more))


def service(id_: int, product_id: int, amount: str, **more: Any) -> Service:
    prices = (ServicePrice(id_ * 10, Decimal(amount), "MONTH", START, None, 9001, True),)
    values: dict[str, Any] = {
        "account_id": 4104951,
        "parent_id": None,
        "next_id": None,
        "status": "ACTIVE",
        "status_on": START,
        "starts_on": START,
        "ends_on": None,
        "commitment_ends_on": None,
        "description": f"Service {id_}",
        "quantity": ONE,
        "renewal_count": 0,
        "agreement": None,
        "prices": prices,
        "subscription_id_crm": None,
    }
    return Service(id=id_, product_id=product_id, **(values | more))


SERVICES = (
    service(
        93726,
        27314,
        "500.00",
        commitment_ends_on=date(2027, 12, 31),
        agreement=AgreementInForce(
            *(501, 36, START, date(2027, 12, 31), "RENEW_AGREEMENT", None, False, True)
        ),
        subscription_id_crm="a0S1",
    ),
    service(93727, 27400, "50.00", parent_id=93726, quantity=Decimal(5)),
    service(
        93730,
        27314,
        "0",
        status="SUSPENDED",
        prices=(ServicePrice(937300, Decimal("1500.00"), "QUARTER", START, None, 9003, True),),
    ),
)


def invoice_item(id_: int, kind: Any, amount: str, service_id: int | None) -> BillingInvoiceItem:
    total = Decimal(amount)
    days = (date(2026, 2, 1), date(2026, 2, 28))
    return BillingInvoiceItem(
        *(id_, kind, service_id, f"Line {id_}", ONE, total, total, *days, Decimal("100.0"), total)
    )


INVOICES = (
    BillingInvoice(
        *(55001, "INV-1001", 4104951, "OPEN", "USD", Decimal("566.50"), Decimal("566.50")),
        *(date(2026, 2, 1), date(2026, 2, 16), None),
        (invoice_item(1, "SERVICE", "550.00", 93726), invoice_item(2, "TAX", "16.50", None)),
    ),
    BillingInvoice(
        *(55002, "INV-1002", 4104951, "CLOSED", "USD", Decimal("55.00"), Decimal("0.00")),
        *(date(2026, 1, 1), date(2026, 1, 16), date(2026, 1, 10)),
        tuple(invoice_item(100 + number, "SERVICE", "1.00", 93726) for number in range(55)),
    ),
)
PAYMENT = BillingPayment(
    *(7701, 4104951, "COMPLETED", Decimal("60.00"), Decimal("60.00"), Decimal("5.00")),
    *(Decimal("0.00"), "USD", Decimal("1.0"), date(2026, 1, 10), "CHK 991"),
    (PaymentApplication(8801, 55002, Decimal("55.00"), "INVOICE", date(2026, 1, 10)),),
)
CREDIT = Adjustment(
    *(6600, 4104951, "MANUAL", True, "POSTED", Decimal("20.00"), Decimal("0.00"), "USD"),
    *(date(2026, 2, 1), date(2026, 2, 1), "Goodwill", None, None),
)
ORDERS = (
    BillingOrder(
        *(88001, "SO-1", "sales", "COMPLETED", 4104951, datetime(2025, 1, 1, 9, 30, tzinfo=UTC)),
        *("PO-4471", None, Decimal("550.00"), "USD", None, "801A"),
        (
            BillingOrderItem(
                *(1, 1, 27314, ONE, Decimal("0.00"), Decimal("500.00"), "Internet", START),
                *(36, 93726),
            ),
        ),
    ),
    BillingOrder(
        *(88002, "SO-2", "sales", "DRAFT", 4104951, datetime(2026, 3, 1, tzinfo=UTC), None),
        *("Waits", Decimal("500.00"), "USD", None, None, ()),
    ),
)
ACME = BillingRecords(
    accounts=(account(4104951, "183", "Acme", external_number="001A"),),
    orders=ORDERS,
    services=SERVICES,
    invoices=INVOICES,
    payments=(PAYMENT,),
    adjustments=(CREDIT,),
)
OTHERS = BillingRecords(
    accounts=(
        account(4104952, "184", "Borealis", currency=None, cycle_id=81),
        account(4104953, "185", "Cirrus", external_number="001C", currency="EUR", status="CLOSED"),
    )
)


@dataclass
class Company:
    """What the stand-in asks of a world."""

    records: tuple[BillingRecords, ...] = (CATALOGUE, ACME, OTHERS)

    def bundles(self) -> Iterator[Bundle]:
        return (Bundle(str(number), billing=it) for number, it in enumerate(self.records))


def many(count: int) -> Company:
    """Services 1001, 1002, … of Acme, and one of them with sixty add-ons."""
    services = tuple(service(1000 + number, 27314, "500.00") for number in range(1, count + 1))
    add_ons = tuple(service(5000 + number, 27400, "10.00", parent_id=1001) for number in range(60))
    records = BillingRecords(accounts=ACME.accounts, services=services + add_ons)
    return Company((CATALOGUE, records))


@dataclass
class Billing:
    """A served stand-in, a client that is logged in to it, and one that is not."""

    standin: Gotransverse
    url: str
    client: httpx.Client
    stranger: httpx.Client
    settings: dict[str, str] = field(default_factory=dict)

    def renewed(self) -> "Billing":
        """The same billing system, as it was when it was opened."""
        self.standin.faults.clear()
        self.standin.reset()
        return self

    def get(self, path: str, status: int = 200, /, **params: Any) -> Any:
        return self.asked("GET", path, status, params=params or None)

    def post(self, path: str, body: object = None, status: int = 200) -> Any:
        return self.asked("POST", path, status, json=body or {})

    def put(self, path: str, body: object, status: int = 200) -> Any:
        return self.asked("PUT", path, status, json=body)

    def ids(self, path: str, /, **params: Any) -> list[str]:
        return [record["id"] for record in self.get(path, **params)]

    def headers(self, path: str, /, **params: Any) -> httpx.Headers:
        return self.client.get(f"/billing/2/{path}", params=params).headers

    def asked(self, method: str, path: str, status: int = 200, **sent: Any) -> Any:
        if "json" in sent:  # which is exact here: httpx would know no Decimal
            sent["content"] = encode(sent.pop("json"))
        response = self.client.request(method, f"/billing/2/{path}", **sent)
        assert response.status_code == status, response.text
        return decode(response.content)


def problem(refusal: Any) -> dict[str, str]:
    """Field -> message of a refusal."""
    return {error["field"]: error["message"] for error in refusal["errors"]}


@contextmanager
def billing(company: Company | None = None, **options: Any) -> Iterator[Billing]:
    """The stand-in of a company on a port of its own, until the block is left."""
    standin = Gotransverse(company or Company(), clock=NOW.timestamp, **options)
    try:
        with serve([standin], answer_key=dict) as served:
            settings = served.credentials()["gotransverse"]
            url, key = settings["base_url"], settings["api_key"]
            headers = {"X-Api-Key": key}
            with (
                httpx.Client(base_url=url, headers=headers, verify=NO_TLS) as client,
                httpx.Client(base_url=url, verify=NO_TLS) as stranger,
            ):
                yield Billing(standin, url, client, stranger, settings)
    finally:
        standin.close()
