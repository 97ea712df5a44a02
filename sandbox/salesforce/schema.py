"""What an org's objects and fields are: the nouns, and which of them there are just now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal[
    "id",
    "reference",
    "string",
    "textarea",
    "picklist",
    "multipicklist",
    "boolean",
    "int",
    "double",
    "currency",
    "percent",
    "date",
    "datetime",
    "email",
    "phone",
    "url",
    "address",
]
TEXTS = frozenset(
    {"id", "reference", "string", "textarea", "picklist", "multipicklist", "email", "phone", "url"}
)
NUMBERS = frozenset({"int", "double", "currency", "percent"})
DECIMALS = frozenset({"double", "currency", "percent"})
LONG_TEXT = 255  # longer text areas can be neither filtered nor sorted by
FIXED_LENGTHS: Mapping[str, int] = {
    "id": 18,
    "reference": 18,
    "picklist": 255,
    "multipicklist": 4099,
    "email": 80,
    "phone": 40,
    "url": 255,
    "string": 255,
    "textarea": 255,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `length` counts characters of a text, `precision` and `scale` digits of a number.

    `sql` is what it is made of where it is not stored; `children` the name under which its target
    knows the records that refer to it. `part_of` is the compound field that it is a part of.
    """

    name: str
    type: Kind
    label: str
    length: int = 0
    precision: int = 0
    scale: int = 0
    values: tuple[str, ...] = ()
    is_restricted: bool = False
    targets: tuple[str, ...] = ()
    relationship: str | None = None
    children: str | None = None
    is_required: bool = False
    is_createable: bool = True
    is_updateable: bool = True
    is_external_id: bool = False
    is_unique: bool = False
    is_auto_number: bool = False
    is_name: bool = False
    is_defaulted: bool = False
    part_of: str | None = None
    parts: tuple[str, ...] = ()
    sql: str | None = None

    @property
    def is_custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def is_text(self) -> bool:
        return self.type in TEXTS

    @property
    def is_compound(self) -> bool:
        return self.type == "address"

    @property
    def is_stored(self) -> bool:
        return self.sql is None and not self.is_compound

    @property
    def is_long_text(self) -> bool:
        return self.type == "textarea" and self.length > LONG_TEXT

    def column(self) -> str:
        """The type of its column in the store."""
        if self.type == "boolean":
            return "BOOLEAN"
        if self.type == "int":
            return "BIGINT"
        if self.type in DECIMALS:
            return f"DECIMAL({self.precision}, {self.scale})"
        if self.type == "date":
            return "DATE"
        return "TIMESTAMP" if self.type == "datetime" else "VARCHAR"


@dataclass(frozen=True, slots=True)
class SObject:
    """A kind of record. `prefix` begins its ids; a setup object is neither made nor deleted."""

    name: str
    label: str
    plural: str
    prefix: str
    fields: tuple[Field, ...]
    is_setup: bool = False
    is_deletable: bool = True
    by_name: Mapping[str, Field] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {it.name.lower(): it for it in self.fields})

    @property
    def is_custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def table(self) -> str:
        """Where the store keeps it."""
        return f'org."{self.name.lower()}"'

    @property
    def has_currency(self) -> bool:
        return "currencyisocode" in self.by_name

    @property
    def is_soft_deleted(self) -> bool:
        """Whether a deleted record stays behind."""
        return "isdeleted" in self.by_name

    @property
    def stored(self) -> Iterator[Field]:
        return (it for it in self.fields if it.is_stored)

    @property
    def unique_fields(self) -> list[Field]:
        return [it for it in self.fields if it.is_unique]

    def find(self, name: str) -> Field | None:
        """The field of that name, however its letters are written."""
        return self.by_name.get(name.lower())

    def parent(self, relationship: str) -> Field | None:
        """The field behind a relationship to a parent: `Owner` -> OwnerId."""
        wanted = relationship.lower()
        for it in self.fields:
            if it.relationship is not None and it.relationship.lower() == wanted:
                return it
        return None


@dataclass(frozen=True, slots=True)
class Schema:
    """All objects of an org, by name in lower case."""

    objects: Mapping[str, SObject]

    @classmethod
    def of(cls, objects: Iterable[SObject]) -> Schema:
        return cls({it.name.lower(): it for it in objects})

    def find(self, name: str) -> SObject | None:
        return self.objects.get(name.lower())

    def __getitem__(self, name: str) -> SObject:
        return self.objects[name.lower()]

    def __iter__(self) -> Iterator[SObject]:
        return iter(self.objects.values())

    def children(self, target: SObject) -> Iterator[tuple[SObject, Field]]:
        """Every object that refers to `target`, with the field that does."""
        for it in self:
            for one in it.fields:
                if target.name in one.targets:
                    yield it, one

    def child(self, target: SObject, relationship: str) -> tuple[SObject, Field] | None:
        """The object that `target` knows by this plural name."""
        wanted = relationship.lower()
        for it, one in self.children(target):
            if one.children is not None and one.children.lower() == wanted:
                return it, one
        return None

    def by_prefix(self, record_id: str) -> SObject | None:
        return next((it for it in self if it.prefix == record_id[:3]), None)

    def with_field(self, object_name: str, new: Field) -> Schema:
        """The same org with one more field."""
        changed = self[object_name]
        return self._with(replace(changed, fields=(*changed.fields, new)))

    def without(self, hidden: str) -> Schema:
        """The same org where a field (`Account.Phone`, or `Phone` of all), or an object, is unseen.

        Ids stay: nobody is without them.
        """
        owner, _, name = hidden.rpartition(".")
        if not owner and self.find(hidden) is not None:
            return Schema({key: it for key, it in self.objects.items() if key != hidden.lower()})
        result = self
        for it in self:
            if owner.lower() in ("", it.name.lower()) and it.find(name) and name.lower() != "id":
                kept = tuple(one for one in it.fields if one.name.lower() != name.lower())
                result = result._with(replace(it, fields=kept))
        return result

    def _with(self, changed: SObject) -> Schema:
        return Schema({**self.objects, changed.name.lower(): changed})
