"""May we believe it? All checks of a run, and what may not leave the house because of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import duckdb

from checks import arrivals, control_totals, suites
from checks.dbt_tests import found_by_dbt
from checks.findings import CheckReport, CheckResult
from checks.freshness import freshness
from checks.gate import looked_at
from checks.keeping import insert
from checks.staging_tables import staged_tables
from tieout import warehouse
from tieout.clock import Clock
from tieout.dbt import Dbt
from tieout.settings import Settings

TABLE = """
create schema if not exists ops;
create table if not exists ops.checks (
    run_id varchar not null, check_name varchar not null, layer varchar not null,
    node varchar not null, severity varchar not null, passed boolean not null,
    failing bigint not null, sentence varchar not null, evidence json, checked_at timestamptz
)
"""


def run(settings: Settings, dbt: Dbt, run_id: str, clock: Clock | None = None) -> CheckReport:
    """Check what landed and what was built of it; keep it in `ops.checks`, `ops.control_totals`.

    A check that fails with severity error holds back the syncs that are made from what it looked
    at, and no others. DbtError or StorageError where the checks themselves cannot be run.
    """
    tests, tables = dbt.tests(), list(staged_tables(dbt.manifest))
    with both_files(settings) as connection:
        fresh = list(freshness(connection, tables))
        totals = list(control_totals.control_totals(connection, tables, run_id))
        built = list(found_by_dbt(connection, dbt.manifest, tests))
    results = (
        *fresh,
        *looked_at(settings.landing, arrivals.suites(settings.as_of)),
        *built,
        *looked_at(settings.warehouse, suites.suites(settings.as_of)),
        *(check for _, check in totals),
    )
    report = CheckReport(results, _held(dbt, results))
    with warehouse.connect(settings.warehouse) as connection:
        control_totals.keep(connection, [total for total, _ in totals])
        _keep(connection, run_id, report.results, (clock or Clock()).now())
    return report


def _held(dbt: Dbt, results: Sequence[CheckResult]) -> Mapping[str, tuple[str, ...]]:
    """Sync -> the sentences that speak against it."""
    reasons: dict[str, list[str]] = {}
    for it in results:
        if it.holds_back:
            reasons.setdefault(it.node, []).append(it.sentence)
    return {name: tuple(said) for name, said in dbt.downstream_syncs(reasons).items()}


@contextmanager
def both_files(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, read-only, with landing beside it under the name that its views know."""
    with warehouse.connect(settings.warehouse, read_only=True) as connection:
        quoted = str(settings.landing).replace("'", "''")
        connection.execute(f"attach '{quoted}' as landing (read_only)")
        yield connection


def _keep(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    results: Sequence[CheckResult],
    checked_at: datetime,
) -> None:
    connection.execute(TABLE)
    rows = [
        (
            *(run_id, it.name, it.layer, it.node, it.severity, it.passed, it.failing),
            *(it.sentence, it.evidence_json, checked_at),
        )
        for it in results
    ]
    insert(connection, "ops.checks", rows)
