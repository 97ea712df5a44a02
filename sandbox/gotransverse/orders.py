"""Orders: listed, shown, drafted, confirmed, voided."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from sandbox.gotransverse.call import Answer, Call, answer_record
from sandbox.gotransverse.custom_fields import items_of, read_values
from sandbox.gotransverse.errors import RefusedError, already_exists, illegal_state
from sandbox.gotransverse.fulfilment import complete
from sandbox.gotransverse.listing import listed, listed_inside, shown
from sandbox.gotransverse.money import ZERO
from sandbox.gotransverse.order_bodies import blank_order
from sandbox.gotransverse.order_items import read_items
from sandbox.gotransverse.reading import Reading, reading
from sandbox.gotransverse.references import account_reference
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import BILLING_ACCOUNTS, ORDER_ITEMS, ORDERS
from sandbox.records import Where, equal

CLOSED = ("DEACTIVATED", "CLOSED", "FINAL_BILL")


def list_orders(call: Call) -> Answer:
    return listed(call, ORDERS)


def show_order(call: Call) -> Answer:
    return shown(call, ORDERS, "order")


def list_order_items(call: Call) -> Answer:
    return listed_inside(call, _order(call)["order_items"])


def create_order(call: Call) -> Answer:
    """A new draft. Its number is the moment it was made at, where none is sent."""
    attributes = _attributes(reading(call))
    number = attributes.pop("order_num") or _free_number(call)
    _raise_if_taken(call, number)
    order = blank_order() | attributes
    order |= {"id": str(call.tenant.new_id()), "order_num": number}
    save(call, order)
    return answer_record(ORDERS, order)


def replace_order(call: Call) -> Answer:
    """Another content of a draft; 422 once it is none."""
    order = _order(call)
    _raise_unless_draft(order, "change")
    attributes = _attributes(reading(call))
    number = attributes.pop("order_num") or order["order_num"]
    _raise_if_taken(call, number, but_by=order["id"])
    order |= attributes | {"order_num": number}
    save(call, order)
    return answer_record(ORDERS, order)


def confirm_order(call: Call) -> Answer:
    """A draft goes to work: COMPLETED, or INPROGRESS while an item awaits approval."""
    order = _order(call)
    _raise_unless_draft(order, "confirm")
    order["status"] = "INPROGRESS"
    return _went_on(call, order)


def void_order(call: Call) -> Answer:
    order = _order(call)
    _raise_unless_draft(order, "void")
    order["status"] = "CANCELED"
    call.store.put(ORDERS, order)
    return answer_record(ORDERS, order)


def approve_item(call: Call) -> Answer:
    """The order is completed when no item awaits approval any longer."""
    order, item = _awaiting(call)
    item["awaiting_approval"] = False
    return _went_on(call, order)


def deny_item(call: Call) -> Answer:
    """An item that may not be sold: the whole order is canceled."""
    order, item = _awaiting(call)
    item["awaiting_approval"] = False
    order["status"] = "CANCELED"
    call.store.put(ORDERS, order)
    return answer_record(ORDERS, order)


def save(call: Call, order: Record) -> None:
    """Write the order, and where its items are found."""
    call.store.put(ORDERS, order)
    for item in items_of(order["order_items"]):
        call.store.put(ORDER_ITEMS, {"id": item["id"], "order": {"id": order["id"]}})


def _order(call: Call) -> Record:
    return call.found(ORDERS, "order")


def _raise_unless_draft(order: Record, command: str) -> None:
    if order["status"] != "DRAFT":
        raise illegal_state(
            f"Cannot {command} order {order['id']}: it is {order['status']}, not DRAFT"
        )


def _went_on(call: Call, order: Record) -> Answer:
    if not any(item["awaiting_approval"] for item in items_of(order["order_items"])):
        complete(call, order)
    save(call, order)
    return answer_record(ORDERS, order)


def _awaiting(call: Call) -> tuple[Record, Record]:
    """The order, and the item by its sequence; 422 where it awaits no approval."""
    order, sequence = _order(call), call.names["sequence"]
    for item in items_of(order["order_items"]):
        if str(item["sequence"]) == sequence:
            if order["status"] == "INPROGRESS" and item["awaiting_approval"]:
                return order, item
            raise illegal_state(f"Item {sequence} of order {order['id']} awaits no approval")
    raise RefusedError(404, f"Order {order['id']} has no item of sequence {sequence}")


def _attributes(sent: Reading) -> Record:
    """All that can be written of an order; 400 for what is wrong with it."""
    sent.only(*blank_order())
    if sent.choice("order_type", ("sales", "change", "renewal"), required=True) not in (
        *("sales", None),
    ):
        sent.wrong("order_type", "must be sales: the others are made by commands of services")
    account = sent.entity("billing_account", BILLING_ACCOUNTS, required=True)
    if account is not None and account["status"] in CLOSED:
        sent.wrong("billing_account.id", f"is {account['status']}")
    ordered_at = sent.moment("order_date") or sent.call.tenant.now()
    _raise_if_backdated(sent, account, ordered_at)
    items = read_items(sent, account or {"id": None, "currency_code": None}, ordered_at)
    attributes: Record = {
        "order_num": sent.text("order_num", most=60),
        "order_date": sent.call.tenant.speller.moment(ordered_at),
        "purchase_order_number": sent.text("purchase_order_number"),
        "note": sent.text("note", most=4000),
        "referral": sent.text("referral"),
        "email_receipt": sent.text("email_receipt"),
        "order_items": items,
        "custom_field_values": read_values(sent, ("order",), "order"),
    }
    sent.problems.raise_if_any()
    once, every_period = _totals(items)
    attributes |= {"sub_total": once, "total_amount": once + every_period}
    return attributes | {"billing_account": account_reference(account or {})}


def _raise_if_backdated(sent: Reading, account: Record | None, ordered_at: datetime) -> None:
    """An order may be back-dated to the day the account was opened on."""
    if account is None:
        return
    speller = sent.call.tenant.speller
    opened = speller.day_of(account["start_date"])
    if speller.day_of(ordered_at.isoformat()) < opened:
        sent.wrong("order_date", f"must not be before the account's start, {opened}")


def _totals(items: list[Record]) -> tuple[Decimal, Decimal]:
    """What is charged once, and what for every period."""
    once = every_period = ZERO
    for item in items_of(items):
        once += item["quantity"] * (item["unit_price"] or 0)
        every_period += item["quantity"] * (item["recurring_unit_price"] or 0)
    return once, every_period


def _free_number(call: Call) -> str:
    """The moment, `20260105101500`, or the next number after it that nobody has."""
    number = int(call.tenant.now().strftime("%Y%m%d%H%M%S"))
    return next(it for it in _following(number) if not _is_taken(call, it))


def _following(number: int) -> Iterator[str]:
    while True:
        yield str(number)
        number += 1


def _is_taken(call: Call, number: str, but_by: str = "0") -> bool:
    where = equal("order_num", number) & Where("id <> ?", (int(but_by),))
    return call.store.count(ORDERS, where) > 0


def _raise_if_taken(call: Call, number: str, but_by: str = "0") -> None:
    if _is_taken(call, number, but_by):
        raise already_exists("order_num", number)
