"""The pipelines that deals and tickets go through, stage by stage."""

from typing import Any

from sandbox.hubspot.call import asked_for, list_in, whole_in
from sandbox.hubspot.errors import conflict, not_found
from sandbox.hubspot.object_types import DEALS, TICKETS, ObjectType
from sandbox.hubspot.wire import stamp

Pipeline = dict[str, Any]
Stage = dict[str, Any]

SINCE = stamp(1_577_836_800_000)
DEAL_STAGES = (
    ("appointmentscheduled", "Appointment Scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
    ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"),
    ("closedlost", "Closed Lost", "0.0"),
)
TICKET_STAGES = ("New", "Waiting on contact", "Waiting on us", "Closed")


class Pipelines:
    """The pipelines of the account by object type; changes to them are remembered."""

    def __init__(self) -> None:
        self._next = 100_000_001
        self._audits: dict[str, list[dict[str, Any]]] = {}
        deal_stages = [
            _stage(id_, label, place, SINCE, {"isClosed": _closed(odds), "probability": odds})
            for place, (id_, label, odds) in enumerate(DEAL_STAGES)
        ]
        ticket_stages = [
            _stage(str(place), label, place, SINCE, {"ticketState": "OPEN", "isClosed": "false"})
            for place, label in enumerate(TICKET_STAGES, 1)
        ]
        ticket_stages[-1]["metadata"] = {"ticketState": "CLOSED", "isClosed": "true"}
        self._by_type: dict[str, dict[str, Pipeline]] = {
            DEALS.id: {"default": _pipeline("default", "Sales Pipeline", 0, SINCE, deal_stages)},
            TICKETS.id: {"0": _pipeline("0", "Support Pipeline", 0, SINCE, ticket_stages)},
        }

    def of(self, kind: ObjectType) -> dict[str, Pipeline]:
        return self._by_type.setdefault(kind.id, {})

    def get(self, kind: ObjectType, id_: str) -> Pipeline:
        """The pipeline; 404 where there is none."""
        found = self.of(kind).get(id_)
        if found is None:
            raise not_found()
        return found

    def stage(self, kind: ObjectType, id_: str, stage_id: str) -> Stage:
        """The stage of a pipeline; 404 where there is none."""
        for stage in self.get(kind, id_)["stages"]:
            if stage["id"] == stage_id:
                found: Stage = stage
                return found
        raise not_found()

    def put(self, kind: ObjectType, id_: str, sent: dict[str, Any], at: str) -> Pipeline:
        """A pipeline as it was sent, in the place of the one with its id."""
        stages = [self.new_stage(one, at) for one in list_in(sent, "stages")]
        order = whole_in(sent, "displayOrder", 0)
        pipeline = _pipeline(id_, str(sent.get("label", "")), order, at, stages)
        before = self.of(kind).get(id_)
        if before is not None:
            pipeline["createdAt"] = before["createdAt"]
        self.of(kind)[id_] = pipeline
        return pipeline

    def create(self, kind: ObjectType, sent: dict[str, Any], at: str) -> Pipeline:
        """A new pipeline; 409 for an id or a label that is there already."""
        id_ = str(sent.get("pipelineId") or self.new_id())
        label = sent.get("label")
        if id_ in self.of(kind) or any(it["label"] == label for it in self.of(kind).values()):
            raise conflict(f"A pipeline with the id or label '{label}' already exists.")
        return self.put(kind, id_, sent, at)

    def new_stage(self, sent: dict[str, Any], at: str) -> Stage:
        """A stage from what was sent; its metadata are texts."""
        label = asked_for(sent, "label", str)
        id_ = str(sent.get("stageId") or self.new_id())
        metadata = {key: str(it) for key, it in asked_for(sent, "metadata", dict).items()}
        metadata.setdefault("isClosed", _closed(metadata.get("probability", "")))
        order = whole_in(sent, "displayOrder", 0)
        return _stage(id_, label, order, at, metadata)

    def new_id(self) -> str:
        self._next += 1
        return str(self._next)

    def remember(self, identifier: str, entry: dict[str, Any]) -> None:
        self._audits.setdefault(identifier, []).insert(0, entry)

    def audits(self, identifier: str) -> list[dict[str, Any]]:
        """What was done to a pipeline or a stage, the newest first."""
        return self._audits.get(identifier, [])


def _closed(odds: str) -> str:
    return "true" if odds in ("1.0", "0.0") else "false"


def _pipeline(id_: str, label: str, order: int, at: str, stages: list[Stage]) -> Pipeline:
    return {
        "label": label,
        "displayOrder": order,
        "id": id_,
        "stages": stages,
        "createdAt": at,
        "updatedAt": at,
        "archived": False,
    }


def _stage(id_: str, label: str, order: int, at: str, metadata: dict[str, str]) -> Stage:
    return {
        "label": label,
        "displayOrder": order,
        "metadata": metadata,
        "id": id_,
        "createdAt": at,
        "updatedAt": at,
        "archived": False,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
    }
