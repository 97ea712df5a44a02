"""In which state a subscription is to be seen, and how often, and what a plot asks for."""

import random
from dataclasses import dataclass
from typing import Literal

Stage = Literal[
    "none",
    "plain",
    "auto_renewed",
    "high_renewed",
    "due_high",
    "due_pending",
    "due_low",
    "month_to_month",
    "suspended",
    "terminated",
    "replaced",
    "scheduled",
    "expired",
    "rerated",
    "rerate_ahead",
    "retermed",
]
_SHARES: dict[Stage, int] = {
    "none": 6,
    "plain": 34,
    "auto_renewed": 14,
    "high_renewed": 7,
    "due_high": 5,
    "due_pending": 2,
    "due_low": 4,
    "month_to_month": 4,
    "suspended": 3,
    "terminated": 4,
    "replaced": 3,
    "scheduled": 3,
    "expired": 2,
    "rerated": 4,
    "rerate_ahead": 3,
    "retermed": 3,
}
_STAGES, _WEIGHTS = list(_SHARES), list(_SHARES.values())
OrderKind = Literal["accepted", "activated", "two"]


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be there for a difference to be planted; all else is left to chance.

    An account with needs has one subscription, in the state named, billed by the month.
    """

    stage: Stage = "plain"
    add_ons: int = 0
    is_abroad: bool = False
    is_client: bool = False
    is_company: bool = False
    order: OrderKind | None = None
    pays_by_po: bool = False
    is_overdue: bool = False
    is_owing: bool = False


def any_stage(rng: random.Random) -> Stage:
    """A state at its share."""
    return rng.choices(_STAGES, _WEIGHTS)[0]
