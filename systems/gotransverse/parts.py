"""Rows of the tables that are parts of others: out of their parents' bodies, kept until asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from tempfile import SpooledTemporaryFile
from threading import Lock

import msgspec

from systems.base import Row, Table
from systems.gotransverse import tables
from systems.gotransverse.client import PAGE_ROWS, Client
from systems.gotransverse.shapes import SHAPES, flattener, records
from tieout.errors import NotPermitted, Refused

IN_MEMORY = 8_000_000  # bytes of one table, beyond which they are on disk
ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Part:
    """A list inside the bodies of a parent. `names` are those that it may have there.

    `route` is where the whole list is; `inner` a list of the same kind inside its elements.
    """

    table: Table
    parent: str
    names: tuple[str, ...]
    route: str
    parent_key: str
    inner: str = ""


PARTS: Sequence[Part] = (
    Part(tables.ORDER_ITEMS, "orders", ("order_items",), "order-items", "order_id", "order_items"),
    Part(tables.SERVICE_PRICES, "services", ("service_prices",), "service-prices", "service_id"),
    Part(tables.PRODUCT_PRICES, "products", ("product_prices",), "product-prices", "product_id"),
    Part(tables.INVOICE_ITEMS, "invoices", ("invoice_items",), "invoice-items", "invoice_id"),
    Part(
        tables.PAYMENT_APPLICATIONS,
        "payments",
        ("payment_applications", "applications"),
        "payment-applications",
        "payment_id",
    ),
)
PART_OF: Mapping[str, Part] = {part.table.name: part for part in PARTS}
PARTS_IN: Mapping[str, Part] = {part.parent: part for part in PARTS}


class Kept:
    """The parts of one read of their parents, which went `since` that cursor (None: all).

    `add` may be called from several threads. A list that was cut is asked for whole; where that is
    not to be had, `fault` says why, and the parts are not complete.
    """

    def __init__(self, client: Client, part: Part, parents_route: str, since: str | None) -> None:
        self.part, self.since = part, since
        self.is_complete = False
        self.cursor: str | None = None
        self.fault: Refused | NotPermitted | None = None
        self._client, self._parents = client, parents_route
        self._flat = flattener(part.table, SHAPES[part.table.name])
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - until `close`
        self._lock = Lock()

    def add(self, parents: Sequence[Row]) -> None:
        """Keep the parts of these parents."""
        encoded = b"".join(_encode(row) + b"\n" for parent in parents for row in self._rows(parent))
        with self._lock:
            self._file.write(encoded)

    def rows(self) -> Iterator[Sequence[Row]]:
        """All that was kept, some thousands at a time."""
        self._file.seek(0)
        some: list[Row] = []
        for line in self._file:
            some.append(_decode(line))
            if len(some) == ROWS_AT_ONCE:
                yield some
                some = []
        yield some

    def close(self) -> None:
        self._file.close()

    def _rows(self, parent: Row) -> Iterator[Row]:
        own = {self.part.parent_key: parent.get("id")}
        for row in self._flattened(self._whole(parent)):
            yield {**row, **own}

    def _flattened(self, listed: Sequence[Row], above: object = None) -> Iterator[Row]:
        for body in listed:
            row = self._flat(body)
            if self.part.inner:
                row["parent_order_item_id"] = above
                yield from self._flattened(records(body, self.part.inner), body.get("id"))
            yield row

    def _whole(self, parent: Row) -> Sequence[Row]:
        """The list, from its own route where the one inside the parent may have been cut."""
        listed: Sequence[Row] = next(
            (found for name in self.part.names if (found := records(parent, name))), ()
        )
        if len(listed) < PAGE_ROWS:
            return listed
        try:
            return list(self._from_its_route(parent.get("id")))
        except (Refused, NotPermitted) as fault:
            self.fault = fault
            return listed

    def _from_its_route(self, parent_id: object) -> Iterator[Row]:
        """Page by page; whether such a list may be filtered or sorted is documented nowhere."""
        path = f"{self._parents}/{parent_id}/{self.part.route}"
        route = f"{self._parents}/{{id}}/{self.part.route}"
        for number in count(1):
            params = {"page_number": str(number), "page_size": str(PAGE_ROWS)}
            page = self._client.listed(path, params, route=route)
            yield from page.rows
            if not page.rows or (page.pages is not None and number >= page.pages):
                return


_encode: Callable[[object], bytes] = msgspec.json.Encoder().encode
_decode: Callable[[bytes], dict[str, object]] = msgspec.json.Decoder(dict[str, object]).decode
