"""The definitions of an account's properties, as the properties API shows them."""

from collections.abc import Iterable
from typing import Any

from sandbox.hubspot import partner_properties, standard_properties
from sandbox.hubspot.errors import conflict, invalid, not_found
from sandbox.hubspot.object_types import STANDARD, ObjectType
from sandbox.hubspot.standard_properties import ADDRESS, EVERY_OBJECT, OPTIONS
from sandbox.hubspot.wire import stamp

Definition = dict[str, Any]

MOST_CUSTOM, MOST_UNIQUE = 1000, 10  # per object type
SINCE = stamp(1_577_836_800_000)  # 1 January 2020: when the account was opened
WITH_ADDRESS = ("companies", "contacts")
OWN = ("customer_key", "notice_role", "rec_")  # how the names of this account's own ones begin
TIMES = "{} | {} | datetime | date | read-only\n"


class Definitions:
    """Every property and property group of the account, by object type id and name."""

    def __init__(self, has_renewal_owner_property: bool) -> None:
        self._by_type: dict[str, dict[str, Definition]] = {}
        self._groups: dict[str, dict[str, dict[str, Any]]] = {}
        for kind in STANDARD:
            lines = _lines_of(kind, has_renewal_owner_property)
            self.open(kind, [_definition(kind, line) for line in lines])

    def open(self, kind: ObjectType, definitions: Iterable[Definition]) -> None:
        """Begin a type with these properties and the group that they are in."""
        self._by_type[kind.id] = {one["name"]: one for one in definitions}
        group = _group(group_of(kind), f"{kind.label[0]} information", 0)
        self._groups[kind.id] = {group["name"]: group}

    def close(self, kind: ObjectType) -> None:
        self._by_type.pop(kind.id, None)
        self._groups.pop(kind.id, None)

    def of(self, kind: ObjectType) -> dict[str, Definition]:
        """Every definition of the type that was not archived, by name."""
        return {name: one for name, one in self._by_type[kind.id].items() if not one["archived"]}

    def all_of(self, kind: ObjectType, is_archived: bool) -> list[Definition]:
        found = self._by_type[kind.id].values()
        return [one for one in found if one["archived"] == is_archived]

    def get(self, kind: ObjectType, name: str) -> Definition | None:
        """The definition that is in use, or None."""
        found = self._by_type[kind.id].get(name)
        return found if found is not None and not found["archived"] else None

    def unique(self, kind: ObjectType) -> list[str]:
        """The names of the properties that no two records hold the same value of."""
        return [name for name, one in self.of(kind).items() if one["hasUniqueValue"]]

    def custom(self, kind: ObjectType) -> list[Definition]:
        return [one for one in self.of(kind).values() if not one.get("hubspotDefined")]

    def add(self, kind: ObjectType, definition: Definition) -> None:
        """Take a new property; 409 where its name is known, 400 where there are too many."""
        name = definition["name"]
        if self.get(kind, name) is not None:
            raise conflict(f"A property named '{name}' already exists.")
        if definition["groupName"] not in self._groups[kind.id]:
            raise invalid(f"Property group '{definition['groupName']}' does not exist")
        if len(self.custom(kind)) >= MOST_CUSTOM:
            raise invalid(f"The limit of {MOST_CUSTOM} custom properties has been reached.")
        if definition["hasUniqueValue"] and len(self.unique(kind)) >= MOST_UNIQUE:
            raise invalid(f"The limit of {MOST_UNIQUE} unique properties has been reached.")
        self._by_type[kind.id][name] = definition

    def groups(self, kind: ObjectType) -> dict[str, dict[str, Any]]:
        return self._groups[kind.id]

    def group(self, kind: ObjectType, name: str) -> dict[str, Any]:
        found = self._groups[kind.id].get(name)
        if found is None:
            raise not_found(f"Property group '{name}' does not exist")
        return found


def group_of(kind: ObjectType) -> str:
    """The name of the group that a type has from the start."""
    return f"{kind.singular.replace('_', '')}information"


def times_of(kind: ObjectType) -> str:
    """The lines of the two times that every record has."""
    return TIMES.format(kind.created, "Create Date") + TIMES.format(
        kind.modified, "Last Modified Date"
    )


def from_lines(kind: ObjectType, text: str) -> list[Definition]:
    """Definitions from a table in the form of `standard_properties`."""
    return [_definition(kind, line) for line in text.strip().splitlines()]


def definition_of(
    name: str, label: str, type_: str, field_type: str, group: str, at: str, **more: Any
) -> Definition:
    """A definition with everything that the API shows of it; `at` is when it was made."""
    definition: Definition = {
        "updatedAt": at,
        "createdAt": at,
        "name": name,
        "label": label,
        "type": type_,
        "fieldType": field_type,
        "description": "",
        "groupName": group,
        "options": [],
        "displayOrder": -1,
        "calculated": False,
        "externalOptions": False,
        "archived": False,
        "hasUniqueValue": False,
        "hidden": False,
        "modificationMetadata": {
            "archivable": True,
            "readOnlyDefinition": False,
            "readOnlyOptions": False,
            "readOnlyValue": False,
        },
        "formField": False,
        "dataSensitivity": "non_sensitive",
    }
    return definition | more


def options_of(values: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"label": value, "value": value, "description": "", "displayOrder": place, "hidden": False}
        for place, value in enumerate(values)
    ]


def new_group(name: str, label: str, order: int) -> dict[str, Any]:
    return _group(name, label, order)


def _lines_of(kind: ObjectType, has_renewal_owner_property: bool) -> list[str]:
    is_partners = kind.is_only_read_and_updated
    tables = partner_properties if is_partners else standard_properties
    text = getattr(tables, kind.plural.upper()) + EVERY_OBJECT + times_of(kind)
    if kind.plural in WITH_ADDRESS:
        text += ADDRESS
    if kind.plural == "partner_clients" and has_renewal_owner_property:
        text += partner_properties.RENEWAL_OWNER
    return [line for line in text.splitlines() if line]


def _definition(kind: ObjectType, line: str) -> Definition:
    name, label, type_, field_type, *marks = (part.strip() for part in line.split("|"))
    is_own = name.startswith(OWN) or kind.is_custom
    options = ["true", "false"] if type_ == "bool" else []
    options += [value for mark in marks for value in OPTIONS.get(mark, "").split()]
    more: Definition = {
        "options": options_of(dict.fromkeys(options)),
        "hasUniqueValue": "unique" in marks,
        "modificationMetadata": {
            "archivable": is_own,
            "readOnlyDefinition": not is_own,
            "readOnlyOptions": not is_own,
            "readOnlyValue": "read-only" in marks,
        },
    }
    if not is_own:
        more["hubspotDefined"] = True
    if "owner" in marks:
        more |= {"externalOptions": True, "referencedObjectType": "OWNER"}
    return definition_of(name, label, type_, field_type, group_of(kind), SINCE, **more)


def _group(name: str, label: str, order: int) -> dict[str, Any]:
    return {"name": name, "label": label, "displayOrder": order, "archived": False}
