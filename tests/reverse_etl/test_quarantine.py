"""Rejected records: set aside with the system's words, and tried again when there is a reason."""

import pytest

from tests.reverse_etl.stage import COMPANIES, Stage, company, financials


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


def test_the_ledger_knows_what_is_rejected_since_when_and_how_often(
    stage: Stage, acme: str
) -> None:
    for _ in range(2):
        stage.apply(stage.plan(company(acme, "C1", "Acme Ltd"), retry=True))

    [one] = stage.ledger.rejected()

    assert (one.record_id, one.name, one.syncs, one.fields) == (
        *(acme, "Acme Ltd", (COMPANIES,), ("name",)),
    )
    assert (one.error_code, one.error_text) == (
        *("DuplicateValue", "Name: Acme Ltd has already been taken"),
    )
    assert one.times == 3
    assert one.since.isoformat() == "2026-06-30T12:00:01+00:00"
    assert one.title() == f"Acme Ltd (companies {acme})"


def test_what_was_taken_meanwhile_is_not_rejected_any_more(stage: Stage, acme: str) -> None:
    stage.target.rejects.clear()
    assert stage.run(company(acme, "C1", "Acme Limited")).records.written == 1

    assert not stage.ledger.rejected()


def test_only_rejections_since_the_last_success_count(stage: Stage, acme: str) -> None:
    refusal = dict(stage.target.rejects)
    stage.target.rejects.clear()
    stage.run(company(acme, "C1", "Acme Limited"))
    stage.target.rejects |= refusal
    stage.run(company(acme, "C1", "Acme GmbH"))

    [one] = stage.ledger.rejected()
    assert one.times == 1


def test_a_rejected_create_is_not_rejected_any_more_once_it_is_made(stage: Stage) -> None:
    stage.target.rejects["C9"] = ("BlankValue", "Name: cannot be blank")
    stage.run(company(None, "C9", "Neu"))
    [one] = stage.ledger.rejected()
    assert (one.record_id, one.external_id) == (None, "C9")
    stage.target.rejects.clear()

    assert stage.run(company(None, "C9", "Neuer")).records.written == 1

    assert not stage.ledger.rejected()


def test_what_was_sent_in_halves_was_rejected_once(stage: Stage) -> None:
    stage.target.batch_size = 4
    ids = [stage.target.add(f"C{number}", name="old") for number in range(4)]
    stage.target.poison.add(ids[2])

    stage.run(*(company(it, f"C{number}", "new") for number, it in enumerate(ids)))

    [one] = stage.ledger.rejected()
    assert (one.record_id, one.times, one.error_code) == (ids[2], 1, "InvalidValue")


def test_it_goes_again_when_the_sync_writes_another_field(stage: Stage, acme: str) -> None:
    stage.also_named_by_financials = True
    wanted = (company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", None, days=4))

    [change] = stage.plan(*wanted).changes

    assert [it.field for it in change.fields] == ["days", "name"]


def test_the_published_account_has_the_systems_words(stage: Stage, acme: str) -> None:
    assert stage.writes("record_id, field, outcome, error_code, error_text, attempts") == [
        (acme, "name", "rejected", "DuplicateValue", "Name: Acme Ltd has already been taken", 1)
    ]
