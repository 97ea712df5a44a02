"""The plain fields of an order that a client sends: which may be written, and what they may be."""

from collections.abc import Mapping
from typing import Any

from sandbox.bigcommerce.call import Call
from sandbox.bigcommerce.errors import v2, v2_invalid, v2_read_only, v2_unknown_field
from sandbox.bigcommerce.order_fields import BLANK, BLANK_ADDRESS, DERIVED, LONGEST, PAIRS, WRITABLE
from sandbox.bigcommerce.order_parts import address_sent
from sandbox.bigcommerce.statuses import LABELS
from sandbox.bigcommerce.tables import CUSTOMERS
from sandbox.bigcommerce.wire import amount, money, parsed_time
from sandbox.records import equal

BILLING_WRITABLE = frozenset(BLANK_ADDRESS)


def fields_sent(call: Call, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The plain fields that were sent, checked; 400 says the first that cannot be."""
    fields: dict[str, Any] = {}
    for name, value in sent.items():
        kind = WRITABLE.get(name)
        if kind is None:
            raise v2_read_only(name) if name in BLANK or name in DERIVED else v2_unknown_field(name)
        if kind != "parts":
            fields[name] = typed(name, value, kind)
    for name in PAIRS:
        pair = {f"{name}_ex_tax", f"{name}_inc_tax"}
        if len(pair & fields.keys()) == 1:
            raise v2(400, f"The fields '{name}_ex_tax' and '{name}_inc_tax' must be sent together.")
    if fields.get("status_id", 0) not in LABELS:
        raise v2_invalid("status_id")
    if (id_ := fields.get("customer_id", 0)) and not call.shop.store.get(
        CUSTOMERS, equal("id", id_)
    ):
        raise v2_invalid("customer_id")
    return fields


def typed(name: str, value: Any, kind: str) -> Any:
    """A value as the store keeps it; 400 where it is not of its kind."""
    try:
        match kind:
            case "money":
                return money(amount(value))
            case "integer":
                return int(amount(value))
            case "time":
                return parsed_time(value)
            case "address":
                return address_sent(value, BILLING_WRITABLE, name)
    except (ValueError, TypeError, AttributeError):
        raise v2_invalid(name) from None
    if kind == "flag" and not isinstance(value, bool):
        raise v2_invalid(name)
    if kind == "text" and not _is_text(name, value):
        raise v2_invalid(name)
    return value


def _is_text(name: str, value: Any) -> bool:
    is_cleared = value is None and name.startswith("external_")
    return is_cleared or (isinstance(value, str) and len(value) <= LONGEST.get(name, 65_535))
