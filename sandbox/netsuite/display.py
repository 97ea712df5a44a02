"""BUILTIN.DF: what people see in place of an id or a code."""

from collections.abc import Mapping

from sqlglot import exp

from sandbox.netsuite.functions import built
from sandbox.netsuite.labels import LISTS
from sandbox.netsuite.scopes import Known

SHOWN_BY: Mapping[str, str] = {  # table -> the column that stands for a record
    "currency": "symbol",
    "subsidiary": "name",
    "customer": "companyname",
    "transaction": "trandisplayname",
    "item": "itemid",
    "term": "name",
    "accountingperiod": "periodname",
    "billingaccount": "name",
    "subscription": "name",
    "subscriptionline": "linenumber",
    "subscriptionplan": "itemid",
    "subscriptionterm": "name",
    "subscriptionchangeorder": "idnumber",
}


def displayed(column: exp.Column, known: Known) -> exp.Expr:
    """The display text of a column; one that is neither a reference nor a code shows itself."""
    if known.shows == "status":
        return built("ns_status_label(:a, :b)", _beside(column, "type"), column)
    if known.shows in SHOWN_BY:
        shown, table = SHOWN_BY[known.shows], known.shows
        return built(f"(SELECT max(d.{shown}) FROM suiteql.{table} AS d WHERE d.id = :a)", column)  # noqa: S608
    if known.shows in LISTS:
        case = exp.Case(this=column.copy(), ifs=[], default=column.copy())
        for code, label in LISTS[known.shows].items():
            case = case.when(exp.Literal.string(code), exp.Literal.string(label))
        return case
    return column


def composite(column: exp.Column, known: Known) -> exp.Expr:
    """A status with its type before it, `SalesOrd:B`; any other column as it is."""
    if known.shows != "status":
        return column
    return built("(:a || ':' || :b)", _beside(column, "type"), column)


def _beside(column: exp.Column, name: str) -> exp.Column:
    """Another column of the same source."""
    return exp.column(name, table=column.table, quoted=True)
