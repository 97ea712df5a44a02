"""The newer association endpoints: ways by number, several to a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.batches import completed, error_item, inputs_of
from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for, id_read, known_id
from sandbox.hubspot.errors import RefusedError, invalid, not_found
from sandbox.hubspot.links import Linked, linked, relate, unrelate
from sandbox.hubspot.lookup import found

if TYPE_CHECKING:
    from sandbox.hubspot.association_types import AssociationType
    from sandbox.hubspot.object_types import ObjectType

Pair = tuple["ObjectType", int, "ObjectType", int]

LARGEST_PAGE, MOST_READ, MOST_WRITTEN = 500, 1000, 2000


def list_associations(call: Call) -> Answer:
    kind, other = call.kind, call.portal.type_called(call.names["toObjectType"])
    id_ = known_id(call.names["objectId"])
    if found(call.portal, kind, str(id_)) is None:
        raise not_found()
    size = call.limit(LARGEST_PAGE, LARGEST_PAGE)
    entries = linked(call.portal, kind, [id_], other).get(id_, [])
    page, place = _page(entries, call.one("after"), size)
    answer: dict[str, Any] = {"results": [_shown(call, entry) for entry in page]}
    if place:
        answer["paging"] = {"next": {"after": place, "link": call.link(after=place)}}
    return Answer(answer)


def set_association(call: Call) -> Answer:
    pair = _pair_of_the_path(call)
    ways = _ways(call, pair, call.sent())
    relate(call.portal, pair, ways)
    return Answer(_labels(pair, ways), 201)


def set_default_association(call: Call) -> Answer:
    pair = _pair_of_the_path(call)
    return completed(call, _defaults(call, pair))


def remove_associations(call: Call) -> Answer:
    kind, other = call.kind, call.portal.type_called(call.names["toObjectType"])
    ids = known_id(call.names["objectId"]), known_id(call.names["toObjectId"])
    unrelate(call.portal, (kind, ids[0], other, ids[1]))
    return Answer(None, NOTHING)


def read_batch(call: Call) -> Answer:
    """An object without associations is an error of its own, and not a failure of the batch."""
    kind, other = call.ends()
    inputs = inputs_of(call, MOST_READ)
    places = {str(asked_for(one, "id", object)): str(one.get("after") or "") for one in inputs}
    ids = [id_ for key in places if (id_ := id_read(key)) is not None]
    all_found = linked(call.portal, kind, ids, other)
    results, errors = [], []
    for key, after in places.items():
        page, place = _page(all_found.get(id_read(key) or 0, []), after, LARGEST_PAGE)
        if not page:
            errors.append(error_item(call, _nothing_found(kind, other, key), {}))
            continue
        result = {"from": {"id": key}, "to": [_shown(call, entry) for entry in page]}
        results.append(result | ({"paging": {"next": {"after": place}}} if place else {}))
    return completed(call, results, errors)


def create_batch(call: Call) -> Answer:
    results, errors = [], []
    for one in inputs_of(call, MOST_WRITTEN):
        try:
            pair = _pair_of(call, one)
            ways = _ways(call, pair, asked_for(one, "types", list))
            relate(call.portal, pair, ways)
            results.append(_labels(pair, ways))
        except RefusedError as refusal:
            errors.append(error_item(call, refusal, _context(one)))
    return completed(call, results, errors, status=201)


def associate_by_default(call: Call) -> Answer:
    results, errors = [], []
    for one in inputs_of(call, MOST_WRITTEN):
        try:
            results += _defaults(call, _pair_of(call, one))
        except RefusedError as refusal:
            errors.append(error_item(call, refusal, _context(one)))
    return completed(call, results, errors)


def archive_batch(call: Call) -> Answer:
    kind, other = call.ends()
    for one in inputs_of(call, MOST_WRITTEN):
        from_id = known_id(str(asked_for(asked_for(one, "from", dict), "id", object)))
        for target in asked_for(one, "to", list):
            to_id = known_id(str(asked_for(target, "id", object)))
            unrelate(call.portal, (kind, from_id, other, to_id))
    return _archived(call)


def archive_labels(call: Call) -> Answer:
    for one in inputs_of(call, MOST_WRITTEN):
        pair = _pair_of(call, one)
        unrelate(call.portal, pair, _ways(call, pair, asked_for(one, "types", list)))
    return _archived(call)


def _archived(call: Call) -> Answer:
    """The dated versions say so in the envelope of a batch, the others in no words."""
    return completed(call, []) if "date" in call.names else Answer(None, NOTHING)


def _pair_of_the_path(call: Call) -> Pair:
    other = call.portal.type_called(call.names["toObjectType"])
    return _known(call, call.kind, call.names["objectId"], other, call.names["toObjectId"])


def _pair_of(call: Call, one: dict[str, Any]) -> Pair:
    kind, other = call.ends()
    ids = [str(asked_for(asked_for(one, side, dict), "id", object)) for side in ("from", "to")]
    return _known(call, kind, ids[0], other, ids[1])


def _known(call: Call, kind: ObjectType, id_: str, other: ObjectType, other_id: str) -> Pair:
    """The pair, both of which are there; 404 otherwise."""
    near, far = found(call.portal, kind, id_), found(call.portal, other, other_id)
    if near is None or far is None:
        missing, key = (kind, id_) if near is None else (other, other_id)
        raise not_found(f"{missing.legacy_name} object {key} does not exist")
    return kind, near["id"], other, far["id"]


def _ways(call: Call, pair: Pair, sent: Any) -> list[AssociationType]:
    if not isinstance(sent, list) or not sent:
        raise invalid("Invalid input JSON: a list of association types is required")
    numbers = [int(asked_for(one, "associationTypeId", int)) for one in sent]
    return [call.portal.association_types.get(pair[0], pair[2], number) for number in numbers]


def _defaults(call: Call, pair: Pair) -> list[dict[str, Any]]:
    """Relate the pair without a label; both directions are told of."""
    way = call.portal.association_types.default(pair[0], pair[2])
    relate(call.portal, pair, [way])
    near, far = {"id": str(pair[1])}, {"id": str(pair[3])}
    return [
        {"from": near, "to": far, "associationSpec": _number(way.category, way.id)},
        {"from": far, "to": near, "associationSpec": _number(way.category, way.inverse)},
    ]


def _number(category: str, id_: int) -> dict[str, Any]:
    return {"associationCategory": category, "associationTypeId": id_}


def _labels(pair: Pair, ways: list[AssociationType]) -> dict[str, Any]:
    kind, id_, other, other_id = pair
    return {
        "fromObjectTypeId": kind.id,
        "fromObjectId": str(id_),
        "toObjectTypeId": other.id,
        "toObjectId": str(other_id),
        "labels": [way.label for way in ways if way.label is not None],
    }


def _shown(call: Call, entry: Linked) -> dict[str, Any]:
    is_numeric = call.portal.options.numeric_association_ids
    ways = [way.spec() for way in entry.ways]
    return {"toObjectId": entry.id if is_numeric else str(entry.id), "associationTypes": ways}


def _page(entries: list[Linked], after: str, size: int) -> tuple[list[Linked], str]:
    """The entries after that id, and where the next page begins: "" where there is none."""
    place = id_read(after or 0)
    if place is None:
        raise invalid(f"Invalid value for after: {after}")
    later = [entry for entry in entries if entry.id > place]
    page = later[:size]
    return page, str(page[-1].id) if len(later) > size else ""


def _nothing_found(kind: ObjectType, other: ObjectType, key: str) -> RefusedError:
    return not_found(
        f"No {other.singular} is associated with {kind.singular} {key}.",
        subCategory="crm.associations.NO_ASSOCIATIONS_FOUND",
        context={
            "fromObjectId": [key],
            "fromObjectType": [kind.singular],
            "toObjectType": [other.singular],
        },
    )


def _context(one: dict[str, Any]) -> dict[str, list[str]]:
    ends = {"fromObjectId": one.get("from"), "toObjectId": one.get("to")}
    return {name: [str(it.get("id"))] for name, it in ends.items() if isinstance(it, dict)}
