"""Lists a page at a time: by cursor where `page[…]` is asked for, else by page number."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.exact_json import decode, encode
from sandbox.records import LIVE, Record, Store, Table, Where
from sandbox.zendesk.call import Call
from sandbox.zendesk.distortion import distorted
from sandbox.zendesk.errors import RefusedError, invalid_attribute, paging_fault

MOST = 100  # records a page
DEEPEST = 10_000  # records that page numbers reach

Present = Callable[[Call, Sequence[Record]], list[Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: records of a table that meet a condition, under a key of the answer.

    `sorts` are the orders that a client may ask for: the API's word -> the column; `order` is
    the column that page numbers count by; `most` the largest page of a cursor.
    """

    key: str
    table: Table
    present: Present
    where: Where = LIVE
    sorts: Mapping[str, str] = field(default_factory=dict)
    order: str = "id"
    most: int = MOST


def listed(call: Call, listing: Listing) -> dict[str, Any]:
    """One page of the listing in the style that was asked for."""
    if any(name.startswith("page[") for name in call.query):
        return cursor_page(call, listing)
    return offset_page(call, listing)


def offset_page(call: Call, listing: Listing) -> dict[str, Any]:
    """A page by its number, with the count of all and the neighbours' addresses."""
    number, size = _positive(call, "page", 1), min(_positive(call, "per_page", MOST), MOST)
    start = (number - 1) * size
    if start >= DEEPEST:
        raise paging_fault(
            "InvalidPaginationDepth",
            "Invalid pagination depth",
            f"Page numbers reach the first {DEEPEST} records; use cursor pagination for more",
        )
    store = call.account.store
    if start and call.fault("repeated-page"):
        start -= size
    if start and call.fault("shifting-page"):
        start -= 1
    records = store.find(listing.table, listing.where, f"{listing.order}, id", size, start)
    return {
        listing.key: distorted(call, listing.present(call, records)),
        **numbered(call, number, size, store.count(listing.table, listing.where)),
    }


def numbered(call: Call, number: int, size: int, count: int) -> dict[str, Any]:
    """The tail of a page by number."""
    following = call.link(page=str(number + 1)) if number * size < count else None
    previous = call.link(page=str(number - 1)) if number > 1 else None
    return {"next_page": following, "previous_page": previous, "count": count}


def whole(call: Call, key: str, records: Sequence[Any]) -> dict[str, Any]:
    """All records in the form of a page by number that has no neighbours."""
    presented = distorted(call, list(records))
    return {key: presented, "next_page": None, "previous_page": None, "count": len(records)}


@dataclass(frozen=True, slots=True)
class Place:
    """A record's place in an order."""

    value: Any
    id: int


@dataclass(frozen=True, slots=True)
class Order:
    """A total order: a column, then the id. `word` is how the client asked for it."""

    word: str
    column: str
    is_descending: bool

    def sql(self, is_backward: bool) -> str:
        direction = "desc" if self.is_descending != is_backward else "asc"
        columns = ("id",) if self.column == "id" else (self.column, "id")
        return ", ".join(f"{column} {direction}" for column in columns)

    def beyond(self, place: Place, is_backward: bool) -> Where:
        """The records after a place in this order, or before it."""
        sign = "<" if self.is_descending != is_backward else ">"
        if self.column == "id":
            return Where(f"id {sign} ?", (place.id,))
        return Where(f"({self.column}, id) {sign} (?, ?)", (place.value, place.id))


def cursor_page(call: Call, listing: Listing) -> dict[str, Any]:
    """A page after or before a place, with links to both sides."""
    size, order = _page_size(call, listing.most), _order(call, listing.sorts)
    is_backward = "page[before]" in call.query
    place = _place(call, order, "page[before]" if is_backward else "page[after]")
    if place is not None and not is_backward:
        place = _slipped(call, listing, order, place, size)
    where = listing.where if place is None else listing.where & order.beyond(place, is_backward)
    store = call.account.store
    records = store.find(listing.table, where, order.sql(is_backward), size + 1)
    has_more = len(records) > size or (
        len(records) == size and call.account.ends_with_an_empty_page
    )
    records = records[:size]
    if is_backward:
        records.reverse()
    neighbours = _neighbours(call, listing.table, order, size, records, has_more)
    return {listing.key: distorted(call, listing.present(call, records)), **neighbours}


def _page_size(call: Call, most: int) -> int:
    """What `page[size]` says, 100 where it is absent."""
    text = call.query.get("page[size]", str(MOST))
    if not (text.isdecimal() and 1 <= int(text) <= most):
        raise _bad_parameter(f"page[size] must be a whole number from 1 to {most}")
    return int(text)


def cursor(word: str, place: Place) -> str:
    """An opaque text that names a place in an order."""
    packed = base64.b64encode(encode([place.value, place.id])).decode()
    return base64.b64encode(encode({"o": word, "v": packed})).decode()


def place_of(word: str, text: str) -> Place:
    """The place that a cursor of this order names; 400 for any other text."""
    try:
        opened = decode(base64.b64decode(text, validate=True))
        value, id_ = decode(base64.b64decode(opened["v"], validate=True))
        if opened["o"] == word and isinstance(id_, int):
            return Place(value, id_)
    except (ValueError, TypeError, KeyError):
        pass
    raise _bad_parameter("The cursor is not valid for this list")


def _place(call: Call, order: Order, parameter: str) -> Place | None:
    text = call.query.get(parameter)
    return place_of(order.word, text) if text else None


def _order(call: Call, sorts: Mapping[str, str]) -> Order:
    word = call.query.get("sort") or "id"
    column = {"id": "id", **sorts}.get(word.removeprefix("-"))
    if column is None:
        raise _bad_parameter(f"sort is not valid: {word}")
    return Order(word, column, word.startswith("-"))


def _slipped(call: Call, listing: Listing, order: Order, place: Place, size: int) -> Place | None:
    """The place to go on from: some records earlier where a fault repeats or shifts the page."""
    if call.fault("repeated-page"):
        earlier_by = size
    elif call.fault("shifting-page"):
        earlier_by = 1
    else:
        return place
    before = listing.where & (order.beyond(place, True) | Where("id = ?", (place.id,)))
    found = call.account.store.find(
        listing.table, before, order.sql(True), limit=1, offset=earlier_by
    )
    return _place_in(call.account.store, listing.table, order, found[0]) if found else None


def _neighbours(
    call: Call, table: Table, order: Order, size: int, records: Sequence[Record], has_more: bool
) -> dict[str, Any]:
    """`meta` and `links`; a page without records has neither cursor nor link."""
    if not records:
        return {
            "meta": {"has_more": False, "after_cursor": None, "before_cursor": None},
            "links": {"prev": None, "next": None},
        }
    store, is_backward = call.account.store, "page[before]" in call.query
    before = cursor(order.word, _place_in(store, table, order, records[0]))
    after = cursor(order.word, _place_in(store, table, order, records[-1]))
    sized = {"page[size]": str(size), "page[before]": None, "page[after]": None}
    previous = call.link(**{**sized, "page[before]": before})
    following = call.link(**{**sized, "page[after]": after})
    return {
        "meta": {"has_more": has_more, "after_cursor": after, "before_cursor": before},
        "links": {
            "prev": previous if has_more or not is_backward else None,
            "next": following if has_more or is_backward else None,
        },
    }


def _place_in(store: Store, table: Table, order: Order, record: Record) -> Place:
    id_ = record[table.key]
    if order.column == "id":
        return Place(None, id_)
    ((value,),) = store.pairs(("select", order.column, "from", table.name, "where id = ?"), (id_,))
    return Place(value, id_)


def _positive(call: Call, name: str, default: int) -> int:
    text = call.query.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise invalid_attribute(name, f"Invalid parameter: {name} must be an integer")
    return int(text)


def _bad_parameter(detail: str) -> RefusedError:
    return paging_fault("InvalidPaginationParameter", "Invalid pagination parameter", detail)
