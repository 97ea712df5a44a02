"""One request as the endpoints see it, and the answer they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.exact_json import decode
from sandbox.salesforce.errors import json_error
from sandbox.salesforce.fields import made
from sandbox.salesforce.loading import API_USER_ID
from sandbox.salesforce.reading_values import Read, from_json
from sandbox.salesforce.soql_planner import Planner
from sandbox.salesforce.soql_scope import quoted
from sandbox.salesforce.writes import Writer

if TYPE_CHECKING:
    from sandbox.faults import Fault
    from sandbox.salesforce.schema import Schema, SObject
    from sandbox.salesforce.state import Org

DATA = "/services/data"
NEW_FIELD = "Unforeseen__c"
NOT_A_NUMBER = "n/a"


@dataclass(slots=True)
class Answer:
    """A JSON body with its status, or with a `media_type` a text; None is an empty body."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


@dataclass(slots=True)
class Call:
    """A request that was logged in. `site` is scheme and host as the client wrote them."""

    org: Org
    method: str
    site: str
    path: str
    version: str
    query: Mapping[str, str]
    raw_body: bytes
    headers: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    is_inner: bool = False
    _schema: Schema | None = None

    @property
    def root(self) -> str:
        """What paths of records begin with: `/services/data/v60.0`."""
        return f"{DATA}/v{self.version}"

    @property
    def line(self) -> str:
        """`METHOD path?query`, in which a fault's match is looked for."""
        listed = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.method} {self.path}?{listed}"

    @property
    def number(self) -> float:
        """The API version as a number."""
        return float(self.version)

    @property
    def schema(self) -> Schema:
        """The org as this user sees it just now."""
        if self._schema is None:
            self._schema = self._seen()
        return self._schema

    def fault(self, name: str) -> Fault | None:
        """The fault of that name that strikes this request, one use of it spent."""
        return self.org.faults.take(name, self.line)

    def hide(self, name: str) -> None:
        """Let the user of this request not see an object or a field."""
        self._schema = self.schema.without(name)

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        try:
            sent = decode(self.raw_body)
        except ValueError as error:
            raise json_error(f"Unexpected character or end of input: {error}") from None
        if not isinstance(sent, dict):
            raise json_error("Cannot deserialize: an object was expected at [line:1, column:1]")
        return sent

    def planner(self, *, with_deleted: bool) -> Planner:
        return Planner(self.schema, self.org.today(), self.org.rates(), with_deleted)

    def writer(self, read: Read = from_json) -> Writer:
        """Who writes for this request; the fault of a locked row strikes here."""
        org = self.org
        return Writer(
            store=org.store,
            schema=self.schema,
            user_id=API_USER_ID,
            now=org.now(),
            currency=org.currency,
            new_number=org.new_number,
            read=read,
            is_locked=self.fault("locked-row") is not None,
        )

    def place(self, owner: SObject, record_id: str) -> str:
        """The path of a record."""
        return f"{self.root}/sobjects/{owner.name}/{record_id}"

    def inner(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Call:
        """A request inside this one."""
        path, _, query = target.partition("?")
        lower = {name.lower(): value for name, value in headers.items()}
        return replace(
            self,
            method=method,
            path=path,
            query=parameters(query),
            raw_body=body,
            headers=lower,
            is_inner=True,
        )

    def _seen(self) -> Schema:
        schema = self.org.schema
        fault = self.fault("hidden-column")
        if fault is not None:
            schema = schema.without(str(fault.option("name", "")))
        fault = self.fault("new-column")
        if fault is None:
            return schema
        owner, _, name = str(fault.option("name", NEW_FIELD)).rpartition(".")
        value = quoted(str(fault.option("value", "unforeseen")))
        new = made(name, "string", sql=value, is_createable=False, is_updateable=False)
        return schema.with_field(owner or "Account", new)


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query string, the last one where a name comes twice."""
    return dict(parse_qsl(query, keep_blank_values=True))
