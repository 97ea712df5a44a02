"""The engine, a real target and its stand-in over a socket, under every fault of a write."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from reverse_etl import apply, plan, specs, undo
from reverse_etl.desired import DesiredRow
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
from reverse_etl.resolve import A_JOB_GOES_ON
from reverse_etl.specs import SyncSpec
from systems.base import Key, Value
from systems.zendesk.writes import Organizations
from tests.systems.helpdesk import (
    BALANCE,
    EXTERNAL_ID,
    HOLD,
    NAME,
    Helpdesk,
    helpdesk,
    living_organizations,
    writer,
)

SYNC = "sync_zendesk__organizations"
PLACE = ("zendesk", "organizations")
FIELDS = (NAME, EXTERNAL_ID, HOLD, BALANCE)
GONE = ("delete", "written")
FAULTS = [
    *("drop", "commit-then-drop", "error-500", "unavailable", "rate-limit", "malformed-body"),
    *("not-json", "half-written-batch", "failed-job", "half-failed-job", "killed-job"),
    *("stuck-job", "lost-job", "expired-token", "no-permission"),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Helpdesk]:
    with helpdesk() as desk:
        yield desk


@pytest.fixture
def desk(served: Helpdesk) -> Helpdesk:
    return served.as_new()


@pytest.fixture
def target(desk: Helpdesk) -> Iterator[Organizations]:
    with writer(desk) as target:
        yield target


@pytest.fixture
def ledger(desk: Helpdesk, tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.duckdb", now=desk.clock.now) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def spec() -> SyncSpec:
    fields = {
        field.name: {"name": field.name, "kind": field.kind, "custom": field.is_custom}
        for field in FIELDS
    }
    columns = {"record_id": "id", "external_id": "external_id", "name": "name", "why": "account"}
    where = {"system": "zendesk", "object": "organizations", "action": "upsert", "mode": "apply"}
    limits = {"greatest_share": 1}
    return specs.load({SYNC: {**where, **columns, "fields": fields, "limits": limits}}, {})[0]


@pytest.fixture
def rows(desk: Helpdesk) -> list[DesiredRow]:
    """Every living organization with figures, and five that are new."""
    known = [(str(row["id"]), str(row["id"])) for row in living_organizations(desk)]
    new = [(None, f"NEW-{number}") for number in range(5)]
    return sorted(
        (
            DesiredRow(SYNC, record_id, key, key, key, (f"Firm {key}", key, True, Decimal("12.50")))
            for record_id, key in [*known, *new]
        ),
        key=lambda row: row.place,
    )


class Runs:
    """Plans and applies, one run after the other, by the helpdesk's clock."""

    def __init__(self, desk: Helpdesk, target: Organizations, ledger: Ledger, spec: SyncSpec):
        self.desk, self.target, self.ledger, self.spec = desk, target, ledger, spec
        self.number = 0

    def plan(self, rows: Sequence[DesiredRow], *, retry: bool = False) -> Plan:
        self.number += 1
        as_of, run_id = date(2026, 6, 30), f"run-{self.number}"
        targets = {PLACE: self.target}
        desired = {SYNC: rows}
        return plan.make([self.spec], desired, targets, self.ledger, {}, as_of, run_id, retry=retry)

    def apply(self, planned: Plan) -> ApplyReport:
        sleep = self.desk.clock.sleep
        return apply.run(planned, {PLACE: self.target}, self.ledger, planned.run_id, sleep=sleep)

    def undo(self, undone: str) -> ApplyReport:
        """Put back what a run wrote, and delete what it made."""
        self.number += 1
        targets = {PLACE: self.target}
        as_of, run_id = date(2026, 6, 30), f"run-{self.number}"
        made = undo.make(undone, targets, self.ledger, as_of, run_id, creations="delete")
        return self.apply(made.plan)

    def sent(self) -> int:
        """How many calls were made to create something."""
        calls = self.target.client.session.calls()
        return sum(count for (method, _), count in calls.items() if method == "POST")

    def acted(self) -> list[tuple[str, str, str]]:
        """(external id, action, outcome) of all writes, as published."""
        with duckdb.connect() as warehouse:
            self.ledger.face(warehouse)
            return warehouse.execute(
                "select record_name, action, outcome from ops.writes"
            ).fetchall()

    def said(self) -> list[tuple[str, str, str]]:
        """(external id, field, outcome) of all writes, as published."""
        with duckdb.connect() as warehouse:
            self.ledger.face(warehouse)
            return warehouse.execute(
                "select record_name, field, outcome from ops.writes"
            ).fetchall()

    def held(self, rows: Sequence[DesiredRow]) -> dict[tuple[str, str], Value]:
        """(external id, field) -> what the helpdesk holds, found by id or by external id."""
        keys = {Key(row.record_id, row.external_id): row.name for row in rows}
        found = self.target.read(list(keys), FIELDS)
        return {
            (keys[key], name): value
            for key, record in found.items()
            for name, value in record.values.items()
        }


@pytest.fixture
def runs(desk: Helpdesk, target: Organizations, ledger: Ledger, spec: SyncSpec) -> Runs:
    return Runs(desk, target, ledger, spec)


def test_a_first_run_writes_all_and_a_second_finds_nothing(
    runs: Runs, rows: list[DesiredRow]
) -> None:
    report = runs.apply(runs.plan(rows))

    assert report.records.written == report.records.planned == len(rows)
    assert not runs.plan(rows).changes


@pytest.mark.parametrize("path", ["create_many", "update_many"])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_makes_a_false_success_and_all_is_written_in_the_end(
    fault: str, path: str, runs: Runs, rows: list[DesiredRow]
) -> None:
    planned = runs.plan(rows)
    runs.desk.faults.add(fault, match=path)

    runs.apply(planned)
    assert not runs.desk.faults.active(), "the fault did not strike"

    wanted = {
        (row.name, field.name): value
        for row in rows
        for field, value in zip(FIELDS, row.values, strict=True)
    }
    held = runs.held(rows)
    for name, field, outcome in runs.said():
        assert outcome != "written" or held[name, field] == wanted[name, field]
    runs.desk.faults.clear()
    if fault == "stuck-job":
        runs.desk.clock.sleep(A_JOB_GOES_ON.total_seconds())
    for _ in range(2):
        runs.apply(runs.plan(rows, retry=True))
    assert runs.held(rows) == wanted
    assert not runs.ledger.unresolved()
    organizations = living_organizations(runs.desk)
    assert len({row["external_id"] for row in organizations}) == len(organizations)


def test_what_a_job_may_still_make_is_not_made_by_another_run(
    runs: Runs, rows: list[DesiredRow]
) -> None:
    runs.desk.faults.add("stuck-job", match="create_many")
    runs.apply(runs.plan(rows))
    sent = runs.sent()

    report = runs.apply(runs.plan(rows))

    assert (report.records.planned, report.records.stale) == (5, 5)
    assert report.resolved.still_unknown == 5
    assert "an earlier run, which may still make it" in report.problems[0].worst.error_text
    assert runs.sent() == sent


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_makes_a_false_success_of_an_undo_and_all_is_undone_in_the_end(
    fault: str, runs: Runs, rows: list[DesiredRow]
) -> None:
    before = runs.held(rows)
    runs.apply(runs.plan(rows))
    runs.desk.faults.add(fault, match="destroy_many")

    runs.undo("run-1")

    assert not runs.desk.faults.active(), "the fault did not strike"
    held = {name for name, _ in runs.held(rows)}
    deleted = {name for name, action, outcome in runs.acted() if (action, outcome) == GONE}
    assert not held & deleted
    runs.desk.faults.clear()
    for _ in range(2):
        runs.undo("run-1")
    assert runs.held(rows) == before
    assert not runs.ledger.unresolved()


def test_hand_edits_are_found_and_put_right(runs: Runs, rows: list[DesiredRow]) -> None:
    runs.apply(runs.plan(rows))
    edited = [row for row in rows if row.record_id][:7]
    for row in edited:
        body = {"organization": {"organization_fields": {"netsuite_balance": 1}}}
        runs.target.client.send("PUT", f"/organizations/{row.record_id}.json", body)

    planned = runs.plan(rows)

    assert sorted(edit.record_id for edit in planned.hand_edits) == sorted(
        str(row.record_id) for row in edited
    )
    assert runs.apply(planned).records.written == 7
