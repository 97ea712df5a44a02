"""What the partner CRM holds: companies, people, deals, and partners' clients."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

RenewalMode = Literal["DEFAULT", "HUBSPOT", "PARTNER"]


@dataclass(frozen=True, slots=True)
class PartnerOwner:
    """Somebody who can own records; an archived one has left."""

    id: int
    user_id: int
    email: str
    first_name: str
    last_name: str
    is_archived: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerCompany:
    """`customer_key` is a custom unique property: the key that we know a customer by."""

    id: int
    name: str
    domain: str | None
    phone: str | None
    city: str | None
    postal_code: str | None
    country: str | None
    owner_id: int | None
    lifecycle_stage: Literal["lead", "opportunity", "customer", "other"]
    customer_key: str | None
    parent_id: int | None
    merged_ids: tuple[int, ...]
    is_archived: bool
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerContact:
    """`role` says which notices somebody gets."""

    id: int
    company_id: int | None
    email: str
    first_name: str
    last_name: str
    role: Literal["primary", "billing", "decision_maker"] | None
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerDeal:
    id: int
    company_id: int | None
    owner_id: int | None
    name: str
    stage: str
    pipeline: str
    amount: Decimal
    currency: str
    closes_on: date
    is_archived: bool
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerClient:
    """A customer account that a partner sold or manages.

    The renewal owner is ours: `renewal_mode` as the setting has it, `renewal_contact` the address
    that an override names; `renewal_owner_effective` and `renewal_status` are what was last written
    there, and may be behind.
    """

    id: int
    company_id: int | None
    name: str
    domain: str | None
    country: str | None
    is_active: bool
    is_managed: bool
    is_sold: bool
    mrr: Decimal
    currency: str
    next_renewal_on: date | None
    renewal_mode: RenewalMode
    renewal_contact: str | None
    renewal_owner_effective: str | None
    renewal_status: str | None
    customer_key: str | None
    is_archived: bool
    created_at: datetime
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerRecords:
    """What the partner CRM holds of one customer (or, with owners, of the company itself).

    `default_mode` and `default_contact` are the account's own setting, on the company's bundle.
    """

    owners: tuple[PartnerOwner, ...] = ()
    companies: tuple[PartnerCompany, ...] = ()
    contacts: tuple[PartnerContact, ...] = ()
    deals: tuple[PartnerDeal, ...] = ()
    clients: tuple[PartnerClient, ...] = ()
    default_mode: Literal["HUBSPOT", "PARTNER"] = "HUBSPOT"
    default_contact: str | None = None
