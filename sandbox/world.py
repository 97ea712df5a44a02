"""One believable company, from a seed and a size: the same every time, with its answer key."""

import gc
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sandbox.accounts import Account, Register, slot_of
from sandbox.casting import EXTRAS, FINANCIAL, KNOWN_ONCE, Part, cast
from sandbox.company import Bundle, CreditPolicy, Currency, PlantedBreak, Subsidiary, TrueLink
from sandbox.disorder import scene
from sandbox.extras import entity, extra
from sandbox.helpdesk import STAFF_SLOT, staff
from sandbox.making.gathering import bundle, gather
from sandbox.making.known_once import known_once
from sandbox.making.linking import links
from sandbox.making.ourselves import itself
from sandbox.making.twists import twist
from sandbox.planting import plant

DEFAULT_AS_OF = date(2026, 6, 30)
KEPT = 5_000  # accounts; a world of up to so many is made once and kept in memory
ITSELF = "company"  # the entity of the bundle that holds its own staff, and nothing else
Scenario = Literal["clean", "messy"]

CURRENCIES = (
    Currency(1, "USD", "US Dollar", 2, Decimal("1.00000000"), is_base=True),
    Currency(2, "GBP", "British Pound", 2, Decimal("1.26750000"), is_base=False),
    Currency(4, "EUR", "Euro", 2, Decimal("1.08500000"), is_base=False),
    Currency(5, "JPY", "Japanese Yen", 0, Decimal("0.00640000"), is_base=False),
)
SUBSIDIARIES = (
    Subsidiary(1, "Corvane Systems, Inc.", None, "USD", "US"),
    Subsidiary(2, "Corvane Systems Ltd", 1, "GBP", "GB"),
    Subsidiary(3, "Corvane Systems GmbH", 1, "EUR", "DE"),
    Subsidiary(5, "Corvane Systems K.K.", 1, "JPY", "JP"),
    Subsidiary(6, "Corvane Systems France SAS", 3, "EUR", "FR"),
)


@dataclass(frozen=True, slots=True)
class World:
    """The company on the morning of `as_of`; everything in it happened before that day.

    `accounts` counts the customers in the ERP, branches and inactive ones included; prospects,
    leads, deleted customers and organizations that nobody knows come on top.
    """

    accounts: int
    seed: int
    scenario: Scenario
    as_of: date
    policy: CreditPolicy
    currencies: tuple[Currency, ...]
    subsidiaries: tuple[Subsidiary, ...]
    _kept: list[tuple[Bundle, ...]] = field(default_factory=list, repr=False, compare=False)

    def bundles(self) -> Iterator[Bundle]:
        """Every real customer with all that the systems hold of it, in id order, one at a time.

        A world of up to `KEPT` accounts keeps them when they were all made once.
        """
        if self.accounts > KEPT:
            return self._made()
        if not self._kept:
            self._kept.append(_all_of(self._made()))
        return iter(self._kept[0])

    def _made(self) -> Iterator[Bundle]:
        register = Register(self.seed, self.as_of, self.currencies, self.subsidiaries, self.policy)
        if self.accounts:
            rng = register.chance(STAFF_SLOT, "staff")
            people = staff(self.as_of, rng)
            yield itself(ITSELF, people, self.as_of, is_messy=self.scenario == "messy")
        for family in _families(cast(self.seed, self.accounts)):
            yield from self._family(family, register)

    def answer_key(self) -> dict[str, list[dict[str, object]]]:
        """What was planted (`breaks`) and whose every record is (`links`); amounts are text."""
        breaks: list[dict[str, object]] = []
        links: list[dict[str, object]] = []
        for held in self.bundles():
            breaks += [_as_json(it) for it in held.breaks]
            links += [_as_json(it) for it in held.links]
        return {"breaks": breaks, "links": links}

    def _family(self, family: list[Part], register: Register) -> Iterator[Bundle]:
        is_messy = self.scenario == "messy"
        for part, account in zip(family, register.family(family), strict=True):
            yield _bundle(part, account, register, is_messy=is_messy)
            other = _after(part, register, is_messy=is_messy)
            if other is not None:
                yield other


def build(
    accounts: int = 2000,
    seed: int = 1,
    scenario: Scenario = "messy",
    as_of: date = DEFAULT_AS_OF,
) -> World:
    """The company of that size and seed. `clean` has no differences at all, `messy` has every kind.

    ValueError for a size below zero or a scenario that there is not.
    """
    if accounts < 0:
        raise ValueError(f"a company cannot have {accounts} accounts")
    if scenario not in ("clean", "messy"):
        raise ValueError(f"scenario must be clean or messy, got {scenario!r}")
    return World(accounts, seed, scenario, as_of, CreditPolicy(), CURRENCIES, SUBSIDIARIES)


def _all_of(bundles: Iterator[Bundle]) -> tuple[Bundle, ...]:
    """All of them. Values have no cycles: to look for some while they are made takes a third."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return tuple(bundles)
    finally:
        if was_enabled:
            gc.enable()


def _families(parts: Iterator[Part]) -> Iterator[list[Part]]:
    """Parents with their branches right behind them; most accounts are alone."""
    family: list[Part] = []
    for part in parts:
        if family and part.parent_index != family[0].index:
            yield family
            family = []
        family.append(part)
    if family:
        yield family


def _bundle(part: Part, account: Account, register: Register, *, is_messy: bool) -> Bundle:
    breaks: tuple[PlantedBreak, ...] = ()
    plot = next((it for it in FINANCIAL if it == part.plot), None)
    if is_messy and plot is not None:
        account, planted = plant(plot, account, register)
        breaks = (planted,)
    parent = None if part.parent_index is None else slot_of(part.parent_index)
    holdings = gather(account, part, parent, register)
    if is_messy and part.twist is not None:
        breaks = (twist(part.twist, holdings, register.chance(account.slot, "twist")),)
    at_helpdesk = scene(holdings.account, part, register, is_messy=is_messy)
    name = entity(account.slot)
    made = replace(
        bundle(name, holdings),
        organizations=at_helpdesk.presence.organizations,
        users=at_helpdesk.presence.users,
        tickets=at_helpdesk.presence.tickets,
        breaks=(*breaks, *at_helpdesk.breaks),
    )
    return replace(made, links=tuple(links(name, made)))


def _after(part: Part, register: Register, *, is_messy: bool) -> Bundle | None:
    """Who comes right after an account and is known to few systems."""
    slot = slot_of(part.index) + 1
    kind = next((it for it in KNOWN_ONCE if it == part.extra), None)
    if kind is not None:
        return known_once(kind, part.index, entity(slot), register, part.name, is_messy=is_messy)
    other = next((it for it in EXTRAS if it == part.extra), None)
    return None if other is None else extra(other, slot, register, is_messy=is_messy)


def _as_json(value: PlantedBreak | TrueLink) -> dict[str, Any]:
    fields = asdict(value)
    return {name: str(it) if isinstance(it, Decimal) else it for name, it in fields.items()}
