"""Batches on the wire: sent one after the other, their jobs noted and followed to the answers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reverse_etl.change import Action, Fields, RecordChange
from reverse_etl.entries import Batch, Decision
from reverse_etl.ledger import Ledger
from reverse_etl.outcome import NOT_SENT, SPLIT, Verdict
from reverse_etl.promises import Promises
from reverse_etl.purse import Purse
from reverse_etl.values import from_text
from systems.base import Answer, Deleter, Receipt, Target, Write
from tieout.errors import BadAnswer, Refused, SystemFault, Transient


@dataclass(frozen=True, slots=True)
class Route:
    """What all batches to one object share.

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
    promises: Promises
    purse: Purse
    is_interrupted: Callable[[], bool]
    at: Callable[[str], None]


@dataclass(slots=True)
class Sending:
    """One record on its way. A field with a verdict is decided; one without is to be sent."""

    change: RecordChange
    verdicts: list[Verdict | None]
    batch_id: str = ""
    positions: tuple[int, ...] = ()
    answer: Answer | None = None
    record_id: str | None = None

    @property
    def is_decided(self) -> bool:
        """Whether nothing of it is to be sent."""
        return None not in self.verdicts

    def write(self, fields: Fields) -> Write:
        """What of it is to be sent."""
        places = zip(self.change.fields, self.verdicts, strict=True)
        values = {
            wanted.field: from_text(wanted.after, fields[wanted.field])
            for wanted, verdict in places
            if verdict is None
        }
        return Write(self.change.key, values)

    def decide(
        self, verdicts: Sequence[Verdict], record_id: str | None, attempts: int
    ) -> list[Decision]:
        """Take the verdicts for what was still open, and say them to the ledger."""
        taken = [old or new for old, new in zip(self.verdicts, verdicts, strict=True)]
        decisions = [
            Decision(self.batch_id, position, record_id, new, attempts)
            for position, old, new in zip(self.positions, self.verdicts, taken, strict=True)
            if old is None
        ]
        self.verdicts, self.record_id = list(taken), record_id
        return decisions

    def decided(self, attempts: int) -> list[Decision]:
        """What is decided already, for the ledger."""
        return [
            Decision(self.batch_id, position, self.change.record_id, verdict, attempts)
            for position, verdict in zip(self.positions, self.verdicts, strict=True)
            if verdict
        ]


@dataclass(slots=True)
class Request:
    """One batch on its way. `fate` is set where it is the same for all its records."""

    batch: Batch
    sendings: list[Sending]
    job_id: str | None = None
    fate: Verdict | None = None


def send_all(route: Route, requests: Iterable[Request]) -> SystemFault | None:
    """Send the batches; the fault for which the rest was not sent, if there was one."""
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


def follow(route: Route, requests: Iterable[Request]) -> SystemFault | None:
    """Wait for the jobs and take their answers; the fault for which that was not possible."""
    followed = {request.job_id: request for request in requests if request.job_id}
    if not followed:
        return None
    try:
        answers = route.target.follow([job_id for job_id in followed if job_id])
    except SystemFault as fault:
        return fault
    for job_id, request in followed.items():
        _take(answers.get(job_id or ""), request)
    route.at("followed")
    return None


def _send(route: Route, request: Request) -> SystemFault | None:
    """Send one batch; the fault if it is one that no other batch would be spared."""
    writes = [sending.write(route.fields) for sending in request.sendings]
    try:
        receipt = _receipt(route, request.batch.action, writes)
    except Refused as refused:
        code = refused.code or str(refused.status)
        is_one = len(request.sendings) == 1
        request.fate = Verdict(*(("rejected", code) if is_one else ("stale", SPLIT)), str(refused))
    except BadAnswer:
        return None  # received, it seems: reading back will tell
    except SystemFault as fault:
        if isinstance(fault, Transient) and not fault.had_no_effect:
            return None  # perhaps received: reading back will tell
        request.fate = Verdict("stale", NOT_SENT, str(fault))
        return fault
    else:
        request.job_id = receipt.job_id
        _take(receipt.answers, request)
    return None


def _receipt(route: Route, action: Action, writes: Sequence[Write]) -> Receipt:
    if action != "delete":
        return route.target.send(action, writes)
    if not isinstance(route.target, Deleter):
        sentence = f"{route.object} cannot be deleted from here."
        raise Refused(route.system, sentence, 405, "not_deletable")
    return route.target.delete([write.key.record_id or "" for write in writes])


def _take(answers: Sequence[Answer] | None, request: Request) -> None:
    """One answer a record; answers that do not add up say nothing."""
    if answers and len(answers) == len(request.sendings):
        for sending, answer in zip(request.sendings, answers, strict=True):
            sending.answer = answer
