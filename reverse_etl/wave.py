"""A few batches on their way together: read again, noted, sent, followed, read back, noted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from reverse_etl.change import Action, Fields, RecordChange
from reverse_etl.entries import Batch, Decision, Entry
from reverse_etl.ledger import Ledger
from reverse_etl.observed import sliced
from reverse_etl.outcome import NOT_SENT, SPLIT, RecordOutcome, Verdict
from reverse_etl.values import from_text
from reverse_etl.verify import UNKNOWN, after_sending, before_sending
from systems.base import Answer, Record, Target, Write
from tieout.errors import BadAnswer, Refused, SystemFault, Transient


@dataclass(frozen=True, slots=True)
class Route:
    """What all waves to one object share.

    `at` is told the name of each boundary as it is passed: whoever wants to stop there, can.
    """

    system: str
    object: str
    target: Target
    fields: Fields
    ledger: Ledger
    run_id: str
    digest: str
    batch_ids: Iterator[str]
    is_interrupted: Callable[[], bool]
    at: Callable[[str], None]


@dataclass(slots=True)
class Sending:
    """One record on its way. A field with a verdict is decided; one without is to be sent."""

    change: RecordChange
    verdicts: list[Verdict | None]
    positions: tuple[int, ...] = ()
    answer: Answer | None = None

    @property
    def is_decided(self) -> bool:
        """Whether nothing of it is to be sent."""
        return None not in self.verdicts

    def write(self, fields: Fields) -> Write:
        """What of it is to be sent."""
        open_fields = zip(self.change.fields, self.verdicts, strict=True)
        return Write(
            self.change.key,
            {
                wanted.field: from_text(wanted.after, fields[wanted.field])
                for wanted, verdict in open_fields
                if verdict is None
            },
        )


@dataclass(slots=True)
class Request:
    """One batch on its way. `fate` is set where it is the same for all its records."""

    batch: Batch
    sendings: list[Sending]
    job_id: str | None = None
    fate: Verdict | None = None


@dataclass(slots=True)
class Landed:
    """What became of a wave: records decided, records to send in smaller batches, records left over.

    `fault` is why the system has to be left. `is_lost`: not one request came to a clear end.
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
    """Write these changes of one action in batches of `size`.

    Unless `is_last`, what would only fill a part of a batch is left over for the next wave, so that
    N records take no more calls than N / size. A fault of reading before anything was sent is
    raised; later ones are part of the answer, since then the ledger already knows of the wave.
    """
    landed = Landed()
    sendings = _read_again(route, changes)
    route.at("read again")
    skipped = [sending for sending in sendings if sending.is_decided]
    fresh = [sending for sending in sendings if not sending.is_decided]
    if not is_last and (odd := len(fresh) % size):
        landed.left_over = [sending.change for sending in fresh[-odd:]]
        fresh = fresh[:-odd]
    requests = [Request(_batch(route, action, len(some)), some) for some in sliced(fresh, size)]
    _intend(route, requests, Request(_batch(route, action, 0), skipped), attempts)
    route.at("intended")
    landed.outcomes += [_outcome(sending, sending.change.record_id) for sending in skipped]
    landed.fault = _send_all(route, requests)
    landed.fault = _follow(route, requests) or landed.fault
    landed.fault = _settle(route, requests, landed, attempts) or landed.fault
    route.at("decided")
    return landed


def _read_again(route: Route, changes: Sequence[RecordChange]) -> list[Sending]:
    records = _records(route, changes)
    return [
        Sending(change, before_sending(change, record, route.fields))
        for change, record in zip(changes, records, strict=True)
    ]


def _records(route: Route, changes: Sequence[RecordChange]) -> list[Record | None]:
    keys = [change.key for change in changes]
    found = route.target.read(keys, tuple(route.fields.values())) if keys else {}
    return [found.get(key) for key in keys]


def _batch(route: Route, action: Action, records: int) -> Batch:
    return Batch(
        *(next(route.batch_ids), route.run_id, route.digest, route.system, route.object),
        *(action, records),
    )


def _intend(
    route: Route, requests: Sequence[Request], skipped: Request, attempts: int
) -> None:
    """Note the whole wave in one transaction: what is about to go, and what is decided not to."""
    entries: list[Entry] = []
    decisions: list[Decision] = []
    for request in [*requests, skipped]:
        positions = count()
        for record_no, sending in enumerate(request.sendings):
            sending.positions = tuple(next(positions) for _ in sending.change.fields)
            place = None if sending.is_decided else record_no
            batch_id = request.batch.batch_id
            entries.append(Entry(batch_id, place, sending.change, sending.positions))
            decisions += [
                Decision(batch_id, position, sending.change.record_id, verdict, attempts - 1)
                for position, verdict in zip(sending.positions, sending.verdicts, strict=True)
                if verdict
            ]
    batches = [request.batch for request in [*requests, skipped] if request.sendings]
    if batches:
        route.ledger.intend(batches, entries, route.fields, decisions)


def _send_all(route: Route, requests: Iterable[Request]) -> SystemFault | None:
    """Send the batches one after the other; the fault for which the rest was not sent, if any."""
    fault: SystemFault | None = None
    for request in requests:
        if fault or route.is_interrupted():
            reason = str(fault) if fault else "the run was interrupted"
            request.fate = Verdict("stale", NOT_SENT, reason)
            continue
        fault = _send(route, request)
        route.at("sent")
        if request.job_id:
            route.ledger.note_job(request.batch.batch_id, request.job_id)
            route.at("job noted")
    return fault


def _send(route: Route, request: Request) -> SystemFault | None:
    """Send one batch; the fault if it is one that no other batch would be spared."""
    writes = [sending.write(route.fields) for sending in request.sendings]
    try:
        receipt = route.target.send(request.batch.action, writes)
    except Refused as refused:
        code = refused.code or str(refused.status)
        outcome = Verdict("rejected", code, str(refused))
        is_one = len(request.sendings) == 1
        request.fate = outcome if is_one else Verdict("stale", SPLIT, str(refused))
    except BadAnswer:
        return None  # received, it seems: reading back will tell
    except SystemFault as fault:
        if isinstance(fault, Transient) and not fault.had_no_effect:
            return None  # perhaps received: reading back will tell
        request.fate = Verdict("stale", NOT_SENT, str(fault))
        return fault
    else:
        request.job_id = receipt.job_id
        _take_answers(request, receipt.answers)
    return None


def _take_answers(request: Request, answers: Sequence[Answer] | None) -> None:
    """One answer a record; answers that do not add up say nothing."""
    if answers and len(answers) == len(request.sendings):
        for sending, answer in zip(request.sendings, answers, strict=True):
            sending.answer = answer


def _follow(route: Route, requests: Iterable[Request]) -> SystemFault | None:
    followed = {request.job_id: request for request in requests if request.job_id}
    if not followed:
        return None
    try:
        answers = route.target.follow(list(followed))
    except SystemFault as fault:
        return fault
    for job_id, request in followed.items():
        _take_answers(request, answers.get(job_id))
    route.at("followed")
    return None


def _settle(
    route: Route, requests: Sequence[Request], landed: Landed, attempts: int
) -> SystemFault | None:
    """Read back what was sent, and note what became of every record of the wave."""
    sent = [sending for request in requests if not request.fate for sending in request.sendings]
    fault: SystemFault | None = None
    records: Iterable[Record | None] = ()
    try:
        records = _records(route, [sending.change for sending in sent])
    except SystemFault as met:
        fault = met
    route.at("read back")
    ...
    return fault
