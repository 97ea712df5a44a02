"""What the helpdesk does with our writes, and what the ledger says of it afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from tests.stories.books import without_organization
from tests.stories.conftest import opened
from tests.stories.helpdesk import Organization
from tests.stories.house import House
from tieout.cli import stages
from tieout.cli.workshop import Workshop
from tieout.runs import RunLog

CREATES = "organizations/create_many"
EDITED = 6


@dataclass
class Office:
    """A company that was read and built; each run is a minute after the one before."""

    house: House
    workshop: Workshop
    runs: int = 0

    @contextmanager
    def run(self) -> Iterator[tuple[RunLog, Ledger]]:
        self.runs += 1
        later = timedelta(minutes=self.runs)
        with (
            self.workshop.run("tieout apply") as run_log,
            open_ledger(self.workshop.settings.ledger, lambda: datetime.now(UTC) + later) as ledger,
        ):
            yield run_log, ledger
        stages.publish(self.workshop)

    def apply(self, *, retry: bool = False) -> ApplyReport:
        """Plan, write and read back."""
        with self.run() as (run_log, ledger):
            plan = stages.plan(self.workshop, run_log, ledger, held={}, retry=retry)
            return stages.apply(self.workshop, run_log, ledger, plan)

    def tells_the_truth_of(self, report: ApplyReport) -> bool:
        """Whether the published account of a run is what the helpdesk holds.

        `unknown` claims nothing.
        """
        held = self.house.helpdesk.organizations()
        account = self.house.published(
            "select record_id, field, after, outcome from ops.writes "
            "where run_id = ? and outcome != 'unknown'",
            report.run_id,
        )
        return all(
            (_holds(held.get(record_id), field) == after) == (outcome in ("written", "unchanged"))
            for record_id, field, after, outcome in account
        )

    def is_healed(self) -> bool:
        """Whether one more run is enough to have everything in order."""
        self.apply(retry=True)
        with self.run() as (run_log, ledger):
            return not stages.plan(self.workshop, run_log, ledger, held={}).changes


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened(tmp_path_factory.mktemp("written") / "home", 60, "messy", 1) as house:
        assert house.run("doctor", "--create-fields").code == 0
        assert house.run("extract").code == 0
        with house.workshop() as workshop:
            with workshop.run("tieout build") as run_log:
                stages.build(workshop, run_log)
            stages.publish(workshop)
            yield Office(house, workshop)


@pytest.fixture
def house(office: Office) -> Iterator[House]:
    yield office.house
    office.house.mend()


@pytest.fixture
def edited(office: Office, house: House) -> list[str]:
    """Organizations that hold another balance than they should, while all others are in order."""
    office.apply(retry=True)
    live = house.helpdesk.organizations()
    chosen = [record_id for record_id in house.linked() if record_id in live][:EDITED]
    house.helpdesk.change_all({it: {"netsuite_balance": "1.23"} for it in chosen})
    return chosen


def test_an_answer_that_is_lost_after_the_work_was_done_makes_no_second_organization(
    office: Office, house: House
) -> None:
    before = house.helpdesk.organizations()
    house.faults("zendesk").add("commit-then-drop", match=CREATES)

    report = office.apply()

    assert report.records.written + report.records.unknown == report.records.planned
    assert office.tells_the_truth_of(report)
    assert office.is_healed()
    after = house.helpdesk.organizations()
    made = [after[record_id]["external_id"] for record_id in after.keys() - before.keys()]
    assert sorted(made) == [str(it.id) for it in without_organization(house.company)]


@pytest.mark.parametrize(
    ("fault", "written", "unknown"),
    [
        ("drop", 0, 6),
        ("failed-job", 0, 6),
        ("killed-job", 3, 3),
        ("lost-job", 6, 0),
        ("half-written-batch", 3, 3),
    ],
)
def test_a_batch_without_an_answer_is_accounted_for_by_what_is_there(
    office: Office, house: House, edited: list[str], fault: str, written: int, unknown: int
) -> None:
    house.faults("zendesk").add(fault, match="" if fault == "lost-job" else "update_many")

    report = office.apply()

    assert (report.records.written, report.records.unknown) == (written, unknown)
    assert report.records.planned == EDITED
    assert office.tells_the_truth_of(report)
    assert office.is_healed()


def test_a_batch_whose_answer_is_lost_is_read_before_it_is_sent_again(
    office: Office, house: House, edited: list[str]
) -> None:
    house.faults("zendesk").add("commit-then-drop", match="update_many")

    first = office.apply()
    writes = house.helpdesk.writes()
    second = office.apply()

    assert first.records.written + first.records.unknown == EDITED
    assert second.records.planned == 0
    assert second.resolved.written == first.records.unknown
    assert house.helpdesk.writes() == writes
    assert office.is_healed()


def test_every_second_record_of_a_job_is_refused_and_the_others_are_written(
    office: Office, house: House, edited: list[str]
) -> None:
    house.faults("zendesk").add("half-failed-job")

    report = office.apply()

    assert (report.records.written, report.records.rejected) == (3, 3)
    assert report.exit_code == 0
    assert {it.worst.error_code for it in report.problems} == {"OrganizationUpdateFailed"}
    assert office.tells_the_truth_of(report)
    assert office.apply().records.planned == 0
    assert office.is_healed()


def test_an_organization_that_was_deleted_since_the_plan_is_said_to_be_gone(
    office: Office, house: House, edited: list[str]
) -> None:
    gone = edited[0]
    with office.run() as (run_log, ledger):
        plan = stages.plan(office.workshop, run_log, ledger, held={})
        house.helpdesk.delete(gone)
        report = stages.apply(office.workshop, run_log, ledger, plan)

    assert (report.records.written, report.records.rejected) == (EDITED - 1, 1)
    assert report.problems[0].worst.error_code == "gone"
    assert report.problems[0].worst.error_text == f"{gone} was deleted since the plan was made"
    assert office.tells_the_truth_of(report)
    assert gone not in house.helpdesk.organizations()
    assert office.is_healed()


def test_an_organization_that_was_changed_since_the_plan_is_left_as_it_is(
    office: Office, house: House, edited: list[str]
) -> None:
    moved = edited[-1]
    with office.run() as (run_log, ledger):
        plan = stages.plan(office.workshop, run_log, ledger, held={})
        house.helpdesk.change(moved, netsuite_balance="4.56")
        report = stages.apply(office.workshop, run_log, ledger, plan)

    assert (report.records.written, report.records.stale) == (EDITED - 1, 1)
    assert report.problems[0].worst.error_text == "holds 4.56, no longer 1.23"
    assert house.helpdesk.figures(moved)["netsuite_balance"] == Decimal("4.56")
    assert office.tells_the_truth_of(report)
    assert office.is_healed()


def test_what_was_deleted_by_hand_is_not_made_again_and_is_a_difference(
    office: Office, house: House
) -> None:
    gone = house.linked()[0]
    assert gone not in house.helpdesk.organizations()
    [[customer]] = house.published(
        "select customer_id_netsuite from syncs.sync_zendesk__organizations "
        "where organization_id_zendesk = ?",
        gone,
    )

    ran = house.run("run")

    assert ran.code == 0
    assert "The plan is empty: the systems hold what they should." in ran.out
    assert customer not in {it["external_id"] for it in house.helpdesk.organizations().values()}
    found = house.published(
        "select explanation from marts.breaks "
        "where kind = 'missing_right' and left_record_id = ? and status = 'open'",
        customer,
    )
    assert len(found) == 1
    assert f"{datetime.now(UTC):%Y-%m-%d}" in found[0][0]


def _holds(organization: Organization | None, field: str) -> str | None:
    """A field as the ledger writes values."""
    holder, _, key = field.rpartition(".")
    value = organization and (organization[holder] if holder else organization).get(key)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.2f}" if isinstance(value, Decimal) else None if value is None else str(value)
