"""How much may be asked of the helpdesk in a minute, and what it says of that in its headers."""

import math
from dataclasses import dataclass, field

from sandbox.exact_json import encode
from sandbox.zendesk.errors import RefusedError, throttled

PER_MINUTE = {
    "essential": 10,
    "team": 200,
    "growth": 400,
    "professional": 400,
    "enterprise": 700,
    "enterprise_plus": 2500,
    "high_volume": 2500,
}
UNLIMITED = 100_000  # the burst guard: shown where nothing is refused
FORGET_ABOVE = 10_000  # keys of a bucket; beyond it the windows that are over are forgotten


@dataclass(slots=True)
class Bucket:
    """So many uses a window of seconds, counted apart per key. The first use opens a window."""

    total: int
    seconds: int
    _windows: dict[object, tuple[float, int]] = field(default_factory=dict)

    def use(self, key: object, now: float) -> bool:
        """Count one use; False where the window has none left."""
        opened, used = self._window(key, now)
        if used >= self.total:
            return False
        if len(self._windows) > FORGET_ABOVE:
            self._forget(now)
        self._windows[key] = (opened, used + 1)
        return True

    def remaining(self, key: object, now: float) -> int:
        return max(0, self.total - self._window(key, now)[1])

    def resets(self, key: object, now: float) -> int:
        """Whole seconds until the window is over, at least one."""
        opened, _ = self._window(key, now)
        return max(1, math.ceil(opened + self.seconds - now))

    def header(self, key: object, now: float) -> str:
        parts = (self.total, self.remaining(key, now), self.resets(key, now))
        return "total={}; remaining={}; resets={}".format(*parts)

    def _window(self, key: object, now: float) -> tuple[float, int]:
        opened, used = self._windows.get(key, (now, 0))
        return (opened, used) if opened <= now < opened + self.seconds else (now, 0)

    def _forget(self, now: float) -> None:
        self._windows = {
            key: window for key, window in self._windows.items() if now < window[0] + self.seconds
        }


class Limits:
    """Every bucket of one account. A method raises the refusal when its bucket is empty.

    The unlimited plan lifts the limits of the account and of search. Those of single records and
    of the incremental exports stay: they are there on every plan.
    """

    def __init__(self, plan: str, incremental_per_minute: int) -> None:
        if plan not in PER_MINUTE and plan != "unlimited":
            raise ValueError(f"no plan is called {plan!r}; known are: {', '.join(PER_MINUTE)}")
        self.is_unlimited = plan == "unlimited"
        self._account = Bucket(PER_MINUTE.get(plan, UNLIMITED), 60)
        self._incremental = Bucket(incremental_per_minute, 60)
        self._samples = Bucket(10, 20 * 60)
        self._search = Bucket(2500, 60)
        self._search_export = Bucket(100, 60)
        self._organization = Bucket(5, 60)
        self._user = Bucket(5, 60)
        self._ticket = Bucket(30, 600)
        self._tickets = Bucket(100, 60)

    def request(self, now: float) -> None:
        if not self.is_unlimited and not self._account.use("", now):
            words = "Number of allowed API requests per minute exceeded"
            raise throttled(words, self._account.resets("", now))

    def headers(self, now: float) -> dict[str, str]:
        """What ordinary replies say of the account's limit, in all its spellings."""
        total = str(self._account.total)
        remaining = str(self._account.remaining("", now))
        resets = str(self._account.resets("", now))
        return {
            "X-Rate-Limit": total,
            "X-Rate-Limit-Remaining": remaining,
            "rate-limit": total,
            "rate-limit-remaining": remaining,
            "rate-limit-reset": resets,
            "ratelimit-limit": total,
            "ratelimit-remaining": remaining,
            "ratelimit-reset": resets,
        }

    def incremental(self, now: float) -> dict[str, str]:
        words = "Number of allowed incremental export API requests per minute exceeded"
        return _used(self._incremental, "incremental-exports", words, now)

    def sample(self, now: float) -> dict[str, str]:
        words = "Number of allowed incremental sample API requests per 20 minutes exceeded"
        return _used(self._samples, "incremental-exports-sample", words, now)

    def search(self, now: float) -> dict[str, str]:
        words = "Number of allowed search API requests per minute exceeded"
        return self._used_unless_unlimited(self._search, "search-index", words, now)

    def search_export(self, now: float) -> dict[str, str]:
        words = "Number of allowed search export API requests per minute exceeded"
        return self._used_unless_unlimited(self._search_export, "search-export-index", words, now)

    def organization_update(self, organization_id: int, now: float) -> None:
        if not self._organization.use(organization_id, now):
            fault = {"code": "TooManyRequests", "title": "Too many requests to update"}
            body = encode({"errors": [fault]}).decode()
            raise throttled(body, self._organization.resets(organization_id, now))

    def user_update(self, user_id: int, now: float) -> None:
        if not self._user.use(user_id, now):
            words = (  # the names stay without their values, as the vendor sends it
                "You have exceeded the rate limit for updating a single unique user. "
                "user email:  id:  external_id: "
            )
            raise throttled(words, self._user.resets(user_id, now))

    def ticket_update(self, user_id: int, ticket_id: int, now: float) -> None:
        words = (
            "Rate limit for ticket updates exceeded, please wait before updating this ticket again"
        )
        key = (user_id, ticket_id)
        if not self._ticket.use(key, now):
            raise throttled(words, self._ticket.resets(key, now), "text/html; charset=UTF-8")
        if not self._tickets.use("", now):
            raise throttled(words, self._tickets.resets("", now), "text/html; charset=UTF-8")

    def _used_unless_unlimited(
        self, bucket: Bucket, name: str, words: str, now: float
    ) -> dict[str, str]:
        return {} if self.is_unlimited else _used(bucket, name, words, now)


def _used(bucket: Bucket, name: str, words: str, now: float) -> dict[str, str]:
    """Count one use and give the bucket's header; the refusal carries it too."""
    is_allowed = bucket.use("", now)
    header = {f"zendesk-ratelimit-{name}": bucket.header("", now)}
    if is_allowed:
        return header
    resets = {"Retry-After": str(bucket.resets("", now))}
    raise RefusedError(429, words, resets | header)
