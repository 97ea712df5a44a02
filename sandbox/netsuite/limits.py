"""How many requests the account works on at once."""

from threading import Lock

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.netsuite.calls import refused
from sandbox.netsuite.errors import too_many_requests
from sandbox.netsuite.oauth2 import TOKEN_PATH


class Concurrency:
    """An ASGI layer that refuses what comes while `limit` requests are in flight.

    Asking for a token is not governed. A request is over when the last byte of its answer goes out,
    so a client that waits for an answer before it sends the next request is never one too many.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self.limit = limit
        self._lock = Lock()
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == TOKEN_PATH:
            await self._app(scope, receive, send)
        elif not self._enter():
            await refused(too_many_requests())(scope, receive, send)
        else:
            await self._governed(scope, receive, send)

    async def _governed(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_in = True

        async def sending(message: Message) -> None:
            nonlocal is_in
            is_last = message["type"] == "http.response.body" and not message.get("more_body")
            if is_last and is_in:
                is_in = False
                self._leave()
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            if is_in:
                self._leave()

    def _enter(self) -> bool:
        with self._lock:
            if self._in_flight >= self.limit:
                return False
            self._in_flight += 1
            return True

    def _leave(self) -> None:
        with self._lock:
            self._in_flight -= 1
