"""The endpoints of single objects, and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for, id_read, list_in
from sandbox.hubspot.distortion import without_one
from sandbox.hubspot.errors import invalid, not_found
from sandbox.hubspot.links import relate
from sandbox.hubspot.lookup import ARCHIVED, existing, found, raise_unless_unique
from sandbox.hubspot.presentation import Wish, presented, wish_of
from sandbox.hubspot.writing import archive, create, erase, merge, update
from sandbox.records import LIVE, Record, Where

if TYPE_CHECKING:
    from sandbox.hubspot.association_types import AssociationType
    from sandbox.hubspot.object_types import ObjectType

DEFAULT_PAGE, LARGEST_PAGE, LARGEST_WITH_HISTORY = 10, 100, 50


def list_objects(call: Call) -> Answer:
    kind, wish = call.kind, wish_of(call)
    size = call.limit(DEFAULT_PAGE, LARGEST_WITH_HISTORY if wish.history else LARGEST_PAGE)
    where = (ARCHIVED if call.flag("archived") else LIVE) & kind.where
    after = _place(call, kind, where, size)
    records = call.portal.store.find(kind.table, where & Where("id > ?", (after,)), limit=size + 1)
    page, rest = records[:size], records[size:]
    answer: dict[str, Any] = {"results": without_one(call, presented(call, kind, page, wish))}
    if rest:
        place = str(page[-1]["id"])
        answer["paging"] = {"next": {"after": place, "link": call.link(after=place)}}
    return Answer(answer)


def _place(call: Call, kind: ObjectType, where: Where, size: int) -> int:
    """The id to go on after: an earlier one where a fault repeats or shifts the page."""
    text = call.one("after")
    place = id_read(text or 0)
    if place is None:
        raise invalid(f"Invalid value for after: {text}")
    if not place:
        return 0
    earlier_by = size if call.fault("repeated-page") else int(bool(call.fault("shifting-page")))
    if not earlier_by:
        return place
    before = where & Where("id <= ?", (place,))
    passed = call.portal.store.find(kind.table, before, "id desc", 1, earlier_by)
    return int(passed[0]["id"]) if passed else 0


def get_object(call: Call) -> Answer:
    kind, wish, id_property = call.kind, wish_of(call), call.one("idProperty")
    if id_property:
        raise_unless_unique(call.portal, kind, id_property)
    is_archived = call.flag("archived")
    record = found(call.portal, kind, call.names["objectId"], id_property, is_archived=is_archived)
    if record is None:
        raise not_found()
    return Answer(presented(call, kind, [record], wish)[0])


def create_object(call: Call) -> Answer:
    kind, body = call.kind, call.body()
    written = create(call, kind, asked_for(body, "properties", dict))
    associate(call, kind, written.record, body)
    return Answer(written.answer, 201)


def update_object(call: Call) -> Answer:
    kind = call.kind
    sent = asked_for(call.body(), "properties", dict)
    record = existing(call.portal, kind, call.names["objectId"], call.one("idProperty"))
    return Answer(update(call, kind, record, sent).answer)


def archive_object(call: Call) -> Answer:
    """An id that is not known is none the worse for it."""
    kind = call.kind
    record = found(call.portal, kind, call.names["objectId"])
    if record is not None:
        archive(call, kind, record)
    return Answer(None, NOTHING)


def merge_objects(call: Call) -> Answer:
    kind, body = call.kind, call.body()
    winner_id = asked_for(body, "primaryObjectId", str)
    loser_id = asked_for(body, "objectIdToMerge", str)
    if winner_id == loser_id:
        raise invalid("Cannot merge an object with itself")
    winner = existing(call.portal, kind, winner_id)
    merged = merge(call, kind, winner, existing(call.portal, kind, loser_id))
    return Answer(presented(call, kind, [merged], Wish(["hs_merged_object_ids"]))[0])


def forget_object(call: Call) -> Answer:
    kind, body = call.kind, call.body()
    key, id_property = asked_for(body, "objectId", str), str(body.get("idProperty") or "")
    if id_property:
        raise_unless_unique(call.portal, kind, id_property)
    record = found(call.portal, kind, key, id_property) or found(
        call.portal, kind, key, is_archived=True
    )
    if record is not None:
        erase(call, kind, record)
    return Answer(None, NOTHING)


def associate(call: Call, kind: ObjectType, record: Record, body: dict[str, Any]) -> None:
    """Link a new record to those that were named with it; 400 where one is not there."""
    for one in list_in(body, "associations"):
        to_id = str(asked_for(asked_for(one, "to", dict), "id", object))
        ways = asked_for(one, "types", list)
        other, found_ways = _ways(call, kind, ways)
        target = found(call.portal, other, to_id)
        if target is None:
            raise invalid(f"{other.legacy_name} object {to_id} does not exist")
        relate(call.portal, (kind, record["id"], other, target["id"]), found_ways)


def _ways(
    call: Call, kind: ObjectType, sent: list[Any]
) -> tuple[ObjectType, list[AssociationType]]:
    """The ways with these numbers, and the type that they lead to: the numbers say which."""
    numbers = {asked_for(one, "associationTypeId", int) for one in sent}
    for other in call.portal.types:
        known = call.portal.association_types.between(kind, other)
        ways = [way for way in known if way.id in numbers]
        if ways and len(ways) == len(numbers):
            return other, ways
    raise invalid(f"No association types {sorted(numbers)} exist from {kind.plural}")
