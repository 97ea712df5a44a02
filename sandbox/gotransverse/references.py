"""Entities as they are shown inside others, and custom field values."""

from collections.abc import Mapping
from typing import Any

Record = dict[str, Any]

SERVICE_FIELD = 2336
ORDER_FIELD = 2337
ACCOUNT_FIELD = 2338
UNRELATED_FIELD = 2339
ORDER_ITEM_FIELD = 2340
VALUE_IDS_FROM = 10**12  # the value of field 2336 on record 7 is 2336 * 10**12 + 7
CUSTOM_FIELDS: Mapping[int, tuple[str, str]] = {
    SERVICE_FIELD: ("service", "crm_subscription_id"),
    ORDER_FIELD: ("order", "crm_order_id"),
    ACCOUNT_FIELD: ("billing-account", "crm_account_id"),
    UNRELATED_FIELD: ("service", "site_code"),
    ORDER_ITEM_FIELD: ("order-item", "crm_order_line_id"),
}


def reference(id_: int | None) -> Record | None:
    return None if id_ is None else {"id": str(id_)}


def account_reference(account: Record) -> Record:
    """A billing account inside an order; other entities show it without the external number."""
    names = ("id", "account_num", "external_account_num")
    return {name: account[name] for name in names}


def short_account_reference(account: Record) -> Record:
    return {"id": account["id"], "account_num": account["account_num"]}


def product_reference(product: Record) -> Record:
    return {name: product[name] for name in ("id", "product_type", "name")}


def agreement_reference(agreement: Record) -> Record:
    return {"id": agreement["id"], "name": agreement["name"]}


def child_reference(service: Record) -> Record:
    """An add-on inside its parent."""
    product = service["product"]
    return {
        "id": service["id"],
        "status": service["status"],
        "product": {name: product[name] for name in ("id", "name") if name in product},
    }


def custom_field(id_: int) -> Record:
    """A custom field as its values show it."""
    kind, name = CUSTOM_FIELDS[id_]
    return {"custom_field_type": kind, "id": str(id_), "name": name}


def custom_value(kind: str, value_id: int, field: Record, value: object) -> Record:
    names = ("custom_field_type", "id", "name")
    return {
        "custom_field_value_type": kind,
        "id": str(value_id),
        "value": value,
        "custom_field": {name: field[name] for name in names},
    }


def loaded_values(field: int, record_id: int, value: str | None) -> list[Record]:
    """The one custom value that a record of the company has, or none."""
    if value is None:
        return []
    kind, _ = CUSTOM_FIELDS[field]
    value_id = field * VALUE_IDS_FROM + record_id
    return [custom_value(kind, value_id, custom_field(field), value)]
