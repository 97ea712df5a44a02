"""Custom fields, made by way of the Tooling API; nothing else of that API is here."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.salesforce.call import Answer, Call
from sandbox.salesforce.errors import Refusal
from sandbox.salesforce.fields import label_of, lookup, made
from sandbox.salesforce.ids import made_id
from sandbox.salesforce.schema import Field, Kind

_NAME = re.compile(r"(\w+)\.([A-Za-z][A-Za-z0-9_]{0,39}__c)")
KINDS: Mapping[str, Kind] = {
    "Text": "string",
    "TextArea": "textarea",
    "LongTextArea": "textarea",
    "Checkbox": "boolean",
    "Number": "double",
    "Currency": "currency",
    "Percent": "percent",
    "Date": "date",
    "DateTime": "datetime",
    "Email": "email",
    "Phone": "phone",
    "Url": "url",
    "Picklist": "picklist",
    "MultiselectPicklist": "multipicklist",
}
WITH_DIGITS = frozenset({"Number", "Currency", "Percent"})
WITH_LENGTH = frozenset({"Text", "LongTextArea"})


def create_field(call: Call) -> Answer:
    """`{"FullName": "Account.X__c", "Metadata": {"type": "Text", "length": 40, ...}}`."""
    sent = call.body()
    full_name = str(sent.get("FullName") or "")
    named = _NAME.fullmatch(full_name)
    owner = call.schema.find(named.group(1)) if named else None
    if named is None or owner is None:
        words = f"Invalid full name: {full_name}"
        raise Refusal(400, "FIELD_INTEGRITY_EXCEPTION", words, ["FullName"])
    name = named.group(2)
    if owner.find(name) is not None:
        words = f"There is already a field named {name.removesuffix('__c')} on {owner.label}."
        raise Refusal(400, "DUPLICATE_DEVELOPER_NAME", words, ["DeveloperName"])
    metadata = sent.get("Metadata")
    if not isinstance(metadata, dict):
        words = "Required fields are missing: [Metadata]"
        raise Refusal(400, "REQUIRED_FIELD_MISSING", words, ["Metadata"])
    call.org.add_field(owner.name, _field(call, name, metadata))
    return Answer(
        {
            "id": made_id("00N", call.org.new_number()),
            "success": True,
            "errors": [],
            "warnings": [],
            "infos": [],
        },
        201,
    )


def _field(call: Call, name: str, metadata: Mapping[str, Any]) -> Field:
    kind = str(metadata.get("type") or "")
    common: dict[str, Any] = {
        "label": str(metadata.get("label") or label_of(name)),
        "is_external_id": metadata.get("externalId") is True,
        "is_unique": metadata.get("unique") is True,
        "is_required": metadata.get("required") is True,
    }
    if kind == "Lookup":
        return _lookup(call, name, metadata, common)
    if kind not in KINDS:
        raise _unfit(f"Invalid field type: {kind}")
    if kind in WITH_LENGTH:
        common["length"] = _whole(metadata, "length")
    if kind in WITH_DIGITS:
        common |= {"precision": _whole(metadata, "precision"), "scale": _whole(metadata, "scale")}
        if not 0 <= common["scale"] <= common["precision"] <= 18:
            raise _unfit("Precision must be between 1 and 18, and scale no more than that")
    if kind == "Checkbox":
        common["is_defaulted"] = True
        common.pop("is_required")
    if kind in ("Picklist", "MultiselectPicklist"):
        common |= _picklist(metadata)
    return made(name, KINDS[kind], **common)


def _lookup(call: Call, name: str, metadata: Mapping[str, Any], common: dict[str, Any]) -> Field:
    target = call.schema.find(str(metadata.get("referenceTo") or ""))
    if target is None:
        raise _unfit("Lookup needs an object that it refers to")
    children = metadata.get("relationshipName")
    return lookup(name, target.name, children=f"{children}__r" if children else None, **common)


def _picklist(metadata: Mapping[str, Any]) -> dict[str, Any]:
    value_set = metadata.get("valueSet")
    if not isinstance(value_set, dict):
        raise _unfit("Picklist needs a valueSet")
    definition = value_set.get("valueSetDefinition") or {}
    values = [str(it.get("fullName") or it.get("valueName")) for it in definition.get("value", [])]
    return {"values": tuple(values), "is_restricted": value_set.get("restricted") is True}


def _whole(metadata: Mapping[str, Any], name: str) -> int:
    value = metadata.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _unfit(f"Required field is missing: {name}")
    return int(value)


def _unfit(words: str) -> Refusal:
    return Refusal(400, "FIELD_INTEGRITY_EXCEPTION", words, ["Metadata"])
