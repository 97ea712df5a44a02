"""One request as the endpoints see it, and the answer they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sandbox.exact_json import decode
from sandbox.hubspot.errors import invalid, malformed_json, not_found
from sandbox.records import LARGEST

if TYPE_CHECKING:
    from sandbox.faults import Fault
    from sandbox.hubspot.object_types import ObjectType
    from sandbox.hubspot.portal import Portal


@dataclass(slots=True)
class Answer:
    """A JSON body with its status; None is an empty body."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


NOTHING = 204


@dataclass(slots=True)
class Call:
    """A request that was logged in. `site` is scheme and host as the client wrote them."""

    portal: Portal
    method: str
    site: str
    path: str
    query: Sequence[tuple[str, str]]
    raw_body: bytes
    now: float
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """`METHOD path?query`, in which a fault's match is looked for."""
        return f"{self.method} {self.path}?{urlencode(self.query)}"

    @property
    def now_ms(self) -> int:
        """Unix milliseconds."""
        return int(self.now * 1000)

    @property
    def kind(self) -> ObjectType:
        """The object type that the path names."""
        return self.portal.type_called(self.names["objectType"])

    def ends(self) -> tuple[ObjectType, ObjectType]:
        """The two object types of a path between types."""
        portal, names = self.portal, self.names
        return portal.type_called(names["fromObjectType"]), portal.type_called(
            names["toObjectType"]
        )

    def fault(self, name: str) -> Fault | None:
        """The fault of that name that strikes this request, one use of it spent."""
        return self.portal.faults.take(name, self.line)

    def one(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return next((value for key, value in reversed(self.query) if key == name), default)

    def many(self, name: str) -> list[str]:
        """The values of a parameter that is repeated, or has commas between them, or both."""
        texts = (value for key, value in self.query if key == name)
        return [part.strip() for text in texts for part in text.split(",") if part.strip()]

    def flag(self, name: str) -> bool:
        return self.one(name).lower() == "true"

    def limit(self, default: int, most: int) -> int:
        """The page size that was asked for; 400 for one that is too large or no number."""
        text = self.one("limit") or str(default)
        if not text.isdecimal() or not 0 < int(text) <= most:
            raise invalid(f"Invalid value for limit: {text}. It must be between 1 and {most}.")
        return int(text)

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        sent = self.sent()
        if not isinstance(sent, dict):
            raise malformed_json("Cannot deserialize value: an object was expected")
        return sent

    def sent(self) -> Any:
        """What was sent as JSON, an empty object where nothing was."""
        try:
            return decode(self.raw_body) if self.raw_body.strip() else {}
        except ValueError as malformed:
            raise malformed_json(str(malformed)) from None

    def link(self, **changes: str) -> str:
        """This request's address with other query parameters."""
        left = [(name, value) for name, value in self.query if name not in changes]
        return f"{self.site}{self.path}?{urlencode([*left, *changes.items()])}"


def id_read(text: object) -> int | None:
    """The id that a text stands for; None where it stands for none."""
    written = str(text)
    if written.isascii() and written.isdecimal() and int(written) <= LARGEST:
        return int(written)
    return None


def known_id(text: str) -> int:
    """The id of the path; 404 where it cannot be one."""
    found = id_read(text)
    if found is None:
        raise not_found()
    return found


def asked_for(body: Any, name: str, kind: type) -> Any:
    """An attribute of what was sent; 400 where it is missing or of another type."""
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, kind) or value is None:
        raise invalid(f"Invalid input JSON: {name} is required", context={"propertyName": [name]})
    return value


def list_in(body: Mapping[str, Any], name: str) -> list[Any]:
    """A list that need not be there; 400 where something else is."""
    value = body.get(name)
    if not isinstance(value, list | None):
        raise invalid(f"Invalid input JSON: {name} must be a list")
    return value or []


def whole_in(body: Mapping[str, Any], name: str, default: int) -> int:
    """A whole number that need not be there; 400 where something else is."""
    value = body.get(name)
    if value is None:
        return default
    if not str(value).removeprefix("-").isdecimal():
        raise invalid(f"Invalid input JSON: {name} must be a whole number")
    return int(value)
