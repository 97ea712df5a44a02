"""Whether an object's fields can hold what we want to write, and how a missing one is made."""

from collections.abc import Callable, Mapping

from systems.base import Field, Finding, Kind
from systems.salesforce.login import SYSTEM
from systems.salesforce.schema import ObjectInfo
from tieout.errors import UnknownName

MAKE_IT = "tieout doctor --create-fields"
CUSTOM = "__c"
TEXT_LENGTH = 255
_TYPES: Mapping[Kind, str] = {
    "text": "Text",
    "integer": "Number",
    "decimal": "Number",
    "boolean": "Checkbox",
    "date": "Date",
    "timestamp": "DateTime",
}


def problem(
    info: ObjectInfo, path: str, field: Field, describe: Callable[[str], ObjectInfo]
) -> Finding | None:
    """Why the object cannot hold the field; `path` is the field's name in this org."""
    relation, dot, last = path.rpartition(".")
    if dot:
        return _reference_problem(info, relation, last, field, describe)
    found = info.field(path)
    if found is None:
        return _missing(info, path, field)
    if not found.holds(field.kind):
        sentence = f"{info.name}.{found.name} has the type {found.type}, expected {field.kind}"
        return _finding(field, sentence, "Map another field in sources.salesforce.fields")
    if not found.is_updatable and not found.is_creatable:
        sentence = f"{info.name}.{found.name} cannot be written by this user"
        step = "Give its permission set Edit on the field; a formula can never be written"
        return _finding(field, sentence, step)
    if field.kind == "decimal" and found.scale < field.scale:
        sentence = f"{info.name}.{found.name} keeps {found.scale} places, expected {field.scale}"
        return _finding(field, sentence, "Give the field more places in Setup > Object Manager")
    return None


def key_problem(info: ObjectInfo, name: str) -> Finding | None:
    """Why records of the object cannot be found and made by that external id."""
    found = info.field(name)
    subject = f"{info.name}.{name}"
    if found is None:
        sentence = f"{subject} (external id) is missing, or hidden from this user"
        return Finding(SYSTEM, subject, False, sentence, MAKE_IT)
    if found.is_external_id:
        return None
    sentence = f"{subject} is no external id"
    step = "Tick External ID and Unique on the field in Setup > Object Manager"
    return Finding(SYSTEM, subject, False, sentence, step)


def definition(object_name: str, name: str, field: Field, *, is_key: bool) -> dict[str, object]:
    """A custom field as the Tooling API takes it. An amount of two places is made a Currency."""
    metadata: dict[str, object] = {"label": field.title or name.removesuffix(CUSTOM)}
    if field.description:
        metadata["description"] = field.description
    kind = "Currency" if field.kind == "decimal" and field.scale == 2 else _TYPES[field.kind]
    metadata["type"] = kind
    if kind == "Text":
        metadata["length"] = TEXT_LENGTH
    if kind in ("Number", "Currency"):
        metadata |= {"precision": 18, "scale": field.scale if field.kind == "decimal" else 0}
    if kind == "Checkbox":
        metadata["defaultValue"] = "false"
    if is_key:
        metadata |= {"externalId": True, "unique": True}
    return {"FullName": f"{object_name}.{name}", "Metadata": metadata}


def _missing(info: ObjectInfo, path: str, field: Field) -> Finding:
    sentence = f"{info.name}.{path} ({field.kind}) is missing, or hidden from this user"
    if path.lower().endswith(CUSTOM) and field.kind in _TYPES:
        return _finding(field, sentence, MAKE_IT)
    return _finding(field, sentence, "Correct its name, or give the user's permission set Edit")


def _reference_problem(
    info: ObjectInfo,
    relation: str,
    last: str,
    field: Field,
    describe: Callable[[str], ObjectInfo],
) -> Finding | None:
    lookup = info.lookup(relation)
    if lookup is None or not lookup.refers_to:
        sentence = f"{info.name} has no relationship {relation}, or this user may not see it"
        return _finding(field, sentence, "Correct its name: Account__r for the lookup Account__c")
    try:
        problem_there = key_problem(describe(lookup.refers_to[0]), last)
    except UnknownName as unknown:
        return _finding(field, str(unknown).removeprefix(f"{SYSTEM}: "), "")
    if problem_there is None:
        return None
    return _finding(field, problem_there.sentence, problem_there.next_step)


def _finding(field: Field, sentence: str, step: str) -> Finding:
    return Finding(SYSTEM, field.name, False, sentence, step)
