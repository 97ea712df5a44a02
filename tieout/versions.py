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

RUN_AND_TIME = ("_run_id", "_landed_at")  # who brought a row, and when
_STAMPS = "select count(*), count(_run_id), sum(hash(_run_id, _landed_at)) from {it}"
_ROWS = "select count(*), sum(hash(it)) from {it} as it"
STATE = """
create schema if not exists staging;
create table if not exists staging._versions (
    node varchar primary key, version varchar not null, rows_sum varchar
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
        for table in ("_versions", "_reads", "_made_from"):
            connection.execute(f"delete from staging.{table}")  # noqa: S608
        pairs = list(_reads(manifest))
        if pairs:
            connection.executemany("insert into staging._reads values (?, ?)", pairs)


def note_landed(path: Path, landing: Path, manifest: Any) -> None:
    """Bring the versions of what landed up to date; of a table that is not there none is known."""
    with warehouse.connect(path) as connection:
        connection.execute(STATE)
        connection.execute("attach ? as landing (read_only)", [str(landing)])
        noted = [
            (source.unique_id, version)
            for source in manifest.sources.values()
            if (version := _version(connection, source.schema, source.identifier))
        ]
        connection.execute("begin")
        connection.execute("delete from staging._versions where starts_with(node, 'source.')")
        connection.executemany("insert into staging._versions values (?, ?, null)", noted)
        connection.execute("commit")


def _version(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> str | None:
    """What changes with the rows of a table that landed; None where there is none."""
    columns = connection.execute(
        "select column_name from duckdb_columns()"
        " where database_name = 'landing' and schema_name = ? and table_name = ?",
        [schema, name],
    ).fetchall()
    if not columns:
        return None
    table = f'landing."{schema}"."{name}"'
    if {(it,) for it in RUN_AND_TIME} <= set(columns):
        ((count, stamped, total),) = connection.execute(_STAMPS.format(it=table)).fetchall()
        if count == stamped:
            return f"{len(columns)} columns, {count} rows that landed as {total}"
    ((count, total),) = connection.execute(_ROWS.format(it=table)).fetchall()
    return f"{len(columns)} columns, {count} rows of {total}"


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
