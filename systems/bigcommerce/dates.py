"""Times as a store writes them, RFC-2822 in V2 and ISO 8601 in V3, as ISO 8601 in UTC."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tieout.errors import BadAnswer


def utc(raw: object) -> object:
    """A time as it lands; nothing for "", and what is no time stays as it came, to be set aside."""
    if raw is None or raw == "":
        return None
    try:
        return iso(moment(str(raw)))
    except ValueError:
        return raw


def moment(text: str) -> datetime:
    """A time in either spelling; ValueError where it is none."""
    at = datetime.fromisoformat(text) if text[:1].isdigit() else parsedate_to_datetime(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def iso(at: datetime) -> str:
    """`2026-05-03T08:30:00Z`, whole seconds."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def cursor(since: str) -> datetime:
    """The time that a read goes on from; BadAnswer where it is none."""
    try:
        return moment(since)
    except ValueError:
        raise BadAnswer("bigcommerce", f"{since!r} is no time to go on from.") from None
