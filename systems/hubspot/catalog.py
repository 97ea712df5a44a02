"""Which properties of an object are asked for, under which name, and as which kind they land."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from systems.base import Kind, Row, Settings, Table
from systems.hubspot.tables import OF_THE_RECORD
from systems.hubspot.values import kind_of, landed
from tieout.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Names:
    """What the settings say of properties.

    `theirs` maps a name of ours to the account's own; `more` are properties to read beside the
    declared ones, by object, and `without` those never to ask for.
    """

    theirs: Mapping[str, str]
    more: Mapping[str, tuple[str, ...]]
    without: frozenset[str]

    def of(self, name: str) -> str:
        """The account's name of a property."""
        return self.theirs.get(name, name)


@dataclass(frozen=True, slots=True)
class Asked:
    """The properties of one object: column -> their name, and the kind that it lands as."""

    names: Mapping[str, str]
    kinds: Mapping[str, Kind]

    def row(self, record: Row, properties: Mapping[str, object]) -> dict[str, object]:
        """A record as it lands."""
        row: dict[str, object] = {
            "id": record.get("id"),
            "created_at": record.get("createdAt"),
            "updated_at": record.get("updatedAt"),
        }
        for column, name in self.names.items():
            row[column] = landed(properties.get(name), self.kinds[column])
        return row


def names(settings: Settings) -> Names:
    """The settings `renamed_properties`, `more_fields` and `leave_out`, read.

    SettingsError names every part that cannot be understood.
    """
    faults: list[str] = []
    pairs = [
        _split(it, "=", "renamed_properties", faults)
        for it in _parts(settings, "renamed_properties")
    ]
    wanted = [_split(it, ".", "more_fields", faults) for it in _parts(settings, "more_fields")]
    left_out = [_split(it, ".", "leave_out", faults) for it in _parts(settings, "leave_out")]
    if faults:
        raise SettingsError(faults)
    more: dict[str, tuple[str, ...]] = {}
    for kind, name in wanted:
        more[kind] = (*more.get(kind, ()), name)
    return Names(dict(pairs), more, frozenset(f"{kind}.{name}" for kind, name in left_out))


def asked(table: Table, said: Names, existing: Mapping[str, Row]) -> Asked:
    """What to ask for of an object that has the properties `existing`, by their names."""
    kinds = {it.name: it.kind for it in table.columns if it.name not in OF_THE_RECORD}
    columns = [it for it in kinds if f"{table.name}.{it}" not in said.without]
    columns += [it for it in said.more.get(table.name, ()) if it not in columns]
    found = {it: said.of(it) for it in columns if said.of(it) in existing}
    return Asked(
        found,
        {it: _kind(kinds.get(it, "text"), existing[name]) for it, name in found.items()},
    )


def missing(table: Table, said: Names, existing: Mapping[str, Row]) -> Sequence[str]:
    """Their names of the properties that we want and the object does not have."""
    wanted = [it.name for it in table.columns if it.name not in OF_THE_RECORD]
    wanted = [it for it in wanted if f"{table.name}.{it}" not in said.without]
    wanted += said.more.get(table.name, ())
    return [said.of(it) for it in wanted if said.of(it) not in existing]


def _kind(declared: Kind, prop: Row) -> Kind:
    return kind_of(prop) if declared == "text" else declared


def _parts(settings: Settings, name: str) -> list[str]:
    return [part.strip() for part in settings.get(name, "").split(",") if part.strip()]


def _split(part: str, by: str, setting: str, faults: list[str]) -> tuple[str, str]:
    before, _, after = (side.strip() for side in part.partition(by))
    if not before or not after:
        faults.append(f"hubspot: {setting} must be like a{by}b, got {part!r}")
    return before, after
