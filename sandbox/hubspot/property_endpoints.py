"""The endpoints of property definitions and of the groups that they are in."""

import re
from typing import Any

from sandbox.hubspot.batches import completed, error_item, inputs_of
from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for, list_in, whole_in
from sandbox.hubspot.definitions import Definition, definition_of, new_group
from sandbox.hubspot.distortion import hidden
from sandbox.hubspot.errors import RefusedError, conflict, invalid, not_found
from sandbox.hubspot.object_types import ObjectType
from sandbox.hubspot.wire import stamp

NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
FIELD_TYPES = {
    "string": ("text", "textarea", "html", "file", "phonenumber", "calculation_equation"),
    "number": ("number", "calculation_equation"),
    "date": ("date",),
    "datetime": ("date",),
    "enumeration": ("select", "radio", "checkbox", "booleancheckbox", "calculation_equation"),
    "bool": ("booleancheckbox", "calculation_equation"),
    "phone_number": ("phonenumber",),
}
FIXED = ("name", "hasUniqueValue")
CHANGEABLE = (
    *("label", "description", "groupName", "displayOrder", "hidden", "formField", "options"),
    *("type", "fieldType", "numberDisplayHint", "showCurrencySymbol", "currencyPropertyName"),
    *("calculationFormula", "textDisplayHint"),
)


def list_properties(call: Call) -> Answer:
    kind = call.kind
    definitions = call.portal.definitions.all_of(kind, call.flag("archived"))
    wanted = call.many("properties")
    found = [one for one in definitions if not wanted or one["name"] in wanted]
    return Answer({"results": hidden(call, found)})


def list_old_properties(call: Call) -> Answer:
    """The same definitions without an envelope, as the older paths have them."""
    kind = call.portal.type_called(call.names.get("objectType") or _family(call))
    return Answer(hidden(call, call.portal.definitions.all_of(kind, is_archived=False)))


def get_property(call: Call) -> Answer:
    return Answer(_existing(call, call.kind, is_archived=call.flag("archived")))


def create_property(call: Call) -> Answer:
    return Answer(_create(call, call.kind, call.body()), 201)


def update_property(call: Call) -> Answer:
    kind, body = call.kind, call.body()
    definition = _existing(call, kind)
    if definition["modificationMetadata"]["readOnlyDefinition"]:
        raise invalid(f"Property {definition['name']} is read-only and cannot be changed")
    if fixed := [name for name in FIXED if body.get(name, definition[name]) != definition[name]]:
        raise invalid(f"These cannot be changed after creation: {', '.join(fixed)}")
    changes = {name: body[name] for name in CHANGEABLE if name in body}
    if "options" in changes:
        changes["options"] = _options(list_in(body, "options"))
    _raise_unless_fitting(definition | changes)
    if changes.get("groupName"):
        call.portal.definitions.group(kind, changes["groupName"])
    definition.update(changes | {"updatedAt": stamp(call.now_ms)})
    return Answer(definition)


def archive_property(call: Call) -> Answer:
    _archive(call, _existing(call, call.kind))
    return Answer(None, NOTHING)


def create_batch(call: Call) -> Answer:
    results, errors = [], []
    for one in inputs_of(call):
        try:
            results.append(_create(call, call.kind, one))
        except RefusedError as refusal:
            errors.append(error_item(call, refusal, {"name": [str(one.get("name"))]}))
    return completed(call, results, errors, status=201, is_shuffled=False)


def read_batch(call: Call) -> Answer:
    kind, body = call.kind, call.body()
    is_archived = bool(body.get("archived"))
    known = {one["name"]: one for one in call.portal.definitions.all_of(kind, is_archived)}
    names = [str(asked_for(one, "name", str)) for one in inputs_of(call)]
    missing = [name for name in names if name not in known]
    errors = [error_item(call, _unknown(name), {"name": [name]}) for name in missing]
    results = [known[name] for name in names if name in known]
    return completed(call, results, errors, is_shuffled=False)


def archive_batch(call: Call) -> Answer:
    for one in inputs_of(call):
        definition = call.portal.definitions.get(call.kind, str(one.get("name")))
        if definition is not None:
            _archive(call, definition)
    return Answer(None, NOTHING)


def list_groups(call: Call) -> Answer:
    return Answer({"results": list(call.portal.definitions.groups(call.kind).values())})


def get_group(call: Call) -> Answer:
    return Answer(call.portal.definitions.group(call.kind, call.names["groupName"]))


def create_group(call: Call) -> Answer:
    body, groups = call.body(), call.portal.definitions.groups(call.kind)
    name = asked_for(body, "name", str)
    if name in groups:
        raise conflict(f"Property group '{name}' already exists.")
    group = new_group(name, asked_for(body, "label", str), whole_in(body, "displayOrder", -1))
    groups[name] = group
    return Answer(group, 201)


def update_group(call: Call) -> Answer:
    group = call.portal.definitions.group(call.kind, call.names["groupName"])
    body = call.body()
    group.update({name: body[name] for name in ("label", "displayOrder") if name in body})
    return Answer(group)


def archive_group(call: Call) -> Answer:
    kind, name = call.kind, call.names["groupName"]
    call.portal.definitions.group(kind, name)
    if any(one["groupName"] == name for one in call.portal.definitions.of(kind).values()):
        raise invalid(f"Property group '{name}' still holds properties")
    del call.portal.definitions.groups(kind)[name]
    return Answer(None, NOTHING)


def new_definition(call: Call, body: dict[str, Any], group: str) -> Definition:
    """A definition from what was sent; 400 where it cannot be one."""
    name = asked_for(body, "name", str)
    if not NAME.fullmatch(name):
        raise invalid(f"Property name {name} must be lower case letters, digits and underscores")
    definition = definition_of(
        name,
        asked_for(body, "label", str),
        asked_for(body, "type", str),
        asked_for(body, "fieldType", str),
        group,
        stamp(call.now_ms),
        createdUserId="12282590",
        updatedUserId="12282590",
    )
    optional = ("description", "displayOrder", "hasUniqueValue", "hidden", "formField")
    definition |= {key: body[key] for key in optional if body.get(key) is not None}
    shown = ("numberDisplayHint", "showCurrencySymbol", "currencyPropertyName", "textDisplayHint")
    definition |= {key: body[key] for key in (*shown, "referencedObjectType") if body.get(key)}
    definition["options"] = _options(list_in(body, "options"))
    _raise_unless_fitting(definition)
    return definition


def _create(call: Call, kind: ObjectType, body: dict[str, Any]) -> Definition:
    group = asked_for(body, "groupName", str)
    definition = new_definition(call, body, group)
    call.portal.definitions.add(kind, definition)
    if definition["hasUniqueValue"]:
        call.portal.index(kind, definition["name"])
    return definition


def _archive(call: Call, definition: Definition) -> None:
    if not definition["modificationMetadata"]["archivable"]:
        raise invalid(f"Property {definition['name']} cannot be archived")
    definition |= {"archived": True, "archivedAt": stamp(call.now_ms)}


def _existing(call: Call, kind: ObjectType, *, is_archived: bool = False) -> Definition:
    name = call.names["propertyName"]
    for definition in call.portal.definitions.all_of(kind, is_archived):
        if definition["name"] == name:
            return definition
    raise _unknown(name)


def _unknown(name: str) -> RefusedError:
    return not_found(f"Property '{name}' does not exist")


def _raise_unless_fitting(definition: Definition) -> None:
    type_, field_type = definition["type"], definition["fieldType"]
    if type_ not in FIELD_TYPES:
        raise invalid(f"Invalid property type {type_}. Known are: {', '.join(FIELD_TYPES)}")
    if field_type not in FIELD_TYPES[type_]:
        raise invalid(f"The field type {field_type} is not valid for the type {type_}")
    values = {option.get("value") for option in definition["options"]}
    if type_ == "bool" and values != {"true", "false"}:
        raise invalid("Boolean properties must have exactly the options true and false")
    if definition["hasUniqueValue"] and type_ not in ("string", "number"):
        raise invalid("Only string and number properties can have unique values")


def _options(sent: list[Any]) -> list[dict[str, Any]]:
    blank = {"description": "", "hidden": False}
    return [
        blank | {"displayOrder": place} | dict(option)
        for place, option in enumerate(sent)
        if isinstance(option, dict)
    ]


def _family(call: Call) -> str:
    """The type that an older path is of by its beginning: `/companies/v2/properties`."""
    parts = call.path.strip("/").split("/")
    return parts[2] if parts[0] == "properties" else parts[0]
