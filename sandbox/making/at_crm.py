"""A customer as the CRM holds it: the account with its copy of billing, people, subscriptions."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from sandbox.company import (
    Address,
    BillingRecords,
    CrmAccount,
    CrmCase,
    CrmContact,
    CrmContract,
    Customer,
)
from sandbox.making.at_billing import overdue_of
from sandbox.making.catalogue import CATEGORIES, CYCLES
from sandbox.making.crm_ids import crm_id
from sandbox.making.days import morning
from sandbox.making.staff import user_id
from sandbox.making.terms import Term
from sandbox.names import FirmName, address
from sandbox.words import FIRST_NAMES, LAST_NAMES, SUBJECTS

INDUSTRIES = ("Manufacturing", "Retail", "Healthcare", "Hospitality", None)
ROLES: tuple[Literal["Primary", "Billing", "Decision Maker"], ...] = (
    "Primary",
    "Billing",
    "Decision Maker",
)


@dataclass(frozen=True, slots=True)
class Identity:
    """By what the CRM's account can be known as the ERP's customer.

    `is_known_to_erp` says that the ERP holds the CRM's id, `is_merged` that another account was
    merged into it, to which somebody may still point.
    """

    name: str
    has_erp_id: bool = True
    has_tax_number: bool = True
    has_domain: bool = True
    is_known_to_erp: bool = True
    is_merged: bool = False


def account_id(slot: int, position: int = 0) -> str:
    """The CRM's account of a customer; at a later position one more for the same firm."""
    return crm_id("account", 4 * slot + position)


def midnight(as_of: date) -> datetime:
    """When the day begins that all of this is seen on."""
    return datetime.combine(as_of, time(), UTC)


def account(
    slot: int,
    identity: Identity,
    customer: Customer,
    parent_id: str | None,
    billing: BillingRecords,
    as_of: date,
    rng: random.Random,
) -> CrmAccount:
    """The account, its billing fields as billing has them."""
    own = billing.accounts[0] if billing.accounts else None
    dates = [it.occurred_on for it in billing.invoices if own and it.account_id == own.id]
    synchronized_at = midnight(as_of) - timedelta(minutes=rng.randrange(20, 1_200))
    return CrmAccount(
        id=account_id(slot),
        name=identity.name,
        type="Customer",
        parent_id=parent_id,
        owner_id=user_id(slot),
        account_number=customer.entity_id if slot % 3 else None,
        phone=customer.phone or None,
        website=f"https://www.{customer.domain}" if identity.has_domain else None,
        industry=INDUSTRIES[slot % len(INDUSTRIES)],
        address=customer.address,
        currency=customer.currency,
        tax_number=customer.tax_number if identity.has_tax_number else None,
        customer_id_erp=str(customer.id) if identity.has_erp_id else None,
        account_id_billing=str(own.id) if own else None,
        account_number_billing=own.number if own else None,
        status_billing=own.status if own else None,
        cycle_billing=CYCLES[own.cycle_id - 80] if own else None,
        email_billing=own.email if own else None,
        category_billing=dict(CATEGORIES)[own.category[0]] if own else None,
        balance=own.balance if own else None,
        overdue_balance=overdue_of(billing.invoices, own.id, as_of, own.balance * 0)
        if own
        else None,
        last_invoice_on=max(dates, default=None),
        last_synchronized_at=synchronized_at if own else None,
        renewal_owner=None,
        is_deleted=False,
        merged_into_id=None,
        created_at=customer.created_at,
        modified_at=max(customer.modified_at, synchronized_at) if own else customer.modified_at,
    )


def bare(
    id_: str,
    name: str,
    type_: Literal["Customer", "Prospect", "Partner", "Reseller", "Other"],
    currency: str,
    created_at: datetime,
    *,
    website: str | None = None,
    place: Address | None = None,
    tax_number: str | None = None,
    owner: int = 0,
    merged_into_id: str | None = None,
    modified_at: datetime | None = None,
) -> CrmAccount:
    """An account of somebody who is in neither the ERP nor billing, or one merged away."""
    return CrmAccount(
        id=id_,
        name=name,
        type=type_,
        parent_id=None,
        owner_id=user_id(owner),
        account_number=None,
        phone=None,
        website=website,
        industry=None,
        address=place,
        currency=currency,
        tax_number=tax_number,
        customer_id_erp=None,
        account_id_billing=None,
        account_number_billing=None,
        status_billing=None,
        cycle_billing=None,
        email_billing=None,
        category_billing=None,
        balance=None,
        overdue_balance=None,
        last_invoice_on=None,
        last_synchronized_at=None,
        renewal_owner=None,
        is_deleted=merged_into_id is not None,
        merged_into_id=merged_into_id,
        created_at=created_at,
        modified_at=modified_at or created_at,
    )


def contacts(
    slot: int, firm: FirmName, customer: Customer, rng: random.Random
) -> Iterator[CrmContact]:
    """One to three people, each with a role of their own; some use a free mailbox."""
    host = "freemail.example" if slot % 19 == 0 else firm.domain
    for position, role in enumerate(ROLES[: rng.randrange(1, 4)]):
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        yield CrmContact(
            id=crm_id("contact", 4 * slot + position),
            account_id=account_id(slot),
            first_name=first,
            last_name=last,
            email=f"{address(first)}.{address(last)}.{slot}@{host}",
            phone=None,
            title=None,
            role=role,
            created_at=customer.created_at,
            modified_at=customer.created_at,
        )


def contracts(slot: int, terms: Sequence[Term], as_of: date) -> Iterator[CrmContract]:
    """The paper behind every subscription that has begun."""
    for term in terms:
        if term.starts_on >= as_of:
            continue
        signed_at = morning(term.term_starts_on, slot % 30_000)
        yield CrmContract(
            id=crm_id("contract", 8 * slot + term.position),
            account_id=account_id(slot),
            number=f"{8 * slot + term.position:08d}",
            status="Activated" if term.is_live else "Expired",
            starts_on=term.term_starts_on,
            term_months=term.months,
            created_at=signed_at,
            modified_at=signed_at,
        )


def cases(
    slot: int, people: Sequence[CrmContact], as_of: date, rng: random.Random
) -> Iterable[CrmCase]:
    """What somebody asked, for every sixth customer or so."""
    if rng.random() > 0.16:
        return
    age = rng.randrange(2, 300)
    status: Literal["New", "Working", "Closed"] = rng.choice(("New", "Working", "Closed", "Closed"))
    opened_at = morning(as_of - timedelta(days=age), slot % 30_000)
    closed_at = morning(as_of - timedelta(days=age // 2), slot % 30_000)
    yield CrmCase(
        id=crm_id("case", slot),
        account_id=account_id(slot),
        contact_id=people[0].id,
        number=f"{slot:08d}",
        subject=rng.choice(SUBJECTS),
        status=status,
        priority=rng.choice(("Low", "Medium", "High")),
        created_at=opened_at,
        modified_at=closed_at if status == "Closed" else opened_at,
        closed_at=closed_at if status == "Closed" else None,
    )
