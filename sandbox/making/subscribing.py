"""What a customer subscribes to: subscriptions in every state, from the customer's own chance."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from sandbox.making.days import DAY, add_months, in_month, last_day
from sandbox.making.goods import ADD_ONS, BASES, MONTH_TO_MONTH, PLACES, Good, deals_for
from sandbox.making.stages import Needs, Stage, any_stage
from sandbox.making.terms import Change, Ending, Frequency, Rate, Term, TermLine

DISCOUNTS = (100, 100, 100, 95, 90, 85)
OTHER_POSITION = 4  # where the subscriptions of the second billing account begin


@dataclass(slots=True)
class _Maker:
    """Makes the subscriptions of one customer; `most_back` is how many months it has been one."""

    currency: str
    as_of: date
    most_back: int
    rng: random.Random
    needs: Needs | None

    def terms(self, stage: Stage, position: int) -> list[Term]:
        if self.most_back < 2:
            stage = "scheduled" if stage != "none" and self.needs is None else "none"
        elif stage in _LONG and self.most_back < 26:
            stage = "plain"
        return _MAKERS[stage](self, position)

    def plain(self, position: int) -> list[Term]:
        months = self._months()
        least = 4 if self.needs else 1  # where something is planted there are invoices
        elapsed = self.rng.randrange(least, min(months - 2, self.most_back + 1))
        return [self.open(position, months, elapsed)]

    def auto_renewed(self, position: int) -> list[Term]:
        elapsed = self.rng.randrange(1, 9)
        times = 2 if self.most_back > 36 and self.rng.random() < 0.4 else 1
        now = self.open(position, 12, elapsed, frequency="MONTH", ending="Auto-Renew")
        first = add_months(now.starts_on, -12 * times)
        lines = tuple(_since(it, now.starts_on, first) for it in now.lines)
        return [
            replace(now, starts_on=first, renewals=times, term_type="Auto-Renewed", lines=lines)
        ]

    def high_renewed(self, position: int) -> list[Term]:
        """Renewed by hand: the old subscription has ended, a new one with another id goes on."""
        elapsed = self.rng.randrange(1, 4)
        now = self.open(position + 1, 12, elapsed, ending="High Touch", day=1, add_ons=0)
        start = add_months(now.starts_on, -12)
        line = replace(
            now.lines[0], starts_on=start, rates=(Rate(start, None, self._unit(now.lines[0].good)),)
        )
        old = replace(
            now,
            position=position,
            starts_on=start,
            term_starts_on=start,
            term_ends_on=now.starts_on - DAY,
            state="closed",
            ended_on=now.starts_on - DAY,
            lines=(line,),
            next=position + 1,
        )
        return [
            old,
            replace(now, renewals=1, term_type="Customer-Renewed", follows=position),
        ]

    def due_high(self, position: int) -> list[Term]:
        due = self.open(
            position, 12, 11, frequency="MONTH", ending="High Touch", day=self.rng.randrange(2, 15)
        )
        return [replace(due, is_renewal_due=True, next=position + 1)]

    def due_pending(self, position: int) -> list[Term]:
        return [replace(it, is_renewal_pending=True, next=None) for it in self.due_high(position)]

    def due_low(self, position: int) -> list[Term]:
        return [
            self.open(
                position,
                12,
                11,
                frequency="MONTH",
                ending="Auto-Renew",
                day=self.rng.randrange(2, 15),
            )
        ]

    def month_to_month(self, position: int) -> list[Term]:
        now = self.open(
            position, 12, 12 + self.rng.randrange(1, 10), frequency="MONTH", day=1, add_ons=0
        )
        return [
            replace(
                now,
                deal=MONTH_TO_MONTH,
                months=1,
                term_starts_on=add_months(now.starts_on, 12),
                term_ends_on=None,
                ending="Month-To-Month",
                term_type="Month-To-Month",
            )
        ]

    def suspended(self, position: int) -> list[Term]:
        now = self.open(position, 12, self.rng.randrange(3, 9), frequency="MONTH", day=1)
        day = in_month(self.as_of, self.rng.randrange(0, 2))
        day = day if day < self.as_of else in_month(self.as_of, 1)
        mrr = now.lines[0].monthly(day)
        change = Change("SUSPEND", day, mrr, mrr)
        return [replace(now, state="suspended", suspended_on=day, changes=(change,))]

    def terminated(self, position: int) -> list[Term]:
        now = self.open(position, 12, self.rng.randrange(4, 7), frequency="MONTH", day=1)
        day = in_month(self.as_of, 1, self.rng.randrange(3, 27))
        change = Change("TERMINATE", day, now.lines[0].monthly(day), Decimal(0))
        return [replace(now, state="terminated", ended_on=day, changes=(change,))]

    def replaced(self, position: int) -> list[Term]:
        """A chain: every service gave way to the next one, on the first of a month."""
        times = self.rng.choice((1, 1, 2))
        backs = [6 * (times - i) + self.rng.randrange(2, 5) for i in range(times + 1)]
        chain = [
            self.open(
                position + i, 12, back, frequency="MONTH", ending="Auto-Renew", day=1, add_ons=0
            )
            for i, back in enumerate(backs)
        ]
        for i, later in enumerate(chain[1:]):
            chain[i] = replace(
                chain[i], state="replaced", ended_on=later.starts_on - DAY, next=position + i + 1
            )
            chain[i + 1] = replace(later, follows=position + i)
        return chain

    def scheduled(self, position: int) -> list[Term]:
        return [replace(self.open(position, 12, -1, frequency="MONTH", day=1), state="scheduled")]

    def expired(self, position: int) -> list[Term]:
        now = self.open(
            position, 12, 12 + self.rng.randrange(1, 3), frequency="MONTH", ending="Expires", day=1
        )
        return [replace(now, state="closed", ended_on=now.term_ends_on, term_type="Expired")]

    def rerated(self, position: int) -> list[Term]:
        """A new price for the base line in one of the last months, in the middle of it."""
        now = self.open(position, 12, self.rng.randrange(4, 9), frequency="MONTH", day=1)
        return [_rerated(now, in_month(self.as_of, 1, self.rng.randrange(8, 22)), self._factor())]

    def rerate_ahead(self, position: int) -> list[Term]:
        now = self.open(position, 12, self.rng.randrange(2, 8), frequency="MONTH", day=1)
        return [_rerated(now, in_month(self.as_of, -1), self._factor())]

    def retermed(self, position: int) -> list[Term]:
        """A new agreement from the first of a month: dates moved, the start of service kept."""
        now = self.open(
            position, 12, self.rng.randrange(6, 10), frequency="MONTH", ending="Auto-Renew", day=1
        )
        since = in_month(self.as_of, self.rng.randrange(1, 4))
        deal = self.rng.choice(deals_for(24, self.currency))
        return [
            replace(
                now,
                deal=deal,
                months=24,
                term_starts_on=since,
                term_ends_on=last_day(since, 24),
                term_type="Customer-Renewed",
            )
        ]

    def open(
        self,
        position: int,
        months: int,
        elapsed: int,
        *,
        frequency: Frequency | None = None,
        ending: Ending | None = None,
        day: int | None = None,
        add_ons: int | None = None,
    ) -> Term:
        """A term in force that began so many months ago."""
        rng = self.rng
        period: Frequency = frequency or self._frequency()
        if day is None:
            day = rng.randrange(2, 28) if period == "MONTH" and rng.random() < 0.3 else 1
        if ending is None:
            ending = "High Touch" if rng.random() < 0.35 else "Auto-Renew"
        start = in_month(self.as_of, elapsed, day)
        ends_on = last_day(start, months)
        return Term(
            position=position,
            currency=self.currency,
            frequency=period,
            deal=rng.choice(deals_for(months, self.currency)),
            months=months,
            starts_on=start,
            term_starts_on=start,
            term_ends_on=ends_on,
            renewals=0,
            ending=ending,
            term_type="Initial",
            state="active",
            ended_on=None,
            lines=self._lines(start, elapsed, period, add_ons),
        )

    def _lines(
        self, start: date, elapsed: int, frequency: Frequency, add_ons: int | None
    ) -> tuple[TermLine, ...]:
        """The base line and its add-ons, of which some were bought later."""
        rng = self.rng
        if self.needs is not None:
            add_ons = self.needs.add_ons
        elif add_ons is None:
            add_ons = rng.choice((0, 0, 0, 1, 1, 2))
        base = rng.choice(BASES)
        least = 2 if self.needs else 1
        lines = [
            TermLine(
                1, base, rng.randrange(least, 13), start, (Rate(start, None, self._unit(base)),)
            )
        ]
        for number, good in enumerate(rng.sample(ADD_ONS, add_ons), 2):
            since = start
            if frequency == "MONTH" and elapsed > 3 and rng.random() < 0.4:
                since = in_month(self.as_of, elapsed - rng.randrange(1, elapsed - 1))
            rate = Rate(since, None, self._unit(good))
            lines.append(TermLine(number, good, rng.randrange(1, 6), since, (rate,)))
        return tuple(lines)

    def _frequency(self) -> Frequency:
        """Mostly by the month; always so where a plot needs it."""
        fate = self.rng.random()
        return "MONTH" if self.needs or fate < 0.7 else "QUARTER" if fate < 0.9 else "YEAR"

    def _months(self) -> int:
        if self.needs is not None or self.most_back < 20:
            return 12
        return self.rng.choice((12, 12, 12, 24, 36))

    def _unit(self, good: Good) -> Decimal:
        """The list price, or what was agreed instead, in whole minor units."""
        listed = good.price(self.currency)
        share = self.rng.choice(DISCOUNTS)
        if share == 100:
            return listed
        places = Decimal(1).scaleb(-PLACES[self.currency])
        return (listed * share / 100).quantize(places, ROUND_HALF_UP)

    def _factor(self) -> Decimal:
        return Decimal(self.rng.choice((90, 95, 105, 110, 120))) / 100


def subscriptions(
    needs: Needs | None, currency: str, as_of: date, age_days: int, rng: random.Random
) -> tuple[Term, ...]:
    """The subscriptions of a customer so old, in the order of their positions.

    With `needs` there is the one that they ask for.
    """
    maker = _Maker(currency, as_of, (age_days - 5) // 31 - 1, rng, needs)
    if needs is not None:
        return tuple(maker.terms(needs.stage, 0))
    terms = maker.terms(any_stage(rng), 0)
    if terms and rng.random() < 0.25:
        account = int(rng.random() < 0.4)
        terms += [replace(it, account=account) for it in maker.terms("plain", OTHER_POSITION)]
    return tuple(terms)


def _rerated(term: Term, day: date, factor: Decimal) -> Term:
    base = term.lines[0]
    old = base.rates[0]
    unit = (old.unit * factor).quantize(old.unit, ROUND_HALF_UP)
    rates = (replace(old, ends_on=day - DAY), Rate(day, None, unit))
    change = Change("MODIFY_PRICING", day, old.unit * base.quantity, unit * base.quantity)
    lines = (replace(base, rates=rates), *term.lines[1:])
    return replace(term, lines=lines, changes=(change,))


def _since(line: TermLine, term_start: date, first: date) -> TermLine:
    """The line as one that was there from the first term on, if it began with the present one."""
    if line.starts_on != term_start:
        return line
    return replace(line, starts_on=first, rates=(replace(line.rates[0], starts_on=first),))


_LONG = frozenset(
    {
        "auto_renewed",
        "high_renewed",
        "due_high",
        "due_pending",
        "due_low",
        "month_to_month",
        "suspended",
        "terminated",
        "replaced",
        "expired",
        "rerated",
        "rerate_ahead",
        "retermed",
    }
)
_MAKERS: Mapping[Stage, Callable[[_Maker, int], list[Term]]] = MappingProxyType(
    {
        "none": lambda _maker, _position: [],
        "plain": _Maker.plain,
        "auto_renewed": _Maker.auto_renewed,
        "high_renewed": _Maker.high_renewed,
        "due_high": _Maker.due_high,
        "due_pending": _Maker.due_pending,
        "due_low": _Maker.due_low,
        "month_to_month": _Maker.month_to_month,
        "suspended": _Maker.suspended,
        "terminated": _Maker.terminated,
        "replaced": _Maker.replaced,
        "scheduled": _Maker.scheduled,
        "expired": _Maker.expired,
        "rerated": _Maker.rerated,
        "rerate_ahead": _Maker.rerate_ahead,
        "retermed": _Maker.retermed,
    }
)
