"""From what was sent to values by field: read-only fields, and references to other records."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.salesforce.errors import RowRefused
from sandbox.salesforce.ids import normalised
from sandbox.salesforce.lookups import Lookups, folded
from sandbox.salesforce.reading_values import Read
from sandbox.salesforce.schema import Field, SObject

Sent = Mapping[str, Any]


class Links:
    """Reads the records of one write; what they refer to is looked up for all of them at once."""

    def __init__(self, lookups: Lookups, owner: SObject, read: Read) -> None:
        self._lookups, self._owner, self._read = lookups, owner, read
        self._by_external: dict[tuple[str, str], dict[str, list[str]]] = {}

    def load(self, sent: Sequence[Sent]) -> None:
        """Look up all that these records refer to, by id or by external id."""
        ids: dict[str, set[str]] = {}
        values: dict[tuple[str, str], list[Any]] = {}
        for record in sent:
            for it, value in self._references(record):
                target = it.targets[0]
                if isinstance(value, Mapping):
                    for name, one in _own(value):
                        values.setdefault((target, name.lower()), []).append(one)
                elif isinstance(value, str) and (long := normalised(value)):
                    ids.setdefault(target, set()).add(long)
        for key, wanted in values.items():
            self._load_external(key, wanted)
            for found in self._by_external.get(key, {}).values():
                ids.setdefault(key[0], set()).update(found)
        for target, wanted_ids in ids.items():
            self._lookups.load(self._lookups.schema[target], wanted_ids)

    def values(self, sent: Sent, *, is_new: bool) -> dict[str, Any]:
        """Value by field name; RowRefused for the first thing that is wrong."""
        found: dict[str, Any] = {}
        forbidden: list[str] = []
        for name, value in _own(sent):
            it = self._owner.find(name)
            if it is None or it.is_compound:
                reference = self._owner.parent(name)
                if reference is None or not isinstance(value, Mapping):
                    words = f"No such column '{name}' on sobject of type {self._owner.name}"
                    raise RowRefused("INVALID_FIELD", words)
                it, value = reference, self._by_external_id(reference, value)
            if not (it.is_createable if is_new else it.is_updateable):
                forbidden.append(it.name)
                continue
            found[it.name] = self._read(it, value)
            if it.type == "reference":
                self._raise_if_nobody(it, found[it.name])
        if forbidden:
            words = (
                f"Unable to create/update fields: {', '.join(forbidden)}. Please check the "
                "security settings of this field and verify that it is read/write for your "
                "profile or permission set."
            )
            raise RowRefused("INVALID_FIELD_FOR_INSERT_UPDATE", words, *forbidden)
        return found

    def _references(self, sent: Sent) -> Iterator[tuple[Field, Any]]:
        for name, value in _own(sent):
            it = self._owner.parent(name) if isinstance(value, Mapping) else self._owner.find(name)
            if it is not None and it.type == "reference":
                yield it, value

    def _load_external(self, key: tuple[str, str], values: Sequence[Any]) -> None:
        target = self._lookups.schema[key[0]]
        it = target.find(key[1])
        if it is not None and it.is_stored:
            usable = [value for value in values if value is not None]
            self._by_external[key] = self._lookups.ids_by(target, it, usable)

    def _by_external_id(self, it: Field, value: Mapping[str, Any]) -> str | None:
        target = self._lookups.schema[it.targets[0]]
        keys = list(_own(value))
        if len(keys) != 1:
            words = f"Foreign key of {it.name} needs one external id"
            raise RowRefused("INVALID_FIELD", words, it.name)
        name, wanted = keys[0]
        by = target.find(name)
        if by is None or not (by.is_external_id or by.name in ("Id", "Email", "Username")):
            words = (
                f"Field name provided, {name} is not an External ID or indexed field for "
                f"{target.name}"
            )
            raise RowRefused("INVALID_FIELD", words)
        if wanted is None:
            return None
        found = self._by_external.get((target.name, name.lower()), {}).get(folded(wanted), [])
        if len(found) == 1:
            return found[0]
        if found:
            words = f"More than one record found for external id {wanted} of field {by.name}"
            raise RowRefused("DUPLICATE_EXTERNAL_ID", words, it.name)
        words = (
            f"Foreign key external ID: {wanted} not found for field {by.name} in entity "
            f"{target.name}"
        )
        raise RowRefused("INVALID_FIELD", words)

    def _raise_if_nobody(self, it: Field, record_id: str | None) -> None:
        if record_id is None:
            return
        target = self._lookups.schema[it.targets[0]]
        if record_id[:3] != target.prefix:
            words = f"{it.label}: id value of incorrect type: {record_id}"
            raise RowRefused("FIELD_INTEGRITY_EXCEPTION", words, it.name)
        row = self._lookups.row(target, record_id)
        if row is None:
            raise RowRefused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", it.name)
        if row.get("IsDeleted"):
            raise RowRefused("ENTITY_IS_DELETED", "entity is deleted", it.name)


def _own(sent: Sent) -> Iterator[tuple[str, Any]]:
    """What was sent, without what only says of which kind it is."""
    return ((name, value) for name, value in sent.items() if name != "attributes")
