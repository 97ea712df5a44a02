"""What stood in a property before, as `propertiesWithHistory` shows it: the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.tables import HISTORY
from sandbox.hubspot.wire import stamp
from sandbox.records import Record, Where, one_of

if TYPE_CHECKING:
    from sandbox.hubspot.object_types import ObjectType
    from sandbox.hubspot.portal import Portal

MOST = 20  # versions of one property
AT_FIRST, BY_US = "CRM_UI", "INTEGRATION"


def keep(
    portal: Portal, kind: ObjectType, before: Record, changes: dict[str, str | None], at: int
) -> None:
    """Write down what these properties become; and what they were, where that is not yet.

    A record that was never changed has no rows: its first version is the record itself.
    """
    for name, value in changes.items():
        known = portal.store.get(HISTORY, _of(kind, before["id"], [name]))
        first = before["properties"].get(name)
        if known is None and first is not None:
            _write(portal, kind, before, name, first, before["created"], AT_FIRST)
        _write(portal, kind, before, name, value or "", at, BY_US)


def versions(
    portal: Portal, kind: ObjectType, record: Record, names: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """The versions of each property that ever had a value."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in portal.store.find(HISTORY, _of(kind, record["id"], names), "id desc"):
        found.setdefault(row["name"], []).append(row["version"])
    for name in names:
        value = record["properties"].get(name)
        if name not in found and value is not None:
            found[name] = [_version(value, record["created"], AT_FIRST)]
    return {name: found[name][:MOST] for name in names if name in found}


def forget(portal: Portal, kind: ObjectType, id_: int) -> None:
    portal.store.erase(HISTORY, Where("object_type = ? and object_id = ?", (kind.id, id_)))


def _of(kind: ObjectType, id_: int, names: Sequence[str]) -> Where:
    return Where("object_type = ? and object_id = ?", (kind.id, id_)) & one_of("name", names)


def _write(
    portal: Portal, kind: ObjectType, record: Record, name: str, value: str, at: int, source: str
) -> None:
    row = {
        "id": portal.new_number(),
        "at": at,
        "object_type": kind.id,
        "object_id": record["id"],
        "name": name,
        "version": _version(value, at, source),
    }
    portal.store.put(HISTORY, row)


def _version(value: str, at: int, source: str) -> dict[str, Any]:
    source_id = {"sourceId": "userId:12282590"} if source == AT_FIRST else {"sourceId": "1234567"}
    return {"value": value, "timestamp": stamp(at), "sourceType": source} | source_id
