"""Batches: taken on as jobs, in whose results every record gets an entry of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from sandbox.records import Record, Where
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import (
    RecordInvalidError,
    RefusedError,
    invalid_attribute,
    record_not_found,
    server_error,
)
from sandbox.zendesk.jobs import KEPT_SECONDS, Fate
from sandbox.zendesk.paging import Listing, cursor_page, whole
from sandbox.zendesk.tables import JOBS

Entry = TypeVar("Entry")
FATES: Sequence[tuple[str, Fate]] = (
    ("failed-job", "failed"),
    ("killed-job", "killed"),
    ("half-failed-job", "half-failed"),
    ("stuck-job", "stuck"),
    ("lost-job", "lost"),
)
DOING = {"Create": "Creating", "Update": "Updating", "Delete": "Deleting"}


@dataclass(frozen=True, slots=True)
class Batch(Generic[Entry]):
    """Entries of one kind to be written alike. `write` gives the entry of a record that went well.

    `name` is what the results and messages call the record; `id_of` its id where it is known.
    """

    noun: str
    verb: Literal["Create", "Update", "Delete"]
    entries: Sequence[Entry]
    write: Callable[[Entry, float], Record]
    id_of: Callable[[Entry], int | None]

    def written(self, position: int, now: float) -> Record:
        try:
            return self.write(self.entries[position], now)
        except RecordInvalidError as refused:
            return self._failure(position, refused.in_a_job())
        except RefusedError as refused:
            return self._failure(position, _words(refused))

    def refused(self, position: int) -> Record:
        return self._failure(position, f"{self.noun}:  could not be saved, please try again")

    def _failure(self, position: int, words: str) -> Record:
        failure: Record = {"index": position, "error": f"{self.noun}{self.verb}Failed"}
        id_ = self.id_of(self.entries[position])
        return failure | ({"id": id_} if id_ is not None else {}) | {"details": words}


def take_on(call: Call, batch: Batch[Any]) -> Answer:
    """The answer to a batch: the status of the job that will write it."""
    if call.fault("half-written-batch"):
        for position in range(len(batch.entries) // 2):
            batch.written(position, call.now)
        refusal = server_error()
        return Answer(refusal.body, refusal.status)  # returned, so that what was written stays
    fate = next((fate for name, fate in FATES if call.fault(name)), None)
    doing = DOING[batch.verb]
    thing = batch.noun if batch.verb == "Delete" else batch.noun.lower()
    status = call.account.jobs.take_on(
        f"{batch.noun}Bulk{batch.verb}JobV2",
        f"{doing} {thing}",
        len(batch.entries),
        batch.written,
        batch.refused,
        fate,
        call.now,
    )
    headers = {"zendesk-ratelimit-inflight-jobs": call.account.jobs.header()}
    return Answer({"job_status": _present(call, status)}, 200, headers)


def entries_sent(call: Call, name: str) -> list[dict[str, Any]]:
    """The list of objects under `name` in the body."""
    entries = call.body().get(name)
    if not isinstance(entries, list) or not entries:
        raise invalid_attribute(name, f"Invalid parameter: {name} is required")
    if not all(isinstance(entry, dict) for entry in entries):
        raise invalid_attribute(name, f"Invalid parameter: {name} must be a list of objects")
    return entries


def no_id(_entry: object) -> None:
    """The id of a record that is not made yet."""


def list_jobs(call: Call) -> Answer:
    def present(call: Call, records: Sequence[Record]) -> list[Any]:
        return [_present(call, call.account.jobs.shown(record)) for record in records]

    kept = Where("changed > ?", (call.now - KEPT_SECONDS,))
    return Answer(cursor_page(call, Listing("job_statuses", JOBS, present, kept)))


def show_job(call: Call) -> Answer:
    id_, jobs = call.names["id"], call.account.jobs
    if call.fault("lost-job"):
        jobs.lose(id_, call.now)
    status = jobs.poll(id_, call.now)
    if status is None:
        gone = record_not_found()
        return Answer(gone.body, gone.status)  # returned, so that what the job wrote stays
    return Answer({"job_status": _present(call, status)})


def show_jobs(call: Call) -> Answer:
    ids = [id_ for id_ in call.query.get("ids", "").split(",") if id_][:100]
    found = [call.account.jobs.poll(id_, call.now) for id_ in ids]
    shown = [_present(call, status) for status in found if status is not None]
    return Answer(whole(call, "job_statuses", shown))


def _present(call: Call, status: Record) -> Record:
    return {"id": status["id"], "url": call.address("job_statuses", status["id"]), **status}


def _words(refused: RefusedError) -> str:
    body = refused.body
    if not isinstance(body, dict):
        return str(body)
    error = body.get("error")
    return str(error.get("message") if isinstance(error, dict) else body.get("description"))
