"""Recognises a query that goes through its rows by a unique key."""

from collections.abc import Iterator

from sqlglot import exp

from sandbox.netsuite.schema import CATALOG
from sandbox.netsuite.scopes import KEYS, Known
from sandbox.netsuite.statements import BOUND, Keyset


def keyset_of(tree: exp.Query, order: exp.Order | None) -> Keyset | None:
    """How a rewritten query, its order taken off, goes through its rows; None if not by a key.

    The bound in the tree is replaced by `BOUND`.
    """
    where = tree.args.get("where")
    if not isinstance(tree, exp.Select) or order is None or where is None:
        return None
    if tree.args.get("group") or tree.args.get("distinct") or tree.args.get("qualify"):
        return None
    first = order.expressions[0]
    key = _behind(tree, first.this)
    if key is None or first.args.get("desc") or not _is_unique(tree, key):
        return None
    bound = next((it for it in _bounds(where.this) if it.this == key), None)
    output = next((it.alias for it in tree.expressions if it.unalias() == key), None)
    if bound is None or output is None:
        return None
    number = str(bound.expression.this)
    bound.set("expression", exp.Var(this=BOUND))
    return Keyset(number, output)


def _behind(tree: exp.Select, ordered: exp.Expr) -> exp.Column | None:
    """The column of a table that an ORDER BY goes by, itself or through its alias."""
    if isinstance(ordered, exp.Column) and not ordered.table:
        named = (it.unalias() for it in tree.expressions if it.alias == ordered.name)
        ordered = next(named, ordered)
    return ordered if isinstance(ordered, exp.Column) and ordered.table else None


def _is_unique(tree: exp.Select, key: exp.Column) -> bool:
    """Whether no value of the key comes twice: no join may find more than one row for it."""
    source = tree.args["from_"].this
    if source.alias != key.table or not _is_key(source, key):
        return False
    return all(_finds_one(join) for join in tree.args.get("joins") or [])


def _finds_one(join: exp.Join) -> bool:
    condition = join.args.get("on")
    conditions = condition.flatten() if isinstance(condition, exp.And) else [condition]
    return any(
        isinstance(it, exp.EQ) and any(_is_key(join.this, side) for side in (it.left, it.right))
        for it in conditions
    )


def _is_key(source: exp.Expr, column: exp.Expr) -> bool:
    """Whether a column is the key of a table, under the name that the query gives the table."""
    if not isinstance(source, exp.Table) or not isinstance(column, exp.Column) or not source.db:
        return False
    known: Known | None = column.meta.get("known")
    if known is None or column.table != source.alias or known.table != source.name:
        return False
    names = [it.name for it in CATALOG[source.name].columns]
    return known.name == next((name for name in KEYS if name in names), None)


def _bounds(condition: exp.Expr) -> Iterator[exp.Expr]:
    parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
    for part in parts:
        literal = part.expression if isinstance(part, exp.GT) else None
        if isinstance(literal, exp.Literal) and str(literal.this).isdigit():
            yield part
