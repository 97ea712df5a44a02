"""Metafields: small facts that an app keeps on an order, a customer, a product or a variant."""

from collections.abc import Mapping
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import RefusedError, v3, v3_invalid, v3_not_found
from sandbox.bigcommerce.tables import CUSTOMERS, METAFIELDS, ORDERS, PRODUCTS, VARIANTS
from sandbox.bigcommerce.v3_filters import Field, condition
from sandbox.bigcommerce.v3_lists import CURSORS, PAGING, Listing, listed, one
from sandbox.bigcommerce.wire import iso
from sandbox.records import LIVE, Record, Where, equal

PERMISSIONS = frozenset({"app_only", "read", "write", "read_and_sf_access", "write_and_sf_access"})
WRITABLE_BY_OTHERS = frozenset({"write", "write_and_sf_access"})
HOLDERS = {"order": ORDERS, "customer": CUSTOMERS, "product": PRODUCTS, "variant": VARIANTS}
MOST = 250  # on one holder, by one client
REQUIRED = ("permission_set", "namespace", "key", "value")
_LONGEST = {"namespace": 64, "key": 64, "value": 65_535, "description": 255}
_FILTERS = {
    "key": Field("field_key", "text", ("", "in")),
    "namespace": Field("namespace", "text", ("", "in")),
    "date_created": Field("created", "time", ("", "min", "max")),
    "date_modified": Field("changed", "time", ("", "min", "max")),
}
_OTHERS = PAGING | CURSORS | {"direction", "include_fields", "exclude_fields"}


def list_metafields(call: Call) -> Answer:
    """Those on one holder that this client may see."""
    kind, id_ = holder(call)
    return _listed(call, equal("resource_type", kind) & equal("resource_id", id_))


def list_all_metafields(call: Call) -> Answer:
    """Those on all holders of a kind."""
    return _listed(call, equal("resource_type", kind_of(call)))


def show_metafield(call: Call) -> Answer:
    return one(call, view(call, _found(call)))


def create_metafield(call: Call) -> Answer:
    kind, id_ = holder(call)
    return one(call, view(call, created(call, kind, id_, call.sent())))


def update_metafield(call: Call) -> Answer:
    return one(call, view(call, changed(call, _found(call), call.sent())))


def delete_metafield(call: Call) -> Answer:
    forget(call, _found(call))
    return Answer(None, 204)


def kind_of(call: Call) -> str:
    """`order`, `customer`, `product` or `variant`, by the path."""
    words = call.path.split("/")
    plural = "variants" if "variants" in words else words[1 if words[0] == "catalog" else 0]
    return plural.removesuffix("s")


def holder(call: Call) -> tuple[str, int]:
    """Kind and id of what the path names; 404 where there is none such."""
    kind = kind_of(call)
    return kind, _raise_unless_there(call, kind, call.id(kind))


def visible(call: Call, where: Where) -> Where:
    """Only what is not another client's own."""
    own = Where("is_app_only = 0 or client_id = ?", (call.principal.client_id,))
    return LIVE & where & own


def created(call: Call, kind: str, holder_id: int, sent: Mapping[str, Any]) -> Record:
    """A new metafield; 409 where this client has one of that namespace and key there."""
    _raise_unless_there(call, kind, holder_id)
    fields = _checked(sent)
    here = equal("resource_type", kind) & equal("resource_id", holder_id)
    own = here & equal("client_id", call.principal.client_id)
    _raise_if_taken(call, own, fields)
    if call.shop.store.count(METAFIELDS, own) >= MOST:
        raise v3(422, f"The limit of {MOST} metafields per resource is reached.")
    record = fields | {
        "id": call.shop.new_id(METAFIELDS),
        "resource_type": kind,
        "resource_id": holder_id,
        "created": call.now,
        "modified": call.now,
        "owner_client_id": call.principal.client_id,
    }
    call.shop.store.put(METAFIELDS, record)
    _tell(call, record, "created")
    return record


def changed(call: Call, record: Record, sent: Mapping[str, Any]) -> Record:
    """The metafield with what was sent; all four parts have to be there."""
    _raise_unless_own(call, record)
    fields = _checked(record | dict(sent))
    here = equal("resource_type", record["resource_type"])
    here &= equal("resource_id", record["resource_id"])
    others = here & Where("id <> ?", (record["id"],))
    _raise_if_taken(call, others & equal("client_id", record["owner_client_id"]), fields)
    record = record | fields | {"modified": max(call.now, record["modified"] + 1)}
    call.shop.store.put(METAFIELDS, record)
    _tell(call, record, "updated")
    return record


def forget(call: Call, record: Record) -> None:
    _raise_unless_own(call, record)
    call.shop.store.erase(METAFIELDS, equal("id", record["id"]))
    _tell(call, record, "deleted")


def view(_: Call, record: Record) -> dict[str, Any]:
    return {
        "id": record["id"],
        "key": record["key"],
        "value": record["value"],
        "namespace": record["namespace"],
        "permission_set": record["permission_set"],
        "resource_type": record["resource_type"],
        "resource_id": record["resource_id"],
        "description": record["description"],
        "date_created": iso(record["created"]),
        "date_modified": iso(record["modified"]),
        "owner_client_id": record["owner_client_id"],
    }


def _listed(call: Call, where: Where) -> Answer:
    direction = call.query.get("direction", "asc")
    if direction not in ("asc", "desc"):
        raise v3(422, "The direction must be asc or desc.")
    filters = condition(call, _FILTERS, _OTHERS)
    is_descending = direction == "desc"
    whole = visible(call, where & filters)
    return listed(
        call,
        Listing(METAFIELDS, view, whole, is_descending=is_descending, has_cursors=True),
    )


def _found(call: Call) -> Record:
    kind, id_ = holder(call)
    here = equal("resource_type", kind) & equal("resource_id", id_)
    record = call.shop.store.get(METAFIELDS, visible(call, here & equal("id", call.id("part"))))
    if record is None:
        raise v3_not_found("Metafield does not exist.")
    return record


def _raise_unless_there(call: Call, kind: str, id_: int) -> int:
    if call.shop.store.get(HOLDERS[kind], equal("id", id_)) is None:
        raise v3_not_found(f"The {kind} with id {id_} was not found.")
    return id_


def _raise_unless_own(call: Call, record: Record) -> None:
    is_own = record["owner_client_id"] == call.principal.client_id
    if not is_own and record["permission_set"] not in WRITABLE_BY_OTHERS:
        raise v3(403, "The metafield may be changed by its owner alone.")


def _raise_if_taken(call: Call, where: Where, fields: Mapping[str, Any]) -> None:
    same = equal("namespace", fields["namespace"]) & equal("field_key", fields["key"])
    if call.shop.store.count(METAFIELDS, where & same):
        raise v3(409, "The metafield's namespace and key are already used on this resource.")


def _checked(sent: Mapping[str, Any]) -> dict[str, Any]:
    missing = {name: "error.path.missing" for name in REQUIRED if name not in sent}
    if missing:
        raise v3_invalid(missing)
    fields = {name: sent[name] for name in REQUIRED} | {"description": sent.get("description", "")}
    if fields["permission_set"] not in PERMISSIONS:
        raise v3_invalid({"permission_set": "error.expected.validenumvalue"})
    for name, longest in _LONGEST.items():
        problem = _text_problem(fields[name], 0 if name == "description" else 1, longest)
        if problem:
            raise v3_invalid({name: problem})
    return fields


def _text_problem(value: Any, shortest: int, longest: int) -> str:
    if not isinstance(value, str):
        return "error.expected.jsstring"
    if len(value) < shortest:
        return "error.minLength"
    return "error.maxLength" if len(value) > longest else ""


def _tell(call: Call, record: Record, what: str) -> None:
    if record["resource_type"] != "variant":
        call.emit(
            f"{record['resource_type']}/metafield/{what}",
            type="metafield",
            metafield_id=record["id"],
            resource_id=str(record["resource_id"]),
        )


def problem_of(refusal: RefusedError) -> str:
    """Why one of a batch was refused, in a few words."""
    errors = refusal.body.get("errors") or {}
    details = ", ".join(f"{name}: {why}" for name, why in errors.items())
    return details or str(refusal.body["title"])
