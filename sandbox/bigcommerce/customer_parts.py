"""Addresses and attributes of customers, as V3 reads and writes them."""

from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.countries import name_of
from sandbox.bigcommerce.customer_views import address_view, attribute_view, value_view
from sandbox.bigcommerce.errors import v3, v3_invalid
from sandbox.bigcommerce.tables import ADDRESSES, ATTRIBUTE_VALUES, ATTRIBUTES, CUSTOMERS
from sandbox.bigcommerce.v3_filters import Field, condition
from sandbox.bigcommerce.v3_lists import PAGING, Listing, listed
from sandbox.bigcommerce.v3_writes import (
    id_sent,
    ids_to_delete,
    object_sent,
    raise_if_missing,
    text,
    written,
)
from sandbox.records import LIVE, Record, equal, one_of

MOST = 10
_LENGTHS = {
    "first_name": (1, 255),
    "last_name": (1, 255),
    "company": (0, 255),
    "address1": (0, 255),
    "address2": (0, 255),
    "city": (0, 100),
    "state_or_province": (0, 100),
    "postal_code": (0, 30),
    "country_code": (2, 2),
    "phone": (0, 50),
}
_REQUIRED = ("first_name", "last_name", "address1", "city", "country_code", "customer_id")
_TIMES = {
    "date_created": Field("created", "time", ("", "min", "max")),
    "date_modified": Field("changed", "time", ("", "min", "max")),
}
_ADDRESS_FILTERS = {
    "id": Field("id", "integer", ("in",)),
    "customer_id": Field("customer_id", "integer", ("in",)),
    "company": Field("company_key", "key", ("in",)),
    "name": Field("name_key", "key", ("in",)),
}
_ATTRIBUTE_FILTERS = _TIMES | {
    "name": Field("name", "text", ("", "like")),
    "type": Field("type", "text"),
}
_VALUE_FILTERS = _TIMES | {
    "customer_id": Field("customer_id", "integer", ("in",)),
    "attribute_id": Field("attribute_id", "integer", ("in",)),
}


def list_addresses(call: Call) -> Answer:
    where = condition(call, _ADDRESS_FILTERS, PAGING | {"include"})
    return listed(call, Listing(ADDRESSES, address_view, where))


def create_addresses(call: Call) -> Answer:
    return written(
        call, MOST, object_sent, lambda sent: address_view(call, new_address(call, sent))
    )


def update_addresses(call: Call) -> Answer:
    def check(sent: Any) -> Record:
        id_ = id_sent(object_sent(sent))
        record = call.shop.store.get(ADDRESSES, equal("id", id_))
        if record is None:
            raise v3(
                422, "Update addresses failed.", {".address_update": f"Address {id_} not found"}
            )
        return record | _address(sent)

    def write(record: Record) -> dict[str, Any]:
        call.shop.store.put(ADDRESSES, record)
        return address_view(call, record)

    return written(call, MOST, check, write)


def delete_addresses(call: Call) -> Answer:
    call.shop.store.erase(ADDRESSES, one_of("id", ids_to_delete(call)))
    return Answer(None, 204)


def new_address(call: Call, sent: dict[str, Any]) -> Record:
    """An address of a customer that there is, written down."""
    raise_if_missing(sent, _REQUIRED)
    _raise_unless_customer(call, id_sent(sent, "customer_id"))
    record = dict.fromkeys(_LENGTHS, "") | {"address_type": "residential"} | _address(sent)
    record |= {"id": call.shop.new_id(ADDRESSES), "customer_id": sent["customer_id"]}
    call.shop.store.put(ADDRESSES, record)
    return record


def list_attributes(call: Call) -> Answer:
    where = condition(call, _ATTRIBUTE_FILTERS, PAGING)
    return listed(call, Listing(ATTRIBUTES, attribute_view, where))


def create_attributes(call: Call) -> Answer:
    def check(sent: Any) -> dict[str, Any]:
        raise_if_missing(object_sent(sent), ("name", "type"))
        if sent["type"] not in ("string", "number", "date"):
            raise v3_invalid({"type": "error.expected.validenumvalue"})
        return {"name": text("name", sent["name"], 1, 255), "type": sent["type"]}

    def write(fields: dict[str, Any]) -> dict[str, Any]:
        times = {"created": call.now, "modified": call.now}
        record = fields | times | {"id": call.shop.new_id(ATTRIBUTES)}
        call.shop.store.put(ATTRIBUTES, record)
        return attribute_view(call, record)

    return written(call, MOST, check, write)


def delete_attributes(call: Call) -> Answer:
    ids = ids_to_delete(call)
    call.shop.store.erase(ATTRIBUTES, one_of("id", ids))
    call.shop.store.erase(ATTRIBUTE_VALUES, one_of("attribute_id", ids))
    return Answer(None, 204)


def list_attribute_values(call: Call) -> Answer:
    where = condition(call, _VALUE_FILTERS, PAGING)
    return listed(call, Listing(ATTRIBUTE_VALUES, value_view, where))


def upsert_attribute_values(call: Call) -> Answer:
    def check(sent: Any) -> dict[str, Any]:
        raise_if_missing(object_sent(sent), ("attribute_id", "value", "customer_id"))
        _raise_unless_customer(call, id_sent(sent, "customer_id"))
        return {"attribute_id": sent["attribute_id"], "attribute_value": sent["value"]} | {
            "customer_id": sent["customer_id"]
        }

    return written(
        call,
        MOST,
        check,
        lambda sent: value_view(call, set_value(call, sent["customer_id"], sent)),
    )


def delete_attribute_values(call: Call) -> Answer:
    call.shop.store.erase(ATTRIBUTE_VALUES, one_of("id", ids_to_delete(call)))
    return Answer(None, 204)


def set_value(call: Call, customer_id: int, sent: dict[str, Any]) -> Record:
    """A customer's value of an attribute, over the one that he has."""
    attribute_id = id_sent(sent, "attribute_id")
    if call.shop.store.get(ATTRIBUTES, equal("id", attribute_id)) is None:
        raise v3_invalid({"attribute_id": "Attribute does not exist"})
    value = text("value", sent.get("attribute_value"), 0, 255)
    same = LIVE & equal("customer_id", customer_id) & equal("attribute_id", attribute_id)
    record = call.shop.store.get(ATTRIBUTE_VALUES, same) or {
        "id": call.shop.new_id(ATTRIBUTE_VALUES),
        "customer_id": customer_id,
        "attribute_id": attribute_id,
        "created": call.now,
    }
    record |= {"value": value, "modified": call.now}
    call.shop.store.put(ATTRIBUTE_VALUES, record)
    return record


def _raise_unless_customer(call: Call, id_: int) -> None:
    if call.shop.store.get(CUSTOMERS, equal("id", id_)) is None:
        raise v3_invalid({"customer_id": "Customer does not exist"})


def _address(sent: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in sent.items():
        if name in _LENGTHS:
            fields[name] = text(name, value, *_LENGTHS[name])
        elif name == "address_type" and value in ("residential", "commercial"):
            fields[name] = value
        elif name not in ("id", "customer_id", "form_fields"):
            raise v3_invalid({name: "error.unexpected"})
    if "country_code" in fields:
        fields["country"] = name_of(fields["country_code"])
    return fields
