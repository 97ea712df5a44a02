"""Times and dates as the CRM writes them and reads them."""

import re
from datetime import UTC, date, datetime, timedelta

DAY = 86_400_000  # milliseconds
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)


def stamp(milliseconds: int) -> str:
    """Unix milliseconds as `2022-02-17T19:13:11.178Z`."""
    moment = EPOCH + timedelta(milliseconds=milliseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03}Z"


def milliseconds_of(moment: datetime) -> int:
    """Unix milliseconds of an aware moment; what is finer is cut off."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment_read(text: str) -> int | None:
    """Unix milliseconds of a time in ISO 8601 or in milliseconds; None for anything else.

    A time without an offset is UTC.
    """
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return milliseconds_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def day_read(text: str) -> str | None:
    """`2026-11-14` of such a date or of midnight UTC in milliseconds; None for anything else."""
    try:
        if not _WHOLE.fullmatch(text):
            return date.fromisoformat(text).isoformat() if len(text) == 10 else None
        days, rest = divmod(int(text), DAY)
        return None if rest else (EPOCH + timedelta(days=days)).date().isoformat()
    except (ValueError, OverflowError):
        return None
