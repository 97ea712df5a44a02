"""The account of an apply while it goes on: who is left, what is done, what went wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from reverse_etl.change import RecordChange
from reverse_etl.outcome import (
    NOT_SENT,
    ApplyReport,
    Fault,
    RecordOutcome,
    Resolved,
    Tally,
)
from reverse_etl.values import many

Progress = Callable[[str, int, int], None]  # what is written, records done, records in all


class Account:
    """Counts records as they are decided; becomes an `ApplyReport` at the end."""

    def __init__(
        self, changes: Sequence[RecordChange], faults: Iterable[Fault], progress: Progress | None
    ) -> None:
        self._changes = changes
        self._faults = list(faults)
        self._paused: list[Fault] = []
        self._progress = progress
        self._records = Tally(planned=len(changes))
        self._syncs: dict[str, Tally] = {}
        self._left = Counter(change.system for change in changes)
        self._problems: list[RecordOutcome] = []
        for change in changes:
            for sync in change.syncs:
                self._syncs.setdefault(sync, Tally()).planned += 1

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody is left whose turn did not come."""
        return self._records.decided < self._records.planned

    def add(self, outcomes: Iterable[RecordOutcome]) -> None:
        """Count what became of some records."""
        for outcome in outcomes:
            if any(verdict.error_code == NOT_SENT for verdict in outcome.verdicts):
                continue  # at the end, who was not counted was not sent
            worst, syncs = outcome.worst.outcome, outcome.change.syncs
            self._records.add(worst)
            self._left[outcome.change.system] -= 1
            for sync in syncs:
                self._syncs[sync].add(worst if len(syncs) == 1 else outcome.of_sync(sync))
            if worst not in {"written", "unchanged"}:
                self._problems.append(outcome)

    def tell(self, what: str) -> None:
        """Say how far it is, to whoever wants to know."""
        if self._progress:
            self._progress(what, self._records.decided, self._records.planned)

    def leave(self, system: str, object: str, sentence: str) -> None:
        """Nothing more is sent to this system."""
        self._faults.append(Fault(system, object, sentence))

    def pause(self, system: str, object: str, sentence: str) -> None:
        """Nothing more is sent to this system today; says how many records are left for later."""
        left = many(self._left[system], "record")
        sentence = f"{sentence} {left} of it are left: the next run goes on."
        self._paused.append(Fault(system, object, sentence))

    def has_left(self, system: str) -> bool:
        """Whether nothing more may be sent to this system."""
        return any(fault.system == system for fault in (*self._faults, *self._paused))

    def report(
        self,
        run_id: str,
        digest: str,
        *,
        refused: tuple[str, ...],
        resolved: Resolved,
        is_interrupted: bool,
        unapproved: str = "",
    ) -> ApplyReport:
        """What there is to say in the end. Who was not decided was not sent."""
        for tally in (self._records, *self._syncs.values()):
            tally.not_sent = tally.planned - tally.decided
        return ApplyReport(
            run_id=run_id,
            digest=digest,
            records=self._records,
            syncs=dict(sorted(self._syncs.items())),
            problems=tuple(sorted(self._problems, key=lambda one: one.change.place)),
            faults=tuple(self._faults),
            refused=refused,
            resolved=resolved,
            is_interrupted=is_interrupted,
            unapproved=unapproved,
            paused=tuple(self._paused),
        )
