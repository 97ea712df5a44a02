"""How many rows a query asks for by itself: ROWNUM, TOP, OFFSET and FETCH."""

from sqlglot import exp

from sandbox.netsuite.functions import built
from sandbox.netsuite.grammar import syntax_error


def limit_by_rownum(sql: str, node: exp.Select, *, is_aggregated: bool) -> None:
    """`WHERE ROWNUM <= n` as a limit; it counts rows before they are sorted."""
    where = node.args.get("where")
    conditions = _conditions(where.this) if where is not None else []
    bounds = [bound for bound in map(_rownum_bound, conditions) if bound is not None]
    if not bounds:
        return
    kept = [it for it in conditions if _rownum_bound(it) is None]
    node.set("where", exp.Where(this=exp.and_(*kept, copy=False)) if kept else None)
    if is_aggregated:
        raise syntax_error(sql, "ROWNUM beside an aggregate needs a subquery")
    if node.args.get("limit"):
        raise syntax_error(sql, "ROWNUM and FETCH in one query")
    if node.args.get("order"):
        node.set("qualify", exp.Qualify(this=built(f"row_number() OVER () <= {min(bounds)}")))
    else:
        node.set("limit", exp.Limit(expression=exp.Literal.number(min(bounds))))


def _conditions(node: exp.Expr) -> list[exp.Expr]:
    return list(node.flatten()) if isinstance(node, exp.And) else [node]


def _rownum_bound(condition: exp.Expr) -> int | None:
    """How many rows a condition like `ROWNUM <= 5` leaves; None for any other condition."""
    is_bound = isinstance(condition, exp.LTE | exp.LT | exp.EQ)
    if not is_bound or not _is_rownum(condition.this):
        return None
    if not isinstance(condition.expression, exp.Literal):
        return None
    number = int(condition.expression.this)
    if isinstance(condition, exp.EQ):
        return 1 if number == 1 else 0
    return number if isinstance(condition, exp.LTE) else number - 1


def _is_rownum(node: exp.Expr) -> bool:
    return isinstance(node, exp.Window) and node.find(exp.RowNumber) is not None


def own_limits(sql: str, tree: exp.Query) -> tuple[int, int | None]:
    """Takes OFFSET, FETCH and TOP off the tree."""
    limit, offset = tree.args.get("limit"), tree.args.get("offset")
    tree.set("limit", None)
    tree.set("offset", None)
    options = limit.args.get("limit_options") if limit else None
    if options and (options.args.get("percent") or options.args.get("with_ties")):
        raise syntax_error(sql, "only a number of rows can be fetched")
    count = (limit.args.get("count") or limit.args.get("expression")) if limit else None
    return _number(sql, offset and offset.expression) or 0, _number(sql, count)


def _number(sql: str, node: exp.Expr | None) -> int | None:
    if node is None:
        return None
    if not isinstance(node, exp.Literal) or not str(node.this).isdigit():
        raise syntax_error(sql, "a number of rows is expected")
    return int(node.this)
