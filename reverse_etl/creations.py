"""What becomes of the records that a run made, once that run is undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from reverse_etl.change import FieldChange, RecordChange
from reverse_etl.recorded import Recorded
from reverse_etl.values import is_same, shown, to_text
from systems.base import ByHand, Deactivator, Deleter, Field, Record, Target, Value

Choice = Literal["leave", "deactivate", "delete"]
Fate = Literal["left", "deactivated", "deleted", "gone"]
LastWords = Mapping[tuple[str, str], Recorded]  # (record id, field) -> our last write of it


@dataclass(frozen=True, slots=True)
class Creation:
    """A record that the run made, with its address, what becomes of it, and why."""

    system: str
    object: str
    syncs: tuple[str, ...]
    record_id: str | None
    name: str
    address: str
    fate: Fate
    sentence: str


class Taker:
    """Says of each record of one object that a run made what becomes of it.

    `fields` have to be read beside those that were written.
    """

    def __init__(self, target: Target, choice: Choice) -> None:
        self._target = target
        self._choice = choice
        self._off: tuple[Field, Value] | None = None
        if choice == "deactivate" and isinstance(target, Deactivator):
            self._off = target.deactivation()
        self.fields: dict[str, Field] = {self._off[0].name: self._off[0]} if self._off else {}

    def of(
        self,
        entries: Sequence[Recorded],
        record: Record | None,
        last: LastWords,
        *,
        is_partial: bool,
    ) -> tuple[Creation, RecordChange | None]:
        """The record as it is to be listed, and the change that takes it back, where one does.

        What somebody changed since is kept. So is, where only one sync's part of the run is undone
        (`is_partial`), what other syncs wrote to as well.
        """
        if record is None:
            return _creation(entries, None, "", "gone", "it is there no more"), None
        address = self._target.address(record.record_id)
        kept = self._reason_to_leave(entries, record, last, is_partial=is_partial)
        if kept:
            return _creation(entries, record, address, "left", kept), None
        if self._choice == "delete":
            fields = [
                FieldChange(it.field.name, it.sync, _held(record, it.field), None, _why(it))
                for it in entries
            ]
            sentence = "with all that was added to it since in other fields"
            return (
                _creation(entries, record, address, "deleted", sentence),
                _change("delete", entries[0], record, fields),
            )
        return self._deactivated(entries, record, address)

    def _deactivated(
        self, entries: Sequence[Recorded], record: Record, address: str
    ) -> tuple[Creation, RecordChange | None]:
        if self._off is None:
            raise ValueError(f"{entries[0].object} cannot be deactivated")
        field, value = self._off
        held, off = _held(record, field), to_text(value, field)
        sentence = f"{field.name} {shown(held)} → {shown(off)}"
        creation = _creation(entries, record, address, "deactivated", sentence)
        if is_same(held, off, field):
            return creation, None
        fields = [FieldChange(field.name, entries[0].sync, held, off, _why(entries[0]))]
        return creation, _change("update", entries[0], record, fields)

    def _reason_to_leave(
        self, entries: Sequence[Recorded], record: Record, last: LastWords, *, is_partial: bool
    ) -> str:
        """Why the record stays as it is; empty where it is to be taken back."""
        if self._choice == "leave":
            return "made by the run; left, since nothing else was asked for"
        syncs = {it.sync for (of, _), it in last.items() if of == record.record_id}
        if is_partial and syncs - {it.sync for it in entries}:
            return "other syncs wrote to it too: undo the run without --sync"
        if self._choice == "delete" and not isinstance(self._target, Deleter):
            return f"it cannot be deleted from here. {self._by_hand()}"
        if self._choice == "deactivate" and self._off is None:
            return f"it knows no field that puts it out of use. {self._by_hand()}"
        for it in entries:
            held = _held(record, it.field)
            if not is_same(held, it.after, it.field):
                later = last.get((record.record_id, it.field.name))
                is_ours = later and later.run_id != it.run_id and held == later.after
                by = f"by {later.run_id}" if later and is_ours else "by hand"
                return f"{it.field.name} was changed {by} since, to {shown(held)}"
        return ""

    def _by_hand(self) -> str:
        if isinstance(self._target, ByHand):
            return self._target.by_hand
        return "By hand: open its address, and delete it there or put it out of use"


def _creation(
    entries: Sequence[Recorded], record: Record | None, address: str, fate: Fate, sentence: str
) -> Creation:
    one = entries[0]
    return Creation(
        system=one.system,
        object=one.object,
        syncs=tuple(sorted({it.sync for it in entries})),
        record_id=record.record_id if record else one.record_id,
        name=one.name or (record.name if record else ""),
        address=address,
        fate=fate,
        sentence=sentence,
    )


def _change(
    action: Literal["update", "delete"], one: Recorded, record: Record, fields: list[FieldChange]
) -> RecordChange:
    return RecordChange(
        system=one.system,
        object=one.object,
        action=action,
        record_id=record.record_id,
        external_id=one.external_id,
        name=one.name or record.name,
        fields=tuple(sorted(fields, key=lambda it: it.field)),
    )


def _held(record: Record, field: Field) -> str | None:
    return to_text(record.values.get(field.name), field)


def _why(one: Recorded) -> str:
    return f"made by {one.run_id}"
