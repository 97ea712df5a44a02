"""Oracle's picture strings for dates and numbers, in the words of DuckDB's strftime and casts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

_DATE_PARTS = {
    "YYYY": "%Y",
    "RRRR": "%Y",
    "YY": "%y",
    "RR": "%y",
    "MONTH": "%B",
    "MON": "%b",
    "MM": "%m",
    "DDD": "%j",
    "DD": "%d",
    "DAY": "%A",
    "DY": "%a",
    "HH24": "%H",
    "HH12": "%I",
    "HH": "%I",
    "MI": "%M",
    "SS": "%S",
    "FF6": "%f",
    "FF3": "%g",
    "FF": "%f",
    "AM": "%p",
    "PM": "%p",
}
_DATE_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|(?P<part>'
    + "|".join(sorted(_DATE_PARTS, key=len, reverse=True))
    + r")|(?P<mark>[-/,.;: ])|(?P<fill>FM)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?P<fill>FM)?(?P<whole>[09,G]*)(?:[.D](?P<places>[09]*))?", re.IGNORECASE)
_PREFERENCE_PARTS = {"YYYY": "%Y", "MONTH": "%B", "MON": "%b", "MM": "%m", "DD": "%d"}


class BadPicture(ValueError):
    """A picture string with a part that nobody knows."""


def date_picture(picture: str) -> str:
    """`YYYY-MM-DD"T"HH24:MI` as `%Y-%m-%dT%H:%M`; BadPicture names what is not known."""
    return "".join(_date_parts(picture))


def _date_parts(picture: str) -> Iterator[str]:
    position = 0
    is_padded = True
    while position < len(picture):
        match = _DATE_PART.match(picture, position)
        if match is None:
            raise BadPicture(f"date format not recognized: {picture[position:]!r} in {picture!r}")
        position = match.end()
        if match["fill"]:
            is_padded = not is_padded
        elif match["part"]:
            part = _DATE_PARTS[match["part"].upper()]
            yield part if is_padded else part.replace("%", "%-") if part in "%m%d%H%I" else part
        else:
            yield (match["quoted"] or match["mark"] or "").replace("%", "%%")


def is_number_picture(picture: str) -> bool:
    return any(sign in picture for sign in "09") and _NUMBER.fullmatch(picture) is not None


@dataclass(frozen=True, slots=True)
class NumberPicture:
    """What a picture like `FM9,990.00` says."""

    places: int
    has_leading_zero: bool
    is_grouped: bool
    is_bare: bool  # FM: no blanks before, no trailing zeros but where the picture says 0
    width: int
    fixed_places: int


def number_picture(picture: str) -> NumberPicture:
    match = _NUMBER.fullmatch(picture)
    if match is None:
        raise BadPicture(f"invalid number format model: {picture!r}")
    whole, places = match["whole"] or "", match["places"] or ""
    return NumberPicture(
        places=len(places),
        has_leading_zero="0" in whole,
        is_grouped="," in whole or "G" in whole.upper(),
        is_bare=bool(match["fill"]),
        width=len(picture) - len(match["fill"] or "") + 1,
        fixed_places=len(places.rstrip("9")),
    )


@dataclass(frozen=True, slots=True)
class DatePreference:
    """How the user behind the integration wants to see dates: `MM/DD/YYYY`, `D.M.YYYY`, …"""

    picture: str

    @property
    def strftime(self) -> str:
        """For DuckDB, which knows `%-d` for a day without a zero."""
        return self._translated({**_PREFERENCE_PARTS, "M": "%-m", "D": "%-d"})

    def day(self, text: str) -> date | None:
        """The day that a bare string means to this user, or None."""
        try:
            return datetime.strptime(  # noqa: DTZ007 - a date, not a moment
                text.strip(), self._translated({**_PREFERENCE_PARTS, "M": "%m", "D": "%d"})
            ).date()
        except ValueError:
            return None

    def _translated(self, parts: dict[str, str]) -> str:
        return re.sub(
            "YYYY|MONTH|MON|MM|DD|M|D",
            lambda match: parts[match[0].upper()],
            self.picture,
            flags=re.IGNORECASE,
        )
