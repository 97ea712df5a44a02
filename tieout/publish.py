"""Puts the results where analysts read them: a copy in a new file, renamed over the old one.

Readers never wait and never see half a run: an open query keeps the file it was opened on.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tieout import warehouse
from tieout.errors import StorageError
from tieout.settings import Settings
from tieout.storage import no_room

SCHEMAS = ("marts", "syncs", "ops")
STORAGE_VERSION = "v1.4.0"  # older DuckDB clients can read it; checked by the tests
WritesFace = Callable[[duckdb.DuckDBPyConnection], None]
WRITES_COLUMNS = (
    "run_id varchar, sync varchar, system varchar, object varchar, record_id varchar, "
    "field varchar, before varchar, after varchar, outcome varchar, error_code varchar, "
    "error_text varchar, attempts integer, written_at timestamptz, verified_at timestamptz"
)


@dataclass(frozen=True, slots=True)
class _Table:
    schema: str
    name: str
    comment: str | None

    @property
    def quoted(self) -> str:
        return f"{_quoted(self.schema)}.{_quoted(self.name)}"


def publish(settings: Settings, writes_face: WritesFace | None = None) -> Path:
    """Replace the published file by what the warehouse holds now; StorageError leaves the old one.

    `writes_face` gets the warehouse's connection with the new database attached as `pub`, and makes
    the ledger's face there: `pub.ops.writes`, or `ops.writes`, which is then copied with the rest.
    It must leave no transaction open. Without it the table is there and has no rows.
    """
    published = settings.published
    if not settings.warehouse.exists():
        raise StorageError(f"{settings.warehouse} is not there yet. Make it with: tieout run")
    with _as_storage_error(published), warehouse.connect(settings.warehouse) as connection:
        _remove_leftovers(published)
        fresh = published.with_name(f".{published.name}.{secrets.token_hex(4)}.tmp")
        try:
            _fill(connection, fresh, writes_face)
            _swap(fresh, published)
        finally:
            for path in (fresh, _wal(fresh)):
                path.unlink(missing_ok=True)
    return published


def _fill(
    connection: duckdb.DuckDBPyConnection, fresh: Path, writes_face: WritesFace | None
) -> None:
    connection.execute(
        f"attach {_literal(str(fresh))} as pub (storage_version '{STORAGE_VERSION}')"
    )
    try:
        for schema in SCHEMAS:
            connection.execute(f"create schema pub.{_quoted(schema)}")
        if writes_face is not None:
            writes_face(connection)
        _copy(connection)
        connection.execute(f"create table if not exists pub.ops.writes ({WRITES_COLUMNS})")
        connection.execute("checkpoint pub")
    except BaseException:
        for undoing in ("rollback", "detach pub"):
            with suppress(duckdb.Error):  # what went wrong first is what the reader must hear
                connection.execute(undoing)
        raise
    connection.execute("detach pub")


def _copy(connection: duckdb.DuckDBPyConnection) -> None:
    """All tables in one transaction, so that they are of one moment; views are written out."""
    connection.execute("begin transaction")
    made = {table.quoted for table in _tables(connection, "pub")}
    tables = [table for table in _tables(connection) if table.quoted not in made]
    for table in tables:
        connection.execute(f"create table pub.{table.quoted} as from {table.quoted}")
        if table.comment:
            connection.execute(f"comment on table pub.{table.quoted} is {_literal(table.comment)}")
    for column, comment in _column_comments(connection, tables):
        connection.execute(f"comment on column pub.{column} is {_literal(comment)}")
    connection.execute("commit")


def _tables(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> list[_Table]:
    rows = connection.execute(
        """
        with relations as (
            select database_name, schema_name, table_name, comment from duckdb_tables()
            union all
            select database_name, schema_name, view_name, comment from duckdb_views()
        )
        select schema_name, table_name, comment
        from relations
        where database_name = coalesce($database, current_database())
            and list_contains($schemas, schema_name)
        order by all
        """,
        {"database": database, "schemas": list(SCHEMAS)},
    ).fetchall()
    return [_Table(*row) for row in rows]


def _column_comments(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[_Table]
) -> Iterator[tuple[str, str]]:
    copied = {(table.schema, table.name): table for table in tables}
    for schema, name, column, comment in connection.execute(
        "select schema_name, table_name, column_name, comment from duckdb_columns() "
        "where database_name = current_database() and comment is not null"
    ).fetchall():
        if (schema, name) in copied:
            yield f"{copied[schema, name].quoted}.{_quoted(column)}", comment


def _swap(fresh: Path, published: Path) -> None:
    if _wal(fresh).exists():
        raise StorageError(f"{fresh} was not written out to its end; the old {published} stays.")
    _sync_to_disk(fresh)
    # an analyst who wrote into the old file may have left a log, which is not the new file's
    _wal(published).unlink(missing_ok=True)
    fresh.replace(published)
    _sync_to_disk(published.parent)


def _sync_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(published: Path) -> None:
    """Of runs that were killed while publishing; the warehouse's own lock says that none is now."""
    for path in published.parent.glob(f".{published.name}.*.tmp*"):
        path.unlink(missing_ok=True)


def _wal(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


@contextmanager
def _as_storage_error(published: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(_sentence(published, error.strerror or str(error))) from error
    except duckdb.Error as error:
        raise StorageError(_sentence(published, str(error))) from error


def _sentence(published: Path, reason: str) -> str:
    if why := no_room(reason):
        return (
            f"{published} could not be replaced: {why}. The old file stays as it was. "
            "Make room, then: tieout publish"
        )
    return (
        f"{published} could not be replaced, the old file stays as it was: {reason.splitlines()[0]}"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
