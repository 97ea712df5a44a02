"""What a plan has to tell beside its changes: what it left out, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reverse_etl.change import RecordChange
from systems.base import Field


@dataclass(frozen=True, slots=True)
class ObjectFields:
    """The fields of one object that a plan reads and may write; `keys` hold its external id."""

    system: str
    object: str
    fields: tuple[Field, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A sync of which nothing is planned.

    The cause is a failed `check` upstream of it, a `field` that the target does not have as it is
    declared, or the `system`, which could not be read.
    """

    sync: str
    cause: Literal["check", "field", "system"]
    reasons: tuple[str, ...]
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record that is left out, while the others go on.

    `waiting`: to be updated, but nobody creates it, or what it points at. `missing`: its id is
    known and the target no longer has it. `error`: what is wanted of it contradicts itself.
    """

    reason: Literal["waiting", "missing", "error"]
    system: str
    object: str
    syncs: tuple[str, ...]
    record_id: str | None
    external_id: str | None
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class HandEdit:
    """A field that somebody changed: what was `ours`, written at `since`, became `found`.

    Left alone where the sync respects hand edits, else planned back to `wanted`.
    """

    system: str
    object: str
    sync: str
    record_id: str
    name: str
    field: str
    ours: str | None
    found: str | None
    wanted: str | None
    since: datetime
    is_left_alone: bool


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A change that the target rejected as it is; it waits until its values change or a retry."""

    change: RecordChange
    error_code: str
    error_text: str
    since: datetime
