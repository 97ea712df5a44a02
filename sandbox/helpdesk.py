"""What the helpdesk holds of a firm: its organization, the people in it, their tickets."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from sandbox.company import Organization, Ticket, User
from sandbox.documents import at_work
from sandbox.names import FirmName, address
from sandbox.words import FIRST_NAMES, LAST_NAMES, SUBJECTS, TAGS

TicketStatus = Literal["new", "open", "pending", "hold", "solved", "closed"]
Priority = Literal["low", "normal", "high", "urgent"] | None
# 13 digits for the first five hundred accounts or so, then 14: as text they do not sort.
_FIRST_ORGANIZATION, _ORGANIZATION_STEP = 9_998_000_000_000, 2_000_003
_FIRST_USER, _USER_STEP = 10_400_000_000_000, 1_000_003
TICKETS_EACH = 8  # at most
STATUSES: tuple[TicketStatus, ...] = (
    "new",
    "open",
    "open",
    "pending",
    "hold",
    "solved",
    "solved",
    "closed",
    "closed",
)
PRIORITIES: tuple[Priority, ...] = (None, None, "low", "normal", "normal", "high", "urgent")
STAFF_SLOT = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """Organizations, users and tickets."""

    organizations: tuple[Organization, ...] = ()
    users: tuple[User, ...] = ()
    tickets: tuple[Ticket, ...] = ()


def organization_id(slot: int, position: int = 0) -> int:
    """The id of the organization at a slot; one at a later position was made later."""
    return _FIRST_ORGANIZATION + _ORGANIZATION_STEP * slot + 401_117 * position


def organization(
    slot: int,
    name: str,
    external_id: str | None,
    firm: FirmName,
    as_of: date,
    age: int,
    rng: random.Random,
    position: int = 0,
) -> Organization:
    """A live organization, `age` days old (at least two); its name has no blanks around it."""
    return Organization(
        id=organization_id(slot, position),
        name=name.strip(),
        external_id=external_id,
        domain_names=(firm.domain,) if rng.random() < 0.8 else (),
        details=f"Customer of {rng.choice(LAST_NAMES)}" if rng.random() < 0.1 else None,
        notes="Calls before eleven, please" if rng.random() < 0.05 else None,
        tags=tuple(sorted(rng.sample(TAGS, rng.choice((0, 0, 0, 1, 2))))),
        created_at=at_work(as_of - timedelta(days=age), rng),
        updated_at=at_work(as_of - timedelta(days=rng.randrange(1, age)), rng),
    )


def people(
    slot: int,
    organization_id: int | None,
    firm: FirmName,
    as_of: date,
    age: int,
    rng: random.Random,
) -> tuple[tuple[User, ...], tuple[Ticket, ...]]:
    """One to three users of a firm, known for `age` days at most, and what they have asked."""
    users = tuple(
        _user(slot, position, first, organization_id, firm, as_of, age, rng)
        for position, first in enumerate(rng.sample(FIRST_NAMES, rng.randrange(1, 4)))
    )
    tickets = tuple(
        _ticket(slot, position, users, organization_id, as_of, rng)
        for position in range(rng.choice((0, 0, 0, 1, 1, 1, 2, 2, 3, 5)))
    )
    return users, tickets


def staff(as_of: date, rng: random.Random) -> tuple[User, ...]:
    """The company's own people at the helpdesk: one admin, two agents."""
    firm = FirmName("Corvane", "Corvane", "corvane.example")
    roles: tuple[Literal["admin", "agent"], ...] = ("admin", "agent", "agent")
    return tuple(
        replace(_user(STAFF_SLOT, position, first, None, firm, as_of, 900, rng), role=role)
        for position, (role, first) in enumerate(zip(roles, FIRST_NAMES, strict=False))
    )


def _user(
    slot: int,
    position: int,
    first: str,
    organization_id: int | None,
    firm: FirmName,
    as_of: date,
    most_days: int,
    rng: random.Random,
) -> User:
    last = rng.choice(LAST_NAMES)
    age = rng.randrange(2, most_days + 1)
    return User(
        id=_FIRST_USER + _USER_STEP * slot + 30_011 * position,
        name=f"{first} {last}",
        email=f"{address(first)}.{address(last)}@{firm.domain}",
        role="end-user",
        organization_id=organization_id,
        created_at=at_work(as_of - timedelta(days=age), rng),
        updated_at=at_work(as_of - timedelta(days=rng.randrange(1, age)), rng),
    )


def _ticket(
    slot: int,
    position: int,
    users: Sequence[User],
    organization_id: int | None,
    as_of: date,
    rng: random.Random,
) -> Ticket:
    requester = rng.choice(users)
    age = rng.randrange(1, min(400, (as_of - requester.created_at.date()).days))
    status = rng.choice(STATUSES)
    created_at = at_work(as_of - timedelta(days=age), rng)
    touched_at = at_work(as_of - timedelta(days=rng.randrange(1, age + 1)), rng)
    return Ticket(
        id=TICKETS_EACH * slot + position + 1,
        subject=rng.choice(SUBJECTS),
        status=status,
        priority=rng.choice(PRIORITIES),
        requester_id=requester.id,
        organization_id=organization_id,
        created_at=created_at,
        updated_at=created_at if status == "new" else max(created_at, touched_at),
    )
