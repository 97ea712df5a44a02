"""Who plays what: which account is a parent, which is inactive, where a difference is planted."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from sandbox.making.plots import EARLY, LATER

CYCLE = 200  # accounts; every cycle holds each kind of difference at its share
SMALLEST = 40  # accounts; a world of this size still holds every kind once
COMPLETE = 120  # accounts; a world of this size holds every single difference once
SEGMENT = 25  # accounts; each has one family

FinancialPlot = Literal[
    "balance", "overdue_balance", "unbilled_orders", "days_overdue", "credit_hold", "currency"
]
HelpdeskPlot = Literal[
    "no_organization",
    "organization_deleted",
    "organization_merged",
    "organization_rekeyed",
    "two_organizations",
    "organization_renamed",
]
ExtraPlot = Literal["stranger", "customer_deleted", "customer_gone", "prospect", "lead"]
OnceKnown = Literal["crm_stranger", "billing_stranger", "reseller", "near_miss", "crm_prospect"]

FINANCIAL: tuple[FinancialPlot, ...] = get_args(FinancialPlot)
HELPDESK: tuple[HelpdeskPlot, ...] = get_args(HelpdeskPlot)
EXTRAS: tuple[ExtraPlot, ...] = get_args(ExtraPlot)
KNOWN_ONCE: tuple[OnceKnown, ...] = get_args(OnceKnown)

# Each once among the first SMALLEST accounts, and then once a cycle.
ONCE = (*FINANCIAL, *HELPDESK, "stranger", "customer_deleted")
# Once or twice more a cycle, so that the shares of 200 are: each amount 3, hold 2, missing on the
# right 4, missing on the left 2, renamed 3.
AGAIN = (
    *("balance", "overdue_balance", "unbilled_orders") * 2,
    "credit_hold",
    "no_organization",
    "stranger",
    *("organization_renamed",) * 2,
)
BESIDES = ("more_overdue_than_owed",) * 3 + ("inactive",) * 5
EXTRAS_BESIDES = ("customer_gone",) * 2 + ("prospect",) * 9 + ("lead",) * 4
EXTRAS_EARLY = ("crm_stranger", "billing_stranger")  # once among the first COMPLETE
EXTRAS_ELSEWHERE = ("reseller",) * 3 + ("crm_prospect",) * 8
OWING, LATE, SITES, SHORT_NAMES = 0.25, 0.06, 3, 2


@dataclass(frozen=True, slots=True)
class Part:
    """The part of account number `index` (from 1).

    `plot` is what is wrong in the ERP or between it and the helpdesk, `twist` between the others
    (see `making.plots`). `extra` is who comes right after it: a prospect, a customer that was
    deleted, an organization that nobody in the ERP knows. `merged_into` is the account whose
    organization swallowed this one's, where that is the plot. `name` is how it is called where that
    is not left to chance.
    """

    index: int
    is_inactive: bool = False
    is_more_overdue_than_owed: bool = False
    plot: FinancialPlot | HelpdeskPlot | None = None
    extra: ExtraPlot | OnceKnown | None = None
    branch_indexes: tuple[int, ...] = ()
    parent_index: int | None = None
    merged_into: int = 1
    twist: str | None = None
    name: Literal["site", "short"] | None = None
    is_owing: bool = False
    is_late: bool = False

    @property
    def is_ordinary(self) -> bool:
        """Nothing is planted here, and it stands alone."""
        has_family = bool(self.branch_indexes) or self.parent_index is not None
        return self.plot is None and self.twist is None and not has_family


def cast(seed: int, accounts: int) -> Iterator[Part]:
    """The parts of accounts 1 to `accounts`, in order; the same for a seed whatever the number."""
    for start in range(0, accounts, CYCLE):
        for part in _cycle(seed, start):
            if part.index <= accounts:
                yield _within(part, accounts)


def _within(part: Part, accounts: int) -> Part:
    if not part.branch_indexes or part.branch_indexes[-1] <= accounts:
        return part
    return Part(part.index, branch_indexes=tuple(i for i in part.branch_indexes if i <= accounts))


def _cycle(seed: int, start: int) -> Iterator[Part]:
    rng = random.Random(f"{seed}:cast:{start}")
    families = _families(rng)
    taken = {position for family in families for position in family}
    roles = _roles(rng, taken, seed, start)
    extras = _extras(rng, taken, roles, is_first=start == 0)
    parents = {branch: family[0] for family in families for branch in family[1:]}
    branches = {family[0]: family[1:] for family in families}
    debts = random.Random(f"{seed}:debts:{start}")
    plain = 1
    for position in range(1, CYCLE + 1):
        role, extra = roles.get(position), extras.get(position)
        parent = parents.get(position)
        may_owe = role is None and (start > 0 or position > SMALLEST)
        is_owing, is_late = debts.random() < OWING, debts.random() < LATE
        part = Part(
            start + position,
            is_inactive=role == "inactive",
            is_more_overdue_than_owed=role == "more_overdue_than_owed",
            plot=next((plot for plot in (*FINANCIAL, *HELPDESK) if plot == role), None),
            extra=next((plot for plot in (*EXTRAS, *KNOWN_ONCE) if plot in (role, extra)), None),
            branch_indexes=tuple(start + branch for branch in branches.get(position, ())),
            parent_index=None if parent is None else start + parent,
            merged_into=plain,
            twist=role if role in EARLY or role in LATER else None,
            name="site" if role == "site" else "short" if role == "short" else None,
            is_owing=may_owe and is_owing,
            is_late=may_owe and is_late,
        )
        if role is None:
            plain = part.index
        yield part


def _families(rng: random.Random) -> list[list[int]]:
    """Positions of parents, each with those of its one to three branches right behind it."""
    starts = [segment + rng.randrange(2, SEGMENT - 3) for segment in range(0, CYCLE, SEGMENT)]
    return [[start + step for step in range(rng.randrange(2, 5))] for start in starts]


def _roles(rng: random.Random, taken: set[int], seed: int, start: int) -> dict[int, str]:
    """Position -> what is special there. The world's very first account is nothing special."""
    free = [position for position in range(2, CYCLE + 1) if position not in taken]
    is_first = start == 0
    early = [position for position in free if position <= SMALLEST] if is_first else free
    roles = dict(zip(rng.sample(early, len(ONCE)), ONCE, strict=True))
    twists = random.Random(f"{seed}:twists:{start}")
    for names, limit in ((EARLY, SMALLEST), (LATER, COMPLETE)):
        most = limit if is_first else CYCLE
        least = SMALLEST if is_first and names is LATER else 1
        left = [it for it in free if least < it <= most and it not in roles]
        roles |= dict(zip(twists.sample(left, len(names)), names, strict=True))
    rest = (*AGAIN, *BESIDES, *("site",) * SITES, *("short",) * SHORT_NAMES)
    left = [position for position in free if position not in roles]
    return roles | dict(zip(rng.sample(left, len(rest)), rest, strict=True))


def _extras(
    rng: random.Random, taken: set[int], roles: dict[int, str], *, is_first: bool
) -> dict[int, str]:
    """Position -> who comes right after it; near a short name, somebody with nearly the same."""
    free = [i for i in range(1, CYCLE + 1) if i not in taken and i not in roles]
    twisted = [i for i in range(1, COMPLETE + 1) if i in free or roles.get(i) in LATER]
    early = twisted if is_first else free
    extras = dict(zip(rng.sample(early, len(EXTRAS_EARLY)), EXTRAS_EARLY, strict=True))
    extras |= {i: "near_miss" for i, role in roles.items() if role in ("site", "short")}
    rest = (*EXTRAS_BESIDES, *EXTRAS_ELSEWHERE)
    left = [i for i in free if i not in extras]
    return extras | dict(zip(rng.sample(left, len(rest)), rest, strict=True))
