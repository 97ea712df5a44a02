"""A request as the rules see it, and the answers they give, apart from any web framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec
from starlette.responses import Response

from sandbox.netsuite.errors import Refusal, invalid_parameter

MOST_ROWS = 1000  # of a page
_RESOURCE = "application/vnd.oracle.resource+json; type="
_decoded = msgspec.json.Decoder(float_hook=Decimal).decode
_encoded = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `base` is scheme and host as the client called them; header names lower case."""

    method: str
    base: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    names: Mapping[str, str] = field(default_factory=dict)  # the parts of the path that vary

    @property
    def url(self) -> str:
        """The address without its query."""
        return self.base + self.path

    @property
    def target(self) -> str:
        """What the `match` of a fault is looked for in."""
        return f"{self.method} {self.path}?{self.query_string}"

    @property
    def parameters(self) -> Sequence[tuple[str, str]]:
        return parse_qsl(self.query_string, keep_blank_values=True)

    def parameter(self, name: str) -> str | None:
        return next((value for key, value in self.parameters if key == name), None)

    def is_set(self, name: str) -> bool:
        """A parameter that says true or false; refused when it says anything else."""
        value = (self.parameter(name) or "false").lower()
        if value not in ("true", "false"):
            raise invalid_parameter(f"Invalid value '{value}': expected true or false.", name)
        return value == "true"

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    def prefers(self, preference: str) -> bool:
        wishes = self.header("prefer").lower().replace(";", ",").split(",")
        return preference in (wish.strip() for wish in wishes)

    def json(self) -> dict[str, Any]:
        """The body, an object; numbers exact."""
        if self.header("content-type").split(";")[0].strip() not in _JSON:
            raise Refusal(
                415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported media type.", header="Content-Type"
            )
        try:
            decoded = _decoded(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Refusal(400, "INVALID_REQUEST", f"Invalid JSON in the body: {error}.") from error
        if not isinstance(decoded, dict):
            raise Refusal(400, "INVALID_REQUEST", "Invalid body: expected a JSON object.")
        return decoded


_JSON = frozenset({"application/json", "application/vnd.oracle.resource+json"})


def page_of(call: Call) -> tuple[int, int]:
    """Limit and offset of a list, by the vendor's rules."""
    limit = _whole(call, "limit", MOST_ROWS)
    offset = _whole(call, "offset", 0)
    if not 1 <= limit <= MOST_ROWS:
        raise invalid_parameter(
            f"Invalid value '{limit}' of the query parameter 'limit'. Provide a number between 1 "
            f"and {MOST_ROWS}.",
            "limit",
        )
    if offset < 0 or offset % limit:
        raise invalid_parameter(
            f"Invalid value '{offset}' of the query parameter 'offset'. Provide a number that is "
            f"not negative and divisible by the limit {limit}.",
            "offset",
        )
    return limit, offset


def _whole(call: Call, name: str, default: int) -> int:
    text = call.parameter(name)
    if text is None:
        return default
    try:
        return int(text)
    except ValueError:
        raise invalid_parameter(
            f"Invalid value '{text}' of the query parameter '{name}'. Provide a whole number.", name
        ) from None


def page_links(
    call: Call, limit: int, offset: int, reachable: int, has_more: bool
) -> list[dict[str, str]]:
    """Where the other pages are; `reachable` is how many rows paging can get at."""
    last = max(0, (reachable - 1) // limit * limit)
    links = []
    if offset:
        links += [("prev", max(0, offset - limit)), ("first", 0)]
    if has_more:
        links += [("next", offset + limit)]
    links += [("last", last), ("self", offset)]
    others = "".join(f"&{key}={value}" for key, value in _kept(call))
    return [
        {"rel": rel, "href": f"{call.url}?limit={limit}&offset={start}{others}"}
        for rel, start in links
    ]


def _kept(call: Call) -> list[tuple[str, str]]:
    return [
        (quote(key), quote(value))
        for key, value in call.parameters
        if key not in ("limit", "offset")
    ]


def singular(content: object, headers: Mapping[str, str] | None = None) -> Response:
    return _json(content, 200, "singular", headers)


def collection(content: object) -> Response:
    return _json(content, 200, "collection")


def plain_json(
    content: object, media_type: str = "application/json", status: int = 200
) -> Response:
    return Response(_encoded(content), status, media_type=media_type)


def no_content(location: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    located = {"Location": location} if location else {}
    return Response(status_code=204, headers={**located, **(headers or {})})


def refused(refusal: Refusal) -> Response:
    return _json(refusal.body(), refusal.status, "error", refusal.headers)


def _json(
    content: object, status: int, kind: str, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(
        _encoded(content), status, headers=dict(headers or {}), media_type=_RESOURCE + kind
    )
