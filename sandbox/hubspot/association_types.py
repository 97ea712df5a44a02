"""The ways in which two objects can belong together, with the numbers and names of each."""

from dataclasses import dataclass
from typing import Any

from sandbox.hubspot.errors import invalid
from sandbox.hubspot.object_types import ObjectType

HUBSPOT, USER = "HUBSPOT_DEFINED", "USER_DEFINED"
PRIMARY, PARENT, CHILD = "Primary", "Parent Company", "Child Company"
FIRST_OF_THE_USER = 1001  # the account's own labels and types are numbered from here

# from, to, type id, type id of the way back, label, label of the way back. A label tells what the
# other one is. A line with a label is beside one without. The numbers of partner objects are not
# published, these are made up.
TABLE = """
0-1 0-2 279 280
0-1 0-2 1 2 Primary Primary
0-3 0-2 341 342
0-3 0-2 5 6 Primary Primary
0-3 0-1 3 4
0-5 0-1 16 15
0-5 0-2 339 340
0-5 0-2 26 25 Primary Primary
0-5 0-3 28 27
0-8 0-3 20 19
0-14 0-3 64 63
0-14 0-2 71 72
0-14 0-1 69 70
0-1 0-1 449 449
0-2 0-2 450 450
0-2 0-2 14 13 Parent_Company Child_Company
0-3 0-3 451 451
0-5 0-5 452 452
0-145 0-2 911 912
0-145 0-1 913 914
0-145 0-3 915 916
0-145 0-5 917 918
0-145 0-147 919 920
0-147 0-3 921 922
"""


@dataclass(slots=True)
class AssociationType:
    """One way, seen from one side; `inverse` is its number as seen from the other."""

    from_type: str
    to_type: str
    id: int
    inverse: int
    label: str | None
    name: str
    category: str = HUBSPOT

    @property
    def is_primary(self) -> bool:
        return self.label == PRIMARY and self.category == HUBSPOT

    def spec(self) -> dict[str, Any]:
        return {"category": self.category, "typeId": self.id, "label": self.label}


class AssociationTypes:
    """All ways of the account; each is there twice, once per side."""

    def __init__(self) -> None:
        self._all: list[AssociationType] = []
        self._inverse: dict[int, int] = {}
        self._next = FIRST_OF_THE_USER
        for line in TABLE.strip().splitlines():
            from_type, to_type, id_, inverse, *labels = line.split()
            label, back = (one.replace("_", " ") for one in labels) if labels else (None, None)
            self._add(from_type, to_type, (int(id_), int(inverse)), (label, back), HUBSPOT)

    def between(self, kind: ObjectType, other: ObjectType) -> list[AssociationType]:
        return [it for it in self._all if (it.from_type, it.to_type) == (kind.id, other.id)]

    def get(self, kind: ObjectType, other: ObjectType, id_: int) -> AssociationType:
        """The way with this number; 400 where the pair has none such."""
        for it in self.between(kind, other):
            if it.id == id_:
                return it
        raise invalid(
            f"association type id {id_} doesn't exist between {kind.plural} and {other.plural}"
        )

    def named(self, kind: ObjectType, other: ObjectType, name: str) -> AssociationType:
        """The way with this name, or with this number; 400 where the pair has none such."""
        for it in self.between(kind, other):
            if name in (it.name, str(it.id)):
                return it
        raise invalid(f"{name} is not a valid association type")

    def default(self, kind: ObjectType, other: ObjectType) -> AssociationType:
        """The one without a label; 400 where the two cannot be linked."""
        for it in self.between(kind, other):
            if it.label is None:
                return it
        raise invalid(f"No association types exist between {kind.plural} and {other.plural}")

    def inverse(self, id_: int) -> int:
        """The number of the same way as seen from the other side."""
        return self._inverse.get(id_, id_)

    def open(self, kind: ObjectType, other: ObjectType) -> AssociationType:
        """The way without a label between two types; made where there is none yet."""
        for it in self.between(kind, other):
            if it.label is None:
                return it
        return self.add(kind, other, (None, None))

    def add(
        self,
        kind: ObjectType,
        other: ObjectType,
        labels: tuple[str | None, str | None],
        name: str = "",
    ) -> AssociationType:
        """A way of the user's own, with a label for each side."""
        is_paired = labels[0] != labels[1] or kind.id != other.id
        ids = (self._next, self._next + 1) if is_paired else (self._next, self._next)
        self._next = ids[1] + 1
        self._add(kind.id, other.id, ids, labels, USER)
        for way in self._all:
            if way.id in ids:
                way.name = name
        return self.get(kind, other, ids[0])

    def remove(self, it: AssociationType) -> None:
        """Away with a way of the user's own, both sides of it."""
        gone = {it.id, it.inverse}
        self._all = [other for other in self._all if other.id not in gone]

    def close(self, kind: ObjectType) -> None:
        """Away with all ways from and to a type."""
        self._all = [it for it in self._all if kind.id not in (it.from_type, it.to_type)]

    def _add(
        self,
        from_type: str,
        to_type: str,
        ids: tuple[int, int],
        labels: tuple[str | None, str | None],
        category: str,
    ) -> None:
        self._inverse |= {ids[0]: ids[1], ids[1]: ids[0]}
        id_, back = ids
        label, label_back = labels
        self._all.append(AssociationType(from_type, to_type, id_, back, label, "", category))
        if id_ != back:
            way = AssociationType(to_type, from_type, back, id_, label_back, "", category)
            self._all.append(way)


def name_all(types: AssociationTypes, kinds: list[ObjectType]) -> None:
    """Give every way without a name the one that the older API knows it by: `deal_to_company`, …

    The one without a label is `…_unlabeled` where a primary one is beside it.
    """
    for kind in kinds:
        for other in kinds:
            ways = types.between(kind, other)
            has_primary = any(way.is_primary for way in ways)
            for way in ways:
                base = f"{kind.singular}_to_{other.singular}"
                way.name = way.name or _name(way, base, has_primary)


def _name(way: AssociationType, base: str, has_primary: bool) -> str:
    if way.label is None:
        return f"{base}_unlabeled" if has_primary else base
    return {
        PRIMARY: base,
        PARENT: "child_to_parent_company",
        CHILD: "parent_to_child_company",
    }.get(way.label, way.label.lower().replace(" ", "_"))
