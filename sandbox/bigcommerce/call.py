"""One request as the endpoints see it, and the answer they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sandbox.bigcommerce.errors import v2, v2_not_found, v3_bad_input, v3_invalid, v3_not_found
from sandbox.exact_json import decode

if TYPE_CHECKING:
    from sandbox.bigcommerce.login import Principal
    from sandbox.bigcommerce.shop import Shop
    from sandbox.faults import Fault

LARGEST_ID = 2**31 - 1


@dataclass(slots=True)
class Answer:
    """A JSON body with its status; None is an empty body."""

    body: Any
    status: int = 200


@dataclass(frozen=True, slots=True)
class Event:
    """Something that webhooks are told of: `store/order/updated` and what the vendor says of it."""

    scope: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Call:
    """A request that was logged in. `site` is scheme and host as the client wrote them.

    `path` is that under the version, `version` is `v2` or `v3`; `now` unix seconds.
    """

    shop: Shop
    principal: Principal
    method: str
    site: str
    store_hash: str
    version: str
    path: str
    query: Mapping[str, str]
    raw_body: bytes
    now: int
    names: Mapping[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    @property
    def line(self) -> str:
        """`METHOD path?query`, in which a fault's match is looked for."""
        full_path = f"/stores/{self.store_hash}/{self.version}/{self.path}"
        return f"{self.method} {full_path}?{urlencode(self.query)}"

    def fault(self, name: str) -> Fault | None:
        """The fault of that name that strikes this request, one use of it spent."""
        return self.shop.faults.take(name, self.line)

    def emit(self, scope: str, **data: Any) -> None:
        """Tell the webhooks, once the answer is true."""
        self.events.append(Event(f"store/{scope}", data))

    def id(self, name: str = "id") -> int:
        """A whole number out of the path; 404 where it can be no id."""
        text = self.names[name]
        if not (text.isascii() and text.isdecimal()) or int(text) > LARGEST_ID:
            raise v2_not_found() if self.version == "v2" else v3_not_found()
        return int(text)

    def json(self) -> Any:
        """The JSON value that was sent; 400 where the body is none."""
        try:
            return decode(self.raw_body)
        except ValueError:
            if self.version == "v2":
                raise v2(400, "The request body is not valid JSON.") from None
            raise v3_bad_input("Syntax error") from None

    def sent(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        body = self.json()
        if isinstance(body, dict):
            return body
        if self.version == "v2":
            raise v2(400, "The request body must be an object.")
        raise v3_invalid({"": "error.expected.jsobject"})

    def sent_list(self) -> list[Any]:
        """The JSON array that was sent."""
        body = self.json()
        if not isinstance(body, list):
            raise v3_invalid({"": "error.expected.jsarray"})
        return body

    def link(self, resource: str, address: str | None = None) -> dict[str, str]:
        """A V2 link object; its address is on the host that the client asked."""
        url = f"{self.site}/stores/{self.store_hash}/v2{address or resource}"
        return {"url": url, "resource": resource}
