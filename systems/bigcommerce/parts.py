"""The parts of orders, asked for order by order, and only of those that can have some."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from systems.base import Row
from systems.bigcommerce.client import IN_FLIGHT, Client
from systems.bigcommerce.order_lists import order_id
from tieout.errors import Refused

ORDERS_AT_ONCE = 100
NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Order:
    """What of an order says which parts it has. Status 0 is a checkout that was left."""

    id: int
    is_left_checkout: bool
    has_shipments: bool
    has_addresses: bool


def order(row: Row) -> Order:
    """An order of a list."""
    return Order(
        id=order_id(row),
        is_left_checkout=row.get("status_id") == 0,
        has_shipments=bool(row.get("items_shipped")),
        has_addresses=bool(row.get("shipping_address_count", 1)),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A list below an order: where it is, and which orders have one."""

    path: str
    is_v3: bool
    belongs_to: Callable[[Order], bool]


PARTS: Mapping[str, Part] = {
    "order_products": Part("/products", False, lambda it: not it.is_left_checkout),
    "order_shipping_addresses": Part(
        "/shipping_addresses", False, lambda it: it.has_addresses and not it.is_left_checkout
    ),
    "order_shipments": Part("/shipments", False, lambda it: it.has_shipments),
    "order_transactions": Part("/transactions", True, lambda it: not it.is_left_checkout),
}


def part_rows(client: Client, table: str, orders: Sequence[Order]) -> Iterator[list[Row]]:
    """The rows of one kind of part, of a hundred orders at a time, several asked for at once."""
    part = PARTS[table]
    wanted = [it.id for it in orders if part.belongs_to(it)]
    with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
        for first in range(0, len(wanted), ORDERS_AT_ONCE):
            some = wanted[first : first + ORDERS_AT_ONCE]
            found = pool.map(lambda it: _of_one(client, part, it), some)
            yield [row for rows in found for row in rows]


def _of_one(client: Client, part: Part, of: int) -> list[Row]:
    version = "v3" if part.is_v3 else "v2"
    path, route = f"/{version}/orders/{of}{part.path}", f"/{version}/orders/{{id}}{part.path}"
    try:
        if not part.is_v3:
            return [{"order_id": of, **row} for row in client.arrays(path, route=route)]
        pages = client.lists(path, {}, route=route)
        return [{"order_id": of, **row} for page in pages for row in page.rows]
    except Refused as refused:
        if refused.status == NOT_FOUND:  # it went meanwhile
            return []
        raise
