"""sObject Collections: up to two hundred records in one call, an answer for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sandbox.salesforce.call import Answer, Call
from sandbox.salesforce.errors import Refusal, RowError, json_error, not_found, unknown_exception
from sandbox.salesforce.ids import normalised
from sandbox.salesforce.metadata_endpoints import wanted_object
from sandbox.salesforce.record_endpoints import external_id_field, records_by_id
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.writes import ROLLED_BACK, Outcome, Writer

MOST_RECORDS = 200
MOST_TO_RETRIEVE = 2000
MOST_RUNS = 10  # runs of records of the same type in one call
Record = Mapping[str, Any]
Work = Callable[[Writer, SObject, Sequence[Record]], list[Outcome]]


class _RolledBack(Exception):
    """Undoes what a call wrote, and carries what became of its records."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        self.outcomes = outcomes
        super().__init__()


def create(call: Call) -> Answer:
    def work(writer: Writer, owner: SObject, records: Sequence[Record]) -> list[Outcome]:
        return writer.create(owner, records)

    return _answer(call, work)


def update(call: Call) -> Answer:
    def work(writer: Writer, owner: SObject, records: Sequence[Record]) -> list[Outcome]:
        return writer.update(owner, [_with_id(it) for it in records])

    return _answer(call, work)


def upsert(call: Call) -> Answer:
    owner = wanted_object(call)
    by = external_id_field(owner, call.names["field"])

    def work(writer: Writer, found: SObject, records: Sequence[Record]) -> list[Outcome]:
        if found.name != owner.name:
            words = f"the records must be of type {owner.name}"
            raise Refusal(400, "INVALID_TYPE", words)
        return writer.upsert(owner, by, [_apart(it, by.name) for it in records])

    return _answer(call, work, says_created=True)


def delete(call: Call) -> Answer:
    ids = [it.strip() for it in call.query.get("ids", "").split(",") if it.strip()]
    _raise_if_too_many(ids)
    owners = [call.schema.by_prefix(it) for it in ids]
    is_all_or_none = call.query.get("allOrNone", "false").lower() == "true"

    def run(writer: Writer) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for place, (owner, record_id) in enumerate(zip(owners, ids, strict=True)):
            if owner is None or normalised(record_id) is None:
                words = f"malformed id {record_id}"
                outcomes.append(Outcome(record_id, error=RowError("MALFORMED_ID", words)))
                continue
            one = writer if place == 0 else replace(writer, is_locked=False)
            outcomes += one.delete(owner, [record_id])
        return outcomes

    outcomes = _run(call, run, is_all_or_none=is_all_or_none)
    return Answer([_as_json(it) for it in outcomes])


def retrieve(call: Call) -> Answer:
    """Records by id, in the order that was asked for, null for one that there is not."""
    owner = wanted_object(call)
    if call.method == "GET":
        ids = call.query.get("ids", "").split(",")
        fields = call.query.get("fields", "").split(",")
    else:
        sent = call.body()
        ids, fields = list(sent.get("ids") or []), list(sent.get("fields") or [])
    if not ids or not fields:
        raise json_error("The request needs ids and fields")
    if len(ids) > MOST_TO_RETRIEVE:
        raise Refusal(400, "EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more ids")
    long = [normalised(str(it)) for it in ids]
    if None in long:
        wrong = ids[long.index(None)]
        raise Refusal(400, "MALFORMED_ID", f"malformed id {wrong}")
    found = records_by_id(call, owner, [it for it in long if it], list(map(str, fields)))
    return Answer([found.get(it or "") for it in long])


def _answer(call: Call, work: Work, *, says_created: bool = False) -> Answer:
    sent = call.body()
    records = sent.get("records")
    if not isinstance(records, list) or not all(isinstance(it, dict) for it in records):
        raise json_error("A list of records was expected")
    _raise_if_too_many(records)
    runs = _runs(call, records)
    if call.fault("half-written-batch"):
        half = len(records) // 2
        _work(call.writer(), _runs(call, records[:half]), work)
        raise unknown_exception()
    outcomes = _run(
        call,
        lambda writer: _work(writer, runs, work),
        is_all_or_none=sent.get("allOrNone") is True,
    )
    return Answer([_as_json(it, says_created=says_created) for it in outcomes])


def _work(
    writer: Writer, runs: Sequence[tuple[SObject, Sequence[Record]]], work: Work
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for owner, records in runs:
        outcomes += work(writer, owner, records)
        writer = replace(writer, is_locked=False)
    return outcomes


def _run(
    call: Call, run: Callable[[Writer], list[Outcome]], *, is_all_or_none: bool
) -> list[Outcome]:
    """In one transaction, which is undone where all or none was asked for and one failed."""
    try:
        with call.org.store.writing():
            outcomes = run(call.writer())
            _undo_if(is_all_or_none, outcomes)
            return outcomes
    except _RolledBack as undone:
        return [
            Outcome(it.id if not it.is_created else None, error=ROLLED_BACK)
            if it.is_success
            else it
            for it in undone.outcomes
        ]


def _undo_if(is_all_or_none: bool, outcomes: list[Outcome]) -> None:
    if is_all_or_none and not all(it.is_success for it in outcomes):
        raise _RolledBack(outcomes)


def _runs(call: Call, records: Sequence[Record]) -> list[tuple[SObject, list[Record]]]:
    runs = [(name, list(run)) for name, run in groupby(records, key=_type_of)]
    if len(runs) > MOST_RUNS:
        words = "Operation not allowed: too many chunks of different types in one request"
        raise Refusal(400, "INVALID_INPUT", words)
    found = []
    for name, run in runs:
        owner = call.schema.find(name)
        if owner is None:
            words = f"sObject type '{name}' is not supported."
            raise Refusal(400, "INVALID_TYPE", words)
        found.append((owner, run))
    return found


def _type_of(record: Record) -> str:
    attributes = record.get("attributes")
    name = attributes.get("type") if isinstance(attributes, Mapping) else None
    if not isinstance(name, str):
        raise json_error("The type attribute of a record is missing")
    return name


def _with_id(record: Record) -> tuple[str, Record]:
    found, rest = _apart(record, "Id")
    return str(found or ""), rest


def _apart(record: Record, name: str) -> tuple[Any, Record]:
    """The value of a field, and the record without it."""
    found = next((it for key, it in record.items() if key.lower() == name.lower()), None)
    rest = {key: it for key, it in record.items() if key.lower() not in (name.lower(), "id")}
    return found, rest


def _as_json(it: Outcome, *, says_created: bool = False) -> dict[str, Any]:
    if it.error is not None:
        refused = {"success": False, "errors": [it.error.in_a_list()]}
        return {"id": it.id, **refused} if it.id else refused
    done: dict[str, Any] = {"id": it.id, "success": True, "errors": []}
    return {**done, "created": it.is_created} if says_created else done


def _raise_if_too_many(records: Sequence[object]) -> None:
    if not records:
        raise not_found()
    if len(records) > MOST_RECORDS:
        words = f"record limit reached. cannot submit more than {MOST_RECORDS} records in this call"
        raise Refusal(400, "EXCEEDED_ID_LIMIT", words)
