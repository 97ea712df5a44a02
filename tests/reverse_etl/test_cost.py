"""What a plan takes in calls is known before it is written, and kept within those of the day."""

from fractions import Fraction

import pytest

from reverse_etl.cost import SystemCalls, estimated
from reverse_etl.desired import DesiredRow
from reverse_etl.plan import Plan
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials
from tieout.settings import Budget, SyncSettings

PLACE = ("crm", "companies")
HALF = Budget(Fraction(1, 2))
NOTHING = Budget(Fraction(0))


def rows(stage: Stage, firms: int = 14) -> list[DesiredRow]:
    """Two syncs want something of every firm; two more firms are to be made."""
    if not stage.target.records:
        for number in range(firms):
            stage.target.add(f"C{number}", name="old", balance=None)
    wanted = []
    for number, record_id in enumerate(list(stage.target.records)[:firms]):
        name = f"Firm {number}"
        wanted.append(company(record_id, f"C{number}", name))
        wanted.append(financials(record_id, f"C{number}", name, "7"))
    return [*wanted, company(None, "N1", "Neu"), company(None, "N2", "Neuer")]


def estimate(stage: Stage, plan: Plan, budget: Budget = NOTHING) -> SystemCalls:
    [calls] = estimated(plan, {PLACE: stage.target}, budget)
    return calls


def test_the_estimate_is_what_it_takes(stage: Stage) -> None:
    plan = stage.plan(*rows(stage))
    expected = estimate(stage, plan)
    before = stage.target.calls.copy()

    stage.apply(plan)

    made = stage.target.calls - before
    assert (expected.records, expected.is_exact) == (16, True)
    assert expected.write == made["update"] + made["create"] == 5 + 1
    assert expected.read_again + expected.read_back == made["read"] == 2 * 6
    assert expected.follow == made["follow"] == 4
    assert expected.total == made.total()


def test_fields_of_several_syncs_go_out_in_one_call(stage: Stage) -> None:
    plan = stage.plan(*rows(stage, 3))
    assert [change.syncs for change in plan.changes if change.action == "update"] == [
        (COMPANIES, FINANCIALS)
    ] * 3

    stage.apply(plan)

    [(_, updated)] = [sent for sent in stage.target.sent if sent[0] == "update"]
    assert [sorted(write.values) for write in updated] == [["balance", "name"]] * 3


def test_what_is_only_planned_takes_no_calls(stage: Stage) -> None:
    stage.overrides = {COMPANIES: SyncSettings("plan"), FINANCIALS: SyncSettings("plan")}
    assert estimated(stage.plan(*rows(stage)), {PLACE: stage.target}, NOTHING) == ()


def test_it_is_said_in_a_sentence_with_the_share_and_the_reserve(stage: Stage) -> None:
    stage.target.a_day = 100
    plan = stage.plan(*rows(stage))
    assert str(estimate(stage, plan, Budget())) == (
        "crm: 22 calls: 6 to read again, 6 to write, 4 to follow jobs, 6 to read back; about 11 s. "
        "23.9% of the 92 left today; 20 of 100 stay for others."
    )
    assert not estimate(stage, plan, HALF).is_too_much
    stage.target.a_day = 30
    assert str(estimate(stage, plan, HALF)).endswith(
        "100.0% of the 22 left today; 15 of 30 stay for others. That is more than may be used: it "
        "stops before, and the next run goes on."
    )


def test_where_the_day_has_no_limit_nothing_is_said_of_it(stage: Stage) -> None:
    calls = estimate(stage, stage.plan(*rows(stage)), HALF)
    assert (calls.usable, calls.is_too_much) == (None, False)
    assert str(calls).endswith("; about 11 s.")


def test_a_budget_for_half_stops_between_batches_and_the_next_run_goes_on(stage: Stage) -> None:
    wanted = rows(stage)
    plan = stage.plan(*wanted)
    stage.target.a_day = 2 * (stage.target.calls.total() + 11)  # half is kept: eleven may be used

    first = stage.apply(plan, budget=HALF)

    assert (first.outcome, first.exit_code, first.faults) == ("held_back", 3, ())
    assert first.records.written + first.records.not_sent == first.records.planned == 16
    assert 0 < first.records.written < 16
    assert stage.target.calls.total() <= stage.target.a_day // 2
    assert not stage.ledger.unresolved()
    [pause] = first.paused
    assert pause.sentence.endswith(
        f"{first.records.not_sent} records of it are left: the next run goes on."
    )

    stage.target.a_day = None
    second = stage.run(*wanted, budget=HALF)
    assert (second.exit_code, second.records.written) == (0, first.records.not_sent)
    assert not stage.plan(*wanted).changes


def test_with_nothing_left_not_one_call_is_made(stage: Stage) -> None:
    plan = stage.plan(*rows(stage))
    calls = stage.target.calls.total()
    stage.target.a_day = calls
    report = stage.apply(plan)
    assert (report.records.written, report.exit_code) == (0, 3)
    assert stage.target.calls.total() == calls


@pytest.mark.parametrize("left", range(1, 24))
def test_no_budget_is_ever_overdrawn(stage: Stage, left: int) -> None:
    plan = stage.plan(*rows(stage))
    stage.target.a_day = stage.target.calls.total() + left
    report = stage.apply(plan)
    assert stage.target.calls.total() <= stage.target.a_day
    assert (report.exit_code == 0) == (left >= 22)
