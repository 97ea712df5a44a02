"""From a query's tree to the plan of how it is answered; refuses what the org does not have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count

from sandbox.salesforce.schema import Field, Schema, SObject
from sandbox.salesforce.soql_parser import parsed
from sandbox.salesforce.soql_plan import Column, Compound, Leaf, Level, Plan
from sandbox.salesforce.soql_scope import Known, Scope, sql_of
from sandbox.salesforce.soql_tokens import wrong_at
from sandbox.salesforce.soql_tree import (
    AllFields,
    Children,
    Function,
    Item,
    Path,
    Query,
    Sorting,
)
from sandbox.salesforce.soql_values import AGGREGATES, Valued, Values
from sandbox.salesforce.soql_where import Where

MOST_OF_ALL_FIELDS = 200  # FIELDS(ALL) needs a LIMIT of at most this
MOST_OFFSET = 2000
UNSORTABLE = frozenset({"address", "multipicklist"})
UNGROUPABLE = frozenset({"datetime", "double", "currency", "percent", "address", "multipicklist"})


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes plans for one request: the schema as its user sees it, with deleted records or not."""

    schema: Schema
    today: date
    rates: Mapping[str, Decimal]
    with_deleted: bool = False
    aliases: Iterator[int] = field(default_factory=count)

    def plan(self, soql: str) -> Plan:
        query = parsed(soql)
        root = self.schema.find(query.source.text)
        if root is None:
            raise wrong_at(
                soql,
                query.source.at,
                f"sObject type '{query.source.text}' is not supported. If you are attempting to "
                "use a custom object, be sure to append the '__c' after the entity name. Please "
                "reference your WSDL or the describe call for the appropriate names.",
                "INVALID_TYPE",
            )
        return _Planning(self, query, root).plan()


class _Planning:
    """The work on one SELECT."""

    def __init__(self, planner: Planner, query: Query, root: SObject) -> None:
        self._planner = planner
        self._query = query
        names = {root.name.lower(), (query.alias or root.name).lower()}
        schema, aliases = planner.schema, planner.aliases
        self._scope = Scope(schema, root, query.soql, frozenset(names), aliases)
        self._values = Values(self._scope, planner.today, planner.rates)
        self._level = Level(root)
        self._outputs: list[str] = []
        self._columns: list[Column] = []

    def plan(self, parent: Field | None = None) -> Plan:
        query = self._query
        if query.is_count:
            return self._plan("count")
        functions = [it.expression for it in query.selected if isinstance(it, Item)]
        is_aggregate = bool(query.grouped) or any(map(_is_aggregate, functions))
        if is_aggregate:
            self._select_groups()
            return self._plan("aggregate")
        self._level.id_index = self._put(sql_of(self._scope.root.by_name["id"], self._scope.alias))
        for it in query.selected:
            self._select(it)
        plan = self._plan("records")
        if parent is not None:
            plan.parent = sql_of(parent, self._scope.alias)
        return plan

    def found_ids(self) -> str:
        """The SQL of a query inside IN."""
        query = self._query
        if len(query.selected) != 1 or not isinstance(query.selected[0], Item):
            raise self._values.refused(query.source.at, "unexpected token: 'SELECT'")
        value = self._values.valued(query.selected[0].expression)
        if value.type not in ("id", "reference"):
            words = (
                f"The inner and outer selects should not be on the same object type {value.label}"
            )
            raise self._values.refused(query.source.at, words, "MALFORMED_QUERY")
        self._put(value.sql)
        return self._plan("records").sql()

    def _plan(self, kind: str) -> Plan:
        query, scope = self._query, self._scope
        conditions = [self._where().sql(query.where)] if query.where is not None else []
        if not self._planner.with_deleted and scope.root.is_soft_deleted:
            conditions.append(f'NOT {scope.alias}."IsDeleted"')
        grouped = ", ".join(self._grouped(it).sql for it in query.grouped)
        having = ""
        if query.having is not None:
            having = f"HAVING {self._where(is_having=True).sql(query.having)}"
        # Without an order, groups come by their keys: the same question has one answer.
        order = ", ".join(map(self._sorted, query.sorted_by)) or grouped
        self._raise_if_too_far()
        if kind == "count":
            self._put("1")
        return Plan(
            kind="count" if kind == "count" else "aggregate" if kind == "aggregate" else "records",
            object=scope.root,
            level=self._level,
            outputs=self._outputs,
            tables=scope.tables,
            conditions=conditions,
            columns=self._columns,
            grouped=f"GROUP BY {grouped}" if grouped else "",
            having=having,
            order=f"ORDER BY {order}" if order else "",
            limit=query.limit,
            offset=query.offset,
        )

    def _select(self, it: Item | AllFields | Children) -> None:
        if isinstance(it, Children):
            self._select_children(it)
        elif isinstance(it, AllFields):
            for one in self._all_fields(it):
                self._add(self._scope.of(one), it.at)
        elif isinstance(it.expression, Path):
            if it.alias is not None:
                words = "only aggregate expressions use field aliasing"
                raise self._values.refused(it.expression.at, words, "MALFORMED_QUERY")
            self._add(self._scope.known(it.expression), it.expression.at)
        else:
            self._add_function(it, it.expression)

    def _add(self, known: Known, at: int) -> None:
        level, name = self._level_of(known), known.path[-1]
        if name in level.entries:
            words = f"duplicate field selected: {'.'.join(known.path)}"
            raise self._values.refused(at, words)
        if known.field.is_compound:
            level.entries[name] = self._compound(known)
            return
        index = self._put(known.sql)
        level.entries[name] = Leaf(index, known.field.type)
        self._columns.append(Column(".".join(known.path), index, known.field))

    def _compound(self, known: Known) -> Compound:
        fields = [known.owner.find(part) for part in known.field.parts]
        places = [self._put(sql_of(one, known.alias)) if one else 0 for one in fields]
        prefix = known.field.name.removesuffix("Address")
        names = (part.removeprefix(prefix) for part in known.field.parts)
        self._columns.append(Column(".".join(known.path), places[0], known.field))
        return Compound(places[0], tuple(name[:1].lower() + name[1:] for name in names))

    def _add_function(self, it: Item, function: Function) -> None:
        value = self._values.valued(function)
        if value.known is None:
            words = f"unexpected token: '{function.name}'"
            raise self._values.refused(function.at, words, "MALFORMED_QUERY")
        index = self._put(value.sql)
        name = it.alias or value.known.path[-1]
        level = self._level if it.alias else self._level_of(value.known)
        level.entries[name] = Leaf(index, value.type)
        self._columns.append(Column(name, index, None))

    def _select_children(self, it: Children) -> None:
        query, root = it.query, self._scope.root
        found = self._planner.schema.child(root, query.source.text)
        if found is None:
            raise self._values.refused(
                query.source.at,
                f"Didn't understand relationship '{query.source.text}' in FROM part of query call. "
                "If you are attempting to use a custom relationship, be sure to append the '__r' "
                "after the custom relationship name. Please reference your WSDL or the describe "
                "call for the appropriate names.",
                "INVALID_TYPE",
            )
        owner, reference = found
        self._level.entries[str(reference.children)] = _Planning(self._planner, query, owner).plan(
            reference
        )

    def _select_groups(self) -> None:
        """Groups and aggregates; those without a name of their own are expr0, expr1, …"""
        grouped = {self._grouped(it).sql for it in self._query.grouped}
        nameless = count()
        for it in self._query.selected:
            if not isinstance(it, Item):
                raise self._values.refused(it.at, "unexpected token: '('", "MALFORMED_QUERY")
            value = self._values.valued(it.expression)
            if not value.is_aggregate and value.sql not in grouped:
                words = f"Field must be grouped or aggregated: {value.label}"
                raise self._values.refused(it.expression.at, words, "MALFORMED_QUERY")
            is_plain = isinstance(it.expression, Path)
            name = it.alias or (value.label if is_plain else f"expr{next(nameless)}")
            index = self._put(value.sql)
            self._level.entries[name] = Leaf(index, value.type)
            self._columns.append(Column(name, index, None))

    def _grouped(self, expression: Path | Function) -> Valued:
        value = self._values.valued(expression)
        known = value.known
        is_field = isinstance(expression, Path) and known is not None
        if is_field and known is not None and _is_ungroupable(known.field):
            words = f"field '{value.label}' can not be grouped in a query call"
            raise self._values.refused(expression.at, words, "MALFORMED_QUERY")
        return value

    def _level_of(self, known: Known) -> Level:
        """The level in the answer that a field belongs to, made where it is the first one there."""
        level, owner = self._level, self._scope.root
        for step, name in enumerate(known.path[:-1]):
            reference = owner.parent(name)
            owner = self._planner.schema[reference.targets[0]] if reference else owner
            inner = level.entries.get(name)
            if not isinstance(inner, Level):
                path = Path(".".join((*known.path[: step + 1], "Id")), 0)
                inner = Level(owner, self._put(self._scope.known(path).sql))
                level.entries[name] = inner
            level = inner
        return level

    def _all_fields(self, it: AllFields) -> Iterator[Field]:
        limit = self._query.limit
        if it.which != "STANDARD" and (limit is None or limit > MOST_OF_ALL_FIELDS):
            words = "The SOQL FIELDS function must have a LIMIT of at most 200"
            raise self._values.refused(it.at, words, "MALFORMED_QUERY")
        for one in self._scope.root.fields:
            if it.which == "ALL" or one.is_custom == (it.which == "CUSTOM"):
                yield one

    def _sorted(self, it: Sorting) -> str:
        value = self._values.valued(it.expression)
        known = value.known
        if known is not None and (known.field.is_long_text or known.field.type in UNSORTABLE):
            words = f"field '{value.label}' can not be sorted in a query call"
            raise self._values.refused(it.expression.at, words, "MALFORMED_QUERY")
        folded = value.type in ("string", "textarea", "picklist", "email", "url", "phone")
        sql = f"lower({value.sql})" if folded else self._values.compared(value)
        direction = "DESC" if it.is_descending else "ASC"
        return f"{sql} {direction} NULLS {'LAST' if it.nulls_last else 'FIRST'}"

    def _where(self, *, is_having: bool = False) -> Where:
        return Where(self._values, self._found, is_having)

    def _found(self, query: Query) -> str:
        root = self._planner.schema.find(query.source.text)
        if root is None:
            words = f"sObject type '{query.source.text}' is not supported."
            raise self._values.refused(query.source.at, words, "INVALID_TYPE")
        return _Planning(self._planner, query, root).found_ids()

    def _raise_if_too_far(self) -> None:
        if (self._query.offset or 0) > MOST_OFFSET:
            words = "Maximum SOQL offset allowed is 2000"
            at = self._query.offset_at
            raise self._values.refused(at, words, "NUMBER_OUTSIDE_VALID_RANGE")

    def _put(self, sql: str) -> int:
        self._outputs.append(sql)
        return len(self._outputs) - 1


def _is_aggregate(expression: Path | Function) -> bool:
    return isinstance(expression, Function) and expression.name in AGGREGATES


def _is_ungroupable(it: Field) -> bool:
    return it.type in UNGROUPABLE or it.is_long_text
