"""One record: what the syncs want of it, less what it holds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from reverse_etl.change import FieldChange, Pointer, RecordChange
from reverse_etl.desired import DesiredRow
from reverse_etl.notes import SetAside
from reverse_etl.rules import Target, promised_id
from reverse_etl.specs import SyncSpec
from reverse_etl.values import is_same, shown, to_text
from systems.base import Record

Specs = Mapping[str, SyncSpec]


def difference(
    rows: Sequence[DesiredRow], record: Record | None, specs: Specs, shared: Collection[str]
) -> RecordChange | SetAside | None:
    """The change that brings one record to what its rows want; None when it holds that already.

    `rows` are all rows of all syncs for this record, `record` is None where the target has none,
    `shared` are the fields that more than one sync may write. A record whose rows contradict each
    other, or that nobody may create, is set aside with the reason.
    """
    fault = _contradiction(rows, specs, shared)
    if fault:
        return _aside("error", rows, specs, fault)
    if record is None:
        return _creation(rows, specs)
    fields = _fields(rows, record, specs)
    if not fields:
        return None
    spec = specs[rows[0].sync]
    return RecordChange(
        system=spec.system,
        object=spec.object,
        action="update",
        record_id=record.record_id,
        external_id=_first(row.external_id for row in rows),
        name=_first(row.name for row in rows) or record.name,
        fields=fields,
    )


def _creation(rows: Sequence[DesiredRow], specs: Specs) -> RecordChange | SetAside | None:
    spec = specs[rows[0].sync]
    record_id = _first(row.record_id for row in rows)
    external_id = _first(row.external_id for row in rows)
    if record_id:
        return _aside("missing", rows, specs, f"{spec.system} no longer has {record_id}")
    creators = tuple(sorted(row.sync for row in rows if specs[row.sync].creates))
    if not creators:
        sentence = f"nothing in {spec.system} has external id {external_id}, and no sync creates it"
        return _aside("waiting", rows, specs, sentence)
    fields = _fields(rows, None, specs)
    if not fields:
        return _aside("error", rows, specs, "would be created without a single value")
    return RecordChange(
        system=spec.system,
        object=spec.object,
        action="create",
        record_id=None,
        external_id=external_id,
        name=_first(row.name for row in rows) or "",
        fields=fields,
        creators=creators,
    )


def _fields(
    rows: Sequence[DesiredRow], record: Record | None, specs: Specs
) -> tuple[FieldChange, ...]:
    """What differs, by name of the field; a new record gets only what is not empty."""
    found = record.values if record else {}
    changes: dict[str, FieldChange] = {}
    for row in rows:
        spec = specs[row.sync]
        if record and spec.action == "create":
            continue
        values = tuple(map(found.get, spec.names))
        if values == row.values:  # mostly
            continue
        for (_, field), held, wanted in zip(spec.fields, values, row.values, strict=True):
            if held == wanted or field.name in changes:
                continue
            rule = spec.rule(field.name)
            if (rule.keeps and wanted is None) or (rule.when_made and record):
                continue
            before, after = to_text(held, field), to_text(wanted, field)
            if not is_same(before, after, field):
                pointer = _pointer(after, rule.points_at) if rule.points_at else None
                changes[field.name] = FieldChange(
                    field.name, row.sync, before, after, row.why, pointer, rule.is_stamp
                )
    return tuple(changes[name] for name in sorted(changes)) if changes else ()


def _pointer(after: str | None, target: Target) -> Pointer | None:
    """What a new value points at; None where it is empty, or the record's own id is known."""
    if not after:
        return None
    if not target.key:
        return Pointer(target.system, target.object, after)
    promise = promised_id(target)
    if not after.startswith(promise):
        return None
    return Pointer(target.system, target.object, after.removeprefix(promise), by_id=True)


def _contradiction(rows: Sequence[DesiredRow], specs: Specs, shared: Collection[str]) -> str:
    if len(rows) == 1:
        keyless = rows[0].record_id is None and rows[0].external_id is None
        return "has neither a record id nor an external id" if keyless else ""
    by_sync: dict[str, DesiredRow] = {}
    for row in rows:
        if row.sync in by_sync:
            return f"{row.sync} wants it twice: for {by_sync[row.sync].why} and for {row.why}"
        by_sync[row.sync] = row
    return _disagreement(rows, specs, shared) if shared else ""


def _disagreement(rows: Sequence[DesiredRow], specs: Specs, shared: Collection[str]) -> str:
    wanted: dict[str, tuple[str, str | None]] = {}
    for row in rows:
        for (_, field), value in zip(specs[row.sync].fields, row.values, strict=True):
            if field.name not in shared or (
                value is None and specs[row.sync].rule(field.name).keeps
            ):
                continue
            text = to_text(value, field)
            sync, other = wanted.setdefault(field.name, (row.sync, text))
            if not is_same(text, other, field):
                return (
                    f"{sync} wants {field.name} to be {shown(other)}, "
                    f"{row.sync} wants {shown(text)}"
                )
    return ""


def _aside(
    reason: Literal["waiting", "missing", "error"],
    rows: Sequence[DesiredRow],
    specs: Specs,
    sentence: str,
) -> SetAside:
    spec = specs[rows[0].sync]
    return SetAside(
        reason=reason,
        system=spec.system,
        object=spec.object,
        syncs=tuple(sorted({row.sync for row in rows})),
        record_id=_first(row.record_id for row in rows),
        external_id=_first(row.external_id for row in rows),
        name=_first(row.name for row in rows) or "",
        sentence=sentence,
    )


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)
