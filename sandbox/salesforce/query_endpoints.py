"""Queries over REST: the first page, the following ones, and what may go wrong between them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sandbox.salesforce.call import NOT_A_NUMBER, Answer, Call
from sandbox.salesforce.cursors import Cursor
from sandbox.salesforce.errors import Refusal, invalid_locator, not_found
from sandbox.salesforce.shaping import Record, Shaper
from sandbox.salesforce.soql_plan import Plan

SMALLEST_PAGE, LARGEST_PAGE = 200, 2000
WITH_LONG_TEXTS = 200  # records of a page where two or more long texts are asked for
_BATCH_SIZE = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)


def query(call: Call) -> Answer:
    return _first_page(call, with_deleted=False)


def query_all(call: Call) -> Answer:
    """The same with the deleted ones."""
    return _first_page(call, with_deleted=True)


def next_page(call: Call) -> Answer:
    """The page at a locator; one space of locators for both kinds of query."""
    if call.fault("expired-locator"):
        raise invalid_locator()
    cursor, offset = call.org.cursors.find(call.names["locator"])
    return Answer(_page(call, cursor, offset))


def explain(call: Call) -> Answer:
    """Whether a query can be read; the plan's costs are made up."""
    plan = call.planner(with_deleted=False).plan(call.query["explain"])
    costs = {
        "cardinality": 1,
        "fields": [],
        "leadingOperationType": "TableScan",
        "notes": [],
        "relativeCost": 1.0,
        "sobjectCardinality": 1,
        "sobjectType": plan.object.name,
    }
    return Answer({"plans": [costs], "sourceQuery": call.query["explain"]})


def _first_page(call: Call, *, with_deleted: bool) -> Answer:
    if "explain" in call.query:
        return explain(call)
    soql = call.query.get("q")
    if not soql:
        raise Refusal(400, "MALFORMED_QUERY", "unexpected token: '<EOF>'")
    plan = call.planner(with_deleted=with_deleted).plan(soql)
    if plan.kind == "count":
        counted = " ".join(("SELECT count(*) FROM (", plan.sql(), ")"))
        total = call.org.store.rows(counted)[0][0]
        return Answer({"totalSize": total, "done": True, "records": []})
    size = _page_size(call, plan)
    enough = replace(plan, limit=size + 1 if plan.limit is None else min(plan.limit, size + 1))
    rows = call.org.store.rows(enough.sql())
    if len(rows) <= size:
        records = _shaped(call, plan, rows)
        return Answer({"totalSize": len(rows), "done": True, "records": records})
    return Answer(_page(call, _opened(call, plan, size), 0))


def _opened(call: Call, plan: Plan, size: int) -> Cursor:
    org = call.org
    locator = org.cursors.new_id()
    cursor = Cursor(locator, plan, org.store.keep(locator, plan.sql()), size)
    forgotten = org.cursors.add(cursor)
    if forgotten is not None:
        org.store.forget(forgotten)
    return cursor


def _page(call: Call, cursor: Cursor, offset: int) -> Record:
    first = offset
    if offset and call.fault("repeated-page"):
        first = max(0, offset - cursor.size)
    if offset and call.fault("shifting-page"):
        first = offset - 1
    rows = call.org.store.rows(_window(cursor, first))
    end = offset + cursor.size
    page: Record = {"totalSize": cursor.total, "done": end >= cursor.total}
    if not page["done"]:
        page["nextRecordsUrl"] = f"{call.root}/query/{cursor.id}-{end}"
    page["records"] = _shaped(call, cursor.plan, rows)
    return page


def _window(cursor: Cursor, first: int) -> str:
    place = f"WHERE rowid >= {first} AND rowid < {first + cursor.size} ORDER BY rowid"
    return " ".join(("SELECT * FROM", f'results."{cursor.id}"', place))


def _shaped(call: Call, plan: Plan, rows: Sequence[Any]) -> list[Record]:
    if rows and call.fault("lost-row"):
        rows = rows[1:]
    records = Shaper(call.org.store, plan, call.root).records(rows)
    fault = call.fault("not-a-number") if records else None
    if fault is not None:
        records[0][str(fault.option("name", ""))] = fault.option("value", NOT_A_NUMBER)
    return records


def _page_size(call: Call, plan: Plan) -> int:
    size = LARGEST_PAGE
    wanted = _BATCH_SIZE.search(call.header("sforce-query-options"))
    if wanted:
        size = min(max(int(wanted.group(1)), SMALLEST_PAGE), LARGEST_PAGE)
    long_texts = [it for it in plan.columns if it.field is not None and it.field.is_long_text]
    if len(long_texts) > 1:
        size = min(size, WITH_LONG_TEXTS)
    return min(size, call.org.options.page_size)


def record_counts(call: Call) -> Answer:
    """How many records there are of each object asked for, deleted ones included."""
    named = call.query.get("sObjects", "")
    wanted = [it.strip() for it in named.split(",") if it.strip()]
    found = [call.schema.find(it) for it in wanted] or list(call.schema)
    if None in found:
        raise not_found()
    counts = [
        {"count": call.org.store.rows(f"SELECT count(*) FROM {it.table}")[0][0], "name": it.name}  # noqa: S608
        for it in found
        if it is not None
    ]
    return Answer({"sObjects": counts})
