"""The REST record service: records read, listed, made, changed and deleted by their rules."""

from collections.abc import Mapping
from typing import Any

import duckdb
from starlette.responses import Response

from sandbox.company import CreditPolicy
from sandbox.faults import Faults
from sandbox.netsuite.bodies import EXTERNAL_ID, BodyReader, Checking, Entry
from sandbox.netsuite.calls import (
    Call,
    collection,
    no_content,
    page_links,
    page_of,
    singular,
)
from sandbox.netsuite.change_orders import ChangeOrderRules
from sandbox.netsuite.customers import CustomerRules
from sandbox.netsuite.errors import (
    Refusal,
    invalid_content,
    invalid_parameter,
    nonexistent_id,
    not_permitted,
)
from sandbox.netsuite.figures import Headers
from sandbox.netsuite.filters import condition
from sandbox.netsuite.formats import DatePreference
from sandbox.netsuite.record_catalog import RECORD_TYPES
from sandbox.netsuite.record_types import RecordType, Sublist, sublist_select
from sandbox.netsuite.rules import Desk, Rules
from sandbox.netsuite.sales import InvoiceRules, OrderRules
from sandbox.netsuite.shapes import RECORD_PATH, Shapes, listed
from sandbox.netsuite.store import Row, Store, Writing, rows
from sandbox.netsuite.subscriptions import BillingAccountRules, PlanRules, SubscriptionRules

_RULES: Mapping[str, Any] = {
    "customer": CustomerRules,
    "salesOrder": OrderRules,
    "invoice": InvoiceRules,
    "billingAccount": BillingAccountRules,
    "subscriptionPlan": PlanRules,
    "subscription": SubscriptionRules,
    "subscriptionChangeOrder": ChangeOrderRules,
}
EXTERNAL = "eid:"


class RecordService:
    """Answers calls to records. Reads see one moment; a write is whole or not at all."""

    def __init__(
        self, store: Store, faults: Faults, preference: DatePreference, policy: CreditPolicy
    ) -> None:
        self._store = store
        self._faults = faults
        self._preference = preference
        self._policy = policy

    def list(self, call: Call) -> Response:
        """Ids and self links of the records that `q` leaves."""
        record_type = self._type(call)
        limit, offset = page_of(call)
        wanted = condition(call.parameter("q"), record_type, self._preference)
        source = f"FROM books.{record_type.table} WHERE {record_type.where} AND {wanted.sql}"
        with self._store.reading() as cursor:
            total = rows(cursor, f"SELECT count(*) AS n {source}", *wanted.parameters)[0]["n"]
            page = f"SELECT id {source} ORDER BY id LIMIT {limit} OFFSET {offset}"
            found = rows(cursor, page, *wanted.parameters)
        has_more = offset + len(found) < total
        return collection(
            {
                "links": page_links(call, limit, offset, total, has_more),
                "count": len(found),
                "hasMore": has_more,
                "items": [_listed(call, record_type, row["id"]) for row in found],
                "offset": offset,
                "totalResults": total,
            }
        )

    def read(self, call: Call) -> Response:
        """One record."""
        record_type = self._type(call)
        only = _only(call, record_type)
        with self._store.reading() as cursor:
            row = _found(cursor, record_type, call.names["id"])
            shapes = Shapes(cursor, call.base, has_simple_codes=call.is_set("simpleEnumFormat"))
            is_expanded = call.is_set("expandSubResources")
            return singular(shapes.record(record_type, row, is_expanded=is_expanded, only=only))

    def read_sublist(self, call: Call) -> Response:
        """The lines of a record as a list of links."""
        record_type, sublist = self._sublist(call)
        with self._store.reading() as cursor:
            row = _found(cursor, record_type, call.names["id"])
            keys = _keys(cursor, sublist, row)
        self_link = [{"rel": "self", "href": call.url}]
        items = [{"links": [{"rel": "self", "href": f"{call.url}/{key}"}]} for key in keys]
        return collection({"links": self_link, **listed(items)})

    def read_line(self, call: Call) -> Response:
        """One line of a record."""
        record_type, sublist = self._sublist(call)
        with self._store.reading() as cursor:
            row = _found(cursor, record_type, call.names["id"])
            keys = _keys(cursor, sublist, row)
            lines = Shapes(cursor, call.base).lines(sublist, row["id"])
        if call.names["line"] not in keys:
            raise nonexistent_id()
        line = lines[keys.index(call.names["line"])]
        return singular({"links": [{"rel": "self", "href": call.url}], **line})

    def create(self, call: Call) -> Response:
        """Make a record; its address is in Location."""
        record_type, body = self._writable(call), call.json()
        with self._store.writing() as writing:
            rules, entry = self._opened(writing, record_type, call, body, is_new=True)
            record_id = rules.create(entry)
        return _written(call, record_type, record_id, entry)

    def change(self, call: Call) -> Response:
        """Change what the body names."""
        record_type, body = self._writable(call), call.json()
        with self._store.writing() as writing:
            row = _raw(writing, record_type, call.names["id"])
            rules, entry = self._opened(writing, record_type, call, body, is_new=False)
            rules.change(row, entry)
        return _written(call, record_type, row["id"], entry)

    def upsert(self, call: Call) -> Response:
        """Make or change a record by its external id; the answer is the same."""
        record_type, body = self._writable(call), call.json()
        external_id = _external_id(call.names["id"])
        if external_id is None:
            raise Refusal(405, "METHOD_NOT_ALLOWED", "PUT is only possible with an external ID.")
        if body.setdefault("externalId", external_id) != external_id:
            raise invalid_content("The external ID in the body is another one.", "externalId")
        with self._store.writing() as writing:
            present = _identified(writing.cursor, record_type, call.names["id"])
            rules, entry = self._opened(writing, record_type, call, body, is_new=present is None)
            if present is None:
                record_id = rules.create(entry)
            else:
                record_id = present["id"]
                rules.change(_raw(writing, record_type, call.names["id"]), entry)
        return _written(call, record_type, record_id, entry)

    def delete(self, call: Call) -> Response:
        record_type = self._writable(call)
        with self._store.writing() as writing:
            row = _raw(writing, record_type, call.names["id"])
            self._rules(writing, record_type).delete(row)
        return no_content()

    def _opened(
        self,
        writing: Writing,
        record_type: RecordType,
        call: Call,
        body: Mapping[str, Any],
        *,
        is_new: bool,
    ) -> tuple[Rules, Entry]:
        entry = BodyReader(writing, _checking(call)).entry(record_type, body, is_new)
        replaced = (call.parameter("replace") or "").split(",")
        entry.replaced = frozenset(it.name for it in map(record_type.sublist, replaced) if it)
        return self._rules(writing, record_type), entry

    def _rules(self, writing: Writing, record_type: RecordType) -> Rules:
        desk = Desk(writing, Headers(writing, self._policy), record_type)
        rules: Rules = _RULES[record_type.name](desk)
        return rules

    def _type(self, call: Call) -> RecordType:
        name = call.names["record"]
        fault = self._faults.take("no-permission", call.target)
        if fault is not None and str(fault.option("name", name)).lower() == name.lower():
            raise not_permitted(name)
        by_name = {key.lower(): value for key, value in RECORD_TYPES.items()}
        found = by_name.get(name.lower())
        if found is None:
            raise Refusal(404, "NONEXISTENT_ID", f"Record type '{name}' does not exist.")
        return found

    def _writable(self, call: Call) -> RecordType:
        record_type = self._type(call)
        if not record_type.is_writable:
            raise Refusal(
                405, "METHOD_NOT_ALLOWED", f"The record type '{record_type.name}' is read-only."
            )
        return record_type

    def _sublist(self, call: Call) -> tuple[RecordType, Sublist]:
        record_type = self._type(call)
        sublist = record_type.sublist(call.names["sublist"])
        if sublist is None:
            raise nonexistent_id()
        return record_type, sublist


def _listed(call: Call, record_type: RecordType, record_id: int) -> dict[str, Any]:
    href = f"{call.base}{RECORD_PATH}/{record_type.name}/{record_id}"
    return {"links": [{"rel": "self", "href": href}], "id": str(record_id)}


def _only(call: Call, record_type: RecordType) -> frozenset[str] | None:
    wanted = call.parameter("fields")
    if wanted is None:
        return None
    names = frozenset(name.strip().lower() for name in wanted.split(",") if name.strip())
    known = record_type.by_name.keys() | {it.name.lower() for it in record_type.sublists}
    if unknown := sorted(names - known):
        raise invalid_parameter(f"The field '{unknown[0]}' does not exist.", "fields")
    return names


def _external_id(identifier: str) -> str | None:
    """The external id out of `eid:…`; None for an internal id."""
    if not identifier.startswith(EXTERNAL):
        return None
    external_id = identifier.removeprefix(EXTERNAL)
    if not EXTERNAL_ID.fullmatch(external_id):
        raise invalid_content(
            "Invalid external ID: only letters, digits, underscores and hyphens are allowed.",
            "externalId",
        )
    return external_id


def _identified(
    cursor: duckdb.DuckDBPyConnection, record_type: RecordType, identifier: str
) -> Row | None:
    external_id = _external_id(identifier)
    if external_id is not None and record_type.has_external_ids:
        found = rows(cursor, f"{record_type.select()} AND externalid = ?", external_id)
    elif identifier.isascii() and identifier.isdigit() and len(identifier) < 19:
        found = rows(cursor, f"{record_type.select()} AND id = ?", int(identifier))
    else:
        found = []
    return found[0] if found else None


def _found(cursor: duckdb.DuckDBPyConnection, record_type: RecordType, identifier: str) -> Row:
    row = _identified(cursor, record_type, identifier)
    if row is None:
        raise nonexistent_id()
    return row


def _raw(writing: Writing, record_type: RecordType, identifier: str) -> Row:
    """The row as the books hold it."""
    found = _found(writing.cursor, record_type, identifier)
    return writing.row(record_type.table, found["id"]) or {}


def _keys(cursor: duckdb.DuckDBPyConnection, sublist: Sublist, row: Row) -> list[str]:
    lines = rows(cursor, sublist_select(sublist), row["id"])
    names = {field.column: field.name for field in sublist.fields}
    key = names.get(sublist.key)
    return [str(line[key]) if key else str(n) for n, line in enumerate(lines, 1)]


def _checking(call: Call) -> Checking:
    wanted = call.header("x-netsuite-propertynamevalidation").lower() or "warning"
    known: Mapping[str, Checking] = {"error": "error", "warning": "warning", "ignore": "ignore"}
    if wanted not in known:
        raise Refusal(
            400,
            "INVALID_REQUEST",
            f"Invalid value '{wanted}'. Provide Error, Warning or Ignore.",
            header="X-NetSuite-PropertyNameValidation",
        )
    return known[wanted]


def _written(call: Call, record_type: RecordType, record_id: int, entry: Entry) -> Response:
    warning: dict[str, str] = {}
    if entry.ignored and _checking(call) == "warning":
        names = ", ".join(entry.ignored).encode("ascii", "replace").decode().replace('"', "'")
        warning["Warning"] = f'299 - "Unknown properties were ignored: {names}"'
    href = f"{call.base}{RECORD_PATH}/{record_type.name}/{record_id}"
    return no_content(href, warning)
