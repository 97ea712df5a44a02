"""The batch endpoints of objects: a hundred records in one call, each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.batches import (
    MOST_INPUTS,
    broken_off,
    completed,
    error_item,
    half,
    inputs_of,
    raise_if_repeated,
    silent,
)
from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for, list_in
from sandbox.hubspot.errors import RefusedError, invalid
from sandbox.hubspot.lookup import found, raise_unless_unique, some_missing
from sandbox.hubspot.object_endpoints import LARGEST_WITH_HISTORY, associate
from sandbox.hubspot.presentation import Wish, presented
from sandbox.hubspot.writing import Written, archive, create, update

if TYPE_CHECKING:
    from sandbox.hubspot.object_types import ObjectType
    from sandbox.records import Record

Input = dict[str, Any]
Work = Callable[[Call, "ObjectType", Input], dict[str, Any]]
TRACE = "objectWriteTraceId"


class _MissingError(Exception):
    """Nothing goes by the key of an input."""


def read_batch(call: Call) -> Answer:
    kind, body = call.kind, call.body()
    id_property = str(body.get("idProperty") or "")
    history = [str(name) for name in list_in(body, "propertiesWithHistory")]
    inputs = inputs_of(call, LARGEST_WITH_HISTORY if history else MOST_INPUTS)
    if id_property:
        raise_unless_unique(call.portal, kind, id_property)
    records: dict[int, Record] = {}
    missing = []
    for key in dict.fromkeys(_key(one) for one in inputs):
        record = found(call.portal, kind, key, id_property, is_archived=call.flag("archived"))
        if record is None:
            missing.append(key)
        else:
            records[record["id"]] = record
    wish = Wish([str(name) for name in list_in(body, "properties")], history)
    results = presented(call, kind, list(records.values()), wish)
    errors = [error_item(call, some_missing(kind, missing), {})] if missing else []
    return completed(call, results, errors)


def create_batch(call: Call) -> Answer:
    return _written(call, _created, inputs_of(call), status=201)


def update_batch(call: Call) -> Answer:
    kind, inputs = call.kind, inputs_of(call)
    for name in {str(one["idProperty"]) for one in inputs if one.get("idProperty")}:
        raise_unless_unique(call.portal, kind, name, email_too=False)
    raise_if_repeated([_key(one) for one in inputs])
    return _written(call, _updated, inputs)


def upsert_batch(call: Call) -> Answer:
    kind, inputs = call.kind, inputs_of(call)
    for one in inputs:
        raise_unless_unique(call.portal, kind, str(one.get("idProperty") or "hs_object_id"))
    raise_if_repeated([_key(one) for one in inputs])
    return _written(call, _upserted, inputs)


def archive_batch(call: Call) -> Answer:
    kind = call.kind
    for one in inputs_of(call):
        record = found(call.portal, kind, _key(one))
        if record is not None:
            archive(call, kind, record)
    return Answer(None, NOTHING)


def _written(call: Call, work: Work, inputs: list[Input], status: int = 200) -> Answer:
    """Every input worked on. One bad input fails all of them unless each has a trace id."""
    kind = call.kind
    if answer := silent(call, status):
        return answer
    todo, is_broken = half(call, inputs)
    is_traced = all(one.get(TRACE) for one in inputs)
    results, errors = [], []
    for one in todo:
        try:
            with call.portal.attempt():
                results.append(work(call, kind, one) | _trace(one))
        except _MissingError:
            refusal = some_missing(kind, [_key(one)])
            errors.append(error_item(call, refusal, _context(one)))
        except RefusedError as refusal:
            if not is_traced or refusal.status == 409:
                raise
            errors.append(error_item(call, refusal, _context(one)))
    if is_broken:
        return broken_off()
    return completed(call, results, errors, status=status)


def _created(call: Call, kind: ObjectType, one: Input) -> dict[str, Any]:
    written = create(call, kind, asked_for(one, "properties", dict))
    associate(call, kind, written.record, one)
    return written.answer


def _updated(call: Call, kind: ObjectType, one: Input) -> dict[str, Any]:
    sent = asked_for(one, "properties", dict)
    record = found(call.portal, kind, _key(one), str(one.get("idProperty") or ""))
    if record is None:
        raise _MissingError
    return update(call, kind, record, sent).answer


def _upserted(call: Call, kind: ObjectType, one: Input) -> dict[str, Any]:
    name, key = str(one["idProperty"]), _key(one).strip()
    sent = asked_for(one, "properties", dict)
    if not key:
        raise invalid(f"The value of the unique property {name} must not be blank")
    record = found(call.portal, kind, key, name)
    written: Written
    if record is None:
        written = create(call, kind, {name: key} | sent)
    else:
        written = update(call, kind, record, sent)
    return written.answer | {"new": record is None}


def _key(one: Input) -> str:
    value = one.get("id")
    if value is None:
        raise invalid("Invalid input JSON: id is required", context={"propertyName": ["id"]})
    return str(value)


def _trace(one: Input) -> dict[str, Any]:
    return {TRACE: str(one[TRACE])} if one.get(TRACE) else {}


def _context(one: Input) -> dict[str, list[str]]:
    return {TRACE: [str(one[TRACE])]} if one.get(TRACE) else {}
