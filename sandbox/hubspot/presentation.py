"""Records as the CRM sends them: every value a string or null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.computed import computed
from sandbox.hubspot.distortion import distorted, hidden
from sandbox.hubspot.history import versions
from sandbox.hubspot.links import linked
from sandbox.hubspot.object_types import ObjectType
from sandbox.hubspot.wire import stamp
from sandbox.records import Record

if TYPE_CHECKING:
    from sandbox.hubspot.call import Call
    from sandbox.hubspot.portal import Portal


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants to see of the records beside the fixed few."""

    properties: Sequence[str] = ()
    history: Sequence[str] = ()
    associations: Sequence[ObjectType] = ()


def wish_of(call: Call) -> Wish:
    """The wish in the query; 400 for an associated type that there is none of."""
    others = [call.portal.type_called(name) for name in call.many("associations")]
    return Wish(call.many("properties"), call.many("propertiesWithHistory"), others)


def presented(
    call: Call, kind: ObjectType, records: Sequence[Record], wish: Wish
) -> list[dict[str, Any]]:
    """The records of one answer, with the faults that strike it worked in."""
    portal = call.portal
    known = portal.definitions.of(kind)
    names = sorted({*kind.fixed, *(name for name in wish.properties if name in known)})
    ids = [record["id"] for record in records]
    extra = computed(portal, kind, ids, names)
    answers = []
    for record in records:
        own = {name: values[record["id"]] for name, values in extra.items()}
        answer = shaped(record, properties_of(kind, record, names) | own)
        if wish.history:
            asked = [name for name in wish.history if name in known]
            answer["propertiesWithHistory"] = versions(portal, kind, record, asked)
        answers.append(answer)
    _associate(portal, kind, ids, answers, wish.associations)
    return distorted(call, hidden(call, answers))


def properties_of(kind: ObjectType, record: Record, names: Sequence[str]) -> dict[str, str | None]:
    """The values of these properties, those that every record has among them."""
    always = {
        "hs_object_id": str(record["id"]),
        kind.created: stamp(record["created"]),
        kind.modified: stamp(record["updated"]),
    }
    kept: Mapping[str, str] = record["properties"]
    return {name: always.get(name, kept.get(name)) for name in names}


def shaped(record: Record, properties: Mapping[str, str | None]) -> dict[str, Any]:
    """A record's envelope around the properties."""
    answer = {
        "id": str(record["id"]),
        "properties": dict(properties),
        "createdAt": stamp(record["created"]),
        "updatedAt": stamp(record["updated"]),
        "archived": record["archived"] is not None,
    }
    if record["archived"] is not None:
        answer["archivedAt"] = stamp(record["archived"])
    return answer


def _associate(
    portal: Portal,
    kind: ObjectType,
    ids: Sequence[int],
    answers: list[dict[str, Any]],
    others: Sequence[ObjectType],
) -> None:
    """Put in what belongs to each record; the same pair comes once for every way."""
    for other in others:
        found = linked(portal, kind, ids, other)
        for id_, answer in zip(ids, answers, strict=True):
            if entries := found.get(id_):
                results = [
                    {"id": str(it.id), "type": way.name} for it in entries for way in it.ways
                ]
                block = answer.setdefault("associations", {})
                block[other.plural] = {"results": results}
