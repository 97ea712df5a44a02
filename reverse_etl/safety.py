"""What of a plan may be written. Never writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from reverse_etl.change import RecordChange
from reverse_etl.counts import SyncCount
from reverse_etl.plan import SHOWN_DIGEST, Plan
from reverse_etl.values import many, shown
from tieout.errors import StalePlan, UnsafePlan, UsageError

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A sync that would overwrite more than it may, with a few of the values that would be lost."""

    count: SyncCount
    examples: tuple[str, ...]

    def __str__(self) -> str:
        count = self.count
        share = f" ({_percent(float(count.share))})" if count.read >= count.small_set else ""
        most = f"{many(count.most_changes, 'record')} or {_percent(float(count.greatest_share))}"
        return (
            f"{count.sync}: {count.overwrites:,} of {many(count.read, 'record')} of {count.system} "
            f"{count.object} would be overwritten{share}; the limit is {most}. "
            f"For instance: {'; '.join(self.examples)}"
        )


@dataclass(frozen=True, slots=True)
class Approved:
    """The changes that may go, and the syncs that were refused."""

    changes: tuple[RecordChange, ...]
    refused: tuple[OverLimit, ...]


def over_limits(plan: Plan) -> tuple[OverLimit, ...]:
    """The syncs of a plan that are over their limits, by name."""
    return tuple(
        OverLimit(count, tuple(islice(_lost(plan, count), EXAMPLES)))
        for count in plan.syncs
        if count.is_over_limit
    )


def raise_if_unsafe(plan: Plan) -> None:
    """UnsafePlan with a sentence for each sync that is over its limits, and what to do about it."""
    refused = over_limits(plan)
    if refused:
        raise UnsafePlan(sentence(refused, plan))


def sentence(refused: tuple[OverLimit, ...], plan: Plan) -> str:
    """What a person is told of syncs over their limits."""
    lines = "\n".join(f"  - {one}" for one in refused)
    return (
        f"More would be overwritten than is allowed; nothing of this goes out:\n{lines}\n"
        "If that is meant: raise the limit in tieout.toml, or once: "
        f"tieout apply --plan {plan.short_digest} --allow-over-limit"
    )


def approved(plan: Plan, *, digest: str | None = None, allow_over_limit: bool = False) -> Approved:
    """The changes of syncs that are in mode `apply` and within their limits.

    With a digest (at least its first 12 characters) it must be this plan's, else StalePlan. Only
    with a digest may a sync over its limit go: UsageError without.
    """
    if digest is not None:
        _raise_if_another(plan, digest)
    elif allow_over_limit:
        raise UsageError(
            "Limits are lifted only for a plan that was looked at. Name it: "
            f"tieout apply --plan {plan.short_digest} --allow-over-limit"
        )
    refused = () if allow_over_limit else over_limits(plan)
    refused = tuple(one for one in refused if one.count.mode == "apply")
    out = {count.sync for count in plan.syncs if count.mode != "apply"}
    out |= {one.count.sync for one in refused}
    left = (change.without(out) for change in plan.changes)
    return Approved(tuple(change for change in left if change), refused)


def _raise_if_another(plan: Plan, digest: str) -> None:
    if len(digest) < SHOWN_DIGEST:
        raise UsageError(
            f"A plan is named by the first {SHOWN_DIGEST} characters of its digest, or more; got "
            f"{digest!r}. To see them: tieout plan"
        )
    if plan.digest.startswith(digest.lower()):
        return
    raise StalePlan(
        f"Plan {digest} is not what would be written now: that is plan {plan.short_digest}, with "
        f"{many(len(plan.changes), 'record')}. Something moved, or the plan is another's. "
        "Look at it, then name it: tieout plan"
    )


def _lost(plan: Plan, count: SyncCount) -> Iterator[str]:
    fields = plan.fields_of(count.system, count.object)
    for change in plan.changes:
        if (change.system, change.object) != (count.system, count.object):
            continue
        for wanted in change.fields:
            if wanted.sync == count.sync and wanted.is_overwrite(fields[wanted.field]):
                yield (
                    f"{change.title()} {wanted.field}: {shown(wanted.before)} → "
                    f"{shown(wanted.after)}"
                )
                break  # one a record


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%")
