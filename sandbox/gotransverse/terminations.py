"""What ending a service before its agreement ends costs: arithmetic, no records."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.gotransverse.money import ZERO, rounded

MONTHS_IN: Mapping[str, Decimal] = {
    "DAY": Decimal(12) / 365,
    "WEEK": Decimal(12) / 52,
    "MONTH": Decimal(1),
    "QUARTER": Decimal(3),
    "YEAR": Decimal(12),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The termination terms of an agreement; `most` is None where there is no cap."""

    flat: Decimal
    percentage: Decimal
    most: Decimal | None
    is_prorated: bool
    months: int
    currency: str | None


def terms_of(agreement: Mapping[str, Any]) -> Terms:
    """The terms out of an agreement's body."""
    most = agreement["max_termination_charge"]
    return Terms(
        flat=Decimal(agreement["termination_flat_charge"] or 0),
        percentage=Decimal(agreement["termination_percentage_charge"] or 0),
        most=None if most is None else Decimal(most),
        is_prorated=agreement["prorate_on_cancel"],
        months=agreement["agreement_period"],
        currency=agreement["termination_fee_currency_type"],
    )


def charge(
    terms: Terms, monthly: Decimal, ended_on: date, agreement_ends_on: date, currency: str | None
) -> Decimal:
    """Flat fee, for what remains of the period where it is prorated, with a share of the rest.

    `monthly` is what the service costs a month. Rounded once, to the coin of `currency`.
    """
    remaining = remaining_months(ended_on, agreement_ends_on)
    if not remaining:
        return ZERO
    flat = terms.flat * remaining / terms.months if terms.is_prorated else terms.flat
    whole = flat + monthly * remaining * terms.percentage / 100
    return rounded(whole if terms.most is None else min(whole, terms.most), currency)


def remaining_months(ended_on: date, last_day: date) -> int:
    """Months from the day of the end to the agreement's last day, a part of one counting whole."""
    after = last_day + timedelta(days=1)
    if after <= ended_on:
        return 0
    months = (after.year - ended_on.year) * 12 + after.month - ended_on.month
    return months if months_later(ended_on, months) >= after else months + 1


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(start: date, months: int) -> date:
    """The last day of a period of months that starts on a day: 15 January, 12 -> 14 January."""
    return months_later(start, months) - timedelta(days=1)
