"""Finding a record by its id, or by a property that no two records share the value of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.hubspot.call import id_read
from sandbox.hubspot.errors import RefusedError, invalid, not_found
from sandbox.hubspot.object_types import CONTACTS, PORTAL_ID, ObjectType
from sandbox.hubspot.writing import holder
from sandbox.records import LIVE, Record, Where, equal

if TYPE_CHECKING:
    from sandbox.hubspot.portal import Portal

ARCHIVED = Where("deleted = 1")


def raise_unless_unique(
    portal: Portal, kind: ObjectType, name: str, *, email_too: bool = True
) -> None:
    """400 where records cannot be named by this property."""
    is_email = kind is CONTACTS and name == "email" and email_too
    if not is_email and name not in portal.definitions.unique(kind):
        raise invalid(
            f"Unable to perform update/upsert by non-unique {kind.id} property {name} "
            f"in portal ID {PORTAL_ID}"
        )


def found(
    portal: Portal, kind: ObjectType, key: str, id_property: str = "", *, is_archived: bool = False
) -> Record | None:
    """The record that goes by this id, or by this value of `id_property`; None without one."""
    if id_property:
        return holder(portal, kind, id_property, key)
    id_ = id_read(key)
    if id_ is None:
        return None
    where = (ARCHIVED if is_archived else LIVE) & kind.where & equal("id", id_)
    return portal.store.get(kind.table, where)


def existing(portal: Portal, kind: ObjectType, key: str, id_property: str = "") -> Record:
    """The record that goes by this; 404 where there is none, 400 for a property not unique."""
    if id_property:
        raise_unless_unique(portal, kind, id_property)
    record = found(portal, kind, key, id_property)
    if record is None:
        raise not_found()
    return record


def some_missing(kind: ObjectType, keys: list[str]) -> RefusedError:
    """What a batch says of keys that it found nothing under."""
    return not_found(
        f"Could not get some {kind.legacy_name} objects, they may be deleted or not exist. "
        "Check that ids are valid.",
        context={"ids": keys},
    )
