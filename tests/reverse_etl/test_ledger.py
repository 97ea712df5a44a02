"""The ledger: only ever added to, of one version, and what it publishes."""

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from reverse_etl import ledger, ledger_tables
from reverse_etl.entries import Batch, Decision, Entry
from reverse_etl.ledger import open_ledger
from reverse_etl.outcome import Verdict
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials
from tieout.errors import StorageError


def test_nothing_in_it_changes_or_removes_a_row() -> None:
    code = Path(ledger.__file__).read_text(encoding="utf-8")
    code += Path(ledger_tables.__file__).read_text(encoding="utf-8")
    assert not re.findall(r"(?i)\b(update\s+\w+\s+set|delete\s+from|truncate|drop|alter)\b", code)


def test_its_tables_are_known_by_the_name_of_the_file(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.duckdb"):
        pass
    with duckdb.connect() as analyst:
        analyst.execute(f"attach '{tmp_path}/ledger.duckdb' as ledger (read_only)")
        for table in ("batches", "writes", "jobs", "outcomes"):
            assert analyst.table(f"ledger.{table}").fetchall() == []


def test_it_is_opened_again_with_what_it_had(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with open_ledger(path) as first:
        first.intend([Batch("r/1", "r", "d", "crm", "companies", "update", 1)], [], {})
    with open_ledger(path) as again:
        assert again.batch_count("r") == 1


def test_a_ledger_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with open_ledger(path):
        pass
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into schema_version values (2, now())")

    with pytest.raises(StorageError) as raised, open_ledger(path):
        pass
    assert str(raised.value) == (
        f"{path} is a ledger of version 2; this tieout writes version 1. "
        "Use the tieout that wrote it: nothing else knows what was sent"
    )


def test_another_database_is_not_taken_for_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table mine (a integer)")

    with pytest.raises(StorageError, match="is a database, but not a ledger"), open_ledger(path):
        pass


def test_what_cannot_be_written_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.duckdb") as opened:
        batch = Batch("r/1", "r", "d", "crm", "companies", "update", 1)
        unheard_of = Batch("r/2", "r", "d", "crm", "companies", "update", 10**30)
        with pytest.raises(StorageError, match="Nothing is sent that is not in it"):
            opened.intend([batch, unheard_of], [], {})
        assert opened.batch_count("r") == 0


def test_the_latest_word_counts(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    [change] = stage.plan(company(acme, "C1", "Acme Ltd")).changes
    fields = stage.plan(company(acme, "C1", "Acme Ltd")).fields_of("crm", "companies")
    entry = Entry("r/1", 0, change, (0,))
    stage.ledger.intend([Batch("r/1", "r", "d", "crm", "companies", "update", 1)], [entry], fields)
    assert stage.writes("outcome, verified_at") == [("unknown", None)]

    for outcome in (Verdict("unknown"), Verdict("rejected", "X", "no"), Verdict("written")):
        stage.ledger.decide([Decision("r/1", 0, acme, outcome, 1)])

    assert stage.writes("outcome, error_code") == [("written", "")]


def test_what_is_open_comes_back_as_it_was_sent(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    plan = stage.plan(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "7"))
    stage.target.troubles.append("job late")
    stage.apply(plan)

    [batch] = stage.ledger.unresolved()

    assert (batch.batch_id, batch.job_id, batch.action) == ("run-1/000001", "job-1", "update")
    [entry] = batch.entries
    assert (entry.record_no, entry.positions) == (0, (0, 1))
    assert entry.change == plan.changes[0]
    assert [(name, field.kind, field.scale) for name, field in sorted(batch.fields.items())] == [
        ("balance", "decimal", 2),
        ("name", "text", 2),
    ]


def test_its_published_face_has_what_scripts_depend_on(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=None)
    stage.run(
        *(company(acme, "C1", "Acme"), financials(acme, "C1", "Acme", "7")),
        company(None, "C9", "Neu"),
    )

    assert stage.writes("sync, record_id, field, before, after, record_name, why, action") == [
        (COMPANIES, "1001", "external_id", None, "C9", "Neu", "A-Neu", "create"),
        (COMPANIES, "1001", "name", None, "Neu", "Neu", "A-Neu", "create"),
        (FINANCIALS, acme, "balance", None, "7.00", "Acme", "A-Acme", "update"),
    ]
    columns = "run_id, system, object, outcome, error_code, error_text, attempts"
    assert set(stage.writes(columns)) == {("run-1", "crm", "companies", "written", "", "", 1)}
    [(written_at, verified_at)] = stage.writes("written_at, verified_at")[:1]
    assert datetime(2026, 6, 30, 12, tzinfo=UTC) <= written_at < verified_at


def test_its_face_is_copied_anew_each_time(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    with duckdb.connect() as warehouse:
        stage.ledger.face(warehouse)
        stage.run(company(acme, "C1", "Acme Ltd"))
        stage.ledger.face(warehouse)
        assert warehouse.execute("select count(*) from ops.writes").fetchall() == [(1,)]


def test_it_counts_a_run(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=None)
    stage.run(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "7", days=1))
    assert stage.ledger.counts("run-1") == {
        ("sync_crm__companies", "written"): 1,
        ("sync_crm__company_financials", "written"): 2,
    }
    assert stage.ledger.counts("run-0") == {}


def test_an_empty_text_and_none_stay_apart(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    stage.run(company(acme, "C1", ""))
    stage.target.records[acme].values["name"] = "Acme"
    assert stage.writes("before, after") == [("Acme", "")]
