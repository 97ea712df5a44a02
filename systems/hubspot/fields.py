"""Whether a property can hold what we want to write, and how one is made."""

from collections.abc import Mapping

from systems.base import Field, Finding, Kind, Row

SYSTEM = "hubspot"
TYPE_OF_KIND: Mapping[Kind, tuple[str, str]] = {
    "boolean": ("bool", "booleancheckbox"),
    "decimal": ("number", "number"),
    "integer": ("number", "number"),
    "text": ("string", "text"),
    "date": ("date", "date"),
    "timestamp": ("datetime", "date"),
}
FITTING_TYPES: Mapping[Kind, frozenset[str]] = {
    **{kind: frozenset({type_}) for kind, (type_, _) in TYPE_OF_KIND.items()},
    "text": frozenset({"string", "enumeration", "phone_number"}),
}
BOX = ({"label": "Yes", "value": "true"}, {"label": "No", "value": "false"})


def problem(kind: str, name: str, field: Field, existing: Mapping[str, Row]) -> Finding | None:
    """Why the property `name` of an object cannot hold the field; None where it can."""
    wanted = TYPE_OF_KIND.get(field.kind)
    if wanted is None:
        sentence = f"no type of property holds {field.kind}"
        return Finding(SYSTEM, field.name, False, sentence, "Give the field another kind")
    found = existing.get(name)
    if found is None:
        sentence = f"{kind} has no property {name} ({wanted[0]})"
        return Finding(SYSTEM, field.name, False, sentence, "tieout doctor --create-fields")
    if found.get("type") not in FITTING_TYPES[field.kind]:
        sentence = (
            f"property {name} of {kind} has the type {found.get('type')}, expected {wanted[0]}"
        )
        step = "Its type cannot be changed: map another property, then: tieout doctor"
        return Finding(SYSTEM, field.name, False, sentence, step)
    if is_read_only(found):
        sentence = f"property {name} of {kind} is HubSpot's own: it cannot be written"
        return Finding(SYSTEM, field.name, False, sentence, "Map another property")
    return None


def key_problem(kind: str, name: str, existing: Mapping[str, Row]) -> Finding | None:
    """Why records cannot be found by the property `name`; None where they can."""
    found = existing.get(name)
    if found is None:
        sentence = f"{kind} has no property {name}, by which records are found"
        step = "Make it, a single-line text with unique values, then: tieout doctor"
        return Finding(SYSTEM, name, False, sentence, step)
    if found.get("hasUniqueValue") is not True:
        sentence = f"property {name} of {kind} is not unique: records cannot be found by it"
        step = "That is settled when a property is made: map another one by renamed_properties"
        return Finding(SYSTEM, name, False, sentence, step)
    return None


def is_read_only(prop: Row) -> bool:
    """Whether its values are HubSpot's own, or calculated."""
    metadata = prop.get("modificationMetadata")
    said = metadata.get("readOnlyValue") if isinstance(metadata, dict) else None
    return said is True or prop.get("calculated") is True


def definition(name: str, field: Field, group: str, *, is_key: bool) -> dict[str, object]:
    """The property as it is made."""
    type_, field_type = TYPE_OF_KIND[field.kind]
    made: dict[str, object] = {
        "name": name,
        "label": field.title or name,
        "type": type_,
        "fieldType": field_type,
        "groupName": group,
    }
    if field.description:
        made["description"] = field.description
    if field.kind == "boolean":
        made["options"] = [{**it, "displayOrder": n, "hidden": False} for n, it in enumerate(BOX)]
    return made | ({"hasUniqueValue": True} if is_key else {})
