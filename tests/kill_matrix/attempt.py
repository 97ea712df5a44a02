"""One run in a process of its own, which dies when it is told to, as by kill -9."""

import json
import multiprocessing
import os
import signal
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from reverse_etl import apply, plan
from reverse_etl.ledger import open_ledger
from tests.kill_matrix.cases import CASES

PATIENCE = 300.0  # seconds; nothing here takes that long
Processes = multiprocessing.get_context("forkserver")
Processes.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Task:
    """The run that a process makes; it dies at the boundary `dies_at`, the first is 1, or never."""

    case: str
    credentials: Mapping[str, str]
    record_ids: Sequence[str]
    folder: Path
    number: int
    dies_at: int | None = None
    settle_seconds: float = 0.0


@dataclass
class Boundaries:
    """Counts the boundaries that are passed, and dies at one of them."""

    path: Path
    last: int | None
    passed: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> None:
        self.passed.append(name)
        self.path.write_text(json.dumps(self.passed), encoding="utf-8")
        if len(self.passed) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def run(task: Task, word: Connection) -> None:
    """Plan and apply, once the word is given."""
    word.recv()
    case = next(it for it in CASES if it.name == task.case)
    target = case.target(task.credentials)
    boundaries = Boundaries(task.folder / f"passed-{task.number}.json", task.dies_at)
    with warnings.catch_warnings(), open_ledger(task.folder / "ledger.duckdb") as ledger:
        rows = {case.sync: case.rows(task.record_ids)}
        targets, as_of = {case.place: target}, date(2026, 6, 30)
        made = plan.make([case.spec()], rows, targets, ledger, {}, as_of, f"run-{task.number}")
        apply.run(
            *(made, targets, ledger, made.run_id),
            settle_seconds=task.settle_seconds,
            at=boundaries,
        )
    target.close()


class Attempt:
    """A process that waits for the word, so that somebody can lie in wait for it first."""

    def __init__(self, task: Task) -> None:
        self._word, theirs = Processes.Pipe()
        self._process = Processes.Process(target=run, args=(task, theirs))
        self._passed = task.folder / f"passed-{task.number}.json"
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def ended(self) -> int:
        """Give the word; the exit code, which is -9 where it was killed."""
        self._word.send("go")
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None, "it does not end"
        return self._process.exitcode

    def passed(self) -> list[str]:
        """The boundaries that it passed."""
        if not self._passed.exists():
            return []
        names: list[str] = json.loads(self._passed.read_text(encoding="utf-8"))
        return names
