"""A few batches at once: read again, noted, sent, followed, read back, noted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from reverse_etl.change import Action, RecordChange
from reverse_etl.entries import Batch, Decision, Entry
from reverse_etl.observed import RECORDS_AT_ONCE, sliced
from reverse_etl.outcome import NOT_SENT, SPLIT, RecordOutcome, Verdict
from reverse_etl.sending import Request, Route, Sending, follow, send_all
from reverse_etl.verify import UNREAD, after_sending, before_sending
from systems.base import Record
from tieout.errors import SystemFault


@dataclass(slots=True)
class Landed:
    """What became of a wave: records decided, to be sent in smaller batches, and left over.

    `fault` is why the system has to be left. `is_lost`: not one record came to a clear end.
    """

    outcomes: list[RecordOutcome] = field(default_factory=list)
    to_split: list[list[RecordChange]] = field(default_factory=list)
    left_over: list[RecordChange] = field(default_factory=list)
    fault: SystemFault | None = None
    is_lost: bool = False


def write(
    route: Route,
    action: Action,
    changes: Sequence[RecordChange],
    size: int,
    *,
    attempts: int = 1,
    is_last: bool = True,
) -> Landed:
    """Write these changes in batches of `size`; all are updates or all are creates.

    Unless `is_last`, what would fill only a part of a batch is left over for the next wave, so that
    N records take no more calls than N / size. A fault of the first reading is raised; later ones
    are part of the answer, since then the ledger already knows of the wave.
    """
    sendings = [
        sending
        for some in sliced(changes, max(size, RECORDS_AT_ONCE))
        for sending in _read_again(route, some)
    ]
    route.at("read again")
    skipped = [sending for sending in sendings if sending.is_decided]
    fresh = [sending for sending in sendings if not sending.is_decided]
    kept = len(fresh) if is_last else len(fresh) - len(fresh) % size
    landed = Landed(left_over=[sending.change for sending in fresh[kept:]])
    requests = [_request(route, action, some) for some in sliced(fresh[:kept], size)]
    if skipped:
        requests.append(_request(route, action, skipped))
    _intend(route, requests, attempts)
    sent = [request for request in requests if request.batch.record_count]
    faults = [send_all(route, sent), follow(route, sent)]
    faults.append(_settle(route, sent, size, attempts, landed))
    route.at("decided")
    landed.fault = next((fault for fault in faults if fault), None)
    landed.outcomes += [_outcome(sending) for sending in skipped]
    return landed


def _read_again(route: Route, changes: Sequence[RecordChange]) -> list[Sending]:
    bound = [route.promises.bound(change) for change in changes]
    records = _records(route, bound)
    return [
        Sending(change, _verdicts(route, change, record))
        for change, record in zip(bound, records, strict=True)
    ]


def _verdicts(route: Route, change: RecordChange, record: Record | None) -> list[Verdict | None]:
    """What speaks against sending a field: what it holds by now, or what it points at."""
    found = before_sending(change, record, route.fields)
    lacking = route.promises.verdicts(change)
    return [one or other for one, other in zip(found, lacking, strict=True)]


def _records(route: Route, changes: Sequence[RecordChange]) -> list[Record | None]:
    keys = [change.key for change in changes]
    found = route.target.read(keys, tuple(route.fields.values())) if keys else {}
    return [found.get(key) for key in keys]


def _request(route: Route, action: Action, sendings: list[Sending]) -> Request:
    """A batch to be noted; of records that are all decided, one that sends none."""
    batch = Batch(
        batch_id=next(route.batch_ids),
        run_id=route.run_id,
        plan_digest=route.digest,
        system=route.system,
        object=route.object,
        action=action,
        record_count=sum(not sending.is_decided for sending in sendings),
    )
    positions = count()
    for sending in sendings:
        sending.batch_id = batch.batch_id
        sending.positions = tuple(next(positions) for _ in sending.change.fields)
    return Request(batch, sendings)


def _intend(route: Route, requests: Sequence[Request], attempts: int) -> None:
    """Note the whole wave in one transaction: what is about to go, and what is decided not to."""
    entries: list[Entry] = []
    decisions: list[Decision] = []
    for request in requests:
        for record_no, sending in enumerate(request.sendings):
            place = None if sending.is_decided else record_no
            entries.append(Entry(sending.batch_id, place, sending.change, sending.positions))
            decisions += sending.decided(attempts - 1)
    if requests:
        batches = [request.batch for request in requests]
        route.ledger.intend(batches, entries, route.fields, decisions)
    route.at("intended")


def _settle(
    route: Route, requests: Iterable[Request], size: int, attempts: int, landed: Landed
) -> SystemFault | None:
    """Read back what was sent, and note what became of every record."""
    decisions: list[Decision] = []
    sent: list[Sending] = []
    for request in requests:
        if request.fate is None:
            sent += request.sendings
            continue
        made = attempts - (request.fate.error_code == NOT_SENT)
        for sending in request.sendings:
            fates = [request.fate] * len(sending.verdicts)
            decisions += sending.decide(fates, sending.change.record_id, made)
        if request.fate.error_code == SPLIT:
            landed.to_split.append([sending.change for sending in request.sendings])
        else:
            landed.outcomes += map(_outcome, request.sendings)
    fault: SystemFault | None = None
    for some in sliced(sent, max(size, RECORDS_AT_ONCE)):
        fault = _read_back(route, some, attempts, decisions, fault)
    ends = [_outcome(sending) for sending in sent]
    landed.outcomes += ends
    route.at("read back")
    if decisions:
        route.ledger.decide(decisions)
    landed.is_lost = bool(ends) and all(end.worst.outcome == "unknown" for end in ends)
    return fault


def _read_back(
    route: Route,
    sent: Sequence[Sending],
    attempts: int,
    decisions: list[Decision],
    fault: SystemFault | None,
) -> SystemFault | None:
    """Decide what was sent by what reads back; after a fault nothing more is read."""
    try:
        records = [] if fault else _records(route, [sending.change for sending in sent])
    except SystemFault as met:
        fault = met
    if fault:
        for sending in sent:
            unread = [UNREAD] * len(sending.verdicts)
            decisions += sending.decide(unread, sending.change.record_id, attempts)
        return fault
    for sending, record in zip(sent, records, strict=True):
        verdicts = after_sending(sending.change, sending.answer, record, route.fields)
        decisions += sending.decide(verdicts, _record_id(sending, record), attempts)
    return None


def _record_id(sending: Sending, record: Record | None) -> str | None:
    if record:
        return record.record_id
    answered = sending.answer.record_id if sending.answer else None
    return sending.change.record_id or answered


def _outcome(sending: Sending) -> RecordOutcome:
    verdicts = tuple(verdict for verdict in sending.verdicts if verdict)
    return RecordOutcome(sending.change, verdicts, sending.record_id or sending.change.record_id)
