"""Lists of V3: an envelope with pages by number, and by cursor where that is offered."""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sandbox.bigcommerce.call import LARGEST_ID, Answer, Call
from sandbox.bigcommerce.distortion import distorted, shifted
from sandbox.bigcommerce.errors import v3
from sandbox.records import LIVE, Record, Table, Where

DEFAULT_LIMIT = 50
MOST = 250
PAGING = frozenset({"page", "limit"})
CURSORS = frozenset({"before", "after"})

Present = Callable[[Call, Record], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: records of a table that meet a condition, in an order of one column.

    `has_cursors` says whether pages can be asked for by cursor too.
    """

    table: Table
    present: Present
    where: Where = LIVE
    column: str = "id"
    is_descending: bool = False
    has_cursors: bool = False

    @property
    def order(self) -> str:
        way = "desc" if self.is_descending else "asc"
        return f"{self.column} {way}, id {way}" if self.column != "id" else f"id {way}"


def listed(call: Call, listing: Listing) -> Answer:
    """A page of the listing in the style that was asked for."""
    if listing.has_cursors and CURSORS & call.query.keys():
        return _cursor_page(call, listing)
    page, limit = place(call)
    store = call.shop.store
    offset = shifted(call, (page - 1) * limit, limit)
    records = store.find(listing.table, listing.where, listing.order, limit, offset)
    total = store.count(listing.table, listing.where)
    meta = {"pagination": pagination(call, total, len(records), page, limit)}
    if listing.has_cursors:
        meta["cursor_pagination"] = _cursors(call, records, limit, is_shown=page == 1)
    return enveloped(call, [listing.present(call, it) for it in records], meta)


def sliced(call: Call, rows: Sequence[dict[str, Any]]) -> Answer:
    """A page of rows that are at hand."""
    page, limit = place(call)
    shown = list(rows[(page - 1) * limit : page * limit])
    meta = {"pagination": pagination(call, len(rows), len(shown), page, limit)}
    return enveloped(call, shown, meta)


def enveloped(call: Call, rows: list[dict[str, Any]], meta: Mapping[str, Any]) -> Answer:
    return Answer({"data": chosen(call, distorted(call, rows)), "meta": meta})


def one(call: Call, row: dict[str, Any]) -> Answer:
    """A single record in its envelope."""
    return Answer({"data": chosen(call, [row])[0], "meta": {}})


def chosen(call: Call, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the fields that were asked for; the id always stays."""
    wanted, unwanted = _names(call, "include_fields"), _names(call, "exclude_fields")
    if not wanted and not unwanted:
        return list(rows)
    also = {"id", *_names(call, "include")}
    kept = wanted | also
    return [
        {
            name: value
            for name, value in row.items()
            if name in kept or (not wanted and name not in unwanted)
        }
        for row in rows
    ]


def place(call: Call) -> tuple[int, int]:
    """Page and limit; 422 where they are no numbers, 413 above the most."""
    page, limit = _positive(call, "page", 1), _positive(call, "limit", DEFAULT_LIMIT)
    if limit > MOST:
        raise v3(413, f"The limit is too large. The maximum value is {MOST}.")
    return page, limit


def pagination(call: Call, total: int, count: int, page: int, limit: int) -> dict[str, Any]:
    pages = -(-total // limit)
    links = {"current": _link(call, page, limit)}
    if page > 1:
        links = {"previous": _link(call, page - 1, limit)} | links
    if page < pages:
        links["next"] = _link(call, page + 1, limit)
    return {
        "total": total,
        "count": count,
        "per_page": limit,
        "current_page": page,
        "total_pages": pages,
        "links": links,
    }


def _link(call: Call, page: int, limit: int) -> str:
    kept = {name: it for name, it in call.query.items() if name not in PAGING | CURSORS}
    return f"?{urlencode({**kept, 'page': page, 'limit': limit})}"


def _cursor_page(call: Call, listing: Listing) -> Answer:
    """The records after, or before, the one that a cursor stands for; `page` is not looked at."""
    if call.query.keys() >= CURSORS:
        raise v3(422, "The before and after parameters cannot be used together.")
    is_back = "before" in call.query
    id_ = _id_of(call.query["before" if is_back else "after"])
    _, limit = place(call)
    is_descending = listing.is_descending != is_back
    sign, way = ("<", "desc") if is_descending else (">", "asc")
    key = f"{listing.column}, id"
    place_of = " ".join(("(select", key, "from", listing.table.name, "where id = ?)"))
    beyond = Where(f"({key}) {sign} {place_of}", (id_,))
    order = f"{listing.column} {way}, id {way}"
    store = call.shop.store
    records = store.find(listing.table, listing.where & beyond, order, limit)
    if is_back:
        records.reverse()
    total = store.count(listing.table, listing.where)
    meta = {
        "pagination": pagination(call, total, len(records), 1, limit),
        "cursor_pagination": _cursors(call, records, limit, is_shown=True),
    }
    return enveloped(call, [listing.present(call, it) for it in records], meta)


def _cursors(
    call: Call, records: Sequence[Record], limit: int, *, is_shown: bool
) -> dict[str, Any]:
    """The ends of a page. The last one is told on the first page, and to those who use cursors."""
    found: dict[str, Any] = {"count": len(records), "per_page": limit}
    if not records:
        return found | {"links": {}}
    start, end = _cursor(records[0]), _cursor(records[-1])
    links = {"current": _cursor_link(call, limit, {})}
    found["start_cursor"] = start
    if CURSORS & call.query.keys():
        links["previous"] = _cursor_link(call, limit, {"before": start})
    if is_shown:
        found["end_cursor"] = end
        if len(records) == limit:
            links["next"] = _cursor_link(call, limit, {"after": end})
    return found | {"links": links}


def _cursor_link(call: Call, limit: int, place: Mapping[str, str]) -> str:
    kept = {name: it for name, it in call.query.items() if name not in PAGING | CURSORS}
    here = place or {name: it for name, it in call.query.items() if name in CURSORS}
    return f"?{urlencode({**kept, **here, 'limit': limit})}"


def _cursor(record: Record) -> str:
    return base64.b64encode(f"id:{record['id']}".encode()).decode()


def _id_of(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("id:"))
    except (ValueError, binascii.Error):
        raise v3(422, "The cursor is not valid.") from None


def _names(call: Call, parameter: str) -> set[str]:
    return set(filter(None, call.query.get(parameter, "").split(",")))


def _positive(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, str(default))
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) <= LARGEST_ID:
        raise v3(422, f"The {name} parameter must be a positive integer.")
    return int(text)
