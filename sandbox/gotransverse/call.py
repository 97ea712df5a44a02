"""One request as the endpoints see it, and the answer they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.exact_json import decode, encode
from sandbox.gotransverse.errors import invalid, malformed, not_found

if TYPE_CHECKING:
    from sandbox.faults import Fault
    from sandbox.gotransverse.store import Record, Store, Table
    from sandbox.gotransverse.tenant import Tenant

API = "/billing/2"


@dataclass(slots=True)
class Answer:
    """A body that is JSON already, with its status."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """A request that was logged in."""

    tenant: Tenant
    method: str
    path: str
    raw_query: str
    query: Mapping[str, Sequence[str]]
    raw_body: bytes
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.tenant.store

    @property
    def line(self) -> str:
        """`METHOD path?query`, in which a fault's match is looked for."""
        return f"{self.method} {self.path}?{self.raw_query}"

    def fault(self, name: str) -> Fault | None:
        """The fault of that name that strikes this request, one use of it spent."""
        return self.tenant.faults.take(name, self.line)

    def parameter(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return self.query[name][-1] if self.query.get(name) else default

    def many(self, name: str) -> list[str]:
        """All values of a query parameter, repeated or with commas between them."""
        words = [word.strip() for text in self.query.get(name, ()) for word in text.split(",")]
        return [word for word in words if word]

    def sent(self) -> dict[str, Any]:
        """The JSON object in the body."""
        try:
            body = decode(self.raw_body) if self.raw_body.strip() else {}
        except ValueError as why:
            raise malformed(str(why)) from None
        if not isinstance(body, dict):
            raise malformed("an object was expected")
        return body

    def found(self, table: Table, what: str, name: str = "id") -> Record:
        """The whole record that the path names; 404 where there is none."""
        id_ = id_of(self.names[name])
        record = None if id_ is None else self.store.get(table, id_)
        if record is None:
            raise not_found(what, self.names[name])
        return record

    def only(self, *names: str) -> None:
        """400 for a query parameter that is none of these."""
        for name in self.query:
            if name not in names:
                raise invalid(name, "is not a parameter of this request")


def id_of(text: object) -> int | None:
    """The number in an id, None where no record can have that id."""
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) <= 18:
        return int(text)
    return None


def answer(body: object, status: int = 200) -> Answer:
    """An answer with this value as JSON."""
    return Answer(encode(body), status)


def answer_record(table: Table, record: Record) -> Answer:
    """An answer with a whole record, its lists cut as everywhere."""
    return Answer(table.row(record)[2])
