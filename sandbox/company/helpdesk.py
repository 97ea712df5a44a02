"""What the helpdesk holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


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
