"""What became of a change: the verdict on each field, and the account of a whole apply."""

from dataclasses import dataclass
from typing import Literal

from reverse_etl.change import RecordChange

Outcome = Literal["written", "unchanged", "stale", "rejected", "unknown"]
RunOutcome = Literal["done", "held_back", "broken", "interrupted"]
_WORST_FIRST: tuple[Outcome, ...] = ("unknown", "rejected", "stale", "written", "unchanged")
_EXIT_CODES: dict[RunOutcome, int] = {"done": 0, "broken": 1, "held_back": 3, "interrupted": 130}

NOT_KEPT = "not_kept"  # accepted, and reads back as something else
GONE = "gone"  # the record stood there when the plan was made
MOVED = "moved"  # the target no longer holds the plan's old value
APPEARED = "appeared"  # to be created, and it exists by now
NOT_SENT = "not_sent"  # the system had to be left before its turn came
NOT_WRITTEN = "not_written"  # sent or about to be, and it never took effect: open again
WAITS = "waits"  # for what it points at, which was not made, or for a job that may make it
SPLIT = "split"  # a whole request was turned down; sent again in halves


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one field of one record.

    `written` was read back as wanted; `unchanged` stood there already; `stale` did not get there,
    because the target moved on or the system had to be left: the next plan decides anew;
    `rejected` has the system's code and words; `unknown` was sent, and nobody knows yet.
    `may_retry` marks a rejection that was not the record's fault.
    """

    outcome: Outcome
    error_code: str = ""
    error_text: str = ""
    may_retry: bool = False


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """One record of an apply; `verdicts` stand in the order of the change's fields."""

    change: RecordChange
    verdicts: tuple[Verdict, ...]
    record_id: str | None

    @property
    def worst(self) -> Verdict:
        """The verdict that the record as a whole is known by: written only where every field is."""
        first = self.verdicts[0]
        if all(verdict is first for verdict in self.verdicts):  # mostly: all were written
            return first
        return min(self.verdicts, key=lambda verdict: _WORST_FIRST.index(verdict.outcome))

    def of_sync(self, sync: str) -> Outcome:
        """The worst that became of what one sync wanted of the record."""
        outcomes = {
            verdict.outcome
            for field, verdict in zip(self.change.fields, self.verdicts, strict=True)
            if field.sync == sync
        }
        return min(outcomes, key=_WORST_FIRST.index)


@dataclass(slots=True)
class Tally:
    """Records by what became of them; they add up to `planned`."""

    planned: int = 0
    written: int = 0
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0
    unknown: int = 0
    not_sent: int = 0

    @property
    def decided(self) -> int:
        """All that went through to an outcome, if only to `unknown`."""
        return self.written + self.unchanged + self.stale + self.rejected + self.unknown

    def add(self, outcome: Outcome) -> None:
        """Count one more record."""
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a system was left before its turn was over."""

    system: str
    object: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """Records that an earlier run left unknown, and what reading them showed."""

    written: int = 0
    rejected: int = 0
    open_again: int = 0
    still_unknown: int = 0


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """The account of one apply. `problems` are the records that do not hold what was wanted.

    `refused` are sentences on syncs over their limits, of which nothing went; `unapproved` says
    that nothing at all went, since a second person has yet to agree. `paused` are systems of whose
    calls no more may be used today.
    """

    run_id: str
    digest: str
    records: Tally
    syncs: dict[str, Tally]
    problems: tuple[RecordOutcome, ...]
    faults: tuple[Fault, ...]
    refused: tuple[str, ...]
    resolved: Resolved
    is_interrupted: bool
    unapproved: str = ""
    paused: tuple[Fault, ...] = ()

    @property
    def outcome(self) -> RunOutcome:
        """How the run ended, in the words of `ops.runs`."""
        if self.is_interrupted:
            return "interrupted"
        if self.faults:
            return "broken"
        return "held_back" if self.refused or self.unapproved or self.paused else "done"

    @property
    def exit_code(self) -> int:
        """0 done, 1 broken, 3 held back, 130 interrupted."""
        return _EXIT_CODES[self.outcome]
