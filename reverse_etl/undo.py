"""Decide what of a run to put back: what stood there before, where nobody has touched it since."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from reverse_etl.change import FieldChange, RecordChange, in_order
from reverse_etl.counts import SyncCount
from reverse_etl.creations import Choice, Creation, LastWords, Taker
from reverse_etl.kept_together import Made, Pointers, kept_together
from reverse_etl.ledger import Ledger
from reverse_etl.notes import HandEdit, Held, ObjectFields, SetAside
from reverse_etl.observed import sliced
from reverse_etl.outcome import NOT_KEPT
from reverse_etl.plan import Plan, Targets
from reverse_etl.recorded import Recorded, of_records, of_run
from reverse_etl.values import is_same, to_text
from systems.base import Field, Key, Record, Target
from tieout.errors import SystemFault, UsageError

RECORDS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Superseded:
    """A field that a later run of ours wrote again: it is that run that would have to be undone."""

    system: str
    object: str
    sync: str
    record_id: str
    name: str
    field: str
    ours: str | None
    found: str | None
    wanted: str | None
    by_run: str


@dataclass(frozen=True, slots=True)
class Undo:
    """What would be put back of a run: a plan, and what stays as it is and why.

    What people changed since is in the plan's `hand_edits`, `superseded` what later runs did.
    `unchanged` fields hold again what they held before the run. `creations` are the records that
    the run made, each with what becomes of it.
    """

    of_run: str
    plan: Plan
    unchanged: int = 0
    superseded: tuple[Superseded, ...] = ()
    creations: tuple[Creation, ...] = ()


@dataclass(slots=True)
class _Draft:
    """An undo in the making."""

    changes: list[RecordChange] = field(default_factory=list)
    hand_edits: list[HandEdit] = field(default_factory=list)
    superseded: list[Superseded] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    fields: list[ObjectFields] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)  # records of a sync
    read: Counter[str] = field(default_factory=Counter)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)  # of a sync
    unchanged: int = 0


def make(
    undone: str,
    targets: Targets,
    ledger: Ledger,
    as_of: date,
    run_id: str,
    *,
    sync: str | None = None,
    record: str | None = None,
    creations: Choice = "leave",
    pointing: Pointers | None = None,
) -> Undo:
    """Read what a run wrote as it is now, and say what of it can be put back.

    `sync` and `record` (its id or external id) take a part of the run; `pointing` says which fields
    point at records, that none is deleted from under another that is kept. The plan is like any
    other, but that no limit holds it: it touches no more than the run did. UsageError where the run
    wrote nothing of the kind. A system that cannot be read holds its own part, not the others.
    """
    written = chosen(of_run(ledger, undone), undone, sync=sync, record=record)
    draft = _Draft()
    for place in reversed(places(written)):  # what points at others was made after them
        mine = [one for one in written if one.place == place]
        draft.rows.update(it for it, _ in {(one.sync, _identity(one)) for one in mine})
        draft.places |= {one.sync: place for one in mine}
        try:
            _add_object(draft, mine, targets.get(place), ledger, sync, creations)
        except SystemFault as fault:
            draft.held += _held(mine, "system", (str(fault),), "tieout doctor")
    draft.made = kept_together(draft.made, pointing or {})
    draft.changes += [one.change for one in draft.made if one.change]
    return _finished(draft, undone, as_of, run_id)


def chosen(
    written: Sequence[Recorded], run_id: str, *, sync: str | None, record: str | None
) -> list[Recorded]:
    """Of what a run wrote, the part that is asked for; UsageError where that is nothing."""
    syncs = sorted({one.sync for one in written})
    if sync is not None and sync not in syncs:
        raise UsageError(f"{run_id} wrote nothing of {sync}; it wrote {', '.join(syncs)}")
    found = [
        one
        for one in written
        if sync in (None, one.sync) and record in (None, one.record_id, one.external_id)
    ]
    if written and not found:
        of = f" of {sync}" if sync else ""
        raise UsageError(
            f"{run_id} wrote nothing{of} to a record {record}. What it wrote is in ops.writes of "
            "the published file, by run_id"
        )
    return found


def places(written: Iterable[Recorded]) -> list[tuple[str, str]]:
    """The objects that were written, each with its system, in the order of their first write."""
    return list(dict.fromkeys(one.place for one in written))


def _add_object(
    draft: _Draft,
    written: Sequence[Recorded],
    target: Target | None,
    ledger: Ledger,
    sync: str | None,
    creations: Choice,
) -> None:
    """The part of an undo that is about one object."""
    if target is None:
        system, object_ = written[0].place
        reason = f"nothing here writes {object_} of {system}, or {system} is not set up"
        draft.held += _held(written, "system", (reason,), "tieout doctor")
        return
    fields: dict[str, Field] = {one.field.name: one.field for one in written}
    problems = [it for it in target.problems(list(fields.values())) if not it.ok]
    if problems:
        reasons = tuple(it.sentence for it in problems)
        draft.held += _held(written, "field", reasons, problems[0].next_step)
        return
    made = Taker(target, creations)
    asked = {**fields, **made.fields}
    for some in sliced(_by_record(written).values(), RECORDS_AT_ONCE):
        keys = [_key(entries) for entries in some]
        records = target.read(keys, tuple(asked.values()))
        ids = [it.record_id for it in records.values()]
        later = _last_words(of_records(ledger, *written[0].place, ids))
        for entries, key in zip(some, keys, strict=True):
            record = records.get(key)
            draft.read.update({one.sync for one in entries} if record else ())
            if entries[0].action == "create":
                creation, change = made.of(entries, record, later, is_partial=sync is not None)
                draft.made.append(Made(creation, entries, change))
            elif entries[0].action == "delete":
                _make_anew(draft, entries, record)
            else:
                _put_back(draft, entries, record, later)
    draft.fields.append(ObjectFields(*written[0].place, tuple(asked.values())))


def _last_words(history: Iterable[Recorded]) -> dict[tuple[str, str], Recorded]:
    return {
        (one.record_id or "", one.field.name): one
        for one in history
        if one.outcome in ("written", "unknown")
    }


def _put_back(
    draft: _Draft,
    entries: Sequence[Recorded],
    record: Record | None,
    later: LastWords,
) -> None:
    """One record that was changed: each field as it was, unless it was touched since."""
    if record is None:
        draft.aside.append(_aside(entries, "missing", "it was deleted since"))
        return
    back = []
    for one in entries:
        held = to_text(record.values.get(one.field.name), one.field)
        if is_same(held, one.before, one.field):
            draft.unchanged += 1
        elif is_same(held, one.after, one.field):
            back.append(FieldChange(one.field.name, one.sync, held, one.before, _why(one)))
        else:
            _leave(draft, one, record, held, later.get((record.record_id, one.field.name)))
    if back:
        draft.changes.append(_change("update", entries[0], record.record_id, record.name, back))


def _leave(
    draft: _Draft, one: Recorded, record: Record, held: str | None, last: Recorded | None
) -> None:
    """A field that no longer holds what the run wrote: by whose hand?"""
    name = one.name or record.name
    where = (one.system, one.object, one.sync, record.record_id, name, one.field.name)
    values = (one.after, held, one.before)
    if last and last.run_id != one.run_id and is_same(held, last.after, one.field):
        draft.superseded.append(Superseded(*where, *values, last.run_id))
    else:
        draft.hand_edits.append(HandEdit(*where, *values, one.at, is_left_alone=True))


def _make_anew(draft: _Draft, entries: Sequence[Recorded], record: Record | None) -> None:
    """One record that was deleted: made again with what it held, under an id of its own."""
    one = entries[0]
    if record is not None:
        draft.unchanged += len(entries)
        return
    if not one.external_id:
        sentence = "it was deleted, and without an external id it cannot be made anew safely"
        draft.aside.append(_aside(entries, "error", sentence))
        return
    back = [
        FieldChange(it.field.name, it.sync, None, it.before, _why(it))
        for it in entries
        if not is_same(None, it.before, it.field)
    ]
    syncs = tuple(sorted({it.sync for it in back}))
    draft.changes.append(_change("create", one, None, one.name, back, creators=syncs))


def _change(
    action: str,
    one: Recorded,
    record_id: str | None,
    name: str,
    fields: Sequence[FieldChange],
    creators: tuple[str, ...] = (),
) -> RecordChange:
    return RecordChange(
        system=one.system,
        object=one.object,
        action="create" if action == "create" else "update",
        record_id=record_id,
        external_id=one.external_id,
        name=one.name or name,
        fields=tuple(sorted(fields, key=lambda it: it.field)),
        creators=creators,
    )


def _by_record(written: Iterable[Recorded]) -> dict[tuple[str | None, str | None], list[Recorded]]:
    """The fields of each record, as they were sent last."""
    records: dict[tuple[str | None, str | None], dict[str, Recorded]] = {}
    for one in written:
        fields = records.setdefault((one.record_id, None if one.record_id else one.external_id), {})
        fields[one.field.name] = one
    return {key: list(fields.values()) for key, fields in records.items()}


def _key(entries: Sequence[Recorded]) -> Key:
    """Where the record is now: what was deleted and made anew has another id."""
    one = entries[0]
    if one.record_id and (one.action != "delete" or not one.external_id):
        return Key(one.record_id)
    return Key(None, one.external_id)


def _identity(one: Recorded) -> str:
    return one.record_id or one.external_id or ""


def _why(one: Recorded) -> str:
    kept = "; what was written did not stay as it was sent" if one.error_code == NOT_KEPT else ""
    return f"as before {one.run_id}{kept}"


def _aside(entries: Sequence[Recorded], reason: str, sentence: str) -> SetAside:
    one = entries[0]
    return SetAside(
        reason="missing" if reason == "missing" else "error",
        system=one.system,
        object=one.object,
        syncs=tuple(sorted({it.sync for it in entries})),
        record_id=one.record_id,
        external_id=one.external_id,
        name=one.name,
        sentence=sentence,
    )


def _held(
    written: Iterable[Recorded], cause: str, reasons: tuple[str, ...], next_step: str
) -> list[Held]:
    return [
        Held(sync, "field" if cause == "field" else "system", reasons, next_step)
        for sync in sorted({one.sync for one in written})
    ]


def _finished(draft: _Draft, undone: str, as_of: date, run_id: str) -> Undo:
    aside = sorted(draft.aside, key=lambda it: (it.system, it.object, it.record_id or ""))
    plan = Plan(
        run_id=run_id,
        as_of=as_of,
        fields=tuple(draft.fields),
        syncs=tuple(_counts(draft)),
        changes=in_order(draft.changes),
        held=tuple(sorted(draft.held, key=lambda one: one.sync)),
        hand_edits=tuple(sorted(draft.hand_edits, key=_place)),
        missing=tuple(one for one in aside if one.reason == "missing"),
        errors=tuple(one for one in aside if one.reason == "error"),
    )
    superseded = tuple(sorted(draft.superseded, key=_place))
    creations = tuple(one.creation for one in draft.made)
    return Undo(undone, plan, draft.unchanged, superseded, creations)


def _place(one: HandEdit | Superseded) -> tuple[str, str, str, str]:
    return (one.system, one.object, one.record_id, one.field)


def _counts(draft: _Draft) -> Iterator[SyncCount]:
    """Each sync in figures. Its limit is all that the run wrote of it, which nothing goes over."""
    fields = {(it.system, it.object): {one.name: one for one in it.fields} for it in draft.fields}
    kinds: dict[str, Counter[str]] = {}
    for change in draft.changes:
        for sync in change.syncs:
            known = fields[(change.system, change.object)]
            mine = [it for it in change.fields if it.sync == sync]
            lost = any(it.is_overwrite(known[it.field]) for it in mine)
            kind = "create" if change.action == "create" else "overwrite" if lost else "fill"
            kinds.setdefault(sync, Counter())[kind] += 1
    for sync, place in sorted(draft.places.items()):
        count = kinds.get(sync, Counter())
        yield SyncCount(
            *(sync, *place, "apply", "update", draft.rows[sync], draft.read[sync]),
            *(count["create"], count["fill"], count["overwrite"]),
            *(draft.rows[sync], "1", 0),
        )
