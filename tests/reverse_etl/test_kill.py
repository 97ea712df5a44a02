"""The process dies at every boundary of the way; the next run puts it right by reading."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WANTED = sorted((key, f"{key} Ltd", "7.50") for key in ("C0", "C1", "C2", "N0", "N1", "N2"))
pytestmark = pytest.mark.slow
# three creates and three updates, two to a request
LEAST_REQUESTS, IN_FLIGHT = 4, 2


@pytest.fixture(scope="module", params=[("jobs", 1), ("slow jobs", 4), ("answers", 4)])
def kills(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """One account for each boundary that the process was killed at, after the last run."""
    kind, step = request.param
    folder = tmp_path_factory.mktemp("killed")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.reverse_etl.killed", str(folder), kind, str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    accounts = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(accounts) >= 5
    assert {account["codes"][-1] for account in accounts} == {0}, ran.stderr
    return accounts


def test_every_row_is_there_in_the_end_and_none_twice(kills: list[Any]) -> None:
    for account in kills:
        held = sorted(tuple(company[1:]) for company in account["companies"])
        assert held == WANTED, f"killed at boundary {account['killed_at']}"


def test_nothing_is_called_written_that_the_system_does_not_hold(kills: list[Any]) -> None:
    for account in kills:
        ids = {record_id: key for record_id, key, _, _ in account["companies"]}
        written = [
            (ids[record_id], field)
            for record_id, _, field, _, outcome in account["writes"]
            if outcome in {"written", "unchanged"}
        ]
        wanted = {(key, field) for key, *_ in WANTED for field in ("balance", "name")}
        assert wanted <= set(written), f"killed at boundary {account['killed_at']}"


def test_nothing_stays_unresolved(kills: list[Any]) -> None:
    assert {account["unresolved"] for account in kills} == {0}
    assert not [write for account in kills for write in account["writes"] if write[4] == "unknown"]


def test_no_more_is_carried_out_twice_than_what_was_in_flight(kills: list[Any]) -> None:
    for account in kills:
        lost_runs = len(account["codes"]) - 1
        most = LEAST_REQUESTS + lost_runs * IN_FLIGHT
        assert account["requests"] <= most, f"killed at boundary {account['killed_at']}"
