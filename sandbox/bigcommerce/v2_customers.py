"""Customers of V2, which older clients read, and their groups, which have names here alone."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import (
    v2,
    v2_invalid,
    v2_missing,
    v2_not_found,
    v2_read_only,
    v2_unknown_field,
)
from sandbox.bigcommerce.tables import ADDRESSES, CUSTOMERS, GROUPS, key_of
from sandbox.bigcommerce.v2_lists import PAGING, listed, only, sliced, whole_number
from sandbox.bigcommerce.wire import iso_z, parsed_time, rfc2822
from sandbox.records import LIVE, Record, Where, equal

_BOUNDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "min_id": ("id", ">="),
        "max_id": ("id", "<="),
        "customer_group_id": ("group_id", "="),
    }
)
_TEXTS: Mapping[str, str] = MappingProxyType(
    {"email": "email_key", "company": "company_key", "last_name": "last_name_key"}
)
_TIMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "min_date_created": ("created", ">="),
        "max_date_created": ("created", "<="),
        "min_date_modified": ("changed", ">="),
        "max_date_modified": ("changed", "<="),
    }
)
_KNOWN = frozenset({*_BOUNDS, *_TEXTS, *_TIMES, *PAGING, "phone", "sort"})
_GROUP_FIELDS = frozenset(
    {"name", "is_default", "category_access", "discount_rules", "is_group_for_guests"}
)
_GROUP_READ_ONLY = frozenset({"id", "date_created", "date_modified"})


def list_customers(call: Call) -> Answer:
    return listed(call, CUSTOMERS, _customer, _where(call))


def count_customers(call: Call) -> Answer:
    return Answer({"count": call.shop.store.count(CUSTOMERS, _where(call))})


def show_customer(call: Call) -> Answer:
    return Answer(_customer(call, _found(call)))


def list_customer_addresses(call: Call) -> Answer:
    where = LIVE & equal("customer_id", _found(call)["id"])
    return sliced(call, [_address(it) for it in call.shop.store.find(ADDRESSES, where)])


def list_customer_groups(call: Call) -> Answer:
    only(call, PAGING | {"name", "name:like", "is_default", "is_group_for_guests"})
    where = LIVE
    if "name" in call.query:
        where &= equal("name", call.query["name"])
    if "name:like" in call.query:
        where &= Where("name like ?", (f"%{call.query['name:like']}%",))
    if "is_default" in call.query:
        where &= equal("is_default", int(call.query["is_default"] == "true"))
    return listed(call, GROUPS, _group, where)


def count_customer_groups(call: Call) -> Answer:
    return Answer({"count": call.shop.store.count(GROUPS)})


def show_customer_group(call: Call) -> Answer:
    return Answer(_group(call, _found_group(call)))


def create_customer_group(call: Call) -> Answer:
    sent = call.sent()
    if "name" not in sent:
        raise v2_missing("name")
    blank = {"id": call.shop.new_id(GROUPS), "is_default": False, "created": call.now}
    return Answer(_put_group(call, blank, sent))


def update_customer_group(call: Call) -> Answer:
    return Answer(_put_group(call, _found_group(call), call.sent()))


def delete_customer_group(call: Call) -> Answer:
    """The customers in it are in none from then on."""
    group, store = _found_group(call), call.shop.store
    for customer in store.find(CUSTOMERS, equal("group_id", group["id"])):
        store.put(CUSTOMERS, customer | {"customer_group_id": 0})
    store.erase(GROUPS, equal("id", group["id"]))
    return Answer(None, 204)


def _where(call: Call) -> Where:
    only(call, _KNOWN)
    where = LIVE
    for name, text in call.query.items():
        if name in _BOUNDS:
            column, sign = _BOUNDS[name]
            where &= Where(f"{column} {sign} ?", (whole_number(name, text),))
        elif name in _TEXTS:
            where &= equal(_TEXTS[name], key_of(text))
        elif name == "phone":
            where &= equal("phone", text)
        elif name in _TIMES:
            where &= _since(name, text)
    return where


def _since(name: str, text: str) -> Where:
    column, sign = _TIMES[name]
    try:
        return Where(f"{column} {sign} ?", (parsed_time(text),))
    except (ValueError, TypeError):
        raise v2_invalid(name) from None


def _found(call: Call) -> Record:
    record = call.shop.store.get(CUSTOMERS, equal("id", call.id()))
    if record is None:
        raise v2_not_found()
    return record


def _found_group(call: Call) -> Record:
    record = call.shop.store.get(GROUPS, equal("id", call.id()))
    if record is None:
        raise v2_not_found()
    return record


def _put_group(call: Call, record: Record, sent: Mapping[str, Any]) -> dict[str, Any]:
    for name in sent:
        if name in _GROUP_READ_ONLY:
            raise v2_read_only(name)
        if name not in _GROUP_FIELDS:
            raise v2_unknown_field(name)
    record = record | dict(sent) | {"modified": call.now}
    if not isinstance(record["name"], str) or not record["name"]:
        raise v2_invalid("name")
    same = equal("name", record["name"]) & Where("id <> ?", (record["id"],))
    if call.shop.store.count(GROUPS, same):
        raise v2(409, f"A customer group named '{record['name']}' already exists.")
    call.shop.store.put(GROUPS, record)
    return _group(call, record)


def _customer(call: Call, record: Record) -> dict[str, Any]:
    return {
        "id": record["id"],
        "company": record["company"],
        "first_name": record["first_name"],
        "last_name": record["last_name"],
        "email": record["email"],
        "phone": record["phone"],
        "form_fields": None,
        "date_created": rfc2822(record["created"]),
        "date_modified": rfc2822(record["modified"]),
        "store_credit": "0.0000",
        "registration_ip_address": record.get("registration_ip_address", ""),
        "customer_group_id": record["customer_group_id"],
        "notes": record.get("notes", ""),
        "tax_exempt_category": record.get("tax_exempt_category", ""),
        "reset_pass_on_login": False,
        "accepts_marketing": False,
        "addresses": call.link(f"/customers/{record['id']}/addresses"),
    }


def _address(record: Record) -> dict[str, Any]:
    return {
        "id": record["id"],
        "customer_id": record["customer_id"],
        "first_name": record["first_name"],
        "last_name": record["last_name"],
        "company": record["company"],
        "street_1": record["address1"],
        "street_2": record["address2"],
        "city": record["city"],
        "state": record["state_or_province"],
        "zip": record["postal_code"],
        "country": record["country"],
        "country_iso2": record["country_code"],
        "phone": record["phone"],
        "address_type": record["address_type"],
    }


def _group(_: Call, record: Record) -> dict[str, Any]:
    return {
        "id": record["id"],
        "name": record["name"],
        "is_default": record["is_default"],
        "category_access": record.get("category_access", {"type": "all"}),
        "discount_rules": record.get("discount_rules", []),
        "is_group_for_guests": record.get("is_group_for_guests", False),
        "date_created": iso_z(record["created"]),
        "date_modified": iso_z(record["modified"]),
    }
