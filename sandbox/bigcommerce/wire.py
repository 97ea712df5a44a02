"""Times and money as the store writes them, and as it reads what others write."""

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from email.utils import format_datetime, parsedate_to_datetime

PLACES = Decimal("0.0001")  # what V2 shows of money
RATE_PLACES = Decimal("0.0000000001")  # of exchange rates
_CENT = Decimal("0.01")
_LOST_PLUS = re.compile(r" +(\d{2}:?\d{2})$")  # a raw + in a query arrives as a blank
_CLOCK = re.compile(r"\d{2}:\d{2}(:\d{2})?(\.\d+)?")


def rfc2822(seconds: int | None) -> str:
    """Unix seconds as `Tue, 05 Mar 2019 21:40:11 +0000`; nothing is an empty text."""
    return "" if seconds is None else format_datetime(datetime.fromtimestamp(seconds, UTC))


def iso(seconds: int) -> str:
    """Unix seconds as `2018-08-24T14:41:00+00:00`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def iso_z(seconds: int) -> str:
    """Unix seconds as `2018-08-24T14:41:00Z`, which customers and their addresses use."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(moment: datetime) -> int:
    """Whole unix seconds of a moment; one without a zone is UTC."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def parsed_time(text: str) -> int:
    """Unix seconds of an RFC-2822 or ISO-8601 time; ValueError where it is neither.

    A zone is UTC where none is given; its `+` may have become a blank on the way.
    """
    cleaned = text.strip()
    if _CLOCK.search(cleaned):
        cleaned = _LOST_PLUS.sub(r" +\1" if "," in cleaned else r"+\1", cleaned)
    try:
        return seconds_of(datetime.fromisoformat(cleaned))
    except ValueError:
        return seconds_of(parsedate_to_datetime(cleaned))


def has_clock(text: str) -> bool:
    """Whether a time says more than its day."""
    return _CLOCK.search(text) is not None


def day_of(text: str) -> int:
    """Unix seconds of the beginning of a time's day."""
    moment = datetime.fromtimestamp(parsed_time(text), UTC)
    return seconds_of(
        datetime.combine(date(moment.year, moment.month, moment.day), datetime.min.time())
    )


def amount(value: object) -> Decimal:
    """Money as a client may send it: a number or its text. ValueError where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError(f"not an amount: {value!r}")  # noqa: TRY004
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"not an amount: {value!r}") from None
    if not number.is_finite():
        raise ValueError(f"not an amount: {value!r}")
    return number


def money(value: Decimal) -> str:
    """`225.0000`: four places, as V2 answers."""
    return str(value.quantize(PLACES, ROUND_HALF_UP))


def rate(value: Decimal) -> str:
    """An exchange rate: ten places."""
    return str(value.quantize(RATE_PLACES, ROUND_HALF_UP))


def cents(value: Decimal) -> Decimal:
    """An amount as V3 answers it, a number of two places."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def unpadded(text: str) -> str:
    """`8` for `8.0000`: how some answers straight after a create write money."""
    return text.rstrip("0").rstrip(".") if "." in text else text
