"""One believable company, from a seed and a size: the same every time, with its answer key."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sandbox.accounts import Account, Register, slot_of
from sandbox.casting import FINANCIAL, Part, cast
from sandbox.company import Bundle, CreditPolicy, Currency, PlantedBreak, Subsidiary, TrueLink
from sandbox.disorder import Scene, scene
from sandbox.extras import entity, extra
from sandbox.helpdesk import STAFF_SLOT, staff
from sandbox.planting import plant

DEFAULT_AS_OF = date(2026, 6, 30)
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

    def bundles(self) -> Iterator[Bundle]:
        """Every real customer with all that the systems hold of it, in id order, one at a time."""
        register = Register(self.seed, self.as_of, self.currencies, self.subsidiaries, self.policy)
        if self.accounts:
            rng = register.chance(STAFF_SLOT, "staff")
            yield Bundle(ITSELF, users=staff(self.as_of, rng))
        for family in _families(cast(self.seed, self.accounts)):
            yield from self._family(family, register)

    def answer_key(self) -> dict[str, list[dict[str, object]]]:
        """What was planted (`breaks`) and whose every record is (`links`); amounts are text."""
        breaks: list[dict[str, object]] = []
        links: list[dict[str, object]] = []
        for bundle in self.bundles():
            breaks += [_as_json(it) for it in bundle.breaks]
            links += [_as_json(it) for it in bundle.links]
        return {"breaks": breaks, "links": links}

    def _family(self, family: list[Part], register: Register) -> Iterator[Bundle]:
        is_messy = self.scenario == "messy"
        for part, account in zip(family, register.family(family), strict=True):
            yield _bundle(part, account, register, is_messy=is_messy)
            if part.extra is not None:
                slot = slot_of(part.index) + 1
                other = extra(part.extra, slot, register, is_messy=is_messy)
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
    at_helpdesk = scene(account, part, register, is_messy=is_messy)
    name = entity(account.slot)
    return Bundle(
        name,
        customers=(account.customer,),
        transactions=account.documents.transactions,
        applications=account.documents.applications,
        deleted_records=account.documents.deleted_records,
        organizations=at_helpdesk.presence.organizations,
        users=at_helpdesk.presence.users,
        tickets=at_helpdesk.presence.tickets,
        breaks=(*breaks, *at_helpdesk.breaks),
        links=tuple(_links(name, account, at_helpdesk)),
    )


def _links(name: str, account: Account, at_helpdesk: Scene) -> Iterator[TrueLink]:
    yield TrueLink("netsuite", "customer", str(account.customer.id), name)
    for its in at_helpdesk.presence.organizations:
        if its.deleted_at is None:
            yield TrueLink("zendesk", "organizations", str(its.id), name)


def _as_json(value: PlantedBreak | TrueLink) -> dict[str, Any]:
    fields = asdict(value)
    return {name: str(it) if isinstance(it, Decimal) else it for name, it in fields.items()}
