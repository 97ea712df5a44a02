"""Many organizations in one call: create, update and delete as jobs."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.records import Record
from sandbox.zendesk import organizations
from sandbox.zendesk.account import Account
from sandbox.zendesk.bulk import Batch, entries_sent, no_id, take_on
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import invalid_attribute, record_not_found, too_many_values
from sandbox.zendesk.paging import MOST

Sent = Mapping[str, Any]


def create_many(call: Call) -> Answer:
    call.only_admins()
    account, entries = call.account, _within_limit(entries_sent(call, "organizations"))

    def write(sent: Sent, now: float) -> Record:
        created = organizations.create(account, sent, now)
        return {"status": "Created", "id": created["id"]}

    return take_on(call, Batch("Organization", "Create", entries, write, no_id))


def update_many(call: Call) -> Answer:
    """The same change to all that the query names, or a change of its own to each in the body."""
    call.only_admins()
    account = call.account
    if "ids" in call.query or "external_ids" in call.query:
        change = call.sent("organization")
        entries = [{**change, **key} for key in _keys(call)]
    else:
        entries = entries_sent(call, "organizations")

    def write(sent: Sent, now: float) -> Record:
        existing = _existing(account, sent)
        changes = {name: value for name, value in sent.items() if name != _key_name(sent)}
        organizations.update(account, existing, changes, now)
        return {"action": "update", "id": existing["id"], "status": "Updated", "success": True}

    batch = Batch("Organization", "Update", _within_limit(entries), write, _id_of(account))
    return take_on(call, batch)


def destroy_many(call: Call) -> Answer:
    call.only_admins()
    account = call.account

    def write(key: Sent, now: float) -> Record:
        existing = _existing(account, key)
        organizations.delete(account, existing, now)
        return {"action": "delete", "id": existing["id"], "status": "Deleted", "success": True}

    entries = _within_limit(_keys(call))
    return take_on(call, Batch("Organization", "Delete", entries, write, _id_of(account)))


def _keys(call: Call) -> list[dict[str, Any]]:
    """What the query names, each as the attribute that finds it."""
    keys: list[dict[str, Any]] = [{"id": id_} for id_ in call.ids()]
    keys += [{"external_id": text} for text in call.external_ids()]
    if not keys:
        raise invalid_attribute("ids", "Invalid parameter: send ids or external_ids")
    return keys


def _within_limit(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(entries) > MOST:
        raise too_many_values()
    return entries


def _existing(account: Account, sent: Sent) -> Record:
    id_, external_id = sent.get("id"), sent.get("external_id")
    if type(id_) is int or (isinstance(id_, str) and id_.isdecimal()):
        found = organizations.find(account, id_=int(id_))
    elif external_id:
        found = organizations.find(account, external_id=str(external_id))
    else:
        found = None
    if found is None:
        raise record_not_found()
    return found


def _key_name(sent: Sent) -> str:
    """The attribute that finds the record; it is not written."""
    return "id" if sent.get("id") else "external_id"


def _id_of(account: Account) -> Callable[[Sent], int | None]:
    """Gives the id of the record that an entry names, None where there is none."""

    def id_of(sent: Sent) -> int | None:
        if type(sent.get("id")) is int:
            return int(sent["id"])
        found = organizations.find(account, external_id=str(sent.get("external_id")))
        return found["id"] if found is not None else None

    return id_of
