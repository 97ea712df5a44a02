from typing import Any

import duckdb
import pytest

from reverse_etl import approval
from reverse_etl.entries import PlanMade
from reverse_etl.plan import Plan
from tests.reverse_etl.stage import COMPANIES, Stage, company
from tieout.errors import NotApproved, UsageError
from tieout.settings import SyncSettings


@pytest.fixture
def plan(stage: Stage) -> Plan:
    """Three records, made by Ann."""
    for number in range(3):
        stage.target.add(f"C{number}", name=f"Firm {number}")
    made = planned(stage)
    note(stage, made, "Ann")
    return made


def planned(stage: Stage, end: str = "Ltd") -> Plan:
    ids = list(stage.target.records)
    return stage.plan(*(company(it, f"C{n}", f"Firm {n} {end}") for n, it in enumerate(ids)))


def note(stage: Stage, plan: Plan, by: str) -> None:
    made = PlanMade(plan.digest, plan.run_id, len(plan.changes), by, "service", (COMPANIES,))
    stage.ledger.note_plan(made)


def face(stage: Stage, table: str) -> list[tuple[Any, ...]]:
    """What is published, without the time in its last column."""
    with duckdb.connect() as warehouse:
        stage.ledger.face(warehouse)
        found = warehouse.execute(f"from ops.{table}").fetchall()
    return [row[:-1] for row in found]


def test_a_plan_above_the_size_is_written_only_once_another_agreed(
    stage: Stage, plan: Plan
) -> None:
    refused = stage.apply(plan, approval_above=2)

    assert (refused.outcome, refused.exit_code, refused.records.planned) == ("held_back", 3, 0)
    assert refused.unapproved == (
        f"Plan {plan.short_digest}, made by Ann, would write 3 records. Above 2 a second person "
        "has to agree ([approval] above in tieout.toml), and nobody has. Next: "
        f"tieout approve {plan.short_digest} --by NAME"
    )
    assert stage.target.sent == []

    approval.approve(stage.ledger, plan.short_digest, "Bob", "bob")
    assert stage.apply(plan, approval_above=2).records.written == 3


def test_up_to_the_size_nobody_is_asked(stage: Stage, plan: Plan) -> None:
    assert stage.apply(plan, approval_above=3).records.written == 3


def test_who_made_a_plan_cannot_agree_to_it(stage: Stage, plan: Plan) -> None:
    with pytest.raises(NotApproved, match=r"was made by Ann: somebody else has to agree to it"):
        approval.approve(stage.ledger, plan.short_digest, "  ann ", "somebody")
    assert stage.apply(plan, approval_above=2).unapproved


def test_who_looked_at_a_plan_after_it_was_made_may_agree_to_it(stage: Stage, plan: Plan) -> None:
    note(stage, plan, "Bob")
    given = approval.approve(stage.ledger, plan.digest, "Bob", "bob")
    assert (given.made_by, given.approved_by, given.records) == ("Ann", "Bob", 3)


def test_a_changed_plan_needs_a_new_word(stage: Stage, plan: Plan) -> None:
    approval.approve(stage.ledger, plan.digest, "Bob", "bob")
    other = planned(stage, "Inc")
    assert stage.apply(other, approval_above=2).unapproved
    assert stage.target.sent == []


def test_a_word_is_good_for_one_apply(stage: Stage, plan: Plan) -> None:
    approval.approve(stage.ledger, plan.digest, "Bob", "bob")
    assert stage.apply(plan, approval_above=2).records.written == 3
    for number, record in enumerate(stage.target.records.values()):
        record.values["name"] = f"Firm {number}"  # somebody puts them all back
    again = planned(stage)
    assert again.digest == plan.digest
    assert stage.apply(again, approval_above=2).unapproved
    with pytest.raises(UsageError):
        approval.approve(stage.ledger, again.digest, "Bob", "bob")  # nobody made it since


def test_only_what_would_be_written_is_counted(stage: Stage, plan: Plan) -> None:
    stage.overrides[COMPANIES] = SyncSettings("plan")
    assert stage.apply(planned(stage), approval_above=2).unapproved == ""


@pytest.mark.parametrize("digest", ["0123456789ab", "abc", "%"])
def test_a_plan_that_nobody_made_lists_the_latest(stage: Stage, plan: Plan, digest: str) -> None:
    with pytest.raises(UsageError) as refused:
        approval.approve(stage.ledger, digest, "Bob", "bob")
    said = str(refused.value).splitlines()
    assert said[0].startswith(f"There is no plan {digest} that waits to be written. The latest")
    assert said[1].startswith(f"  {plan.short_digest}  made 2026-06-30 12:00 UTC by Ann, 3 records")
    assert said[-1] == "To make one: tieout plan"


def test_somebody_without_a_name_cannot_agree(stage: Stage, plan: Plan) -> None:
    with pytest.raises(UsageError, match="Who agrees"):
        approval.approve(stage.ledger, plan.digest, " ", "bob")


def test_who_made_and_who_agreed_is_published(stage: Stage, plan: Plan) -> None:
    approval.approve(stage.ledger, plan.digest, "Bob", "bob")
    assert face(stage, "plans") == [(plan.digest, "run-1", 3, "Ann", "service", [COMPANIES], False)]
    assert face(stage, "approvals") == [(plan.digest, 3, "Ann", "Bob", "bob")]
