"""Rejected records: set aside with the system's words, and tried again when there is a reason."""

import pytest

from tests.reverse_etl.stage import Stage, company, financials


@pytest.fixture
def acme(stage: Stage) -> str:
    """A company whose new name the system rejected."""
    acme = stage.target.add("C1", name="Acme")
    stage.target.rejects[acme] = ("DuplicateValue", "Name: Acme Ltd has already been taken")
    assert stage.run(company(acme, "C1", "Acme Ltd")).records.rejected == 1
    return acme


def test_what_was_rejected_is_not_sent_again_as_it_is(stage: Stage, acme: str) -> None:
    plan = stage.plan(company(acme, "C1", "Acme Ltd"))

    assert not plan.changes
    [one] = plan.quarantined
    assert one.change.record_id == acme
    assert (one.error_code, one.error_text) == (
        "DuplicateValue",
        "Name: Acme Ltd has already been taken",
    )


def test_it_goes_again_when_its_values_change(stage: Stage, acme: str) -> None:
    stage.target.rejects.clear()

    report = stage.run(company(acme, "C1", "Acme Limited"))

    assert report.records.written == 1
    assert stage.target.held(acme, "name") == "Acme Limited"
    assert not stage.plan(company(acme, "C1", "Acme Limited")).quarantined


def test_it_goes_again_when_another_sync_wants_something_too(stage: Stage, acme: str) -> None:
    plan = stage.plan(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "7"))

    [change] = plan.changes
    assert [wanted.field for wanted in change.fields] == ["balance", "name"]


def test_it_goes_again_on_demand(stage: Stage, acme: str) -> None:
    plan = stage.plan(company(acme, "C1", "Acme Ltd"), retry=True)

    assert [change.record_id for change in plan.changes] == [acme]
    assert stage.apply(plan).records.rejected == 1
    assert stage.plan(company(acme, "C1", "Acme Ltd")).quarantined


def test_it_does_not_block_the_others(stage: Stage, acme: str) -> None:
    beta = stage.target.add("C2", name="Beta")

    report = stage.run(company(acme, "C1", "Acme Ltd"), company(beta, "C2", "Beta Ltd"))

    assert (report.records.planned, report.records.written) == (1, 1)


def test_a_rejected_create_is_known_by_its_external_id(stage: Stage) -> None:
    stage.target.rejects["C9"] = ("BlankValue", "Name: cannot be blank")
    assert stage.run(company(None, "C9", "Neu")).records.rejected == 1

    assert [
        one.change.external_id for one in stage.plan(company(None, "C9", "Neu")).quarantined
    ] == ["C9"]
    assert [change.external_id for change in stage.plan(company(None, "C9", "Neuer")).changes] == [
        "C9"
    ]


def test_a_value_that_is_not_kept_is_not_sent_again_for_ever(stage: Stage) -> None:
    beta = stage.target.add("C2", name="Beta", balance=None)
    stage.target.drops.add("balance")

    first = stage.run(financials(beta, "C2", "Beta", "7", days=3))

    [problem] = first.problems
    assert [verdict.outcome for verdict in problem.verdicts] == ["rejected", "written"]
    assert problem.verdicts[0].error_code == "not_kept"
    assert problem.verdicts[0].error_text == "accepted, and reads back as (empty) instead of 7.00"
    [waiting] = stage.plan(financials(beta, "C2", "Beta", "7", days=3)).quarantined
    assert [wanted.field for wanted in waiting.change.fields] == ["balance"]


def test_a_rejection_that_was_not_the_records_fault_is_not_quarantined(stage: Stage) -> None:
    beta = stage.target.add("C2", name="Beta")
    stage.target.locked.add(beta)
    assert stage.run(company(beta, "C2", "Beta Ltd")).records.rejected == 1
    stage.target.locked.clear()

    assert stage.run(company(beta, "C2", "Beta Ltd")).records.written == 1
