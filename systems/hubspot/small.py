"""The small tables that are read whole: owners, the stages of pipelines."""

from collections.abc import Iterator, Mapping

from systems.base import Page, Row
from systems.hubspot.client import Client

OWNER_ROWS = "100"
WITH_PIPELINES = ("deals",)


def owners(client: Client) -> Iterator[Page]:
    """Those who may own records, then those who have left."""
    for archived in ("false", "true"):
        params = {"limit": OWNER_ROWS, "archived": archived}
        for page in client.listed(client.path("owners"), params):
            yield Page([_owner(it) for it in page])


def pipeline_stages(client: Client) -> Iterator[Page]:
    """Every stage of every pipeline."""
    for kind in WITH_PIPELINES:
        for pipeline in client.get(client.path("pipelines", kind)).rows("results"):
            listed = pipeline.get("stages")
            stages = listed if isinstance(listed, list) else []
            yield Page([_stage(kind, pipeline, it) for it in stages])


def _owner(owner: Row) -> Row:
    return {
        "id": owner.get("id"),
        "user_id": owner.get("userId") or owner.get("userIdIncludingInactive"),
        "email": owner.get("email"),
        "type": owner.get("type"),
        "archived": owner.get("archived"),
        "created_at": owner.get("createdAt"),
        "updated_at": owner.get("updatedAt"),
    }


def _stage(kind: str, pipeline: Row, stage: Mapping[str, object]) -> Row:
    metadata = stage.get("metadata")
    said = metadata if isinstance(metadata, dict) else {}
    return {
        "object_type": kind,
        "pipeline_id": pipeline.get("id"),
        "stage_id": stage.get("id"),
        "pipeline_label": pipeline.get("label"),
        "stage_label": stage.get("label"),
        "display_order": stage.get("displayOrder"),
        "is_closed": said.get("isClosed"),
        "probability": said.get("probability"),
        "archived": stage.get("archived"),
    }
