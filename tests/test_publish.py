"""Analysts open one file, and it is always a whole one."""

import resource
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tieout import warehouse
from tieout.errors import StorageError
from tieout.publish import publish
from tieout.settings import Settings

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(connection.execute("select balance from marts.financials").fetchone()[0], flush=True)
"""
PUBLISH = """
import resource, sys
from datetime import date
from pathlib import Path
from tieout.errors import StorageError
from tieout.publish import publish
from tieout.settings import Settings
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    publish(Settings(home=Path(sys.argv[1]), as_of=date(2026, 6, 30)))
except StorageError as error:
    print(error)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, as_of=date(2026, 6, 30))
    with warehouse.connect(made.warehouse) as connection:
        connection.execute("""
            create schema staging; create schema marts; create schema syncs; create schema ops;
            create table staging.stg_customers as select '7' as id;
            create table marts.financials as
                select '7' as account_id, 10.50::decimal(18, 2) as balance, 'EUR' as currency;
            comment on table marts.financials is 'One row an account''s currency';
            comment on column marts.financials.balance is 'What is open, less what is unapplied';
            create view syncs.sync_zendesk__organizations as
                select account_id, balance from marts.financials;
            create table ops.runs as select 'r1' as run_id, now() as started_at;
        """)
    return made


def set_balance(settings: Settings, balance: str) -> None:
    with warehouse.connect(settings.warehouse) as connection:
        connection.execute("update marts.financials set balance = ?", [Decimal(balance)])


def rows(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with warehouse.connect(settings.published, read_only=True) as connection:
        return connection.execute(query).fetchall()


def files(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.home.iterdir())


def test_the_published_file_has_marts_syncs_and_ops_as_tables(settings: Settings) -> None:
    assert publish(settings) == settings.home / "tieout.duckdb"
    assert rows(settings, "select schema_name, table_name from duckdb_tables() order by all") == [
        ("marts", "financials"),
        ("ops", "runs"),
        ("ops", "writes"),
        ("syncs", "sync_zendesk__organizations"),
    ]
    assert rows(settings, "select balance from syncs.sync_zendesk__organizations") == [
        (Decimal("10.50"),)
    ]
    assert files(settings) == ["tieout.duckdb", "warehouse.duckdb"]


def test_descriptions_travel_along(settings: Settings) -> None:
    publish(settings)
    assert rows(settings, "select comment from duckdb_tables() where comment is not null") == [
        ("One row an account's currency",)
    ]
    assert rows(settings, "select comment from duckdb_columns() where comment is not null") == [
        ("What is open, less what is unapplied",)
    ]


def test_older_clients_can_read_the_storage_version(settings: Settings) -> None:
    publish(settings)
    assert rows(
        settings,
        "select tags['storage_version'] from duckdb_databases() where database_name = 'tieout'",
    ) == [("v1.4.0+",)]


def test_writes_are_an_empty_table_with_all_its_columns_without_a_ledger(
    settings: Settings,
) -> None:
    publish(settings)
    assert rows(settings, "select count(*) from ops.writes") == [(0,)]
    columns = rows(
        settings,
        "select string_agg(column_name, ' ' order by column_index) from duckdb_columns() "
        "where table_name = 'writes'",
    )
    assert columns == [
        (
            "run_id sync system object record_id field before after outcome error_code error_text "
            "attempts written_at verified_at",
        )
    ]


def test_writes_come_from_whoever_knows_the_ledger(settings: Settings) -> None:
    def face(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("create table pub.ops.writes as select 'r1' as run_id, 7 as attempts")

    publish(settings, face)
    assert rows(settings, "from ops.writes") == [("r1", 7)]


def test_writes_that_stand_in_the_warehouse_are_copied_with_the_rest(settings: Settings) -> None:
    def face(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("create or replace table ops.writes as select 'r2' as run_id")

    for _ in range(2):
        publish(settings, face)
        assert rows(settings, "from ops.writes") == [("r2",)]


def test_a_reader_of_the_old_file_goes_on_reading_it(settings: Settings) -> None:
    publish(settings)
    command = [sys.executable, "-c", READER, str(settings.published)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as analyst:
        assert analyst.stdin is not None
        assert analyst.stdout is not None

        def reads() -> str:
            print("again", file=analyst.stdin, flush=True)
            return analyst.stdout.readline().strip() if analyst.stdout else ""

        assert reads() == "10.50"
        set_balance(settings, "99.00")
        publish(settings)
        assert reads() == "10.50"
        analyst.stdin.close()
    assert rows(settings, "select balance from marts.financials") == [(Decimal("99.00"),)]


def test_a_process_publishes_as_often_as_it_likes(settings: Settings) -> None:
    for balance in ("1.00", "2.00", "3.00"):
        set_balance(settings, balance)
        publish(settings)
        assert rows(settings, "select balance from marts.financials") == [(Decimal(balance),)]
    assert files(settings) == ["tieout.duckdb", "warehouse.duckdb"]


def test_it_works_while_another_connection_of_this_process_holds_the_warehouse(
    settings: Settings,
) -> None:
    with warehouse.connect(settings.warehouse):
        publish(settings)
        publish(settings)
    assert rows(settings, "select count(*) from marts.financials") == [(1,)]


def test_a_failure_leaves_the_old_file_and_nothing_else(settings: Settings) -> None:
    publish(settings)
    before = settings.published.read_bytes()
    set_balance(settings, "99.00")

    def face(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("create table pub.ops.writes as from ledger.writes")

    with pytest.raises(StorageError) as failure:
        publish(settings, face)
    assert str(failure.value).startswith(
        f"{settings.published} could not be replaced, the old file stays as it was: Catalog Error: "
    )
    assert settings.published.read_bytes() == before
    assert files(settings) == ["tieout.duckdb", "warehouse.duckdb"]
    publish(settings)
    assert rows(settings, "select balance from marts.financials") == [(Decimal("99.00"),)]


def test_an_interruption_leaves_the_old_file_and_nothing_else(settings: Settings) -> None:
    publish(settings)
    before = settings.published.read_bytes()

    def face(_connection: duckdb.DuckDBPyConnection) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(settings, face)
    assert settings.published.read_bytes() == before
    assert files(settings) == ["tieout.duckdb", "warehouse.duckdb"]


def test_a_file_that_may_not_grow_leaves_the_old_one_and_nothing_else(settings: Settings) -> None:
    publish(settings)
    before = settings.published.read_bytes()
    with warehouse.connect(settings.warehouse) as connection:
        connection.execute(
            "create table marts.many as "
            "select hash(i) as a, hash(i + 1) as b, md5(i::varchar) as c from range(40000) t(i)"
        )
    limit = str(resource.getpagesize() * 64)
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(settings.home), limit],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(
        f"{settings.published} could not be replaced: a file may not grow that large here. "
    )
    assert settings.published.read_bytes() == before
    assert files(settings) == ["tieout.duckdb", "warehouse.duckdb"]


def test_what_a_killed_run_left_lying_is_swept_away(settings: Settings) -> None:
    for name in (".tieout.duckdb.12ab34cd.tmp", ".tieout.duckdb.12ab34cd.tmp.wal"):
        (settings.home / name).write_text("half a file")
    publish(settings)
    assert files(settings) == ["tieout.duckdb", "warehouse.duckdb"]


def test_the_log_of_somebody_who_wrote_into_the_old_file_is_not_the_new_files(
    settings: Settings,
) -> None:
    publish(settings)
    settings.published.with_name("tieout.duckdb.wal").write_bytes(b"what an analyst left")
    publish(settings)
    assert rows(settings, "select count(*) from marts.financials") == [(1,)]


def test_there_is_nothing_to_publish_before_the_first_run(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, as_of=date(2026, 6, 30))
    with pytest.raises(StorageError) as failure:
        publish(settings)
    assert str(failure.value) == (
        f"{tmp_path}/warehouse.duckdb is not there yet. Make it with: tieout run"
    )
    assert files(settings) == []
