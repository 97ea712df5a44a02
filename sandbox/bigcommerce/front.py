"""The way of a request through the store: log-in, quota, endpoint, headers."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import (
    RefusedError,
    gateway,
    missing_scope,
    trailing_slash,
    unauthorized,
    v2,
    v2_not_found,
    v3,
    v3_not_found,
)
from sandbox.bigcommerce.login import TOKEN_PATH, granted, principal
from sandbox.bigcommerce.payments import settle
from sandbox.bigcommerce.routes import matched, methods
from sandbox.bigcommerce.sender import Delivery, Sender, messages
from sandbox.bigcommerce.shop import Shop
from sandbox.bigcommerce.tables import HOOKS
from sandbox.exact_json import decode, encode
from sandbox.records import LIVE, equal

JSON = "application/json"
KNOWN_VERBS = frozenset({"GET", "POST", "PUT", "DELETE"})
_PATH = re.compile(r"/stores/(?P<hash>[^/]+)/(?P<version>v2|v3)/(?P<path>.*)")
_ACCEPTED = ("application/json", "application/*", "*/*")


class Front:
    """Answers every request of one store, and hands what happened to the webhooks."""

    def __init__(self, shop: Shop, sender: Sender) -> None:
        self._shop = shop
        self._sender = sender

    async def answer(self, request: Request) -> Response:
        """In a thread of its own, so that a long query keeps nobody else from the event loop."""
        return await run_in_threadpool(self._response, request, await request.body())

    def _response(self, request: Request, body: bytes) -> Response:
        now = self._shop.clock()
        try:
            response = in_json(*self._answer(request, body, now))
        except RefusedError as refusal:
            response = in_json(refusal.body, refusal.status, refusal.headers)
        for name, value in self._shop.quota.headers(now).items():
            response.headers[name] = value
        return response

    def _answer(self, request: Request, body: bytes, now: float) -> tuple[object, int]:
        if request.url.path == TOKEN_PATH and request.method == "POST":
            return granted(_form(request, body)), 200
        found = _PATH.fullmatch(request.url.path)
        if found is None:
            raise gateway(404, "The route is not found, check the URL")
        call = self._call(request, found, body, now)
        with self._shop.store.transaction():
            self._shop.quota.use(now)
            answer = _endpoint_answer(call)
            deliveries = self._deliveries(call)
        self._sender.send(deliveries)
        return answer.body, answer.status

    def _call(self, request: Request, found: re.Match[str], body: bytes, now: float) -> Call:
        store_hash, version, path = found["hash"], found["version"], found["path"]
        call = Call(
            shop=self._shop,
            principal=principal(request.headers.get("x-auth-token"), store_hash),
            method=request.method,
            site=f"{request.url.scheme}://{request.headers.get('host') or request.url.netloc}",
            store_hash=store_hash,
            version=version,
            path=path,
            query=dict(parse_qsl(request.url.query, keep_blank_values=True)),
            raw_body=body,
            now=int(now),
        )
        if call.fault("wrong-credentials") or call.fault("expired-token"):
            raise unauthorized()
        if call.fault("no-permission"):
            raise missing_scope()
        _raise_unless_json(request.headers, body)
        return call

    def _deliveries(self, call: Call) -> list[Delivery]:
        if not call.events:
            return []
        hooks = self._shop.store.find(HOOKS, LIVE & equal("is_active", 1))
        return messages(call.events, hooks, call.store_hash, call.now)


def _endpoint_answer(call: Call) -> Answer:
    if call.version == "v3" and call.path.endswith("/"):
        raise trailing_slash()
    if call.version == "v2":
        call.path = call.path.rstrip("/").removesuffix(".json")
    found = matched(call.method, call.version, call.path)
    if found is None:
        raise _no_route(call)
    route, call.names = found
    call.principal.raise_unless_allowed(route.scope, "read" if call.method == "GET" else "write")
    settle(call)
    return route.endpoint(call)


def _no_route(call: Call) -> RefusedError:
    if call.method not in KNOWN_VERBS:
        return gateway(501, "The verb is not supported")
    if allowed := methods(call.version, call.path):
        words = f"The verb is not allowed here; allowed are {', '.join(sorted(allowed))}."
        return v2(405, words) if call.version == "v2" else v3(405, words)
    return v2_not_found() if call.version == "v2" else v3_not_found()


def _raise_unless_json(headers: Mapping[str, str], body: bytes) -> None:
    """406 for a client that takes no JSON, 415 for a body that says it is none."""
    accept = headers.get("accept", "*/*")
    if not any(kind in accept.lower() for kind in _ACCEPTED):
        raise gateway(406, "The Accept header asks for a type that is not supported")
    if body and JSON not in headers.get("content-type", "").lower():
        raise gateway(415, "The Content-Type has to be application/json")


def _form(request: Request, body: bytes) -> dict[str, str]:
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(body.decode(errors="replace")))
    try:
        sent = decode(body)
    except ValueError:
        return {}
    return {str(name): str(it) for name, it in sent.items()} if isinstance(sent, dict) else {}


def in_json(body: object, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The response of an answer: no bytes and no type where there is no body."""
    if body is None:
        return Response(None, status, dict(headers or {}))
    return Response(encode(body), status, {**(headers or {}), "content-type": JSON})
