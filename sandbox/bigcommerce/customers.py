"""Customers of V3: arrays in, arrays out, and no path to a single one."""

from collections.abc import Mapping
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.customer_parts import new_address, set_value
from sandbox.bigcommerce.customer_views import customer_view
from sandbox.bigcommerce.errors import v3, v3_invalid
from sandbox.bigcommerce.tables import (
    ADDRESSES,
    ATTRIBUTE_VALUES,
    CUSTOMERS,
    GROUPS,
    METAFIELDS,
    key_of,
)
from sandbox.bigcommerce.v3_filters import Field, condition
from sandbox.bigcommerce.v3_lists import CURSORS, PAGING, Listing, listed
from sandbox.bigcommerce.v3_writes import (
    id_sent,
    ids_to_delete,
    number,
    object_sent,
    raise_if_missing,
    text,
    written,
)
from sandbox.records import LIVE, Record, Where, equal, one_of

MOST = 10
INCLUDES = frozenset({"addresses", "storecredit", "attributes", "formfields"})
SORTS = {"date_created": "created", "last_name": "last_name_key", "date_modified": "changed"}
LENGTHS = {
    "email": (3, 255),
    "first_name": (1, 100),
    "last_name": (1, 100),
    "company": (0, 255),
    "phone": (0, 50),
    "notes": (0, 65_535),
    "tax_exempt_category": (0, 255),
    "registration_ip_address": (0, 30),
}
_AS_THEY_ARE = frozenset(
    {
        *("authentication", "accepts_product_review_abandoned_cart_emails", "origin_channel_id"),
        *("channel_ids", "form_fields", "trigger_account_created_notification"),
    }
)
_FILTERS = {
    "id": Field("id", "integer", ("in",)),
    "email": Field("email_key", "key", ("in",)),
    "company": Field("company_key", "key", ("in",)),
    "customer_group_id": Field("group_id", "integer", ("in",)),
    "name": Field("name_key", "key", ("in", "like")),
    "phone": Field("phone", "text", ("in",)),
    "date_created": Field("created", "time", ("", "min", "max")),
    "date_modified": Field("changed", "time", ("", "min", "max")),
}


def list_customers(call: Call) -> Answer:
    where = condition(call, _FILTERS, PAGING | CURSORS | {"include", "sort"})
    include = frozenset(filter(None, call.query.get("include", "").split(",")))
    if include - INCLUDES:
        raise v3(422, "The include parameter has an invalid value.")
    column, is_descending = _sort(call)
    return listed(
        call,
        Listing(
            CUSTOMERS,
            lambda call, it: customer_view(call, it, include),
            where,
            column,
            is_descending,
            has_cursors=True,
        ),
    )


def create_customers(call: Call) -> Answer:
    def check(sent: Any) -> dict[str, Any]:
        raise_if_missing(object_sent(sent), ("email", "first_name", "last_name"))
        fields = _fields(call, sent)
        _raise_if_taken(call, fields["email"], {".customer_create": "Error creating customers"})
        return fields

    def write(fields: dict[str, Any]) -> dict[str, Any]:
        blank = {"company": "", "phone": "", "customer_group_id": 0}
        id_ = call.shop.new_id(CUSTOMERS)
        record = blank | fields | {"id": id_, "created": call.now}
        parts = {name: record.pop(name, []) for name in ("addresses", "attributes")}
        record.pop("trigger_account_created_notification", None)
        _put(call, record, "created")
        _add_parts(call, id_, parts)
        return customer_view(call, record)

    return written(call, MOST, check, write)


def update_customers(call: Call) -> Answer:
    def check(sent: Any) -> Record:
        id_ = id_sent(object_sent(sent))
        record = call.shop.store.get(CUSTOMERS, equal("id", id_))
        if record is None:
            raise _failed("Update", {".customer_update": f"Customer {id_} not found"})
        fields = _fields(call, {name: it for name, it in sent.items() if name != "id"})
        if unwanted := {"addresses", "attributes"} & fields.keys():
            raise v3_invalid(dict.fromkeys(unwanted, "error.unexpected"))
        if "email" in fields:
            problem = {".customer_update": "Error updating customers"}
            _raise_if_taken(call, fields["email"], problem, id_)
        return record | fields

    return written(call, MOST, check, lambda record: _put(call, record, "updated"))


def delete_customers(call: Call) -> Answer:
    """204, with nothing deleted where the filter is missing."""
    ids, store = ids_to_delete(call), call.shop.store
    for record in store.find(CUSTOMERS, one_of("id", ids)):
        call.emit("customer/deleted", type="customer", id=record["id"])
    store.erase(CUSTOMERS, one_of("id", ids))
    for table in (ADDRESSES, ATTRIBUTE_VALUES):
        store.erase(table, one_of("customer_id", ids))
    store.erase(METAFIELDS, equal("resource_type", "customer") & one_of("resource_id", ids))
    return Answer(None, 204)


def _put(call: Call, record: Record, what: str) -> dict[str, Any]:
    record["modified"] = max(call.now, record.get("modified", 0) + 1)
    call.shop.store.put(CUSTOMERS, record)
    call.emit(f"customer/{what}", type="customer", id=record["id"])
    return customer_view(call, record)


def _fields(call: Call, sent: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in sent.items():
        if name in LENGTHS:
            fields[name] = text(name, value, *LENGTHS[name])
        elif name == "customer_group_id":
            fields[name] = _group(call, value)
        elif name == "store_credit_amounts":
            fields[name] = [{"amount": number(name, object_sent(it).get("amount"))} for it in value]
        elif name in _AS_THEY_ARE or name in ("addresses", "attributes"):
            fields[name] = value
        else:
            raise v3_invalid({name: "error.unexpected"})
    if "email" in fields and "@" not in fields["email"]:
        raise v3_invalid({"email": "error.email"})
    return fields


def _group(call: Call, value: Any) -> int:
    if type(value) is not int:
        raise v3_invalid({"customer_group_id": "error.expected.jsnumber"})
    if value and call.shop.store.get(GROUPS, equal("id", value)) is None:
        raise v3_invalid({"customer_group_id": "Customer group does not exist"})
    return value


def _add_parts(call: Call, customer_id: int, parts: Mapping[str, Any]) -> None:
    """Addresses and attributes that came with a new customer."""
    for address in parts["addresses"]:
        new_address(call, object_sent(address) | {"customer_id": customer_id})
    for value in parts["attributes"]:
        set_value(call, customer_id, object_sent(value))


def _raise_if_taken(
    call: Call, email: str, problem: dict[str, str], but: int | None = None
) -> None:
    where = LIVE & equal("email_key", key_of(email)) & Where("id is not ?", (but,))
    if call.shop.store.count(CUSTOMERS, where):
        raise _failed("Create" if but is None else "Update", problem)


def _failed(verb: str, problem: dict[str, str]) -> Exception:
    return v3(422, f"{verb} customers failed.", problem)


def _sort(call: Call) -> tuple[str, bool]:
    name, _, direction = call.query.get("sort", "").partition(":")
    if not name:
        return "id", False
    if name not in SORTS or direction not in ("", "asc", "desc"):
        raise v3(422, "The sort parameter has an invalid value.")
    return SORTS[name], direction == "desc"
