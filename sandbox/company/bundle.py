"""One real customer and all that the systems hold of it."""

from dataclasses import dataclass, field

from sandbox.company.billing import BillingRecords
from sandbox.company.crm import CrmRecords
from sandbox.company.erp import (
    Application,
    Customer,
    DeletedRecord,
    Journal,
    SubscriptionBooks,
    Transaction,
)
from sandbox.company.field_service import ServiceRecords
from sandbox.company.helpdesk import Organization, Ticket, User
from sandbox.company.key import PlantedBreak, TrueLink
from sandbox.company.partners import PartnerRecords
from sandbox.company.store import StoreRecords


@dataclass(frozen=True, slots=True)
class Bundle:
    """One real customer and all that the systems hold of it. Bundles come in id order.

    Some hold no customer: the first one has the company's own staff and its catalogue in every
    system, others an organization that nobody in the ERP knows, or a customer that was deleted
    there. What a record refers to is in its own bundle, in the first one, or in one before it.
    """

    entity: str
    customers: tuple[Customer, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    applications: tuple[Application, ...] = ()
    deleted_records: tuple[DeletedRecord, ...] = ()
    subscriptions: SubscriptionBooks = field(default_factory=SubscriptionBooks)
    organizations: tuple[Organization, ...] = ()
    users: tuple[User, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    crm: CrmRecords = field(default_factory=CrmRecords)
    billing: BillingRecords = field(default_factory=BillingRecords)
    partners: PartnerRecords = field(default_factory=PartnerRecords)
    store: StoreRecords = field(default_factory=StoreRecords)
    field_service: ServiceRecords = field(default_factory=ServiceRecords)
    breaks: tuple[PlantedBreak, ...] = ()
    links: tuple[TrueLink, ...] = ()
    journals: tuple[Journal, ...] = ()
