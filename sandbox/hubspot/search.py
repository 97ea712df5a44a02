"""The search endpoint: at most ten thousand results, and always a little behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exact_json import decode
from sandbox.hubspot.call import Answer, Call, asked_for, list_in
from sandbox.hubspot.distortion import without_one
from sandbox.hubspot.errors import invalid
from sandbox.hubspot.object_types import ObjectType
from sandbox.hubspot.presentation import Wish, presented
from sandbox.hubspot.search_filters import (
    condition,
    expression,
    property_searched,
    with_words,
)
from sandbox.records import LIVE, Record, Where

if TYPE_CHECKING:
    from sandbox.hubspot.portal import Portal

DEFAULT_PAGE, LARGEST_PAGE, DEEPEST, LONGEST_QUERY = 10, 200, 10_000, 3_000
DIRECTIONS = {"ASCENDING": "asc", "DESCENDING": "desc"}


def search_objects(call: Call) -> Answer:
    kind, body = call.kind, call.body()
    size, start = _size(body), _start(body)
    if start + size > DEEPEST:
        raise invalid(f"The search can be paged through up to {DEEPEST} results only.")
    where = LIVE & kind.where & _asked(call, kind, body)
    total = call.portal.store.count(kind.table, where)
    place = max(0, start - _slip(call, size)) if start else start
    records = _page(call.portal, kind, where, _order(call.portal, kind, body), total, size, place)
    wish = Wish([str(name) for name in list_in(body, "properties")])
    results = without_one(call, presented(call, kind, records, wish))
    answer: dict[str, Any] = {"total": total, "results": results}
    if start + size < total:
        answer["paging"] = {"next": {"after": str(start + size)}}
    return Answer(answer)


def _asked(call: Call, kind: ObjectType, body: dict[str, Any]) -> Where:
    """What was asked for, among the records that the index knows already."""
    groups, words = list_in(body, "filterGroups"), str(body.get("query") or "")
    if "filters" in body and not groups:
        groups = [{"filters": body["filters"]}]
    if len(words) > LONGEST_QUERY:
        raise invalid(f"The query must not be longer than {LONGEST_QUERY} characters.")
    where = condition(call.portal, kind, groups) & with_words(kind, words)
    delay = int(call.portal.options.index_delay_seconds * 1000)
    return where & Where("changed <= ?", (call.now_ms - delay,)) if delay else where


def _page(
    portal: Portal,
    kind: ObjectType,
    where: Where,
    order: str,
    total: int,
    size: int,
    start: int,
) -> list[Record]:
    """The records of one page.

    Where far more match than can be paged through, the table is read along its ids: an index that
    had to be sorted for every page would cost more.
    """
    along_ids = "not indexed" if total > DEEPEST and order in ("id asc", "id desc") else ""
    rows = portal.store.pairs(
        (
            *("select body from", kind.table.name, along_ids, "where", where.sql),
            *("order by", order, "limit ? offset ?"),
        ),
        (*where.values, size, start),
    )
    return [decode(body) for (body,) in rows]


def _size(body: dict[str, Any]) -> int:
    size = body.get("limit")
    if size is None:
        return DEFAULT_PAGE
    if not str(size).isdecimal() or not 0 < int(size) <= LARGEST_PAGE:
        raise invalid(f"Invalid value for limit: {size}. It must be between 1 and {LARGEST_PAGE}.")
    return int(size)


def _start(body: dict[str, Any]) -> int:
    after = str(body.get("after") or "0")
    if not after.isdecimal():
        raise invalid(f"Invalid value for after: {after}")
    return int(after)


def _slip(call: Call, size: int) -> int:
    """How much earlier the page begins, where a fault repeats or shifts it."""
    if call.fault("repeated-page"):
        return size
    return int(bool(call.fault("shifting-page")))


def _order(portal: Portal, kind: ObjectType, body: dict[str, Any]) -> str:
    """One sort; the oldest records first where none is asked for."""
    sorts = list_in(body, "sorts")
    if len(sorts) > 1:
        raise invalid("Only one sort is allowed")
    if not sorts:
        return "id asc"
    name, direction = _sort(sorts[0])
    read = expression(kind, property_searched(portal, kind, name))
    return f"id {direction}" if read == "id" else f"{read} {direction}, id"


def _sort(sort: Any) -> tuple[str, str]:
    """A sort is an object, or a name with a minus before it for the other direction."""
    if isinstance(sort, str):
        return sort.removeprefix("-"), "desc" if sort.startswith("-") else "asc"
    name = asked_for(sort, "propertyName", str)
    direction = str(sort.get("direction") or "ASCENDING").upper()
    if direction not in DIRECTIONS:
        raise invalid(f"Invalid sort direction: {direction}")
    return name, DIRECTIONS[direction]
