"""Finds the orders that are asked for with the fewest calls that a list without `id:in` allows."""

from collections.abc import Iterator, Mapping, Sequence

from systems.bigcommerce.client import MOST_ROWS, Client
from systems.bigcommerce.order_lists import order_id

Order = Mapping[str, object]


def by_id(client: Client, ids: Sequence[str]) -> Iterator[Order]:
    """The orders of these ids that are not archived.

    Each page begins at the next id that is still wanted: as many calls as ids where they lie far
    apart, one for 250 where they lie close.
    """
    wanted = sorted({int(it) for it in ids if it.isdigit()})
    place = 0
    while place < len(wanted):
        first, last = wanted[place], wanted[-1]
        rows = min(MOST_ROWS, last - first + 1)
        params = {"min_id": str(first), "max_id": str(last), "sort": "id:asc", "limit": str(rows)}
        found = client.array("/v2/orders", params)
        shown = {order_id(it): it for it in found}
        yield from (shown[it] for it in wanted[place:] if it in shown)
        if len(found) < rows:
            return
        place = next((n for n, it in enumerate(wanted) if it > max(shown)), len(wanted))


def by_external_id(client: Client, external_id: str) -> Sequence[Order]:
    """The orders that have this external id; there should be one at most."""
    params = {"external_order_id": external_id, "limit": "2"}
    found = client.array("/v2/orders", params)
    return [it for it in found if it.get("external_order_id") == external_id]
