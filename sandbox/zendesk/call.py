"""One request as the endpoints see it, and the answer they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sandbox.exact_json import decode
from sandbox.zendesk.errors import invalid_attribute, malformed_json, no_access

if TYPE_CHECKING:
    from sandbox.faults import Fault
    from sandbox.zendesk.account import Account
    from sandbox.zendesk.login import Principal

API = "/api/v2"


@dataclass(slots=True)
class Answer:
    """A JSON body with its status; None is an empty body."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """A request that was logged in. `site` is scheme and host as the client wrote them."""

    account: Account
    principal: Principal
    method: str
    site: str
    path: str
    query: Mapping[str, str]
    raw_body: bytes
    request_headers: Mapping[str, str]
    now: float
    names: Mapping[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """`METHOD path?query`, in which a fault's match is looked for."""
        return f"{self.method} {self.path}?{urlencode(self.query)}"

    def fault(self, name: str) -> Fault | None:
        """The fault of that name that strikes this request, one use of it spent."""
        return self.account.faults.take(name, self.line)

    def id(self, name: str = "id") -> int:
        """A whole number out of the path."""
        return whole_number(name, self.names[name])

    def ids(self, name: str = "ids") -> list[int]:
        """Whole numbers with commas between out of the query."""
        texts = self.query.get(name, "").split(",")
        return [whole_number(name, text.strip()) for text in texts if text.strip()]

    def external_ids(self) -> list[str]:
        """Texts with commas between out of the query."""
        return [text for text in self.query.get("external_ids", "").split(",") if text]

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        try:
            sent = decode(self.raw_body) if self.raw_body.strip() else {}
        except ValueError as malformed:
            raise malformed_json(str(malformed)) from None
        if not isinstance(sent, dict):
            raise malformed_json("an object was expected")
        return sent

    def sent(self, name: str) -> dict[str, Any]:
        """The object under `name` in the body."""
        attributes = self.body().get(name)
        if not isinstance(attributes, dict):
            raise invalid_attribute(name, f"Invalid parameter: {name} is required")
        return attributes

    def link(self, **changes: str | None) -> str:
        """This request's address with other query parameters; None takes one away.

        The keys may hold brackets, so they come as a mapping: `link(**{"page[size]": "5"})`.
        """
        query = {**self.query, **changes}
        left = sorted((name, value) for name, value in query.items() if value is not None)
        return f"{self.site}{self.path}" + (f"?{urlencode(left)}" if left else "")

    def address(self, *parts: object) -> str:
        """The address of a record: `https://…/api/v2/organizations/7.json`."""
        return address(self.site, *parts)

    def only_admins(self) -> None:
        if self.principal.role != "admin":
            raise no_access()


def address(site: str, *parts: object) -> str:
    return f"{site}{API}/{'/'.join(map(str, parts))}.json"


def whole_number(name: str, text: str) -> int:
    """The number, or 400: ids are whole numbers of at most eighteen digits."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise invalid_attribute(name, f"Invalid parameter: {name} must be an integer")
    return int(text)
