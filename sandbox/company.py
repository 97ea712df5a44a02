"""The nouns of the company we pretend to be: plain values, no wire format.

`world` makes them, the stand-ins serve them. Money is exact, ids are whole numbers as the vendors
count them, dates are the company's own, times are UTC.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

HoldOverride = Literal["AUTO", "ON", "OFF"]
Day = date  # under another name, for the class that has a field called date
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


@dataclass(frozen=True, slots=True)
class Application:
    """Part of a payment or credit memo that settles an invoice."""

    from_transaction_id: int
    to_transaction_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DeletedRecord:
    """A line of the ERP's log of deleted records."""

    record_id: int
    type: Literal["customer", "invoice", "salesOrder", "customerPayment", "creditMemo"]
    name: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization in the helpdesk. A deleted one shows only in the incremental export."""

    id: int
    name: str
    external_id: str | None
    domain_names: tuple[str, ...]
    details: str | None
    notes: str | None
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    merged_into_id: int | None = None


@dataclass(frozen=True, slots=True)
class User:
    """A person at the helpdesk."""

    id: int
    name: str
    email: str
    role: Literal["end-user", "agent", "admin"]
    organization_id: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket of an organization."""

    id: int
    subject: str
    status: Literal["new", "open", "pending", "hold", "solved", "closed"]
    priority: Literal["low", "normal", "high", "urgent"] | None
    requester_id: int
    organization_id: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PlantedBreak:
    """A difference that was put there on purpose. Ids are text; a side that is missing is empty."""

    recon: str
    kind: str
    left_system: str
    left_record_id: str
    right_system: str
    right_record_id: str
    field: str
    amount: Decimal | None
    currency: str | None
    because: str


@dataclass(frozen=True, slots=True)
class TrueLink:
    """Which real customer a source record belongs to.

    `object` is the table it is read from, `entity` the world's own name of the customer.
    """

    system: str
    object: str
    record_id: str
    entity: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """One real customer and all that the systems hold of it. Bundles come in id order.

    Some hold no customer: the first one has the company's own staff at the helpdesk, others an
    organization that nobody in the ERP knows, or a customer that was deleted there.
    """

    entity: str
    customers: tuple[Customer, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    applications: tuple[Application, ...] = ()
    deleted_records: tuple[DeletedRecord, ...] = ()
    organizations: tuple[Organization, ...] = ()
    users: tuple[User, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    breaks: tuple[PlantedBreak, ...] = field(default=())
    links: tuple[TrueLink, ...] = ()
