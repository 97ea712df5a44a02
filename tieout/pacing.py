"""Waits while a system's window is used up, before the system has to say no."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from tieout.clock import Clock

DAY = "day"  # the bucket of a day's calls: nobody waits for it, it is only known


@dataclass(frozen=True, slots=True)
class Quota:
    """What an answer's headers say of one window: calls left in it, and seconds until it is new.

    The window allows `allowed` calls in `window_seconds`; 0 where that is not said.
    """

    bucket: str
    remaining: int
    resets_in_seconds: float
    allowed: int = 0
    window_seconds: float = 0.0


@dataclass(slots=True)
class _Window:
    remaining: int
    resets_at: float


class Pacer:
    """Keeps the calls to every bucket within what the system last said was left of it.

    A bucket nobody has heard of yet is not paced. Safe to use from several threads.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._windows: dict[str, _Window] = {}
        self._latest: dict[str, Quota] = {}

    def note(self, quotas: Iterable[Quota]) -> None:
        """Take over what an answer said."""
        with self._lock:
            for quota in quotas:
                resets_at = self._clock.elapsed() + quota.resets_in_seconds
                self._windows[quota.bucket] = _Window(quota.remaining, resets_at)
                self._latest[quota.bucket] = quota

    def latest(self, bucket: str) -> Quota | None:
        """What was last said of a bucket."""
        with self._lock:
            return self._latest.get(bucket)

    def wait(self, buckets: Iterable[str]) -> None:
        """Return when every bucket has a call left, and count this call as taken."""
        for bucket in buckets:
            while (seconds := self._seconds_to_wait(bucket)) > 0:
                self._clock.sleep(seconds)

    def _seconds_to_wait(self, bucket: str) -> float:
        with self._lock:
            window = self._windows.get(bucket)
            if window is None:
                return 0
            seconds = window.resets_at - self._clock.elapsed()
            if seconds <= 0:
                del self._windows[bucket]
                return 0
            if window.remaining > 0:
                window.remaining -= 1
                return 0
            return seconds
