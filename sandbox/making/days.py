"""Months, terms and parts of them, in calendar days; a period's end is its last day."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later; the last one where there is no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return date(years, month + 1, day.day)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def last_day(start: date, months: int) -> date:
    """The last day of a term: start + months - 1 day."""
    return add_months(start, months) - DAY


def in_month(as_of: date, back: int, day: int = 1) -> date:
    """A day of the month that is so many months before the one of `as_of`; `day` up to 28."""
    return add_months(as_of.replace(day=1), -back).replace(day=day)


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_left(ended_on: date, last: date) -> int:
    """Whole months from a day to a term's last day, a part of a month counting as one."""
    months = max(0, (last.year - ended_on.year) * 12 + last.month - ended_on.month)
    while months and add_months(ended_on, months - 1) > last:
        months -= 1
    while add_months(ended_on, months) <= last:
        months += 1
    return months if ended_on <= last else 0


def prorated(amount: Decimal, starts_on: date, ends_on: date) -> Decimal:
    """The part of a month's amount for days of that month (ACTUAL), to the places it has."""
    days, whole = (ends_on - starts_on).days + 1, monthrange(starts_on.year, starts_on.month)[1]
    return amount if days == whole else to_places(amount * days / whole, amount)


def to_places(amount: Decimal, like: Decimal) -> Decimal:
    """Rounded half away from zero to as many places as `like` has."""
    return amount.quantize(Decimal(1).scaleb(int(like.as_tuple().exponent)), ROUND_HALF_UP)


def morning(day: date, seconds: int = 0) -> datetime:
    """Seven o'clock UTC of that day, and so many seconds."""
    return datetime.combine(day, time(7), UTC) + timedelta(seconds=seconds)
