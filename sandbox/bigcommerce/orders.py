"""Orders of V2 as they are read: one, a list with filters, the counts by status."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v2_invalid, v2_not_found
from sandbox.bigcommerce.order_views import order_view
from sandbox.bigcommerce.statuses import LABELS, status
from sandbox.bigcommerce.tables import ORDERS, TEN_THOUSANDTHS, key_of
from sandbox.bigcommerce.v2_lists import PAGING, listed, only, whole_number
from sandbox.bigcommerce.wire import amount, parsed_time
from sandbox.records import LIVE, Record, Where, equal

Condition = Callable[[str, str], Where]  # filter, its text

SORTS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id",
        "customer_id": "customer_id",
        "date_created": "created",
        "date_modified": "changed",
        "status_id": "status_id",
        "channel_id": "channel_id",
        "external_id": "external_order_id",
    }
)
INCLUDES = frozenset({"consignments", "consignments.line_items", "fees"})


def _is(column: str) -> Condition:
    return lambda name, text: equal(column, whole_number(name, text))


def _reads(column: str) -> Condition:
    return lambda _, text: equal(column, text)


def _since(column: str, sign: str) -> Condition:
    def condition(name: str, text: str) -> Where:
        try:
            return Where(f"{column} {sign} ?", (parsed_time(text),))
        except (ValueError, TypeError):
            raise v2_invalid(name) from None

    return condition


def _id(sign: str) -> Condition:
    return lambda name, text: Where(f"id {sign} ?", (whole_number(name, text),))


def _total(sign: str) -> Condition:
    def condition(name: str, text: str) -> Where:
        try:
            return Where(f"total {sign} ?", (int(amount(text) * TEN_THOUSANDTHS),))
        except (ValueError, OverflowError):
            raise v2_invalid(name) from None

    return condition


def _email(_: str, text: str) -> Where:
    return equal("email_key", key_of(text))


FILTERS: Mapping[str, Condition] = MappingProxyType(
    {
        "min_id": _id(">="),
        "max_id": _id("<="),
        "min_total": _total(">="),
        "max_total": _total("<="),
        "customer_id": _is("customer_id"),
        "email": _email,
        "status_id": _is("status_id"),
        "cart_id": _reads("cart_id"),
        "payment_method": _reads("payment_method"),
        "min_date_created": _since("created", ">="),
        "max_date_created": _since("created", "<="),
        "min_date_modified": _since("changed", ">="),
        "max_date_modified": _since("changed", "<="),
        "channel_id": _is("channel_id"),
        "external_order_id": _reads("external_order_id"),
    }
)
_KNOWN = frozenset({*FILTERS, *PAGING, "is_deleted", "sort", "include", "consignment_structure"})


def list_orders(call: Call) -> Answer:
    only(call, _KNOWN)
    include = included(call)
    return listed(
        call, ORDERS, lambda _, it: order_view(call, it, include), _where(call), _sort(call)
    )


def count_orders(call: Call) -> Answer:
    """How many there are of each status, and of all."""
    only(call, _KNOWN)
    where = _where(call)
    pairs = call.shop.store.pairs(
        ("select status_id, count(*) from orders where", where.sql, "group by 1"), where.values
    )
    counts = dict(pairs)
    statuses = [_counted(call, status_id, counts.get(status_id, 0)) for status_id in LABELS]
    return Answer({"statuses": statuses, "count": sum(counts.values())})


def show_order(call: Call) -> Answer:
    return Answer(order_view(call, found(call), included(call)))


def found(call: Call) -> Record:
    """The order of the path, archived or not; 404 where there is none."""
    record = call.shop.store.get(ORDERS, equal("id", call.id()))
    if record is None:
        raise v2_not_found()
    return record


def included(call: Call) -> frozenset[str]:
    """What the client wants to see in full."""
    names = frozenset(filter(None, call.query.get("include", "").split(",")))
    if names - INCLUDES:
        raise v2_invalid("include")
    return names


def _where(call: Call) -> Where:
    archived = call.query.get("is_deleted", "false").lower()
    if archived not in ("true", "false"):
        raise v2_invalid("is_deleted")
    where = Where("deleted = 1") if archived == "true" else LIVE
    for name, condition in FILTERS.items():
        if name in call.query:
            where &= condition(name, call.query[name])
    return where


def _sort(call: Call) -> str:
    name, _, direction = call.query.get("sort", "id").partition(":")
    if name not in SORTS or direction not in ("", "asc", "desc"):
        raise v2_invalid("sort")
    way = direction or "asc"
    return f"{SORTS[name]} {way}, id {way}" if name != "id" else f"id {way}"


def _counted(call: Call, status_id: int, count: int) -> dict[str, Any]:
    shown = status(call, status_id)
    place = shown.pop("order")
    return shown | {"count": count, "sort_order": place}
