"""Values as a driver or a file gives them, in forms that are exact and in UTC."""

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from systems.base import Kind, Settings
from tieout.errors import SettingsError

SYSTEM = "astea"


def zone(settings: Settings) -> tzinfo:
    """The zone that the views' times are in; UTC where none is set. SettingsError for no zone."""
    name = settings.get("source_tz")
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(
            [f"{SYSTEM}: source_tz must be a zone like America/Chicago, got {name!r}"]
        ) from None


def plain(value: object, kind: Kind, source: tzinfo) -> object:
    """The value as a reader hands it on: numbers as text digit by digit, times in UTC.

    What cannot be read as its kind is handed on as it is, so that its row is set aside.
    """
    if kind == "timestamp":
        return in_utc(value, source)
    match value:
        case float():
            return f"{Decimal(repr(value)):f}"  # the shortest text that means this float
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case str() if kind in ("decimal", "integer"):
            return value.strip() or None
        case _:
            return value


def in_utc(value: object, source: tzinfo) -> object:
    """A time of the source as ISO 8601 in UTC; of an hour that comes twice, the first."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip()) if value.strip() else None
        except ValueError:
            return value
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=source)
        moment = aware.astimezone(UTC)
        places = "microseconds" if moment.microsecond else "seconds"
        return moment.replace(tzinfo=None).isoformat(timespec=places) + "Z"
    return value


def in_source(moment: datetime, source: tzinfo) -> datetime:
    """A moment as the views write it: local, without its zone."""
    return moment.astimezone(source).replace(tzinfo=None)
