"""What the CRM holds. Ids are the CRM's own, text of 18 signs; money is in the record's currency.

A field that ends in `_billing` holds an id or number of the billing system, one in `_erp` of the
ERP, one in `_store` of the web store; all of these are custom fields.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sandbox.company.common import Address


@dataclass(frozen=True, slots=True)
class CrmUser:
    id: str
    username: str
    first_name: str
    last_name: str
    email: str
    is_active: bool
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmAccount:
    """`merged_into_id` is the winner where this one was merged away; then it is deleted too."""

    id: str
    name: str
    type: Literal["Customer", "Prospect", "Partner", "Reseller", "Other"]
    parent_id: str | None
    owner_id: str
    account_number: str | None
    phone: str | None
    website: str | None
    industry: str | None
    address: Address | None
    currency: str
    tax_number: str | None
    customer_id_erp: str | None
    account_id_billing: str | None
    account_number_billing: str | None
    status_billing: str | None
    cycle_billing: str | None
    email_billing: str | None
    category_billing: str | None
    balance: Decimal | None
    overdue_balance: Decimal | None
    last_invoice_on: date | None
    last_synchronized_at: datetime | None
    renewal_owner: str | None
    is_deleted: bool
    merged_into_id: str | None
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmContact:
    id: str
    account_id: str
    first_name: str
    last_name: str
    email: str
    phone: str | None
    title: str | None
    role: Literal["Primary", "Billing", "Decision Maker"] | None
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmProduct:
    """`work_order_template` is the CRM's own: no other system knows it."""

    id: str
    name: str
    code: str
    description: str | None
    family: str | None
    is_active: bool
    product_id_billing: str | None
    work_order_template: str | None
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmPricebook:
    id: str
    name: str
    is_standard: bool
    is_active: bool
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmPrice:
    """An entry of a price book."""

    id: str
    pricebook_id: str
    product_id: str
    unit_price: Decimal
    currency: str
    is_active: bool
    price_id_billing: str | None
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmOpportunityLine:
    id: str
    price_id: str
    product_id: str
    quantity: Decimal
    unit_price: Decimal
    service_on: date | None


@dataclass(frozen=True, slots=True)
class CrmOpportunity:
    """`sales_order_id_erp` is the ERP's sales order that it stands for."""

    id: str
    account_id: str
    owner_id: str
    name: str
    type: Literal["New Business", "Existing Business", "Renewal"]
    stage: str
    probability: int
    is_closed: bool
    is_won: bool
    closes_on: date
    amount: Decimal
    currency: str
    pricebook_id: str | None
    subscription_id: str | None
    sales_order_id_erp: str | None
    is_deleted: bool
    created_at: datetime
    modified_at: datetime
    lines: tuple[CrmOpportunityLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CrmQuote:
    id: str
    opportunity_id: str
    account_id: str
    name: str
    number: str
    status: Literal["Draft", "Needs Review", "In Review", "Approved", "Presented", "Accepted"]
    expires_on: date | None
    total: Decimal
    currency: str
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmOrderLine:
    id: str
    number: str
    price_id: str
    product_id: str
    quantity: Decimal
    unit_price: Decimal
    description: str | None
    job_number: str | None
    line_id_store: str | None


@dataclass(frozen=True, slots=True)
class CrmOrder:
    """`status` is the stage that people see; only Activated counts as activated for the CRM.

    `authorized_amount` is what the buyer agreed to pay, `reauthorization` where a changed price
    stands with him; both are empty where nothing was changed.
    """

    id: str
    account_id: str
    owner_id: str
    number: str
    name: str | None
    type: Literal["New", "Quote", "Renewal"]
    status: Literal["Draft", "Order Accepted", "Order Hold", "Activated", "Cancelled"]
    starts_on: date
    currency: str
    pricebook_id: str
    queue: str | None
    payment_method: Literal["PO", "Credit Card", "PayPal"] | None
    po_number: str | None
    authorized_amount: Decimal | None
    reauthorization: Literal["requested", "authorized"] | None
    comments: str | None
    tracking_number: str | None
    carrier: str | None
    job_number: str | None
    order_id_store: str | None
    order_id_billing: str | None
    activated_at: datetime | None
    is_deleted: bool
    created_at: datetime
    modified_at: datetime
    lines: tuple[CrmOrderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CrmContract:
    id: str
    account_id: str
    number: str
    status: Literal["Draft", "Activated", "Expired"]
    starts_on: date
    term_months: int
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmCase:
    id: str
    account_id: str
    contact_id: str | None
    number: str
    subject: str
    status: Literal["New", "Working", "Escalated", "Closed"]
    priority: Literal["Low", "Medium", "High"]
    created_at: datetime
    modified_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CrmSubscription:
    """A subscription, or (with `parent_id`) an add-on of one. `mrr` is for the whole quantity.

    `ends_on` is the last day of the term; none where it runs from month to month.
    """

    id: str
    name: str
    account_id: str
    parent_id: str | None
    product_id: str | None
    status: Literal[
        "Draft", "New", "In Service", "Suspended", "Expired", "Canceled", "Canceled for Non-Pay"
    ]
    starts_on: date
    term_starts_on: date | None
    ends_on: date | None
    term_months: int | None
    term_type: Literal["Initial", "Auto-Renewed", "Customer-Renewed", "Month-To-Month", "Expired"]
    renewal_type: Literal["Auto-Renew", "High Touch", "Month-To-Month", "Expires"]
    quantity: Decimal
    mrr: Decimal
    currency: str
    terminated_on: date | None
    subscription_id_erp: str | None
    service_id_billing: str | None
    is_deleted: bool
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmChangeOrder:
    """A subscription change order as the CRM has it."""

    id: str
    name: str
    subscription_id: str
    action: Literal["Activate", "Modify Pricing", "Suspend", "Reactivate", "Renew", "Terminate"]
    status: Literal["Active", "Voided", "Pending Approval"]
    effective_on: date
    change_order_id_erp: str | None
    renewal_subscription_id: str | None
    opportunity_id: str | None
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class CrmRecords:
    """What the CRM holds of one customer (or, with users and catalogue, of the company itself)."""

    users: tuple[CrmUser, ...] = ()
    products: tuple[CrmProduct, ...] = ()
    pricebooks: tuple[CrmPricebook, ...] = ()
    prices: tuple[CrmPrice, ...] = ()
    accounts: tuple[CrmAccount, ...] = ()
    contacts: tuple[CrmContact, ...] = ()
    opportunities: tuple[CrmOpportunity, ...] = ()
    quotes: tuple[CrmQuote, ...] = ()
    orders: tuple[CrmOrder, ...] = ()
    contracts: tuple[CrmContract, ...] = ()
    cases: tuple[CrmCase, ...] = ()
    subscriptions: tuple[CrmSubscription, ...] = ()
    change_orders: tuple[CrmChangeOrder, ...] = ()
