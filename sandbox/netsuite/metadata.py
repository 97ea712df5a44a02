"""The metadata catalogue: which records there are, and what each looks like as a JSON schema."""

from typing import Any

from starlette.responses import Response

from sandbox.netsuite.calls import Call, plain_json, singular
from sandbox.netsuite.errors import invalid_parameter, nonexistent_id
from sandbox.netsuite.labels import LISTS
from sandbox.netsuite.record_catalog import RECORD_TYPES
from sandbox.netsuite.record_types import Field, RecordType, Sublist
from sandbox.netsuite.shapes import RECORD_PATH

CATALOG_PATH = f"{RECORD_PATH}/metadata-catalog"
SCHEMA_TYPE = "application/schema+json"
OPENAPI_TYPE = "application/swagger+json"
_LINK = f"{CATALOG_PATH}/nsLink"
_LINK_SCHEMA = {
    "type": "object",
    "properties": {
        "rel": {"title": "Relationship", "type": "string", "readOnly": True},
        "href": {"title": "Hypertext Reference", "type": "string", "format": "URI"},
    },
}
_TYPES: dict[str, dict[str, str]] = {
    "text": {"type": "string"},
    "number": {"type": "number", "format": "double"},
    "integer": {"type": "integer", "format": "int64"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}


def answer_catalog(call: Call) -> Response:
    """All record types, or an OpenAPI document of those that `select` names."""
    names = _selected(call)
    if OPENAPI_TYPE in call.header("accept"):
        return plain_json(_openapi(call, names), OPENAPI_TYPE)
    return singular({"items": [_entry(call, RECORD_TYPES[name]) for name in names]})


def answer_record(call: Call) -> Response:
    """One record type: its links, or its schema where the caller accepts one."""
    name = call.names["record"]
    if name == "nsLink":
        return plain_json(_LINK_SCHEMA, SCHEMA_TYPE)
    record_type = RECORD_TYPES.get(name)
    if record_type is None:
        raise nonexistent_id()
    if SCHEMA_TYPE in call.header("accept"):
        return plain_json(schema_of(record_type), SCHEMA_TYPE)
    if OPENAPI_TYPE in call.header("accept"):
        return plain_json(_openapi(call, [name]), OPENAPI_TYPE)
    return singular(_entry(call, record_type))


def schema_of(record_type: RecordType) -> dict[str, Any]:
    """The JSON schema of a record type."""
    properties: dict[str, Any] = {"links": _links()}
    properties |= {it.name: _property(it) for it in record_type.fields}
    properties |= {it.name: _lines(it) for it in record_type.sublists}
    return {
        "$schema": "http://json-schema.org/draft-06/hyper-schema#",
        "type": "object",
        "properties": properties,
        "x-ns-filterable": [it.name for it in record_type.fields],
    }


def _property(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"title": field.name, "nullable": True}
    if field.kind == "reference":
        described |= {
            "type": "object",
            "properties": {
                "id": {"title": "Internal identifier", "type": "string"},
                "externalId": {"title": "External identifier", "type": "string"},
                "refName": {"title": "Reference Name", "type": "string"},
                "links": _links(),
            },
        }
    elif field.kind == "code":
        described |= {
            "type": "object",
            "properties": {
                "id": {"type": "string", "enum": list(LISTS[field.shows])},
                "refName": {"type": "string"},
            },
        }
    else:
        described |= _TYPES[field.kind]
    if field.is_readonly:
        described["readOnly"] = True
    if "custom" in field.marks:
        described["x-ns-custom-field"] = True
    return described


def _lines(sublist: Sublist) -> dict[str, Any]:
    line = {"type": "object", "properties": {it.name: _property(it) for it in sublist.fields}}
    return {
        "type": "object",
        "properties": {
            "links": _links(),
            "items": {"type": "array", "items": line},
            "totalResults": {"type": "integer"},
            "count": {"type": "integer"},
            "hasMore": {"type": "boolean"},
            "offset": {"type": "integer"},
        },
    }


def _links() -> dict[str, Any]:
    return {"title": "Links", "type": "array", "readOnly": True, "items": {"$ref": _LINK}}


def _selected(call: Call) -> list[str]:
    wanted = call.parameter("select")
    names = list(RECORD_TYPES) if wanted is None else [it.strip() for it in wanted.split(",")]
    if unknown := [name for name in names if name not in RECORD_TYPES]:
        raise invalid_parameter(f"The record type '{unknown[0]}' does not exist.", "select")
    return names


def _entry(call: Call, record_type: RecordType) -> dict[str, Any]:
    href = f"{call.base}{CATALOG_PATH}/{record_type.name}"
    described = [OPENAPI_TYPE, SCHEMA_TYPE]
    links = [{"rel": "canonical", "href": href, "mediaType": "application/json"}]
    links += [{"rel": "describes", "href": f"{call.base}{RECORD_PATH}/{record_type.name}"}]
    links += [{"rel": "alternate", "href": href, "mediaType": kind} for kind in described]
    return {"name": record_type.name, "links": links}


def _openapi(call: Call, names: list[str]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for name in names:
        collected = ["get", "post"] if RECORD_TYPES[name].is_writable else ["get"]
        single = ["get", "patch", "put", "delete"] if RECORD_TYPES[name].is_writable else ["get"]
        paths[f"/{name}"] = {verb: {"tags": [name]} for verb in collected}
        paths[f"/{name}/{{id}}"] = {verb: {"tags": [name]} for verb in single}
    return {
        "openapi": "3.0.1",
        "info": {"title": "NetSuite REST Record API", "version": "v1"},
        "servers": [{"url": f"{call.base}{RECORD_PATH}"}],
        "paths": paths,
        "components": {"schemas": {name: schema_of(RECORD_TYPES[name]) for name in names}},
    }
