"""What earlier runs left open is read, before anything is sent again."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
# A job that has not ended for so long will not: systems forget theirs within a day.
A_JOB_GOES_ON = timedelta(days=1)

Awaited = Mapping[tuple[str, str, str | None], str]
"""(system, object, external id) of records that a job may still make -> which job that is."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One record of an earlier run beside what was answered and what it holds now."""

    entry: Entry
    record: Record | None
    verdicts: Sequence[Verdict]
    is_answered: bool
    awaited: str = ""  # the job that may still make it

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
) -> tuple[Resolved, list[Fault], Awaited]:
    """Follow the jobs that earlier runs left, read their records, and note what became of them.

    What holds the new value was written; what the system turned down is rejected; what still holds
    the old one is open again, for the next plan. Where that cannot be read there is a fault:
    nothing may be sent to that object before it can. What a job may still make stays unknown, and
    may not be made by anybody else meanwhile.
    """
    counts, faults, awaited = Counter[str](), [], dict[tuple[str, str, str | None], str]()
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
        awaited |= {(*place, it.entry.change.external_id): it.awaited for it in read if it.awaited}
        known = [it for it in read if not it.awaited]
        ledger.decide([decision for one in known for decision in _decisions(one)])
        counts.update(one.outcome.worst.outcome for one in known)
        counts["unknown"] += len(read) - len(known)
        at("resolved")
    resolved = Resolved(counts["written"], counts["rejected"], counts["stale"], counts["unknown"])
    return resolved, faults, awaited


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
    read = _read(batches, target, answers, ledger.now())
    if not any(_may_be_under_way(one) for one in read):
        return read
    youngest = max(batch.intended_at for batch in batches)
    patience = settle_seconds - (ledger.now() - youngest).total_seconds()
    if patience <= 0:
        return read
    sleep(patience)
    return _read(batches, target, answers, ledger.now())


def _read(
    batches: Sequence[Unresolved],
    target: Target,
    answers: Mapping[str, Sequence[Answer] | None],
    now: datetime,
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
        awaited = "" if record else _still_made_by(entry, batch, answers, now)
        read.append(_Read(entry, record, verdicts, answer is not None, awaited))
    return read


def _still_made_by(
    entry: Entry,
    batch: Unresolved,
    answers: Mapping[str, Sequence[Answer] | None],
    now: datetime,
) -> str:
    """The job that may still make a record; empty where none may."""
    job_id = batch.job_id
    if entry.change.action != "create" or not job_id or job_id in answers:
        return ""
    return job_id if now - batch.intended_at < A_JOB_GOES_ON else ""


def _answer(entry: Entry, answers: Sequence[Answer] | None) -> Answer | None:
    if answers is None or entry.record_no is None or entry.record_no >= len(answers):
        return None
    return answers[entry.record_no]


def _may_be_under_way(read: _Read) -> bool:
    lost = any(verdict.error_code == NOT_WRITTEN for verdict in read.verdicts)
    return lost and not read.is_answered and not read.awaited


def _decisions(read: _Read) -> Iterator[Decision]:
    entry = read.entry
    for position, verdict in zip(entry.positions, read.verdicts, strict=True):
        yield Decision(entry.batch_id, position, read.outcome.record_id, verdict, attempts=1)


def _place(batch: Unresolved) -> tuple[str, str]:
    return (batch.system, batch.object)
