"""What the ERP holds: customers, documents, and the subscriptions that it bills."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sandbox.company.common import Address

HoldOverride = Literal["AUTO", "ON", "OFF"]
Day = date  # under another name, for the class that has a field called date
RECEIVABLES = 119  # the id of the account that documents of customers are booked to
TransactionType = Literal["CustInvc", "CustCred", "CustPymt", "CustDep", "SalesOrd"]


@dataclass(frozen=True, slots=True)
class Currency:
    """`rate` is base currency per one unit, as the ERP keeps it."""

    id: int
    symbol: str
    name: str
    precision: int
    rate: Decimal
    is_base: bool


@dataclass(frozen=True, slots=True)
class Subsidiary:
    """A legal entity of the company itself; currency and country are its own, as ISO codes."""

    id: int
    name: str
    parent_id: int | None
    currency: str
    country: str


@dataclass(frozen=True, slots=True)
class CreditPolicy:
    """The ERP's accounting preferences that decide a hold; its API does not show them."""

    handling: Literal["ignore", "warn", "enforce"] = "enforce"
    includes_orders: bool = True
    grace_days: int = 60


@dataclass(frozen=True, slots=True)
class Header:
    """A customer's header figures in its primary currency, as the ERP states them."""

    balance: Decimal
    overdue_balance: Decimal
    unbilled_orders: Decimal
    deposit_balance: Decimal
    days_overdue: int
    on_hold: bool
    consolidated_balance: Decimal
    consolidated_overdue_balance: Decimal
    consolidated_unbilled_orders: Decimal
    consolidated_days_overdue: int


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer (or prospect) in the ERP."""

    id: int
    entity_id: str
    name: str
    currency: str
    parent_id: int | None
    stage: Literal["Customer", "Prospect", "Lead"]
    is_inactive: bool
    hold_override: HoldOverride
    credit_limit: Decimal | None
    terms_days: int
    email: str
    phone: str
    domain: str
    tax_number: str
    external_id: str | None
    subsidiary_id: int
    created_at: datetime
    modified_at: datetime
    header: Header
    address: Address | None = None
    crm_id: str | None = None
    """The CRM's account id, in a custom field."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sales document. Quantity and amount are as a person reads them: positive."""

    number: int
    item: str
    quantity: Decimal
    quantity_billed: Decimal
    rate: Decimal
    amount: Decimal
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Transaction:
    """A receivable document or a sales order, in its own currency.

    `unpaid` is what is open of an invoice; `unused` what is not applied yet of a credit memo, a
    payment or a deposit; both are zero elsewhere. `status` is the ERP's letter.
    """

    id: int
    type: TransactionType
    number: str
    customer_id: int
    currency: str
    rate: Decimal
    date: Day
    due_date: Day | None
    total: Decimal
    unpaid: Decimal
    unused: Decimal
    status: str
    memo: str
    external_id: str | None
    created_at: datetime
    modified_at: datetime
    lines: tuple[Line, ...] = ()
    created_from_id: int | None = None
    billing_account_id: int | None = None
    crm_id: str | None = None
    """The CRM's opportunity or order id, in a custom field."""


@dataclass(frozen=True, slots=True)
class Application:
    """Part of a payment or credit memo that settles an invoice."""

    from_transaction_id: int
    to_transaction_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Journal:
    """An entry that somebody wrote by hand: the receivables against revenue, of no customer.

    `amount` is what the receivables rise by, in the base currency.
    """

    id: int
    number: str
    subsidiary_id: int
    currency: str
    date: Day
    amount: Decimal
    memo: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeletedRecord:
    """A line of the ERP's log of deleted records."""

    record_id: int
    type: Literal["customer", "invoice", "salesOrder", "customerPayment", "creditMemo"]
    name: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is sold. `id` is the ERP's, `sku` what every system may know it by."""

    id: int
    sku: str
    name: str
    kind: Literal["Service", "NonInvtPart", "InvtPart", "Discount"]
    is_inactive: bool
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A subscription plan; `skus` are the items of its lines, in order."""

    id: int
    name: str
    term_months: int
    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErpBillingAccount:
    """Who is billed for subscriptions, on which schedule; one customer may have several."""

    id: int
    number: str
    name: str
    customer_id: int
    currency: str
    frequency: Literal["MONTHLY", "QUARTERLY", "ANNUALLY"]
    starts_on: Day
    is_default: bool
    is_inactive: bool
    created_at: datetime
    modified_at: datetime


SubscriptionStatus = Literal[
    "DRAFT", "NOT_INCLUDED", "PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "CLOSED", "TERMINATED"
]


@dataclass(frozen=True, slots=True)
class PriceInterval:
    """The price of a subscription line from a day to a day, both included; open without an end.

    `recurring_amount` is for one period of `frequency` and the whole quantity.
    """

    id: int
    starts_on: Day
    ends_on: Day | None
    quantity: Decimal
    recurring_amount: Decimal
    frequency: Literal["MONTHLY", "QUARTERLY", "ANNUALLY", "ONE_TIME"]


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """A line of an ERP subscription: the base service, an add-on or a one-time charge."""

    id: int
    number: int
    sku: str
    kind: Literal["RECURRING", "ONE_TIME", "USAGE"]
    status: SubscriptionStatus
    is_in_renewal: bool
    starts_on: Day
    ends_on: Day | None
    terminated_on: Day | None
    quantity: Decimal
    intervals: tuple[PriceInterval, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription in the ERP. `ends_on` is the term's last day; none where it is evergreen."""

    id: int
    number: str
    name: str
    customer_id: int
    billing_account_id: int
    plan_id: int
    term_months: int
    starts_on: Day
    ends_on: Day | None
    status: SubscriptionStatus
    currency: str
    is_auto_renewed: bool
    renewal_method: Literal["EXTEND_EXISTING_SUBSCRIPTION", "CREATE_NEW_SUBSCRIPTION"]
    renewal_number: int
    sales_order_id: int | None
    external_id: str | None
    created_at: datetime
    modified_at: datetime
    lines: tuple[SubscriptionLine, ...]


@dataclass(frozen=True, slots=True)
class RenewalStep:
    """What a renewal did, and whether it worked; a step may fail after the one before it worked."""

    step: Literal["CREATE_NEW_SUBSCRIPTION", "CREATE_NEW_SALES_TRANSACTION"]
    status: Literal["SUCCESS", "FAILURE"]
    subscription_id: int | None
    transaction_id: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class ChangeOrderLine:
    """What a change order does to one line of its subscription."""

    line_id: int
    sku: str
    number: int
    old_quantity: Decimal
    new_quantity: Decimal
    old_amount: Decimal
    new_amount: Decimal
    old_status: SubscriptionStatus
    new_status: SubscriptionStatus


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """A change of a subscription: re-rate, suspension, termination, renewal."""

    id: int
    number: str
    action: Literal["ACTIVATE", "MODIFY_PRICING", "SUSPEND", "REACTIVATE", "RENEW", "TERMINATE"]
    subscription_id: int
    customer_id: int
    billing_account_id: int
    effective_on: Day
    approval: Literal["PENDING_APPROVAL", "APPROVED", "REJECTED"]
    status: Literal["ACTIVE", "VOIDED"]
    modification: Literal["NEW_CHURN", "UPSELL_DOWNSELL", "IGNORED"] | None
    memo: str
    created_at: datetime
    modified_at: datetime
    renewal_method: Literal["EXTEND_EXISTING_SUBSCRIPTION", "CREATE_NEW_SUBSCRIPTION"] | None = None
    renewal_term_months: int | None = None
    renewal_transaction_type: Literal["SalesOrd", "Estimate", "Opprtnty"] | None = None
    renewal_starts_on: Day | None = None
    renewal_ends_on: Day | None = None
    steps: tuple[RenewalStep, ...] = ()
    lines: tuple[ChangeOrderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """What a subscription line is to be billed for one period; `invoice_id` once it was."""

    id: int
    subscription_id: int
    line_id: int
    customer_id: int
    billing_account_id: int
    sku: str
    charged_on: Day
    service_starts_on: Day
    service_ends_on: Day
    quantity: Decimal
    amount: Decimal
    currency: str
    invoice_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SubscriptionBooks:
    """The subscription side of the ERP for one customer (or, with items and plans, the company)."""

    items: tuple[Item, ...] = ()
    plans: tuple[Plan, ...] = ()
    billing_accounts: tuple[ErpBillingAccount, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    change_orders: tuple[ChangeOrder, ...] = ()
    charges: tuple[Charge, ...] = ()
