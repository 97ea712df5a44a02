"""Search: results by page number up to a thousand, counted, or all of one type by cursor."""

from typing import Any

from sandbox.records import Where
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import invalid_attribute, search_too_deep
from sandbox.zendesk.organization_endpoints import present_many as present_organizations
from sandbox.zendesk.paging import Listing, Present, cursor_page, numbered
from sandbox.zendesk.query import SEARCHED, condition, invalid_search, types_asked
from sandbox.zendesk.tickets import present_tickets
from sandbox.zendesk.users import present_users

DEEPEST = 1000
MOST_A_PAGE = 100
MOST_AN_EXPORT_PAGE = 1000
PRESENT: dict[str, Present] = {
    "organization": present_organizations,
    "user": present_users,
    "ticket": present_tickets,
}


def search(call: Call) -> Answer:
    call.headers.update(call.account.limits.search(call.now))
    if any(name.startswith("page[") for name in call.query):
        raise invalid_attribute("page", "Invalid parameter: page must be an integer")
    number, size = _whole(call, "page", 1), min(_whole(call, "per_page", 100), MOST_A_PAGE)
    if number * size > DEEPEST:
        raise search_too_deep()
    found, count = _found(call, (number - 1) * size, size)
    page = numbered(call, number, size, count)
    return Answer({"results": found, "facets": None, **page})


def count_found(call: Call) -> Answer:
    call.headers.update(call.account.limits.search(call.now))
    return Answer({"count": sum(_counts(call).values())})


def export_found(call: Call) -> Answer:
    """All records of the one type that `filter[type]` names, by cursor."""
    call.headers.update(call.account.limits.search_export(call.now))
    kind = call.query.get("filter[type]", "")
    if kind not in SEARCHED:
        words = "Invalid parameter: filter[type] is required"
        raise invalid_attribute("filter[type]", words)

    def present(call: Call, records: Any) -> list[Any]:
        return [shown | {"result_type": kind} for shown in PRESENT[kind](call, records)]

    where = _condition(call, kind)
    listing = Listing("results", SEARCHED[kind], present, where, most=MOST_AN_EXPORT_PAGE)
    return Answer(cursor_page(call, listing))


def _found(call: Call, start: int, size: int) -> tuple[list[Any], int]:
    """A page of results of all types, one type after the other, and how many there are."""
    counts = _counts(call)
    found: list[Any] = []
    for kind, count in counts.items():
        room = size - len(found)
        if room and start < count:
            records = call.account.store.find(
                SEARCHED[kind], _condition(call, kind), "updated desc, id", room, start
            )
            shown = PRESENT[kind](call, records)
            found += [record | {"result_type": kind} for record in shown]
        start = max(0, start - count)
    return found, sum(counts.values())


def _counts(call: Call) -> dict[str, int]:
    return {
        kind: call.account.store.count(SEARCHED[kind], _condition(call, kind))
        for kind in types_asked(_query(call))
    }


def _condition(call: Call, kind: str) -> Where:
    """The index knows a change only after its lag."""
    where, lag = condition(_query(call), kind), call.account.options.index_lag_seconds
    return where & Where("changed <= ?", (call.now - lag,)) if lag else where


def _query(call: Call) -> str:
    query = call.query.get("query", "").strip()
    if not query:
        raise invalid_search("the query is empty")
    return query


def _whole(call: Call, name: str, default: int) -> int:
    text = call.query.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise invalid_attribute(name, f"Invalid parameter: {name} must be an integer")
    return int(text)
