"""The endpoints of owners, the people who can hold records. They are only read."""

from typing import Any

from sandbox.hubspot.call import Answer, Call, id_read
from sandbox.hubspot.errors import invalid, not_found
from sandbox.hubspot.tables import OWNERS
from sandbox.hubspot.wire import stamp
from sandbox.records import LIVE, Record, Where, equal

DEFAULT_PAGE, LARGEST_PAGE = 100, 500
GONE = Where("deleted = 1")


def list_owners(call: Call) -> Answer:
    size = call.limit(DEFAULT_PAGE, LARGEST_PAGE)
    after = id_read(call.one("after") or 0)
    if after is None:
        raise invalid(f"Invalid value for after: {call.one('after')}")
    where = (GONE if call.flag("archived") else LIVE) & Where("id > ?", (after,))
    if email := call.one("email"):
        where &= equal("email", email.lower())
    found = call.portal.store.find(OWNERS, where, limit=size + 1)
    answer: dict[str, Any] = {"results": [_shown(one) for one in found[:size]]}
    if len(found) > size:
        place = str(found[size - 1]["id"])
        answer["paging"] = {"next": {"after": place, "link": call.link(after=place)}}
    return Answer(answer)


def get_owner(call: Call) -> Answer:
    column = {"id": "id", "userId": "user_id"}.get(call.one("idProperty", "id"))
    if column is None:
        raise invalid(f"Invalid value for idProperty: {call.one('idProperty')}")
    id_ = id_read(call.names["ownerId"])
    where = (GONE if call.flag("archived") else LIVE) & equal(column, id_)
    found = call.portal.store.get(OWNERS, where)
    if found is None:
        raise not_found()
    return Answer(_shown(found))


def _shown(owner: Record) -> dict[str, Any]:
    """Somebody who has left has no user any longer, only the memory of one."""
    user = {} if owner["is_archived"] else {"userId": owner["user_id"]}
    return {
        "id": str(owner["id"]),
        "email": owner["email"],
        "type": "PERSON",
        "firstName": owner["first_name"],
        "lastName": owner["last_name"],
        **user,
        "userIdIncludingInactive": owner["user_id"],
        "createdAt": stamp(owner["created"]),
        "updatedAt": stamp(owner["created"]),
        "archived": owner["is_archived"],
        "teams": [{"id": "1", "name": "Partners", "primary": True}],
    }
