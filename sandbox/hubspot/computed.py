"""Properties that nobody writes: they follow from what belongs to an object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sandbox.hubspot.association_types import CHILD, PARENT
from sandbox.hubspot.links import Linked, linked
from sandbox.hubspot.object_types import COMPANIES, CONTACTS, DEALS, ObjectType

if TYPE_CHECKING:
    from sandbox.hubspot.portal import Portal

Reckoned = Callable[[list[Linked]], str | None]


def _count(entries: list[Linked]) -> str | None:
    return str(len(entries)) if entries else None


def _the_primary(entries: list[Linked]) -> str | None:
    return next((str(it.id) for it in entries if any(way.is_primary for way in it.ways)), None)


def _labelled(label: str) -> Callable[[list[Linked]], list[Linked]]:
    def with_label(entries: list[Linked]) -> list[Linked]:
        return [it for it in entries if any(way.label == label for way in it.ways)]

    return with_label


def _the_parent(entries: list[Linked]) -> str | None:
    return next((str(it.id) for it in _labelled(PARENT)(entries)), None)


def _the_children(entries: list[Linked]) -> str | None:
    return str(len(_labelled(CHILD)(entries)))


COMPUTED: dict[tuple[str, str], tuple[ObjectType, Reckoned]] = {
    (COMPANIES.id, "num_associated_contacts"): (CONTACTS, _count),
    (COMPANIES.id, "num_associated_deals"): (DEALS, _count),
    (COMPANIES.id, "hs_parent_company_id"): (COMPANIES, _the_parent),
    (COMPANIES.id, "hs_num_child_companies"): (COMPANIES, _the_children),
    (CONTACTS.id, "associatedcompanyid"): (COMPANIES, _the_primary),
    (CONTACTS.id, "num_associated_deals"): (DEALS, _count),
    (DEALS.id, "num_associated_contacts"): (CONTACTS, _count),
}


def computed(
    portal: Portal, kind: ObjectType, ids: Sequence[int], names: Sequence[str]
) -> dict[str, dict[int, str | None]]:
    """The values of those of these properties that are computed, by name and object."""
    values = {}
    for name in names:
        if (kind.id, name) in COMPUTED:
            other, reckoned = COMPUTED[(kind.id, name)]
            found = linked(portal, kind, ids, other)
            values[name] = {id_: reckoned(found.get(id_, [])) for id_ in ids}
    return values
