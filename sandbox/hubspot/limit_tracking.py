"""The endpoints that say how much of the account's own limits is used up."""

from decimal import Decimal
from typing import Any

from sandbox.hubspot.call import Answer, Call
from sandbox.hubspot.definitions import MOST_CUSTOM
from sandbox.hubspot.object_types import ObjectType
from sandbox.records import LIVE

MOST_RECORDS = 15_000_000  # of one type
MOST_TYPES = 10  # of the account's own
MOST_PIPELINES = 50
MOST_CALCULATED = 200


def custom_properties(call: Call) -> Answer:
    portal = call.portal
    usage = {kind.id: len(portal.definitions.custom(kind)) for kind in portal.types}
    used, most = sum(usage.values()), MOST_CUSTOM * len(usage)
    by_type = [_of_type(kind, usage[kind.id], MOST_CUSTOM) for kind in portal.types]
    return Answer(_overall(used, most) | {"byObjectType": by_type})


def calculated_properties(_: Call) -> Answer:
    return Answer(_overall(0, MOST_CALCULATED) | {"byObjectType": []})


def custom_object_types(call: Call) -> Answer:
    used = sum(kind.is_custom for kind in call.portal.types)
    share = _share(used, MOST_TYPES)
    return Answer({"usage": used, "limit": MOST_TYPES, "percentage": share})


def records(call: Call) -> Answer:
    def count(kind: ObjectType) -> int:
        return call.portal.store.count(kind.table, LIVE & kind.where)

    return _by_origin(call, {kind.id: count(kind) for kind in call.portal.types}, MOST_RECORDS)


def pipelines(call: Call) -> Answer:
    usage = {kind.id: len(call.portal.pipelines.of(kind)) for kind in call.portal.types}
    return _by_origin(call, usage, MOST_PIPELINES)


def _by_origin(call: Call, usage: dict[str, int], most: int) -> Answer:
    standard = [kind for kind in call.portal.types if not kind.is_custom]
    own = [kind for kind in call.portal.types if kind.is_custom]
    used = sum(usage[kind.id] for kind in own)
    shown_own = [
        {key: value for key, value in _of_type(kind, usage[kind.id], most).items() if key in KEPT}
        for kind in own
    ]
    return Answer(
        {
            "hubspotDefinedObjectTypes": [_of_type(it, usage[it.id], most) for it in standard],
            "customObjectTypes": _overall(used, most) | {"byObjectType": shown_own},
        }
    )


KEPT = ("objectTypeId", "singularLabel", "pluralLabel", "usage")


def _of_type(kind: ObjectType, used: int, most: int) -> dict[str, Any]:
    return {
        "objectTypeId": kind.id,
        "singularLabel": kind.label[0],
        "pluralLabel": kind.label[1],
        "usage": used,
        "limit": most,
        "percentage": _share(used, most),
    }


def _overall(used: int, most: int) -> dict[str, Any]:
    share = _share(used, most)
    return {"overallUsage": used, "overallLimit": most, "overallPercentage": share}


def _share(used: int, most: int) -> Decimal:
    return round(Decimal(100 * used) / most, 2)
