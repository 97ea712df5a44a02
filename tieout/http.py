"""The one way out to the network. Knows no vendor: each system hands in its log-in and its errors.

What goes wrong leaves as a SystemFault whose text holds no header, no query and no secret.
"""

import ipaddress
import logging
import ssl
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import BoundedSemaphore, Lock
from types import TracebackType
from typing import Self

import httpx
import msgspec
import tenacity

from tieout.answers import ROUTE, Reply, reply, route_of, standard_fault
from tieout.clock import Clock
from tieout.errors import (
    BadAnswer,
    LoginRefused,
    SettingsError,
    SystemFault,
    Transient,
    Unreachable,
)
from tieout.pacing import Pacer, Quota

Classify = Callable[[httpx.Response], SystemFault | None]
Quotas = Callable[[httpx.Response], Iterable[Quota]]
Origin = tuple[str, str, int]  # scheme, host, port

ACCOUNT = "account"  # the bucket that every call is counted in
REPEATABLE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE"})
CONNECT_SECONDS = 10.0

_STARTED = "tieout.started"
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_BACKOFF = tenacity.wait_exponential_jitter(multiplier=0.5, max=30, jitter=0.5)
_STAGGER = tenacity.wait_random(0, 0.25)  # so that several callers do not come back in one moment

_log = logging.getLogger(__name__)
for _name in ("httpx", "httpcore"):  # they write addresses with their queries, and headers
    logging.getLogger(_name).setLevel(logging.WARNING)
_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request, as often as it takes."""

    method: str
    path: str
    route: str
    params: Mapping[str, str] | None = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: bytes | None = field(repr=False)
    is_repeatable: bool
    buckets: Sequence[str]


class Session:
    """Calls to one system, within its limits, repeated where that is harmless.

    `classify` turns an answer into an error of the system's own (None: judge by the status);
    `quotas` reads what an answer's headers say is left. `patience_seconds` is how long one call may
    be tried again in all. SettingsError where credentials would travel unprotected.
    """

    def __init__(
        self,
        system: str,
        base_url: str,
        *,
        auth: httpx.Auth | None = None,
        classify: Classify = lambda _: None,
        quotas: Quotas = lambda _: (),
        in_flight: int = 4,
        patience_seconds: float = 300.0,
        read_timeout_seconds: float = 60.0,
        clock: Clock | None = None,
    ) -> None:
        self.system = system
        self.base_url = base_url.rstrip("/")
        self._origin = _safe_origin(system, self.base_url)
        self._clock = clock or Clock()
        self._classify, self._quotas = classify, quotas
        self._pacer = Pacer(self._clock)
        self._patience_seconds = patience_seconds
        self._slots = BoundedSemaphore(in_flight)
        self._lock = Lock()
        self._calls: Counter[tuple[str, str]] = Counter()
        self._answers, self._seconds = 0, 0.0
        self._client = httpx.Client(
            auth=auth,
            verify=_trusted(),
            timeout=httpx.Timeout(read_timeout_seconds, connect=CONNECT_SECONDS, pool=None),
            limits=httpx.Limits(max_connections=in_flight, max_keepalive_connections=in_flight),
            trust_env=not _is_loopback(self._origin[1]),  # a proxy is not for this machine
            event_hooks={"request": [self._before], "response": [self._after]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def calls(self) -> Mapping[tuple[str, str], int]:
        """How many requests went out by (method, route), log-ins and repetitions included."""
        with self._lock:
            return dict(self._calls)

    def quota(self, bucket: str = ACCOUNT) -> Quota | None:
        """What the system last said of a window; None where it never did."""
        return self._pacer.latest(bucket)

    @property
    def seconds_a_call(self) -> float | None:
        """How long an answer took, on the average; None before the first one."""
        with self._lock:
            return self._seconds / self._answers if self._answers else None

    def call(
        self,
        method: str,
        path: str,
        *,
        route: str = "",
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
        is_repeatable: bool | None = None,
        buckets: Sequence[str] = (),
    ) -> Reply:
        """The answer to one call; a SystemFault when there is none in the time there is.

        `path` is below the base URL, or a link that the system gave, which must lead to the same
        host. `body` goes as JSON, Decimals as exact numbers; bytes go as they are. `route` names
        the call in logs and counts, without ids. A call that is not repeatable is sent again only
        where the system surely did not act on it; else its Unreachable means that nobody knows.
        """
        ask = _Ask(
            method=method,
            path=path,
            route=route or path.partition("?")[0],
            params=params or None,
            headers={"Accept": "application/json", **(headers or {})},
            content=body if body is None or isinstance(body, bytes) else _encode(body),
            is_repeatable=method in REPEATABLE_METHODS if is_repeatable is None else is_repeatable,
            buckets=(ACCOUNT, *buckets),
        )
        deadline = self._clock.elapsed() + self._patience_seconds
        persistent = tenacity.Retrying(
            retry=lambda state: _is_worth_repeating(ask, state),
            wait=_seconds_to_wait,
            stop=lambda state: self._clock.elapsed() + state.upcoming_sleep > deadline,
            sleep=self._clock.sleep,
            reraise=True,
        )
        try:
            return persistent(self._attempt, ask)
        finally:
            persistent.iter_state.reset()  # it knows itself and the request, see `_alone`

    def _attempt(self, ask: _Ask) -> Reply:
        self._pacer.wait(ask.buckets)
        with self._slots:
            answer = self._sent(ask)
        if isinstance(answer, SystemFault):  # raised here: out of reach of what held the request
            _log.info("system=%s method=%s route=%s lost", self.system, ask.method, ask.route)
            raise answer
        now = self._clock.now()
        fault = self._classify(answer) or standard_fault(self.system, answer, now)
        if fault is not None:
            raise fault
        return reply(self.system, answer)

    def _sent(self, ask: _Ask) -> httpx.Response | SystemFault:
        request: httpx.Request | None = None
        try:
            request = self._request(ask)
            return _alone(self._client.send(request, follow_redirects=False))
        except (httpx.LocalProtocolError, httpx.InvalidURL, UnicodeEncodeError):
            return self._unsendable()
        except httpx.RequestError as error:  # may be of the log-in that came before the request
            return self._lost(error, was_sent=error.request is request)

    def _request(self, ask: _Ask) -> httpx.Request:
        is_link = ask.path.startswith(("http://", "https://"))
        request = self._client.build_request(
            ask.method,
            ask.path if is_link else self.base_url + ask.path,
            params=ask.params,
            headers=ask.headers,
            content=ask.content,
            extensions={ROUTE: ask.route},
        )
        if ask.content is not None:
            request.headers.setdefault("Content-Type", "application/json")
        return request

    def _before(self, request: httpx.Request) -> None:
        if _origin(request.url) != self._origin:
            raise BadAnswer(
                self.system, f"a link leads to another host, {request.url.host}: not followed."
            )
        with self._lock:
            self._calls[request.method, route_of(request)] += 1
        request.extensions[_STARTED] = self._clock.elapsed()

    def _after(self, response: httpx.Response) -> None:
        self._pacer.note(self._quotas(response))
        seconds = self._clock.elapsed() - response.request.extensions[_STARTED]
        with self._lock:
            self._answers, self._seconds = self._answers + 1, self._seconds + seconds
        _log.info(
            "system=%s method=%s route=%s status=%s seconds=%.3f",
            self.system,
            response.request.method,
            route_of(response.request),
            response.status_code,
            seconds,
        )

    def _lost(self, error: httpx.RequestError, *, was_sent: bool) -> Unreachable:
        host, kind = self._origin[1], type(error).__name__
        if isinstance(error, _NOT_SENT):
            sentence = f"no connection to {host} ({kind})."
        elif isinstance(error, httpx.TimeoutException):
            sentence = f"{host} did not answer in time ({kind})."
        else:
            sentence = f"{host} dropped the connection ({kind})."
        fault = Unreachable(self.system, sentence)
        fault.had_no_effect = isinstance(error, _NOT_SENT) or not was_sent
        return fault

    def _unsendable(self) -> LoginRefused:
        return LoginRefused(
            self.system,
            "the request cannot be written: a credential or an address holds characters that do "
            "not belong there (a line break?).",
            "Look at the settings, then: tieout doctor",
        )


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed: read once, for that takes longer than many a call."""
    return httpx.create_ssl_context()


def _alone(response: httpx.Response) -> httpx.Response:
    """An answer that was read, without its stream: each holds the other, with all that it said.

    Beside a large plan Python seldom looks for such pairs, and thousands of answers would wait.
    """
    response.stream = httpx.ByteStream(b"")
    return response


def _is_worth_repeating(ask: _Ask, state: tenacity.RetryCallState) -> bool:
    fault = state.outcome.exception() if state.outcome else None
    if isinstance(fault, Transient):
        return ask.is_repeatable or fault.had_no_effect
    return isinstance(fault, BadAnswer) and ask.is_repeatable and state.attempt_number == 1


def _seconds_to_wait(state: tenacity.RetryCallState) -> float:
    fault = state.outcome.exception() if state.outcome else None
    asked = fault.retry_after if isinstance(fault, Transient) else None
    return _BACKOFF(state) if asked is None else asked + _STAGGER(state)


def _safe_origin(system: str, base_url: str) -> Origin:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        raise SettingsError([f"{system}: base_url is not an address"]) from None
    if url.userinfo:
        raise SettingsError([f"{system}: base_url must not hold a user or a password"])
    is_safe = url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host))
    if not is_safe or not url.host:
        raise SettingsError(
            [
                f"{system}: base_url must begin with https:// (http:// only for this machine), "
                f"got {url.scheme}://{url.host}"
            ]
        )
    return _origin(url)


def _origin(url: httpx.URL) -> Origin:
    return url.scheme, url.host, url.port or {"http": 80}.get(url.scheme, 443)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
