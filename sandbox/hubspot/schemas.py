"""The endpoints of object schemas: the types of the account's own."""

from typing import Any

from sandbox.hubspot.association_types import AssociationType, name_all
from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for, list_in
from sandbox.hubspot.definitions import from_lines, group_of, times_of
from sandbox.hubspot.errors import conflict, invalid, not_found
from sandbox.hubspot.object_types import PORTAL_ID, ObjectType, custom
from sandbox.hubspot.property_endpoints import new_definition
from sandbox.hubspot.standard_properties import EVERY_OBJECT
from sandbox.hubspot.wire import stamp
from sandbox.records import LIVE

FIRST_ID = 1_234_567  # of the types of the account's own: 2-1234567 and on
CHANGEABLE = (
    *("labels", "description", "requiredProperties", "searchableProperties"),
    *("primaryDisplayProperty", "secondaryDisplayProperties"),
)


def list_schemas(call: Call) -> Answer:
    if call.flag("archived"):
        return Answer({"results": []})
    return Answer({"results": [_shown(call, kind) for kind in _own_types(call)]})


def get_schema(call: Call) -> Answer:
    return Answer(_shown(call, call.kind))


def read_batch(call: Call) -> Answer:
    names = [str(name) for name in asked_for(call.body(), "inputs", list)]
    return Answer({"results": [_shown(call, call.portal.type_called(name)) for name in names]})


def create_schema(call: Call) -> Answer:
    body, portal = call.body(), call.portal
    name, labels = asked_for(body, "name", str).lower(), asked_for(body, "labels", dict)
    if any(kind.is_called(name) for kind in portal.types):
        raise conflict(f"An object type with the name '{name}' already exists.")
    primary = str(body.get("primaryDisplayProperty") or "")
    searched = [str(one) for one in list_in(body, "searchableProperties") or [primary]]
    kind = custom(f"2-{FIRST_ID + len(portal.schemas)}", name, name, primary, searched)
    at = stamp(call.now_ms)
    definitions = from_lines(kind, EVERY_OBJECT + times_of(kind)) + [
        new_definition(call, one, group_of(kind)) for one in asked_for(body, "properties", list)
    ]
    portal.types.append(kind)
    portal.definitions.open(kind, definitions)
    for unique in portal.definitions.unique(kind):
        portal.index(kind, unique)
    portal.schemas[kind.id] = {"labels": labels, "createdAt": at, "updatedAt": at} | {
        name: body[name] for name in CHANGEABLE if name in body
    }
    for other in list_in(body, "associatedObjects"):
        portal.association_types.open(kind, portal.type_called(str(other)))
    name_all(portal.association_types, portal.types)
    return Answer(_shown(call, kind), 201)


def update_schema(call: Call) -> Answer:
    kind, body = _own(call), call.body()
    changes = {name: body[name] for name in CHANGEABLE if name in body}
    call.portal.schemas[kind.id] |= changes | {"updatedAt": stamp(call.now_ms)}
    shown = _shown(call, kind)
    return Answer({key: value for key, value in shown.items() if key not in INSIDE})


def delete_schema(call: Call) -> Answer:
    """Only a type without records can go."""
    kind, portal = _own(call), call.portal
    if portal.store.count(kind.table, LIVE & kind.where):
        raise invalid(f"The object type {kind.singular} still has records")
    portal.types.remove(kind)
    portal.definitions.close(kind)
    portal.association_types.close(kind)
    return Answer(None, NOTHING)


def create_association(call: Call) -> Answer:
    body, kind = call.body(), _own(call)
    other = call.portal.type_called(asked_for(body, "toObjectTypeId", str))
    way = call.portal.association_types.open(kind, other)
    name_all(call.portal.association_types, call.portal.types)
    return Answer(_association(way), 201)


def delete_association(call: Call) -> Answer:
    kind = _own(call)
    for other in call.portal.types:
        for way in call.portal.association_types.between(kind, other):
            if call.names["associationIdentifier"] in (str(way.id), way.name):
                call.portal.association_types.remove(way)
                return Answer(None, NOTHING)
    raise not_found()


INSIDE = ("properties", "associations")


def _own_types(call: Call) -> list[ObjectType]:
    return [kind for kind in call.portal.types if kind.is_custom]


def _own(call: Call) -> ObjectType:
    if not call.kind.is_custom:
        raise invalid(f"The object type {call.kind.plural} cannot be changed")
    return call.kind


def _shown(call: Call, kind: ObjectType) -> dict[str, Any]:
    portal = call.portal
    ways = [way for other in portal.types for way in portal.association_types.between(kind, other)]
    name, singular = f"p{PORTAL_ID}_{kind.singular}", {"singular": kind.label[0]}
    shown: dict[str, Any] = {
        "id": kind.id.removeprefix("2-"),
        "objectTypeId": kind.id,
        "name": kind.singular,
        "fullyQualifiedName": name if kind.is_custom else kind.legacy_name,
        "labels": singular | {"plural": kind.label[1]},
        "requiredProperties": [],
        "searchableProperties": list(kind.searched),
        "primaryDisplayProperty": kind.primary,
        "secondaryDisplayProperties": [],
        "allowsSensitiveProperties": False,
        "archived": False,
        "properties": list(portal.definitions.of(kind).values()),
        "associations": [_association(way) for way in ways],
    }
    return shown | portal.schemas.get(kind.id, {})


def _association(way: AssociationType) -> dict[str, Any]:
    return {
        "id": str(way.id),
        "fromObjectTypeId": way.from_type,
        "toObjectTypeId": way.to_type,
        "name": way.name,
    }
