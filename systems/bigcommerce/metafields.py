"""The metafields of orders: read for many orders at once, written one by one."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from systems.base import Row
from systems.bigcommerce.client import IN_FLIGHT, MOST_ROWS, Client
from tieout.errors import Refused

Name = tuple[str, str]  # namespace and key
ALL_ORDERS = "/v3/orders/metafields"
ROUTE = "/v3/orders/{id}/metafields"
PERMISSION = "write"  # others may see and change it; a private one vanishes with our credentials
CONFLICT = 409


def values(
    client: Client, order_ids: Sequence[str], names: Sequence[Name]
) -> Mapping[tuple[str, Name], str]:
    """What orders hold under these names, by order and name; what is not there is absent.

    A page of all orders' metafields is asked for first: where they are few, that is cheaper than
    asking order by order.
    """
    found: dict[tuple[str, Name], str] = {}
    for name in names:
        rows = _of_all(client, name, len(order_ids))
        for row in _of_each(client, order_ids, name) if rows is None else rows:
            found[str(row.get("resource_id")), name] = str(row.get("value"))
    return found


def write(client: Client, order_id: str, name: Name, value: str | None) -> None:
    """Change the metafield of that name, make it, or delete it where it shall hold nothing."""
    existing = _one(client, order_id, name)
    if existing is None and value is None:
        return
    if existing is None:
        try:
            _send(client, "POST", order_id, "", name, value)
        except Refused as refused:
            if refused.status != CONFLICT:
                raise
            existing = _one(client, order_id, name)  # somebody was faster
            if existing is None:  # and hides it
                raise
        else:
            return
    _send(client, "DELETE" if value is None else "PUT", order_id, f"/{existing['id']}", name, value)


def _send(
    client: Client, method: str, order_id: str, place: str, name: Name, value: str | None
) -> None:
    namespace, key = name
    body: dict[str, object] = {
        "permission_set": PERMISSION,
        "namespace": namespace,
        "key": key,
        "value": value,
    }
    route = ROUTE + ("/{id}" if place else "")
    path = f"/v3/orders/{order_id}/metafields{place}"
    client.send(method, path, None if method == "DELETE" else body, route=route)


def _one(client: Client, order_id: str, name: Name) -> Row | None:
    found = _of_order(client, order_id, name)
    return found[0] if found else None


def _of_order(client: Client, order_id: str, name: Name) -> Sequence[Row]:
    namespace, key = name
    path, params = f"/v3/orders/{order_id}/metafields", {"namespace": namespace, "key": key}
    rows = [row for page in client.lists(path, params, route=ROUTE) for row in page.rows]
    return [it for it in rows if (it.get("namespace"), it.get("key")) == name]


def _of_each(client: Client, order_ids: Sequence[str], name: Name) -> Sequence[Row]:
    with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
        found = pool.map(lambda it: _of_order(client, it, name), order_ids)
        return [row for rows in found for row in rows]


def _of_all(client: Client, name: Name, most_pages: int) -> Sequence[Row] | None:
    """All orders' metafields of a name; None where they are more pages than there are orders."""
    namespace, key = name
    rows: list[Row] = []
    for page in client.lists(ALL_ORDERS, {"namespace": namespace, "key": key}):
        if page.total is not None and page.total > most_pages * MOST_ROWS:
            return None
        rows += [it for it in page.rows if (it.get("namespace"), it.get("key")) == name]
    return rows
