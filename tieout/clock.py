"""What time it is and how to wait: handed to whoever needs it, so that a test need not wait."""

import time
from datetime import UTC, datetime


class Clock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds since some moment in the past; never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait that long."""
        time.sleep(seconds)
