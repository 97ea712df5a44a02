"""A clock for tests: it moves only when somebody waits."""

from datetime import UTC, datetime, timedelta

from tieout.clock import Clock


class StoppedClock(Clock):
    """Remembers each wait in `waits`. Starts now, or at `begun`."""

    def __init__(self, begun: datetime | None = None) -> None:
        self._begun = begun or datetime.now(UTC)
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self._begun + timedelta(seconds=self.elapsed())

    def elapsed(self) -> float:
        return sum(self.waits)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
