"""Who belongs to which organization."""

from collections.abc import Sequence
from typing import Any

from sandbox.records import ANY, Record, Where, equal, one_of
from sandbox.zendesk import organizations, users
from sandbox.zendesk.bulk import Batch, entries_sent, no_id, take_on
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import RecordInvalidError, reason, record_not_found, too_many_values
from sandbox.zendesk.organization_endpoints import named as named_organization
from sandbox.zendesk.paging import MOST, Listing, listed
from sandbox.zendesk.tables import MEMBERSHIPS, ORGANIZATIONS, USERS
from sandbox.zendesk.user_endpoints import named as named_user
from sandbox.zendesk.wire import stamp


def list_memberships(call: Call) -> Answer:
    return Answer(listed(call, _listing(ANY)))


def list_memberships_of_user(call: Call) -> Answer:
    return Answer(listed(call, _listing(equal("user_id", named_user(call)["id"]))))


def list_memberships_of_organization(call: Call) -> Answer:
    return Answer(listed(call, _listing(equal("organization_id", named_organization(call)["id"]))))


def show_membership(call: Call) -> Answer:
    return Answer({"organization_membership": _present(call, [_named(call)])[0]})


def create_membership(call: Call) -> Answer:
    membership = _create(call, call.sent("organization_membership"), call.now)
    location = {"Location": call.address("organization_memberships", membership["id"])}
    shown = _present(call, [membership])[0]
    return Answer({"organization_membership": shown}, 201, location)


def create_memberships(call: Call) -> Answer:
    entries = entries_sent(call, "organization_memberships")
    if len(entries) > MOST:
        raise too_many_values()

    def write(sent: dict[str, Any], now: float) -> Record:
        return {"id": _create(call, sent, now)["id"], "status": "Created"}

    batch = Batch("OrganizationMembership", "Create", entries, write, no_id)
    return take_on(call, batch)


def delete_membership(call: Call) -> Answer:
    _remove(call, _named(call), call.now)
    return Answer(None, 204)


def delete_memberships(call: Call) -> Answer:
    ids = call.ids()
    if len(ids) > MOST:
        raise too_many_values()

    def write(id_: int, now: float) -> Record:
        found = call.account.store.get(MEMBERSHIPS, equal("id", id_))
        if found is None:
            raise record_not_found()
        _remove(call, found, now)
        return {"action": "delete", "id": id_, "status": "Deleted", "success": True}

    return take_on(call, Batch("OrganizationMembership", "Delete", ids, write, lambda id_: id_))


def leave_organization(call: Call) -> Answer:
    """DELETE /users/{id}/organizations/{organization_id}"""
    _remove(call, _of_both(call), call.now)
    return Answer(None, 204)


def make_default(call: Call) -> Answer:
    """PUT /users/{id}/organizations/{organization_id}/make_default"""
    chosen, store = _of_both(call), call.account.store
    theirs = equal("user_id", chosen["user_id"])
    for membership in store.find(MEMBERSHIPS, theirs):
        is_default = membership["id"] == chosen["id"]
        store.put(MEMBERSHIPS, membership | {"default": is_default})
    _set_organization(call, chosen["user_id"], chosen["organization_id"], call.now)
    everything = _present(call, store.find(MEMBERSHIPS, theirs))
    return Answer({"organization_memberships": everything})


def _create(call: Call, sent: dict[str, Any], now: float) -> Record:
    account = call.account
    user = users.find(account, id=sent.get("user_id"))
    organization = organizations.find(account, id_=sent.get("organization_id") or 0)
    details = {}
    if user is None:
        details["user"] = [reason("User", "does not exist", "InvalidValue")]
    if organization is None:
        details["organization"] = [reason("Organization", "does not exist", "InvalidValue")]
    if user is None or organization is None:
        raise RecordInvalidError(details)
    theirs = equal("user_id", user["id"])
    if account.store.count(MEMBERSHIPS, theirs & equal("organization_id", organization["id"])):
        words = "has already been taken"
        raise RecordInvalidError({"user_id": [reason("User", words, "DuplicateValue")]})
    is_first = not account.store.count(MEMBERSHIPS, theirs)
    membership = users.join(account, user, organization["id"], is_first, now)
    if is_first:
        _set_organization(call, user["id"], organization["id"], now)
    return membership


def _remove(call: Call, membership: Record, now: float) -> None:
    call.account.store.erase(MEMBERSHIPS, equal("id", membership["id"]))
    if membership["default"]:
        _set_organization(call, membership["user_id"], None, now)


def _set_organization(call: Call, user_id: int, organization_id: int | None, now: float) -> None:
    user = users.find(call.account, id=user_id)
    if user is not None:
        changed = {"organization_id": organization_id, "updated_at": stamp(now)}
        call.account.store.put(USERS, user | changed)


def _named(call: Call) -> Record:
    found = call.account.store.get(MEMBERSHIPS, equal("id", call.id()))
    if found is None:
        raise record_not_found()
    return found


def _of_both(call: Call) -> Record:
    where = equal("user_id", call.id()) & equal("organization_id", call.id("organization_id"))
    found = call.account.store.get(MEMBERSHIPS, where)
    if found is None:
        raise record_not_found()
    return found


def _listing(where: Where) -> Listing:
    return Listing("organization_memberships", MEMBERSHIPS, _present, where)


def _present(call: Call, records: Sequence[Record]) -> list[Any]:
    ids = sorted({record["organization_id"] for record in records})
    found = call.account.store.find(ORGANIZATIONS, one_of("id", ids))
    names = {organization["id"]: organization["name"] for organization in found}
    return [
        {
            "url": call.address("organization_memberships", record["id"]),
            "id": record["id"],
            "user_id": record["user_id"],
            "organization_id": record["organization_id"],
            "default": record["default"],
            "created_at": record["created_at"],
            "organization_name": names.get(record["organization_id"]),
            "updated_at": record["updated_at"],
            "view_tickets": True,
        }
        for record in records
    ]
