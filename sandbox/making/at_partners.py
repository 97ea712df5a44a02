"""A customer as the partner CRM holds it: company, people, deal, and whether a partner has it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from sandbox.company import (
    Customer,
    PartnerClient,
    PartnerCompany,
    PartnerContact,
    PartnerDeal,
    PartnerRecords,
)
from sandbox.company.partners import RenewalMode
from sandbox.making.days import DAY, morning
from sandbox.making.staff import owner_email, owner_id
from sandbox.making.terms import Term
from sandbox.names import FirmName, address
from sandbox.words import FIRST_NAMES, LAST_NAMES

DEFAULT_MODE: Literal["HUBSPOT", "PARTNER"] = "HUBSPOT"
NOTICE_DAYS = 45
_ROLES: tuple[Literal["primary", "billing", "decision_maker"], ...] = (
    "primary",
    "billing",
    "decision_maker",
)
_STAGES = ("appointmentscheduled", "contractsent", "closedwon", "closedlost")


@dataclass(frozen=True, slots=True)
class Known:
    """What the partner CRM calls a customer, and whether it has the key that we know it by."""

    name: str
    has_key: bool
    is_client: bool


def company_id(slot: int, position: int = 0) -> int:
    return 7_000_000_000 + 4 * slot + position


def client_id(slot: int) -> int:
    return 9_800_000_000 + 4 * slot


def records(
    slot: int,
    known: Known,
    firm: FirmName,
    customer: Customer,
    terms: Sequence[Term],
    as_of: date,
    rng: random.Random,
) -> PartnerRecords:
    """The company with its people, sometimes a deal; a client where a partner sold it."""
    company = _company(slot, known, customer)
    return PartnerRecords(
        companies=(company,),
        contacts=tuple(_people(slot, firm, customer, rng, known)),
        deals=tuple(_deals(slot, company, customer, as_of, rng)),
        clients=(_client(slot, known, customer, terms, as_of, rng),) if known.is_client else (),
    )


def monthly_at_erp(terms: Sequence[Term], as_of: date, currency_nothing: Decimal) -> Decimal:
    """MRR of what is active or suspended."""
    live = (it for it in terms if it.state in ("active", "suspended"))
    return sum((it.monthly(as_of) for it in live), currency_nothing)


def next_end(terms: Sequence[Term]) -> Term | None:
    """The active subscription whose term ends first."""
    ending = [it for it in terms if it.state == "active" and it.term_ends_on is not None]
    return min(ending, key=lambda it: (it.renewal_start(), it.position), default=None)


def _company(slot: int, known: Known, customer: Customer) -> PartnerCompany:
    place = customer.address
    return PartnerCompany(
        id=company_id(slot),
        name=known.name,
        domain=customer.domain,
        phone=customer.phone or None,
        city=place.city if place else None,
        postal_code=place.postal_code if place else None,
        country=place.country if place else None,
        owner_id=owner_id(slot),
        lifecycle_stage="customer",
        customer_key=str(customer.id) if known.has_key else None,
        parent_id=None,
        merged_ids=(company_id(slot, 3),) if slot % 31 == 0 else (),
        is_archived=False,
        created_at=customer.created_at,
        modified_at=customer.modified_at,
    )


def _people(
    slot: int, firm: FirmName, customer: Customer, rng: random.Random, known: Known
) -> Iterator[PartnerContact]:
    """A client has all three roles, anybody else one or two people."""
    count = 3 if known.is_client else rng.randrange(1, 3)
    for position, role in enumerate(_ROLES[:count]):
        first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        yield PartnerContact(
            id=8_000_000_000 + 4 * slot + position,
            company_id=company_id(slot),
            email=f"{address(first)}.{address(last)}.p{slot}@{firm.domain}",
            first_name=first,
            last_name=last,
            role=role,
            created_at=customer.created_at,
            modified_at=customer.created_at,
        )


def _deals(
    slot: int, company: PartnerCompany, customer: Customer, as_of: date, rng: random.Random
) -> Iterator[PartnerDeal]:
    if rng.random() < 0.6:
        return
    age = rng.randrange(2, 200)
    stage = rng.choice(_STAGES)
    places = 0 if customer.currency == "JPY" else 2
    yield PartnerDeal(
        id=8_500_000_000 + 4 * slot,
        company_id=company.id,
        owner_id=company.owner_id,
        name=f"{company.name} expansion",
        stage=stage,
        pipeline="default",
        amount=Decimal(rng.randrange(500, 40_000) * 10**places).scaleb(-places),
        currency=customer.currency,
        closes_on=as_of - timedelta(days=age // 2)
        if stage.startswith("closed")
        else as_of + 30 * DAY,
        is_archived=False,
        created_at=morning(as_of - timedelta(days=age), slot % 30_000),
        modified_at=morning(as_of - timedelta(days=max(1, age // 2)), slot % 30_000),
    )


def _client(
    slot: int,
    known: Known,
    customer: Customer,
    terms: Sequence[Term],
    as_of: date,
    rng: random.Random,
) -> PartnerClient:
    first = next_end(terms)
    mode: RenewalMode = rng.choice(("DEFAULT", "DEFAULT", "DEFAULT", "HUBSPOT", "PARTNER"))
    is_behind = rng.random() < 0.3
    nothing = terms[0].lines[0].rates[0].unit * 0 if terms else Decimal(0)
    return PartnerClient(
        id=client_id(slot),
        company_id=company_id(slot),
        name=known.name,
        domain=customer.domain,
        country=customer.address.country if customer.address else None,
        is_active=True,
        is_managed=slot % 4 == 0,
        is_sold=True,
        mrr=monthly_at_erp(terms, as_of, nothing),
        currency=customer.currency,
        next_renewal_on=first.renewal_start() if first else None,
        renewal_mode=mode,
        renewal_contact=None if mode == "DEFAULT" else owner_email(slot),
        renewal_owner_effective=None if is_behind else DEFAULT_MODE if mode == "DEFAULT" else mode,
        renewal_status=None if is_behind or first is None else _renewal_status(first, as_of),
        customer_key=str(customer.id),
        is_archived=False,
        created_at=customer.created_at,
        modified_at=customer.modified_at,
    )


def _renewal_status(term: Term, as_of: date) -> str:
    """Where the next renewal stands; docs/differences.md §5."""
    if term.renewal_start() - timedelta(days=NOTICE_DAYS + 1) > as_of:
        return "not_due"
    if term.ending != "High Touch":
        return "automatic"
    if not term.is_renewal_due:
        return "not_started"
    return "pending_approval" if term.is_renewal_pending else "ordered"
