"""What there is to say of a plan in a run that shows only its figures, in sentences."""

from collections.abc import Iterator

from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
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
