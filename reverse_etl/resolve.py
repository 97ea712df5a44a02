"""What earlier runs left open is read, before anything is sent again."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from reverse_etl.entries import Decision, Entry, Unresolved
from reverse_etl.ledger import Ledger
from reverse_etl.outcome import NOT_WRITTEN, Fault, RecordOutcome, Resolved, Verdict
from reverse_etl.plan import Targets
from reverse_etl.verify import in_a_later_run
from systems.base import Answer, Record, Target
from tieout.errors import SystemFault

# A request whose answer was lost may still be under way: so long it is given to arrive.
SETTLE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Read:
    """One record of an earlier run beside what was answered and what it holds now."""

    entry: Entry
    record: Record | None
    verdicts: Sequence[Verdict]
    is_answered: bool

    @property
    def outcome(self) -> RecordOutcome:
        """The record as a whole."""
        record_id = self.record.record_id if self.record else self.entry.change.record_id
        return RecordOutcome(self.entry.change, tuple(self.verdicts), record_id)


def resolve(
    targets: Targets,
    ledger: Ledger,
    *,
    settle_seconds: float = SETTLE_SECONDS,
    sleep: Callable[[float], None] = time.sleep,
    at: Callable[[str], None] = lambda _: None,
) -> tuple[Resolved, list[Fault]]:
    """Follow the jobs that earlier runs left, read their records, and note what became of them.

    What holds the new value was written; what the system turned down is rejected; what still holds
    the old one is open again, for the next plan. Where that cannot be read there is a fault:
    nothing may be sent to that object before it can.
    """
    counts, faults = Counter[str](), []
    open_batches = sorted(ledger.unresolved(), key=_place)
    for place, some in groupby(open_batches, key=_place):
        batches = list(some)
        if place not in targets:  # nothing is sent there either
            counts["unknown"] += sum(len(batch.entries) for batch in batches)
            continue
        try:
            read = _settled(batches, targets[place], ledger, settle_seconds, sleep, at)
        except SystemFault as fault:
            counts["unknown"] += sum(len(batch.entries) for batch in batches)
            faults.append(Fault(*place, str(fault)))
            continue
        at("resolve read")
        ledger.decide([decision for one in read for decision in _decisions(one)])
        counts.update(one.outcome.worst.outcome for one in read)
        at("resolved")
    resolved = Resolved(counts["written"], counts["rejected"], counts["stale"], counts["unknown"])
    return resolved, faults


def _settled(
    batches: Sequence[Unresolved],
    target: Target,
    ledger: Ledger,
    settle_seconds: float,
    sleep: Callable[[float], None],
    at: Callable[[str], None],
) -> list[_Read]:
    jobs = [batch.job_id for batch in batches if batch.job_id]
    answers = target.follow(jobs) if jobs else {}
    at("resolve followed")
    read = _read(batches, target, answers)
    if not any(_may_be_under_way(one) for one in read):
        return read
    youngest = max(batch.intended_at for batch in batches)
    patience = settle_seconds - (ledger.now() - youngest).total_seconds()
    if patience <= 0:
        return read
    sleep(patience)
    return _read(batches, target, answers)


def _read(
    batches: Sequence[Unresolved], target: Target, answers: Mapping[str, Sequence[Answer] | None]
) -> list[_Read]:
    fields = {name: known for batch in batches for name, known in batch.fields.items()}
    entries = [(entry, batch) for batch in batches for entry in batch.entries]
    keys = [entry.change.key for entry, _ in entries]
    records = target.read(list(dict.fromkeys(keys)), tuple(fields.values()))
    read: list[_Read] = []
    for (entry, batch), key in zip(entries, keys, strict=True):
        answer = _answer(entry, answers.get(batch.job_id or ""))
        record = records.get(key)
        verdicts = in_a_later_run(entry.change, answer, record, batch.fields)
        read.append(_Read(entry, record, verdicts, answer is not None))
    return read


def _answer(entry: Entry, answers: Sequence[Answer] | None) -> Answer | None:
    if answers is None or entry.record_no is None or entry.record_no >= len(answers):
        return None
    return answers[entry.record_no]


def _may_be_under_way(read: _Read) -> bool:
    lost = any(verdict.error_code == NOT_WRITTEN for verdict in read.verdicts)
    return lost and not read.is_answered


def _decisions(read: _Read) -> Iterator[Decision]:
    entry = read.entry
    for position, verdict in zip(entry.positions, read.verdicts, strict=True):
        yield Decision(entry.batch_id, position, read.outcome.record_id, verdict, attempts=1)


def _place(batch: Unresolved) -> tuple[str, str]:
    return (batch.system, batch.object)
