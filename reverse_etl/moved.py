"""Two plans side by side, record by record and field by field: what moved between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from reverse_etl.change import FieldChange, RecordChange
from reverse_etl.plan import Plan
from reverse_etl.values import many, shown
from tieout.errors import StalePlan

NAMED = 10  # of what moved; the rest is counted
Kind = Literal["sync", "record out", "record new", "field"]
Identity = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing in which a plan is not the other, in a sentence."""

    kind: Kind
    sentence: str


def between(earlier: Plan, later: Plan) -> list[Moved]:
    """All in which the later plan differs, where the digest would see it."""
    before = {_identity(change): change for change in earlier.changes}
    after = {_identity(change): change for change in later.changes}
    reasons = dict(_reasons(later))
    held = {one.sync: "; ".join(one.reasons) for one in later.held}
    moved = list(_modes(earlier, later))
    for identity, change in before.items():
        if identity in after:
            moved += _fields(change, after[identity])
        else:
            reason = reasons.get(identity) or _reason_of_syncs(change, held)
            moved.append(Moved("record out", f"{change.title()}: {reason}"))
    moved += [
        Moved("record new", f"{change.title()}: {_names(change)} {_would(change)}")
        for identity, change in after.items()
        if identity not in before
    ]
    return moved


def raise_if_another(made: Plan, digest: str, kept: Plan | None, known: str) -> None:
    """StalePlan unless `made`, the plan of now, has that digest: what moved since `kept` was made.

    None is kept of a digest that was mistyped, or whose plan is long gone or of another place:
    then `known` says what is.
    """
    if made.digest.startswith(digest.lower()):
        return
    what = account(between(kept, made)) if kept else f"No plan {digest} is kept here. {known}"
    raise StalePlan(
        f"Plan {digest} is not what would be written now: that is plan {made.short_digest}, with "
        f"{many(len(made.changes), 'record')}. {what}\n"
        "Nothing was written. Look at it, then name it: tieout plan"
    )


def account(moved: list[Moved]) -> str:
    """How much moved, then up to ten things, a line each."""
    counts = [
        (sum(one.kind == kind for one in moved), singular, plural)
        for kind, singular, plural in (
            ("sync", "sync has another mode", "syncs have another mode"),
            ("record out", "record has nothing to write", "records have nothing to write"),
            ("record new", "record is new in it", "records are new in it"),
            ("field", "field differs", "fields differ"),
        )
    ]
    said = [f"{n:,} {one if n == 1 else several}" for n, one, several in counts if n]
    lines = [f"  - {one.sentence}" for one in moved[:NAMED]]
    if len(moved) > NAMED:
        lines.append(f"  … and {len(moved) - NAMED:,} more")
    return f"What moved: {', '.join(said)}.\n" + "\n".join(lines)


def _identity(change: RecordChange) -> Identity:
    """A record as the digest tells records apart."""
    external_id = change.external_id if change.action == "create" else None
    return (change.system, change.object, change.record_id, external_id)


def _modes(earlier: Plan, later: Plan) -> Iterator[Moved]:
    before = {count.sync: count.mode for count in earlier.syncs}
    for count in later.syncs:
        mode = before.get(count.sync, count.mode)
        if mode != count.mode:
            yield Moved("sync", f"{count.sync}: its mode was {mode}, and is {count.mode}")


def _fields(before: RecordChange, after: RecordChange) -> Iterator[Moved]:
    old = {(wanted.field, wanted.sync): wanted for wanted in before.fields}
    new = {(wanted.field, wanted.sync): wanted for wanted in after.fields}
    for key in sorted(old.keys() | new.keys()):
        if sentence := _field(old.get(key), new.get(key)):
            yield Moved("field", f"{after.title()}, {key[0]}: {sentence}")


def _field(old: FieldChange | None, new: FieldChange | None) -> str:
    if new is None:
        return "nothing is to be written any more"
    if old is None:
        return f"is to be written by now, {shown(new.before)} → {shown(new.after)}"
    said = []
    if old.before != new.before:
        said.append(f"holds {shown(new.before)}, and held {shown(old.before)}")
    if old.after != new.after:
        said.append(f"is to become {shown(new.after)}, and was to become {shown(old.after)}")
    return "; ".join(said)


def _reasons(plan: Plan) -> Iterator[tuple[Identity, str]]:
    """Why a plan leaves out records that another may have had in it."""
    for aside in (*plan.waiting, *plan.missing, *plan.errors):
        yield (aside.system, aside.object, aside.record_id, None), aside.sentence
        yield (aside.system, aside.object, None, aside.external_id), aside.sentence
    for one in plan.quarantined:
        yield _identity(one.change), f"was rejected, {one.error_code}: {one.error_text}"


def _reason_of_syncs(change: RecordChange, held: Mapping[str, str]) -> str:
    reasons = [f"{sync} is held back: {held[sync]}" for sync in change.syncs if sync in held]
    return "; ".join(reasons) or "nothing is to be written any more"


def _names(change: RecordChange) -> str:
    most = 3
    names = [wanted.field for wanted in change.fields]
    more = f" and {many(len(names) - most, 'field')} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _would(change: RecordChange) -> str:
    return "would be created" if change.action == "create" else "would be written"
