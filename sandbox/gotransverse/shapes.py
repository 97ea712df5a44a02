"""Bodies made short: `return=SIMPLE` leaves stubs where other entities were."""

from collections.abc import Collection
from typing import Any

DISCRIMINATORS = (
    *("party_type", "address_type", "bill_cycle_type", "payment_method_type", "custom_field_type"),
    *("custom_field_value_type", "product_type", "charge_category_type", "bill_run_type"),
    "order_type",
)


def simplified(record: dict[str, Any], expand: Collection[str]) -> dict[str, Any]:
    """The record with every entity inside it as a stub, but for those named in `expand`."""
    return {name: value if name in expand else _shortened(value) for name, value in record.items()}


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(element) for element in value]
    if isinstance(value, dict) and "id" in value:
        kept = ("id", *(name for name in DISCRIMINATORS if name in value))
        return {name: value[name] for name in kept}
    return value
