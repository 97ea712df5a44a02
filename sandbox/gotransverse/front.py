"""The way of a request through the billing system: key, route, endpoint, headers."""

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sandbox.exact_json import encode
from sandbox.gotransverse.call import API, Answer, Call
from sandbox.gotransverse.errors import RefusedError, no_such_path, not_allowed, not_logged_in
from sandbox.gotransverse.keys import BILLING
from sandbox.gotransverse.routes import matched
from sandbox.gotransverse.tenant import Tenant

JSON = "application/json;charset=UTF-8"


class Front:
    """Answers every request of one tenant."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def answer(self, request: Request) -> Response:
        """In a thread of its own, so that a long query keeps nobody else from the event loop."""
        return await run_in_threadpool(self._response, request, await request.body())

    def _response(self, request: Request, body: bytes) -> Response:
        try:
            answer = self._answer(request, body)
        except RefusedError as refusal:
            return refused(refusal)
        return Response(answer.body, answer.status, {**answer.headers, "content-type": JSON})

    def _answer(self, request: Request, body: bytes) -> Answer:
        path = request.url.path
        call = Call(
            tenant=self._tenant,
            method=request.method,
            path=path,
            raw_query=request.url.query,
            query=parse_qs(request.url.query, keep_blank_values=True),
            raw_body=body,
        )
        self._raise_unless_logged_in(call, request.headers.get("x-api-key"))
        if not path.startswith(f"{API}/"):
            raise no_such_path(path)
        endpoint, call.names = matched(call.method, path.removeprefix(API).rstrip("/"))
        with self._tenant.store.transaction():
            return endpoint(call)

    def _raise_unless_logged_in(self, call: Call, key: str | None) -> None:
        if call.fault("expired-token"):
            self._tenant.keys.rotate()
        if call.fault("wrong-credentials"):
            raise not_logged_in()
        self._tenant.keys.raise_unless_allowed(key)
        if fault := call.fault("no-permission"):
            raise not_allowed(str(fault.option("name", BILLING)))


def refused(refusal: RefusedError) -> Response:
    """The response of a refusal."""
    headers = {**refusal.headers, "content-type": JSON}
    return Response(encode(refusal.body()), refusal.status, headers)
