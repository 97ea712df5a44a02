"""What the billing system holds. Ids are whole numbers; a period's end is its last day."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sandbox.company.common import Address

Period = Literal["DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "ONE_TIME"]
EndAction = Literal[
    "RENEW_AGREEMENT", "SERVICE_ONLY", "DEACTIVATE_SERVICE", "CHANGE_AGREEMENT", "CHANGE_SERVICE"
]
Pick = tuple[int, str]  # an id and its name, of a small list that people choose from


@dataclass(frozen=True, slots=True)
class BillingCycle:
    id: int
    name: str
    type: Literal["daily", "monthly", "quarterly", "yearly"]
    day_of_month: int | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class BillingPrice:
    """A price of a product for one period and one piece, in force from a day to a day."""

    id: int
    amount: Decimal
    currency: str
    period: Period
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class BillingProduct:
    id: int
    name: str
    sku: str
    description: str
    type: Literal["customer-subscription", "add-on", "general-product"]
    state: Literal["DRAFT", "AVAILABLE", "NOT_AVAILABLE"]
    requires_agreement: bool
    prices: tuple[BillingPrice, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The terms that a service is bought under; the fees are those of an early termination."""

    id: int
    name: str
    status: Literal["DRAFT", "ACTIVE", "SUSPENDED"]
    months: int
    end_action: EndAction
    flat_fee: Decimal | None
    percentage: Decimal | None
    most: Decimal | None
    is_prorated: bool
    currency: str | None


@dataclass(frozen=True, slots=True)
class BillingAccount:
    """`currency` is missing on some; `external_number` is where the CRM's account id belongs."""

    id: int
    number: str
    external_number: str | None
    status: Literal[
        "ACTIVE", "SUSPENDED", "PENDING", "COLLECTION", "DEACTIVATED", "FINAL_BILL", "CLOSED"
    ]
    name: str
    customer_number: str
    external_customer_number: str | None
    tax_number: str | None
    address: Address | None
    email: str | None
    currency: str | None
    balance: Decimal
    pending_charges: Decimal
    cycle_id: int
    category: Pick
    payment_term: Pick
    parent_id: int | None
    starts_on: date
    ends_on: date | None
    next_invoice_on: date | None


@dataclass(frozen=True, slots=True)
class BillingOrderItem:
    id: int
    sequence: int
    product_id: int
    quantity: Decimal
    unit_price: Decimal
    recurring_unit_price: Decimal | None
    description: str
    effective_on: date | None
    agreement_id: int | None
    service_id: int | None


@dataclass(frozen=True, slots=True)
class BillingOrder:
    """`order_id_crm` is in a custom field."""

    id: int
    number: str
    type: Literal["sales", "change", "renewal"]
    status: Literal["DRAFT", "INPROGRESS", "APPROVED", "COMPLETED", "CANCELED", "ERROR"]
    account_id: int
    ordered_at: datetime
    po_number: str | None
    note: str | None
    total: Decimal
    currency: str
    renewal_on: date | None
    order_id_crm: str | None
    items: tuple[BillingOrderItem, ...]


@dataclass(frozen=True, slots=True)
class AgreementInForce:
    """The agreement on a service. `fee_*` were fixed when it was sold; `ends_on` is included."""

    id: int
    agreement_id: int
    starts_on: date
    ends_on: date
    end_action: EndAction
    next_end_action: EndAction | None
    is_renewed: bool
    keeps_price: bool


@dataclass(frozen=True, slots=True)
class ServicePrice:
    """What a service costs for one period and its whole quantity, from a day to a day."""

    id: int
    amount: Decimal
    period: Period
    starts_on: date
    ends_on: date | None
    price_id: int | None
    is_in_advance: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A subscription, or (with `parent_id`) an add-on. `next_id` replaces it."""

    id: int
    account_id: int
    product_id: int
    parent_id: int | None
    next_id: int | None
    status: Literal[
        "PENDING",
        "SCHEDULED",
        "TRIAL",
        "ACTIVE",
        "SUSPENDED",
        "DEACTIVATED",
        "CANCELED",
        "TRANSFERRED",
        "REPLACED",
    ]
    status_on: date
    starts_on: date
    ends_on: date | None
    commitment_ends_on: date | None
    description: str
    quantity: Decimal
    renewal_count: int
    agreement: AgreementInForce | None
    prices: tuple[ServicePrice, ...]
    subscription_id_crm: str | None
    """In a custom field."""


@dataclass(frozen=True, slots=True)
class BillingInvoiceItem:
    id: int
    type: Literal["PRODUCT", "SERVICE", "USAGE", "TAX", "ADJUSTMENT", "ADDITIONAL_FEE"]
    service_id: int | None
    description: str
    quantity: Decimal
    unit_amount: Decimal
    total: Decimal
    starts_on: date | None
    ends_on: date | None
    prorated_percentage: Decimal
    full_amount: Decimal
    """Before proration."""


@dataclass(frozen=True, slots=True)
class BillingInvoice:
    id: int
    number: str
    account_id: int
    status: Literal["PROCESSING", "OPEN", "CLOSED"]
    currency: str
    amount: Decimal
    open_amount: Decimal
    occurred_on: date
    due_on: date
    paid_on: date | None
    items: tuple[BillingInvoiceItem, ...]


@dataclass(frozen=True, slots=True)
class PaymentApplication:
    id: int
    invoice_id: int
    amount: Decimal
    type: Literal["INVOICE", "REVERSED"]
    applied_on: date


@dataclass(frozen=True, slots=True)
class BillingPayment:
    id: int
    account_id: int
    status: Literal["DRAFT", "PROCESSING", "COMPLETED", "VOID", "CANCELED", "ALLOCATION_ERROR"]
    amount: Decimal
    received_amount: Decimal
    unapplied_amount: Decimal
    refunded_amount: Decimal
    currency: str
    rate: Decimal
    occurred_on: date
    reference: str
    applications: tuple[PaymentApplication, ...]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A credit or a charge beside the invoices; the fee of an early termination is one."""

    id: int
    account_id: int
    type: Literal[
        "MANUAL",
        "LATE_FEE",
        "TERMINATION_CHARGE",
        "INVOICE_ADJUSTMENT",
        "SERVICE",
        "TRUE_UP_CHARGE",
    ]
    is_credit: bool
    status: Literal["PENDING", "POSTED", "REVERSED"]
    amount: Decimal
    unapplied_amount: Decimal
    currency: str
    occurred_on: date
    posted_on: date | None
    reason: str
    service_id: int | None
    invoice_id: int | None


@dataclass(frozen=True, slots=True)
class BillingRecords:
    """What billing holds of one customer (or, with the catalogue, of the company itself)."""

    cycles: tuple[BillingCycle, ...] = ()
    categories: tuple[Pick, ...] = ()
    payment_terms: tuple[Pick, ...] = ()
    products: tuple[BillingProduct, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    accounts: tuple[BillingAccount, ...] = ()
    orders: tuple[BillingOrder, ...] = ()
    services: tuple[Service, ...] = ()
    invoices: tuple[BillingInvoice, ...] = ()
    payments: tuple[BillingPayment, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
