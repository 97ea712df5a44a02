"""The way of a request into the org: log-in, version, limits, endpoint, headers."""

import gzip
import zlib
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sandbox.exact_json import encode
from sandbox.salesforce import bulk1_formats, soap
from sandbox.salesforce.call import Answer, Call, parameters
from sandbox.salesforce.errors import Bare, Refusal, invalid_session, no_access, not_found
from sandbox.salesforce.metadata_endpoints import identity, is_version, versions
from sandbox.salesforce.routes import dispatched
from sandbox.salesforce.sessions import oauth_refusal
from sandbox.salesforce.soap import SoapFault
from sandbox.salesforce.state import Org

JSON = "application/json;charset=UTF-8"
XML = "text/xml;charset=UTF-8"
SMALLEST_COMPRESSED = 1024  # bytes; shorter bodies go as they are
COMPRESSION = 1  # the quickest: both ends are on one machine
OPEN_VERSION = "60.0"  # whose words are used before a version is known


class Front:
    """Answers every request of one org."""

    def __init__(self, org: Org) -> None:
        self._org = org

    async def answer(self, request: Request) -> Response:
        """In a thread of its own, so that a long query keeps nobody else from the event loop."""
        return await run_in_threadpool(self._response, request, await request.body())

    def _response(self, request: Request, body: bytes) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            response = _rendered(self._answer(request, _plain(body, headers), headers))
        except SoapFault as fault:
            response = Response(fault.envelope(), 500, media_type=XML)
        except Refusal as refusal:
            response = refused(refusal)
        if "gzip" in headers.get("accept-encoding", "").lower():
            _compress(response)
        return response

    def _answer(self, request: Request, body: bytes, headers: Mapping[str, str]) -> Answer:
        raw = request.scope.get("raw_path", request.url.path.encode()).decode("ascii")
        segments = [it for it in raw.partition("?")[0].split("/") if it]
        path = "/" + "/".join(segments)
        site = f"{request.url.scheme}://{headers.get('host', request.url.netloc)}"
        call = Call(
            *(self._org, request.method, site, path, OPEN_VERSION),
            *(parameters(request.url.query), body, headers),
        )
        match [it.lower() for it in segments]:
            case ["services", "oauth2", "token"]:
                return self._token(call)
            case ["services", "oauth2", "revoke"]:
                return self._revoke(call)
            case ["services", "soap", "u", _, *_]:
                return self._soap(call, segments[3])
            case ["services", "data"]:
                return Answer(versions())
            case ["services", "data", _, *_]:
                return self._rest(call, segments[2].removeprefix("v"))
            case ["services", "async", _, *_]:
                return self._bulk1(call, segments[2])
            case ["id", _, _]:
                self._raise_unless_logged_in(call, _bearer(call))
                return Answer(identity(site))
            case _:
                raise not_found()

    def _rest(self, call: Call, version: str) -> Answer:
        if not is_version(version):
            raise not_found()
        call.version = version
        self._raise_unless_logged_in(call, _bearer(call))
        self._org.count_call()
        if "_HttpMethod" in call.query and call.method == "POST":
            call.method = call.query["_HttpMethod"].upper()
        self._raise_if_forbidden(call)
        try:
            answer = dispatched(call)
        except Refusal as refusal:
            refusal.headers["Sforce-Limit-Info"] = self._org.usage()
            raise
        answer.headers["Sforce-Limit-Info"] = self._org.usage()
        return answer

    def _bulk1(self, call: Call, version: str) -> Answer:
        in_json = "json" in call.header("content-type").lower()
        if not is_version(version):
            words = f"Invalid API version: {version}"
            raise bulk1_formats.refusal("InvalidVersion", words, in_json=in_json)
        call.version = version
        try:
            self._raise_unless_logged_in(call, call.header("x-sfdc-session") or _bearer(call))
        except Refusal as refusal:
            words = "Invalid session id"
            told = bulk1_formats.refusal("InvalidSessionId", words, in_json=in_json)
            raise told from refusal
        self._org.count_call()
        self._raise_if_forbidden(call)
        try:
            return dispatched(call)
        except Bare:
            raise
        except Refusal as refusal:
            words = f"{refusal.code}: {refusal.message}"
            raise bulk1_formats.refusal(
                "InvalidBatch", words, in_json=in_json, status=refusal.status
            ) from refusal

    def _token(self, call: Call) -> Answer:
        if call.fault("wrong-credentials"):
            raise oauth_refusal("invalid_grant", "authentication failure")
        if call.method == "POST":
            form = dict(parse_qsl(call.raw_body.decode(errors="replace")))
        else:
            form = {}
        wanted = {**call.query, **form}
        now = self._org.clock()
        sessions = self._org.sessions
        return Answer(sessions.token(wanted, call.header("authorization"), call.site, now))

    def _revoke(self, call: Call) -> Answer:
        form = dict(parse_qsl(call.raw_body.decode(errors="replace")))
        self._org.sessions.end({**call.query, **form}.get("token", ""))
        return Answer()

    def _soap(self, call: Call, version: str) -> Answer:
        if call.fault("wrong-credentials"):
            raise SoapFault("INVALID_LOGIN", "Invalid username, password, security token")
        if not is_version(version):
            raise SoapFault("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL")
        soap.raise_unless_right(call.raw_body, version)
        session = self._org.sessions.open(self._org.clock())
        return Answer(soap.logged_in(session, call.site, version), media_type=XML)

    def _raise_unless_logged_in(self, call: Call, token: str) -> None:
        if call.fault("expired-token"):
            self._org.sessions.end(token)
        if not self._org.sessions.is_good(token, self._org.clock()):
            raise invalid_session()

    def _raise_if_forbidden(self, call: Call) -> None:
        """The fault without a name forbids the request; with one, it hides what is named."""
        fault = call.fault("no-permission")
        if fault is None:
            return
        name = str(fault.option("name", ""))
        if not name:
            raise no_access()
        call.hide(name)


def refused(refusal: Refusal) -> Response:
    """The answer that says no."""
    return _rendered(Answer(refusal.body(), refusal.status, refusal.headers))


def _rendered(answer: Answer) -> Response:
    if answer.body is None:
        return Response(status_code=answer.status, headers=answer.headers)
    if isinstance(answer.body, str):
        media_type = answer.headers.pop("content-type", answer.media_type)
        if "charset" not in media_type:
            media_type = f"{media_type};charset=UTF-8"
        return Response(answer.body, answer.status, answer.headers, media_type)
    return Response(encode(answer.body), answer.status, answer.headers, JSON)


def _compress(response: Response) -> None:
    body = bytes(response.body)
    if len(body) < SMALLEST_COMPRESSED:
        return
    response.body = gzip.compress(body, COMPRESSION)
    response.headers["content-length"] = str(len(response.body))
    response.headers["content-encoding"] = "gzip"
    tag = response.headers.get("etag")
    if tag is not None:
        response.headers["etag"] = f'{tag.removesuffix(chr(34))}-gzip"'


def _plain(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The body that was sent, uncompressed."""
    if headers.get("content-encoding", "").lower() != "gzip":
        return body
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        raise Refusal(400, "JSON_PARSER_ERROR", "The body is not gzip") from None


def _bearer(call: Call) -> str:
    kind, _, token = call.header("authorization").partition(" ")
    return token.strip() if kind.lower() in ("bearer", "oauth") else ""
