"""Capture and void of a payment: accepted at once, done a little later."""

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v3
from sandbox.bigcommerce.tables import ORDERS, TRANSACTIONS
from sandbox.bigcommerce.transactions import order_of, record_transaction
from sandbox.records import LIVE, Record, equal

_DONE = {"capture pending": ("captured", "capture"), "void pending": ("void", "void")}


def capture_payment(call: Call) -> Answer:
    return _started(call, "capture pending")


def void_payment(call: Call) -> Answer:
    return _started(call, "void pending")


def settle(call: Call) -> None:
    """Finish the captures and voids that are due; every request begins with it."""
    due = call.shop.payments_due
    for order_id in [id_ for id_, when in due.items() if when <= call.shop.clock()]:
        del due[order_id]
        order = call.shop.store.get(ORDERS, equal("id", order_id))
        if order is not None and order["fields"]["payment_status"] in _DONE:
            status, event = _DONE[order["fields"]["payment_status"]]
            record_transaction(call, order_id, _authorization(call, order_id), event=event)
            _put(call, order, status)


def _started(call: Call, status: str) -> Answer:
    order = order_of(call)
    if order["fields"].get("payment_status") != "authorized":
        raise v3(422, "The order's payment is not authorized.")
    _authorization(call, order["id"])
    _put(call, order, status)
    call.shop.payments_due[order["id"]] = call.shop.clock() + call.shop.options.payment_seconds
    return Answer(None, 201)


def _authorization(call: Call, order_id: int) -> Record:
    where = LIVE & equal("order_id", order_id)
    for record in call.shop.store.find(TRANSACTIONS, where):
        if record["event"] == "authorization" and record["status"] == "ok":
            return record
    raise v3(422, "The order has no authorized transaction.")


def _put(call: Call, order: Record, status: str) -> None:
    order["fields"]["payment_status"] = status
    order["modified"] = max(call.now, order["modified"] + 1)
    call.shop.store.put(ORDERS, order)
    call.emit("order/updated", type="order", id=order["id"])
