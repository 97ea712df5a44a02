"""Whether each table was read well the last time: one that was not speaks of another day."""

from collections.abc import Iterable, Iterator

import duckdb

from checks.findings import CheckResult
from checks.staging_tables import Staged

_LAST_READS = """
select
    arg_max(status, started_at),
    arg_max(error, started_at),
    max(started_at) filter (where status = 'fresh')
from landing.{schema}.extractions
where table_name = ?
"""


def freshness(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[Staged]
) -> Iterator[CheckResult]:
    """One check a table. A table that was never read well is as bad as one that is stale."""
    for it in tables:
        query = _LAST_READS.format(schema=it.landing_schema)
        status, error, fresh_at = connection.execute(query, [it.table]).fetchall()[0]
        passed = status in ("fresh", "absent")
        name = f"{it.system}.{it.table} is fresh"
        if status == "absent":
            sentence = f"{it.system}.{it.table} is not to be had, and nothing rests on it"
        elif passed:
            sentence = name
        elif fresh_at is None:
            sentence = f"{it.system}.{it.table} was never read{_because(error)}"
        else:
            since = f"{fresh_at:%Y-%m-%d %H:%M} UTC"
            sentence = f"{it.system}.{it.table} could not be read since {since}{_because(error)}"
        yield CheckResult(
            name, "door", it.source_node, "error", passed, 0 if passed else 1, sentence
        )


def _because(error: str | None) -> str:
    return f": {error}" if error else ""
