"""What happens to one record: made, changed, archived, merged, forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exact_json import encode
from sandbox.hubspot.definitions import Definition
from sandbox.hubspot.errors import conflict, invalid
from sandbox.hubspot.history import forget, keep
from sandbox.hubspot.links import linked, relate, unrelate_all
from sandbox.hubspot.object_types import CONTACTS, PORTAL_ID, ObjectType
from sandbox.hubspot.presentation import properties_of, shaped
from sandbox.hubspot.standard_properties import OPTIONS
from sandbox.hubspot.tables import keyed_by
from sandbox.hubspot.values import WrongValueError, kept, text_of
from sandbox.records import LIVE, Record, Where

if TYPE_CHECKING:
    from sandbox.hubspot.call import Call
    from sandbox.hubspot.portal import Portal

Changes = dict[str, str | None]
STAGES = OPTIONS["stages_of_life"].split()  # in the order in which they may follow one another


@dataclass(frozen=True, slots=True)
class Written:
    """A record after a write, with the answer to the one who wrote it."""

    record: Record
    answer: dict[str, Any]


def create(call: Call, kind: ObjectType, sent: Mapping[str, Any]) -> Written:
    """Make a record; 400 where a value is wrong or taken, 409 for a contact's known e-mail."""
    portal = call.portal
    changes = checked(portal, kind, sent, {})
    if kind is CONTACTS and changes.get("email"):
        known = holder(portal, kind, "email", str(changes["email"]))
        if known is not None:
            raise conflict(f"Contact already exists. Existing ID: {known['id']}")
    id_ = portal.new_id()
    _raise_if_taken(portal, kind, id_, changes)
    if changes.get("domain") and "website" not in changes:
        changes["website"] = changes["domain"]
    record: Record = {
        "id": id_,
        "object_type": kind.id if kind.is_custom else None,
        "created": call.now_ms,
        "updated": call.now_ms,
        "archived": None,
        "properties": {name: value for name, value in changes.items() if value is not None},
    }
    portal.store.put(kind.table, record)
    portal.webhooks.created(kind, record)
    return Written(record, _echo(kind, record, {name: v for name, v in changes.items() if v}))


def update(call: Call, kind: ObjectType, record: Record, sent: Mapping[str, Any]) -> Written:
    """Change the named properties; 400 where a value is wrong or taken."""
    portal = call.portal
    changes = checked(portal, kind, sent, record["properties"])
    _raise_if_taken(portal, kind, record["id"], changes)
    echo = {name: value or "" for name, value in changes.items()}
    if _goes_back(record["properties"].get("lifecyclestage"), changes.get("lifecyclestage")):
        del changes["lifecyclestage"]
        echo["lifecyclestage"] = record["properties"]["lifecyclestage"]
    keep(portal, kind, record, changes, call.now_ms)
    properties = record["properties"] | changes
    changed = record | {
        "updated": max(call.now_ms, record["updated"]),
        "properties": {name: value for name, value in properties.items() if value is not None},
    }
    portal.store.put(kind.table, changed)
    portal.webhooks.changed(kind, changed, changes)
    return Written(changed, _echo(kind, changed, echo))


def archive(call: Call, kind: ObjectType, record: Record) -> None:
    """Put a record away; what belonged to it does so no longer."""
    unrelate_all(call.portal, kind, record["id"])
    call.portal.store.put(kind.table, record | {"archived": call.now_ms})
    call.portal.webhooks.deleted(kind, record)


def erase(call: Call, kind: ObjectType, record: Record) -> None:
    """Take a record away for good, with its history."""
    unrelate_all(call.portal, kind, record["id"])
    forget(call.portal, kind, record["id"])
    call.portal.store.erase(kind.table, Where("id = ?", (record["id"],)))
    call.portal.webhooks.deleted(kind, record)


def merge(call: Call, kind: ObjectType, winner: Record, loser: Record) -> Record:
    """The winner with what it lacked, and with all that belonged to the loser, which is gone."""
    portal = call.portal
    for other in portal.types:
        for it in linked(portal, kind, [loser["id"]], other).get(loser["id"], []):
            pair = (kind, winner["id"], other, it.id)
            relate(portal, pair, [way for way in it.ways if not way.is_primary])
    merged = loser["properties"] | winner["properties"]
    lost = [winner["properties"].get("hs_merged_object_ids"), str(loser["id"])]
    more = loser["properties"].get("hs_merged_object_ids")
    merged["hs_merged_object_ids"] = ";".join(part for part in (*lost, more) if part)
    record = winner | {"updated": call.now_ms, "properties": merged}
    erase(call, kind, loser)
    portal.store.put(kind.table, record)
    portal.webhooks.merged(kind, record)
    return record


def checked(
    portal: Portal, kind: ObjectType, sent: Mapping[str, Any], current: Mapping[str, str]
) -> Changes:
    """What was sent, as it is to be kept; 400 with every reason where one value is wrong."""
    changes: Changes = {}
    reasons = []
    for name, value in sent.items():
        try:
            definition = _writable(portal, kind, name)
            changes[name] = kept(definition, text_of(value), current.get(name), portal.is_owner)
        except WrongValueError as wrong:
            reasons.append(_reason(name, wrong))
    if reasons:
        listed = encode(reasons).decode()
        raise invalid(f"Property values were not valid: {listed}")
    return changes


def holder(portal: Portal, kind: ObjectType, name: str, value: str) -> Record | None:
    """The live record that holds this value of a unique property."""
    where = LIVE & kind.where & Where(f"{keyed_by(name)} = lower(?)", (value,))
    found = portal.store.find(kind.table, where)
    is_email = name == "email"
    same = (it for it in found if is_email or it["properties"].get(name) == value)
    return next(same, None)


def _writable(portal: Portal, kind: ObjectType, name: str) -> Definition:
    definition = portal.definitions.get(kind, name)
    if definition is None:
        raise WrongValueError("PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if definition["modificationMetadata"]["readOnlyValue"]:
        words = f'"{name}" is a read only property; its value cannot be set.'
        raise WrongValueError("READ_ONLY_VALUE", words)
    return definition


def _raise_if_taken(portal: Portal, kind: ObjectType, id_: int, changes: Changes) -> None:
    unique = [*portal.definitions.unique(kind), *(["email"] if kind is CONTACTS else [])]
    for name in unique:
        value = changes.get(name)
        known = holder(portal, kind, name, value) if value else None
        if known is not None and known["id"] != id_:
            raise invalid(
                f"Cannot set PropertyValueCoordinates{{portalId={PORTAL_ID}, objectTypeId="
                f"ObjectTypeId{{legacyObjectType={kind.legacy_name}}}, propertyName={name}, "
                f"value={value}}} on {id_}. {known['id']} already has that value."
            )


def _goes_back(before: str | None, after: str | None) -> bool:
    """Whether a stage of life would come after a later one; it has to be cleared first."""
    return before in STAGES and after in STAGES and STAGES.index(after) < STAGES.index(before)


def _reason(name: str, wrong: WrongValueError) -> dict[str, Any]:
    return {
        "isValid": False,
        "message": wrong.message,
        "error": wrong.code,
        "name": name,
        "localizedErrorMessage": wrong.message,
    }


def _echo(kind: ObjectType, record: Record, sent: Mapping[str, str | None]) -> dict[str, Any]:
    """The answer to a write: what was sent and what follows from it, nothing else."""
    always = properties_of(kind, record, [kind.created, kind.modified, "hs_object_id"])
    return shaped(record, dict(sorted((always | dict(sent)).items())))
