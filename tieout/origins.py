"""The rows that a written value comes from: of a sync, of the marts, and of what arrived."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from tieout.lineage import Lineage, Model

KEY = re.compile(r"(^|_)id(_|$)")  # a column that names a record
ACCOUNT = "account_id"
ROWS_SHOWN = 3
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Landed:
    """A record as it arrived from `system`; `record_id` joins the parts of its key by a slash.

    `count` are all records that belong to what is explained, of which this is one.
    """

    system: str
    table: str
    record_id: str
    values: Mapping[str, Any]
    loaded_at: datetime | None
    count: int


def sync_row(
    connection: duckdb.DuckDBPyConnection, sync: str, columns: Sequence[str], record: str
) -> Row | None:
    """The row of a sync whose record has this id, by the first of the `columns` that finds one."""
    for column in columns:
        found = _rows(connection, f"syncs.{_quoted(sync)}", {column: record}, 1)
        if found:
            return found[0]
    return None


def mart_rows(connection: duckdb.DuckDBPyConnection, model: Model, row: Row) -> list[Row]:
    """The rows of a mart that belong to a row made from it: by what they share of its grain.

    Where that finds none, by all ids that they share, then by each of these; by the account alone
    only where they share nothing else, for it has other records too. Empty where none does.
    """
    shared = [it for it in model.columns if row.get(it) is not None]
    exact = [it for it in shared if it in model.grain]
    ids = [it for it in shared if KEY.search(it)]
    closer = [it for it in ids if it != ACCOUNT] or ids
    for columns in (exact, [it for it in exact if it in ids], ids, *([it] for it in closer)):
        if columns and any(it in ids for it in columns):
            where = {it: row[it] for it in columns}
            found = _rows(connection, f"{model.schema}.{_quoted(model.name)}", where, ROWS_SHOWN)
            if found:
                return found
    return []


def keys(rows: Sequence[Row]) -> Row:
    """The ids that all of these rows have in common."""
    first = rows[0] if rows else {}
    return {
        column: value
        for column, value in first.items()
        if KEY.search(column) and value is not None and all(it[column] == value for it in rows)
    }


def landed(
    connection: duckdb.DuckDBPyConnection,
    lineage: Lineage,
    model: Model,
    known: Row,
) -> list[Landed]:
    """The records behind a staging model of one source, by the ids that are known of them.

    A record that its own id finds comes alone; else those come that name a known record of the same
    system.
    """
    source = model.sources[0]
    system, _, table = source.partition(".")
    named = dict(_named(lineage, model, [it for it in model.columns if KEY.search(it)]))
    own = {named[it]: known[it] for it in model.grain if it in named and it in known}
    if own and len(own) == len(model.grain):
        where = own
    else:
        others = [it for it in named if it in known and it.endswith(f"_{system}")]
        where = {named[others[0]]: known[others[0]]} if others else {}
    if not where:
        return []
    identity = [named[it] for it in model.grain if it in named] or list(where)
    place = f"{_quoted(f'raw_{system}')}.{_quoted(table)}"
    found = _rows(connection, place, where, ROWS_SHOWN)
    count = len(found) if len(found) < ROWS_SHOWN else _count(connection, place, where)
    return [
        Landed(
            *(system, table, "/".join(str(it[name]) for name in identity)),
            *(it, it.get("_landed_at"), count),
        )
        for it in found
    ]


def _named(lineage: Lineage, model: Model, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Column of a staging model -> the column of what arrived that it is, unchanged or nearly."""
    for column in columns:
        found = lineage.upstream(model.name, column)
        if len(found) == 1 and found[0].model == model.sources[0]:
            yield column, found[0].name


def _rows(
    connection: duckdb.DuckDBPyConnection,
    place: str,
    where: Row,
    most: int,
) -> list[Row]:
    conditions = " and ".join(f"{_quoted(it)} = ?" for it in where)
    query = f"select * from {place} where {conditions} limit {most}"  # noqa: S608
    try:
        answer = connection.execute(query, list(where.values()))
    except (duckdb.CatalogException, duckdb.BinderException):  # never made, or of another version
        return []
    names = [it[0] for it in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _count(connection: duckdb.DuckDBPyConnection, place: str, where: Row) -> int:
    conditions = " and ".join(f"{_quoted(it)} = ?" for it in where)
    query = f"select count(*) from {place} where {conditions}"  # noqa: S608
    [[count]] = connection.execute(query, list(where.values())).fetchall()
    return int(count)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
