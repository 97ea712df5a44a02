"""A small company's billing, made by hand from the nouns: lists longer than a page, odd numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sandbox.company import Bundle
from sandbox.company.billing import (
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
    PaymentApplication,
    Service,
    ServicePrice,
)
from sandbox.company.common import Address

AS_OF = date(2026, 6, 30)
ACCOUNTS = range(1001, 1061)
SERVICES = range(5001, 5131)
BIG_INVOICE = 9001  # has sixty items
BIG_SERVICE = 5001  # has fifty-five prices
EXACT_FIFTY = 9002  # has just fifty items


@dataclass(frozen=True)
class Company:
    """What a stand-in asks of a world."""

    as_of: date = AS_OF
    all_bundles: Sequence[Bundle] = ()
    currencies: Sequence[Any] = ()
    subsidiaries: Sequence[Any] = ()
    policy: Any = None
    held: Mapping[str, Any] = field(default_factory=dict)

    def bundles(self) -> Iterator[Bundle]:
        yield from self.all_bundles


def account(number: int, **more: Any) -> BillingAccount:
    """An account like any other; its number is its id less a thousand."""
    values: dict[str, Any] = {
        "id": number,
        "number": str(number - 1000),
        "external_number": f"001{number}",
        "status": "ACTIVE",
        "name": f"Company {number}",
        "customer_number": f"C{number}",
        "external_customer_number": None,
        "tax_number": None,
        "address": Address("1 Main Street", "Austin", "TX", "78701", "US"),
        "email": f"billing@company{number}.example",
        "currency": "USD",
        "balance": Decimal("100.00"),
        "pending_charges": Decimal("0.00"),
        "cycle_id": 11,
        "category": (21, "Standard"),
        "payment_term": (31, "Net 30"),
        "parent_id": None,
        "starts_on": date(2024, 1, 1),
        "ends_on": None,
        "next_invoice_on": date(2026, 7, 1),
    }
    return BillingAccount(**values | more)


def price(number: int, amount: str, **more: Any) -> ServicePrice:
    values: dict[str, Any] = {
        "period": "MONTH",
        "starts_on": date(2025, 1, 1),
        "ends_on": None,
        "price_id": 301,
        "is_in_advance": True,
    }
    return ServicePrice(id=number, amount=Decimal(amount), **values | more)


def service(number: int, **more: Any) -> Service:
    values: dict[str, Any] = {
        "account_id": 1001,
        "product_id": 201,
        "parent_id": None,
        "next_id": None,
        "status": "ACTIVE",
        "status_on": date(2025, 1, 1),
        "starts_on": date(2025, 1, 1),
        "ends_on": None,
        "commitment_ends_on": date(2027, 12, 31),
        "description": f"Service {number}",
        "quantity": Decimal(1),
        "renewal_count": 0,
        "agreement": AgreementInForce(
            number + 100_000,
            41,
            date(2025, 1, 1),
            date(2027, 12, 31),
            "RENEW_AGREEMENT",
            None,
            False,
            True,
        ),
        "prices": (price(number * 10, "500.00"),),
        "subscription_id_crm": f"a0S{number}",
    }
    return Service(id=number, **values | more)


def order(number: int, ordered_at: datetime, **more: Any) -> BillingOrder:
    values: dict[str, Any] = {
        "number": f"O{number}",
        "type": "sales",
        "status": "COMPLETED",
        "account_id": 1001,
        "po_number": f"PO-{number}",
        "note": "call Jane before delivery",
        "total": Decimal("550.00"),
        "currency": "USD",
        "renewal_on": None,
        "order_id_crm": f"801{number}",
        "items": (
            BillingOrderItem(
                id=number * 10,
                sequence=1,
                product_id=201,
                quantity=Decimal(1),
                unit_price=Decimal("50.00"),
                recurring_unit_price=Decimal("500.00"),
                description="Internet",
                effective_on=date(2026, 6, 1),
                agreement_id=41,
                service_id=None,
            ),
        ),
    }
    return BillingOrder(id=number, ordered_at=ordered_at, **values | more)


def invoice_item(number: int) -> BillingInvoiceItem:
    return BillingInvoiceItem(
        id=number,
        type="SERVICE",
        service_id=5002,
        description=f"Item {number}",
        quantity=Decimal(1),
        unit_amount=Decimal("10.00"),
        total=Decimal("10.00"),
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 30),
        prorated_percentage=Decimal(100),
        full_amount=Decimal("10.00"),
    )


def invoice(number: int, occurred_on: date, items: int = 1, **more: Any) -> BillingInvoice:
    values: dict[str, Any] = {
        "number": f"INV-{number}",
        "account_id": 1001,
        "status": "OPEN",
        "currency": "USD",
        "amount": Decimal("10.00") * items,
        "open_amount": Decimal("10.00") * items,
        "due_on": date(2026, 7, 15),
        "paid_on": None,
        "items": tuple(invoice_item(number * 100 + place) for place in range(items)),
    }
    return BillingInvoice(id=number, occurred_on=occurred_on, **values | more)


CATALOGUE = BillingRecords(
    cycles=(BillingCycle(11, "Monthly on the first", "monthly", 1, None),),
    categories=((21, "Standard"),),
    payment_terms=((31, "Net 30"),),
    products=(
        BillingProduct(
            201,
            "B-INTERNET-100",
            "INT-100",
            "Internet 100",
            "customer-subscription",
            "AVAILABLE",
            True,
            (BillingPrice(301, Decimal("500.00"), "USD", "MONTH", date(2024, 1, 1), None),),
        ),
        BillingProduct(202, "QoS", "QOS", "Priority", "add-on", "NOT_AVAILABLE", False, ()),
    ),
    agreements=(
        Agreement(
            41,
            "36 months",
            "ACTIVE",
            36,
            "RENEW_AGREEMENT",
            Decimal("1200.00"),
            Decimal(25),
            Decimal("5000.00"),
            True,
            "USD",
        ),
    ),
)

CUSTOMER = BillingRecords(
    accounts=(
        account(1001, currency=None),  # as some are
        *(account(number) for number in ACCOUNTS if number > 1001),
    ),
    services=(
        service(
            BIG_SERVICE,
            prices=tuple(price(60_000 + place, "1.25") for place in range(55)),
        ),
        service(
            5002,
            quantity=Decimal("2.50"),
            prices=(price(50_020, "0.00012345678901234567"),),
        ),
        service(5003, parent_id=5002, status="SUSPENDED", agreement=None, product_id=202),
        *(service(number) for number in SERVICES if number > 5003),
    ),
    orders=(
        order(7001, datetime(2026, 1, 5, 9, 30, tzinfo=UTC), status="DRAFT"),
        order(7002, datetime(2026, 5, 20, 9, 30, tzinfo=UTC)),
        order(7003, datetime(2026, 6, 29, 9, 30, tzinfo=UTC), order_id_crm=None),
    ),
    invoices=(
        invoice(BIG_INVOICE, date(2026, 6, 1), items=60),
        invoice(EXACT_FIFTY, date(2026, 6, 2), items=50),
        invoice(9003, date(2026, 1, 1), status="CLOSED", paid_on=date(2026, 1, 20)),
    ),
    payments=(
        BillingPayment(
            9501,
            1001,
            "COMPLETED",
            Decimal("566.50"),
            Decimal("566.50"),
            Decimal("0.00"),
            Decimal("0.00"),
            "USD",
            Decimal(1),
            date(2026, 6, 10),
            "CHK 991",
            (PaymentApplication(9601, 9003, Decimal("10.00"), "INVOICE", date(2026, 6, 10)),),
        ),
    ),
    adjustments=(
        Adjustment(
            9701,
            1001,
            "TERMINATION_CHARGE",
            False,
            "POSTED",
            Decimal("3483.33"),
            Decimal("0.00"),
            "USD",
            date(2026, 6, 15),
            date(2026, 6, 15),
            "Early termination",
            5002,
            None,
        ),
    ),
)

COMPANY = Company(
    all_bundles=(Bundle("catalogue", billing=CATALOGUE), Bundle("one", billing=CUSTOMER))
)
