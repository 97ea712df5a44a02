"""What `tieout doctor` finds out about Astea. Reads a row a view, writes nothing."""

from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy import exc

from systems.astea.client import Database
from systems.astea.reader import AsteaReader
from systems.astea.tables import TABLES, VIEWS, wanted
from systems.astea.values import SYSTEM
from systems.astea.views import Views
from systems.base import Finding, Settings, Table
from tieout.clock import Clock
from tieout.errors import SystemFault, TieoutError

PATIENCE_SECONDS = 15.0  # somebody is waiting for the answer


def check(settings: Settings, *, clock: Clock | None = None) -> Iterator[Finding]:
    """Reachable, every view or file with its columns, the right to write, the zone."""
    try:
        reader = AsteaReader(settings, clock=clock, patience_seconds=PATIENCE_SECONDS)
    except TieoutError as fault:
        yield Finding(SYSTEM, "settings", False, str(fault))
        return
    try:
        reached = _reached(reader)
        yield reached
        if reached.ok:
            yield from (_readable(reader, table) for table in TABLES)
            if isinstance(reader.source, Views):
                yield _read_only(reader.source.database)
        yield _zone(settings)
    finally:
        reader.close()


def _reached(reader: AsteaReader) -> Finding:
    source = reader.source
    try:
        if isinstance(source, Views):
            source.database.ask(sa.select(sa.literal(1).label("one")))
            return Finding(SYSTEM, "database", True, "the database answers")
        stamp = source.drop().stamp
    except SystemFault as fault:
        return Finding(SYSTEM, "source", False, str(fault))
    return Finding(SYSTEM, "drop", True, f"the newest complete drop is that of {stamp}")


def _readable(reader: AsteaReader, table: Table) -> Finding:
    source = reader.source
    try:
        if isinstance(source, Views):
            columns = source.database.columns(table)
            source.database.ask(sa.select(source.database.view(table)).limit(1))
        else:
            columns = source.columns(table)
    except SystemFault as fault:
        return Finding(SYSTEM, table.name, False, str(fault))
    missing = [name for name in wanted(table) if name not in columns]
    if not missing:
        return Finding(SYSTEM, table.name, True, f"{table.name} can be read")
    sentence = f"{table.name} can be read, but for {', '.join(missing)}: not there"
    return Finding(SYSTEM, table.name, True, sentence)


def _read_only(database: Database) -> Finding:
    """Whether the log-in could write; nothing is tried out."""
    can_write = _MAY_WRITE.get(database.engine.dialect.name)
    if can_write is None:
        return Finding(SYSTEM, "log-in", True, "whether the log-in may write cannot be told here")
    try:
        is_writer = database.persistent(lambda: can_write(database))
    except SystemFault as fault:
        return Finding(SYSTEM, "log-in", False, str(fault))
    if not is_writer:
        return Finding(SYSTEM, "log-in", True, "the log-in may read, and not write")
    sentence = "the log-in may write, which is not needed"
    return Finding(SYSTEM, "log-in", True, sentence, "Give it SELECT on the four views only")


def _zone(settings: Settings) -> Finding:
    if name := settings.get("source_tz"):
        return Finding(SYSTEM, "zone", True, f"times are taken for those of {name}")
    sentence = "source_tz is not set: times are taken for UTC"
    return Finding(SYSTEM, "zone", False, sentence, "Set source_tz to the zone of the server")


def _sqlite(database: Database) -> bool:
    """Asks to delete nothing: where that would not be allowed it is refused all the same."""
    with database.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        if not tables:
            return False
        try:
            connection.execute(sa.delete(sa.table(tables[0])).where(sa.false()))
        except exc.OperationalError as error:
            if "readonly" in str(error.orig):
                return False
            raise
        connection.rollback()
        return True


def _duckdb(database: Database) -> bool:
    (row,) = database.ask(sa.select(sa.func.current_setting("access_mode").label("mode")))
    return str(row["mode"]).lower() != "read_only"


def _postgres(database: Database) -> bool:
    view = f"{database.schema}.{VIEWS['jobs']}"
    may = sa.func.has_table_privilege(view, "INSERT, UPDATE, DELETE")
    return bool(database.ask(sa.select(may.label("may")))[0]["may"])


def _sql_server(database: Database) -> bool:
    rights = ("INSERT", "UPDATE", "DELETE")
    asked = [
        sa.func.has_perms_by_name(sa.func.db_name(), "DATABASE", right).label(right)
        for right in rights
    ]
    (row,) = database.ask(sa.select(*asked))
    return any(row[right] for right in rights)


_MAY_WRITE: Mapping[str, Callable[[Database], bool]] = {
    "sqlite": _sqlite,
    "duckdb": _duckdb,
    "postgresql": _postgres,
    "mssql": _sql_server,
}
