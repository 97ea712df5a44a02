"""Verdicts: a change beside what was read and what was answered. Pure; reads and sends nothing."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from reverse_etl.change import FieldChange, Fields, RecordChange
from reverse_etl.outcome import APPEARED, GONE, MOVED, NOT_KEPT, NOT_WRITTEN, Verdict
from reverse_etl.values import is_same, shown, to_text
from systems.base import Answer, Record

_Verdict = TypeVar("_Verdict", Verdict, Verdict | None)
WRITTEN = Verdict("written")
UNCHANGED = Verdict("unchanged")
UNKNOWN = Verdict("unknown", "", "sent, and nobody knows yet what became of it")
UNREAD = Verdict("unknown", "", "sent, and could not be read back")


def before_sending(
    change: RecordChange, record: Record | None, fields: Fields
) -> list[Verdict | None]:
    """Why a field is not sent, or None where it may go: it still holds what the plan saw."""
    if change.action == "create":
        return _before_creating(change, record, fields)
    if change.action == "delete":
        return _before_deleting(change, record, fields)
    if record is None:
        return [_gone(change)] * len(change.fields)

    def verdict(wanted: FieldChange, held: str | None) -> Verdict | None:
        field = fields[wanted.field]
        if is_same(held, wanted.before, field):
            return None
        if is_same(held, wanted.after, field):
            return UNCHANGED
        return Verdict("stale", MOVED, f"holds {shown(held)}, no longer {shown(wanted.before)}")

    return _each(change, record, fields, verdict)


def _before_creating(
    change: RecordChange, record: Record | None, fields: Fields
) -> list[Verdict | None]:
    if record is None:
        return [None] * len(change.fields)
    sentence = f"{record.record_id} has external id {change.external_id} since the plan was made"

    def verdict(wanted: FieldChange, held: str | None) -> Verdict | None:
        if is_same(held, wanted.after, fields[wanted.field]):
            return UNCHANGED
        return Verdict("stale", APPEARED, sentence)

    return _each(change, record, fields, verdict)


def _before_deleting(
    change: RecordChange, record: Record | None, fields: Fields
) -> list[Verdict | None]:
    """A record in which anything is not what was seen is kept as a whole."""
    if record is None:
        return [UNCHANGED] * len(change.fields)
    moved = [
        Verdict("stale", MOVED, f"{it.field} holds {shown(held)}, no longer {shown(it.before)}")
        for it, held in _held(change, record, fields)
        if not is_same(held, it.before, fields[it.field])
    ]
    return [moved[0] if moved else None] * len(change.fields)


def after_sending(
    change: RecordChange, answer: Answer | None, record: Record | None, fields: Fields
) -> list[Verdict]:
    """What reads back decides; the answer only says why it does not read back as wanted.

    An answer of None is unknown: its request may still be under way.
    """
    if change.action == "delete":
        return [_after_deleting(change, answer, record)] * len(change.fields)
    if record is None:
        return [_without_record(change, answer)] * len(change.fields)

    def verdict(wanted: FieldChange, held: str | None) -> Verdict:
        if is_same(held, wanted.after, fields[wanted.field]):
            return WRITTEN
        if answer is None:
            return UNKNOWN
        if not answer.is_accepted:
            return rejected(answer)
        sentence = f"accepted, and reads back as {shown(held)} instead of {shown(wanted.after)}"
        return Verdict("rejected", NOT_KEPT, sentence)

    return _each(change, record, fields, verdict)


def in_a_later_run(
    change: RecordChange, answer: Answer | None, record: Record | None, fields: Fields
) -> list[Verdict]:
    """As `after_sending`, once nothing can still be under way: then what is not there never came.

    It is `stale`, so that the next plan decides anew.
    """
    if answer is not None and not answer.is_accepted:
        return after_sending(change, answer, record, fields)
    if change.action == "delete":
        sentence = f"{change.record_id} is still there: it was never deleted"
        fate = Verdict("stale", NOT_WRITTEN, sentence) if record else WRITTEN
        return [fate] * len(change.fields)
    if record is None:
        lost = _gone(change) if change.action == "update" else _never_came(None)
        return [lost] * len(change.fields)

    def verdict(wanted: FieldChange, held: str | None) -> Verdict:
        field = fields[wanted.field]
        if is_same(held, wanted.after, field):
            return WRITTEN
        if is_same(held, wanted.before, field):
            return _never_came(held)
        return Verdict("stale", MOVED, f"holds {shown(held)}, neither the old nor the new value")

    return _each(change, record, fields, verdict)


def rejected(answer: Answer) -> Verdict:
    """The system's own code and words."""
    return Verdict("rejected", answer.error_code, answer.error_text, answer.may_retry)


def _without_record(change: RecordChange, answer: Answer | None) -> Verdict:
    if answer is not None and not answer.is_accepted:
        return rejected(answer)
    if change.action == "update":
        return _gone(change)
    if answer is None:
        return UNKNOWN
    sentence = (
        f"accepted as {answer.record_id}, and nothing is found by external id {change.external_id}"
    )
    return Verdict("rejected", NOT_KEPT, sentence)


def _after_deleting(change: RecordChange, answer: Answer | None, record: Record | None) -> Verdict:
    if record is None:
        return WRITTEN
    if answer is None:
        return UNKNOWN
    if not answer.is_accepted:
        return rejected(answer)
    return Verdict("rejected", NOT_KEPT, f"accepted, and {change.record_id} is still there")


def _gone(change: RecordChange) -> Verdict:
    # it may come back by other hands, and then there is nothing wrong with the change
    sentence = f"{change.record_id} was deleted since the plan was made"
    return Verdict("rejected", GONE, sentence, may_retry=True)


def _never_came(held: str | None) -> Verdict:
    return Verdict("stale", NOT_WRITTEN, f"sent or about to be, and still holds {shown(held)}")


def _each(
    change: RecordChange,
    record: Record,
    fields: Fields,
    verdict: Callable[[FieldChange, str | None], _Verdict],
) -> list[_Verdict]:
    return [verdict(wanted, held) for wanted, held in _held(change, record, fields)]


def _held(
    change: RecordChange, record: Record, fields: Fields
) -> Iterator[tuple[FieldChange, str | None]]:
    """Each field of a change, with what the record holds in it."""
    for wanted in change.fields:
        yield wanted, to_text(record.values.get(wanted.field), fields[wanted.field])
