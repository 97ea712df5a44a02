"""Asynchronous requests: accepted at once, followed as a job, their answers replayed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import Any

import msgspec
from starlette.responses import Response

from sandbox.faults import Faults
from sandbox.netsuite.calls import Call, collection, refused, singular
from sandbox.netsuite.errors import Refusal, nonexistent_id, unexpected_error
from sandbox.netsuite.shapes import utc_text

JOB_PATH = "/services/rest/async/v1/job"
MOST_OF_A_BATCH = 100
POLLS_UNTIL_DONE = 1
Answering = Callable[[Call], Response]


@dataclass(slots=True)
class Job:
    """What became of an asynchronous request: one answer a task."""

    id: int
    answers: list[Response]
    started_at: datetime
    polls_left: int | None = POLLS_UNTIL_DONE  # None: it never ends

    @property
    def is_done(self) -> bool:
        return self.polls_left == 0

    @property
    def progress(self) -> str:
        if not self.is_done:
            return "processing"
        return "failed" if any(it.status_code >= 400 for it in self.answers) else "succeeded"


@dataclass(slots=True)
class Jobs:
    """The account's jobs and the idempotency keys that were used for them."""

    faults: Faults
    _lock: Lock = field(default_factory=Lock)
    _jobs: dict[int, Job] = field(default_factory=dict)
    _keys: dict[str, int] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def accept(self, call: Call, answering: Answering) -> Response:
        """202 with the job's address; a key that was used before is refused with its first job."""
        tasks = _tasks(call)
        job = self._opened(call)
        if self.faults.take("stuck-job", call.target):
            job.polls_left = None
        elif self.faults.take("failed-job", call.target):
            job.answers = [refused(unexpected_error()) for _ in tasks]
        else:
            job.answers = self._done(call, tasks, answering)
        headers = {
            "Preference-Applied": "respond-async",
            "Location": f"{call.base}{JOB_PATH}/{job.id}",
        }
        return Response(status_code=202, headers=headers)

    def answer(self, call: Call) -> Response:
        """How far a job is; each time it is asked it comes nearer to its end."""
        job = self._job(call)
        self._come_nearer(job)
        links = [{"rel": "self", "href": f"{call.base}{JOB_PATH}/{job.id}/task"}]
        return singular(
            {
                "completed": job.is_done,
                "id": str(job.id),
                "progress": job.progress,
                "task": {"links": links},
            }
        )

    def answer_tasks(self, call: Call) -> Response:
        job = self._job(call)
        items = [_task(call, job, number) for number in range(1, len(job.answers) + 1)]
        return collection({"items": items, "count": len(items), "totalResults": len(items)})

    def answer_task(self, call: Call) -> Response:
        job = self._job(call)
        return singular(_task(call, job, _task_number(call, job)))

    def answer_result(self, call: Call) -> Response:
        """The answer that the request would have had at once."""
        job = self._job(call)
        number = _task_number(call, job)
        if not job.is_done:
            raise nonexistent_id()
        return job.answers[number - 1]

    def clear(self) -> None:
        """Forget all jobs."""
        with self._lock:
            self._jobs.clear()
            self._keys.clear()

    def _opened(self, call: Call) -> Job:
        key = call.header("x-netsuite-idempotency-key")
        with self._lock:
            if key and key in self._keys:
                raise Refusal(
                    400,
                    "IDEMPOTENCY_ERROR",
                    "A request with this idempotency key was sent before.",
                    title="Conflict",
                    header="X-NetSuite-Idempotency-Key",
                    headers={"Location": f"{call.base}{JOB_PATH}/{self._keys[key]}"},
                )
            job = Job(next(self._ids), [], datetime.now(UTC))
            self._jobs[job.id] = job
            if key:
                self._keys[key] = job.id
        return job

    def _done(self, call: Call, tasks: list[Call], answering: Answering) -> list[Response]:
        is_cut = len(tasks) > 1 and self.faults.take("half-written-batch", call.target)
        every_second = len(tasks) > 1 and self.faults.take("half-failed-job", call.target)
        answers = []
        for number, task in enumerate(tasks):
            fails = (is_cut and number >= len(tasks) // 2) or (every_second and number % 2)
            answers.append(refused(unexpected_error()) if fails else answering(task))
        return answers

    def _job(self, call: Call) -> Job:
        if self.faults.take("lost-job", call.target):
            raise nonexistent_id()
        text = call.names["job"]
        with self._lock:
            job = self._jobs.get(int(text)) if text.isdigit() else None
        if job is None:
            raise nonexistent_id()
        return job

    def _come_nearer(self, job: Job) -> None:
        with self._lock:
            if job.polls_left:
                job.polls_left -= 1


def _task(call: Call, job: Job, number: int) -> dict[str, Any]:
    address = f"{call.base}{JOB_PATH}/{job.id}"
    links = [{"rel": "related", "href": address}]
    task = {
        "completed": job.is_done,
        "id": str(number),
        "progress": job.progress,
        "startTime": utc_text(job.started_at),
    }
    if job.is_done:
        links.append({"rel": "result", "href": f"{address}/task/{number}/result"})
        failed = job.answers[number - 1].status_code >= 400
        task |= {
            "progress": "failed" if failed else "succeeded",
            "endTime": utc_text(job.started_at),
        }
    return {"links": links, **task}


def _task_number(call: Call, job: Job) -> int:
    text = call.names["task"]
    if not text.isdigit() or not 1 <= int(text) <= len(job.answers):
        raise nonexistent_id()
    return int(text)


def _tasks(call: Call) -> list[Call]:
    """The single requests that a call stands for."""
    if "type=collection" in call.header("content-type").replace(" ", ""):
        return _of_collection(call)
    if ids := call.parameter("ids"):
        return [_addressed(call, one.strip()) for one in _at_most(ids.split(","))]
    return [call]


def _of_collection(call: Call) -> list[Call]:
    items = call.json().get("items")
    if not isinstance(items, list) or not all(isinstance(it, dict) for it in items):
        raise Refusal(400, "INVALID_REQUEST", "A collection needs a list of 'items'.")
    return [_with_body(call, it) for it in _at_most(items)]


def _with_body(call: Call, item: dict[str, Any]) -> Call:
    plain = {**call.headers, "content-type": "application/json"}
    if call.method == "POST":
        return replace(call, headers=plain, body=_encoded(item))
    external_id = item.get("externalId")
    identifier = str(item.get("id") or (f"eid:{external_id}" if external_id else ""))
    return replace(_addressed(call, identifier), headers=plain, body=_encoded(item))


def _addressed(call: Call, identifier: str) -> Call:
    return replace(
        call,
        path=f"{call.path}/{identifier}",
        query_string="expandSubResources=true" if call.method == "GET" else "",
        names={**call.names, "id": identifier},
    )


def _at_most(items: list[Any]) -> list[Any]:
    if not 1 <= len(items) <= MOST_OF_A_BATCH:
        raise Refusal(
            400, "INVALID_REQUEST", f"A batch has between 1 and {MOST_OF_A_BATCH} records."
        )
    return items


_encoded = msgspec.json.Encoder(decimal_format="number").encode
