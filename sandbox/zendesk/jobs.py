"""Background jobs: queued, working, completed, and what became of every record in them.

A job's work is done when its status first says so; where nobody asks, at the next request after a
moment. Jobs work in the order in which they were taken on. Called inside the store's transaction,
which must not be rolled back after work was done.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sandbox.records import Record, Store, equal
from sandbox.zendesk.errors import RefusedError
from sandbox.zendesk.tables import JOBS

MOST_IN_FLIGHT = 30
STARTS_AFTER = 0.25  # seconds until a job that nobody asks for does its work
FORGOTTEN_AFTER = 2.0  # seconds until a job that nobody ever asked for is over
LEFT_ALONE_AFTER = 30.0  # the same, for one that somebody asked for once
KEPT_SECONDS = 24 * 3600
STUCK_AT = 31

Fate = Literal["failed", "killed", "half-failed", "stuck", "lost"]
Write = Callable[[int, float], Record]  # position in the batch, now -> its entry of `results`


@dataclass(slots=True)
class Job:
    """A batch that was taken on. `refuse` gives the entry of a record that fails without reason."""

    number: int
    id: str
    kind: str
    doing: str
    total: int
    write: Write
    refuse: Callable[[int], Record]
    asked: float
    fate: Fate | None = None
    polls: int = 0
    seen: float = 0
    results: list[Record] | None = None

    def work(self, now: float) -> None:
        """Write what its fate lets it write; a second call does nothing."""
        if self.results is not None or self.fate == "stuck":
            return
        self.results = []
        if self.fate == "failed":
            return
        reach = self.total // 2 if self.fate == "killed" else self.total
        for position in range(reach):
            fails = self.fate == "half-failed" and position % 2 == 1
            entry = self.refuse(position) if fails else self.write(position, now)
            self.results.append(entry)


class Jobs:
    """All jobs of an account."""

    def __init__(self, store: Store, polls_unfinished: int) -> None:
        self._store, self._polls_unfinished = store, polls_unfinished
        self._in_flight: dict[int, Job] = {}
        self._last_number = 0

    def take_on(
        self,
        kind: str,
        doing: str,
        total: int,
        write: Write,
        refuse: Callable[[int], Record],
        fate: Fate | None,
        now: float,
    ) -> Record:
        """The status of a new job; 429 while thirty are queued or working."""
        if len(self._in_flight) >= MOST_IN_FLIGHT:
            raise _too_many(kind, [job.id for job in self._in_flight.values()])
        self._last_number += 1
        number, id_ = self._last_number, f"V3-{secrets.token_hex(16)}"
        job = Job(number, id_, kind, doing, total, write, refuse, now, fate, seen=now)
        self._in_flight[number] = job
        queued = _status(job, "queued", None, None)
        self._store.put(JOBS, {"number": number, "finished": int(now), "status": queued})
        return queued

    def settle(self, now: float) -> None:
        """Do the work that is due, asked for or not."""
        for job in list(self._in_flight.values()):
            if now - job.asked >= STARTS_AFTER:
                job.work(now)
            patience = LEFT_ALONE_AFTER if job.polls else FORGOTTEN_AFTER
            if now - job.seen >= patience and job.fate != "stuck":
                self._finish(job, now)

    def poll(self, id_: str, now: float) -> Record | None:
        """The status of a job; asking is what makes it go on. None where there is no such job."""
        record = self._store.get(JOBS, equal("job_id", id_))
        if record is None or now - record["finished"] > KEPT_SECONDS or record.get("is_lost"):
            return None
        job = self._in_flight.get(record["number"])
        if job is None:
            return _shown(record)
        job.polls, job.seen = job.polls + 1, now
        if job.fate == "stuck" or job.polls <= self._polls_unfinished:
            return self._unfinished(job)
        self._work_up_to(job, now)
        finished = self._finish(job, now)
        return None if job.fate == "lost" else finished

    def lose(self, id_: str, now: float) -> None:
        """Forget a job's status; its work is done all the same."""
        record = self._store.get(JOBS, equal("job_id", id_))
        if record is None:
            return
        job = self._in_flight.get(record["number"])
        if job is not None:
            self._work_up_to(job, now)
            self._finish(job, now)
        self._store.put(JOBS, record | {"is_lost": True})

    def shown(self, record: Record) -> Record:
        """The status of a job that is listed; looking does not make it go on."""
        job = self._in_flight.get(record["number"])
        return _shown(record) if job is None else self._unfinished(job)

    def header(self) -> str:
        remaining = MOST_IN_FLIGHT - len(self._in_flight)
        return f"total={MOST_IN_FLIGHT}; remaining={remaining}; resets=1"

    def _unfinished(self, job: Job) -> Record:
        if job.polls == 0 or (job.polls == 1 < self._polls_unfinished and job.fate != "stuck"):
            return _status(job, "queued", None, None)
        reached = job.total * job.polls // (self._polls_unfinished + 1)
        progress = STUCK_AT if job.fate == "stuck" else max(1, reached)
        progress = min(progress, job.total)
        return _status(job, "working", progress, f"{job.doing} #{progress}")

    def _work_up_to(self, last: Job, now: float) -> None:
        for job in list(self._in_flight.values()):
            if job.number <= last.number:
                job.work(now)

    def _finish(self, job: Job, now: float) -> Record:
        job.work(now)
        del self._in_flight[job.number]
        final = _final(job, now)
        record = {"number": job.number, "finished": int(now), "status": final}
        self._store.put(JOBS, record | {"is_lost": job.fate == "lost"})
        return final


def _final(job: Job, now: float) -> Record:
    if job.fate in ("failed", "killed"):
        return _status(job, job.fate, None, f"{job.kind} {job.fate}")
    at = datetime.fromtimestamp(int(now), UTC).strftime("%Y-%m-%d %H:%M:%S +0000")
    return _status(job, "completed", job.total, f"Completed at {at}") | {"results": job.results}


def _status(job: Job, status: str, progress: int | None, message: str | None) -> Record:
    return {
        "id": job.id,
        "total": job.total,
        "progress": progress,
        "status": status,
        "message": message,
        "results": None,
    }


def _shown(record: Record) -> Record:
    status: Record = record["status"]
    return status


def _too_many(kind: str, ids: list[str]) -> RefusedError:
    words = f"Too many {kind} jobs are currently queued or running. Try again later."
    body: dict[str, Any] = {"error": "TooManyJobs", "description": words, "current_job_ids": ids}
    return RefusedError(429, body, {"Retry-After": "1"})
