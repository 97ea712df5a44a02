"""A second person's word on a large plan: who may give it, and whether it was given."""

from collections.abc import Sequence
from datetime import datetime

from reverse_etl.entries import Approval, PlanMade
from reverse_etl.ledger import Ledger
from reverse_etl.plan import SHOWN_DIGEST, Plan
from reverse_etl.values import many
from tieout.errors import NotApproved, UsageError

LISTED = 5  # of the plans that are kept, where another one was named


def approve(ledger: Ledger, digest: str, by: str, os_user: str) -> Approval:
    """Note that `by` agrees to the plan whose digest begins so.

    UsageError where there is no such plan, or some of it was sent since; NotApproved where `by`,
    whatever its case, is who made it.
    """
    made = opened(ledger, digest)
    name = " ".join(by.split())
    if not name:
        raise UsageError("Who agrees? tieout approve DIGEST --by NAME")
    if name.casefold() == made.made_by.casefold():
        raise NotApproved(
            f"Plan {made.digest[:SHOWN_DIGEST]} was made by {made.made_by}: somebody else has to "
            f"agree to it. Next: tieout approve {made.digest[:SHOWN_DIGEST]} --by ANOTHER"
        )
    given = Approval(made.digest, made.records, made.made_by, name, os_user)
    ledger.note_approval(given)
    return given


def opened(ledger: Ledger, digest: str) -> PlanMade:
    """The plan whose digest begins so, as it was first made; UsageError where there is none."""
    found = ledger.open_plans(digest.lower()) if len(digest) >= SHOWN_DIGEST else []
    if len(found) == 1:
        return found[0]
    raise UsageError(
        f"There is no plan {digest} that waits to be written. {latest(ledger.open_plans())}\n"
        "To make one: tieout plan"
    )


def latest(made: Sequence[PlanMade]) -> str:
    """The latest of these plans, a line each."""
    if not made:
        return "None is kept."
    lines = [
        f"  {it.digest[:SHOWN_DIGEST]}  made {_moment(it.made_at)} by {it.made_by}, "
        f"{many(it.records, 'record')}"
        for it in made[:LISTED]
    ]
    return "The latest that are kept:\n" + "\n".join(lines)


def lacking(ledger: Ledger, plan: Plan, records: int, above: int | None) -> str:
    """What is missing before so many records of a plan may be written; empty where nothing is.

    `above` so many records a second person has to agree; None: never.
    """
    if above is None or records <= above or ledger.approvals(plan.digest):
        return ""
    open_plans = ledger.open_plans(plan.digest)
    by = f", made by {open_plans[0].made_by}," if open_plans else ""
    return (
        f"Plan {plan.short_digest}{by} would write {many(records, 'record')}. Above {above:,} a "
        "second person has to agree ([approval] above in tieout.toml), and nobody has. Next: "
        f"tieout approve {plan.short_digest} --by NAME"
    )


def _moment(made_at: datetime | None) -> str:
    return f"{made_at:%Y-%m-%d %H:%M} UTC" if made_at else "at an unknown time"
