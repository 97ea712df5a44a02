"""Lists: filter, equality, sort, pages, and how much of each record is shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.exact_json import decode, encode
from sandbox.gotransverse.call import Answer, Call, id_of
from sandbox.gotransverse.distortion import distorted, paged
from sandbox.gotransverse.errors import invalid, not_found
from sandbox.gotransverse.filters import ID, condition, field_of
from sandbox.gotransverse.shapes import simplified
from sandbox.gotransverse.store import Table
from sandbox.records import ANY, Where

LARGEST_PAGE = 50
LATEST_PAGE = 10**9
SHOWING = ("return", "expand")
PAGING = ("page_number", "page_size", "omit_total_count")
COMMON = frozenset({"filter", "sort", *SHOWING, *PAGING})


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


def listed(call: Call, table: Table, where: Where = ANY) -> Answer:
    """The page of a table's records that the query asks for, with the counts in headers."""
    page, expand = _page(call), _expanded(call, table)
    where = _where(call, table, where)
    bodies = call.store.page(table, where, _order(call, table), page.size, page.offset)
    bodies = paged(call, bodies, goes_on=_goes_on(call, page))
    if expand is not None:
        bodies = [encode(simplified(decode(body), expand)) for body in bodies]
    answer = Answer(b"[" + b",".join(bodies) + b"]")
    answer.headers["x-element-count"] = str(len(bodies))
    if _counts(call):
        answer.headers |= _totals(call.store.count(table, where), page.size)
    return answer


def listed_inside(call: Call, elements: Sequence[dict[str, Any]]) -> Answer:
    """A page of a collection that one record holds, all of which is shown here."""
    call.only(*PAGING, *SHOWING)
    page, expand = _page(call), _return(call)
    shown = elements[page.offset : page.offset + page.size]
    if expand is not None:
        shown = [simplified(element, call.many("expand")) for element in shown]
    bodies = distorted(call, [encode(element) for element in shown])
    answer = Answer(b"[" + b",".join(bodies) + b"]")
    answer.headers["x-element-count"] = str(len(bodies))
    if _counts(call):
        answer.headers |= _totals(len(elements), page.size)
    return answer


def shown(call: Call, table: Table, what: str) -> Answer:
    """The one record that the path names; its lists are cut as in lists."""
    call.only(*SHOWING)
    expand = _expanded(call, table)
    id_ = id_of(call.names["id"])
    body = None if id_ is None else call.store.body(table, id_)
    if body is None:
        raise not_found(what, call.names["id"])
    (body,) = distorted(call, [body])
    return Answer(body if expand is None else encode(simplified(decode(body), expand)))


def _goes_on(call: Call, page: _Page) -> bool:
    """Whether a page came before this one, by its number or by the last id in the filter."""
    filter_ = call.parameter("filter")
    return page.number > 1 or ("id GT '" in filter_ and "id GT '0'" not in filter_)


def _totals(total: int, size: int) -> dict[str, str]:
    return {"x-total-count": str(total), "x-total-pages": str(-(-total // size))}


def _page(call: Call) -> _Page:
    size = _whole_number(call, "page_size", LARGEST_PAGE, LARGEST_PAGE)
    return _Page(_whole_number(call, "page_number", 1, LATEST_PAGE), size)


def _whole_number(call: Call, name: str, default: int, most: int) -> int:
    text = call.parameter(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 18 and 1 <= int(text) <= most):
        raise invalid(name, f"must be a whole number from 1 to {most}, got '{text}'")
    return int(text)


def _counts(call: Call) -> bool:
    text = call.parameter("omit_total_count", "false")
    if text not in ("true", "false"):
        raise invalid("omit_total_count", f"must be true or false, got '{text}'")
    return text == "false"


def _return(call: Call) -> Collection[str] | None:
    """What is expanded in spite of `return=SIMPLE`; None where all is shown."""
    text = call.parameter("return", "FULL")
    if text not in ("FULL", "SIMPLE"):
        raise invalid("return", f"must be FULL or SIMPLE, got '{text}'")
    return None if text == "FULL" else set(call.many("expand"))


def _expanded(call: Call, table: Table) -> Collection[str] | None:
    for name in call.many("expand"):
        if name not in table.expandable:
            raise invalid("expand", f"{name} cannot be expanded here")
    return _return(call)


def _order(call: Call, table: Table) -> str:
    """Columns to order by; the id always decides last."""
    columns = []
    for word in call.many("sort"):
        name = field_of(table, word.removeprefix("-"), "sort").name
        columns.append(f"{name} desc" if word.startswith("-") else name)
        if name == "id":
            return ", ".join(columns)
    return ", ".join((*columns, "id"))


def _where(call: Call, table: Table, where: Where) -> Where:
    """The filter and every parameter that is the name of a field."""
    for name, values in call.query.items():
        if name in COMMON:
            continue
        it = ID if name == "id" else table.field(name)
        if it is None:
            raise invalid(name, "is not a parameter of this list")
        for text in values:
            where = _both(where, Where(f"{it.name} = ?", (it.constant(text),)))
    for text in call.query.get("filter", ()):
        if text.strip():
            where = _both(where, condition(text, table))
    return where


def _both(one: Where, other: Where) -> Where:
    """Both conditions; the store knows a page by the last id only where nothing is beside it."""
    return other if one == ANY else one & other
