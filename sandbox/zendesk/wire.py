"""Times as the helpdesk writes them."""

from datetime import UTC, datetime


def stamp(seconds: float) -> str:
    """Unix seconds as `2023-09-18T23:37:07Z`."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_of(moment: datetime) -> str:
    """An aware moment as `2023-09-18T23:37:07Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: str) -> int:
    """Unix seconds of a time as `stamp` writes it."""
    return int(datetime.fromisoformat(text).timestamp())
