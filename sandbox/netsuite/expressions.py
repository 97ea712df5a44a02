"""Expressions of a query, put from Oracle's words into DuckDB's."""

from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

from sandbox.netsuite.display import composite, displayed
from sandbox.netsuite.errors import invalid_query
from sandbox.netsuite.formats import DatePreference
from sandbox.netsuite.functions import DATE_KINDS, FUNCTIONS, built, call, kind_of, text
from sandbox.netsuite.scopes import Kind, Known, Scope

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_CONDITIONS = (*_COMPARISONS, exp.And, exp.Or, exp.Not, exp.In, exp.Is, exp.Like, exp.Between)
Nested = Callable[[exp.Query, Scope], Kind | None]  # gives the kind of a single value


class Expressions:
    """Rewrites one expression after the other; a query inside one goes to `nested`."""

    def __init__(self, preference: DatePreference, nested: Nested) -> None:
        self._preference = preference
        self._nested = nested

    def rewritten(self, node: exp.Expr, scope: Scope) -> exp.Expr:
        """The expression with its parts rewritten first; the kind of its value in `meta`."""
        if isinstance(node, exp.Column):
            return self._column(node, scope)
        if isinstance(node, exp.Query):
            return _of_kind(node, self._nested(node, scope))
        if isinstance(node, exp.Dot):
            return self._builtin(node, scope)
        for part in list(node.iter_expressions()):
            new = self.rewritten(part, scope)
            if new is not part:
                part.replace(new)
        return self._whole(node)

    def _whole(self, node: exp.Expr) -> exp.Expr:
        """The node itself, its parts being done."""
        if isinstance(node, exp.Anonymous):
            return self._function(node)
        if isinstance(node, exp.Case):
            return self._case(node)
        if isinstance(node, _COMPARISONS):
            return self._comparison(node)
        if isinstance(node, exp.In):
            return self._among(node)
        if isinstance(node, exp.Between):
            return self._between(node)
        if isinstance(node, exp.Like):
            node.set("this", self._searched(node.this, [node.expression]))
            return node
        if isinstance(node, exp.Add | exp.Sub):
            return self._sum(node)
        return _of_kind(*self._simple(node))

    def _simple(self, node: exp.Expr) -> tuple[exp.Expr, Kind | None]:
        if isinstance(node, exp.DPipe):
            parts = (text(it, self._preference) for it in (node.this, node.expression))
            return call("concat", *parts), "text"
        if isinstance(node, exp.Div):
            return call("ns_ratio", node.this, node.expression), "number"
        if isinstance(node, exp.CurrentDate | exp.CurrentTimestamp | exp.Systimestamp):
            return built("CAST(ns_today() AS TIMESTAMP)"), "instant"
        if isinstance(node, exp.DateStrToDate):
            return built("CAST(:a AS DATE)", node.this), "day"
        if isinstance(node, exp.StrToTime):
            return built("CAST(:a AS TIMESTAMP)", node.this), "instant"
        if isinstance(node, exp.Literal):
            return node, "text" if node.is_string else "number"
        if isinstance(node, exp.Mul | exp.Neg | exp.Extract):
            return node, "number"
        if isinstance(node, exp.Trim | exp.GroupConcat):
            return node, "text"
        if isinstance(node, exp.Cast):
            return self._cast(node)
        if isinstance(node, exp.Paren | exp.Window | exp.Alias | exp.Ordered | exp.Distinct):
            inner = node.this if node.this is not None else next(iter(node.expressions), None)
            return node, None if inner is None else kind_of(inner)
        return node, None

    def _column(self, node: exp.Column, scope: Scope) -> exp.Expr:
        if not node.table and node.name.lower() == "rownum":
            return _of_kind(built("row_number() OVER ()"), "number")
        alias, known = scope.find(node)
        column = exp.column(node.name.lower(), table=alias, quoted=True)
        column.meta["known"] = known
        return _of_kind(column, known.kind)

    def _builtin(self, node: exp.Dot, scope: Scope) -> exp.Expr:
        function = node.expression
        arguments = list(function.expressions) if isinstance(function, exp.Anonymous) else []
        name = function.name.upper()
        if name not in ("DF", "CF") or len(arguments) != 1:
            raise invalid_query(f"Search error occurred: BUILTIN.{name} is not supported.")
        column = self.rewritten(arguments[0], scope)
        if not isinstance(column, exp.Column):
            raise invalid_query(f"Search error occurred: BUILTIN.{name} takes a column.")
        known: Known = column.meta["known"]
        if name == "CF":
            return _of_kind(composite(column, known), "text")
        return _of_kind(displayed(column, known), "text" if known.shows else known.kind)

    def _function(self, node: exp.Anonymous) -> exp.Expr:
        name, arguments = str(node.this).upper(), list(node.expressions)
        if name == "DECODE":
            return self._decode(arguments)
        function = FUNCTIONS.get(name)
        if function is None:
            raise invalid_query(f"Search error occurred: Unknown function '{name}'.")
        if not function.least <= len(arguments) <= function.most:
            raise invalid_query(
                f"Search error occurred: invalid number of arguments for function '{name}'."
            )
        kind = _first_kind(arguments) if function.gives == "first" else function.gives
        return _of_kind(function.build(arguments, self._preference), kind)

    def _decode(self, arguments: Sequence[exp.Expr]) -> exp.Expr:
        if len(arguments) < 3:
            raise invalid_query(
                "Search error occurred: invalid number of arguments for function 'DECODE'."
            )
        value, *rest = arguments
        pairs = list(zip(rest[::2], rest[1::2], strict=False))
        case = exp.Case(ifs=[], default=rest[-1] if len(rest) % 2 else None)
        for search, result in pairs:
            is_null = isinstance(search, exp.Null)
            met = (
                exp.Is(this=value.copy(), expression=exp.Null())
                if is_null
                else self._comparison(exp.EQ(this=value.copy(), expression=search))
            )
            case.append("ifs", exp.If(this=met, true=result))
        return _of_kind(case, _first_kind(result for _, result in pairs))

    def _case(self, node: exp.Case) -> exp.Expr:
        value = node.this
        for branch in node.args["ifs"]:
            if value is not None:
                met = self._comparison(exp.EQ(this=value.copy(), expression=branch.this.copy()))
                branch.set("this", met)
        node.set("this", None)
        results = [branch.args["true"] for branch in node.args["ifs"]]
        return _of_kind(node, _first_kind([*results, *filter(None, [node.args.get("default")])]))

    def _comparison(self, node: exp.Expr) -> exp.Expr:
        left, right = node.this, node.expression
        node.set("expression", self._as_day(right, left))
        node.set("this", self._as_day(self._searched(left, [right]), right))
        node.set("expression", self._searched(node.expression, [left]))
        return node

    def _among(self, node: exp.In) -> exp.Expr:
        if not node.expressions:
            return node
        value = node.this
        node.set("expressions", [self._as_day(it, value) for it in node.expressions])
        prefixed = [it for it in node.expressions if _is_prefixed(it)]
        known = value.meta.get("known")
        if not prefixed or not isinstance(value, exp.Column) or known.shows != "status":
            return node
        rest = [it for it in node.expressions if not _is_prefixed(it)]
        parts: list[exp.Expr] = [
            exp.In(this=composite(value, known), expressions=[it.copy() for it in prefixed])
        ]
        if rest:
            parts.append(exp.In(this=value.copy(), expressions=[it.copy() for it in rest]))
        return exp.paren(exp.or_(*parts))

    def _between(self, node: exp.Between) -> exp.Expr:
        for end in ("low", "high"):
            node.set(end, self._as_day(node.args[end], node.this))
        return node

    def _searched(self, value: exp.Expr, others: Sequence[exp.Expr]) -> exp.Expr:
        """A status is compared with its type before it where the other side is written so."""
        if not isinstance(value, exp.Column) or not any(map(_is_prefixed, others)):
            return value
        return composite(value, value.meta["known"])

    def _as_day(self, value: exp.Expr, other: exp.Expr) -> exp.Expr:
        """A bare text beside a date is read by the user's preference, or refused."""
        is_text = isinstance(value, exp.Literal) and value.is_string
        if not is_text or kind_of(other) not in DATE_KINDS:
            return value
        day = self._preference.day(str(value.this))
        if day is None:
            raise invalid_query(
                f"Search error occurred: parsing of date value '{value.this}' failed with date "
                f"format '{self._preference.picture}'."
            )
        return _of_kind(built(f"CAST('{day}' AS DATE)"), "day")

    def _sum(self, node: exp.Add | exp.Sub) -> exp.Expr:
        left, right = node.this, node.expression
        is_date = kind_of(left) in DATE_KINDS, kind_of(right) in DATE_KINDS
        if not any(is_date):
            return _of_kind(node, "number")
        if all(is_date):
            difference = "epoch(CAST(:a AS TIMESTAMP)) - epoch(CAST(:b AS TIMESTAMP))"
            return _of_kind(built(f"(({difference}) / 86400)", left, right), "number")
        date, days = (left, right) if is_date[0] else (right, left)
        sign = "+" if isinstance(node, exp.Add) else "-"
        moved = built(f"(CAST(:a AS TIMESTAMP) {sign} to_seconds(:b * 86400))", date, days)
        return _of_kind(moved, "instant")

    def _cast(self, node: exp.Cast) -> tuple[exp.Expr, Kind | None]:
        wanted = node.to.this.value
        if wanted in _TEXTS:
            return text(node.this, self._preference), "text"
        if wanted in _NUMBERS:
            return node if node.to.expressions else built(
                f"CAST(:a AS {_NUMBERS[wanted]})", node.this
            ), "number"
        if wanted in ("DATE", "TIMESTAMP"):
            return built("CAST(:a AS TIMESTAMP)", node.this), "instant"
        raise invalid_query(f"Search error occurred: invalid datatype '{wanted}'.")


_TEXTS = frozenset({"VARCHAR", "CHAR", "NVARCHAR", "NCHAR", "TEXT"})
_NUMBERS = {
    "DECIMAL": "DECIMAL(38, 10)",
    "INT": "BIGINT",
    "BIGINT": "BIGINT",
    "SMALLINT": "BIGINT",
    "FLOAT": "DOUBLE",
    "DOUBLE": "DOUBLE",
}


def _of_kind(node: exp.Expr, kind: Kind | None) -> exp.Expr:
    node.meta["kind"] = kind
    return node


def _first_kind(nodes: Iterable[exp.Expr]) -> Kind | None:
    return next((kind for kind in map(kind_of, nodes) if kind is not None), None)


def _is_prefixed(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string) and ":" in str(node.this)
