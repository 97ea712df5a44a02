"""Calls to Gotransverse's billing service, and what its refusals mean."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import httpx

from systems.base import Row, Settings, patience_in
from tieout.answers import Reply, json_or_none, retry_after, route_of
from tieout.clock import Clock
from tieout.errors import (
    BadAnswer,
    LoginRefused,
    NotPermitted,
    RateLimited,
    Refused,
    SettingsError,
    SystemFault,
)
from tieout.http import Session
from tieout.log import keep_out, redacted

SYSTEM = "gotransverse"
SERVICE = "/billing/2"
IN_FLIGHT = 4  # no limit is documented
PAGE_ROWS = 50  # the most that one answer holds, and the most elements of a list inside a record
READ_SECONDS = 60.0
LEAST_READ_SECONDS = 15.0  # also where there is little patience
KEY_HINT = "Give the key the billing service (User Management, API keys), then: tieout doctor"


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list. `total` and `pages` are of the whole list, None where not said."""

    rows: Sequence[Row]
    total: int | None
    pages: int | None


class Client:
    """A session with one tenant. SettingsError where the settings cannot work."""

    def __init__(
        self,
        settings: Settings,
        *,
        patience_seconds: float | None = None,
        clock: Clock | None = None,
    ) -> None:
        patience = patience_in(SYSTEM, settings, patience_seconds)
        self.clock = clock or Clock()
        self.in_flight = _in_flight(settings)
        keep_out([settings["api_key"]])
        self.session = Session(
            SYSTEM,
            settings["base_url"].rstrip("/").removesuffix(SERVICE),
            auth=_Key(settings["api_key"]),
            classify=self._fault,
            in_flight=self.in_flight,
            patience_seconds=patience,
            read_timeout_seconds=min(READ_SECONDS, max(patience, LEAST_READ_SECONDS)),
            clock=self.clock,
        )

    def get(self, path: str, *, route: str = "") -> Row:
        """One record; `route` names the call without its id."""
        reply = self.session.call("GET", SERVICE + path, route=route or path)
        return _as_row(reply.mapping())

    def listed(self, path: str, params: Mapping[str, str], *, route: str = "") -> Listed:
        """One page of a list, which comes as a bare JSON array."""
        reply = self.session.call("GET", SERVICE + path, params=params, route=route or path)
        return Listed(_rows(reply), _count(reply, "x-total-count"), _count(reply, "x-total-pages"))

    def send(self, method: str, path: str, body: Mapping[str, object], *, route: str = "") -> Row:
        """The record as it is after a change. Unreachable unless surely nothing was done."""
        reply = self.session.call(
            method, SERVICE + path, route=route or path, body=body, is_repeatable=False
        )
        return _as_row(reply.mapping())

    def close(self) -> None:
        self.session.close()

    def _fault(self, response: httpx.Response) -> SystemFault | None:
        status, route = response.status_code, route_of(response.request)
        if status < 400 or status >= 500:
            return None
        code, sentence = words(response)
        if status == httpx.codes.UNAUTHORIZED:
            return LoginRefused(
                SYSTEM,
                "the API key was refused. Check api_key and base_url: every tenant and every "
                "service has keys of its own.",
                "Then: tieout doctor",
            )
        if status == httpx.codes.FORBIDDEN:
            return NotPermitted(SYSTEM, f"{route} is not permitted: {sentence}", KEY_HINT)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return RateLimited(
                SYSTEM, f"{route}: {sentence}", retry_after(response, self.clock.now())
            )
        return Refused(SYSTEM, f"{route} was refused: {sentence}", status, code)


class _Key(httpx.Auth):
    """Puts the key on every request."""

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["X-Api-Key"] = self._key
        yield request


def words(response: httpx.Response) -> tuple[str, str]:
    """The code and the sentence of an error; the shape of its body is documented nowhere."""
    body = json_or_none(response)
    said = body[0] if isinstance(body, list) and body else body
    if not isinstance(said, dict):
        text = " ".join(response.text.split())
        if not text or text.startswith("<"):
            text = f"status {response.status_code} without a reason"
        return "", redacted(text)[:200]
    sentence = said.get("message") or said.get("description") or said.get("error")
    errors = said.get("errors")
    faults = [
        f"{fault.get('field')}: {fault.get('message')}"
        for fault in (errors if isinstance(errors, list) else ())
        if isinstance(fault, dict)
    ]
    more = f" ({'; '.join(faults)})" if faults else ""
    code = said.get("failure_reason") or said.get("failureReason") or said.get("code") or ""
    sentence = sentence or f"status {response.status_code} without a reason"
    return str(code), redacted(f"{sentence}{more}")[:300]


def _rows(reply: Reply) -> Sequence[Row]:
    rows = reply.body
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswer(SYSTEM, f"{reply.route} answered without a list of records.")
    return rows


def _as_row(body: Mapping[str, object]) -> Row:
    if body.get("id") is None:
        raise BadAnswer(SYSTEM, "a record came without an id.")
    return body


def _count(reply: Reply, header: str) -> int | None:
    text = reply.headers.get(header, "")
    return int(text) if text.isdigit() else None


def _in_flight(settings: Settings) -> int:
    text = settings.get("concurrency") or str(IN_FLIGHT)
    if not text.isdigit() or int(text) < 1:
        raise SettingsError(
            [f"{SYSTEM}: concurrency must be a whole number of calls, got {text!r}"]
        )
    return int(text)
