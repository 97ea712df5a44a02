"""Limits: what may go, what may not, and in which words it is refused."""

from decimal import Decimal

import pytest

from reverse_etl import safety
from reverse_etl.desired import DesiredRow
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials
from tieout.errors import StalePlan, UnsafePlan, UsageError
from tieout.settings import SyncSettings

HALF: dict[str, object] = {"greatest_share": 0.5, "small_set": 2}


@pytest.fixture
def two(stage: Stage) -> tuple[str, str]:
    """Two companies with a name and a balance each."""
    acme = stage.target.add("C1", name="Acme", balance=Decimal(5))
    return acme, stage.target.add("C2", name="Beta", balance=Decimal(6))


def names(two: tuple[str, str], *wanted: str) -> list[DesiredRow]:
    rows = zip(two, ("C1", "C2"), wanted, strict=True)
    return [company(record_id, external_id, name) for record_id, external_id, name in rows]


def test_nothing_to_write_is_safe(stage: Stage, two: tuple[str, str]) -> None:
    stage.limits = HALF
    safety.raise_if_unsafe(stage.plan(*names(two, "Acme", "Beta")))


def test_creates_are_not_counted(stage: Stage, two: tuple[str, str]) -> None:
    stage.limits = {"most_changes": 0, **HALF}
    new = [company(None, f"N{number}", "Neu") for number in range(9)]
    safety.raise_if_unsafe(stage.plan(*names(two, "Acme", "Beta"), *new))


def test_filling_what_is_empty_is_not_counted(stage: Stage, two: tuple[str, str]) -> None:
    stage.limits = {"most_changes": 0, **HALF}
    for record_id in two:
        stage.target.records[record_id].values.update(balance=None, hold=False)
    rows = [
        financials(record_id, f"C{number}", "n", "7", hold=True, days=1)
        for number, record_id in enumerate(two, 1)
    ]
    safety.raise_if_unsafe(stage.plan(*rows))


def test_one_overwrite_of_two_is_half_and_may_go(stage: Stage, two: tuple[str, str]) -> None:
    stage.limits = HALF
    safety.raise_if_unsafe(stage.plan(*names(two, "Acme Ltd", "Beta")))


def test_two_overwrites_of_two_are_refused_in_one_sentence(
    stage: Stage, two: tuple[str, str]
) -> None:
    stage.limits = HALF
    plan = stage.plan(*names(two, "Acme Ltd", "Beta Ltd"))

    with pytest.raises(UnsafePlan) as raised:
        safety.raise_if_unsafe(plan)

    assert str(raised.value) == (
        "More would be overwritten than is allowed; nothing of this goes out:\n"
        f"  - {COMPANIES}: 2 of 2 records of crm companies would be overwritten (100%); the limit "
        "is 10,000 records or 50%. For instance: Acme Ltd (companies 1000) name: Acme → Acme Ltd; "
        "Beta Ltd (companies 1001) name: Beta → Beta Ltd\n"
        "If that is meant: raise the limit in tieout.toml, or once: "
        f"tieout apply --plan {plan.short_digest} --allow-over-limit"
    )
    assert raised.value.exit_code == 3


def test_a_small_set_is_counted_and_not_measured(stage: Stage, two: tuple[str, str]) -> None:
    stage.limits = {"greatest_share": 0, "small_set": 3, "most_changes": 2}
    rows = names(two, "Acme Ltd", "Beta Ltd")
    safety.raise_if_unsafe(stage.plan(*rows))

    stage.limits["most_changes"] = 1
    with pytest.raises(
        UnsafePlan,
        match="2 of 2 records of crm companies would be overwritten; the limit is 1 record or 0%",
    ):
        safety.raise_if_unsafe(stage.plan(*rows))


def test_clearing_a_value_loses_it(stage: Stage, two: tuple[str, str]) -> None:
    stage.limits = {"most_changes": 0}
    with pytest.raises(UnsafePlan, match=r"balance: 5\.00 → \(empty\)"):
        safety.raise_if_unsafe(stage.plan(financials(two[0], "C1", "Acme", None)))


def test_three_examples_are_given(stage: Stage) -> None:
    stage.limits = {"most_changes": 0}
    ids = [stage.target.add(f"C{number}", name="old") for number in range(5)]
    plan = stage.plan(*(company(one, f"C{n}", "new") for n, one in enumerate(ids)))
    [over] = safety.over_limits(plan)
    assert len(over.examples) == 3


def test_a_sync_over_its_limit_stays_out_and_the_others_go(
    stage: Stage, two: tuple[str, str]
) -> None:
    stage.overrides = {COMPANIES: SyncSettings(most_changes=1)}
    rows = [*names(two, "Acme Ltd", "Beta Ltd"), financials(two[0], "C1", "Acme Ltd", "7")]

    report = stage.run(*rows, company(None, "C9", "Neu"), financials(None, "C9", "Neu", "9"))

    assert (report.outcome, report.exit_code) == ("held_back", 3)
    assert [sentence.split(":")[0] for sentence in report.refused] == [COMPANIES]
    assert (report.records.planned, report.records.written) == (1, 1)
    assert stage.target.held(two[0], "balance") == Decimal("7.00")
    assert stage.target.held(two[0], "name") == "Acme"
    assert not stage.target.by_external_id("C9")  # who would create it was refused


def test_limits_are_lifted_only_together_with_the_digest(
    stage: Stage, two: tuple[str, str]
) -> None:
    stage.limits = {"most_changes": 1}
    plan = stage.plan(*names(two, "Acme Ltd", "Beta Ltd"))

    with pytest.raises(UsageError) as raised:
        stage.apply(plan, allow_over_limit=True)
    assert str(raised.value) == (
        "Limits are lifted only for a plan that was looked at. Name it: "
        f"tieout apply --plan {plan.short_digest} --allow-over-limit"
    )
    assert not stage.target.sent

    report = stage.apply(plan, digest=plan.short_digest, allow_over_limit=True)
    assert (report.exit_code, report.records.written) == (0, 2)


def test_another_plans_digest_is_refused(stage: Stage, two: tuple[str, str]) -> None:
    seen = stage.plan(*names(two, "Acme Ltd", "Beta"))
    moved = stage.plan(*names(two, "Acme Inc", "Beta"))

    with pytest.raises(StalePlan) as raised:
        stage.apply(moved, digest=seen.short_digest)

    assert str(raised.value) == (
        f"Plan {seen.short_digest} is not what would be written now: that is plan "
        f"{moved.short_digest}, with 1 record. Something moved, or the plan is another's. "
        "Look at it, then name it: tieout plan"
    )
    assert not stage.target.sent


def test_a_digest_too_short_to_mean_one_plan_is_refused(stage: Stage, two: tuple[str, str]) -> None:
    plan = stage.plan(*names(two, "Acme Ltd", "Beta"))
    with pytest.raises(UsageError, match="named by the first 12 characters of its digest"):
        stage.apply(plan, digest=plan.digest[:5])


def test_a_sync_in_mode_plan_is_planned_and_not_written(stage: Stage, two: tuple[str, str]) -> None:
    stage.overrides = {COMPANIES: SyncSettings(mode="plan")}
    plan = stage.plan(*names(two, "Acme Ltd", "Beta"), financials(two[1], "C2", "Beta", "7"))

    report = stage.apply(plan)

    assert len(plan.changes) == 2
    assert (report.records.planned, report.records.written) == (1, 1)
    assert stage.target.held(two[0], "name") == "Acme"
    assert list(report.syncs) == [FINANCIALS]
