"""Which columns a model's columns are made from, read out of its SQL."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

from tieout.lineage import Column, Model

DIALECT = "duckdb"
LANDED = "raw_"  # how the schema of what arrived begins, before its system's name


def edges(model: Model, upstream: Mapping[str, Model]) -> dict[str, list[Column]]:
    """Column -> the columns a step up that its value is taken or computed from.

    Those of the same name come first, then those of the model that is read first. `upstream` are
    the models that it reads. Raises what sqlglot raises where it does not understand the SQL.
    """
    parsed = sqlglot.parse_one(model.sql, dialect=DIALECT)
    schema: dict[str, object] = {
        **_schema(model, upstream, {it.name for it in parsed.find_all(exp.Column)})
    }
    qualified = qualify(
        parsed,
        schema=schema or None,
        dialect=DIALECT,
        validate_qualify_columns=False,
        identify=False,
    )
    query = cast(exp.Query, qualified)
    scope = build_scope(query)
    found: dict[str, list[Column]] = {}
    for column in query.named_selects:
        node = lineage(column, query, dialect=DIALECT, scope=scope, trim_selects=False)
        found[column] = sorted(set(_leaves(node)), key=partial(_place, column, list(upstream)))
    return found


def _place(column: str, models: Sequence[str], found: Column) -> tuple[bool, int, str]:
    place = models.index(found.model) if found.model in models else len(models)
    return (found.name != column, place, found.name)


def _schema(
    model: Model, upstream: Mapping[str, Model], named: Collection[str]
) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """The columns of what a model reads. What arrived has, as far as it matters, those `named`."""
    schema: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
    for it in upstream.values():
        if it.columns:
            tables = schema.setdefault("warehouse", {}).setdefault(it.schema, {})
            tables[it.name] = dict.fromkeys(it.columns, "varchar")
    for source in model.sources:
        system, _, table = source.partition(".")
        tables = schema.setdefault("landing", {}).setdefault(f"{LANDED}{system}", {})
        tables[table] = dict.fromkeys(named, "varchar")
    return schema


def _leaves(node: Node) -> Iterator[Column]:
    for it in node.walk():
        table = it.source
        if it.downstream or not isinstance(table, exp.Table):
            continue
        column = it.name.rpartition(".")[2].strip('"')
        if table.db.startswith(LANDED):
            yield Column(f"{table.db.removeprefix(LANDED)}.{table.name}", column)
        else:
            yield Column(table.name, column)
