"""The endpoints of the labels that a pair of types can have."""

from sandbox.hubspot.association_types import USER, AssociationType, name_all
from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for, id_read
from sandbox.hubspot.errors import invalid


def list_labels(call: Call) -> Answer:
    kind, other = call.ends()
    ways = call.portal.association_types.between(kind, other)
    return Answer({"results": [way.spec() for way in ways]})


def create_label(call: Call) -> Answer:
    kind, other = call.ends()
    body = call.body()
    label, name = asked_for(body, "label", str), asked_for(body, "name", str)
    labels = (label, str(body.get("inverseLabel") or label))
    way = call.portal.association_types.add(kind, other, labels, name)
    name_all(call.portal.association_types, call.portal.types)
    back = call.portal.association_types.get(other, kind, way.inverse)
    return Answer({"results": [one.spec() for one in {way.id: way, back.id: back}.values()]})


def update_label(call: Call) -> Answer:
    body = call.body()
    way = _own(call, asked_for(body, "associationTypeId", int))
    way.label = asked_for(body, "label", str)
    if inverse := body.get("inverseLabel"):
        kind, other = call.ends()
        call.portal.association_types.get(other, kind, way.inverse).label = str(inverse)
    return Answer(None, NOTHING)


def delete_label(call: Call) -> Answer:
    way = _own(call, id_read(call.names["associationTypeId"]) or 0)
    call.portal.association_types.remove(way)
    return Answer(None, NOTHING)


def _own(call: Call, id_: int) -> AssociationType:
    way = call.portal.association_types.get(*call.ends(), id_)
    if way.category != USER:
        raise invalid("An association type that HubSpot defines cannot be changed")
    return way
