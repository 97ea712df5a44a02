"""Jobs of both Bulk APIs: what they are to do, how far they are, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import Lock, RLock
from typing import Any, Literal

from sandbox.salesforce.ids import made_id, normalised
from sandbox.salesforce.soql_plan import Plan
from sandbox.salesforce.writes import Outcome

JOB_PREFIX, BATCH_PREFIX, RESULT_PREFIX = "750", "751", "752"
Fate = Literal["failed", "half-failed", "killed", "stuck"]
Kind = Literal["query", "ingest", "v1"]
State = Literal[
    "Open", "Closed", "UploadComplete", "InProgress", "JobComplete", "Failed", "Aborted"
]


@dataclass(slots=True)
class Results:
    """The rows of a query, kept in the table of results called `table`."""

    table: str
    plan: Plan
    total: int


@dataclass(slots=True)
class Written:
    """What became of the records of a file: each line as it came, with its outcome."""

    header: list[str]
    lines: list[list[str]]
    outcomes: list[Outcome]

    @property
    def failures(self) -> int:
        return sum(not it.is_success for it in self.outcomes)


@dataclass(slots=True)
class Batch:
    """A part of a Bulk API 1 job. `state` is Queued, InProgress, Completed, Failed, NotProcessed.

    `span` is the part of the kept rows that is its own, where keys were split into chunks.
    """

    id: str
    request: bytes
    created: datetime
    state: str = "Queued"
    message: str | None = None
    polls: int = 0
    result_id: str = ""
    results: Results | None = None
    span: tuple[int, int] | None = None
    written: Written | None = None
    sent: Sequence[Any] = ()


@dataclass(slots=True)
class Job:
    """One job. `details` is what it was made with: object, operation, delimiter and so on."""

    id: str
    kind: Kind
    version: str
    operation: str
    object: str
    created: datetime
    state: State
    details: dict[str, str] = field(default_factory=dict)
    soql: str = ""
    polls: int = 0
    fate: Fate | None = None
    message: str | None = None
    content: bytes | None = None
    results: Results | None = None
    written: Written | None = None
    batches: list[Batch] = field(default_factory=list)
    working: RLock = field(default_factory=RLock)

    @property
    def is_over(self) -> bool:
        return self.state in ("JobComplete", "Failed", "Aborted")


@dataclass(slots=True)
class Jobs:
    """All jobs of the org."""

    batches_today: int = 0
    queries_today: int = 0
    _jobs: dict[str, Job] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def new_id(self, prefix: str) -> str:
        with self._lock:
            return made_id(prefix, next(self._numbers))

    def add(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.id] = job
            self.queries_today += job.kind == "query"

    def find(self, kind: Kind, job_id: str) -> Job | None:
        job = self._jobs.get(normalised(job_id) or "")
        return job if job is not None and job.kind == kind else None

    def remove(self, job: Job) -> None:
        with self._lock:
            self._jobs.pop(job.id, None)

    def all(self, *kinds: Kind) -> list[Job]:
        """Those of these kinds, the newest first."""
        with self._lock:
            return [it for it in reversed(self._jobs.values()) if it.kind in kinds]
