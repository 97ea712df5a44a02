"""What is intended for one record: which fields, from what, to what, for whom and why."""

from collections.abc import Collection, Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from reverse_etl.values import is_empty
from systems.base import Field, Key

Action = Literal["create", "update", "delete"]
Fields = dict[str, Field]  # the API's name -> how it is declared


class Pointer(Struct, frozen=True, gc=False):
    """The record that a field's new value names: by external id, or `by_id`, its own id.

    While nobody knows that id, the value says of which record it is to be.
    """

    system: str
    object: str
    external_id: str
    by_id: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Where that record is to be found."""
        return (self.system, self.object)

    def __str__(self) -> str:
        return f"{self.system} {self.object} {self.external_id}"


class FieldChange(Struct, frozen=True, gc=False):
    """One field: what stands there now, and what should. Values are canonical text (`values`).

    `why` names the row of the marts that the value comes from, with a remark behind a semicolon
    where there is something to say of the change itself. Overwriting a stamp loses nothing.
    """

    field: str
    sync: str
    before: str | None
    after: str | None
    why: str = ""
    points_at: Pointer | None = None
    is_stamp: bool = False

    @property
    def source(self) -> str:
        """The row of the marts that the value comes from."""
        return self.why.partition("; ")[0]

    @property
    def remark(self) -> str:
        """What there is to say of the change itself; mostly nothing."""
        return self.why.partition("; ")[2]

    def is_overwrite(self, field: Field) -> bool:
        """Whether something that stands there is lost."""
        return not self.is_stamp and not is_empty(self.before, field)


class RecordChange(Struct, frozen=True, gc=False):
    """One record: all its fields that change, whichever sync wants them, so that one call does.

    `name` is what people know the record by. `creators` are the syncs that may make it; without
    one of them it is not made.
    """

    system: str
    object: str
    action: Action
    record_id: str | None
    external_id: str | None
    name: str
    fields: tuple[FieldChange, ...]
    creators: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Where the record is found, before the change and after it."""
        return Key(self.record_id, self.external_id)

    @property
    def place(self) -> tuple[str, str, str, str, str]:
        """Where it stands in a plan: by system and object, what is created first, then by id."""
        return (
            self.system,
            self.object,
            self.action,
            self.record_id or "",
            self.external_id or "",
        )

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """The records that its fields name."""
        return tuple(wanted.points_at for wanted in self.fields if wanted.points_at)

    @property
    def syncs(self) -> tuple[str, ...]:
        """The syncs that want something of this record, by name."""
        return tuple(sorted({change.sync for change in self.fields}))

    def title(self) -> str:
        """`Acme Ltd (organizations 6164)`, or by external id where there is no record yet."""
        known_by = self.record_id or f"external id {self.external_id}"
        return f"{self.name or 'without a name'} ({self.object} {known_by})"

    def without(self, syncs: Collection[str]) -> "RecordChange | None":
        """The same less what these syncs want of it; None when nothing is left to do."""
        if self.creators and all(creator in syncs for creator in self.creators):
            return None
        left = tuple(change for change in self.fields if change.sync not in syncs)
        if len(left) == len(self.fields):
            return self
        return replace(self, fields=left) if left else None


def in_order(changes: Iterable[RecordChange]) -> tuple[RecordChange, ...]:
    """The one order that plans are kept in."""
    return tuple(sorted(changes, key=lambda change: change.place))
