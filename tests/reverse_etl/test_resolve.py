"""What an earlier run left unknown is settled by reading, before anything is sent again."""

from collections.abc import Callable

import pytest

from reverse_etl.outcome import Resolved
from systems.base import Answer
from tests.reverse_etl.stage import Stage, company
from tieout.errors import Unreachable
from tieout.settings import SyncSettings


@pytest.fixture
def acme(stage: Stage) -> str:
    """A company whose renaming was sent and never answered nor carried out."""
    acme = stage.target.add("C1", name="Acme")
    stage.target.troubles.append("job late")
    assert stage.run(company(acme, "C1", "Acme Ltd")).records.unknown == 1
    return acme


def test_what_holds_the_new_value_was_written(stage: Stage, acme: str) -> None:
    stage.target.records[acme].values["name"] = "Acme Ltd"

    report = stage.run(company(acme, "C1", "Acme Ltd"))

    assert report.resolved == Resolved(written=1)
    assert report.records.planned == 0
    assert stage.writes() == [(acme, "name", "written", "")]


def test_what_holds_the_old_value_is_open_again_and_goes_once_more(stage: Stage, acme: str) -> None:
    report = stage.run(company(acme, "C1", "Acme Ltd"))

    assert report.resolved == Resolved(open_again=1)
    assert report.records.written == 1
    assert stage.writes() == [
        (acme, "name", "stale", "not_written"),
        (acme, "name", "written", ""),
    ]


def test_what_holds_another_value_is_stale(stage: Stage, acme: str) -> None:
    stage.target.records[acme].values["name"] = "Acme Inc"

    report = stage.run()

    assert report.resolved == Resolved(open_again=1)
    assert stage.writes() == [(acme, "name", "stale", "moved")]


def test_a_job_that_ended_meanwhile_tells_its_rejections(stage: Stage, acme: str) -> None:
    stage.target.rejects[acme] = ("DuplicateValue", "taken")
    stage.target.finish_late_jobs()

    report = stage.run(company(acme, "C1", "Acme Ltd"))

    assert report.resolved == Resolved(rejected=1)
    assert stage.writes()[0] == (acme, "name", "rejected", "DuplicateValue")


def test_answers_are_told_apart_by_their_place_in_the_batch(stage: Stage) -> None:
    ids = [stage.target.add(f"C{one}", name="old") for one in range(3)]
    plan = stage.plan(*(company(one, f"C{n}", "new") for n, one in enumerate(ids)))
    stage.target.records[ids[0]].values["name"] = "by hand"  # so that the batch has only two
    stage.target.troubles.append("job late")
    assert stage.apply(plan).records.unknown == 2
    stage.target.jobs["job-1"] = [Answer(True, ids[1]), Answer(False, ids[2], "Nope", "no")]

    assert stage.run().resolved == Resolved(rejected=1, open_again=1)
    assert stage.writes()[:2] == [
        (ids[1], "name", "stale", "not_written"),
        (ids[2], "name", "rejected", "Nope"),
    ]


def test_a_record_that_is_gone_by_then_is_gone(stage: Stage, acme: str) -> None:
    del stage.target.records[acme]
    assert stage.run().resolved == Resolved(rejected=1)
    assert stage.writes() == [(acme, "name", "rejected", "gone")]


def test_a_create_of_an_earlier_run_is_found_by_its_external_id(stage: Stage) -> None:
    stage.target.troubles.append("job late")
    assert stage.run(company(None, "C9", "Neu")).records.unknown == 1
    stage.target.finish_late_jobs()

    report = stage.run(company(None, "C9", "Neu"))

    assert (report.resolved, report.records.planned) == (Resolved(written=1), 0)
    assert stage.writes("record_id, field, outcome") == [
        ("1000", "external_id", "written"),
        ("1000", "name", "written"),
    ]


def test_a_plan_made_before_what_was_open_settled_finds_it_unchanged(stage: Stage) -> None:
    stage.target.troubles.append("job late")
    stage.run(company(None, "C9", "Neu"))
    plan = stage.plan(company(None, "C9", "Neu"))
    stage.target.finish_late_jobs()

    report = stage.apply(plan)

    assert (report.resolved.written, report.records.unchanged) == (1, 1)
    assert stage.target.by_external_id("C9") == ["1000"]


def test_a_request_that_may_still_be_under_way_is_given_time_to_arrive(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    stage.target.troubles.append("job late")
    stage.run(company(acme, "C1", "Acme Ltd"))
    waited: list[float] = []

    def arrive(seconds: float) -> None:
        waited.append(seconds)
        stage.target.finish_late_jobs()

    report = stage.run(company(acme, "C1", "Acme Ltd"), settle_seconds=60.0, sleep=arrive)

    assert report.resolved == Resolved(written=1)
    assert report.records.unchanged == 1
    assert len(waited) == 1
    assert 0 < waited[0] < 60


def test_nobody_waits_for_what_was_answered(stage: Stage, acme: str) -> None:
    stage.target.jobs["job-1"] = [Answer(True, acme)]
    stage.run(settle_seconds=60.0)
    assert not stage.slept


@pytest.mark.parametrize(
    "spoil",
    [
        lambda stage: stage.target.read_faults.extend([None, Unreachable("crm", "gone.")]),
        lambda stage: stage.target.follow_faults.append(Unreachable("crm", "gone.")),
    ],
    ids=["while reading", "while following"],
)
def test_nothing_is_sent_while_what_is_open_cannot_be_read(
    stage: Stage, acme: str, spoil: Callable[[Stage], None]
) -> None:
    sent = len(stage.target.sent)
    spoil(stage)

    report = stage.run(company(acme, "C1", "Acme Ltd"))

    assert report.resolved == Resolved(still_unknown=1)
    assert [fault.sentence for fault in report.faults] == ["crm: gone."]
    assert (report.records.not_sent, len(stage.target.sent)) == (1, sent)
    assert stage.run(company(acme, "C1", "Acme Ltd")).records.written == 1


def test_what_is_left_of_a_sync_that_is_off_is_settled_all_the_same(
    stage: Stage, acme: str
) -> None:
    stage.overrides = {"sync_crm__companies": SyncSettings(mode="off")}
    assert stage.run().resolved == Resolved(open_again=1)


def test_what_nobody_can_read_any_more_stays_unknown_and_blocks_nothing(
    stage: Stage, acme: str
) -> None:
    plan = stage.plan()
    report = stage.apply(plan, targets={})
    assert report.resolved == Resolved(still_unknown=1)
    assert report.outcome == "done"
