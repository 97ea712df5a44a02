"""The endpoints of lists and of who is in them. Nobody comes into a list by its filters."""

from typing import Any

from sandbox.hubspot.batches import completed, inputs_of
from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for, id_read, list_in, whole_in
from sandbox.hubspot.errors import conflict, invalid, not_found
from sandbox.hubspot.lists import RecordList
from sandbox.hubspot.login import USER_ID
from sandbox.hubspot.lookup import found
from sandbox.hubspot.wire import stamp

PROCESSING = ("MANUAL", "DYNAMIC", "SNAPSHOT")
LARGEST_PAGE, DEEPEST = 250, 10_000
LARGEST_SEARCH_PAGE = 500


def create_list(call: Call) -> Answer:
    body = call.body()
    kind = call.portal.type_called(asked_for(body, "objectTypeId", str))
    name, processing = asked_for(body, "name", str), asked_for(body, "processingType", str)
    if processing not in PROCESSING:
        raise invalid(f"Invalid processingType {processing}. Known are: {', '.join(PROCESSING)}")
    if any(one.shown["name"] == name for one in call.portal.lists.all()):
        raise conflict(f"A list with the name '{name}' already exists.")
    at = stamp(call.now_ms)
    shown = {
        "listVersion": 1,
        "name": name,
        "objectTypeId": kind.id,
        "processingType": processing,
        "processingStatus": "COMPLETE",
        "createdAt": at,
        "updatedAt": at,
        "filtersUpdatedAt": at,
        "createdById": str(USER_ID),
        "updatedById": str(USER_ID),
    }
    if body.get("filterBranch"):
        shown["filterBranch"] = body["filterBranch"]
    return Answer({"list": _shown(call.portal.lists.add(shown), has_filters=True)})


def get_list(call: Call) -> Answer:
    return Answer({"list": _shown(_list(call), has_filters=call.flag("includeFilters"))})


def get_lists(call: Call) -> Answer:
    wanted = call.many("listIds")
    lists = [one for one in call.portal.lists.all() if one.shown["listId"] in wanted]
    has_filters = call.flag("includeFilters")
    return Answer({"lists": [_shown(one, has_filters=has_filters) for one in lists]})


def get_list_by_name(call: Call) -> Answer:
    kind = call.portal.type_called(call.names["objectTypeId"])
    for one in call.portal.lists.all():
        if (one.shown["objectTypeId"], one.shown["name"]) == (kind.id, call.names["listName"]):
            return Answer({"list": _shown(one, has_filters=call.flag("includeFilters"))})
    raise not_found(f"List does not exist with name {call.names['listName']}.")


def search_lists(call: Call) -> Answer:
    body = call.body()
    start, count = whole_in(body, "offset", 0), whole_in(body, "count", 20)
    if start + count > DEEPEST or not 0 < count <= LARGEST_SEARCH_PAGE:
        raise invalid(f"Lists can be paged up to {DEEPEST}, {LARGEST_SEARCH_PAGE} at a time.")
    lists = [one for one in call.portal.lists.all() if _matches(one, body)]
    page = [_found(one, body) for one in lists[start : start + count]]
    reached = start + len(page)
    return Answer(
        {
            "lists": page,
            "hasMore": reached < len(lists),
            "offset": reached,
            "total": len(lists),
        }
    )


def delete_list(call: Call) -> Answer:
    one = _list(call)
    one.is_deleted = True
    one.shown["deletedAt"] = stamp(call.now_ms)
    return Answer(None, NOTHING)


def restore_list(call: Call) -> Answer:
    one = call.portal.lists.get(call.names["listId"], is_deleted=True)
    one.is_deleted = False
    del one.shown["deletedAt"]
    return Answer(None, NOTHING)


def rename_list(call: Call) -> Answer:
    one = _list(call)
    one.shown |= {"name": call.one("listName"), "updatedAt": stamp(call.now_ms)}
    has_filters = call.flag("includeFilters")
    return Answer({"updatedList": _shown(one, has_filters=has_filters)})


def update_filters(call: Call) -> Answer:
    one = _list(call)
    at = stamp(call.now_ms)
    one.shown |= {
        "filterBranch": asked_for(call.body(), "filterBranch", dict),
        "updatedAt": at,
        "filtersUpdatedAt": at,
    }
    return Answer({"updatedList": _shown(one, has_filters=True)})


def list_members(call: Call) -> Answer:
    return _members(call, sorted(_list(call).members.items()))


def list_members_by_time(call: Call) -> Answer:
    members = _list(call).members.items()
    return _members(call, sorted(members, key=lambda member: (member[1], member[0])))


def add_members(call: Call) -> Answer:
    return _changed(call, add=_ids(call.sent()), remove=[])


def remove_members(call: Call) -> Answer:
    return _changed(call, add=[], remove=_ids(call.sent()))


def change_members(call: Call) -> Answer:
    body = call.body()
    add, remove = list_in(body, "recordIdsToAdd"), list_in(body, "recordIdsToRemove")
    return _changed(call, add=_ids(add), remove=_ids(remove))


def remove_all_members(call: Call) -> Answer:
    _raise_if_dynamic(_list(call))
    _list(call).members.clear()
    return Answer(None, NOTHING)


def add_members_of_another(call: Call) -> Answer:
    _raise_if_dynamic(_list(call))
    source = call.portal.lists.get(call.names["sourceListId"])
    _list(call).members.update(dict.fromkeys(source.members, call.now_ms))
    return Answer(None, NOTHING)


def list_memberships_of_record(call: Call) -> Answer:
    results = _memberships(call, call.names["objectTypeId"], call.names["recordId"])
    return Answer({"results": results, "total": len(results)})


def read_memberships(call: Call) -> Answer:
    results = []
    for one in inputs_of(call):
        type_id = asked_for(one, "objectTypeId", str)
        record_id = str(asked_for(one, "recordId", object))
        memberships = _memberships(call, type_id, record_id)
        record = {"objectTypeId": type_id, "recordId": record_id}
        results.append(record | {"recordListMemberships": memberships})
    return completed(call, results)


def _memberships(call: Call, type_name: str, record_id: str) -> list[dict[str, Any]]:
    kind, id_ = call.portal.type_called(type_name), id_read(record_id) or 0
    return [
        {
            "listId": one.shown["listId"],
            "listVersion": one.shown["listVersion"],
            "firstAddedTimestamp": stamp(one.members[id_]),
            "lastAddedTimestamp": stamp(one.members[id_]),
        }
        for one in call.portal.lists.all()
        if one.shown["objectTypeId"] == kind.id and id_ in one.members
    ]


def _list(call: Call) -> RecordList:
    return call.portal.lists.get(call.names["listId"])


def _shown(one: RecordList, *, has_filters: bool) -> dict[str, Any]:
    shown = one.shown | {"size": len(one.members)}
    if not has_filters:
        shown.pop("filterBranch", None)
    return shown


def _found(one: RecordList, body: dict[str, Any]) -> dict[str, Any]:
    known = {"hs_list_size": str(len(one.members))}
    wanted = [str(name) for name in list_in(body, "additionalProperties")]
    extra = {name: known[name] for name in wanted if name in known}
    shown = {name: value for name, value in one.shown.items() if name != "filterBranch"}
    return shown | {"additionalProperties": extra}


def _matches(one: RecordList, body: dict[str, Any]) -> bool:
    shown, words = one.shown, str(body.get("query") or "").lower()
    chosen = {"listIds": "listId", "processingTypes": "processingType"}
    is_chosen = all(
        not list_in(body, key) or shown[own] in body[key] for key, own in chosen.items()
    )
    wanted_type = body.get("objectTypeId")
    is_of_type = not wanted_type or shown["objectTypeId"] == wanted_type
    return is_chosen and is_of_type and words in shown["name"].lower()


def _members(call: Call, members: list[tuple[int, int]]) -> Answer:
    size, start = call.limit(100, LARGEST_PAGE), id_read(call.one("after") or 0)
    if start is None:
        raise invalid(f"Invalid value for after: {call.one('after')}")
    page = members[start : start + size]
    results = [{"recordId": str(id_), "membershipTimestamp": stamp(at)} for id_, at in page]
    answer: dict[str, Any] = {"results": results, "total": len(members)}
    if start + size < len(members):
        place = str(start + size)
        answer["paging"] = {"next": {"after": place, "link": call.link(after=place)}}
    return Answer(answer)


def _ids(sent: Any) -> list[str]:
    if not isinstance(sent, list):
        raise invalid("Invalid input JSON: a list of record ids is required")
    return [str(one) for one in sent]


def _changed(call: Call, *, add: list[str], remove: list[str]) -> Answer:
    one = _list(call)
    _raise_if_dynamic(one)
    kind = call.portal.type_called(one.shown["objectTypeId"])
    records = {key: found(call.portal, kind, key) for key in add}
    new = [key for key, it in records.items() if it is not None and int(key) not in one.members]
    gone = [key for key in remove if id_read(key) in one.members]
    one.members.update({int(key): call.now_ms for key in new})
    for key in gone:
        del one.members[int(key)]
    return Answer(
        {
            "recordsIdsAdded": new,
            "recordIdsRemoved": gone,
            "recordIdsMissing": [key for key, it in records.items() if it is None],
        }
    )


def _raise_if_dynamic(one: RecordList) -> None:
    if one.shown["processingType"] == "DYNAMIC":
        raise invalid("Membership in a list of the type DYNAMIC cannot be changed by hand")
