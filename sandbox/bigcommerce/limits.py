"""How many requests the store takes in a window, and what it says of that in its headers."""

import math
from dataclasses import dataclass

from sandbox.bigcommerce.errors import RefusedError, too_many_requests

WINDOW_MS = 30_000
PER_WINDOW = {
    "standard": 150,
    "plus": 150,
    "pro": 450,
    "enterprise": 1_000_000,  # by contract; this much is never reached
}


@dataclass(slots=True)
class Quota:
    """Requests of all apps together. The first request opens a window.

    `shows_headers` is off while the platform is overloaded: its answers then say nothing of limits.
    """

    per_window: int
    shows_headers: bool = True
    _opened: float = -math.inf
    _used: int = 0

    def use(self, now: float) -> None:
        """Count one request; the refusal where the window has none left."""
        if not self._opened <= now < self._opened + WINDOW_MS / 1000:
            self._opened, self._used = now, 0
        if self._used >= self.per_window:
            raise self.refusal(now)
        self._used += 1

    def headers(self, now: float) -> dict[str, str]:
        """The four headers that every answer carries."""
        if not self.shows_headers:
            return {}
        left_ms = min(WINDOW_MS, max(0, self._left_ms(now)))
        return {
            "X-Rate-Limit-Time-Window-Ms": str(WINDOW_MS),
            "X-Rate-Limit-Time-Reset-Ms": str(left_ms),
            "X-Rate-Limit-Requests-Quota": str(self.per_window),
            "X-Rate-Limit-Requests-Left": str(max(0, self.per_window - self._used)),
        }

    def refusal(self, now: float, seconds: int | None = None) -> RefusedError:
        """429, to be tried again after what is left of the window, or after `seconds`."""
        if not self.shows_headers:
            return too_many_requests()
        wait = seconds or max(1, math.ceil(self._left_ms(now) / 1000))
        return too_many_requests({"X-Retry-After": str(wait)})

    def _left_ms(self, now: float) -> int:
        if self._opened == -math.inf:
            return WINDOW_MS
        return math.ceil((self._opened - now) * 1000) + WINDOW_MS
