"""Decide what to write: desired less observed. Never writes."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import msgspec

from reverse_etl.change import Fields, RecordChange, in_order
from reverse_etl.counts import SyncCount, counted
from reverse_etl.desired import DesiredRow
from reverse_etl.difference import difference
from reverse_etl.ledger import Ledger
from reverse_etl.notes import HandEdit, Held, ObjectFields, Quarantined, SetAside
from reverse_etl.observed import matched
from reverse_etl.pointing import KeyFields, settled
from reverse_etl.recall import recalled
from reverse_etl.specs import SyncSpec
from systems.base import Target
from tieout.errors import SettingsError, StalePlan, SystemFault

SHOWN_DIGEST = 12  # characters; enough to tell plans apart, short enough to type
Targets = Mapping[tuple[str, str], Target]  # (system, object) -> who writes it


@dataclass(frozen=True)
class Plan:
    """What would be written if it were applied now, and what would not and why. A value.

    Everything stands in one order, whatever order the systems answered in.
    """

    run_id: str
    as_of: date
    fields: tuple[ObjectFields, ...] = ()
    syncs: tuple[SyncCount, ...] = ()
    changes: tuple[RecordChange, ...] = ()
    held: tuple[Held, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    hand_edits: tuple[HandEdit, ...] = ()
    waiting: tuple[SetAside, ...] = ()
    missing: tuple[SetAside, ...] = ()
    errors: tuple[SetAside, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what would be written, in hex: the same for the same changes on any day."""
        modes = {count.sync: count.mode for count in self.syncs}
        records = sorted(
            hashlib.sha256(_canonical(change, modes)).digest() for change in self.changes
        )
        return hashlib.sha256(b"".join(records)).hexdigest()

    @property
    def short_digest(self) -> str:
        """The digest as people see and type it."""
        return self.digest[:SHOWN_DIGEST]

    @property
    def key_fields(self) -> KeyFields:
        """(system, object) -> the fields that hold the external id of its records."""
        return {(known.system, known.object): frozenset(known.keys) for known in self.fields}

    def fields_of(self, system: str, object: str) -> Fields:
        """The API's name -> field, of one object."""
        return {
            field.name: field
            for known in self.fields
            if (known.system, known.object) == (system, object)
            for field in known.fields
        }

    def to_json(self) -> str:
        """The plan as text that `from_json` takes."""
        return msgspec.json.encode({"digest": self.digest, "plan": self}).decode()


def from_json(text: str) -> Plan:
    """A plan that was kept as text; StalePlan where it is not what its digest was taken of."""
    try:
        kept = msgspec.json.decode(text, type=_Kept)
    except msgspec.DecodeError as error:
        raise StalePlan(f"This is not a plan: {error}. Make a new one: tieout plan") from error
    if kept.plan.digest != kept.digest:
        raise StalePlan("This plan was changed after it was made. Make a new one: tieout plan")
    return kept.plan


@dataclass(frozen=True, slots=True)
class _Kept:
    digest: str
    plan: Plan


@dataclass(slots=True)
class _Draft:
    """A plan in the making."""

    fields: list[ObjectFields] = field(default_factory=list)
    rows: list[tuple[SyncSpec, int, int]] = field(default_factory=list)  # wanted, and read of them
    changes: list[RecordChange] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    hand_edits: list[HandEdit] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)

    def add(self, other: "_Draft") -> None:
        """What was planned for one more object."""
        for name in self.__slots__:
            getattr(self, name).extend(getattr(other, name))


def make(
    specs: Sequence[SyncSpec],
    desired: Mapping[str, Iterable[DesiredRow]],
    targets: Targets,
    ledger: Ledger,
    held: Mapping[str, Sequence[str]],
    as_of: date,
    run_id: str,
    *,
    retry: bool = False,
) -> Plan:
    """Read every target as it is now and say what is to change in it.

    `desired` is sync -> its rows in order of `DesiredRow.place`; `held` is sync -> the reasons for
    which checks hold it back. With `retry`, what a target rejected as it is goes once more. A
    system that cannot be read holds its own syncs, not the others. SettingsError where a sync goes
    to an object that no target writes.
    """
    active = [spec for spec in specs if spec.mode != "off"]
    _raise_if_unwritable(active, targets)
    draft = _Draft()
    for place, syncs in sorted(_by_object(active).items()):
        free = [spec for spec in syncs if spec.name not in held]
        draft.held += [
            Held(spec.name, "check", tuple(held[spec.name]), "tieout check")
            for spec in syncs
            if spec.name in held
        ]
        try:
            draft.add(_planned(free, desired, targets[place], ledger, retry=retry))
        except SystemFault as fault:
            draft.held += [
                Held(spec.name, "system", (str(fault),), "tieout doctor") for spec in free
            ]
    key_fields = {(it.system, it.object): frozenset(it.keys) for it in draft.fields}
    pointed = settled(draft.changes, targets, key_fields)
    draft.changes = pointed.changes
    draft.aside += pointed.aside
    return _finished(draft, as_of, run_id)


def _planned(
    syncs: Sequence[SyncSpec],
    desired: Mapping[str, Iterable[DesiredRow]],
    target: Target,
    ledger: Ledger,
    *,
    retry: bool,
) -> _Draft:
    """The part of a plan that is about one object."""
    draft = _Draft()
    free = [spec for spec in syncs if not _lacks_fields(spec, target, draft)]
    if not free:
        return draft
    specs = {spec.name: spec for spec in free}
    uses = Counter(known.name for spec in free for _, known in spec.fields)
    fields = {known.name: known for spec in free for _, known in spec.fields}
    shared = frozenset(name for name, count in uses.items() if count > 1)
    rows_of, read_of = Counter[str](), Counter[str]()
    wanted = [desired.get(spec.name, ()) for spec in free]
    for rows, record in matched(wanted, target, tuple(fields.values())):
        for row in rows:
            rows_of[row.sync] += 1
        if record:
            for sync in {row.sync for row in rows}:
                read_of[sync] += 1
        found = difference(rows, record, specs, shared)
        if isinstance(found, RecordChange):
            draft.changes.append(found)
        elif found:
            draft.aside.append(found)
    remembered = recalled(draft.changes, specs, fields, ledger, retry=retry)
    draft.changes = remembered.changes
    draft.hand_edits, draft.quarantined = remembered.hand_edits, remembered.quarantined
    keys = sorted({spec.key_field for spec in free if spec.key_field})
    place = (free[0].system, free[0].object)
    draft.fields.append(ObjectFields(*place, tuple(fields.values()), tuple(keys)))
    draft.rows = [(spec, rows_of[spec.name], read_of[spec.name]) for spec in free]
    return draft


def _lacks_fields(spec: SyncSpec, target: Target, draft: _Draft) -> bool:
    problems = [
        problem
        for problem in target.problems([known for _, known in spec.fields])
        if not problem.ok
    ]
    if problems:
        next_step = problems[0].next_step or "tieout doctor --create-fields"
        reasons = tuple(problem.sentence for problem in problems)
        draft.held.append(Held(spec.name, "field", reasons, next_step))
    return bool(problems)


def _by_object(specs: Iterable[SyncSpec]) -> dict[tuple[str, str], list[SyncSpec]]:
    by_object: dict[tuple[str, str], list[SyncSpec]] = {}
    for spec in sorted(specs, key=lambda spec: spec.name):
        by_object.setdefault((spec.system, spec.object), []).append(spec)
    return by_object


def _raise_if_unwritable(specs: Iterable[SyncSpec], targets: Targets) -> None:
    faults = [
        f"{spec.name}: nothing here writes {spec.object} of {spec.system}"
        for spec in specs
        if (spec.system, spec.object) not in targets
    ]
    if faults:
        raise SettingsError(faults, next_step="tieout plan")


def _counts(draft: _Draft) -> Iterator[SyncCount]:
    fields = {(it.system, it.object): {one.name: one for one in it.fields} for it in draft.fields}
    changes: dict[tuple[str, str], list[RecordChange]] = {place: [] for place in fields}
    for change in draft.changes:
        changes[(change.system, change.object)].append(change)
    for spec, rows, read in sorted(draft.rows, key=lambda one: one[0].name):
        place = (spec.system, spec.object)
        yield counted(spec, rows, read, changes[place], fields[place])


def _finished(draft: _Draft, as_of: date, run_id: str) -> Plan:
    aside = sorted(
        draft.aside, key=lambda one: (one.system, one.object, one.record_id or "", one.name)
    )
    return Plan(
        run_id=run_id,
        as_of=as_of,
        fields=tuple(draft.fields),
        syncs=tuple(_counts(draft)),
        changes=in_order(draft.changes),
        held=tuple(sorted(draft.held, key=lambda one: one.sync)),
        quarantined=tuple(sorted(draft.quarantined, key=lambda one: one.change.place)),
        hand_edits=tuple(sorted(draft.hand_edits, key=_edit_place)),
        waiting=tuple(one for one in aside if one.reason == "waiting"),
        missing=tuple(one for one in aside if one.reason == "missing"),
        errors=tuple(one for one in aside if one.reason == "error"),
    )


def _edit_place(edit: HandEdit) -> tuple[str, str, str, str]:
    return (edit.system, edit.object, edit.record_id, edit.field)


def _canonical(change: RecordChange, modes: Mapping[str, str]) -> bytes:
    """One record of the plan as the digest sees it: where, and what becomes of each field."""
    return msgspec.json.encode(
        (
            *(change.system, change.object, change.action, change.record_id),
            change.external_id if change.action == "create" else None,
            sorted(
                (wanted.field, wanted.sync, modes[wanted.sync], wanted.before, wanted.after)
                for wanted in change.fields
            ),
        )
    )
