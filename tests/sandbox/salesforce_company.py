"""A small company as its CRM knows it, for the tests of the Salesforce stand-in.

account    currency  NetSuite id  balance   contacts  opportunities  orders
Acme       USD       1001         1250.50   Ann, Bob  Renewal, won   one activated, two lines
Borealis   EUR       1002         20.00     Cy        none           one draft, one line
Cirrus     USD       none         none      none      none           none; a child of Acme
Dormant    USD       1004         none      none      none           none; deleted, merged into Acme

The catalogue: Widget at 100 USD and 90 EUR in the standard price book and in Partners; Gadget at
10 USD in the standard one alone. Acme's subscription has an add-on and a change order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sandbox.company import (
    Address,
    Bundle,
    CrmAccount,
    CrmCase,
    CrmChangeOrder,
    CrmContact,
    CrmContract,
    CrmOpportunity,
    CrmOpportunityLine,
    CrmOrder,
    CrmOrderLine,
    CrmPrice,
    CrmPricebook,
    CrmProduct,
    CrmQuote,
    CrmRecords,
    CrmSubscription,
    CrmUser,
    Currency,
)
from sandbox.salesforce.ids import long_id

MAY = [datetime(2026, 5, day, 8, 30, tzinfo=UTC) for day in range(1, 32)]


def id_of(prefix: str, number: int) -> str:
    return long_id(f"{prefix}000000{number:06}")


ANN_OWNER = id_of("005", 1)
ACME_ID, BOREALIS_ID, CIRRUS_ID, DORMANT_ID = (id_of("001", number) for number in range(1, 5))
ANN_ID, BOB_ID, CY_ID = (id_of("003", number) for number in range(1, 4))
WIDGET_ID, GADGET_ID = id_of("01t", 1), id_of("01t", 2)
STANDARD_ID, PARTNERS_ID = id_of("01s", 1), id_of("01s", 2)
WIDGET_USD, WIDGET_EUR, GADGET_USD = (id_of("01u", number) for number in range(1, 4))
PARTNER_USD = id_of("01u", 4)
PARTNER_EUR = id_of("01u", 5)
RENEWAL_ID = id_of("006", 1)
ACTIVE_ORDER, DRAFT_ORDER = id_of("801", 1), id_of("801", 2)
SUBSCRIPTION_ID, ADD_ON_ID = id_of("a0S", 1), id_of("a0S", 2)
CHANGE_ID = id_of("a0T", 1)


def account(id_: str, name: str, **more: Any) -> CrmAccount:
    usual: dict[str, Any] = {
        "type": "Customer",
        "parent_id": None,
        "owner_id": ANN_OWNER,
        "account_number": None,
        "phone": None,
        "website": None,
        "industry": None,
        "address": None,
        "currency": "USD",
        "tax_number": None,
        "customer_id_erp": None,
        "account_id_billing": None,
        "account_number_billing": None,
        "status_billing": None,
        "cycle_billing": None,
        "email_billing": None,
        "category_billing": None,
        "balance": None,
        "overdue_balance": None,
        "last_invoice_on": None,
        "last_synchronized_at": None,
        "renewal_owner": None,
        "is_deleted": False,
        "merged_into_id": None,
        "created_at": MAY[0],
        "modified_at": MAY[1],
    }
    return CrmAccount(id=id_, name=name, **(usual | more))


def contact(id_: str, account_id: str, first: str, last: str, **more: Any) -> CrmContact:
    email = f"{first}@{last}.example".lower()
    usual: dict[str, Any] = {"phone": None, "title": None, "role": None}
    times: dict[str, Any] = {"created_at": MAY[0], "modified_at": MAY[1]}
    return CrmContact(id_, account_id, first, last, email, **(usual | times | more))


def price(id_: str, book: str, product: str, amount: str, currency: str, key: str) -> CrmPrice:
    unit = Decimal(amount)
    return CrmPrice(id_, book, product, unit, currency, True, key, MAY[0], MAY[1])


def order_line(number: int, price_id: str, quantity: str, amount: str) -> CrmOrderLine:
    return CrmOrderLine(
        *(id_of("802", number), f"{number:010}", price_id, WIDGET_ID),
        *(Decimal(quantity), Decimal(amount), None, None, f"L-{number}"),
    )


def order(id_: str, account_id: str, number: str, status: Any, **more: Any) -> CrmOrder:
    usual: dict[str, Any] = {
        "owner_id": ANN_OWNER,
        "name": None,
        "type": "New",
        "starts_on": date(2026, 5, 4),
        "currency": "USD",
        "pricebook_id": PARTNERS_ID,
        "queue": "Orders",
        "payment_method": "PO",
        "po_number": "PO-7",
        "authorized_amount": None,
        "reauthorization": None,
        "comments": None,
        "tracking_number": None,
        "carrier": None,
        "job_number": None,
        "order_id_store": None,
        "order_id_billing": None,
        "activated_at": None,
        "is_deleted": False,
        "created_at": MAY[3],
        "modified_at": MAY[4],
    }
    return CrmOrder(id=id_, account_id=account_id, number=number, status=status, **(usual | more))


def subscription(id_: str, name: str, **more: Any) -> CrmSubscription:
    usual: dict[str, Any] = {
        "account_id": ACME_ID,
        "parent_id": None,
        "product_id": WIDGET_ID,
        "status": "In Service",
        "starts_on": date(2025, 6, 1),
        "term_starts_on": date(2025, 6, 1),
        "ends_on": date(2026, 5, 31),
        "term_months": 12,
        "term_type": "Initial",
        "renewal_type": "Auto-Renew",
        "quantity": Decimal("2.5"),
        "mrr": Decimal("250.00"),
        "currency": "USD",
        "terminated_on": None,
        "subscription_id_erp": None,
        "service_id_billing": None,
        "is_deleted": False,
        "created_at": MAY[0],
        "modified_at": MAY[1],
    }
    return CrmSubscription(id=id_, name=name, **(usual | more))


CATALOGUE = Bundle(
    "itself",
    crm=CrmRecords(
        users=(
            CrmUser(
                *(ANN_OWNER, "max.field@company.example", "Max", "Field"),
                *("max.field@company.example", True, MAY[0], MAY[0]),
            ),
        ),
        products=(
            CrmProduct(
                *(WIDGET_ID, "Widget", "W-1", None, "Subscription", True, "P-1", "Install"),
                *(MAY[0], MAY[1]),
            ),
            CrmProduct(
                *(GADGET_ID, "Gadget", "G-1", None, "Hardware", True, "P-2", None),
                *(MAY[0], MAY[1]),
            ),
        ),
        pricebooks=(
            CrmPricebook(STANDARD_ID, "Standard Price Book", True, True, MAY[0], MAY[0]),
            CrmPricebook(PARTNERS_ID, "Partners", False, True, MAY[0], MAY[0]),
        ),
        prices=(
            price(WIDGET_USD, STANDARD_ID, WIDGET_ID, "100.00", "USD", "PR-1"),
            price(WIDGET_EUR, STANDARD_ID, WIDGET_ID, "90.00", "EUR", "PR-2"),
            price(GADGET_USD, STANDARD_ID, GADGET_ID, "10.00", "USD", "PR-3"),
            price(PARTNER_USD, PARTNERS_ID, WIDGET_ID, "100.00", "USD", "PR-4"),
            price(PARTNER_EUR, PARTNERS_ID, WIDGET_ID, "90.00", "EUR", "PR-5"),
        ),
    ),
)
ACME = Bundle(
    "acme",
    crm=CrmRecords(
        accounts=(
            account(
                *(ACME_ID, "Acme"),
                customer_id_erp="1001",
                account_id_billing="BA-1",
                balance=Decimal("1250.50"),
                overdue_balance=Decimal(0),
                industry="Retail",
                last_invoice_on=date(2026, 5, 1),
                last_synchronized_at=MAY[6],
                address=Address("1 Main Street", "Springfield", "IL", "62701", "US"),
                modified_at=MAY[5],
            ),
        ),
        contacts=(
            contact(ANN_ID, ACME_ID, "Ann", "Lee", role="Billing"),
            contact(BOB_ID, ACME_ID, "Bob", "Ray", role="Primary"),
        ),
        subscriptions=(
            subscription(SUBSCRIPTION_ID, "SUB-1", subscription_id_erp="S-1"),
            subscription(
                ADD_ON_ID, "SUB-2", parent_id=SUBSCRIPTION_ID, mrr=Decimal("0.10"), status="New"
            ),
        ),
        opportunities=(
            CrmOpportunity(
                *(RENEWAL_ID, ACME_ID, ANN_OWNER, "Acme renewal", "Renewal", "Closed Won", 100),
                *(True, True, date(2026, 5, 20), Decimal("300.00"), "USD", STANDARD_ID),
                *(SUBSCRIPTION_ID, "SO-1", False, MAY[0], MAY[2]),
                (
                    CrmOpportunityLine(
                        *(id_of("00k", 1), WIDGET_USD, WIDGET_ID, Decimal(3)),
                        *(Decimal("100.00"), date(2026, 6, 1)),
                    ),
                ),
            ),
        ),
        quotes=(
            CrmQuote(
                *(id_of("0Q0", 1), RENEWAL_ID, ACME_ID, "Acme quote", "00000001", "Accepted"),
                *(date(2026, 6, 30), Decimal("300.00"), "USD", MAY[0], MAY[1]),
            ),
        ),
        orders=(
            order(
                *(ACTIVE_ORDER, ACME_ID, "00000100", "Activated"),
                activated_at=MAY[4],
                order_id_store="9001",
                lines=(
                    order_line(1, PARTNER_USD, "2", "100.00"),
                    order_line(2, PARTNER_USD, "1", "49.99"),
                ),
            ),
        ),
        contracts=(
            CrmContract(
                *(id_of("800", 1), ACME_ID, "00000200", "Activated", date(2026, 1, 31), 1),
                *(MAY[0], MAY[1]),
            ),
        ),
        cases=(
            CrmCase(
                *(id_of("500", 1), ACME_ID, ANN_ID, "00001000", "Broken", "Closed", "High"),
                *(MAY[0], MAY[1], MAY[1]),
            ),
        ),
        change_orders=(
            CrmChangeOrder(
                *(CHANGE_ID, "CO-1", SUBSCRIPTION_ID, "Renew", "Active", date(2026, 6, 1)),
                *("CO-77", None, RENEWAL_ID, MAY[0], MAY[1]),
            ),
        ),
    ),
)
BOREALIS = Bundle(
    "borealis",
    crm=CrmRecords(
        accounts=(
            account(
                *(BOREALIS_ID, "Borealis"),
                currency="EUR",
                customer_id_erp="1002",
                balance=Decimal("20.00"),
                modified_at=MAY[2],
            ),
        ),
        contacts=(contact(CY_ID, BOREALIS_ID, "Cy", "Fox"),),
        orders=(
            order(
                *(DRAFT_ORDER, BOREALIS_ID, "00000101", "Order Accepted"),
                currency="EUR",
                lines=(order_line(3, PARTNER_EUR, "1", "90.00"),),
            ),
        ),
    ),
)
CIRRUS = Bundle(
    "cirrus",
    crm=CrmRecords(accounts=(account(CIRRUS_ID, "Cirrus", parent_id=ACME_ID, type="Prospect"),)),
)
DORMANT = Bundle(
    "dormant",
    crm=CrmRecords(
        accounts=(
            account(
                *(DORMANT_ID, "Dormant"),
                customer_id_erp="1004",
                is_deleted=True,
                merged_into_id=ACME_ID,
                modified_at=MAY[26],
            ),
        )
    ),
)


@dataclass
class Company:
    """What the stand-in asks of a world."""

    all_bundles: tuple[Bundle, ...] = (CATALOGUE, ACME, BOREALIS, CIRRUS, DORMANT)
    as_of: date = date(2026, 5, 28)
    currencies: tuple[Currency, ...] = (
        Currency(1, "USD", "US Dollar", 2, Decimal(1), True),
        Currency(2, "EUR", "Euro", 2, Decimal("1.25"), False),
    )

    def bundles(self) -> Iterator[Bundle]:
        return iter(self.all_bundles)


def many(count: int) -> Company:
    """The catalogue, and accounts named `Firm 0001`, …, with ERP ids F-1, …, a minute apart."""
    firms = (
        account(
            id_of("001", number),
            f"Firm {number:04}",
            customer_id_erp=f"F-{number}",
            modified_at=datetime(2026, 5, 1, number // 60 % 24, number % 60, tzinfo=UTC),
        )
        for number in range(1, count + 1)
    )
    return Company((CATALOGUE, *(Bundle(it.name, crm=CrmRecords(accounts=(it,))) for it in firms)))
