"""How our kinds of value look in Zendesk: types of custom fields, values read and written."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from systems.base import Field, Finding, Kind, Row, Value
from tieout.errors import BadAnswer

SYSTEM = "zendesk"
NESTED = "organization_fields."
TOP_LEVEL: Mapping[str, Kind] = {"name": "text", "external_id": "text"}
TYPE_OF_KIND: Mapping[Kind, str] = {
    "boolean": "checkbox",
    "decimal": "decimal",
    "integer": "integer",
    "text": "text",
    "date": "date",
}
FITTING_TYPES: Mapping[Kind, frozenset[str]] = {
    **{kind: frozenset({name}) for kind, name in TYPE_OF_KIND.items()},
    "text": frozenset({"text", "textarea", "regexp"}),
}


def key_of(field: Field) -> str:
    """The custom field's key; empty for an attribute of the organization itself."""
    return field.name.removeprefix(NESTED) if field.name.startswith(NESTED) else ""


def problem(field: Field, existing: Mapping[str, Row]) -> Finding | None:
    """Why the field cannot hold what we want to write; `existing` are the custom fields by key."""
    key = key_of(field)
    if not key:
        if TOP_LEVEL.get(field.name) == field.kind:
            return None
        known = ", ".join(TOP_LEVEL)
        sentence = f"{field.name} is not an attribute that can be written as {field.kind}"
        return Finding(SYSTEM, field.name, False, sentence, f"Use {known} or {NESTED}<key>")
    found, wanted = existing.get(key), TYPE_OF_KIND.get(field.kind)
    if wanted is None:
        sentence = f"no type of organization field holds {field.kind}"
        return Finding(SYSTEM, field.name, False, sentence, "Give the field another kind")
    if found is None:
        sentence = f"organization field {key} ({wanted}) is missing"
        return Finding(SYSTEM, field.name, False, sentence, "tieout doctor --create-fields")
    if str(found.get("type")) not in FITTING_TYPES[field.kind]:
        sentence = f"organization field {key} has the type {found.get('type')}, expected {wanted}"
        step = "Its type cannot be changed: map another key, then: tieout doctor --create-fields"
        return Finding(SYSTEM, field.name, False, sentence, step)
    if found.get("active") is not True:
        sentence = f"organization field {key} is not active"
        step = "Make it active in the Admin Center, then: tieout doctor --create-fields"
        return Finding(SYSTEM, field.name, False, sentence, step)
    return None


def definition(field: Field) -> dict[str, object]:
    """The custom field as it is made."""
    made = {"type": TYPE_OF_KIND[field.kind], "key": key_of(field), "title": field.title}
    return {**made, "description": field.description} if field.description else dict(made)


def read_value(organization: Row, field: Field) -> Value:
    """What the organization holds in the field, in our kind; BadAnswer where it cannot be that."""
    key = key_of(field)
    held: object = organization
    if key:
        held = organization.get("organization_fields")
    raw = held.get(key or field.name) if isinstance(held, Mapping) else None
    try:
        return _value(raw, field)
    except (ValueError, InvalidOperation):
        raise BadAnswer(
            SYSTEM,
            f"organization {organization.get('id')} holds in {field.name} what is no {field.kind}.",
        ) from None


def _value(raw: object, field: Field) -> Value:
    if field.kind == "boolean":
        return raw is True  # an unset checkbox may come as null
    if raw is None or raw == "":
        return None
    text = str(raw)
    if field.kind == "decimal":
        return Decimal(text).quantize(Decimal(1).scaleb(-field.scale), ROUND_HALF_UP)
    if field.kind == "integer":
        return int(text)
    if field.kind == "date":
        return date.fromisoformat(text[:10])  # comes back as midnight, +00:00
    return text


def write_values(values: Mapping[str, Value]) -> dict[str, object]:
    """Values by dotted name as an organization's body, amounts as plain exact numbers."""
    body: dict[str, object] = {}
    custom: dict[str, object] = {}
    for name, value in values.items():
        written = Decimal(f"{value:f}") if isinstance(value, Decimal) else value
        if name.startswith(NESTED):
            custom[name.removeprefix(NESTED)] = written
        else:
            body[name] = written
    return {**body, "organization_fields": custom} if custom else body


def by_key(listed: Sequence[Row]) -> dict[str, Row]:
    """Custom fields by their key."""
    return {str(field.get("key")): field for field in listed}
