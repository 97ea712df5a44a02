"""The work that jobs of both Bulk APIs do: finding rows to keep, and writing records in chunks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sandbox.salesforce.bulk_csv import LINE_ENDINGS
from sandbox.salesforce.call import Call
from sandbox.salesforce.errors import Refusal, RowError
from sandbox.salesforce.jobs import Fate, Results
from sandbox.salesforce.reading_values import Read
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.soql_plan import Compound, Plan
from sandbox.salesforce.writes import Outcome, Writer

CHUNK = 10_000  # records that are written together
FATES: Mapping[str, Fate] = {
    "failed-job": "failed",
    "half-failed-job": "half-failed",
    "killed-job": "killed",
    "stuck-job": "stuck",
}
REFUSED = RowError(
    "FIELD_CUSTOM_VALIDATION_EXCEPTION", "A validation rule refused every second record"
)
Sent = Mapping[str, Any]


def fate_of(call: Call) -> Fate | None:
    """What a fault has in store for the job that this request starts."""
    return next((fate for name, fate in FATES.items() if call.fault(name)), None)


def bulk_plan(call: Call, soql: str, *, with_deleted: bool) -> Plan:
    """The plan of a query that Bulk can do; 400 for what only REST can (reference page, §11)."""
    plan = call.planner(with_deleted=with_deleted).plan(soql)
    if plan.kind != "records":
        words = "Aggregate Relationships not supported in Bulk Query"
        raise Refusal(400, "FUNCTIONALITY_NOT_ENABLED", words)
    if plan.level.has_children:
        words = "Nested queries are not supported in Bulk Query"
        raise Refusal(400, "FUNCTIONALITY_NOT_ENABLED", words)
    if any(isinstance(it, Compound) for it in plan.level.entries.values()):
        words = "Selecting compound data not supported in Bulk Query"
        raise Refusal(400, "FUNCTIONALITY_NOT_ENABLED", words)
    if plan.offset:
        words = "OFFSET is not supported in Bulk Query"
        raise Refusal(400, "FUNCTIONALITY_NOT_ENABLED", words)
    return plan


def kept(call: Call, plan: Plan, table: str) -> Results:
    """Run a query and keep its rows."""
    return Results(table, plan, call.org.store.keep(table, plan.sql()))


def write_all(
    call: Call,
    owner: SObject,
    operation: str,
    external_id: str | None,
    sent: Sequence[Sent],
    read: Read,
    fate: Fate | None,
) -> list[Outcome]:
    """What became of each record; where the job is killed there are fewer outcomes than records."""
    writer = call.writer(read)
    reach = len(sent) // 2 if fate == "killed" else len(sent)
    outcomes: list[Outcome] = []
    for start in range(0, reach, CHUNK):
        chunk = sent[start : min(start + CHUNK, reach)]
        if fate == "half-failed":
            outcomes += _every_second(writer, owner, operation, external_id, chunk)
        else:
            outcomes += _written(writer, owner, operation, external_id, chunk)
        writer = replace(writer, is_locked=False)
    return outcomes


def _every_second(
    writer: Writer, owner: SObject, operation: str, external_id: str | None, chunk: Sequence[Sent]
) -> list[Outcome]:
    good = iter(_written(writer, owner, operation, external_id, chunk[::2]))
    return [
        Outcome(_id_of(it), error=REFUSED) if place % 2 else next(good)
        for place, it in enumerate(chunk)
    ]


def _written(
    writer: Writer, owner: SObject, operation: str, external_id: str | None, chunk: Sequence[Sent]
) -> list[Outcome]:
    match operation:
        case "insert":
            return writer.create(owner, chunk)
        case "update":
            return writer.update(owner, [(_id_of(it) or "", _without(it, "id")) for it in chunk])
        case "upsert":
            by = owner.find(external_id or "Id")
            if by is None:
                raise Refusal(400, "INVALID_FIELD", f"No such column '{external_id}'")
            pairs = [(_value(it, by.name), _without(it, by.name, "id")) for it in chunk]
            return writer.upsert(owner, by, pairs)
        case _:
            ids = [_id_of(it) or "" for it in chunk]
            return writer.delete(owner, ids, is_for_good=operation == "hardDelete")


def _id_of(sent: Sent) -> str | None:
    value = _value(sent, "Id")
    return None if value is None else str(value)


def _value(sent: Sent, name: str) -> Any:
    return next((value for key, value in sent.items() if key.lower() == name.lower()), None)


def _without(sent: Sent, *names: str) -> Sent:
    unwanted = {name.lower() for name in names}
    return {key: value for key, value in sent.items() if key.lower() not in unwanted}


def line_ending(details: Mapping[str, str]) -> str:
    return LINE_ENDINGS[details.get("lineEnding", "LF")]
