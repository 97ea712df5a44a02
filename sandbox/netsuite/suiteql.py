"""The query service: one page of a SuiteQL query, as the vendor words it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import duckdb
from sqlglot import exp
from starlette.responses import Response

from sandbox.faults import Faults
from sandbox.netsuite.calls import Call, collection, page_links, page_of
from sandbox.netsuite.errors import Refusal, invalid_parameter, invalid_query, not_permitted
from sandbox.netsuite.formats import DatePreference
from sandbox.netsuite.functions import DATE_KINDS
from sandbox.netsuite.prepared import Statements, Totals
from sandbox.netsuite.scopes import Known
from sandbox.netsuite.statements import Statement
from sandbox.netsuite.store import Store

Item = dict[str, object]
_BAD_VALUES = (
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
    duckdb.BinderException,
    duckdb.SyntaxException,
    duckdb.ParserException,
)


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and how many the whole query has."""

    items: list[Item]
    total: int


class QueryService:
    """Answers SuiteQL calls from the books. `hidden` columns do not exist for this role."""

    def __init__(
        self,
        store: Store,
        faults: Faults,
        preference: DatePreference,
        page_cap: int,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self._store = store
        self._faults = faults
        self._preference = preference
        self._page_cap = page_cap
        self._hidden = hidden
        self._statements = Statements(preference)
        self._totals = Totals()
        self._last_items: dict[tuple[str, ...], list[Item]] = {}

    def answer(self, call: Call) -> Response:
        """The body of one page, or a Refusal."""
        sql, parameters = _question(call)
        limit, offset = page_of(call)
        if offset >= self._page_cap:
            raise invalid_parameter(
                f"Invalid value '{offset}' of the query parameter 'offset'. No more than "
                f"{self._page_cap} rows of a query can be reached.",
                "offset",
            )
        statement = self._statements.statement(sql, parameters, self._unseen(call))
        page = self._disturbed(f"{call.target} {sql}", statement, limit, offset)
        reachable = min(page.total, self._page_cap)
        has_more = offset + limit < reachable
        return collection(
            {
                "links": page_links(call, limit, offset, reachable, has_more),
                "count": len(page.items),
                "hasMore": has_more,
                "items": page.items,
                "offset": offset,
                "totalResults": page.total,
            }
        )

    def _unseen(self, call: Call) -> frozenset[str]:
        hidden = set(self._hidden)
        if fault := self._faults.take("hidden-column", call.target):
            hidden.add(str(fault.option("name", "balancesearch")).lower())
        if fault := self._faults.take("no-permission", call.target):
            name = str(fault.option("name", "")).lower()
            if not name:
                raise not_permitted("SuiteAnalytics Workbook")
            hidden.add(name)
        return frozenset(hidden)

    def _page(self, statement: Statement, limit: int, offset: int) -> Page:
        limit = min(limit, self._page_cap - offset)
        sql = _shown(statement.page(limit, offset), statement.outputs, self._preference)
        names = list(statement.outputs)
        try:
            with self._store.reading() as cursor:
                found = cursor.execute(sql).fetchall()
                version = _single(cursor, "SELECT version FROM books.state")
                total = self._totals.total(statement, version, partial(_single, cursor))
        except _BAD_VALUES as error:
            reason = str(error).splitlines()[0]
            raise invalid_query(
                f"Search error occurred: Invalid or unsupported search. {reason}"
            ) from error
        items = [_item(names, row) for row in found]
        if items and not offset and statement.keyset is not None:
            last = str(items[-1][statement.keyset.output])
            self._totals.foresee(statement, version, last, total - len(items))
        return Page(items, total)

    def _disturbed(self, asked: str, statement: Statement, limit: int, offset: int) -> Page:
        """The page, with what the faults do to it: those that match the path or the query asked."""
        shift = 0
        if offset and self._faults.take("shifting-page", asked):
            shift = 1  # a row of an earlier page is gone, so the first of this one is never seen
        page = self._page(statement, limit, offset + shift)
        names = tuple(statement.outputs)
        if self._faults.take("repeated-page", asked):
            page = Page(self._last_items.get(names, page.items), page.total)
        self._last_items = {names: page.items}
        items = [dict(item) for item in page.items]
        if items and self._faults.take("lost-row", asked):
            del items[len(items) // 2]
        if fault := self._faults.take("new-column", asked):
            for item in items:
                item[fault.option("name", "custentity_new")] = fault.option("value", "new")
        if items and (fault := self._faults.take("not-a-number", asked)):
            numbers = [name for name, it in statement.outputs.items() if it.kind == "number"]
            spoilt = fault.option("name", numbers[-1] if numbers else names[-1])
            items[0][spoilt] = fault.option("value", "ERROR: Invalid Expression")
        return Page(items, page.total)


def _question(call: Call) -> tuple[str, tuple[object, ...]]:
    if not call.prefers("transient"):
        raise Refusal(
            400,
            "INVALID_REQUEST",
            "The required request header 'Prefer' with the value 'transient' is missing.",
            header="Prefer",
        )
    body = call.json()
    sql, parameters = body.get("q"), body.get("params", [])
    if not isinstance(sql, str) or not sql.strip():
        raise invalid_parameter("The property 'q' must be a SuiteQL query.", "q")
    if not isinstance(parameters, list) or any(isinstance(it, list | dict) for it in parameters):
        raise invalid_parameter("The property 'params' must be a list of values.", "params")
    return sql, tuple(parameters)


def _shown(page: str, outputs: Mapping[str, Known], preference: DatePreference) -> str:
    """SQL for the page with every value as text."""
    columns = ", ".join(_as_text(name, known, preference) for name, known in outputs.items())
    return f"SELECT {columns} FROM ({page}) AS page"  # noqa: S608


def _as_text(name: str, known: Known, preference: DatePreference) -> str:
    column = f"page.{exp.to_identifier(name, quoted=True).sql(dialect='duckdb')}"
    if known.kind == "text":
        return column
    if known.kind in DATE_KINDS:
        return f"strftime({column}, '{preference.strftime}')"
    return f"ns_text({column})"


def _item(names: Sequence[str], row: Sequence[str | None]) -> Item:
    """A row as the vendor sends it: what is null, or empty as Oracle sees it, is left out."""
    item: Item = {"links": []}
    item.update((name, value) for name, value in zip(names, row, strict=True) if value)
    return item


def _single(cursor: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = cursor.execute(sql).fetchone()
    return int(found[0]) if found else 0
