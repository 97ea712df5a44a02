"""How much may be asked of the CRM, and what it says of that in its headers."""

import math
from collections import deque
from collections.abc import Mapping
from types import MappingProxyType

from sandbox.hubspot.errors import throttled

PER_TEN_SECONDS: Mapping[str, int] = MappingProxyType(
    {"free": 100, "starter": 100, "professional": 190, "enterprise": 190, "increased": 250}
)
PER_DAY: Mapping[str, int] = MappingProxyType(
    {
        "free": 250_000,
        "starter": 250_000,
        "professional": 625_000,
        "enterprise": 1_000_000,
        "increased": 2_000_000,
    }
)
OAUTH_PER_TEN_SECONDS = 110
SEARCHES_PER_SECOND = 5
WINDOW = 10.0
DAY = 86_400


class Rolling:
    """At most so many uses within any stretch of so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._used: deque[float] = deque()

    def use(self, now: float) -> bool:
        """Count one use; False where there is none left."""
        if not self.remaining(now):
            return False
        self._used.append(now)
        return True

    def remaining(self, now: float) -> int:
        while self._used and self._used[0] <= now - self.seconds:
            self._used.popleft()
        return self.most - len(self._used)


class Limits:
    """Every counter of one account. The tier `unlimited` counts, and refuses nothing.

    `daily` overrides the tier's quota, which is new at midnight UTC.
    """

    def __init__(self, tier: str, daily: int | None, sends_retry_after: bool) -> None:
        if tier not in PER_TEN_SECONDS and tier != "unlimited":
            known = ", ".join((*PER_TEN_SECONDS, "unlimited"))
            raise ValueError(f"no tier is called {tier!r}; known are: {known}")
        self._is_unlimited = tier == "unlimited"
        self._sends_retry_after = sends_retry_after
        self._daily = daily if daily is not None else PER_DAY.get(tier, 1_000_000)
        self._private = Rolling(PER_TEN_SECONDS.get(tier, 100_000), WINDOW)
        self._oauth = Rolling(OAUTH_PER_TEN_SECONDS, WINDOW)
        self._searches = Rolling(SEARCHES_PER_SECOND, 1.0)
        self._today, self._used_today = 0, 0

    def use(self, now: float, *, is_private: bool, is_search: bool) -> None:
        """Count one request; 429 where one of its limits is used up."""
        if self._is_unlimited:
            return
        if is_private and self._left_today(now) <= 0:
            raise self._refusal("You have reached your daily limit.", "DAILY", DAY - now % DAY)
        if is_search and not self._searches.use(now):
            raise self._refusal("You have reached your secondly limit.", "SECONDLY", 1)
        if not is_search and not self._window(is_private).use(now):
            words = "You have reached your ten_secondly_rolling limit."
            raise self._refusal(words, "TEN_SECONDLY_ROLLING", WINDOW)
        if is_private:
            self._used_today += 1

    def headers(self, now: float, *, is_private: bool, is_search: bool) -> dict[str, str]:
        """What an answer says of the limits; a search says nothing of the window."""
        headers = {}
        if is_private:
            headers = {
                "X-HubSpot-RateLimit-Daily": str(self._daily),
                "X-HubSpot-RateLimit-Daily-Remaining": str(self._left_today(now)),
            }
        if is_search:
            return headers
        window = self._window(is_private)
        remaining = window.remaining(now)
        return headers | {
            "X-HubSpot-RateLimit-Interval-Milliseconds": str(int(WINDOW * 1000)),
            "X-HubSpot-RateLimit-Max": str(window.most),
            "X-HubSpot-RateLimit-Remaining": str(remaining),
            "X-HubSpot-RateLimit-Secondly": str(window.most // 10),
            "X-HubSpot-RateLimit-Secondly-Remaining": str(min(window.most // 10, remaining)),
        }

    def _window(self, is_private: bool) -> Rolling:
        return self._private if is_private else self._oauth

    def _left_today(self, now: float) -> int:
        today = int(now // DAY)
        if today != self._today:
            self._today, self._used_today = today, 0
        return max(0, self._daily - self._used_today)

    def _refusal(self, words: str, policy: str, seconds: float) -> Exception:
        headers = {"Retry-After": str(math.ceil(seconds))} if self._sends_retry_after else {}
        return throttled(words, policy, headers)
