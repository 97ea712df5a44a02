"""Values that somebody changed after our last write: found, put back, or respected."""

from decimal import Decimal

import pytest

from reverse_etl.desired import DesiredRow
from reverse_etl.render import plan_text
from tests.reverse_etl.stage import FINANCIALS, Stage, financials
from tieout.settings import SyncSettings

MANY = 500


@pytest.fixture
def acme(stage: Stage) -> str:
    """A company whose balance we wrote as 7.00."""
    acme = stage.target.add("C1", name="Acme", balance=None)
    assert stage.run(financials(acme, "C1", "Acme", "7")).records.written == 1
    return acme


def test_a_hand_edit_is_found_without_any_change_in_the_sources_and_put_back(
    stage: Stage, acme: str
) -> None:
    stage.target.records[acme].values["balance"] = Decimal("9.99")

    plan = stage.plan(financials(acme, "C1", "Acme", "7"))

    [change] = plan.changes
    [wanted] = change.fields
    assert (wanted.before, wanted.after) == ("9.99", "7.00")
    assert wanted.why == "A-Acme; changed by hand since we wrote 7.00 at 2026-06-30 12:00 UTC"
    assert (wanted.source, wanted.remark) == (
        "A-Acme",
        "changed by hand since we wrote 7.00 at 2026-06-30 12:00 UTC",
    )
    [edit] = plan.hand_edits
    assert (edit.ours, edit.found, edit.wanted, edit.is_left_alone) == (
        "7.00",
        "9.99",
        "7.00",
        False,
    )
    assert stage.apply(plan).records.written == 1
    assert stage.target.held(acme, "balance") == Decimal("7.00")


@pytest.fixture
def edited(stage: Stage) -> list[DesiredRow]:
    """What is wanted of 500 companies, and was written; then somebody changed each of them."""
    stage.target.batch_size = 100
    ids = [stage.target.add(f"C{number}", balance=None, days=None) for number in range(MANY)]
    wanted = [
        financials(it, f"C{number}", f"Firm {number}", f"{number}.25", days=number + 1)
        for number, it in enumerate(ids)
    ]
    assert stage.run(*wanted).records.written == MANY
    for number, it in enumerate(ids):
        name, value = [("balance", Decimal("-1.01")), ("days", None)][number % 2]
        stage.target.records[it].values[name] = value
    return wanted


def test_five_hundred_hand_edits_are_all_found_and_put_back(
    stage: Stage, edited: list[DesiredRow]
) -> None:
    plan = stage.plan(*edited)

    assert len(plan.hand_edits) == len(plan.changes) == MANY
    assert {(it.field, it.found) for it in plan.hand_edits} == {
        ("balance", "-1.01"),
        ("days", None),
    }
    assert all(it.ours == it.wanted for it in plan.hand_edits)
    assert [len(change.fields) for change in plan.changes] == [1] * MANY
    sends = stage.target.calls["update"]
    assert stage.apply(plan).records.written == MANY
    assert stage.target.calls["update"] - sends == MANY // stage.target.batch_size
    assert not stage.plan(*edited).changes


def test_five_hundred_respected_hand_edits_are_all_left_and_all_told(
    stage: Stage, edited: list[DesiredRow]
) -> None:
    stage.overrides = {FINANCIALS: SyncSettings(on_hand_edit="respect")}

    plan = stage.plan(*edited)

    assert not plan.changes
    assert sum(it.is_left_alone for it in plan.hand_edits) == MANY
    text = plan_text(plan)
    assert "Changed by hand and left alone: 500\n" in text
    assert "… and 490 more" in text


def test_a_respected_hand_edit_is_left_alone_and_told(stage: Stage, acme: str) -> None:
    stage.overrides = {FINANCIALS: SyncSettings(on_hand_edit="respect")}
    stage.target.records[acme].values["balance"] = Decimal("9.99")

    plan = stage.plan(financials(acme, "C1", "Acme", "8", days=3))

    [change] = plan.changes
    assert [wanted.field for wanted in change.fields] == ["days"]  # only what no hand touched
    [edit] = plan.hand_edits
    assert (edit.record_id, edit.field, edit.ours, edit.found) == (acme, "balance", "7.00", "9.99")
    assert edit.since.isoformat() == "2026-06-30T12:00:04+00:00"
    assert edit.is_left_alone


def test_respect_leaves_nothing_to_write_where_all_was_touched(stage: Stage, acme: str) -> None:
    stage.overrides = {FINANCIALS: SyncSettings(on_hand_edit="respect")}
    stage.target.records[acme].values["balance"] = None

    plan = stage.plan(financials(acme, "C1", "Acme", "8"))

    assert not plan.changes
    assert [edit.found for edit in plan.hand_edits] == [None]


def test_what_still_holds_our_value_is_no_hand_edit(stage: Stage, acme: str) -> None:
    stage.overrides = {FINANCIALS: SyncSettings(on_hand_edit="respect")}

    plan = stage.plan(financials(acme, "C1", "Acme", "8"))

    assert not plan.hand_edits
    assert [change.record_id for change in plan.changes] == [acme]


def test_a_value_that_we_never_wrote_is_no_hand_edit(stage: Stage) -> None:
    stage.overrides = {FINANCIALS: SyncSettings(on_hand_edit="respect")}
    beta = stage.target.add("C2", balance=Decimal(5))

    plan = stage.plan(financials(beta, "C2", "Beta", "8"))

    assert not plan.hand_edits
    assert [change.record_id for change in plan.changes] == [beta]


def test_a_value_of_ours_whose_answer_was_lost_is_no_hand_edit(stage: Stage, acme: str) -> None:
    stage.overrides = {FINANCIALS: SyncSettings(on_hand_edit="respect")}
    stage.target.troubles.append("job late")
    assert stage.run(financials(acme, "C1", "Acme", "8")).records.unknown == 1
    stage.target.finish_late_jobs()

    plan = stage.plan(financials(acme, "C1", "Acme", "10"))

    assert not plan.hand_edits
    [change] = plan.changes
    assert (change.fields[0].before, change.fields[0].after) == ("8.00", "10.00")
