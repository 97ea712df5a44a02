"""What a plan is to make that others of it point at, and whether that was made."""

from collections.abc import Iterable

from msgspec.structs import replace

from reverse_etl.change import FieldChange, RecordChange
from reverse_etl.outcome import APPEARED, WAITS, RecordOutcome, Verdict
from reverse_etl.plan import Plan
from reverse_etl.pointing import Identity, KeyFields, identity, made_by


class Promises:
    """Of all that a plan would make, also what may not be written: nothing points at it then."""

    def __init__(self, plan: Plan) -> None:
        self._key_fields: KeyFields = plan.key_fields
        self._makers: dict[Identity, RecordChange] = {}
        self._kept: dict[Identity, str] = {}
        pointed_at = {identity(it) for change in plan.changes for it in change.pointers}
        for change in plan.changes if pointed_at else ():
            for made in made_by(change, self._key_fields):
                if made in pointed_at:
                    self._makers[made] = change

    def keep(self, outcomes: Iterable[RecordOutcome]) -> None:
        """Take note of what was made."""
        if not self._makers:
            return
        for outcome in outcomes:
            if outcome.record_id and any(map(_is_there, outcome.verdicts)):
                for made in made_by(outcome.change, self._key_fields):
                    self._kept[made] = outcome.record_id

    def bound(self, change: RecordChange) -> RecordChange:
        """The change with the ids of the records that were made for it."""
        if not self._kept or not change.pointers:
            return change
        return replace(change, fields=tuple(map(self._bound, change.fields)))

    def verdicts(self, change: RecordChange) -> list[Verdict | None]:
        """Why a field is not sent, or None where nothing that it points at is lacking.

        A record that is to be made is not made without what it points at.
        """
        if not self._makers:
            return [None] * len(change.fields)
        found = [self._verdict(wanted) for wanted in change.fields]
        lacking = next((it for it in found if it), None)
        return [lacking] * len(found) if change.action == "create" else found

    def _bound(self, wanted: FieldChange) -> FieldChange:
        pointer = wanted.points_at
        record_id = self._kept.get(identity(pointer)) if pointer and pointer.by_id else None
        return replace(wanted, after=record_id, points_at=None) if record_id else wanted

    def _verdict(self, wanted: FieldChange) -> Verdict | None:
        pointer = wanted.points_at
        if pointer is None or identity(pointer) in self._kept:
            return None
        maker = self._makers.get(identity(pointer))
        if maker is None:
            return None
        return Verdict("stale", WAITS, f"waits for {maker.title()}, which was not written")


def _is_there(verdict: Verdict) -> bool:
    return verdict.outcome in ("written", "unchanged") or verdict.error_code == APPEARED
