"""The orders of a store, all of them or those that changed, whatever moves while they are read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from systems.bigcommerce.client import SYSTEM, Client
from systems.bigcommerce.dates import iso, moment
from tieout.errors import BadAnswer

Orders = Sequence[dict[str, object]]
Where = Mapping[str, str]

ALL: Where = {}
ARCHIVED: Where = {"is_deleted": "true"}  # in no current page of theirs, and still taken by some


def all_orders(client: Client, where: Where, rows: int) -> Iterator[Orders]:
    """Pages in the order of ids, each beginning after the last one's last id."""
    last, is_second_look = 0, False
    while True:
        params = {**where, "min_id": str(last + 1), "sort": "id:asc", "limit": str(rows)}
        found = client.array("/v2/orders", params)
        ids = [order_id(it) for it in found]
        if any(it <= last for it in ids):
            if is_second_look:
                raise BadAnswer(SYSTEM, "pages of orders repeat or go back, twice over.")
            is_second_look = True
            continue
        yield found
        if len(found) < rows:
            return
        last, is_second_look = max(ids), False


def changed_orders(client: Client, since: datetime, where: Where, rows: int) -> Iterator[Orders]:
    """What changed since then, in the order of change; no order comes twice in the same form.

    A page number would lose orders: one that changes meanwhile goes to the end, and all others move
    up. So each page begins a second before the last one's end, whether or not a bound includes its
    own second; pages are counted only within a time at which more changed than a page holds.
    """
    floor, page, is_second_look = since, 1, False
    seen: set[tuple[int, object]] = set()
    while True:
        params = {"min_date_modified": iso(floor), "sort": "date_modified:asc", "page": str(page)}
        found = client.array("/v2/orders", {**where, **params, "limit": str(rows)})
        fresh = [it for it in found if (order_id(it), it.get("date_modified")) not in seen]
        if not fresh and len(found) == rows and not is_second_look:
            is_second_look = True  # the last page once more?
            continue
        seen |= {(order_id(it), it.get("date_modified")) for it in fresh}
        yield fresh
        if len(found) < rows:
            return
        newest = max(map(changed_at, found)) - timedelta(seconds=1)
        floor, page = (newest, 1) if newest > floor else (floor, page + 1)
        is_second_look = False


def order_id(order: Mapping[str, object]) -> int:
    """An order's id; BadAnswer where it is no number."""
    found = order.get("id")
    if not isinstance(found, int):
        raise BadAnswer(SYSTEM, f"an order came with the id {found!r}.")
    return found


def changed_at(order: Mapping[str, object]) -> datetime:
    """When an order changed last; BadAnswer where it does not say."""
    try:
        return moment(str(order.get("date_modified")))
    except ValueError:
        raise BadAnswer(SYSTEM, f"order {order.get('id')} does not say when it changed.") from None
