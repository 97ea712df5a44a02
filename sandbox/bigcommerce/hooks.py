"""Webhooks: who wants to be told of what, and where. A client sees its own alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v3, v3_invalid, v3_not_found
from sandbox.bigcommerce.tables import HOOKS
from sandbox.bigcommerce.v3_filters import Field, condition
from sandbox.bigcommerce.v3_lists import PAGING, Listing, listed
from sandbox.records import LIVE, Record, Where, equal

MOST_OF_A_SCOPE = 10
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SCOPES = frozenset(
    {
        *(f"store/order/{it}" for it in ("*", "created", "updated", "archived", "statusUpdated")),
        *("store/order/message/created", "store/order/refund/created"),
        *("store/order/transaction/created", "store/order/transaction/updated"),
        *(f"store/order/metafield/{it}" for it in ("created", "updated", "deleted")),
        *(f"store/shipment/{it}" for it in ("*", "created", "updated", "deleted")),
        *(f"store/customer/{it}" for it in ("*", "created", "updated", "deleted")),
        *(f"store/customer/metafield/{it}" for it in ("created", "updated", "deleted")),
        *(f"store/product/{it}" for it in ("*", "created", "updated", "deleted")),
        *(f"store/product/metafield/{it}" for it in ("created", "updated", "deleted")),
        *(f"store/sku/{it}" for it in ("*", "created", "updated", "deleted")),
    }
)
_FILTERS = {
    "is_active": Field("is_active", "flag"),
    "scope": Field("scope", "text"),
    "destination": Field("destination", "text"),
}
_WRITABLE = frozenset({"scope", "destination", "is_active", "headers", "events_history_enabled"})


def list_hooks(call: Call) -> Answer:
    where = condition(call, _FILTERS, PAGING) & _own(call)
    return listed(call, Listing(HOOKS, _view, where))


def show_hook(call: Call) -> Answer:
    return Answer({"data": _view(call, _found(call)), "meta": {}})


def create_hook(call: Call) -> Answer:
    fields = _checked(call.sent())
    for name in ("scope", "destination"):
        if name not in fields:
            raise v3_invalid({name: "error.path.missing."})
    record = {"is_active": True, "headers": None} | fields
    record |= {
        "id": call.shop.new_id(HOOKS),
        "client_id": call.principal.client_id,
        "store_hash": call.store_hash,
        "created_at": call.now,
    }
    return _put(call, record)


def update_hook(call: Call) -> Answer:
    return _put(call, _found(call) | _checked(call.sent()))


def delete_hook(call: Call) -> Answer:
    """200 with what was deleted."""
    record = _found(call)
    call.shop.store.erase(HOOKS, equal("id", record["id"]))
    return Answer({"data": _view(call, record), "meta": {}})


def show_alert_addresses(call: Call) -> Answer:
    """Who is told by e-mail that a webhook is off, and which there are; none is ever blocked."""
    hooks = [_view(call, it) for it in call.shop.store.find(HOOKS, _own(call))]
    for hook in hooks:
        hook["status"] = "active" if hook["is_active"] else "deactivated"
    admin = {"emails": call.shop.alert_addresses, "hooks_list": hooks, "blocked_domains": []}
    return Answer({"data": admin, "meta": {}})


def set_alert_addresses(call: Call) -> Answer:
    emails = call.sent().get("emails")
    if not isinstance(emails, list) or not all(isinstance(it, str) for it in emails):
        raise v3_invalid({"emails": "error.expected.jsarray"})
    call.shop.alert_addresses = emails
    return Answer(None, 204)


def _put(call: Call, record: Record) -> Answer:
    others = _own(call) & equal("scope", record["scope"]) & Where("id <> ?", (record["id"],))
    if call.shop.store.count(HOOKS, others & equal("destination", record["destination"])):
        raise v3(422, "A webhook of this scope and destination exists already.")
    if call.shop.store.count(HOOKS, others) >= MOST_OF_A_SCOPE:
        raise v3(422, f"No more than {MOST_OF_A_SCOPE} webhooks of one scope are allowed.")
    record["updated_at"] = call.now
    call.shop.store.put(HOOKS, record)
    return Answer({"data": _view(call, record), "meta": {}})


def _own(call: Call) -> Where:
    return LIVE & equal("client_id", call.principal.client_id)


def _found(call: Call) -> Record:
    id_ = call.id()
    record = call.shop.store.get(HOOKS, _own(call) & equal("id", id_))
    if record is None:
        raise v3_not_found(f"Webhook with id [{id_}] not found")
    return record


def _view(_: Call, record: Record) -> dict[str, Any]:
    return {
        "id": record["id"],
        "client_id": record["client_id"],
        "store_hash": record["store_hash"],
        "scope": record["scope"],
        "destination": record["destination"],
        "headers": record["headers"],
        "is_active": record["is_active"],
        "created_at": record["created_at"],
        "updated_at": record["updated_at"],
    }


def _checked(sent: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: it for name, it in sent.items() if name in _WRITABLE}
    for name in ("scope", "destination"):
        if name in fields and not isinstance(fields[name], str):
            raise v3_invalid({name: "error.expected.jsstring"})
    if fields.get("scope", "store/order/*") not in SCOPES:
        raise v3_invalid({"scope": "error.unknown.scope"})
    if not _may_be_called(fields.get("destination", "https://any.example/")):
        raise v3_invalid({"destination": "error.destination.https"})
    if not isinstance(fields.get("is_active", True), bool):
        raise v3_invalid({"is_active": "error.expected.jsboolean"})
    return fields


def _may_be_called(destination: str) -> bool:
    """https on its own port; plain http on loopback too, which only a sandbox can be sent to."""
    try:
        parts = urlsplit(destination)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme == "http":
        return parts.hostname in LOOPBACK
    return parts.scheme == "https" and bool(parts.hostname) and port in (None, 443)
