"""What a run wrote is put back, where nobody has touched it since."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from reverse_etl import undo
from reverse_etl.outcome import ApplyReport
from reverse_etl.undo import Undo
from systems.base import Answer, Field, Receipt, Value
from tests.reverse_etl.pretend import Companies
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials
from tieout.errors import Unreachable, UsageError

PLACE = ("crm", "companies")


class Deleting(Companies):
    """The same system, in which records may be deleted."""

    def delete(self, record_ids: list[str]) -> Receipt:
        self.calls["delete"] += 1
        answers = []
        for it in record_ids:
            if it in self.locked:
                answers.append(Answer(False, it, "Locked", "somebody has it open"))
                continue
            del self.records[it]
            answers.append(Answer(True, it))
        if self.troubles and self.troubles.popleft():
            raise Unreachable("crm", "the connection was dropped.")
        return Receipt(answers=answers)


@pytest.fixture
def deleting(stage: Stage) -> Stage:
    stage.target = Deleting()
    return stage


class Switchable(Companies):
    """The same system, in which a record can be put out of use."""

    def deactivation(self) -> tuple[Field, Value]:
        return Field("in_use", "boolean"), False


def planned(stage: Stage, undone: str, **more: Any) -> Undo:
    """An undo, as a run of its own."""
    stage.runs += 1
    targets = {PLACE: stage.target}
    run_id = f"run-{stage.runs}"
    return undo.make(undone, targets, stage.ledger, date(2026, 6, 30), run_id, **more)


def undone(stage: Stage, run: str, **more: Any) -> ApplyReport:
    """The same, written."""
    return stage.apply(planned(stage, run, **more).plan)


def written(stage: Stage) -> tuple[str, str]:
    """A company with figures that run-1 wrote over others; its id, and the run's."""
    acme = stage.target.add("C-1", name="Acme", balance=Decimal("5.00"), days=3, hold=False)
    stage.run(financials(acme, "C-1", "Acme", "7.50", hold=True, days=None))
    return acme, f"run-{stage.runs}"


def values(stage: Stage, record_id: str) -> tuple[Any, ...]:
    return tuple(stage.target.held(record_id, name) for name in ("balance", "days", "hold"))


def test_a_run_is_undone_and_every_field_holds_what_it_held_before(stage: Stage) -> None:
    acme, run = written(stage)
    assert values(stage, acme) == (Decimal("7.50"), None, True)

    report = undone(stage, run)

    assert (report.records.planned, report.records.written) == (1, 1)
    assert values(stage, acme) == (Decimal("5.00"), 3, False)


def test_an_undo_is_a_run_in_the_ledger_with_what_it_put_back(stage: Stage) -> None:
    acme, run = written(stage)

    undone(stage, run)

    assert stage.writes("run_id, sync, record_id, field, before, after, outcome, why")[3:] == [
        ("run-2", FINANCIALS, acme, "balance", "7.50", "5.00", "written", "as before run-1"),
        ("run-2", FINANCIALS, acme, "days", None, "3", "written", "as before run-1"),
        ("run-2", FINANCIALS, acme, "hold", "true", "false", "written", "as before run-1"),
    ]


def test_an_undo_can_be_undone_and_that_too(stage: Stage) -> None:
    acme, run = written(stage)
    undone(stage, run)

    undone(stage, "run-2")
    assert values(stage, acme) == (Decimal("7.50"), None, True)

    undone(stage, "run-3")
    assert values(stage, acme) == (Decimal("5.00"), 3, False)


def test_an_undo_that_was_made_already_finds_nothing_to_put_back(stage: Stage) -> None:
    _, run = written(stage)
    undone(stage, run)

    again = planned(stage, run)

    assert (again.plan.changes, again.unchanged) == ((), 3)


def test_a_field_that_somebody_edited_since_is_left_alone_and_listed(stage: Stage) -> None:
    acme, run = written(stage)
    stage.target.records[acme].values["balance"] = Decimal("9.00")

    made = planned(stage, run)

    [edit] = made.plan.hand_edits
    assert (edit.field, edit.ours, edit.found, edit.wanted) == ("balance", "7.50", "9.00", "5.00")
    assert edit.is_left_alone
    stage.apply(made.plan)
    assert values(stage, acme) == (Decimal("9.00"), 3, False)


def test_a_field_that_a_later_run_wrote_is_left_and_that_run_is_named(stage: Stage) -> None:
    acme, run = written(stage)
    stage.run(financials(acme, "C-1", "Acme", "8.00", hold=True))

    made = planned(stage, run)

    [one] = made.superseded
    assert (one.field, one.found, one.by_run) == ("balance", "8.00", "run-2")
    assert made.plan.hand_edits == ()
    assert [it.field for it in made.plan.changes[0].fields] == ["days", "hold"]


def test_a_value_that_moves_between_the_plan_and_the_writing_is_stale(stage: Stage) -> None:
    acme, run = written(stage)
    made = planned(stage, run)
    stage.target.records[acme].values["balance"] = Decimal("9.00")

    report = stage.apply(made.plan)

    assert report.problems[0].worst.outcome == "stale"
    assert values(stage, acme) == (Decimal("9.00"), 3, False)


def test_a_write_that_got_no_answer_is_put_back_where_it_arrived(stage: Stage) -> None:
    acme = stage.target.add("C-1", name="Acme", balance=Decimal("5.00"))
    stage.target.has_jobs = False
    stage.target.troubles.extend(["answer lost after"])
    stage.target.read_faults.extend([None, None, Unreachable("crm", "is down.")])
    report = stage.run(financials(acme, "C-1", "Acme", "7.50"))
    assert report.records.unknown == 1

    undone(stage, "run-1")

    assert stage.target.held(acme, "balance") == Decimal("5.00")


def test_a_record_that_was_deleted_since_is_listed(stage: Stage) -> None:
    acme, run = written(stage)
    del stage.target.records[acme]

    made = planned(stage, run)

    assert made.plan.changes == ()
    assert [it.record_id for it in made.plan.missing] == [acme]


def test_one_sync_or_one_record_can_be_undone_alone(stage: Stage) -> None:
    acme = stage.target.add("C-1", name="Acme", balance=Decimal("5.00"))
    brix = stage.target.add("C-2", name="Brix", balance=Decimal("5.00"))
    stage.run(
        company(acme, "C-1", "Acme Ltd"),
        financials(acme, "C-1", "Acme Ltd", "6.00"),
        financials(brix, "C-2", "Brix", "6.00"),
    )

    undone(stage, "run-1", sync=FINANCIALS, record="C-1")

    assert stage.target.held(acme, "name") == "Acme Ltd"
    assert stage.target.held(acme, "balance") == Decimal("5.00")
    assert stage.target.held(brix, "balance") == Decimal("6.00")
    with pytest.raises(UsageError, match="run-1 wrote nothing of sync_x; it wrote sync_crm__comp"):
        planned(stage, "run-1", sync="sync_x")
    with pytest.raises(UsageError, match="run-1 wrote nothing to a record 77"):
        planned(stage, "run-1", record="77")


def test_a_system_that_cannot_be_read_holds_its_part(stage: Stage) -> None:
    _, run = written(stage)
    stage.target.read_faults.append(Unreachable("crm", "is down."))

    made = planned(stage, run)

    assert made.plan.changes == ()
    assert [(it.sync, it.cause) for it in made.plan.held] == [(FINANCIALS, "system")]


def test_no_limit_holds_an_undo_for_it_touches_no_more_than_its_run(stage: Stage) -> None:
    ids = [stage.target.add(f"C-{it}", name="x", balance=Decimal(1)) for it in range(30)]
    stage.run(*(financials(it, None, "x", "2.00") for it in ids))
    stage.limits = {"most_changes": 1}

    assert undone(stage, "run-1").records.written == 30


def test_what_a_run_made_is_listed_with_its_address_and_left(stage: Stage) -> None:
    stage.run(company(None, "C-1", "Acme"), financials(None, "C-1", "Acme", "1.00"))

    made = planned(stage, "run-1")

    [one] = made.creations
    assert (one.fate, one.address) == ("left", "https://crm.example/companies/1000")
    assert one.syncs == (COMPANIES, FINANCIALS)
    assert made.plan.changes == ()


def test_what_a_run_made_is_deleted_where_that_is_asked_for_and_proven_gone(
    deleting: Stage,
) -> None:
    deleting.run(*(company(None, f"C-{it}", f"Firm {it}") for it in range(4)))

    report = undone(deleting, "run-1", creations="delete")

    assert report.records.written == 4
    assert deleting.target.records == {}
    assert deleting.target.calls["delete"] == 2
    last = deleting.writes("action, record_id, field, before, after, outcome")[-1]
    assert last == ("delete", "1003", "name", "Firm 3", None, "written")


def test_a_deletion_whose_answer_is_lost_is_decided_by_looking(deleting: Stage) -> None:
    deleting.run(company(None, "C-1", "Acme"))
    made = planned(deleting, "run-1", creations="delete")
    deleting.target.troubles.append("answer lost after")

    assert deleting.apply(made.plan).records.written == 1


def test_a_deletion_that_is_refused_has_the_systems_words(deleting: Stage) -> None:
    deleting.run(company(None, "C-1", "Acme"))
    deleting.target.locked.add("1000")

    report = undone(deleting, "run-1", creations="delete")

    assert report.problems[0].worst.error_text == "somebody has it open"
    assert "1000" in deleting.target.records


def test_a_record_that_somebody_changed_since_it_was_made_is_not_deleted(deleting: Stage) -> None:
    deleting.run(company(None, "C-1", "Acme"))
    deleting.target.records["1000"].values["name"] = "Acme & Sons"

    made = planned(deleting, "run-1", creations="delete")

    assert made.creations[0].fate == "left"
    assert made.creations[0].sentence == "name was changed by hand since, to Acme & Sons"
    assert made.plan.changes == ()


def test_a_record_that_is_changed_between_the_plan_and_the_deletion_is_kept(
    deleting: Stage,
) -> None:
    deleting.run(company(None, "C-1", "Acme"))
    made = planned(deleting, "run-1", creations="delete")
    deleting.target.records["1000"].values["name"] = "Acme & Sons"

    report = deleting.apply(made.plan)

    assert report.records.stale == 1
    assert "1000" in deleting.target.records


def test_a_system_that_deletes_nothing_says_so_and_where_to_do_it_by_hand(stage: Stage) -> None:
    stage.run(company(None, "C-1", "Acme"))

    made = planned(stage, "run-1", creations="delete")

    assert made.plan.changes == ()
    assert made.creations[0].sentence == (
        "it cannot be deleted from here. By hand: open its address, and delete it there or put it "
        "out of use"
    )


def test_what_a_run_made_is_put_out_of_use_where_that_is_asked_for_and_that_can_be_undone(
    stage: Stage,
) -> None:
    stage.target = Switchable()
    stage.run(company(None, "C-1", "Acme"))
    stage.target.records["1000"].values["in_use"] = True

    made = planned(stage, "run-1", creations="deactivate")

    assert [(it.fate, it.sentence) for it in made.creations] == [
        ("deactivated", "in_use true → false")
    ]
    stage.apply(made.plan)
    assert stage.target.held("1000", "in_use") is False
    undone(stage, "run-2")
    assert stage.target.held("1000", "in_use") is True


def test_what_knows_no_field_for_that_is_left_and_said_to_be(deleting: Stage) -> None:
    deleting.run(company(None, "C-1", "Acme"))

    made = planned(deleting, "run-1", creations="deactivate")

    assert made.creations[0].fate == "left"
    assert made.creations[0].sentence.startswith("it knows no field that puts it out of use.")


@pytest.mark.parametrize("boundary", ["intended", "sent", "read back", "decided"])
def test_a_deletion_that_dies_at_any_moment_is_resolved_by_the_next_run(
    deleting: Stage, boundary: str
) -> None:
    deleting.run(company(None, "C-1", "Acme"))
    made = planned(deleting, "run-1", creations="delete")

    def dies(at: str) -> None:
        if at == boundary:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        deleting.apply(made.plan, at=dies)
    undone(deleting, "run-1", creations="delete")

    assert deleting.target.records == {}
    assert not deleting.ledger.unresolved()
    outcomes = {it for (it,) in deleting.writes("outcome")}
    assert outcomes <= {"written", "unchanged", "stale"}


def test_a_record_is_not_deleted_for_the_sake_of_one_sync_when_others_wrote_to_it(
    deleting: Stage,
) -> None:
    deleting.run(company(None, "C-1", "Acme"), financials(None, "C-1", "Acme", "1.00"))

    made = planned(deleting, "run-1", creations="delete", sync=FINANCIALS)

    assert made.creations[0].sentence == "other syncs wrote to it too: undo the run without --sync"


def test_the_undo_of_a_deletion_makes_the_record_anew(deleting: Stage) -> None:
    deleting.run(company(None, "C-1", "Acme"), financials(None, "C-1", "Acme", "1.00", days=4))
    undone(deleting, "run-1", creations="delete")

    report = undone(deleting, "run-2")

    assert report.records.written == 1
    [record_id] = deleting.target.by_external_id("C-1")
    assert record_id == "1001"
    assert values(deleting, record_id) == (Decimal("1.00"), 4, False)
    undone(deleting, "run-3", creations="delete")
    assert deleting.target.records == {}
