"""The definitions of organization fields: which there are, and what may be changed of them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.records import LIVE, Record, Store, Where, equal
from sandbox.zendesk.call import Answer, Call, whole_number
from sandbox.zendesk.errors import RecordInvalidError, invalid_attribute, reason, record_not_found
from sandbox.zendesk.paging import Listing, listed
from sandbox.zendesk.tables import FIELDS
from sandbox.zendesk.values import TYPES
from sandbox.zendesk.wire import stamp

KEY = re.compile(r"(?!\d+\Z)[A-Za-z0-9_]+")
LAST = 9999  # position of a field that was not put anywhere
CHANGEABLE = ("title", "description", "position", "active", "regexp_for_validation", "tag")
WITH_OPTIONS = ("dropdown", "multiselect")


def active_fields(store: Store) -> dict[str, Record]:
    """The fields that every organization carries, by key, in the order of their keys."""
    found = store.find(FIELDS, LIVE, "field_key")
    return {field["key"]: field for field in found if field["active"]}


def list_fields(call: Call) -> Answer:
    sorts = {"position": "position"}
    return Answer(
        listed(call, Listing("organization_fields", FIELDS, _presented, LIVE, sorts, "position"))
    )


def show_field(call: Call) -> Answer:
    return Answer({"organization_field": _present(call, _named(call))})


def create_field(call: Call) -> Answer:
    sent, store, now = call.sent("organization_field"), call.account.store, stamp(call.now)
    kind, key = sent.get("type", "text"), str(sent.get("key") or "")
    _raise_unless_valid(store, kind, key, sent)
    field = {
        "id": call.account.new_id(),
        "type": kind,
        "key": key,
        "title": sent["title"],
        "description": sent.get("description") or "",
        "position": sent.get("position", LAST),
        "active": sent.get("active", True),
        "regexp_for_validation": sent.get("regexp_for_validation"),
        "created_at": now,
        "updated_at": now,
        "is_deleted": False,
        **_extras(call, kind, sent, ()),
    }
    _save(call, field)
    location = {"Location": call.address("organization_fields", field["id"])}
    return Answer({"organization_field": _present(call, field)}, 201, location)


def update_field(call: Call) -> Answer:
    """Type and key were fixed at the creation; what is sent of them is passed over."""
    field, sent = _named(call), call.sent("organization_field")
    if "title" in sent and not sent["title"]:
        raise RecordInvalidError({"title": [reason("Title", "cannot be blank", "BlankValue")]})
    _raise_unless_pattern(sent.get("regexp_for_validation"))
    for name in CHANGEABLE:
        if name in sent and name in field:
            field[name] = sent[name]
    if field["type"] in WITH_OPTIONS and "custom_field_options" in sent:
        known = field["custom_field_options"]
        field |= _extras(call, field["type"], sent, known)
    field["updated_at"] = stamp(call.now)
    _save(call, field)
    return Answer({"organization_field": _present(call, field)})


def delete_field(call: Call) -> Answer:
    """The key stays taken for ever."""
    field = _named(call)
    _save(call, {**field, "is_deleted": True, "updated_at": stamp(call.now)})
    return Answer(None, 204)


def reorder_fields(call: Call) -> Answer:
    ids = call.body().get("organization_field_ids")
    if not isinstance(ids, list):
        words = "Invalid parameter: organization_field_ids is required"
        raise invalid_attribute("organization_field_ids", words)
    for position, id_ in enumerate(ids):
        field = call.account.store.get(FIELDS, LIVE & equal("id", whole_number("id", str(id_))))
        if field is None:
            raise record_not_found()
        _save(call, {**field, "position": position, "updated_at": stamp(call.now)})
    return Answer({})


def _save(call: Call, field: Record) -> None:
    call.account.store.put(FIELDS, field)
    call.account.forget_fields()


def _named(call: Call) -> Record:
    """The field that the path names by id or by key."""
    name = call.names["id"]
    where = equal("id", int(name)) if name.isdecimal() else equal("field_key", name)
    field = call.account.store.get(FIELDS, LIVE & where)
    if field is None:
        raise record_not_found()
    return field


def _raise_unless_valid(store: Store, kind: object, key: str, sent: Mapping[str, Any]) -> None:
    if not KEY.fullmatch(key):
        words = "may hold letters, digits and underscores, and not digits alone"
        code = "InvalidFormat" if key else "BlankValue"
        raise RecordInvalidError(
            {"key": [reason("Key", words if key else "cannot be blank", code)]}
        )
    if store.count(FIELDS, Where("field_key = ?", (key,))):
        words = f"{key} has already been taken"
        raise RecordInvalidError({"key": [reason("Key", words, "DuplicateValue")]})
    if not isinstance(sent.get("title"), str) or not sent["title"].strip():
        raise RecordInvalidError({"title": [reason("Title", "cannot be blank", "BlankValue")]})
    if kind not in TYPES:
        words = f"{kind} is not a valid type"
        raise RecordInvalidError({"type": [reason("Type", words, "InvalidValue")]})
    _raise_unless_pattern(sent.get("regexp_for_validation"))


def _raise_unless_pattern(pattern: object) -> None:
    try:
        re.compile(str(pattern or ""))
    except re.error:
        fault = reason("Regexp for validation", "is not a valid pattern", "InvalidFormat")
        raise RecordInvalidError({"regexp_for_validation": [fault]}) from None


def _extras(
    call: Call, kind: str, sent: Mapping[str, Any], known: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The attributes that only fields of this type have."""
    if kind == "checkbox":
        return {"tag": str(sent["tag"]) if sent.get("tag") else None}
    if kind in WITH_OPTIONS:
        return {"custom_field_options": _options(call, sent, known)}
    if kind == "lookup":
        names = ("relationship_target_type", "relationship_filter")
        return {name: sent.get(name) for name in names}
    return {}


def _options(
    call: Call, sent: Mapping[str, Any], known: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """All options as sent; one that is not sent any more is gone, one without id is new."""
    options = sent.get("custom_field_options") or []
    if not all(isinstance(option, dict) and option.get("value") for option in options):
        words = "every option needs a name and a value"
        fault = reason("Custom field options", words, "InvalidValue")
        raise RecordInvalidError({"custom_field_options": [fault]})
    known_ids = {option["value"]: option["id"] for option in known}
    return [
        {
            "id": known_ids.get(option["value"]) or call.account.new_id(),
            "name": option.get("name", option["value"]),
            "raw_name": option.get("name", option["value"]),
            "value": str(option["value"]),
        }
        for option in options
    ]


def _presented(call: Call, fields: Sequence[Record]) -> list[Any]:
    return [_present(call, field) for field in fields]


def _present(call: Call, field: Record) -> dict[str, Any]:
    shown = {
        "url": call.address("organization_fields", field["id"]),
        "id": field["id"],
        "type": field["type"],
        "key": field["key"],
        "title": field["title"],
        "description": field["description"],
        "raw_title": field["title"],
        "raw_description": field["description"],
        "position": field["position"],
        "active": field["active"],
        "system": False,
        "regexp_for_validation": field["regexp_for_validation"],
        "created_at": field["created_at"],
        "updated_at": field["updated_at"],
    }
    own = ("tag", "custom_field_options", "relationship_target_type", "relationship_filter")
    return shown | {name: field[name] for name in own if name in field}
