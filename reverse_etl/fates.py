"""What became of each field that the syncs want of one record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from reverse_etl.change import FieldChange, RecordChange
from reverse_etl.desired import DesiredRow
from reverse_etl.notes import HandEdit
from reverse_etl.outcome import Outcome, Verdict
from reverse_etl.plan import Plan
from reverse_etl.specs import SyncSpec
from reverse_etl.values import is_same, to_text
from systems.base import Field, Record

Fate = Literal["held", "kept", "planned", "held back", "waiting"] | Outcome
FieldOf = tuple[str, str]  # a sync and a field of it
BAD: frozenset[Fate] = frozenset({"stale", "rejected", "unknown", "waiting", "held back"})


@dataclass(frozen=True, slots=True)
class FieldFate:
    """One field as one sync wants it, and what came of that. Values are canonical text.

    `held`: it stood there already. `kept`: what stands there is left as it is, and `words` say
    why. `planned`: its sync only plans. `waiting` and `held back`: not sent, `words` say why.
    The others are the outcomes of a write.
    """

    sync: str
    field: str
    before: str | None
    wanted: str | None
    fate: Fate
    words: str = ""
    why: str = ""

    @property
    def is_bad(self) -> bool:
        """Whether the field does not hold what it should, for a reason to be seen to."""
        return self.fate in BAD


def fates(
    specs: Sequence[SyncSpec],
    rows: Sequence[DesiredRow],
    record: Record | None,
    plan: Plan,
    outcomes: Mapping[FieldOf, Verdict],
) -> list[FieldFate]:
    """Every field of every row, in the order of the syncs' names and of their fields.

    `rows` are all that is wanted of the record, `record` is what it was when the plan was made, and
    `outcomes` what the ledger says of the fields that were written.
    """
    by_name = {spec.name: spec for spec in specs}
    view = _View(plan, record, outcomes)
    return [
        view.fate(by_name[row.sync], row, field, to_text(value, field))
        for row in sorted(rows, key=lambda row: row.sync)
        for (_, field), value in zip(by_name[row.sync].fields, row.values, strict=True)
    ]


class _View:
    """A plan that is about one record, by its fields."""

    def __init__(
        self, plan: Plan, record: Record | None, outcomes: Mapping[FieldOf, Verdict]
    ) -> None:
        self._record = record
        self._outcomes = outcomes
        self._changes = {(it.sync, it.field): it for it in _changes(plan.changes)}
        self._edits = {(it.sync, it.field): it for it in plan.hand_edits if it.is_left_alone}
        self._held = {it.sync: "; ".join(it.reasons) for it in plan.held}
        self._aside = {
            sync: it.sentence
            for it in (*plan.waiting, *plan.missing, *plan.errors)
            for sync in it.syncs
        }
        self._modes = {it.sync: it.mode for it in plan.syncs}

    def fate(self, spec: SyncSpec, row: DesiredRow, field: Field, wanted: str | None) -> FieldFate:
        place = (spec.name, field.name)
        held = to_text(self._record.values.get(field.name), field) if self._record else None
        change, edit = self._changes.get(place), self._edits.get(place)
        fate, words = self._came_of(spec, field, held, wanted, change, edit)
        if change:
            held, wanted = change.before, change.after
        return FieldFate(spec.name, field.name, held, wanted, fate, words, row.why)

    def _came_of(
        self,
        spec: SyncSpec,
        field: Field,
        held: str | None,
        wanted: str | None,
        change: FieldChange | None,
        edit: HandEdit | None,
    ) -> tuple[Fate, str]:
        if spec.name in self._held:
            return "held back", self._held[spec.name]
        if verdict := self._outcomes.get((spec.name, field.name)):
            return verdict.outcome, ": ".join(
                filter(None, (verdict.error_code, verdict.error_text))
            )
        if change:
            return self._not_sent(spec)
        if edit:
            return "kept", f"changed by hand since {edit.since:%Y-%m-%d %H:%M} UTC, and respected"
        if self._record and is_same(held, wanted, field):
            return "held", ""
        rule = spec.rule(field.name)
        if rule.keeps and wanted is None:
            return "kept", "nothing is known of it, and that empties nothing"
        if self._record and (rule.when_made or spec.action == "create"):
            return "kept", "only a new record gets it"
        if spec.name in self._aside:
            return "waiting", self._aside[spec.name]
        return "held", ""  # empty here and there, or another sync of the record writes it

    def _not_sent(self, spec: SyncSpec) -> tuple[Fate, str]:
        if self._modes.get(spec.name) != "apply":
            return "planned", "its sync only plans"
        return "waiting", "not sent"


def _changes(changes: Sequence[RecordChange]) -> Iterator[FieldChange]:
    return (wanted for change in changes for wanted in change.fields)
