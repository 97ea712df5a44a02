"""Calls to Zendesk: log-in, limits by its headers, and what its refusals mean."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence

import httpx

from systems.base import Row, Settings, patience_in
from systems.zendesk import login
from tieout.answers import Reply, json_or_none, retry_after, route_of
from tieout.clock import Clock
from tieout.errors import BadAnswer, NotPermitted, RateLimited, Refused, SystemFault, Unreachable
from tieout.http import ACCOUNT, Session
from tieout.log import keep_out, redacted
from tieout.pacing import Quota

SYSTEM = "zendesk"
EXPORTS = "incremental-exports"  # the bucket of the exports: ten calls a minute
SECRETS = ("client_secret", "api_token", "password")
IN_FLIGHT = 5
READ_SECONDS = 60.0
LEAST_READ_SECONDS = 15.0  # also where there is little patience
LIST_ROWS = "100"
MINUTE = 60.0  # the window of the account's limit

_WINDOW = re.compile(r"(total|remaining|resets)=(\d+)")
_UNPERMITTED = re.compile(r":unpermitted_keys=>\[([^\]]*)\]")
_A_LONG_TIME = 10_000_000  # a reset beyond this is a point in time, not a number of seconds

_log = logging.getLogger(__name__)


class Client:
    """A session with one account. SettingsError where the settings cannot work."""

    def __init__(
        self,
        settings: Settings,
        *,
        patience_seconds: float | None = None,
        clock: Clock | None = None,
    ) -> None:
        patience = patience_in(SYSTEM, settings, patience_seconds)
        self.clock = clock or Clock()
        keep_out(settings[name] for name in SECRETS if name in settings)
        self._settings = settings
        self.session = Session(
            SYSTEM,
            login.base_url(settings),
            auth=login.auth(settings, self.clock),
            classify=self._fault,
            quotas=self._quotas,
            in_flight=IN_FLIGHT,
            patience_seconds=patience,
            read_timeout_seconds=min(READ_SECONDS, max(patience, LEAST_READ_SECONDS)),
            clock=self.clock,
        )

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        route: str = "",
        buckets: Sequence[str] = (),
    ) -> Reply:
        """The answer to a question; `path` is below `/api/v2` and may hold a query of its own."""
        return self.session.call(
            "GET",
            f"/api/v2{path}",
            route=route or path.partition("?")[0],
            params=params,
            buckets=buckets,
        )

    def send(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Reply:
        """The answer to a change. Unreachable unless the server surely did nothing."""
        return self.session.call(
            method,
            f"/api/v2{path}",
            route=path.partition("?")[0],
            body=body,
            is_repeatable=False,
        )

    def listed(self, name: str) -> Iterator[Sequence[Row]]:
        """The pages of a full list, in the order of ids; the last one may be empty."""
        after: object = None
        while True:
            params = {"page[size]": LIST_ROWS} | ({"page[after]": str(after)} if after else {})
            reply = self.get(f"/{name}.json", params)
            yield reply.rows(name)
            meta = reply.mapping().get("meta")
            if not isinstance(meta, dict) or not meta.get("has_more"):
                return
            if meta.get("after_cursor") in (None, after):
                raise BadAnswer(SYSTEM, f"the cursor of {name} does not move.")
            after = meta["after_cursor"]

    def close(self) -> None:
        self.session.close()

    def _quotas(self, response: httpx.Response) -> Iterator[Quota]:
        headers = response.headers
        remaining, reset = headers.get("ratelimit-remaining"), headers.get("ratelimit-reset")
        allowed = headers.get("ratelimit-limit", "")
        most = int(allowed) if allowed.isdigit() else 0
        if remaining and reset and remaining.isdigit() and reset.isdigit():
            yield Quota(ACCOUNT, int(remaining), self._seconds(int(reset)), most, MINUTE)
        window = dict(_WINDOW.findall(headers.get(f"zendesk-ratelimit-{EXPORTS}", "")))
        if window.keys() >= {"remaining", "resets"}:
            yield Quota(EXPORTS, int(window["remaining"]), self._seconds(int(window["resets"])))

    def _seconds(self, reset: int) -> float:
        if reset < _A_LONG_TIME:
            return float(reset)
        return max(0.0, reset - self.clock.now().timestamp())

    def _fault(self, response: httpx.Response) -> SystemFault | None:
        status, route = response.status_code, route_of(response.request)
        if status < 400:
            _warn_of_dropped_attributes(response)
            return None
        code, sentence = words(response)
        wish = retry_after(response, self.clock.now())
        if status == 429 or code == "TooManyJobs":
            return RateLimited(SYSTEM, f"{route}: {sentence}", wish)
        if status == 409 or (status == 503 and wish is not None):  # turned away, not acted on
            fault = Unreachable(SYSTEM, f"{route} answered {status}: {sentence}", wish)
            fault.had_no_effect = True
            return fault
        if status >= 500:
            return Unreachable(SYSTEM, f"{route} answered {status}.", wish)
        if status == 401:
            return login.refused(self._settings, code)
        if status == 403:
            step = "Creating and changing organizations needs an administrator, or the scope."
            return NotPermitted(SYSTEM, f"{route} is not permitted: {sentence}", step)
        return Refused(SYSTEM, f"{route} was refused: {sentence}", status, code)


def words(response: httpx.Response) -> tuple[str, str]:
    """The code and the sentence of an error, from any of the four shapes that Zendesk uses."""
    body = json_or_none(response)
    if not isinstance(body, dict):
        text = " ".join(response.text.split())
        if not text or text.startswith("<"):
            text = f"status {response.status_code} without a reason"
        return "", redacted(text)[:200]
    errors = body.get("errors")
    said = errors[0] if isinstance(errors, list) and errors else body
    said = said if isinstance(said, dict) else {}
    error = said.get("error")
    if isinstance(error, dict):
        return str(error.get("title", "")), redacted(str(error.get("message", "")))[:300]
    code = str(error or said.get("code") or "")
    sentence = said.get("description") or said.get("detail") or said.get("title") or code
    return code, redacted(f"{sentence}{_details(said)}")[:300]


def _details(said: Mapping[str, object]) -> str:
    """What is wrong with each attribute, after the general sentence."""
    details = said.get("details")
    if not isinstance(details, dict):
        return ""
    faults = [
        str(fault.get("description") or fault.get("error") or "")
        for listed in details.values()
        if isinstance(listed, list)
        for fault in listed
        if isinstance(fault, dict)
    ]
    return f" ({'; '.join(filter(None, faults))})" if faults else ""


def _warn_of_dropped_attributes(response: httpx.Response) -> None:
    # an unknown attribute is dropped with a 200; only this header says so
    found = _UNPERMITTED.search(response.headers.get("x-zendesk-api-warn", ""))
    if found and found[1]:
        _log.warning("system=%s route=%s dropped=%s", SYSTEM, route_of(response.request), found[1])
