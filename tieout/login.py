"""Log-in by a token that runs out: asked for when first needed, again when it is refused."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from threading import Lock

import httpx

from tieout.answers import json_or_none, standard_fault
from tieout.clock import Clock
from tieout.errors import BadAnswer, LoginRefused, SystemFault, Transient
from tieout.log import keep_out

RENEW_SECONDS = 60.0  # a token that is about to run out might do so on its way
SHORTEST_LIFE_SECONDS = 300.0  # where the answer does not say how long it lives


@dataclass(frozen=True, slots=True)
class _Token:
    value: str = field(repr=False)
    good_until: float


class BearerLogin(httpx.Auth):
    """Puts a bearer token on every request. Safe to use from several threads.

    `token_request` makes the request for a new token; `fault` says what a refusal of it means, in
    the system's own words (None: judge by the status). A request that comes back with 401 is sent
    once more with a new token: it was not acted on.
    """

    requires_response_body = True

    def __init__(
        self,
        system: str,
        token_request: Callable[[], httpx.Request],
        fault: Callable[[httpx.Response], SystemFault | None] = lambda _: None,
        clock: Clock | None = None,
    ) -> None:
        self._system = system
        self._token_request = token_request
        self._fault = fault
        self._clock = clock or Clock()
        self._lock = Lock()
        self._token: _Token | None = None
        self.granted: dict[str, object] = {}  # what else the last token answer said, its scope

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        token = yield from self._token_other_than(None)
        request.headers["Authorization"] = f"Bearer {token.value}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            token = yield from self._token_other_than(token)
            request.headers["Authorization"] = f"Bearer {token.value}"
            yield request

    def _token_other_than(
        self, refused: _Token | None
    ) -> Generator[httpx.Request, httpx.Response, _Token]:
        with self._lock:
            token = self._token
            if token is None or token is refused or self._clock.elapsed() > token.good_until:
                self._token = None
                response = yield self._token_request()
                self._raise_if_refused(response)
                token = self._token = self._read(response)
            return token

    def _raise_if_refused(self, response: httpx.Response) -> None:
        fault = self._fault(response) or standard_fault(self._system, response, self._clock.now())
        if isinstance(fault, Transient):
            fault.had_no_effect = True  # the request itself has not been sent yet
        if fault is not None:
            raise fault

    def _read(self, response: httpx.Response) -> _Token:
        answer = json_or_none(response)
        value = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(answer, dict) or not isinstance(value, str) or not value:
            raise BadAnswer(self._system, "the log-in answered without an access token.")
        if not value.isascii() or not value.isprintable():
            raise LoginRefused(self._system, "the log-in answered with a token that is no text.")
        keep_out([value])
        self.granted = {name: said for name, said in answer.items() if "token" not in name}
        return _Token(value, self._clock.elapsed() + _life_seconds(answer) - RENEW_SECONDS)


def _life_seconds(answer: dict[str, object]) -> float:
    said = str(answer.get("expires_in", ""))  # some send the number as text
    return float(said) if said.isdigit() else SHORTEST_LIFE_SECONDS
