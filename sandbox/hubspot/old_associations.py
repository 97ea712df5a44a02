"""The older association endpoints: one way at a time, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.batches import completed, error_item, inputs_of
from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for, id_read, known_id
from sandbox.hubspot.errors import RefusedError, not_found
from sandbox.hubspot.links import Linked, linked, relate, unrelate
from sandbox.hubspot.lookup import existing, found
from sandbox.hubspot.presentation import Wish, presented

if TYPE_CHECKING:
    from sandbox.hubspot.association_types import AssociationType
    from sandbox.hubspot.object_types import ObjectType

LARGEST_PAGE, MOST_READ, MOST_WRITTEN = 500, 1000, 2000


def list_associated(call: Call) -> Answer:
    """What belongs to an object, each pair once for every way."""
    kind, other = call.kind, call.portal.type_called(call.names["toObjectType"])
    record = existing(call.portal, kind, call.names["objectId"])
    size = call.limit(LARGEST_PAGE, LARGEST_PAGE)
    place = id_read(call.one("after") or 0) or 0
    entries = linked(call.portal, kind, [record["id"]], other).get(record["id"], [])
    later = [entry for entry in entries if entry.id > place]
    answer: dict[str, Any] = {"results": _named(later[:size])}
    if len(later) > size:
        after = str(later[size - 1].id)
        answer["paging"] = {"next": {"after": after, "link": call.link(after=after)}}
    return Answer(answer)


def associate(call: Call) -> Answer:
    kind, other, way = _way_of_the_path(call)
    record = existing(call.portal, kind, call.names["objectId"])
    target = existing(call.portal, other, call.names["toObjectId"])
    relate(call.portal, (kind, record["id"], other, target["id"]), [way])
    return Answer(presented(call, kind, [record], Wish(associations=[other]))[0])


def dissociate(call: Call) -> Answer:
    kind, other, way = _way_of_the_path(call)
    ids = known_id(call.names["objectId"]), known_id(call.names["toObjectId"])
    unrelate(call.portal, (kind, ids[0], other, ids[1]), [way])
    return Answer(None, NOTHING)


def read_batch(call: Call) -> Answer:
    kind, other = call.ends()
    inputs = inputs_of(call, MOST_READ)
    keys = list(dict.fromkeys(str(asked_for(one, "id", object)) for one in inputs))
    ids = {key: id_read(key) for key in keys}
    all_found = linked(call.portal, kind, [it for it in ids.values() if it is not None], other)
    results = []
    errors = []
    for key, id_ in ids.items():
        if entries := all_found.get(id_ or 0):
            results.append({"from": {"id": key}, "to": _named(entries)})
        else:
            errors.append(error_item(call, _nothing_found(kind, other, key), {}))
    return completed(call, results, errors)


def create_batch(call: Call) -> Answer:
    kind, other = call.ends()
    results, errors = [], []
    for one in inputs_of(call, MOST_WRITTEN):
        from_id, to_id = _ends(one)
        try:
            way = call.portal.association_types.named(kind, other, str(one.get("type")))
            near, far = found(call.portal, kind, from_id), found(call.portal, other, to_id)
            if near is None or far is None:
                raise not_found("One of the objects does not exist")
            relate(call.portal, (kind, near["id"], other, far["id"]), [way])
            results.append(
                {"from": {"id": from_id}, "to": {"id": to_id}, "type": str(one.get("type"))}
            )
        except RefusedError as refusal:
            context = {"fromObjectId": [from_id], "toObjectId": [to_id]}
            errors.append(error_item(call, refusal, context))
    return completed(call, results, errors, status=201)


def archive_batch(call: Call) -> Answer:
    kind, other = call.ends()
    for one in inputs_of(call, MOST_WRITTEN):
        way = call.portal.association_types.named(kind, other, str(one.get("type")))
        from_id, to_id = _ends(one)
        unrelate(call.portal, (kind, known_id(from_id), other, known_id(to_id)), [way])
    return Answer(None, NOTHING)


def list_types(call: Call) -> Answer:
    kind, other = call.ends()
    ways = call.portal.association_types.between(kind, other)
    return Answer({"results": [{"id": str(way.id), "name": way.name} for way in ways]})


def _named(entries: list[Linked]) -> list[dict[str, Any]]:
    return [{"id": str(it.id), "type": way.name} for it in entries for way in it.ways]


def _ends(one: dict[str, Any]) -> tuple[str, str]:
    ends = [str(asked_for(asked_for(one, side, dict), "id", object)) for side in ("from", "to")]
    return ends[0], ends[1]


def _way_of_the_path(call: Call) -> tuple[ObjectType, ObjectType, AssociationType]:
    kind, other = call.kind, call.portal.type_called(call.names["toObjectType"])
    name = call.names["associationType"]
    return kind, other, call.portal.association_types.named(kind, other, name)


def _nothing_found(kind: ObjectType, other: ObjectType, key: str) -> RefusedError:
    return not_found(
        f"No {other.singular} is associated with {kind.singular} {key}.",
        subCategory="crm.associations.NO_ASSOCIATIONS_FOUND",
        context={"fromObjectId": [key]},
    )
