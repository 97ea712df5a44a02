"""The way of a request through the helpdesk: log-in, limits, endpoint, headers."""

import secrets
import time
import zlib
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sandbox.exact_json import decode, encode
from sandbox.zendesk.account import Account
from sandbox.zendesk.call import API, Answer, Call
from sandbox.zendesk.errors import (
    RefusedError,
    invalid_endpoint,
    invalid_token,
    malformed_json,
    missing_scope,
    no_access,
    not_logged_in,
)
from sandbox.zendesk.login import Principal, Verb
from sandbox.zendesk.routes import matched

JSON = "application/json; charset=utf-8"
TOKENS = "/oauth/tokens"
ME = "users/me"
COOKIE = "__cfruid=pretended; path=/; HttpOnly"


class Front:
    """Answers every request of one account."""

    def __init__(self, account: Account) -> None:
        self._account = account

    async def answer(self, request: Request) -> Response:
        """In a thread of its own, so that a long query keeps nobody else from the event loop."""
        return await run_in_threadpool(self._response, request, await request.body())

    def _response(self, request: Request, body: bytes) -> Response:
        started = time.perf_counter()
        headers = {
            "x-request-id": secrets.token_hex(16),
            "x-zendesk-api-version": "v2",
            "cache-control": "max-age=0, private, must-revalidate",
            "set-cookie": COOKIE,
        }
        try:
            answer = self._answer(request, body, headers)
            response = _in_json(answer.body, answer.status, answer.headers)
        except RefusedError as refusal:
            response = refused(refusal)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers["x-runtime"] = f"{time.perf_counter() - started:.6f}"
        return response

    def _answer(self, request: Request, body: bytes, headers: dict[str, str]) -> Answer:
        account, path = self._account, request.url.path
        now = account.clock()
        if path.removesuffix(".json") == TOKENS:
            return self._token(request, body, now)
        if not path.startswith(f"{API}/"):
            raise invalid_endpoint()
        self._settle(now)
        call = _call(account, request, body, now)
        with account.store.transaction():
            short = path.removeprefix(f"{API}/").removesuffix(".json").rstrip("/")
            principal = self._principal(call, short)
            if principal is None:
                return Answer({"user": {"name": "Anonymous user"}})
            call.principal = principal
            try:
                account.limits.request(now)
            finally:
                headers.update(account.limits.headers(now))
            answer = _endpoint_answer(call, short)
        headers.update(call.headers)
        return answer

    def _settle(self, now: float) -> None:
        """Jobs that are due come first, in a transaction that this request cannot undo."""
        with self._account.store.transaction():
            self._account.jobs.settle(now)

    def _token(self, request: Request, body: bytes, now: float) -> Answer:
        if request.method != "POST":
            raise invalid_endpoint()
        if "form" in request.headers.get("content-type", ""):
            sent: object = dict(parse_qsl(body.decode(errors="replace")))
        else:
            try:
                sent = decode(body)
            except ValueError as malformed:
                raise malformed_json(str(malformed)) from None
        if not isinstance(sent, dict):
            raise malformed_json("an object was expected")
        if self._account.faults.take("wrong-credentials", f"POST {TOKENS}"):
            sent = {**sent, "client_secret": None}
        return Answer(self._account.logins.grant(sent, now), 201)

    def _principal(self, call: Call, short: str) -> Principal | None:
        """Who asks; None for the anonymous user, as whom `users/me` greets a wrong log-in."""
        account, authorization = self._account, call.request_headers.get("authorization")
        if call.fault("expired-token"):
            account.logins.expire_all()
            if authorization and not authorization.lower().startswith("bearer"):
                raise invalid_token()
        try:
            if authorization and call.fault("wrong-credentials"):
                raise not_logged_in()
            return account.logins.principal(authorization, account.role_of, call.now)
        except RefusedError as refusal:
            if short == ME and refusal.body == not_logged_in().body:
                return None
            raise


def _endpoint_answer(call: Call, short: str) -> Answer:
    found = matched(call.method, short)
    if found is None:
        raise invalid_endpoint()
    route, call.names = found
    verb: Verb = "read" if call.method == "GET" else "write"
    call.principal.raise_unless_allowed(route.resource, verb)
    _raise_unless_impersonating(call)
    if call.fault("no-permission"):
        raise no_access()
    return route.endpoint(call)


def _raise_unless_impersonating(call: Call) -> None:
    scopes = call.principal.scopes
    if scopes is None or "impersonate" in scopes:
        return
    if "x-on-behalf-of" in call.request_headers:
        raise missing_scope("impersonate")


def _call(account: Account, request: Request, body: bytes, now: float) -> Call:
    headers: Mapping[str, str] = request.headers
    host = headers.get("host") or request.url.netloc
    return Call(
        account=account,
        principal=Principal("", "end-user"),
        method=request.method,
        site=f"{request.url.scheme}://{host}",
        path=request.url.path,
        query=_query(request.url.query),
        raw_body=body,
        request_headers=headers,
        now=now,
    )


def _query(text: str) -> dict[str, str]:
    """The parameters; a list (`role[]=agent&role[]=admin`) becomes one text with commas."""
    query: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        is_list = name.endswith("[]") and name in query
        query[name] = f"{query[name]},{value}" if is_list else value
    return query


def refused(refusal: RefusedError) -> Response:
    """The response of a refusal: its text as text, all else as JSON."""
    if isinstance(refusal.body, str):
        text = refusal.body.encode()
        headers = {**refusal.headers, "content-type": refusal.media_type}
        return Response(text, refusal.status, headers)
    return _in_json(refusal.body, refusal.status, refusal.headers)


def _in_json(body: object, status: int, headers: Mapping[str, str]) -> Response:
    if body is None:
        return Response(None, status, dict(headers))
    text = encode(body)
    etag = f'W/"{zlib.crc32(text):08x}"'
    return Response(text, status, {**headers, "content-type": JSON, "etag": etag})
