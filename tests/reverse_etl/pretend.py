"""A system with one object, companies: it keeps records, runs jobs, and misbehaves when told to."""

import json
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from msgspec import structs

from systems.base import (
    Allowance,
    Answer,
    Calls,
    Field,
    Finding,
    Key,
    Receipt,
    Record,
    Value,
    Write,
)
from tieout.errors import RateLimited, Refused, SystemFault, Unreachable

Trouble = Literal[
    "answer lost before",  # the request never arrives
    "answer lost after",  # it is carried out, and the answer never arrives
    "refused",  # the whole request is turned down
    "limited",  # not now
    "job fails",  # the job dies, half done
    "job lost",  # the job is carried out, and nobody can say so
    "job late",  # the job is carried out only when the next run asks
]
Held = dict[str, Value]


@dataclass
class Company:
    """One record as the system keeps it."""

    external_id: str | None
    values: Held


@dataclass
class Companies:
    """Implements `Target`. Tests set its attributes to make it behave as systems do."""

    batch_size: int = 3
    batches_in_flight: int = 2
    has_jobs: bool = True
    is_slow: bool = False  # jobs are carried out when they are asked for, or meanwhile
    keeps_external_ids_apart: bool = True
    loses_external_ids: bool = False
    a_day: int | None = None  # calls that are allowed
    next_id: int = 1000
    records: dict[str, Company] = field(default_factory=dict)
    jobs: dict[str, list[Answer] | None] = field(default_factory=dict)
    late: dict[str, tuple[str, list[Write]]] = field(default_factory=dict)
    troubles: deque[Trouble | None] = field(default_factory=deque)
    rejects: dict[str, tuple[str, str]] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)
    poison: set[str] = field(default_factory=set)
    drops: set[str] = field(default_factory=set)
    keeps_instead: Held = field(default_factory=dict)
    lacks: set[str] = field(default_factory=set)
    behind_our_back: deque[Callable[[], None]] = field(default_factory=deque)
    read_faults: deque[SystemFault | None] = field(default_factory=deque)
    follow_faults: deque[SystemFault] = field(default_factory=deque)
    calls: Counter[str] = field(default_factory=Counter)
    sent: list[tuple[str, list[Write]]] = field(default_factory=list)
    path: Path | None = None
    at: Callable[[str], None] = lambda _: None

    def add(self, external_id: str | None, **values: Value) -> str:
        """Somebody makes a record; its id."""
        record_id, self.next_id = str(self.next_id), self.next_id + 1  # an id is not used again
        self.records[record_id] = Company(external_id, dict(values))
        return record_id

    def held(self, record_id: str, name: str) -> Value:
        """What a record holds in a field; an unticked box is false, as systems say it."""
        if name == "external_id":
            return self.records[record_id].external_id
        value = self.records[record_id].values.get(name)
        return False if value is None and name == "hold" else value

    def by_external_id(self, external_id: str) -> list[str]:
        """The ids of all records that bear an external id."""
        return [one for one, company in self.records.items() if company.external_id == external_id]

    # what `Target` asks for

    def problems(self, fields: Sequence[Field]) -> Sequence[Finding]:
        self.calls["problems"] += 1
        return [
            Finding("crm", field.name, False, f"field {field.name} is missing", "make it")
            for field in fields
            if field.name in self.lacks
        ]

    def create_field(self, field: Field) -> None:
        self.lacks.discard(field.name)

    def read(self, keys: Sequence[Key], fields: Sequence[Field]) -> Mapping[Key, Record]:
        self.calls["read"] += -(-len(keys) // self.batch_size)
        if self.behind_our_back:
            self.behind_our_back.popleft()()
        if self.read_faults and (fault := self.read_faults.popleft()):
            raise fault
        found = ((key, self._found(key)) for key in keys)
        return {key: self._record(record_id, fields) for key, record_id in found if record_id}

    def send(self, action: Literal["create", "update"], writes: Sequence[Write]) -> Receipt:
        assert len(writes) <= self.batch_size, "more than the system takes at once"
        self.calls[action] += 1
        self.sent.append((action, list(writes)))
        trouble = self.troubles.popleft() if self.troubles else None
        if trouble == "answer lost before":
            raise Unreachable("crm", "the connection was dropped.")
        if trouble == "limited":
            raise RateLimited("crm", "too many requests.", retry_after=60)
        if trouble == "refused" or self.poison & {str(write.key.record_id) for write in writes}:
            raise Refused("crm", "a value has the wrong type.", 400, "InvalidValue")
        self.at("received")
        job_id = f"job-{len(self.jobs) + 1}"
        if trouble == "job late" or self.is_slow:
            self.late[job_id] = (action, list(writes))
            self.jobs[job_id] = None
            self.save()
            self.at("accepted")
            return Receipt(job_id=job_id)
        half = len(writes) // 2 if trouble == "job fails" else len(writes)
        answers = [self._carry_out(action, write) for write in writes[:half]]
        self.jobs[job_id] = None if trouble in {"job fails", "job lost"} else answers
        self.save()
        self.at("carried out")
        if trouble == "answer lost after":
            raise Unreachable("crm", "the connection was dropped.")
        return Receipt(job_id=job_id) if self.has_jobs else Receipt(answers=answers)

    def follow(self, job_ids: Sequence[str]) -> Mapping[str, Sequence[Answer] | None]:
        self.calls["follow"] += 1
        if self.follow_faults:
            raise self.follow_faults.popleft()
        if self.is_slow:
            self.finish_late_jobs()
        return {it: said for it in job_ids if (said := self.jobs.get(it)) or it not in self.late}

    def finish_late_jobs(self) -> None:
        """What was accepted and not yet carried out, is."""
        for job_id, (action, writes) in self.late.items():
            self.jobs[job_id] = [self._carry_out(action, write) for write in writes]
        self.late.clear()
        self.save()

    def estimate(self, writes: Sequence[Write], _fields: Sequence[Field], size: int, /) -> Calls:
        made = -(-len(writes) // size)
        return Calls(-(-len(writes) // self.batch_size), made, 1 if self.has_jobs and made else 0)

    def allowance(self) -> Allowance:
        if self.a_day is None:
            return Allowance(seconds_a_call=0.5)
        return Allowance(self.a_day, self.a_day - self.calls.total(), seconds_a_call=0.5)

    def address(self, record_id: str) -> str:
        return f"https://crm.example/companies/{record_id}"

    def close(self) -> None:
        return None

    # how it works inside

    def _found(self, key: Key) -> str | None:
        if key.record_id:
            return key.record_id if key.record_id in self.records else None
        return next(iter(self.by_external_id(key.external_id or "")), None)

    def _record(self, record_id: str, fields: Sequence[Field]) -> Record:
        company = self.records[record_id]
        values = {field.name: self.held(record_id, field.name) for field in fields}
        return Record(record_id, company.external_id, str(company.values.get("name")), values)

    def _carry_out(self, action: str, write: Write) -> Answer:
        refusal = self.rejects.get(write.key.record_id or write.key.external_id or "")
        if refusal:
            return Answer(False, write.key.record_id, *refusal)
        if write.key.record_id in self.locked:
            return Answer(False, write.key.record_id, "Locked", "try again", may_retry=True)
        if action == "create":
            return self._create(write)
        record_id = self._found(write.key)
        if record_id is None:
            return Answer(False, None, "RecordNotFound", "no such company")
        self._keep(record_id, write.values)
        return Answer(True, record_id)

    def _create(self, write: Write) -> Answer:
        external_id = write.key.external_id
        if self.keeps_external_ids_apart and external_id and self.by_external_id(external_id):
            return Answer(False, None, "DuplicateValue", f"{external_id} has already been taken")
        record_id = self.add(external_id)
        self._keep(record_id, write.values)
        if self.loses_external_ids:
            self.records[record_id].external_id = None
        return Answer(True, record_id)

    def _keep(self, record_id: str, values: Mapping[str, Value]) -> None:
        company = self.records[record_id]
        for name, value in values.items():
            if name in self.drops:
                continue
            kept = self.keeps_instead.get(name, value)
            if name == "external_id":
                company.external_id = None if kept is None else str(kept)
            company.values[name] = kept

    # as a file, for tests that kill the process

    def save(self) -> None:
        """Keep everything in the file, if there is one."""
        if self.path is None:
            return
        companies = {
            record_id: (company.external_id, _plain_values(company.values))
            for record_id, company in self.records.items()
        }
        jobs = {
            job_id: None if answers is None else [astuple(one) for one in answers]
            for job_id, answers in self.jobs.items()
        }
        late = {
            job_id: (
                action,
                [(structs.astuple(one.key), _plain_values(one.values)) for one in writes],
            )
            for job_id, (action, writes) in self.late.items()
        }
        kept = {"companies": companies, "jobs": jobs, "late": late, "calls": self.calls}
        kept["next_id"] = self.next_id
        text = json.dumps(kept)
        self.path.with_suffix(".new").write_text(text, encoding="utf-8")
        self.path.with_suffix(".new").replace(self.path)

    def load(self) -> None:
        """Take up what the file holds."""
        if self.path is None or not self.path.exists():
            return
        kept: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        for record_id, (external_id, values) in kept["companies"].items():
            self.records[record_id] = Company(external_id, _typed_values(values))
        self.next_id = kept["next_id"]
        self.calls.update(kept["calls"])
        for job_id, answers in kept["jobs"].items():
            self.jobs[job_id] = None if answers is None else [Answer(*one) for one in answers]
        for job_id, (action, writes) in kept["late"].items():
            known = [Write(Key(*key), _typed_values(values)) for key, values in writes]
            self.late[job_id] = (action, known)
        self.finish_late_jobs()  # a system goes on while nobody asks


def _plain_values(values: Mapping[str, Value]) -> dict[str, tuple[str, str]]:
    return {name: (type(value).__name__, str(value)) for name, value in values.items()}


def _typed_values(values: Mapping[str, tuple[str, str]]) -> Held:
    makers: dict[str, Callable[[str], Value]] = {
        "NoneType": lambda _: None,
        "str": str,
        "int": int,
        "Decimal": Decimal,
        "bool": lambda text: text == "True",
        "date": date.fromisoformat,
    }
    return {name: makers[kind](text) for name, (kind, text) in values.items()}
