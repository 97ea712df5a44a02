"""Which tables a build makes again: those that are made of something that has changed.

Everything that a table is made of has a version in the warehouse. What landed has one by the run
and the time that each row bears, or by the rows themselves where one bears none. A table that
others are made of gets a new one when it is made and its rows are others than before, which
`macros/versions.sql` finds out. Beside these stands which versions a table was made of; where one
of them is another now, or is not known, the table is made again. A table that comes out as it was
stops the matter there.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from tieout import warehouse

_STAMPS = "select count(*), count(_run_id), sum(hash(_run_id, _landed_at)) from {it}"
_ROWS = "select count(*), sum(hash(it)) from {it} as it"
_COLUMNS = (
    "select schema_name, table_name, list(column_name) from duckdb_columns()"
    " where database_name = current_database() group by schema_name, table_name"
)
_TABLES = (
    "select schema_name, table_name from duckdb_tables() where database_name = current_database()"
)
_FORGET = "delete from staging.{it} where node in (select unnest(cast(? as varchar[])))"
_TO_MAKE = """
with recursive changed as (
    select unnest(cast(? as varchar[])) as node
    union
    select reads.node
    from staging._reads as reads
    left join staging._versions as now on reads.input = now.node
    left join staging._made_from as made_from
        on reads.node = made_from.node and reads.input = made_from.input
    where now.version is null or now.version is distinct from made_from.version
),

to_make as (
    select * from changed
    union
    select reads.node
    from staging._reads as reads
    inner join to_make on reads.input = to_make.node
)

select node from to_make
"""
STATE = """
create schema if not exists staging;
create table if not exists staging._versions (
    node varchar not null, version varchar not null, rows_sum varchar
);
create table if not exists staging._reads (node varchar not null, input varchar not null);
create table if not exists staging._made_from (
    node varchar not null, input varchar not null, version varchar
);
"""


def forget(path: Path, manifest: Any) -> None:
    """Take no table for made: the next build of the warehouse at `path` makes all of them."""
    with warehouse.connect(path) as connection:
        connection.execute(STATE)
        for state in ("_versions", "_reads", "_made_from"):
            connection.execute(f"truncate staging.{state}")
        pairs = list(_reads(manifest))
        if pairs:
            connection.executemany("insert into staging._reads values (?, ?)", pairs)


def note_landed(path: Path, landing: Path, manifest: Any) -> None:
    """Bring the versions of what landed up to date; of a table that is not there none is known."""
    with warehouse.connect(landing, read_only=True) as connection:
        noted = list(_landed(connection, manifest))
    with warehouse.connect(path) as connection:
        connection.execute(STATE)
        connection.execute("begin")
        connection.execute("delete from staging._versions where starts_with(node, 'source.')")
        if noted:
            connection.executemany("insert into staging._versions values (?, ?, null)", noted)
        connection.execute("commit")


def to_make(path: Path, manifest: Any) -> list[str]:
    """The names of the tables that something speaks for making again: a version or another table.

    Which of them are is found out on the way: one that comes out as it was is no reason for others.
    """
    tables = {
        (node.schema, node.alias): node
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.config.materialized != "view"
    }
    with warehouse.connect(path) as connection:
        connection.execute(STATE)
        gone = [tables[it].unique_id for it in tables.keys() - set(_pairs(connection, _TABLES))]
        for state in ("_versions", "_made_from"):
            connection.execute(_FORGET.format(it=state), [gone])
        found = connection.execute(_TO_MAKE, [gone]).fetchall()
    return sorted(manifest.nodes[node].name for (node,) in found)


def _pairs(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, str]]:
    return [(schema, name) for schema, name in connection.execute(query).fetchall()]


def _landed(connection: duckdb.DuckDBPyConnection, manifest: Any) -> Iterator[tuple[str, str]]:
    """Each source with what changes whenever its rows do."""
    columns = {(schema, name): its for schema, name, its in connection.execute(_COLUMNS).fetchall()}
    for source in manifest.sources.values():
        its = columns.get((source.schema, source.identifier))
        if its is not None:
            table = f'"{source.schema}"."{source.identifier}"'
            yield source.unique_id, f"{len(its)} columns, {_rows(connection, table, its)}"


def _rows(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> str:
    if {"_run_id", "_landed_at"} <= set(columns):  # who brought a row, and when
        ((count, stamped, total),) = connection.execute(_STAMPS.format(it=table)).fetchall()
        if count == stamped:
            return f"{count} rows that landed as {total}"
    ((count, total),) = connection.execute(_ROWS.format(it=table)).fetchall()
    return f"{count} rows of {total}"


def _reads(manifest: Any) -> Iterator[tuple[str, str]]:
    """Each table with each thing that it is made of, seen through views: what landed, and tables.

    Seeds are not among them: they are files of the project, and another project is built anew.
    """
    for node in manifest.nodes.values():
        if node.resource_type == "model" and node.config.materialized != "view":
            yield from ((node.unique_id, it) for it in sorted(_below(manifest, node)))


def _below(manifest: Any, node: Any) -> set[str]:
    """What a model stands on, each view replaced by what that stands on."""
    found: set[str] = set()
    for unique_id in node.depends_on_nodes:
        below = manifest.nodes.get(unique_id)
        if below is None:
            found.add(unique_id)  # a source
        elif below.resource_type == "model":
            is_view = below.config.materialized == "view"
            found |= _below(manifest, below) if is_view else {unique_id}
    return found
