"""How people write a length of time: `15m`, `1h30m`, `45s`."""

import re

from tieout.errors import UsageError

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_PART = re.compile(r"(\d+)([dhms])")


def seconds_of(text: str) -> int:
    """Seconds of `15m`, `1h30m`, `45s`; UsageError for anything else, and for nothing at all."""
    parts = _PART.findall(text)
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    if "".join(number + unit for number, unit in parts) != text or not seconds:
        raise UsageError(f"a length of time looks like 15m, 1h30m or 45s; got {text!r}")
    return seconds
