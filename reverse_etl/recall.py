"""What the ledger remembers of records about to change: our last writes, and past rejections."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from reverse_etl.change import FieldChange, Fields, RecordChange
from reverse_etl.difference import Specs
from reverse_etl.entries import LastWrite, Rejection
from reverse_etl.ledger import Ledger
from reverse_etl.notes import HandEdit, Quarantined
from reverse_etl.observed import sliced
from reverse_etl.values import is_same, shown
from systems.base import Key

RECORDS_AT_ONCE = 20_000  # asked of the ledger in one query: fewer read it oftener, more take room


@dataclass(slots=True)
class Recalled:
    """The changes that may go, and why others wait."""

    changes: list[RecordChange] = field(default_factory=list)
    hand_edits: list[HandEdit] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)


def recalled(
    changes: Sequence[RecordChange], specs: Specs, fields: Fields, ledger: Ledger, *, retry: bool
) -> Recalled:
    """Changes of one object, less hand edits that are respected and what was rejected as it is.

    With `retry` a rejected change goes once more.
    """
    result = Recalled()
    for some in sliced(changes, RECORDS_AT_ONCE):
        for change, rejection in _remembered(some, specs, fields, ledger, result.hand_edits):
            if rejection and not retry and _is_the_same_again(change, rejection, fields):
                result.quarantined.append(_quarantined(change, rejection))
            else:
                result.changes.append(change)
    return result


def _remembered(
    changes: Sequence[RecordChange],
    specs: Specs,
    fields: Fields,
    ledger: Ledger,
    hand_edits: list[HandEdit],
) -> Iterator[tuple[RecordChange, Rejection | None]]:
    """What is left of each change, with the rejection that its record met last, if it did."""
    place = (changes[0].system, changes[0].object)
    record_ids = [change.record_id for change in changes if change.record_id]
    to_create = [change.external_id for change in changes if change.action == "create"]
    found = [
        (change.record_id, wanted.field, wanted.before)
        for change in changes
        if change.record_id
        for wanted in change.fields
    ]
    written = ledger.written_otherwise(*place, found)
    rejections = ledger.rejections(*place, record_ids, [one for one in to_create if one])
    for change in changes:
        left: RecordChange | None = change
        if last := written.get(change.record_id or ""):
            left, edits = _by_hand(change, last, specs, fields)
            hand_edits += edits
        if left:
            yield left, rejections.get(_identity(left))


def _by_hand(
    change: RecordChange,
    written: Mapping[str, LastWrite],
    specs: Specs,
    fields: Fields,
) -> tuple[RecordChange | None, list[HandEdit]]:
    """The change with its hand edits marked, or taken out where the sync respects them."""
    edits: list[HandEdit] = []
    kept: list[FieldChange] = []
    record_id = change.record_id or ""
    for wanted in change.fields:
        last = written.get(wanted.field)
        if last is None or _is_ours(wanted, last, fields):
            kept.append(wanted)
            continue
        since, is_left_alone = last.written_at, specs[wanted.sync].on_hand_edit == "respect"
        edits.append(
            HandEdit(
                *(change.system, change.object, wanted.sync, record_id, change.name, wanted.field),
                *(last.after, wanted.before, wanted.after, since, is_left_alone),
            )
        )
        if not is_left_alone:
            kept.append(replace(wanted, why=f"{wanted.why}; {_mark(last.after, since)}"))
    if not edits:
        return change, edits
    return (replace(change, fields=tuple(kept)) if kept else None), edits


def _is_ours(wanted: FieldChange, last: LastWrite, fields: Fields) -> bool:
    """What is there was written by us, or sent and perhaps written; else it is by another hand."""
    ours = (last.after, *last.in_doubt)
    return any(is_same(wanted.before, one, fields[wanted.field]) for one in ours)


def _mark(ours: str | None, since: datetime) -> str:
    return f"changed by hand since we wrote {shown(ours)} at {since:%Y-%m-%d %H:%M} UTC"


def _identity(change: RecordChange) -> Key:
    return Key(change.record_id, None) if change.record_id else Key(None, change.external_id)


def _is_the_same_again(change: RecordChange, rejection: Rejection, fields: Fields) -> bool:
    return all(
        wanted.field in rejection.wanted
        and is_same(wanted.after, rejection.wanted[wanted.field], fields[wanted.field])
        for wanted in change.fields
    )


def _quarantined(change: RecordChange, rejection: Rejection) -> Quarantined:
    return Quarantined(
        change, rejection.error_code, rejection.error_text, since=rejection.rejected_at
    )
