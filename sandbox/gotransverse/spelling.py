"""How the billing system writes days and moments down, and reads them."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Literal

Spelling = Literal["zulu", "offset", "millis"]
OLD_SERVERS = timezone(timedelta(hours=-5))  # the zone that they write in
FIRST_YEAR, LAST_YEAR = 1900, 9000  # so that no arithmetic leaves the calendar
MIDNIGHT = {
    "zulu": "T00:00:00Z",
    "offset": "T00:00:00-05:00",
    "millis": "T00:00:00.000-0500",
}


class Speller:
    """Writes times in one of three ways: `…T00:00:00Z`, or as the older servers do.

    Those write their local time, as `…T12:29:48-05:00` (`offset`) or `…T12:29:48.000-0500`
    (`millis`). A day begins at midnight in the zone of the spelling.
    """

    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        self._midnight = MIDNIGHT[spelling]

    def day(self, day: date) -> str:
        return day.isoformat() + self._midnight

    def day_or_none(self, day: date | None) -> str | None:
        return None if day is None else day.isoformat() + self._midnight

    def moment(self, moment: datetime) -> str:
        match self.spelling:
            case "zulu":
                return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            case "offset":
                return moment.astimezone(OLD_SERVERS).isoformat(timespec="seconds")
            case "millis":
                local = moment.astimezone(OLD_SERVERS)
                return local.strftime("%Y-%m-%dT%H:%M:%S.") + f"{local.microsecond // 1000:03}-0500"

    def day_of(self, text: str) -> date:
        """The day that a stored time lies in."""
        zone = UTC if self.spelling == "zulu" else OLD_SERVERS
        return moment_of(text).astimezone(zone).date()


def moment_of(text: str) -> datetime:
    """The moment that a text names; a bare day is its midnight in UTC.

    ValueError where it is no time, one without an offset, or one that no business has seen.
    """
    moment = datetime.fromisoformat(text)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"{text} is not in a year from {FIRST_YEAR} to {LAST_YEAR}")
    if len(text) == len("2026-01-31"):
        return datetime.combine(moment.date(), time(), UTC)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset from UTC")
    return moment


@lru_cache(maxsize=65_536)  # most times of a company are one of a few thousand midnights
def seconds(text: str) -> int:
    """Unix seconds of a time, to compare it by."""
    return int(moment_of(text).timestamp())
