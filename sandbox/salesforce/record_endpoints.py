"""Single records: create, read, update, delete, and the same by an external id."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from sandbox.salesforce.call import NOT_A_NUMBER, Answer, Call
from sandbox.salesforce.errors import Bare, Refusal, RowError, not_found
from sandbox.salesforce.ids import normalised
from sandbox.salesforce.metadata_endpoints import http_date, wanted_object
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.shaping import Record, Shaper
from sandbox.salesforce.soql_scope import quoted
from sandbox.salesforce.writes import Outcome

FIRST_WITH_CREATED = 46  # from here on an upsert says whether it made the record
WITH_ETAG = "Account"  # the only object that has entity tags


def create(call: Call) -> Answer:
    owner, sent = wanted_object(call), call.body()
    if any(name.lower() == "id" for name in sent):
        words = "cannot specify Id in an insert call"
        raise Refusal(400, "INVALID_FIELD_FOR_INSERT_UPDATE", words, ["Id"])
    outcome = _written(call.writer().create(owner, [sent])[0])
    return Answer({"id": outcome.id, "success": True, "errors": []}, 201)


def read(call: Call) -> Answer:
    owner = wanted_object(call)
    record_id = _id_in_path(call, owner)
    return _read(call, owner, record_id)


def update(call: Call) -> Answer:
    owner, sent = wanted_object(call), call.body()
    record_id = _id_in_path(call, owner)
    if any(name.lower() == "id" for name in sent):
        words = "The Id field should not be specified in the sobject data."
        raise Refusal(400, "INVALID_FIELD", words, ["Id"])
    with call.org.store.writing():
        _raise_unless_matching(call, owner, record_id)
        _written(call.writer().update(owner, [(record_id, sent)])[0])
    return Answer(status=204)


def delete(call: Call) -> Answer:
    owner = wanted_object(call)
    record_id = _id_in_path(call, owner)
    _written(call.writer().delete(owner, [record_id])[0])
    return Answer(status=204)


def read_by_external_id(call: Call) -> Answer:
    owner, by = _named_by(call)
    return _read(call, owner, _only_id(call, owner, by))


def upsert(call: Call) -> Answer:
    """Update the record with that external id, or create one with it; by Id only update."""
    owner, by = _named_by(call)
    sent, value = call.body(), call.names["value"]
    if any(name.lower() == by.name.lower() for name in sent):
        words = f"The {by.name} field should not be specified in the sobject data."
        raise Refusal(400, "INVALID_FIELD", words, [by.name])
    outcome = call.writer().upsert(owner, by, [(value, sent)])[0]
    if outcome.several:
        raise Bare(300, [call.place(owner, it) for it in outcome.several])
    _written(outcome)
    body: dict[str, Any] = {"id": outcome.id, "success": True, "errors": []}
    if call.number >= FIRST_WITH_CREATED:
        body["created"] = outcome.is_created
    if outcome.is_created:
        return Answer(body, 201)
    return Answer(body) if call.number >= FIRST_WITH_CREATED else Answer(status=204)


def delete_by_external_id(call: Call) -> Answer:
    owner, by = _named_by(call)
    _written(call.writer().delete(owner, [_only_id(call, owner, by)])[0])
    return Answer(status=204)


def external_id_field(owner: SObject, name: str) -> Field:
    """A field that records can be found by; 404 where it is none."""
    it = owner.find(name)
    if it is None or not (it.is_external_id or it.type == "id"):
        words = f"Provided external ID field does not exist or is not accessible: {name}"
        raise not_found(words)
    return it


def records_by_id(
    call: Call, owner: SObject, ids: list[str], fields: list[str]
) -> Mapping[str, Record]:
    """The records that there are, by id, with these fields; INVALID_FIELD for one there is not."""
    names = ", ".join(fields)
    listed = ", ".join(map(quoted, ids))
    soql = " ".join(("SELECT", names, "FROM", owner.name, "WHERE Id IN (", listed, ")"))
    plan = call.planner(with_deleted=False).plan(soql)
    rows = call.org.store.rows(plan.sql())
    records = Shaper(call.org.store, plan, call.root).records(rows)
    place = plan.level.id_index
    return {row[place]: record for row, record in zip(rows, records, strict=True)}


def etag(record_id: str, changed: datetime) -> str:
    digest = hashlib.sha1(f"{record_id}{changed}".encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def refused_row(error: RowError) -> Refusal:
    """Why a single record was refused, as REST says it."""
    if error.code == "INVALID_CROSS_REFERENCE_KEY" and not error.fields:
        return not_found()
    status = 404 if error.code == "ENTITY_IS_DELETED" and not error.fields else 400
    return Refusal(status, error.code, error.message, error.fields)


def _read(call: Call, owner: SObject, record_id: str) -> Answer:
    named = [it for it in call.query.get("fields", "").split(",") if it.strip()]
    fields = named or [it.name for it in owner.fields]
    headers = _unless_unchanged(call, owner, record_id)
    record = records_by_id(call, owner, [record_id], fields).get(record_id)
    if record is None:
        raise Refusal(404, "ENTITY_IS_DELETED", "entity is deleted")
    fault = call.fault("not-a-number")
    if fault is not None:
        record[str(fault.option("name", ""))] = fault.option("value", NOT_A_NUMBER)
    return Answer(record, headers=headers)


def _changed_at(call: Call, owner: SObject, record_id: str) -> datetime:
    parts = ('SELECT "SystemModstamp" FROM', owner.table, 'WHERE "Id" =', quoted(record_id))
    found: list[tuple[Any, ...]] = call.org.store.rows(" ".join(parts))
    if not found:
        raise not_found()
    changed: datetime = found[0][0]
    return changed


def _unless_unchanged(call: Call, owner: SObject, record_id: str) -> dict[str, str]:
    """The headers of a record; 304 where the client has it already."""
    changed = _changed_at(call, owner, record_id)
    headers = {"Last-Modified": format_datetime(changed.replace(tzinfo=UTC), usegmt=True)}
    since = http_date(call.header("if-modified-since"))
    if since is not None and changed <= since:
        raise Bare(304, headers=headers)
    if owner.name == WITH_ETAG:
        tag = etag(record_id, changed)
        headers["ETag"] = f'"{tag}"'
        if tag in _tags(call.header("if-none-match")):
            raise Bare(304, headers=headers)
    return headers


def _raise_unless_matching(call: Call, owner: SObject, record_id: str) -> None:
    wanted = _tags(call.header("if-match"))
    http_date(call.header("if-unmodified-since"))  # read, and not held against anybody
    if owner.name != WITH_ETAG or not wanted:
        return
    if "*" not in wanted and etag(record_id, _changed_at(call, owner, record_id)) not in wanted:
        raise Bare(412)


def _tags(header: str) -> list[str]:
    """The tags of a header, without what was put behind them for a compressed body."""
    tags = (it.strip().removeprefix("W/").strip('"') for it in header.split(","))
    return [it.removesuffix("-gzip") for it in tags if it]


def _id_in_path(call: Call, owner: SObject) -> str:
    record_id = normalised(call.names["id"])
    if record_id is None or record_id[:3] != owner.prefix:
        raise not_found()
    return record_id


def _named_by(call: Call) -> tuple[SObject, Field]:
    owner = wanted_object(call)
    return owner, external_id_field(owner, call.names["field"])


def _only_id(call: Call, owner: SObject, by: Field) -> str:
    value = call.names["value"]
    text = normalised(value) or "" if by.type == "id" else value
    column = f'"{by.name}"' if by.type == "id" else f'lower("{by.name}")'
    wanted = quoted(text if by.type == "id" else text.lower())
    live = 'AND NOT "IsDeleted"' if owner.is_soft_deleted else ""
    parts = ('SELECT "Id" FROM', owner.table, f"WHERE {column} =", wanted, live, "ORDER BY 1")
    found = [it for (it,) in call.org.store.rows(" ".join(parts))]
    if not found:
        raise not_found()
    if len(found) > 1:
        raise Bare(300, [call.place(owner, it) for it in found])
    return str(found[0])


def _written(outcome: Outcome) -> Outcome:
    if outcome.error is not None:
        raise refused_row(outcome.error)
    return outcome
