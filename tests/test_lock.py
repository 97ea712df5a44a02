"""One run at a time, also when the one before it was killed."""

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tieout.errors import LockTaken, StorageError
from tieout.lock import holder, run_lock

NOON = datetime(2026, 6, 30, 12, 0, 5, tzinfo=UTC)

HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tieout.lock import run_lock
now = datetime(2026, 6, 30, 12, 0, 5, tzinfo=UTC)
with run_lock(Path(sys.argv[1]), command="tieout run", run_id="r1", now=now):
    print("held", flush=True)
    sys.stdin.read()
"""


def another_process_holding(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def stopped(process: subprocess.Popen[str], how: signal.Signals) -> None:
    process.send_signal(how)
    process.communicate(timeout=10)


def test_a_second_run_is_told_who_has_the_lock(tmp_path: Path) -> None:
    first = another_process_holding(tmp_path)
    try:
        with (
            pytest.raises(LockTaken) as refusal,
            run_lock(tmp_path, command="tieout plan", run_id="r2", now=NOON),
        ):
            pytest.fail("two at once")
    finally:
        stopped(first, signal.SIGTERM)
    assert str(refusal.value) == (
        f"another run (tieout run, pid {first.pid}) has been going since 2026-06-30 12:00:05 UTC. "
        "Wait for it, or stop it."
    )
    assert refusal.value.exit_code == 3


def test_the_refused_one_leaves_the_name_of_the_holder_in_place(tmp_path: Path) -> None:
    with run_lock(tmp_path, command="tieout run", run_id="r1", now=NOON):
        for _ in range(2):
            with (
                pytest.raises(LockTaken, match=rf"tieout run, pid {os.getpid()}\)"),
                run_lock(tmp_path, command="tieout plan", run_id="r2", now=NOON),
            ):
                pytest.fail("two at once")


def test_the_lock_is_free_after_its_holder_was_killed(tmp_path: Path) -> None:
    first = another_process_holding(tmp_path)
    stopped(first, signal.SIGKILL)
    assert f'"pid": {first.pid}' in (tmp_path / "run.lock").read_text()  # stale, and harmless
    with run_lock(tmp_path, command="tieout run", run_id="r2", now=NOON):
        assert holder(tmp_path) == {
            "command": "tieout run",
            "pid": os.getpid(),
            "run_id": "r2",
            "since": "2026-06-30T12:00:05+00:00",
        }


def test_the_lock_is_free_after_a_run_that_failed(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        run_lock(tmp_path, command="tieout run", run_id="r1", now=NOON),
    ):
        raise ZeroDivisionError
    assert holder(tmp_path) is None
    assert (tmp_path / "run.lock").read_text() == ""


def test_a_holder_that_has_not_said_its_name_yet_is_not_given_another_ones(tmp_path: Path) -> None:
    with run_lock(tmp_path, command="tieout run", run_id="r1", now=NOON):
        (tmp_path / "run.lock").write_text("")
        with (
            pytest.raises(LockTaken, match=r"^another run is just beginning\. Wait for it, or"),
            run_lock(tmp_path, command="tieout plan", run_id="r2", now=NOON),
        ):
            pytest.fail("two at once")


def test_since_is_told_in_utc_whatever_the_clock_of_the_caller(tmp_path: Path) -> None:
    summer = timezone(timedelta(hours=2))
    with run_lock(tmp_path, command="tieout run", run_id="r1", now=NOON.astimezone(summer)):
        held = holder(tmp_path)
    assert held is not None
    assert held["since"] == "2026-06-30T12:00:05+00:00"


def test_nobody_holds_a_lock_that_was_never_taken(tmp_path: Path) -> None:
    assert holder(tmp_path) is None


def test_a_home_that_cannot_be_a_folder_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with (
        pytest.raises(
            StorageError, match=f"^{re.escape(str(tmp_path))}/home/run.lock cannot be opened: "
        ),
        run_lock(tmp_path / "home", command="tieout run", run_id="r1", now=NOON),
    ):
        pytest.fail("no folder, no lock")
