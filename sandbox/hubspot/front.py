"""The way of a request through the CRM: log-in, limits, scopes, endpoint, headers."""

import re
import uuid
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sandbox.exact_json import encode
from sandbox.hubspot.call import Answer, Call
from sandbox.hubspot.errors import (
    RefusedError,
    missing_scopes,
    no_partner,
    not_allowed,
    not_found,
    not_logged_in,
    url_too_long,
)
from sandbox.hubspot.login import Principal
from sandbox.hubspot.object_types import ObjectType
from sandbox.hubspot.portal import Portal
from sandbox.hubspot.route import WRITE, Route
from sandbox.hubspot.routes import DATES, ROUTES
from sandbox.hubspot.search import search_objects

JSON = "application/json;charset=utf-8"
TYPE_NAMES = ("objectType", "toObjectType", "fromObjectType")
UPDATES = ("update_batch", "update_object")


def _compiled() -> dict[int, list[tuple[re.Pattern[str], Route]]]:
    """The routes by how many parts their paths have."""
    found = defaultdict(list)
    for route in ROUTES:
        path = route.operation.path
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        pattern = pattern.replace("(?P<date>[^/]+)", f"(?P<date>{'|'.join(DATES)})")
        found[path.count("/")].append((re.compile(pattern), route))
    return dict(found)


BY_LENGTH = _compiled()


class Front:
    """Answers every request of one account."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def answer(self, request: Request) -> Response:
        """In a thread of its own, so that a long query keeps nobody else from the event loop."""
        return await run_in_threadpool(self._response, request, await request.body())

    def _response(self, request: Request, body: bytes) -> Response:
        correlation_id = str(uuid.uuid4())
        headers = {
            "X-HubSpot-Correlation-Id": correlation_id,
            "X-Trace": f"2B{uuid.uuid4().hex.upper()}",
        }
        try:
            answer = self._answer(_call(self._portal, request, body), request, headers)
            self._portal.webhooks.flush()
        except RefusedError as refusal:
            self._portal.webhooks.discard()
            answer = Answer(refusal, refusal.status, refusal.headers)
        return in_json(answer, headers, correlation_id)

    def _answer(self, call: Call, request: Request, headers: dict[str, str]) -> Answer:
        portal, authorization = self._portal, request.headers.get("authorization")
        if len(call.path) + 1 + len(request.url.query) > portal.options.longest_url:
            raise url_too_long()
        route, call.names = _matched(call.method, call.path.rstrip("/"))
        with portal.store.transaction():
            if route.operation.path.startswith("/oauth"):
                return route.endpoint(call)
            principal = self._principal(call, authorization)
            kind = {
                "is_private": principal.is_private,
                "is_search": route.endpoint is search_objects,
            }
            try:
                portal.limits.use(call.now, **kind)
            finally:
                headers |= portal.limits.headers(call.now, **kind)
            _raise_unless_allowed(call, route, principal)
            return route.endpoint(call)

    def _principal(self, call: Call, authorization: str | None) -> Principal:
        if call.fault("wrong-credentials"):
            raise not_logged_in()
        if call.fault("expired-token"):
            self._portal.logins.expire(authorization)
        return self._portal.logins.principal(authorization, call.now)


def _raise_unless_allowed(call: Call, route: Route, principal: Principal) -> None:
    """The scopes of every object type in the path, and what partner objects refuse to all."""
    wanted = _scopes(call, route)
    fault = call.fault("no-permission")
    if fault is not None:
        raise missing_scopes([str(fault.option("name", next(iter(wanted[0]), "oauth")))])
    for kind in _types(call):
        _raise_unless_partner(call, route, kind)
    for any_of in wanted:
        principal.raise_unless_allowed(any_of)


def _types(call: Call) -> list[ObjectType]:
    names = [call.names[name] for name in TYPE_NAMES if name in call.names]
    return [call.portal.type_called(name) for name in names]


def _raise_unless_partner(call: Call, route: Route, kind: ObjectType) -> None:
    if not kind.is_only_read_and_updated:
        return
    if not call.portal.options.is_partner:
        raise no_partner()
    is_object_write = route.needs == "objects" and route.verb == WRITE
    is_association = "ssociat" in route.operation.path
    if is_object_write and not is_association and route.endpoint.__name__ not in UPDATES:
        raise not_allowed(["GET", "PATCH"])


def _scopes(call: Call, route: Route) -> list[tuple[str, ...]]:
    """For each thing that is needed, the scopes of which one is enough."""
    if route.needs in ("", "owners", "lists"):
        fixed = {"": (), "owners": ("crm.objects.owners.read",)}
        return [fixed.get(route.needs, (f"crm.lists.{route.verb}",))]
    if route.needs in ("companies", "deals"):
        return [(f"crm.objects.{route.needs}.read",)]
    if route.needs == "custom":
        return [(f"crm.schemas.custom.{route.verb}",)]
    return [_scopes_of(kind, route) for kind in _types(call)] or [()]


def _scopes_of(kind: ObjectType, route: Route) -> tuple[str, ...]:
    if kind.scope == "tickets":
        return ("tickets",)
    own = f"{kind.scope}.{route.verb}"
    schema = f"{kind.scope.replace('objects', 'schemas')}.{route.verb}"
    if route.needs != "schemas" or kind.is_only_read_and_updated:
        return (own,)
    return (schema,) if route.verb == WRITE else (schema, own)


def _matched(method: str, path: str) -> tuple[Route, Mapping[str, str]]:
    """The route and the names in its path; 405 where only another method is known there."""
    methods = []
    for pattern, route in BY_LENGTH.get(path.count("/"), ()):
        if found := pattern.fullmatch(path):
            if route.operation.method == method:
                return route, found.groupdict()
            methods.append(route.operation.method)
    raise not_allowed(methods) if methods else not_found()


def _call(portal: Portal, request: Request, body: bytes) -> Call:
    host = request.headers.get("host") or request.url.netloc
    return Call(
        portal=portal,
        method=request.method,
        site=f"{request.url.scheme}://{host}",
        path=request.url.path,
        query=parse_qsl(request.url.query, keep_blank_values=True),
        raw_body=body,
        now=portal.clock(),
    )


def in_json(answer: Answer, headers: Mapping[str, str], correlation_id: str) -> Response:
    """The response of an answer or a refusal; the id goes into the refusal's body too."""
    every = {**headers, **answer.headers}
    if answer.body is None:
        return Response(None, answer.status, every)
    is_refusal = isinstance(answer.body, RefusedError)
    body = answer.body.body(correlation_id) if is_refusal else answer.body
    return Response(encode(body), answer.status, {**every, "content-type": JSON})
