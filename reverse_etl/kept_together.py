"""Records that a run made and that belong together: none is deleted from under one that stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reverse_etl.change import RecordChange
from reverse_etl.creations import Creation
from reverse_etl.recorded import Recorded
from reverse_etl.rules import Target, promised_id
from reverse_etl.specs import SyncSpec

Pointers = Mapping[tuple[str, str], Target]  # (sync, field) -> the object that it points at


@dataclass(frozen=True, slots=True)
class Made:
    """A record that the run made, what the run wrote to it, and the change that takes it back."""

    creation: Creation
    entries: Sequence[Recorded]
    change: RecordChange | None

    @property
    def is_deleted(self) -> bool:
        """Whether it is to be deleted."""
        return self.change is not None and self.change.action == "delete"

    @property
    def is_kept(self) -> bool:
        """Whether it is there and stays."""
        return self.creation.fate == "left"


def pointers(specs: Sequence[SyncSpec]) -> Pointers:
    """Which fields of these syncs point at records."""
    return {
        (spec.name, name): rule.points_at
        for spec in specs
        for name, rule in spec.rules.items()
        if rule.points_at
    }


def kept_together(made: Sequence[Made], pointing: Pointers) -> list[Made]:
    """The same records, some of them kept though they could be deleted.

    What points at a record that is kept for its own sake is part of somebody's work by now, as the
    lines of an order are. What a kept record points at has to stay: deleting it would take the
    other with it, or leave it without its account.
    """
    settled = list(made)
    edges = list(_edges(made, pointing))
    for child, parent in edges:
        if settled[child].is_deleted and made[parent].is_kept:
            settled[child] = _kept(
                settled[child], f"it belongs to {_name(made[parent])}, which is kept"
            )
    waiting = [place for place, one in enumerate(settled) if one.is_kept]
    while waiting:
        child = waiting.pop()
        for parent in (it for of, it in edges if of == child):
            if settled[parent].is_deleted:
                settled[parent] = _kept(
                    settled[parent], f"{_name(made[child])} is kept and belongs to it"
                )
                waiting.append(parent)
    return settled


def _edges(made: Sequence[Made], pointing: Pointers) -> Iterator[tuple[int, int]]:
    """The place of each record, with the place of one that it points at."""
    places: dict[tuple[str, str, str], int] = {}
    for place, one in enumerate(made):
        of = one.entries[0]
        places |= {(*of.place, key): place for key in (of.record_id, of.external_id) if key}
    for place, one in enumerate(made):
        for entry in one.entries:
            target = pointing.get((entry.sync, entry.field.name))
            if target and entry.after:
                key = entry.after.removeprefix(promised_id(target))
                parent = places.get((target.system, target.object, key))
                if parent is not None:
                    yield place, parent


def _kept(one: Made, why: str) -> Made:
    return replace(one, creation=replace(one.creation, fate="left", sentence=why), change=None)


def _name(one: Made) -> str:
    return f"{one.creation.object} {one.creation.name or one.creation.record_id}"
