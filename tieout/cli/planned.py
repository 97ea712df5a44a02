"""What there is to say of a plan beside its changes: in a run, and at the head of a page."""

from collections.abc import Iterator

from report.plan_page import Head
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
from reverse_etl.safety import over_limits
from tieout.money import count_text


def remarks(plan: Plan) -> Iterator[str]:
    """What was changed by hand, what is not sent again, what was left out."""
    left = sum(edit.is_left_alone for edit in plan.hand_edits)
    back = len(plan.hand_edits) - left
    for count, end in ((back, "to be put back"), (left, "left alone")):
        if count:
            yield f"{count_text(count, 'value')} changed by hand since we wrote: {end}"
    for count, end in (
        (len(plan.quarantined), "rejected as they are, and not sent again until they change"),
        (len(plan.waiting), "waiting for a record that nobody creates"),
        (len(plan.missing), "known by id, and gone from the target"),
        (len(plan.errors), "left out, because what is wanted contradicts itself"),
    ):
        if count:
            yield f"{count_text(count, 'record')} {end}. To see which: tieout plan"


def left_for_later(applied: ApplyReport | None) -> Iterator[str]:
    """Why nothing went, or not all of it, where nothing broke."""
    if applied and applied.unapproved:
        yield applied.unapproved
    if applied:
        yield from (one.sentence for one in applied.paused)


def head(plan: Plan) -> Head:
    """What stands above a plan's page."""
    records, fields = len(plan.changes), sum(len(change.fields) for change in plan.changes)
    places = {(change.system, change.object) for change in plan.changes}
    over = over_limits(plan)
    facts = (
        ("Plan", plan.short_digest),
        ("Run", plan.run_id),
        ("To create", f"{sum(count.creates for count in plan.syncs):,}"),
        ("To fill", f"{sum(count.fills for count in plan.syncs):,}"),
        ("To overwrite", f"{sum(count.overwrites for count in plan.syncs):,}"),
        ("Held back", count_text(len(plan.held) + len(over), "sync")),
    )
    systems = {system for system, _ in places}
    where = f"{count_text(len(places), 'object')} of {count_text(len(systems), 'system')}"
    return Head(
        digest=plan.short_digest,
        as_of=plan.as_of,
        verdict=f"{count_text(records, 'record')} would change.",
        situation=f"{count_text(fields, 'field')} in {where}.",
        facts=facts,
    )
