"""Systems that nobody set up: their tables stand empty, so that the models may look at them."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import duckdb

from pipelines import history
from pipelines.landing import LOADING, Landing, storage_error
from pipelines.parcel import Failure
from systems.base import System
from tieout import warehouse
from tieout.settings import Settings

_IS_THERE = """
select count(*) from duckdb_tables()
where database_name = current_database() and schema_name = ? and table_name = 'cursors'
"""


def read_before(systems: Sequence[System], settings: Settings) -> Collection[str]:
    """The names of those of which landing holds anything that was read."""
    if not systems or not settings.landing.exists():
        return ()
    with _landings(systems, settings) as landings:
        return {it.system.name for it in landings if _was_read(it)}


def declare_unused(
    systems: Sequence[System], settings: Settings, run_id: str, now: datetime
) -> None:
    """Make their tables, empty, and keep once of each that it is not to be had."""
    with _landings(systems, settings) as landings:
        for landing in landings:
            landing.ensure()
            for table in _undeclared(landing):
                failure = Failure(
                    table=table,
                    is_full=True,
                    cursor_from=None,
                    started_at=now,
                    seconds=0.0,
                    error=f"{landing.system.name} is not set up",
                    is_unknown=True,
                )
                history.keep_failure(landing, run_id, failure)


def _was_read(landing: Landing) -> bool:
    return bool(
        landing.number(_IS_THERE, landing.schema)
        and landing.number("select count(*) from {it}", it=landing.name("cursors"))
    )


def _undeclared(landing: Landing) -> list[str]:
    declared = landing.run("select table_name from {it}", it=landing.name("extractions"))
    known = {name for (name,) in declared}
    return [table.name for table in landing.system.tables if table.name not in known]


@contextmanager
def _landings(systems: Sequence[System], settings: Settings) -> Iterator[list[Landing]]:
    """The schemas of these systems, the file opened once."""
    if not systems:
        yield []
        return
    try:
        with LOADING, warehouse.connect(settings.landing) as connection:
            yield [Landing(connection, it) for it in systems]
    except (duckdb.Error, OSError) as error:
        raise storage_error(settings.landing, error) from error
