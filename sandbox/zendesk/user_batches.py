"""Many users in one call: create, update and delete as jobs."""

from collections.abc import Mapping
from typing import Any

from sandbox.records import Record
from sandbox.zendesk import users
from sandbox.zendesk.account import Account
from sandbox.zendesk.bulk import Batch, entries_sent, take_on
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import invalid_attribute, record_not_found, too_many_users
from sandbox.zendesk.paging import MOST

Sent = Mapping[str, Any]


def create_many(call: Call) -> Answer:
    account, entries = call.account, _within_limit(entries_sent(call, "users"), "created")

    def write(sent: Sent, now: float) -> Record:
        return {"id": users.create(account, sent, now)["id"], "status": "Created"}

    return take_on(call, Batch("User", "Create", entries, write, _id_of))


def update_many(call: Call) -> Answer:
    account = call.account
    if "ids" in call.query or "external_ids" in call.query:
        change = call.sent("user")
        entries = [{**change, **key} for key in _keys(call)]
    else:
        entries = entries_sent(call, "users")

    def write(sent: Sent, now: float) -> Record:
        existing = _existing(account, sent)
        users.update(account, existing, sent, now)
        return _went_well(existing, "update", "Updated")

    return take_on(call, Batch("User", "Update", _within_limit(entries, "updated"), write, _id_of))


def create_or_update_many(call: Call) -> Answer:
    account, entries = call.account, _within_limit(entries_sent(call, "users"), "created")

    def write(sent: Sent, now: float) -> Record:
        existing = users.matched(account, sent)
        if existing is None:
            return {"id": users.create(account, sent, now)["id"], "status": "Created"}
        users.update(account, existing, sent, now)
        return {"id": existing["id"], "status": "Updated"}

    return take_on(call, Batch("User", "Update", entries, write, _id_of))


def destroy_many(call: Call) -> Answer:
    account = call.account

    def write(key: Sent, now: float) -> Record:
        existing = _existing(account, key)
        users.delete(account, existing, now)
        return _went_well(existing, "delete", "Deleted")

    entries = _within_limit(_keys(call), "deleted")
    return take_on(call, Batch("User", "Delete", entries, write, _id_of))


def _went_well(existing: Record, action: str, status: str) -> Record:
    return {"id": existing["id"], "action": action, "status": status, "success": True}


def _keys(call: Call) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = [{"id": id_} for id_ in call.ids()]
    keys += [{"external_id": text} for text in call.external_ids()]
    if not keys:
        raise invalid_attribute("ids", "Invalid parameter: send ids or external_ids")
    return keys


def _within_limit(entries: list[dict[str, Any]], done: str) -> list[dict[str, Any]]:
    if len(entries) > MOST:
        raise too_many_users(done)
    return entries


def _existing(account: Account, sent: Sent) -> Record:
    name = "id" if sent.get("id") else "external_id"
    found = users.find(account, **{name: sent[name]}) if sent.get(name) else None
    if found is None:
        raise record_not_found()
    return found


def _id_of(sent: Sent) -> int | None:
    return sent["id"] if type(sent.get("id")) is int else None
