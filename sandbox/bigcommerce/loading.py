"""The pretended company, written down as the store's own records."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

from sandbox.bigcommerce.customer_records import customer_address, customer_record, group_record
from sandbox.bigcommerce.login import CLIENT_ID
from sandbox.bigcommerce.order_records import order_record, refund_record, transaction_record
from sandbox.bigcommerce.product_records import brand_record, product_record, variant_record
from sandbox.bigcommerce.tables import (
    ADDRESSES,
    BRANDS,
    CUSTOMERS,
    GROUPS,
    METAFIELDS,
    ORDERS,
    PRODUCTS,
    REFUNDS,
    TRANSACTIONS,
    VARIANTS,
)
from sandbox.bigcommerce.wire import seconds_of
from sandbox.company import Bundle, Metafield, StoreOrder
from sandbox.records import Record, Store

BUNDLES_AT_ONCE = 1000


class Company(Protocol):
    """What the store needs of a world."""

    def bundles(self) -> Iterator[Bundle]: ...


def load(store: Store, company: Company) -> dict[str, int]:
    """All that the company has in the store, a few bundles at a time.

    Gives the greatest id of each kind of part that has no table of its own.
    """
    loading = _Loading(store)
    bundles = company.bundles()
    while chunk := list(islice(bundles, BUNDLES_AT_ONCE)):
        loading.add(chunk)
    loading.finish()
    store.index()
    return loading.last_ids


class _Loading:
    """Gives ids to what the company only names: customer groups, brands."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._groups: dict[str, int] = {}
        self._brands: dict[str, int] = {}
        self.last_ids: dict[str, int] = {}

    def add(self, chunk: Iterable[Bundle]) -> None:
        held = [bundle.store for bundle in chunk]
        products = [one for records in held for one in records.products]
        customers = [one for records in held for one in records.customers]
        orders = [one for records in held for one in records.orders]
        put = self._store.load
        put(PRODUCTS, (product_record(it, self._id(self._brands, it.vendor)) for it in products))
        put(VARIANTS, map(variant_record, products))
        groups = self._groups
        put(CUSTOMERS, (customer_record(it, self._id(groups, it.group or "")) for it in customers))
        put(ADDRESSES, (found for it in customers if (found := customer_address(it))))
        put(ORDERS, map(self._order, orders))
        paid = [(order, one) for order in orders for one in order.transactions]
        put(TRANSACTIONS, (transaction_record(order, one) for order, one in paid))
        refunded = ((order, one) for order, one in paid if one.event == "refund")
        put(REFUNDS, (refund_record(order, one) for order, one in refunded))
        put(METAFIELDS, (_metafield(order, one) for order in orders for one in order.metafields))

    def finish(self) -> None:
        self._store.load(GROUPS, (group_record(id_, name) for name, id_ in self._groups.items()))
        self._store.load(BRANDS, (brand_record(id_, name) for name, id_ in self._brands.items()))

    def _order(self, order: StoreOrder) -> Record:
        record = order_record(order)
        for kind in ("lines", "addresses", "shipments"):
            ids = (part["id"] for part in record[kind])
            self.last_ids[kind] = max(self.last_ids.get(kind, 0), *ids, 0)
        return record

    def _id(self, ids: dict[str, int], name: str) -> int:
        return ids.setdefault(name, len(ids) + 1) if name else 0


def _metafield(order: StoreOrder, metafield: Metafield) -> Record:
    return {
        "id": metafield.id,
        "key": metafield.key,
        "value": metafield.value,
        "namespace": metafield.namespace,
        "permission_set": "write",
        "resource_type": "order",
        "resource_id": order.id,
        "description": "",
        "created": seconds_of(metafield.created_at),
        "modified": seconds_of(metafield.modified_at),
        "owner_client_id": CLIENT_ID,
    }
