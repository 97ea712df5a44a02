"""Reads a BigCommerce store: orders by change, the parts of those that changed, the catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from systems.base import Deletion, Page, Settings, SourceTotal, Table
from systems.bigcommerce import dates
from systems.bigcommerce.client import MOST_ROWS, Client
from systems.bigcommerce.order_lists import (
    ALL,
    ARCHIVED,
    Orders,
    Where,
    all_orders,
    changed_at,
    changed_orders,
)
from systems.bigcommerce.parts import PARTS, Order, order, part_rows
from systems.bigcommerce.personal import Kept
from systems.bigcommerce.tables import ORDERS
from tieout.clock import Clock
from tieout.errors import NotPermitted, Refused

LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "order_metafields": ("/v3/orders/metafields", {}),
    "products": ("/v3/catalog/products", {}),
    "variants": ("/v3/catalog/variants", {}),
    "customers": ("/v3/customers", {"include": "addresses"}),
}
COUNTED = frozenset({"products", "variants"})  # what is read in full each time


class BigCommerceReader:
    """Implements `Reader`. A cursor is the greatest time of change seen, ISO 8601, UTC."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        rows: int = MOST_ROWS,
    ) -> None:
        self._kept = Kept(settings)
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._rows = rows
        self._read: dict[str | None, tuple[list[Order], str | None]] = {}  # by where it began
        self._are_archived_listed = True
        self._notes: dict[str, None] = {}

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        """Pages in the order of ids, or of change; the last one has the cursor."""
        if table.name == ORDERS.name:
            return self._orders(table, since)
        if table.name in PARTS:
            return self._parts(table, since)
        if table.name in LISTS:
            return self._list(table, since)
        return self._statuses(table)

    def deletions(self, since: str | None) -> Iterator[Deletion]:  # noqa: ARG002 - the protocol's
        """None: an archived order comes marked, and of anything else a store keeps no trace."""
        return iter(())

    def totals(self, table: Table) -> Sequence[SourceTotal]:
        """The store's count of orders that are not archived, of products and of variants."""
        if table.name == ORDERS.name and self._are_archived_listed:
            return [SourceTotal(table.name, "count", "", Decimal(self._count(ALL)))]
        if table.name not in COUNTED:
            return ()
        path, params = LISTS[table.name]
        for page in self.client.lists(path, params, rows=1):
            if page.total is not None:
                return [SourceTotal(table.name, "count", "", Decimal(page.total))]
            break
        return ()

    def notes(self) -> Sequence[str]:
        return tuple(self._notes)

    def close(self) -> None:
        self.client.close()

    def _orders(self, table: Table, since: str | None) -> Iterator[Page]:
        begun, newest = self.client.clock.now(), dates.cursor(since) if since else None
        orders: list[Order] = []
        for found in self._listed(table, since):
            newest = max([*map(changed_at, found), *([newest] if newest else [])], default=None)
            orders += map(order, found)
            yield Page([self._kept.row(table.name, it) for it in found])
        cursor = dates.iso(min(newest, begun)) if newest else None
        self._read[since] = (orders, cursor)
        yield Page([], cursor, self._stated() if since is None else None)

    def _listed(self, table: Table, since: str | None) -> Iterator[Orders]:
        """The orders, and then the archived ones where a store lists them."""
        yield from self._some(table, since, ALL)
        try:
            yield from self._some(table, since, ARCHIVED)
        except Refused as refused:
            if refused.status != 400:
                raise
            self._are_archived_listed = False
            self._notes[
                "orders: archived ones cannot be listed here; that one was archived is noticed "
                "when a full read no longer brings it"
            ] = None

    def _some(self, table: Table, since: str | None, where: Where) -> Iterator[Orders]:
        if since is None:
            return all_orders(self.client, where, self._rows)
        start = dates.cursor(since) - table.overlap
        return changed_orders(self.client, start, where, self._rows)

    def _stated(self) -> int:
        return self._count(ALL) + (self._count(ARCHIVED) if self._are_archived_listed else 0)

    def _count(self, where: Where) -> int:
        count = self.client.get("/v2/orders/count", where).mapping().get("count")
        return int(str(count))

    def _parts(self, table: Table, since: str | None) -> Iterator[Page]:
        if since not in self._read:
            for _ in self._orders(ORDERS, since):
                pass
        orders, cursor = self._read[since]
        for rows in part_rows(self.client, table.name, orders):
            yield Page([self._kept.row(table.name, it) for it in rows])
        yield Page([], cursor)

    def _list(self, table: Table, since: str | None) -> Iterator[Page]:
        begun, newest = self.client.clock.now(), dates.cursor(since) if since else None
        path, params = LISTS[table.name]
        if newest:
            params = {**params, "date_modified:min": f"{newest - table.overlap:%Y-%m-%dT%H:%M:%S}"}
        named = self._names(table)
        for page in self.client.lists(path, params, rows=self._rows):
            rows = [self._kept.row(table.name, it) for it in page.rows]
            for row in rows:
                row |= {column: of.get(row.get(by)) for by, column, of in named}
            newest = _newest(newest, rows)
            cursor = dates.iso(min(newest, begun)) if newest else None
            yield Page(rows, cursor, page.total if since is None else None)

    def _names(self, table: Table) -> Sequence[tuple[str, str, Mapping[object, object]]]:
        """What a table says by id and its rows shall have by name: the id, the column, the names.

        A name that the API account may not see is left out, with a note.
        """
        try:
            if table.name == "customers":
                found = list(self.client.arrays("/v2/customer_groups"))
                return [("customer_group_id", "customer_group", _by_id(found))]
            if table.name == "products":
                pages = self.client.lists("/v3/catalog/brands", {})
                return [("brand_id", "brand", _by_id([it for page in pages for it in page.rows]))]
        except NotPermitted as fault:
            self._notes[f"{table.name}: names of groups or brands are left out. {fault}"] = None
        return ()

    def _statuses(self, table: Table) -> Iterator[Page]:
        rows = self.client.array("/v2/order_statuses")
        yield Page([self._kept.row(table.name, it) for it in rows])


def _by_id(rows: Sequence[Mapping[str, object]]) -> Mapping[object, object]:
    return {it.get("id"): it.get("name") for it in rows}


def _newest(newest: datetime | None, rows: Sequence[Mapping[str, object]]) -> datetime | None:
    texts = (it.get("date_modified") for it in rows)
    times = [dates.cursor(it) for it in texts if isinstance(it, str) and it.endswith("Z")]
    return max([*times, *([newest] if newest else [])], default=None)
