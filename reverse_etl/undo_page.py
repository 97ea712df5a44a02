"""An undo as text and as plain values: what is put back, what stays and why. Prints nothing."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from reverse_etl import page
from reverse_etl.change import RecordChange
from reverse_etl.counts import SyncCount
from reverse_etl.creations import Creation
from reverse_etl.notes import HandEdit, SetAside
from reverse_etl.page import Line, Section, Shown
from reverse_etl.render import RECORDS_SHOWN
from reverse_etl.undo import Superseded, Undo
from reverse_etl.values import many, numbered, shown

ARROWS = {"create": "new: {after}", "update": "{before} → {after}", "delete": "held {before}"}


def undo_text(undo: Undo, records: int = RECORDS_SHOWN) -> str:
    """What would be put back of a run, for a terminal; `records` of each kind are shown."""
    return page.as_text(_sections(undo, records), _end(undo))


def undo_values(undo: Undo) -> dict[str, Any]:
    """The same as values that JSON knows, all of it."""
    values: dict[str, Any] = msgspec.to_builtins(undo)
    return {**values, "digest": undo.plan.digest}


def warning(undo: Undo, syncs: Iterable[str]) -> str:
    """What a person has to know of the next run, where these syncs may write; else nothing."""
    named = sorted({it for change in undo.plan.changes for it in change.syncs} & set(syncs))
    if not named:
        return ""
    settings = "".join(f'\n  [sync.{name}]\n  mode = "plan"' for name in named)
    return (
        "The next tieout run writes again what its syncs want, over what is put back here. "
        f"Before it, set in tieout.toml:{settings}"
    )


def _sections(undo: Undo, records: int) -> Iterator[Section]:
    for count in undo.plan.syncs:
        mine = [it for it in undo.plan.changes if count.sync in it.syncs]
        listed = tuple(_change(it, count.sync) for it in islice(mine, records))
        heading = f"{count.sync} → {count.system} {count.object}"
        yield Section(heading, (_counts(count, mine),), listed, len(mine) - len(listed))
    if undo.unchanged:
        yield Section(f"Hold already what they held before: {many(undo.unchanged, 'field')}")
    for heading, notes in (
        ("Changed by hand since, and left", [*map(_edit, undo.plan.hand_edits)]),
        ("Written again by a later run, and left", [*map(_superseded, undo.superseded)]),
        ("No longer there", [*map(_aside, undo.plan.missing)]),
        ("Cannot be put back", [*map(_aside, undo.plan.errors)]),
        ("Made by the run", [*map(_creation, undo.creations)]),
    ):
        if notes:
            some = tuple(notes[:records])
            yield Section(f"{heading}: {len(notes):,}", (), some, len(notes) - len(some))
    if undo.plan.held:
        reasons = tuple(f"{it.sync}: {'; '.join(it.reasons)}" for it in undo.plan.held)
        yield Section("Held back: nothing of these is put back", reasons)


def _counts(count: SyncCount, changes: Sequence[RecordChange]) -> str:
    deleted = sum(it.action == "delete" for it in changes)
    said = numbered(
        (len(changes) - deleted - count.creates, "to put back"),
        (count.creates, "to make anew"),
        (deleted, "to delete"),
    )
    return f"{said or 'nothing to put back'}, of {many(count.rows, 'record')} that the run wrote"


def _change(change: RecordChange, sync: str) -> Shown:
    arrow = ARROWS[change.action]
    lines = tuple(
        Line(it.field, arrow.format(before=shown(it.before), after=shown(it.after)), it.remark)
        for it in change.fields
        if it.sync == sync
    )
    title = f"delete {change.title()}" if change.action == "delete" else change.title()
    return Shown(title, "", lines)


def _edit(edit: HandEdit) -> Shown:
    text = f"holds {shown(edit.found)}; before the run {shown(edit.wanted)}"
    since = f"we wrote {shown(edit.ours)} at {edit.since:%Y-%m-%d %H:%M} UTC"
    title = f"{edit.name} ({edit.object} {edit.record_id})"
    return Shown(title, edit.sync, (Line(edit.field, text, since),))


def _superseded(one: Superseded) -> Shown:
    text = f"holds {shown(one.found)}; before the run {shown(one.wanted)}"
    title = f"{one.name} ({one.object} {one.record_id})"
    return Shown(title, one.sync, (Line(one.field, text, f"written by {one.by_run}"),))


def _aside(aside: SetAside) -> Shown:
    known_by = aside.record_id or f"external id {aside.external_id}"
    title = f"{aside.name or 'without a name'} ({aside.object} {known_by})"
    return Shown(title, "", (Line(", ".join(aside.syncs), aside.sentence),))


def _creation(one: Creation) -> Shown:
    title = f"{one.name or 'without a name'} ({one.object} {one.record_id or 'without an id'})"
    lines = [Line(one.fate, one.sentence)]
    if one.address:
        lines.append(Line("", one.address))
    return Shown(title, "", tuple(lines))


def _end(undo: Undo) -> list[str]:
    count = len(undo.plan.changes)
    if not count:
        return ["Nothing to put back."]
    return [f"Plan {undo.plan.short_digest}: {many(count, 'record')} as before {undo.of_run}."]
