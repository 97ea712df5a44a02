"""Lists of V2: bare arrays, and 204 without a body where there is nothing, or nothing more."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sandbox.bigcommerce.call import LARGEST_ID, Answer, Call
from sandbox.bigcommerce.distortion import distorted, shifted
from sandbox.bigcommerce.errors import v2, v2_invalid, v2_unknown_field
from sandbox.records import LIVE, Record, Table, Where

DEFAULT_LIMIT = 50
MOST = 250
PAGING = frozenset({"page", "limit"})

Present = Callable[[Call, Record], dict[str, Any]]


def only(call: Call, known: Collection[str]) -> None:
    """400 for a filter that the resource does not have."""
    for name in call.query:
        if name not in known:
            raise v2_unknown_field(name)


def whole_number(name: str, text: str, least: int = 0) -> int:
    """A number out of the query; 400 where it is none."""
    if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= LARGEST_ID:
        raise v2_invalid(name)
    return int(text)


def listed(
    call: Call, table: Table, present: Present, where: Where = LIVE, order: str = "id"
) -> Answer:
    """A page of the records that meet a condition."""
    limit, offset = _place(call)
    records = call.shop.store.find(table, where, order, limit, offset)
    return _answered(call, [present(call, record) for record in records])


def sliced(call: Call, rows: Sequence[dict[str, Any]]) -> Answer:
    """A page of parts that are at hand."""
    limit, offset = _place(call)
    return _answered(call, list(rows[offset : offset + limit]))


def _answered(call: Call, rows: list[dict[str, Any]]) -> Answer:
    shown = distorted(call, rows)
    return Answer(shown) if shown else Answer(None, 204)


def _place(call: Call) -> tuple[int, int]:
    page = whole_number("page", call.query.get("page", "1"), least=1)
    limit = whole_number("limit", call.query.get("limit", str(DEFAULT_LIMIT)), least=1)
    if limit > MOST:
        raise v2(413, f"The maximum value of 'limit' is {MOST}.")
    return limit, shifted(call, (page - 1) * limit, limit)
