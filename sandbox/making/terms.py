"""A subscription as it truly is: its lines, prices and terms, before any system writes it down."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from sandbox.making.days import DAY, add_months
from sandbox.making.goods import Deal, Good

Frequency = Literal["MONTH", "QUARTER", "YEAR"]
Touch = Literal["low", "high"]
State = Literal["active", "suspended", "terminated", "closed", "replaced", "scheduled"]
Ending = Literal["Auto-Renew", "High Touch", "Month-To-Month", "Expires"]
TermType = Literal["Initial", "Auto-Renewed", "Customer-Renewed", "Month-To-Month", "Expired"]
MONTHS_IN: dict[Frequency, int] = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


@dataclass(frozen=True, slots=True)
class Rate:
    """What one piece costs a month, from a day to a day; open without an end."""

    starts_on: date
    ends_on: date | None
    unit: Decimal


@dataclass(frozen=True, slots=True)
class TermLine:
    """A base service (number 1) or an add-on of it; `starts_on` is when this line began."""

    number: int
    good: Good
    quantity: int
    starts_on: date
    rates: tuple[Rate, ...]

    def unit(self, on: date) -> Decimal:
        """What a piece costs a month on a day, or on the first one where that is later."""
        for rate in reversed(self.rates):
            if rate.starts_on <= on:
                return rate.unit
        return self.rates[0].unit

    def monthly(self, on: date) -> Decimal:
        """MRR on a day, or on the first one where that is later."""
        return self.unit(on) * self.quantity


@dataclass(frozen=True, slots=True)
class Change:
    """A change order: what happened to the base line, and from which day on."""

    action: Literal["MODIFY_PRICING", "SUSPEND", "REACTIVATE", "TERMINATE"]
    effective_on: date
    old: Decimal
    new: Decimal


@dataclass(frozen=True, slots=True)
class Term:
    """A subscription in its present term. `position` numbers those of one customer.

    `ended_on` is the last day of service where it has ended; `follows` the position of the
    subscription that this one renews or replaces, `next` of the one that does so to it.
    `account` says which of the customer's billing accounts pays.
    """

    position: int
    currency: str
    frequency: Frequency
    deal: Deal
    months: int
    starts_on: date
    term_starts_on: date
    term_ends_on: date | None
    renewals: int
    ending: Ending
    term_type: TermType
    state: State
    ended_on: date | None
    lines: tuple[TermLine, ...]
    changes: tuple[Change, ...] = ()
    follows: int | None = None
    next: int | None = None
    is_renewal_due: bool = False
    is_renewal_pending: bool = False
    account: int = 0
    suspended_on: date | None = field(default=None)

    @property
    def is_live(self) -> bool:
        return self.state in ("active", "suspended", "scheduled")

    def monthly(self, on: date) -> Decimal:
        """MRR of all lines on a day."""
        return sum((it.monthly(on) for it in self.lines), Decimal(0))

    def renewal_start(self) -> date:
        """The first day of the term after this one."""
        if self.term_ends_on is None:
            raise ValueError("a subscription from month to month is never renewed")
        return self.term_ends_on + DAY

    def per_period(self, monthly: Decimal) -> Decimal:
        """What a month's amount is for one period of the subscription."""
        return monthly * MONTHS_IN[self.frequency]

    def period_starts(self, day: date) -> bool:
        """Whether a period of a quarterly or yearly subscription starts on that day."""
        start, step = self.starts_on, MONTHS_IN[self.frequency]
        passed = (day.year - start.year) * 12 + day.month - start.month
        return passed % step == 0 and add_months(start, passed) == day
