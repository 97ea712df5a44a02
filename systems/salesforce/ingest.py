"""Writes by Bulk API 2.0: a job of many rows, and what became of each of them."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from systems.base import Answer
from systems.salesforce.client import Client
from systems.salesforce.login import SYSTEM
from systems.salesforce.refusals import MAY_RETRY
from tieout.errors import BadAnswer, Refused, Transient

Operation = Literal["update", "upsert"]
FIRST_WAITS = (0.5, 1.0, 2.0, 4.0)
LATER_WAIT = 10.0
PATIENCE_SECONDS = 3600.0
ENDED = frozenset({"JobComplete", "Failed", "Aborted"})
IN_ORDER = ":in-order"  # behind a job's id: its rows came in the order of their keys
ID_LETTERS = 15  # of the 18 of an id the last three only repeat the others
NOT_FOUND = 404
_ERROR = "sf__Error"


@dataclass(frozen=True, slots=True)
class Job:
    """Rows to be written; `key` is the column that tells them apart in the results."""

    object: str
    operation: Operation
    key: str
    rows: Sequence[Mapping[str, str]]


class Ingest:
    """Submits jobs and follows them. Results come in any order, so rows are known by their key."""

    def __init__(self, client: Client, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._client = client
        self._patience_seconds = patience_seconds
        self._keys: dict[str, tuple[str, list[str]]] = {}
        self._to_start: set[str] = set()
        self._refusals: dict[str, str] = {}  # why a job was not started

    def submit(self, job: Job) -> str:
        """Hand over a job; its id to follow. It does nothing before that, whatever happens."""
        keys = [_known_as(job.key, row[job.key]) for row in job.rows]
        body = {
            "object": job.object,
            "operation": job.operation,
            "contentType": "CSV",
            "lineEnding": "LF",
            "columnDelimiter": "COMMA",
        }
        if job.operation == "upsert":
            body["externalIdFieldName"] = job.key
        uploaded = self._uploaded(body, _csv(job))
        is_in_order = keys == sorted(set(keys))
        job_id = f"{uploaded}:{job.key}{IN_ORDER if is_in_order else ''}"
        self._keys[job_id] = (job.key, keys)
        self._to_start.add(job_id)
        return job_id

    def follow(self, job_ids: Sequence[str]) -> dict[str, Sequence[Answer] | None]:
        """Start those that are ours and not started yet, and wait for all of them.

        Per job its answers in the order of its rows; None where nobody can say. A job that has not
        ended, as far as anybody could see, is absent.
        """
        outcomes: dict[str, Sequence[Answer] | None] = {}
        for job_id in job_ids:
            self._start(job_id)
        deadline = self._client.clock.elapsed() + self._patience_seconds
        for job_id in job_ids:
            try:
                job = self._ended(f"/jobs/ingest/{job_id.partition(':')[0]}", deadline)
                if job is not None:
                    outcomes[job_id] = None  # it has ended, whatever its results say
                    outcomes[job_id] = self._answers(job_id, job)
                    self._keys.pop(job_id, None)
            except Refused as refused:
                if refused.status != NOT_FOUND:  # jobs are kept for a week
                    raise
                outcomes[job_id] = None
            except (Transient, BadAnswer):  # tried for long already: the rest may go on
                break
        return outcomes

    def _start(self, job_id: str) -> None:
        if job_id not in self._to_start:
            return
        self._to_start.remove(job_id)
        path = f"/jobs/ingest/{job_id.partition(':')[0]}"
        try:
            self._client.send("PATCH", path, {"state": "UploadComplete"}, route=_ROUTE)
        except Refused as refused:
            self._refusals[job_id] = str(refused)
        except (Transient, BadAnswer):  # started or not: following it will tell
            return

    def _uploaded(self, body: Mapping[str, str], rows: bytes) -> str:
        """The id of a job that has its rows and does not act on them yet."""
        try:
            made = self._client.send("POST", "/jobs/ingest", body, is_repeatable=True).mapping()
            job_id = made.get("id")
            if not isinstance(job_id, str):
                raise BadAnswer(SYSTEM, "a job was made without an id.")
            self._client.send(
                "PUT",
                f"/jobs/ingest/{job_id}/batches",
                rows,
                route="/jobs/ingest/{id}/batches",
                headers={"Content-Type": "text/csv"},
            )
        except Transient as fault:
            fault.had_no_effect = True  # an open job does nothing
            raise
        return job_id

    def _answers(self, job_id: str, job: Mapping[str, object]) -> Sequence[Answer] | None:
        name, _, rest = job_id.partition(":")
        key, keys = self._keys.get(job_id, (rest.removesuffix(IN_ORDER), []))
        ended = f"the job ended as {job.get('state')}"
        reason = str(job.get("errorMessage") or self._refusals.get(job_id) or ended)
        answers = dict(self._results(f"/jobs/ingest/{name}", key, reason))
        if not keys and rest.endswith(IN_ORDER):  # sent by an earlier process
            keys = sorted(answers)
            if len(keys) < _number(job.get("numberRecordsProcessed")):
                return None
        if not keys or len(set(keys)) != len(keys) or answers.keys() != set(keys):
            return None
        return [answers[it] for it in keys]

    def _ended(self, path: str, deadline: float) -> Mapping[str, object] | None:
        for wait in _waits():
            job = self._client.get(path, route=_ROUTE).mapping()
            if job.get("state") in ENDED:
                return job
            if job.get("state") == "Open":  # the word to start never arrived
                self._client.send("PATCH", path, {"state": "Aborted"}, route=_ROUTE)
            if self._client.clock.elapsed() + wait > deadline:
                return None
            self._client.clock.sleep(wait)
        return None

    def _results(self, path: str, key: str, reason: str) -> Iterator[tuple[str, Answer]]:
        for row in self._rows(f"{path}/unprocessedrecords/"):
            yield _known_as(key, row.get(key, "")), _unprocessed(reason)
        for row in self._rows(f"{path}/failedResults/"):
            yield _known_as(key, row.get(key, "")), _failed(row)
        for row in self._rows(f"{path}/successfulResults/"):
            yield _known_as(key, row.get(key, "")), Answer(True, row.get("sf__Id") or None)

    def _rows(self, path: str) -> Iterator[dict[str, str]]:
        route = f"/jobs/ingest/{{id}}/{path.rstrip('/').rpartition('/')[2]}"
        body = self._client.get(path, route=route, headers={"Accept": "text/csv"}).body
        if body is None:
            return
        if not isinstance(body, bytes):
            raise BadAnswer(SYSTEM, f"{route} answered with what is not CSV.")
        try:
            yield from csv.DictReader(io.StringIO(body.decode(), newline=""))
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadAnswer(SYSTEM, f"{route} answered with broken CSV.") from error


_ROUTE = "/jobs/ingest/{id}"


def _csv(job: Job) -> bytes:
    """The rows, a column for each field that any of them writes."""
    columns = dict.fromkeys(name for row in job.rows for name in row)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(columns), lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(job.rows)
    return written.getvalue().encode()


def _known_as(key: str, value: str) -> str:
    return value[:ID_LETTERS] if key == "Id" else value.lower()


def _failed(row: Mapping[str, str]) -> Answer:
    """`CODE:message:fields--`; the message may have colons of its own."""
    code, _, rest = (row.get(_ERROR) or "").partition(":")
    message, _, fields = rest.removesuffix("--").rpartition(":")
    words = f"{message} ({fields})" if fields.strip() else message or rest
    return Answer(
        is_accepted=False,
        record_id=row.get("sf__Id") or None,
        error_code=code or "unexplained",
        error_text=" ".join(words.split()),
        may_retry=code in MAY_RETRY,
    )


def _unprocessed(reason: str) -> Answer:
    return Answer(is_accepted=False, error_code="UNPROCESSED", error_text=reason, may_retry=True)


def _number(said: object) -> int:
    return said if isinstance(said, int) else 0


def _waits() -> Iterator[float]:
    yield from FIRST_WAITS
    while True:
        yield LATER_WAIT
