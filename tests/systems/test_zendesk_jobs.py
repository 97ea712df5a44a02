from collections.abc import Iterator, Sequence

import pytest

from systems.base import Row, Write
from systems.zendesk.writes import Organizations
from tests.systems.helpdesk import (
    DAYS,
    Helpdesk,
    by_id,
    helpdesk,
    living_organizations,
    writer,
    written,
)
from tieout.errors import RateLimited


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
def living(desk: Helpdesk) -> Sequence[Row]:
    return living_organizations(desk)


def test_every_second_record_refused_is_told_record_by_record(
    target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add("half-failed-job")
    writes = [Write(by_id(row), {DAYS.name: 5}) for row in living[:6]]
    answers = written(target, "update", writes)
    assert answers is not None
    assert [answer.is_accepted for answer in answers] == [True, False] * 3
    held = target.read([write.key for write in writes], [DAYS])
    assert [held[write.key].values[DAYS.name] for write in writes] == [5, None] * 3


@pytest.mark.parametrize("fate", ["failed-job", "killed-job", "lost-job", "stuck-job"])
def test_a_job_that_does_not_tell_its_outcome_is_unknown(
    fate: str, target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add(fate)
    assert written(target, "update", [Write(by_id(living[0]), {DAYS.name: 5})]) is None
    if fate == "stuck-job":
        assert 590 < desk.clock.elapsed() <= 600
    else:
        assert desk.clock.elapsed() < 10


def test_a_stuck_job_does_not_hide_the_others(
    target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add("stuck-job", after=1)
    jobs = [
        target.send("update", [Write(by_id(row), {DAYS.name: 5})]).job_id or ""
        for row in living[:3]
    ]
    outcomes = target.follow(jobs)
    assert list(outcomes) == [jobs[0], jobs[2]]
    assert all(outcomes.values())


def test_all_jobs_are_asked_for_in_one_call_soon_at_first(
    target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    jobs = [
        target.send("update", [Write(by_id(row), {DAYS.name: 5})]).job_id or ""
        for row in living[:4]
    ]
    assert all(target.follow(jobs).values())
    assert target.client.session.calls()["GET", "/job_statuses/show_many.json"] == 2
    assert desk.clock.waits == [0.2, 0.5]


def test_a_dropped_connection_while_waiting_for_a_job_is_got_over(
    target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add("drop", match="/job_statuses/")
    assert written(target, "update", [Write(by_id(living[0]), {DAYS.name: 5})])


def test_a_helpdesk_that_is_gone_while_waiting_for_a_job_leaves_it_unknown(
    target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add("unavailable", match="/job_statuses/", times=None)
    assert written(target, "update", [Write(by_id(living[0]), {DAYS.name: 5})]) is None


def test_too_many_jobs_are_waited_for(
    target: Organizations, living: Sequence[Row], desk: Helpdesk
) -> None:
    desk.faults.add("stuck-job", times=30)
    for _ in range(30):
        target.send("update", [Write(by_id(living[0]), {DAYS.name: 5})])
    with pytest.raises(RateLimited, match="Too many OrganizationBulkUpdateJobV2 jobs"):
        target.send("update", [Write(by_id(living[0]), {DAYS.name: 5})])
    assert 290 < desk.clock.elapsed() <= 300
