"""A SuiteQL query put into DuckDB's words: names resolved, stars written out, order made total."""

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from sandbox.netsuite.errors import invalid_query
from sandbox.netsuite.expressions import Expressions
from sandbox.netsuite.formats import DatePreference
from sandbox.netsuite.functions import FUNCTIONS, kind_of
from sandbox.netsuite.grammar import parsed, syntax_error
from sandbox.netsuite.keysets import keyset_of
from sandbox.netsuite.row_limits import limit_by_rownum, own_limits
from sandbox.netsuite.scopes import KEYS, Kind, Known, Scope, Source, record_not_found
from sandbox.netsuite.statements import Statement


def translated(
    sql: str,
    parameters: Sequence[object],
    tables: Mapping[str, Source],
    preference: DatePreference,
) -> Statement:
    """The query as DuckDB runs it; a Refusal in the vendor's words when it makes no sense."""
    tree = parsed(sql, parameters)
    translation = _Translation(sql, tables, preference)
    outputs = translation.query(tree, None)
    while isinstance(tree, exp.Subquery) and not tree.args.get("limit"):
        tree = tree.this
    first, most = own_limits(sql, tree)
    order: exp.Order | None = tree.args.get("order")
    tree.set("order", None)
    keyset = keyset_of(tree, order) if most is None and not first else None
    body, ordered = _text(tree), _text(order) if order else ""
    return Statement(body, ordered, _counted(tree), outputs, first, most, keyset)


def _counted(tree: exp.Query) -> str:
    """The query without what only its values need, to be counted; the tree is spoilt."""
    if isinstance(tree, exp.Select) and _is_plain(tree):
        tree.set("expressions", [exp.Literal.number(1)])
    return _text(tree)


def _text(tree: exp.Expr) -> str:
    return tree.sql(dialect="duckdb", comments=False)


class _Translation:
    """One query on its way; common table expressions are added to the tables as they are met."""

    def __init__(self, sql: str, tables: Mapping[str, Source], preference: DatePreference) -> None:
        self._sql = sql
        self._tables = dict(tables)
        self._named: set[str] = set()  # tables that the query itself names with WITH
        self._expressions = Expressions(preference, self._inside)

    def query(self, node: exp.Query, outer: Scope | None) -> Mapping[str, Known]:
        """Rewrites a query in place; what comes out of it, by name."""
        for named in node.ctes:
            name = named.alias.lower()
            self._tables[name] = self.query(named.this, None)
            self._named.add(name)
            named.set("alias", exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
        if isinstance(node, exp.Select):
            return self._select(node, outer)
        if isinstance(node, exp.Subquery):
            if any(node.args.get(key) for key in ("order", "limit", "offset")):
                raise syntax_error(self._sql, "nothing is expected behind a closing parenthesis")
            return self.query(node.this, outer)
        if isinstance(node, exp.SetOperation):
            outputs = self.query(node.this, outer)
            self.query(node.expression, outer)
            self._order(node, Scope(outputs=dict(outputs)))
            return outputs
        raise syntax_error(self._sql, f"{type(node).__name__} is not supported")

    def _inside(self, node: exp.Query, outer: Scope) -> Kind | None:
        outputs = self.query(node, outer)
        return next(iter(outputs.values())).kind if outputs else None

    def _select(self, node: exp.Select, outer: Scope | None) -> Mapping[str, Known]:
        scope = Scope(outer=outer)
        conditions = self._sources(node, scope)
        node.set("expressions", list(self._unstarred(node.expressions, scope)))
        self._projections(node, scope)
        for owner, key in [*conditions, (node, "where"), (node, "group"), (node, "having")]:
            if clause := owner.args.get(key):
                owner.set(key, self._expressions.rewritten(clause, scope))
        is_aggregated = bool(node.args.get("group")) or _has_aggregates(node)
        limit_by_rownum(self._sql, node, is_aggregated=is_aggregated)
        self._order(node, scope)
        return scope.outputs

    def _sources(self, node: exp.Select, scope: Scope) -> list[tuple[exp.Expr, str]]:
        """Puts the tables of FROM and JOIN into the scope; where the conditions of joins stand."""
        source = node.args.get("from_")
        if source is None:
            raise syntax_error(self._sql, "FROM expected")
        self._source(source, scope)
        joins: list[exp.Join] = node.args.get("joins") or []
        for join in joins:
            if join.args.get("using") or join.args.get("method"):
                raise syntax_error(self._sql, "a join needs ON")
            self._source(join, scope)
        return [(join, "on") for join in joins]

    def _source(self, owner: exp.Expr, scope: Scope) -> None:
        source = owner.this
        if isinstance(source, exp.Subquery):
            outputs = self.query(source.this, None)
            alias = source.alias.lower() or f"subquery{len(scope.sources)}"
            source.set("alias", _alias(alias))
            scope.add(alias, alias, outputs)
            return
        if not isinstance(source, exp.Table):
            raise syntax_error(self._sql, f"{type(source).__name__} is not supported in FROM")
        name = source.name.lower()
        if name not in self._tables:
            raise record_not_found(source.name)
        alias = source.alias.lower() or name
        schema = None if name in self._named else "suiteql"
        table = exp.table_(name, db=schema, quoted=True)
        table.set("alias", _alias(alias))
        source.replace(table)
        scope.add(alias, name, self._tables[name])

    def _unstarred(self, projections: Sequence[exp.Expr], scope: Scope) -> Iterator[exp.Expr]:
        """The projections with every star written out, less what an alias beside it names again."""
        named = {it.alias.lower() for it in projections if isinstance(it, exp.Alias)}
        for projection in projections:
            if not projection.is_star or isinstance(projection, exp.Anonymous | exp.Alias):
                yield projection
                continue
            owner = projection.args.get("table")
            alias = owner.name.lower() if owner else None
            if alias is not None and alias not in scope.sources:
                raise record_not_found(alias)
            taken = set(named)
            for own, (_, source) in scope.sources.items():
                for name in source if alias in (None, own) else ():
                    if name not in taken:
                        taken.add(name)
                        yield exp.column(name, table=own)

    def _projections(self, node: exp.Select, scope: Scope) -> None:
        projections = []
        for number, projection in enumerate(node.expressions, 1):
            name = (projection.alias_or_name or f"expr{number}").lower()
            inner = projection.this if isinstance(projection, exp.Alias) else projection
            if not isinstance(inner, exp.Column) and not isinstance(projection, exp.Alias):
                name = f"expr{number}"
            if name in scope.outputs:
                raise invalid_query(f"Search error occurred: duplicate column name '{name}'.")
            value = self._expressions.rewritten(inner, scope)
            projections.append(exp.alias_(value, name, quoted=True))
            scope.outputs[name] = value.meta.get("known") or Known(kind_of(value))
        node.set("expressions", projections)

    def _order(self, node: exp.Query, scope: Scope) -> None:
        order = node.args.get("order")
        for ordered in order.expressions if order else ():
            wanted = ordered.this
            is_output = isinstance(wanted, exp.Column) and not wanted.table
            if is_output and wanted.name.lower() in scope.outputs:
                ordered.set("this", exp.column(wanted.name.lower(), quoted=True))
            elif not isinstance(wanted, exp.Literal):
                ordered.set("this", self._expressions.rewritten(wanted, scope))
        _make_total(node, scope)


def _alias(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(name, quoted=True))


def _make_total(node: exp.Query, scope: Scope) -> None:
    """Ends the order of the outermost query with a key, so that no page repeats or loses a row."""
    if node.parent is not None:
        return
    order = node.args.get("order") or exp.Order(expressions=[])
    for last in _last_order(node, scope):
        order.append("expressions", exp.Ordered(this=last, desc=False, nulls_first=False))
    node.set("order", order if order.expressions else None)


def _last_order(node: exp.Query, scope: Scope) -> list[exp.Expr]:
    if not isinstance(node, exp.Select) or not _is_plain(node):
        return [exp.Literal.number(number + 1) for number in range(len(scope.outputs))]
    alias, (record, source) = next(iter(scope.sources.items()))
    key = next((name for name in KEYS if name in source), None)
    is_its_own = key is not None and source[key].table == record
    return [exp.column(key, table=alias, quoted=True)] if key and is_its_own else []


def _is_plain(node: exp.Select) -> bool:
    """Whether every row that comes out is one that was found."""
    return not (node.args.get("distinct") or node.args.get("group") or _has_aggregates(node))


def _has_aggregates(node: exp.Select) -> bool:
    names = {name.lower() for name, it in FUNCTIONS.items() if it.is_aggregate}
    return any(
        isinstance(part, exp.GroupConcat)
        or (
            isinstance(part, exp.Anonymous)
            and str(part.this).lower() in names
            and not isinstance(part.parent, exp.Window)
        )
        for projection in node.expressions
        for part in projection.walk(prune=lambda it: isinstance(it, exp.Query))
    )
