"""Customers and what hangs on them, as V3 answers them."""

from typing import Any

from sandbox.bigcommerce.call import Call
from sandbox.bigcommerce.tables import ADDRESSES, ATTRIBUTE_VALUES
from sandbox.bigcommerce.wire import iso_z
from sandbox.records import LIVE, Record, equal

INLINE = 10  # addresses and attributes beside their customer

_BLANK = {
    "registration_ip_address": "",
    "notes": "",
    "tax_exempt_category": "",
    "accepts_product_review_abandoned_cart_emails": False,
    "origin_channel_id": 1,
    "channel_ids": [1],
}


def customer_view(
    call: Call, record: Record, include: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """A customer; what is included comes from tables of its own."""
    store, here = call.shop.store, LIVE & equal("customer_id", record["id"])
    view = {
        "id": record["id"],
        **{name: record.get(name, blank) for name, blank in _BLANK.items()},
        "authentication": {"force_password_reset": False},
        "date_created": iso_z(record["created"]),
        "date_modified": iso_z(record["modified"]),
        "email": record["email"],
        "first_name": record["first_name"],
        "last_name": record["last_name"],
        "company": record["company"],
        "phone": record["phone"],
        "customer_group_id": record["customer_group_id"],
        "address_count": store.count(ADDRESSES, here),
        "attribute_count": store.count(ATTRIBUTE_VALUES, here),
    }
    if "addresses" in include:
        view["addresses"] = [
            address_view(call, it) for it in store.find(ADDRESSES, here, limit=INLINE)
        ]
    if "attributes" in include:
        found = store.find(ATTRIBUTE_VALUES, here, limit=INLINE)
        view["attributes"] = [value_view(call, it) for it in found]
    if "storecredit" in include:
        view["store_credit_amounts"] = record.get("store_credit_amounts", [{"amount": 0}])
    if "formfields" in include:
        view["form_fields"] = []
    return view


def address_view(_: Call, record: Record) -> dict[str, Any]:
    return record | {"form_fields": record.get("form_fields", [])}


def attribute_view(_: Call, record: Record) -> dict[str, Any]:
    return {
        "id": record["id"],
        "name": record["name"],
        "type": record["type"],
        "date_created": iso_z(record["created"]),
        "date_modified": iso_z(record["modified"]),
    }


def value_view(_: Call, record: Record) -> dict[str, Any]:
    return {
        "id": record["id"],
        "attribute_id": record["attribute_id"],
        "attribute_value": record["value"],
        "customer_id": record["customer_id"],
        "date_created": iso_z(record["created"]),
        "date_modified": iso_z(record["modified"]),
    }
