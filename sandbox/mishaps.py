"""The generic faults, acted out on the wire in front of a stand-in that knows nothing of them."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults import Fault, Faults

Address = tuple[str, int]
VendorsWords = Callable[[Fault], Response | None]

REFUSALS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "rate-limit": (429, "Too Many Requests"),
        "rate-limit-silent": (429, "Too Many Requests"),
        "error-500": (500, "Internal Server Error"),
        "unavailable": (503, "Service Unavailable"),
    }
)
WITH_RETRY_AFTER = frozenset({"rate-limit", "unavailable"})
HTML = b"<!DOCTYPE html><html><head><title>Please wait</title></head><body></body></html>"


class Mishaps:
    """An ASGI layer that lets requests through to `app`, but for the faults that are switched on.

    A fault's `match` is looked for in `METHOD path?query`. `hang_up` closes the connection of a
    client at once; `closing` is set when the server stops, so that nobody waits any longer.
    """

    def __init__(
        self,
        app: ASGIApp,
        faults: Faults,
        hang_up: Callable[[Address], None],
        closing: asyncio.Event,
        vendors_words: VendorsWords | None = None,
    ) -> None:
        self._app = app
        self._faults = faults
        self._hang_up_on = hang_up
        self._closing = closing
        self._vendors_words = vendors_words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        where = f"{scope['method']} {scope['path']}?{scope['query_string'].decode('latin-1')}"
        if fault := self._faults.take("slow", where):
            await self._pause(fault.option("seconds", 1))
        if fault := self._faults.take("timeout", where):
            await self._pause(fault.option("seconds", 30), _gone(receive))
            await self._hang_up(scope, receive)
        elif self._faults.take("drop", where):
            await self._hang_up(scope, receive)
        elif fault := self._refused(where):
            await self._refusal(fault)(scope, receive, send)
        elif self._faults.take("commit-then-drop", where):
            await self._app(scope, receive, _swallow)
            await self._hang_up(scope, receive)
        elif self._faults.take("malformed-body", where):
            await self._app(scope, receive, _Halved(send))
        elif self._faults.take("not-json", where):
            await Response(HTML, media_type="text/html")(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refused(self, where: str) -> Fault | None:
        taken = (self._faults.take(name, where) for name in REFUSALS)
        return next((fault for fault in taken if fault is not None), None)

    def _refusal(self, fault: Fault) -> Response:
        status, words = REFUSALS[fault.name]
        response = self._vendors_words(fault) if self._vendors_words else None
        if response is None:
            response = PlainTextResponse(words, status)
        if fault.name in WITH_RETRY_AFTER:
            response.headers.setdefault("Retry-After", str(fault.option("seconds", 1)))
        elif "Retry-After" in response.headers:
            del response.headers["Retry-After"]
        return response

    async def _pause(self, seconds: float, *ends: Coroutine[None, None, None]) -> None:
        """Wait that long, or until the server closes, or until one of `ends` has come."""
        waits = [asyncio.ensure_future(self._closing.wait()), *map(asyncio.ensure_future, ends)]
        _, pending = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in pending:
            wait.cancel()

    async def _hang_up(self, scope: Scope, receive: Receive) -> None:
        self._hang_up_on(scope["client"])
        await _gone(receive)


class _Halved:
    """Sends on an answer with the second half of its body cut off, its length stated as cut."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        half = self._body[: len(self._body) // 2]
        headers = [pair for pair in self._start["headers"] if pair[0].lower() != b"content-length"]
        length = (b"content-length", str(len(half)).encode())
        await self._send({**self._start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": half})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _swallow(message: Message) -> None:
    """Where an answer goes that nobody gets."""
