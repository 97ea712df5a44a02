"""Ctrl-C, SIGTERM or kill -9 at any moment: a clean end, and the next run makes up for it."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.world import World
from tests.stories.books import figures, linked, without_organization
from tests.stories.conftest import Fresh
from tests.stories.house import House, rows
from tests.stories.prepared import ROOT, Prepared, Process
from tieout.cli.stopping import SENTENCE

INT, TERM, KILL = signal.SIGINT, signal.SIGTERM, signal.SIGKILL
PATIENCE = 20.0  # seconds until a process must have gone that was asked to stop


@pytest.mark.parametrize(
    ("said", "seconds", "number"),
    [("netsuite currency", 0.0, TERM), ("extract ", 0.8, INT), ("build ", 1.0, TERM)],
)
def test_a_run_that_is_asked_to_stop_ends_without_a_traceback(
    house: House, prepared: Prepared, said: str, seconds: float, number: signal.Signals
) -> None:
    process = house.start(prepared, "run")
    process.says(said)
    time.sleep(seconds)
    process.signal(number)

    ran = process.ended()

    assert (ran.code, ran.out) == (130, "")
    assert ran.err.endswith(f"\n{SENTENCE}\n")
    assert "Traceback" not in ran.err
    ended = "select outcome, exit_code from ops.runs order by run_id desc limit 1"
    assert rows(house.home / "warehouse.duckdb", ended) == [("interrupted", 130)]


def test_a_run_that_waits_for_a_system_can_be_stopped(house: House, prepared: Prepared) -> None:
    house.faults("netsuite").add("timeout", match="suiteql", times=None, seconds=600)
    process = house.start(prepared, "extract", "--json")
    process.until((house.home / "dlt" / "arriving" / "netsuite").exists)
    process.signal(INT)
    asked = time.monotonic()

    ran = process.ended()

    assert time.monotonic() - asked < PATIENCE
    assert (ran.code, ran.err) == (130, "")
    assert ran.json == {"error": {"type": "Stopped", "message": SENTENCE, "exit_code": 130}}


def test_a_command_that_is_still_being_loaded_can_be_stopped(house: House) -> None:
    command = [sys.executable, "-m", "tieout", "run"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not _listens(process.pid):
            time.sleep(0.01)
        process.send_signal(INT)
        out, err = process.communicate()

    assert (process.returncode, out, err) == (130, "", f"{SENTENCE}\n")


def test_a_loop_that_is_broken_off_again_and_again_ends_like_one_that_was_not(
    fresh: Fresh, prepared: Prepared
) -> None:
    house = fresh(40, seed=4)
    assert house.run("doctor", "--create-fields").code == 0
    assert without_organization(house.company)
    for said, seconds, number, code in (
        ("zendesk users", 0.0, KILL, -9),
        ("extract ", 1.0, KILL, -9),
        ("build ", 1.5, KILL, -9),
    ):
        process = house.start(prepared, "run")
        process.says(said)
        time.sleep(seconds)
        process.signal(number)
        assert process.ended().code == code

    with _in_writing(house, prepared, "create_many") as process:
        process.signal(TERM)
        process.says("Stopping: the batches in flight are followed to their end.")
    ran = process.ended()
    assert ran.code == 130
    assert "Traceback" not in ran.err
    assert ran.err.endswith("Next: tieout run\n")
    made = [it["external_id"] for it in house.helpdesk.organizations().values()]
    with _in_writing(house, prepared, "update_many") as process:
        process.signal(KILL)
    assert process.ended().code == -9

    healed = house.run("run")

    assert healed.code == 0
    _is_as_the_books_say(house.company, house)
    after = [it["external_id"] for it in house.helpdesk.organizations().values()]
    assert sorted(map(str, after)) == sorted(map(str, made))
    assert house.run("plan", "--exit-code").code == 0


@contextmanager
def _in_writing(house: House, prepared: Prepared, call: str) -> Iterator[Process]:
    """A run whose next batch has just been sent, and is answered only after a second."""
    house.faults("zendesk").add("slow", match=call, seconds=1)
    process = house.start(prepared, "run")
    process.until(lambda: house.faults("zendesk").active() == [])
    yield process


def _is_as_the_books_say(company: World, house: House) -> None:
    held = house.helpdesk.organizations()
    expected = {it: figures(company, customer) for it, customer in linked(company).items()}
    assert {it: held[it]["organization_fields"] for it in expected} == expected
    made = {it["external_id"]: it for it in held.values()}
    for customer in without_organization(company):
        assert made[str(customer.id)]["organization_fields"] == figures(company, customer)


def _listens(pid: int) -> bool:
    """Whether the process has taken Ctrl-C upon itself."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():  # no such place here: half a second is enough for it, and not to load
        time.sleep(0.5)
        return True
    caught = next(it for it in status.read_text().splitlines() if it.startswith("SigCgt:"))
    both = 1 << (INT - 1) | 1 << (TERM - 1)
    return int(caught.split()[1], 16) & both == both
