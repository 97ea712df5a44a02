"""Which objects belong together. One row a pair; both sides are read from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exact_json import decode
from sandbox.hubspot.association_types import AssociationType
from sandbox.hubspot.object_types import ObjectType
from sandbox.hubspot.tables import LINKS
from sandbox.records import Record, Where, one_of

if TYPE_CHECKING:
    from sandbox.hubspot.portal import Portal


@dataclass(frozen=True, slots=True)
class Linked:
    """The other object, with the ways in which it belongs to this one."""

    id: int
    ways: tuple[AssociationType, ...]


def linked(
    portal: Portal, kind: ObjectType, ids: Sequence[int], other: ObjectType
) -> dict[int, list[Linked]]:
    """What belongs to each of these objects, by id; those without are not in the answer."""
    ways = {way.id: way for way in portal.association_types.between(kind, other)}
    found: dict[int, list[Linked]] = defaultdict(list)
    if not ways:
        return found
    for is_left in (True, False) if kind.id == other.id else (kind.id < other.id,):
        for own, far, types in _pairs(portal, kind, ids, other, is_left):
            seen = (ways.get(id_ if is_left else _turned(portal, id_)) for id_ in types)
            if known := tuple(way for way in seen if way is not None):
                found[own].append(Linked(far, known))
    for entries in found.values():
        entries.sort(key=lambda entry: entry.id)
    return found


def relate(
    portal: Portal,
    pair: tuple[ObjectType, int, ObjectType, int],
    ways: Iterable[AssociationType],
) -> None:
    """Add these ways to a pair; the one without a label is always among them.

    A primary way is taken from the other pairs of the same object.
    """
    kind, id_, other, other_id = pair
    wanted = {way.id for way in ways}
    for way in portal.association_types.between(kind, other):
        if way.id in wanted and way.is_primary:
            _take_the_primary(portal, pair, way)
    wanted.add(portal.association_types.default(kind, other).id)
    row = _row(portal, pair) or _new_row(portal, pair)
    is_turned = _is_turned(kind, id_, other, other_id)
    new = {_turned(portal, one) for one in wanted} if is_turned else wanted
    portal.store.put(LINKS, row | {"types": sorted(new | set(row["types"]))})


def unrelate(
    portal: Portal,
    pair: tuple[ObjectType, int, ObjectType, int],
    ways: Iterable[AssociationType] | None = None,
) -> None:
    """Take these ways from a pair, all of them where none is named."""
    row = _row(portal, pair)
    if row is None:
        return
    gone = None if ways is None else {way.id for way in ways}
    if gone is not None and _is_turned(*pair):
        gone = {_turned(portal, id_) for id_ in gone}
    left = [id_ for id_ in row["types"] if gone is not None and id_ not in gone]
    if left:
        portal.store.put(LINKS, row | {"types": left})
    else:
        portal.store.erase(LINKS, Where("id = ?", (row["id"],)))


def unrelate_all(portal: Portal, kind: ObjectType, id_: int) -> None:
    """Nothing belongs to this object any longer."""
    for side in ("left", "right"):
        where = Where(f"{side}_type = ? and {side}_id = ?", (kind.id, id_))
        portal.store.erase(LINKS, where)


def row_of(number: int, left: tuple[str, int], right: tuple[str, int], types: list[int]) -> Record:
    """A pair as it is kept; `left` is the smaller of the two, `types` are seen from there."""
    return {
        "id": number,
        "left_type": left[0],
        "left_id": left[1],
        "right_type": right[0],
        "right_id": right[1],
        "types": types,
    }


def has_link(kind: ObjectType, other: ObjectType, ids: Sequence[int]) -> Where:
    """The condition that an object of `kind`, in its own table, belongs to one of these."""
    if kind.id == other.id:
        return _is_linked(kind, other, ids, is_left=True) | _is_linked(
            kind, other, ids, is_left=False
        )
    return _is_linked(kind, other, ids, is_left=kind.id < other.id)


def _is_linked(kind: ObjectType, other: ObjectType, ids: Sequence[int], *, is_left: bool) -> Where:
    own, far = ("left", "right") if is_left else ("right", "left")
    inside = one_of(f"{far}_id", ids)
    pieces = (
        *("id in (select", f"{own}_id", "from links where", f"{own}_type = ? and"),
        *(f"{far}_type = ? and", inside.sql, ")"),
    )
    return Where(" ".join(pieces), (kind.id, other.id, *inside.values))


def _take_the_primary(
    portal: Portal, pair: tuple[ObjectType, int, ObjectType, int], way: AssociationType
) -> None:
    """From the other companies of a contact, deal or ticket; a company has many such."""
    kind, id_, other, other_id = pair
    if kind.plural == "companies":
        kind, id_, other, other_id = other, other_id, kind, id_
        way = portal.association_types.get(kind, other, way.inverse)
    for entry in linked(portal, kind, [id_], other).get(id_, []):
        if entry.id != other_id and way in entry.ways:
            unrelate(portal, (kind, id_, other, entry.id), [way])


def _pairs(
    portal: Portal, kind: ObjectType, ids: Sequence[int], other: ObjectType, is_left: bool
) -> Iterable[tuple[int, int, list[int]]]:
    own, far = ("left", "right") if is_left else ("right", "left")
    inside = one_of(f"{own}_id", ids)
    rows = portal.store.pairs(
        (
            *("select", f"{own}_id, {far}_id, body", "from links"),
            *(f"where {own}_type = ? and {far}_type = ? and", inside.sql),
        ),
        (kind.id, other.id, *inside.values),
    )
    return ((near, far_id, decode(body)["types"]) for near, far_id, body in rows)


def _turned(portal: Portal, id_: int) -> int:
    """The number of the same way as seen from the other side."""
    return portal.association_types.inverse(id_)


def _is_turned(kind: ObjectType, id_: int, other: ObjectType, other_id: int) -> bool:
    return (kind.id, id_) > (other.id, other_id)


def _row(portal: Portal, pair: tuple[ObjectType, int, ObjectType, int]) -> Record | None:
    left, right = _sides(pair)
    where = Where(
        "left_type = ? and left_id = ? and right_type = ? and right_id = ?", (*left, *right)
    )
    return portal.store.get(LINKS, where)


def _new_row(portal: Portal, pair: tuple[ObjectType, int, ObjectType, int]) -> Record:
    return row_of(portal.new_number(), *_sides(pair), [])


def _sides(
    pair: tuple[ObjectType, int, ObjectType, int],
) -> tuple[tuple[str, int], tuple[str, int]]:
    kind, id_, other, other_id = pair
    near, far = (kind.id, id_), (other.id, other_id)
    return (far, near) if _is_turned(*pair) else (near, far)
