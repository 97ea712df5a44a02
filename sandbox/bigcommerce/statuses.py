"""The fixed list of order statuses. Labels can be renamed by a store, ids cannot."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v2_not_found

INCOMPLETE, PENDING, SHIPPED, PARTIALLY_SHIPPED, REFUNDED = 0, 1, 2, 3, 4
PARTIALLY_REFUNDED = 14

LABELS: Mapping[int, str] = MappingProxyType(
    {
        0: "Incomplete",
        1: "Pending",
        2: "Shipped",
        3: "Partially Shipped",
        4: "Refunded",
        5: "Cancelled",
        6: "Declined",
        7: "Awaiting Payment",
        8: "Awaiting Pickup",
        9: "Awaiting Shipment",
        10: "Completed",
        11: "Awaiting Fulfillment",
        12: "Manual Verification Required",
        13: "Disputed",
        14: "Partially Refunded",
    }
)
DESCRIPTIONS: Mapping[int, str] = MappingProxyType(
    {
        0: "The shopper reached the payment page and did not pay.",
        1: "The checkout was started and is not complete.",
        2: "All items have been shipped; receipt is not confirmed.",
        3: "Some items have been shipped.",
        4: "The whole amount has been given back.",
        5: "The order was cancelled by the seller.",
        6: "The seller marked the order as declined.",
        7: "Checkout is complete; payment is yet to be confirmed.",
        8: "Packed and waiting to be picked up by the shopper.",
        9: "Packed and waiting to be picked up by the carrier.",
        10: "Shipped or picked up, and receipt confirmed.",
        11: "Paid; waiting to be packed.",
        12: "On hold while something is checked by hand.",
        13: "The shopper disputes the payment.",
        14: "A part of the amount has been given back.",
    }
)
IN_DISPLAY_ORDER = (0, 1, 7, 11, 9, 8, 3, 10, 2, 5, 6, 4, 13, 12, 14)


def status(call: Call, status_id: int) -> dict[str, Any]:
    """One status with the store's own label and its place in lists."""
    return {
        "id": status_id,
        "name": LABELS[status_id],
        "system_label": LABELS[status_id],
        "custom_label": custom_label(call, status_id),
        "system_description": DESCRIPTIONS[status_id],
        "order": IN_DISPLAY_ORDER.index(status_id),
    }


def custom_label(call: Call, status_id: int) -> str:
    """What this store calls the status."""
    return call.shop.options.status_labels.get(status_id, LABELS[status_id])


def list_order_statuses(call: Call) -> Answer:
    return Answer([status(call, status_id) for status_id in LABELS])


def show_order_status(call: Call) -> Answer:
    if call.id() not in LABELS:
        raise v2_not_found()
    return Answer(status(call, call.id()))
