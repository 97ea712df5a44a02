"""SuiteQL as text becomes a tree; whatever is not a plain query is refused here."""

from collections.abc import Sequence
from typing import ClassVar

from sqlglot import TokenType, exp
from sqlglot.dialects.oracle import Oracle
from sqlglot.errors import SqlglotError
from sqlglot.parsers.oracle import OracleParser

from sandbox.netsuite.errors import Refusal, invalid_query

_FOREIGN = frozenset({TokenType.LIMIT, TokenType.DCOLON})  # other databases' habits


class SuiteQLParser(OracleParser):
    """Oracle's grammar that gives no function a meaning of its own: `functions` does that."""

    FUNCTIONS: ClassVar = {}
    FUNCTION_PARSERS: ClassVar = {
        name: parser
        for name, parser in OracleParser.FUNCTION_PARSERS.items()
        if name in ("CAST", "EXTRACT", "TRIM", "LISTAGG")  # their arguments are no plain list
    }


class SuiteQL(Oracle):
    """The dialect of the query service."""

    Parser = SuiteQLParser


_ALLOWED: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Add, exp.Alias, exp.And, exp.Anonymous, exp.Between, exp.Case, exp.Cast,
        exp.Column, exp.CTE, exp.CurrentDate, exp.CurrentTimestamp, exp.DataType,
        exp.DataTypeParam, exp.Distinct, exp.Div, exp.Dot, exp.DPipe, exp.EQ, exp.Escape,
        exp.Except, exp.Exists, exp.Extract, exp.Fetch, exp.From, exp.Group, exp.GroupConcat,
        exp.GT, exp.GTE, exp.Having, exp.Identifier, exp.If, exp.In, exp.Intersect, exp.Is,
        exp.Join, exp.Like, exp.Limit, exp.LimitOptions, exp.Literal, exp.LT, exp.LTE, exp.Mul,
        exp.Neg, exp.NEQ, exp.Not, exp.Null, exp.Offset, exp.Or, exp.Order, exp.Ordered, exp.Paren,
        exp.Placeholder, exp.Select, exp.Star, exp.StrToTime, exp.Sub,
        exp.Subquery, exp.Systimestamp, exp.Table, exp.TableAlias,
        exp.Trim, exp.Tuple, exp.Union, exp.Var, exp.Where, exp.Window, exp.WindowSpec, exp.With,
        exp.DateStrToDate, exp.WithinGroup,
    }
)  # fmt: skip


def parsed(sql: str, parameters: Sequence[object] = ()) -> exp.Query:
    """The tree of one query with its parameters put in, or a Refusal that says what is wrong."""
    try:
        if foreign := [it.text for it in SuiteQL().tokenize(sql) if it.token_type in _FOREIGN]:
            raise syntax_error(sql, f"unexpected token {foreign[0]}")
        trees = SuiteQL().parse(sql)
    except SqlglotError as error:
        raise syntax_error(sql, str(error).splitlines()[0].removesuffix(".")) from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise syntax_error(sql, "a query must be one SELECT statement")
    tree = trees[0]
    for node in tree.walk():
        _raise_unless_allowed(sql, node)
    _bind(sql, tree, parameters)
    return tree


def syntax_error(sql: str, reason: str) -> Refusal:
    """The vendor's refusal of a query that it cannot read."""
    return invalid_query(f"Failed to parse SQL [{sql}]: syntax error, {reason}.")


def _raise_unless_allowed(sql: str, node: exp.Expr) -> None:
    if type(node) not in _ALLOWED:
        raise syntax_error(sql, f"{type(node).__name__} is not supported")
    if isinstance(node, exp.Table) and not isinstance(node.this, exp.Identifier):
        raise syntax_error(sql, "a table function is not supported")
    if isinstance(node, exp.Table) and node.args.get("db"):
        raise syntax_error(sql, f"unexpected '.' before {node.name}")
    if isinstance(node, exp.Column) and (node.args.get("join_mark") or node.args.get("db")):
        raise syntax_error(sql, f"unexpected token after {node.name}")
    if isinstance(node, exp.Dot) and node.this.name.upper() != "BUILTIN":
        raise syntax_error(sql, f"unexpected '.' after {node.this.name}")
    if isinstance(node, exp.With) and node.args.get("recursive"):
        raise syntax_error(sql, "a recursive query is not supported")


def _bind(sql: str, tree: exp.Expr, parameters: Sequence[object]) -> None:
    holes = list(tree.find_all(exp.Placeholder, bfs=False))
    if any(hole.this for hole in holes):
        raise syntax_error(sql, "a parameter is written as a question mark")
    if len(holes) != len(parameters):
        raise invalid_query(
            f"Search error occurred: the query has {len(holes)} parameters and {len(parameters)} "
            "values were given."
        )
    for hole, value in zip(holes, parameters, strict=True):
        hole.replace(_literal(value))


def _literal(value: object) -> exp.Expr:
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Literal.string("T" if value else "F")
    if isinstance(value, int | float):
        return exp.Literal.number(value)
    return exp.Literal.string(str(value))
