"""Relative dates of a query, as the days that they mean. Fiscal years are calendar years here."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

Span = tuple[date, date]  # from the first day up to, not including, the second

ONE_DAY = timedelta(days=1)


def span(name: str, count: int | None, today: date) -> Span | None:
    """The days of `LAST_N_DAYS:30`; None where there is no such name, or its number lacks."""
    if count is None:
        plain = _PLAIN.get(name.replace("FISCAL_", ""))
        return plain(today) if plain else None
    counted = _COUNTED.get(name.replace("FISCAL_", ""))
    return counted(today, count) if counted else None


def week_of(day: date) -> date:
    """The Sunday before, or the day itself."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def month_of(day: date, shift: int = 0) -> date:
    """The first day of the month that lies `shift` months later."""
    months = day.year * 12 + day.month - 1 + shift
    return date(months // 12, months % 12 + 1, 1)


def quarter_of(day: date, shift: int = 0) -> date:
    return month_of(date(day.year, 3 * ((day.month - 1) // 3) + 1, 1), 3 * shift)


def year_of(day: date, shift: int = 0) -> date:
    return date(day.year + shift, 1, 1)


def _days(day: date, first: int, last: int) -> Span:
    return day + timedelta(days=first), day + timedelta(days=last)


def _weeks(day: date, first: int, last: int) -> Span:
    return week_of(day) + timedelta(weeks=first), week_of(day) + timedelta(weeks=last)


def _months(day: date, first: int, last: int) -> Span:
    return month_of(day, first), month_of(day, last)


def _quarters(day: date, first: int, last: int) -> Span:
    return quarter_of(day, first), quarter_of(day, last)


def _years(day: date, first: int, last: int) -> Span:
    return year_of(day, first), year_of(day, last)


_UNITS: Mapping[str, Callable[[date, int, int], Span]] = {
    "DAY": _days,
    "WEEK": _weeks,
    "MONTH": _months,
    "QUARTER": _quarters,
    "YEAR": _years,
}
_PLAIN: dict[str, Callable[[date], Span]] = {
    "TODAY": lambda day: _days(day, 0, 1),
    "YESTERDAY": lambda day: _days(day, -1, 0),
    "TOMORROW": lambda day: _days(day, 1, 2),
    "LAST_90_DAYS": lambda day: _days(day, -90, 1),
    "NEXT_90_DAYS": lambda day: _days(day, 1, 91),
}
_COUNTED: dict[str, Callable[[date, int], Span]] = {
    "LAST_N_DAYS": lambda day, count: _days(day, -count, 1),  # today is in it, REST guide says
    "NEXT_N_DAYS": lambda day, count: _days(day, 1, count + 1),
    "N_DAYS_AGO": lambda day, count: _days(day, -count, 1 - count),
}


def _add(name: str, unit: Callable[[date, int, int], Span]) -> None:
    _PLAIN[f"THIS_{name}"] = lambda day: unit(day, 0, 1)
    _PLAIN[f"LAST_{name}"] = lambda day: unit(day, -1, 0)
    _PLAIN[f"NEXT_{name}"] = lambda day: unit(day, 1, 2)
    if name != "DAY":
        _COUNTED[f"LAST_N_{name}S"] = lambda day, count: unit(day, -count, 0)
        _COUNTED[f"NEXT_N_{name}S"] = lambda day, count: unit(day, 1, count + 1)
        _COUNTED[f"N_{name}S_AGO"] = lambda day, count: unit(day, -count, 1 - count)


for _name, _unit in _UNITS.items():
    _add(_name, _unit)
for _name in ("THIS_DAY", "LAST_DAY", "NEXT_DAY"):
    del _PLAIN[_name]
