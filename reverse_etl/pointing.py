"""Records that point at others: what of that leads somewhere, and what is to be written first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from reverse_etl.change import FieldChange, Pointer, RecordChange
from reverse_etl.notes import SetAside
from reverse_etl.observed import sliced
from systems.base import Key, Target
from tieout.errors import SystemFault

RECORDS_AT_ONCE = 2_000
Place = tuple[str, str]  # a system and an object of it
Identity = tuple[str, str, str]  # the same, and a record's external id
KeyFields = Mapping[Place, frozenset[str]]  # the fields of an object that hold its external id


@dataclass(slots=True)
class Pointed:
    """The changes whose every pointer leads somewhere, and what was taken out and why."""

    changes: list[RecordChange] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)


def identity(pointer: Pointer) -> Identity:
    """The record that is pointed at."""
    return (pointer.system, pointer.object, pointer.external_id)


def made_by(change: RecordChange, key_fields: KeyFields) -> Iterator[Identity]:
    """What can be pointed at once this change is written, and perhaps not before."""
    place = (change.system, change.object)
    if change.action == "create" and change.external_id:
        yield (*place, change.external_id)
    for wanted in change.fields:
        if wanted.field in key_fields.get(place, ()) and wanted.after:
            yield (*place, wanted.after)


def settled(
    changes: Sequence[RecordChange], targets: Mapping[Place, Target], key_fields: KeyFields
) -> Pointed:
    """The changes, pointing only at what this plan makes or a target has.

    What points elsewhere is taken out: the field, or the whole record where it is to be made. That
    may be what others point at, so it is looked through until nothing more goes.
    """
    pointed, ends = Pointed(list(changes)), _Ends(targets)
    while True:
        ends.made = {it for change in pointed.changes for it in made_by(change, key_fields)}
        ends.look_up(pointed.changes)
        before, pointed.changes = pointed.changes, []
        for change in before:
            left, lost = _less_what_leads_nowhere(change, ends)
            if left:
                pointed.changes.append(left)
            if lost:
                pointed.aside.append(_waiting(change, lost, ends))
        if len(pointed.changes) == len(before):
            return pointed


def in_turn(
    changes: Iterable[RecordChange], key_fields: KeyFields
) -> Iterator[tuple[Place, list[list[RecordChange]]]]:
    """Object by object, each after those that it points at; of an object, part after part likewise.

    Objects in a circle come in the order of their names: what points forward waits for another run.
    """
    waiting: dict[Place, list[RecordChange]] = {}
    for change in changes:
        waiting.setdefault((change.system, change.object), []).append(change)
    before = {
        place: {it.place for change in some for it in change.pointers} - {place}
        for place, some in waiting.items()
    }
    while waiting:
        free = (place for place in sorted(waiting) if not before[place] & waiting.keys())
        place = next(free, min(waiting))
        yield place, list(_parts(waiting.pop(place), key_fields))


def _parts(changes: list[RecordChange], key_fields: KeyFields) -> Iterator[list[RecordChange]]:
    if not any(change.pointers for change in changes):  # mostly, and then there is nothing to index
        yield changes
        return
    while changes:
        made = {it: change for change in changes for it in made_by(change, key_fields)}
        later = [
            change
            for change in changes
            if any(made.get(identity(it), change) is not change for it in change.pointers)
        ]
        if len(later) == len(changes):  # a circle
            later = []
        if not later:
            yield changes
            return
        left = set(map(id, later))
        yield [change for change in changes if id(change) not in left]
        changes = later


@dataclass(slots=True)
class _Ends:
    """Where pointers lead: to what the plan makes, or to what a target has, with its id."""

    targets: Mapping[Place, Target]
    made: set[Identity] = field(default_factory=set)
    held: dict[Identity, str | None] = field(default_factory=dict)
    faults: dict[Place, str] = field(default_factory=dict)

    def look_up(self, changes: Iterable[RecordChange]) -> None:
        """Read, in bulk, what is pointed at and neither made nor read before."""
        wanted: dict[Place, dict[str, None]] = {}
        for pointer in (it for change in changes for it in change.pointers):
            if identity(pointer) not in self.made and identity(pointer) not in self.held:
                wanted.setdefault(pointer.place, {})[pointer.external_id] = None
        for place, external_ids in wanted.items():
            self.held |= dict.fromkeys(((*place, it) for it in external_ids), None)
            if target := self.targets.get(place):
                self._read(place, target, list(external_ids))

    def _read(self, place: Place, target: Target, external_ids: Sequence[str]) -> None:
        try:
            for some in sliced(external_ids, RECORDS_AT_ONCE):
                for key, record in target.read([Key(None, it) for it in some], ()).items():
                    self.held[(*place, key.external_id or "")] = record.record_id
        except SystemFault as fault:
            self.faults[place] = str(fault)

    def bound(self, wanted: FieldChange) -> FieldChange | None:
        """The change, with the record's id where that is known; None where it leads nowhere."""
        pointer = wanted.points_at
        if pointer is None or identity(pointer) in self.made:
            return wanted
        record_id = self.held.get(identity(pointer))
        if record_id is None:
            return None
        return replace(wanted, after=record_id, points_at=None) if pointer.by_id else wanted


def _less_what_leads_nowhere(
    change: RecordChange, ends: _Ends
) -> tuple[RecordChange | None, list[FieldChange]]:
    """What is left of a change, None where that is nothing; and the fields that lead nowhere."""
    if not change.pointers:
        return change, []
    bound = [(wanted, ends.bound(wanted)) for wanted in change.fields]
    lost = [wanted for wanted, found in bound if found is None]
    kept = tuple(found for _, found in bound if found and found.after != found.before)
    is_cut = change.action == "create" and any(
        it.points_at and not it.points_at.by_id for it in lost
    )
    if is_cut or not kept:
        return None, lost
    return replace(change, fields=kept), lost


def _waiting(change: RecordChange, lost: Sequence[FieldChange], ends: _Ends) -> SetAside:
    pointers = [it.points_at for it in lost if it.points_at]
    said = dict.fromkeys(
        ends.faults.get(it.place)
        or f"{it.system} has no {it.object} {it.external_id}, and none is planned"
        for it in pointers
    )
    names = ", ".join(it.field for it in lost)
    return SetAside(
        reason="waiting",
        system=change.system,
        object=change.object,
        syncs=tuple(sorted({it.sync for it in lost})),
        record_id=change.record_id,
        external_id=change.external_id,
        name=change.name,
        sentence=f"{names}: {'; '.join(said)}",
    )
