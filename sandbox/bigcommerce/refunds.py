"""Money given back: quoted first, then refunded in exactly the amount of the quote."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v3, v3_invalid, v3_not_found
from sandbox.bigcommerce.order_records import payment
from sandbox.bigcommerce.order_views import line_view
from sandbox.bigcommerce.order_writes import move_to
from sandbox.bigcommerce.statuses import PARTIALLY_REFUNDED, REFUNDED
from sandbox.bigcommerce.tables import ORDERS, REFUNDS, TRANSACTIONS
from sandbox.bigcommerce.transactions import OFFLINE, order_of, record_transaction
from sandbox.bigcommerce.v3_filters import Field, condition
from sandbox.bigcommerce.v3_lists import PAGING, Listing, listed, one
from sandbox.bigcommerce.wire import amount, cents, iso, money
from sandbox.records import LIVE, Record, Where, equal

BY_QUANTITY = frozenset({"PRODUCT", "GIFT_WRAPPING"})
BY_AMOUNT = frozenset({"SHIPPING", "HANDLING", "ORDER", "FEE", "TAX"})
_FILTERS = {
    "order_id": Field("order_id", "integer", ("in",)),
    "id": Field("id", "integer", ("in",)),
    "created": Field("changed", "time", ("min", "max")),
}


@dataclass(frozen=True, slots=True)
class _Quote:
    """What the items of a refund come to, tax included."""

    order: Record
    items: list[dict[str, Any]]
    amount: Decimal
    tax: Decimal


def create_refund_quote(call: Call) -> Answer:
    quote = _quoted(call)
    order_level = (it for it in quote.items if it["item_type"] == "ORDER")
    method = _method(call, quote.order)
    view = {
        "order_id": quote.order["id"],
        "total_refund_amount": quote.amount,
        "total_refund_tax_amount": quote.tax,
        "order_level_refund_amount": sum(
            (it["requested_amount"] for it in order_level), Decimal(0)
        ),
        "rounding": 0,
        "adjustment": 0,
        "tax_inclusive": False,
        "refund_methods": [[method | {"amount": quote.amount}]],
    }
    return Answer({"data": view, "meta": {}}, 201)


def create_refund(call: Call) -> Answer:
    quote, payments = _quoted(call), call.sent().get("payments")
    if not isinstance(payments, list) or not payments:
        raise v3_invalid({"payments": "error.path.missing"})
    paid = sum((_amount(it, "payments") for it in payments), Decimal(0))
    if paid != quote.amount:
        raise v3(422, f"The payments come to {paid}; the refund quote is {quote.amount}.")
    refund = _refunded(call, quote, payments)
    _mark(call, quote)
    call.emit(
        "order/refund/created",
        type="order",
        id=quote.order["id"],
        refund={"refund_id": refund["id"]},
    )
    return Answer({"data": _view(call, refund), "meta": {}}, 201)


def list_refunds_of_order(call: Call) -> Answer:
    order = order_of(call)
    return listed(call, Listing(REFUNDS, _view, LIVE & equal("order_id", order["id"])))


def list_refunds(call: Call) -> Answer:
    where = condition(call, _FILTERS, PAGING | {"transaction_id"})
    if text := call.query.get("transaction_id"):
        told = "exists (select 1 from json_each(body, '$.payments') as paid where "
        where &= Where(told + "paid.value ->> '$.transaction_id' = ?)", (text,))
    return listed(call, Listing(REFUNDS, _view, where))


def show_refund(call: Call) -> Answer:
    record = call.shop.store.get(REFUNDS, equal("id", call.id("refund")))
    if record is None:
        raise v3_not_found("Refund not found.")
    return one(call, _view(call, record))


def _quoted(call: Call) -> _Quote:
    order, sent = order_of(call), call.sent().get("items")
    if not isinstance(sent, list) or not sent:
        raise v3_invalid({"items": "error.path.missing"})
    items = [_item(order, it) for it in sent]
    total = sum((it["requested_amount"] for it in items), Decimal(0))
    tax = sum((it.pop("tax") for it in items), Decimal(0))
    left = Decimal(order["fields"]["total_inc_tax"]) - _given_back(call, order["id"])
    if total > left:
        raise v3(422, f"The amount {total} is more than the {cents(left)} left to refund.")
    return _Quote(order, items, cents(total), cents(tax))


def _item(order: Record, sent: Any) -> dict[str, Any]:
    kind = sent.get("item_type") if isinstance(sent, dict) else None
    reason = sent.get("reason", "") if isinstance(sent, dict) else ""
    if kind in BY_AMOUNT:
        item = {"quantity": 1, "requested_amount": _amount(sent, "items"), "tax": Decimal(0)}
    elif kind in BY_QUANTITY:
        item = _by_quantity(order, sent)
    else:
        raise v3_invalid({"items": "error.expected.validenumvalue"})
    return {"item_type": kind, "item_id": sent.get("item_id"), "reason": reason, **item}


def _by_quantity(order: Record, sent: dict[str, Any]) -> dict[str, Any]:
    line = next((it for it in order["lines"] if it["id"] == sent.get("item_id")), None)
    if line is None:
        raise v3(422, f"Order product {sent.get('item_id')} is not in the order.")
    quantity = sent.get("quantity")
    left = line["quantity"] - line.get("quantity_refunded", 0)
    if type(quantity) is not int or not 0 < quantity <= left:
        raise v3(422, f"Of order product {line['id']}, {left} are left to refund.")
    view = line_view(order, line)
    share = Decimal(quantity) / line["quantity"]
    return {
        "quantity": quantity,
        "requested_amount": cents(Decimal(view["total_inc_tax"]) * share),
        "tax": cents(Decimal(view["total_tax"]) * share),
    }


def _amount(sent: Any, name: str) -> Decimal:
    try:
        found = cents(amount(sent["amount"]))
    except (ValueError, KeyError, TypeError):
        raise v3_invalid({name: "error.expected.jsnumber"}) from None
    if found <= 0:
        raise v3_invalid({name: "error.min"})
    return found


def _given_back(call: Call, order_id: int) -> Decimal:
    refunds = call.shop.store.find(REFUNDS, LIVE & equal("order_id", order_id))
    return sum((Decimal(it["total_amount"]) for it in refunds), Decimal(0))


def _paid_by(call: Call, order: Record) -> Record:
    """The transaction by which the order was paid; 422 where it never was."""
    transactions = call.shop.store.find(TRANSACTIONS, LIVE & equal("order_id", order["id"]))
    for record in reversed(transactions):
        if record["event"] in ("purchase", "capture", "settled", "pending"):
            return record
    raise v3(422, "The order has no payment that could be refunded.")


def _method(call: Call, order: Record) -> dict[str, Any]:
    paid_by = _paid_by(call, order)
    is_offline = paid_by["method"] in OFFLINE
    return {
        "provider_id": paid_by["gateway"],
        "provider_description": paid_by["display_name"],
        "offline": is_offline,
        "offline_provider": is_offline,
        "offline_reason": "This provider does not support online refunds." if is_offline else "",
    }


def _refunded(call: Call, quote: _Quote, sent: list[Any]) -> Record:
    paid_by, id_ = _paid_by(call, quote.order), call.shop.new_id(REFUNDS)
    back = record_transaction(call, quote.order["id"], paid_by, event="refund", amount=quote.amount)
    payments = [
        payment(
            id_ * 10 + number,
            str(it.get("provider_id", paid_by["gateway"])),
            _amount(it, "payments"),
            back["id"],
            is_offline=bool(it.get("offline", False)),
        )
        for number, it in enumerate(sent, 1)
    ]
    refund = {
        "id": id_,
        "order_id": quote.order["id"],
        "created": call.now,
        "reason": str(call.sent().get("reason", "")),
        "total_amount": quote.amount,
        "total_tax": quote.tax,
        "items": quote.items,
        "payments": payments,
    }
    call.shop.store.put(REFUNDS, refund)
    return refund


def _mark(call: Call, quote: _Quote) -> None:
    """The order says that it is refunded, in part or whole, and which of its lines are."""
    order, fields = quote.order, quote.order["fields"]
    for item in quote.items:
        for line in order["lines"]:
            if item["item_type"] == "PRODUCT" and line["id"] == item["item_id"]:
                line["quantity_refunded"] = line.get("quantity_refunded", 0) + item["quantity"]
                line["is_refunded"] = line["quantity_refunded"] == line["quantity"]
    given_back = _given_back(call, order["id"])
    is_whole = given_back >= Decimal(fields["total_inc_tax"])
    fields["refunded_amount"] = money(given_back)
    fields["payment_status"] = "refunded" if is_whole else "partially refunded"
    move_to(call, order, REFUNDED if is_whole else PARTIALLY_REFUNDED)
    order["modified"] = max(call.now, order["modified"] + 1)
    call.shop.store.put(ORDERS, order)
    call.emit("order/updated", type="order", id=order["id"])


def _view(_: Call, refund: Record) -> dict[str, Any]:
    return {
        "id": refund["id"],
        "order_id": refund["order_id"],
        "user_id": 0,
        "created": iso(refund["created"]),
        "reason": refund["reason"],
        "total_amount": refund["total_amount"],
        "total_tax": refund["total_tax"],
        "uses_merchant_override_values": False,
        "items": [it | {"adjustments": []} for it in refund["items"]],
        "payments": refund["payments"],
    }
