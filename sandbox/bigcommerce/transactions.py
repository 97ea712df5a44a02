"""Payments of an order as V3 shows them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v3_not_found
from sandbox.bigcommerce.tables import ORDERS, TRANSACTIONS
from sandbox.bigcommerce.v3_lists import Listing, enveloped, listed
from sandbox.bigcommerce.wire import iso
from sandbox.records import LIVE, Record, equal

OFFLINE = frozenset({"offline", "custom"})
_CARD: Mapping[str, Any] = MappingProxyType(
    {
        "card_type": "visa",
        "card_iin": "411111",
        "card_last4": "1111",
        "card_expiry_month": 1,
        "card_expiry_year": 2030,
    }
)


def order_of(call: Call) -> Record:
    """The order of the path; 404 where there is none."""
    record = call.shop.store.get(ORDERS, equal("id", call.id("order")))
    if record is None:
        raise v3_not_found("Order not found.")
    return record


def list_transactions(call: Call) -> Answer:
    """204 where nothing was ever paid or tried."""
    order = order_of(call)
    where = LIVE & equal("order_id", order["id"])
    if not call.shop.store.count(TRANSACTIONS, where):
        return Answer(None, 204)
    return listed(call, Listing(TRANSACTIONS, _view, where))


def list_transactions_by_the_old_path(call: Call) -> Answer:
    """What V2's path answers: the same data, an empty list in its envelope too."""
    call.names = {**call.names, "order": call.names["id"]}
    answer = list_transactions(call)
    return enveloped(call, [], {}) if answer.body is None else answer


def record_transaction(call: Call, order_id: int, like: Record, **changes: Any) -> Record:
    """Another transaction of the order, through the gateway of one that it has."""
    record = like | {
        "id": call.shop.new_id(TRANSACTIONS),
        "order_id": order_id,
        "created": call.now,
        "reference": like.get("id"),
        **changes,
    }
    call.shop.store.put(TRANSACTIONS, record)
    call.emit("order/transaction/created", type="order", id=order_id, transaction_id=record["id"])
    return record


def _view(_: Call, record: Record) -> dict[str, Any]:
    method = record["method"]
    return {
        "id": record["id"],
        "order_id": str(record["order_id"]),
        "event": record["event"],
        "method": method,
        "amount": record["amount"],
        "currency": record["currency"],
        "gateway": record["gateway"],
        "gateway_transaction_id": "" if method in OFFLINE else str(60_000_000 + record["id"]),
        "status": record["status"],
        "test": False,
        "fraud_review": False,
        "reference_transaction_id": record.get("reference"),
        "date_created": iso(record["created"]),
        "avs_result": {"code": "", "message": "", "street_match": "", "postal_match": ""},
        "cvv_result": {"code": "", "message": ""},
        "credit_card": dict(_CARD) if method == "credit_card" else None,
        "gift_certificate": None,
        "store_credit": None,
        "offline": {"display_name": record["display_name"]} if method == "offline" else None,
        "custom": {"payment_method": record["display_name"]} if method == "custom" else None,
        "payment_instrument_token": None,
        "payment_method_id": f"{record['gateway']}.{method}",
    }
