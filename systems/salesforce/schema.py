"""What an org says of its objects and their fields: names, types, what may be done with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from systems.base import Kind
from tieout.errors import BadAnswer

SYSTEM = "salesforce"
# made of others, or not text at all: a bulk query refuses them, and nobody needs them
NEVER_ASKED = frozenset({"address", "location", "base64", "complexvalue", "json", "anyType"})
NUMBERS = frozenset({"double", "currency", "percent", "int", "long"})
FITTING: Mapping[Kind, frozenset[str]] = {
    "text": frozenset(
        {"id", "reference", "string", "textarea", "picklist", "multipicklist", "combobox"}
        | {"phone", "url", "email", "encryptedstring"}
    ),
    "integer": NUMBERS,
    "decimal": NUMBERS,
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"date"}),
    "timestamp": frozenset({"datetime"}),
    "json": frozenset(),
}


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field. `relationship` is the name of the way to the record that a lookup holds."""

    name: str
    type: str
    label: str
    scale: int
    length: int
    is_creatable: bool
    is_updatable: bool
    is_external_id: bool
    relationship: str
    refers_to: tuple[str, ...]

    def holds(self, kind: Kind) -> bool:
        """Whether values of that kind are what such a field is for."""
        return self.type in FITTING[kind]


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One object; `fields` by their names in lower case, for the API tells no case apart."""

    name: str
    fields: Mapping[str, FieldInfo]
    lists_deletions: bool

    def field(self, name: str) -> FieldInfo | None:
        return self.fields.get(name.lower())

    def lookup(self, relationship: str) -> FieldInfo | None:
        """The field behind `Account__r`."""
        wanted = relationship.lower()
        found = (it for it in self.fields.values() if it.relationship.lower() == wanted)
        return next(found, None)


def described(answer: Mapping[str, object]) -> ObjectInfo:
    """A describe's answer; BadAnswer where it is none."""
    name, fields = answer.get("name"), answer.get("fields")
    if not isinstance(name, str) or not isinstance(fields, list):
        raise BadAnswer(SYSTEM, "describe answered without a name or fields.")
    read = [_field(it) for it in fields if isinstance(it, Mapping)]
    return ObjectInfo(
        name=name,
        fields={it.name.lower(): it for it in read},
        lists_deletions=answer.get("replicateable") is True,
    )


def _field(said: Mapping[str, object]) -> FieldInfo:
    refers_to = said.get("referenceTo")
    return FieldInfo(
        name=str(said.get("name")),
        type=str(said.get("type")),
        label=str(said.get("label") or ""),
        scale=_number(said.get("scale")),
        length=_number(said.get("length")),
        is_creatable=said.get("createable") is True,
        is_updatable=said.get("updateable") is True,
        is_external_id=said.get("externalId") is True or said.get("idLookup") is True,
        relationship=str(said.get("relationshipName") or ""),
        refers_to=tuple(map(str, refers_to)) if isinstance(refers_to, list) else (),
    )


def _number(said: object) -> int:
    return said if isinstance(said, int) else 0
