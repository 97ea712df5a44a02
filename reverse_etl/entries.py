"""What the ledger is told, and what it tells, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reverse_etl.change import Action, Fields, RecordChange
from reverse_etl.outcome import Verdict
from systems.base import Key


@dataclass(frozen=True, slots=True)
class Batch:
    """One request about to be sent. With `record_count` 0 it only notes what was skipped."""

    batch_id: str
    run_id: str
    plan_digest: str
    system: str
    object: str
    action: Action
    record_count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a batch: `record_no` is its place in the request, None where none is sent.

    Each of its fields has a position in the batch.
    """

    batch_id: str
    record_no: int | None
    change: RecordChange
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of the field at a position. `attempts` is how often it was sent."""

    batch_id: str
    position: int
    record_id: str | None
    verdict: Verdict
    attempts: int


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A batch of which something is still open, with its job where one was noted.

    `entries` have only what is open, `fields` say how it was declared when it was sent.
    """

    batch_id: str
    system: str
    object: str
    action: Action
    intended_at: datetime
    job_id: str | None
    entries: tuple[Entry, ...]
    fields: Fields


@dataclass(frozen=True, slots=True)
class LastWrite:
    """What we last read back from a field after writing it.

    `in_doubt` are values that were sent and may have got there.
    """

    after: str | None
    written_at: datetime
    in_doubt: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Rejection:
    """The last attempt at a record, which its target rejected, and what was wanted of it then."""

    error_code: str
    error_text: str
    rejected_at: datetime
    wanted: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class PlanMade:
    """A plan that was made and kept, and who made it.

    `made_by` is the name that was given, by default that of the system's user, `os_user`. `syncs`
    are those that were asked for, none for all; `is_retry` asked for what was rejected, too.
    """

    digest: str
    run_id: str
    records: int
    made_by: str
    os_user: str
    syncs: tuple[str, ...] = ()
    is_retry: bool = False
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody agreed to a plan that another made; good for one apply."""

    digest: str
    records: int
    made_by: str
    approved_by: str
    os_user: str
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that its target rejected and did not take since, whatever became of its data.

    `times` is how often it was sent in vain, the first time at `since`.
    """

    syncs: tuple[str, ...]
    fields: tuple[str, ...]
    system: str
    object: str
    record_id: str | None
    external_id: str | None
    name: str
    error_code: str
    error_text: str
    since: datetime
    times: int

    @property
    def key(self) -> Key:
        """Where the record is found."""
        return Key(self.record_id, self.external_id)

    def title(self) -> str:
        """`Acme Ltd (organizations 6164)`."""
        known_by = self.record_id or f"external id {self.external_id}"
        return f"{self.name or 'without a name'} ({self.object} {known_by})"
