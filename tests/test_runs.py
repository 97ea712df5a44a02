"""Each run leaves one row, whatever became of it."""

import json
import re
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tieout import __version__, warehouse
from tieout.errors import HeldBack, StorageError
from tieout.log import keep_out
from tieout.runs import Run, RunLog, code_version, history, new_run_id
from tieout.settings import Settings

HOLD_WAREHOUSE = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "data", as_of=date(2026, 6, 30), root=tmp_path)


def only_run(settings: Settings) -> Run:
    [run] = history(settings)
    return run


def test_a_run_id_sorts_by_time_in_utc() -> None:
    summer = timezone(timedelta(hours=2))
    run_id = new_run_id(datetime(2026, 6, 30, 16, 15, tzinfo=summer))
    assert re.fullmatch(r"20260630T141500-[0-9a-f]{4}", run_id)


def test_a_run_that_went_well_is_written_down(settings: Settings) -> None:
    with RunLog(settings, "tieout run", "r1") as run:
        run.counts.rows_read = 120
        run.counts.breaks_open = 3
        run.stage("extract", 2.1234, tables=7)
        run.note("extract", stale=["zendesk.users is stale"])
    written = only_run(settings)
    assert (written.run_id, written.command) == ("r1", "tieout run")
    assert (written.outcome, written.exit_code, written.error) == ("done", 0, None)
    assert (written.rows_read, written.breaks_open, written.planned) == (120, 3, None)
    assert (written.as_of, written.version) == (date(2026, 6, 30), __version__)
    assert json.loads(written.stages) == [
        {"stage": "extract", "outcome": "done", "seconds": 2.123, "tables": 7}
        | {"stale": ["zendesk.users is stale"]}
    ]
    assert written.finished_at is not None
    assert written.finished_at >= written.started_at
    assert written.started_at.utcoffset() == timedelta(0)


def test_a_run_is_there_while_it_goes_on(settings: Settings) -> None:
    with RunLog(settings, "tieout run", "r1"):
        assert only_run(settings).outcome is None


def test_a_run_that_broke_keeps_its_sentence_without_secrets(settings: Settings) -> None:
    keep_out(["hunter2-hunter2"])
    run = RunLog(settings, "tieout run", "r1")
    run.counts.rows_read = 7
    with pytest.raises(StorageError), run:
        raise StorageError("the disk is full near hunter2-hunter2")
    written = only_run(settings)
    assert (written.outcome, written.exit_code) == ("broken", 1)
    assert written.error == "the disk is full near ***"
    assert written.rows_read == 7


@pytest.mark.parametrize(
    ("error", "outcome", "exit_code", "sentence"),
    [
        (HeldBack("over its limit"), "held_back", 3, "over its limit"),
        (KeyboardInterrupt(), "interrupted", 130, "KeyboardInterrupt"),
        (ZeroDivisionError("by zero"), "broken", 1, "ZeroDivisionError: by zero"),
    ],
)
def test_the_outcome_follows_from_what_ended_the_run(
    settings: Settings, error: BaseException, outcome: str, exit_code: int, sentence: str
) -> None:
    with pytest.raises(type(error)), RunLog(settings, "tieout run", "r1"):
        raise error
    written = only_run(settings)
    assert (written.outcome, written.exit_code, written.error) == (outcome, exit_code, sentence)


def test_a_run_held_back_in_part_says_so_without_an_exception(settings: Settings) -> None:
    with RunLog(settings, "tieout run", "r1") as run:
        run.ends("held_back", 3)
    assert (only_run(settings).outcome, only_run(settings).exit_code) == ("held_back", 3)


def test_a_run_that_was_killed_is_closed_by_the_next_one(settings: Settings) -> None:
    killed = RunLog(settings, "tieout run", "r1")
    killed.__enter__()
    with RunLog(settings, "tieout run", "r2"):
        pass
    second, first = history(settings)
    assert (second.run_id, second.outcome) == ("r2", "done")
    assert (first.run_id, first.outcome, first.finished_at) == ("r1", "interrupted", None)
    assert first.error == "The process ended without a word: killed, or the machine went down."


def test_history_is_newest_first_and_no_longer_than_asked(settings: Settings) -> None:
    for number in range(5):
        with RunLog(settings, "tieout run", f"r{number}"):
            pass
    assert [run.run_id for run in history(settings, limit=3)] == ["r4", "r3", "r2"]


def test_before_the_first_run_there_is_no_history(settings: Settings) -> None:
    assert history(settings) == []
    with warehouse.connect(settings.warehouse) as connection:
        connection.execute("select 1")
    assert history(settings) == []


def test_history_is_read_from_the_published_file_while_a_run_has_the_warehouse(
    settings: Settings,
) -> None:
    with RunLog(settings, "tieout run", "r1"):
        pass
    settings.published.write_bytes(settings.warehouse.read_bytes())
    command = [sys.executable, "-c", HOLD_WAREHOUSE, str(settings.warehouse)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert [run.run_id for run in history(settings)] == ["r1"]
        settings.published.unlink()
        with pytest.raises(StorageError, match=f"is in use by process {other.pid}"):
            history(settings)
        other.kill()


def test_the_code_is_known_by_its_commit_and_by_its_version_without_one(tmp_path: Path) -> None:
    assert code_version(tmp_path) == __version__

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True)  # noqa: S607

    git("init", "--quiet")
    (tmp_path / "file").write_text("one")
    git("add", "file")
    git("commit", "--quiet", "-m", "first")
    assert re.fullmatch(r"[0-9a-f]{12}", code_version(tmp_path))
    (tmp_path / "file").write_text("two")
    assert re.fullmatch(r"[0-9a-f]{12}-dirty", code_version(tmp_path))
