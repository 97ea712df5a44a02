"""The endpoints of pipelines and of their stages."""

from decimal import Decimal
from typing import Any

from sandbox.hubspot.call import NOTHING, Answer, Call, asked_for
from sandbox.hubspot.errors import invalid, not_found
from sandbox.hubspot.login import USER_ID
from sandbox.hubspot.object_types import DEALS, PORTAL_ID, ObjectType
from sandbox.hubspot.tables import keyed_by
from sandbox.hubspot.wire import stamp
from sandbox.records import LIVE, Where

CHANGEABLE = ("label", "displayOrder", "archived")


def list_pipelines(call: Call) -> Answer:
    return Answer({"results": list(call.portal.pipelines.of(call.kind).values())})


def get_pipeline(call: Call) -> Answer:
    return Answer(call.portal.pipelines.get(call.kind, call.names["pipelineId"]))


def create_pipeline(call: Call) -> Answer:
    sent = _sent(call, "stages")
    created = call.portal.pipelines.create(call.kind, sent, stamp(call.now_ms))
    _remember(call, created["id"], "CREATE", created)
    return Answer(created, 201)


def replace_pipeline(call: Call) -> Answer:
    id_ = call.portal.pipelines.get(call.kind, call.names["pipelineId"])["id"]
    replaced = call.portal.pipelines.put(call.kind, id_, _sent(call, "stages"), stamp(call.now_ms))
    _remember(call, id_, "UPDATE", replaced)
    return Answer(replaced)


def update_pipeline(call: Call) -> Answer:
    pipeline = call.portal.pipelines.get(call.kind, call.names["pipelineId"])
    _change(call, pipeline)
    _remember(call, pipeline["id"], "UPDATE", pipeline)
    return Answer(pipeline)


def delete_pipeline(call: Call) -> Answer:
    kind, id_ = call.kind, call.names["pipelineId"]
    pipeline = call.portal.pipelines.get(kind, id_)
    if call.flag("validateReferencesBeforeDelete"):
        _raise_if_used(call, kind, _names(kind)[0], id_)
    del call.portal.pipelines.of(kind)[id_]
    _remember(call, id_, "DELETE", pipeline)
    return Answer(None, NOTHING)


def audit_pipeline(call: Call) -> Answer:
    return Answer({"results": call.portal.pipelines.audits(call.names["pipelineId"])})


def list_stages(call: Call) -> Answer:
    return Answer({"results": _stages(call)})


def get_stage(call: Call) -> Answer:
    return Answer(_stage(call))


def create_stage(call: Call) -> Answer:
    stage = call.portal.pipelines.new_stage(_sent(call, "metadata"), stamp(call.now_ms))
    _stages(call).append(stage)
    _remember(call, stage["id"], "CREATE", stage)
    return Answer(stage, 201)


def replace_stage(call: Call) -> Answer:
    stage, sent = _stage(call), _sent(call, "metadata")
    new = call.portal.pipelines.new_stage(sent | {"stageId": stage["id"]}, stamp(call.now_ms))
    stage.update(new | {"createdAt": stage["createdAt"]})
    _remember(call, stage["id"], "UPDATE", stage)
    return Answer(stage)


def update_stage(call: Call) -> Answer:
    stage, body = _stage(call), call.body()
    metadata = asked_for(body, "metadata", dict) if "metadata" in body else {}
    _change(call, stage)
    stage["metadata"] = stage["metadata"] | {key: str(it) for key, it in metadata.items()}
    _remember(call, stage["id"], "UPDATE", stage)
    return Answer(stage)


def delete_stage(call: Call) -> Answer:
    stage = _stage(call)
    if call.flag("validateReferencesBeforeDelete"):
        _raise_if_used(call, call.kind, _names(call.kind)[1], stage["id"])
    _stages(call).remove(stage)
    _remember(call, stage["id"], "DELETE", stage)
    return Answer(None, NOTHING)


def audit_stage(call: Call) -> Answer:
    return Answer({"results": call.portal.pipelines.audits(call.names["stageId"])})


def list_old_deal_pipelines(call: Call) -> Answer:
    """The oldest form: a list without an envelope, odds as numbers."""
    pipelines = call.portal.pipelines.of(DEALS).values()
    return Answer([_in_the_oldest_form(one) for one in pipelines])


def _in_the_oldest_form(pipeline: dict[str, Any]) -> dict[str, Any]:
    stages = []
    for stage in pipeline["stages"]:
        odds = stage["metadata"].get("probability", "0.0")
        stages.append(
            {
                "stageId": stage["id"],
                "label": stage["label"],
                "probability": Decimal(odds),
                "active": not stage["archived"],
                "displayOrder": stage["displayOrder"],
                "closedWon": odds == "1.0",
            }
        )
    return {
        "pipelineId": pipeline["id"],
        "label": pipeline["label"],
        "active": not pipeline["archived"],
        "displayOrder": pipeline["displayOrder"],
        "stages": stages,
    }


def _sent(call: Call, inside: str) -> dict[str, Any]:
    """What was sent for a whole pipeline or stage; 400 where a part is missing."""
    body = call.body()
    asked_for(body, "label", str)
    asked_for(body, "displayOrder", int)
    asked_for(body, inside, dict if inside == "metadata" else list)
    return body


def _stages(call: Call) -> list[dict[str, Any]]:
    pipeline = call.portal.pipelines.get(call.kind, call.names["pipelineId"])
    stages: list[dict[str, Any]] = pipeline["stages"]
    return stages


def _stage(call: Call) -> dict[str, Any]:
    names = call.names
    return call.portal.pipelines.stage(call.kind, names["pipelineId"], names["stageId"])


def _change(call: Call, thing: dict[str, Any]) -> None:
    body = call.body()
    thing.update({name: body[name] for name in CHANGEABLE if name in body})
    thing["updatedAt"] = stamp(call.now_ms)


def _names(kind: ObjectType) -> tuple[str, str]:
    """The properties that hold a record's pipeline and stage."""
    return ("pipeline", "dealstage") if kind is DEALS else ("hs_pipeline", "hs_pipeline_stage")


def _raise_if_used(call: Call, kind: ObjectType, name: str, id_: str) -> None:
    if name not in call.portal.definitions.of(kind):
        raise not_found()
    where = LIVE & kind.where & Where(f"{keyed_by(name)} = lower(?)", (id_,))
    if call.portal.store.get(kind.table, where) is not None:
        raise invalid(f"{id_} is still used by {kind.plural}", subCategory="STAGE_ID_IN_USE")


def _remember(call: Call, identifier: str, action: str, thing: dict[str, Any]) -> None:
    entry = {
        "portalId": PORTAL_ID,
        "identifier": identifier,
        "action": action,
        "timestamp": stamp(call.now_ms),
        "message": f"{action.title()} {thing['label']}",
        "rawObject": dict(thing),
        "fromUserId": USER_ID,
    }
    call.portal.pipelines.remember(identifier, entry)
