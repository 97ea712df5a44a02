"""A process that has the whole program loaded, and forks a `tieout` for each command line.

Loading takes seconds; what a story is about begins after it. Each line on stdin is a wish in JSON,
each line on stdout its answer.
"""

import importlib
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from tests.stories.ran import Ran

ROOT = Path(__file__).resolve().parents[2]
FOREVER = 120.0  # seconds; a command that takes longer hangs


@dataclass(slots=True)
class Process:
    """A `tieout` that runs; what it says goes to the files `out` and `err`."""

    pid: int
    out: Path
    err: Path
    _prepared: "Prepared"
    _code: int | None = None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is to be seen; fails where the process ends before."""
        deadline = time.monotonic() + FOREVER
        while not seen():
            if self.has_ended() or time.monotonic() > deadline:
                raise AssertionError(f"it never came to that:\n{self.said()}")
            time.sleep(0.01)

    def says(self, words: str) -> None:
        """Wait until it has said these words."""
        self.until(lambda: words in self.said())

    def said(self) -> str:
        """All that it said so far, on both streams."""
        return self.out.read_text() + self.err.read_text()

    def has_ended(self) -> bool:
        return self._ended(0.0) is not None

    def ended(self) -> Ran:
        """What it left behind, once it has ended."""
        code = self._ended(FOREVER)
        assert code is not None, f"it does not end:\n{self.said()}"
        return Ran(code, self.out.read_text(), self.err.read_text())

    def _ended(self, seconds: float) -> int | None:
        if self._code is None:
            self._code = self._prepared.ask(pid=self.pid, seconds=seconds)
        return self._code


@dataclass(slots=True)
class Prepared:
    """The process that forks; a context manager that ends it."""

    _server: subprocess.Popen[str]
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def begin(cls) -> Self:
        command = [sys.executable, "-W", "ignore", "-m", __name__]
        return cls(
            subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        )

    def start(
        self,
        *arguments: str,
        folder: Path,
        environment: Mapping[str, str],
        largest_file: int | None = None,
    ) -> Process:
        """A `tieout` with these arguments, its streams in files of `folder`.

        With `largest_file` it may not write a file beyond so many bytes, as on a disk with no room.
        """
        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.glob("*.out")))
        out, err = folder / f"{number}.out", folder / f"{number}.err"
        for path in (out, err):
            path.touch()
        pid = self.ask(
            arguments=arguments,
            environment=dict(environment),
            out=str(out),
            err=str(err),
            largest_file=largest_file,
        )
        return Process(pid, out, err, self)

    def ask(self, **wish: object) -> Any:
        """The answer to a wish."""
        with self._lock:
            assert self._server.stdin
            assert self._server.stdout
            self._server.stdin.write(json.dumps(wish) + "\n")
            self._server.stdin.flush()
            return json.loads(self._server.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.communicate()


def serve() -> list[str]:
    """Answer wishes for ever; in a forked process, the arguments of its command line."""
    for line in sys.stdin:
        wish = json.loads(line)
        if "pid" in wish:
            answer = _exit_code(wish["pid"], wish["seconds"])
        else:
            answer = os.fork()
            if answer == 0:
                _become(wish)
                return list(wish["arguments"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    sys.exit(0)


def _exit_code(pid: int, seconds: float) -> int | None:
    """The exit code of a forked process, negative for a signal; None where it is still running."""
    deadline = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.01)


def _become(wish: Mapping[str, Any]) -> None:
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, name in ((1, "out"), (2, "err")):
        descriptor = os.open(wish[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(descriptor, number)
    if wish["largest_file"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (wish["largest_file"],) * 2)
    os.environ.clear()
    os.environ.update(wish["environment"])


def _load() -> None:
    """All that a command would load when it first needs it."""
    importlib.import_module("tieout.cli.verbs").command()
    for name in ("dlt", "dbt.cli.main", "dbt.adapters.duckdb"):
        importlib.import_module(name)
    for name in ("great_expectations", "checks.gx_duckdb"):
        importlib.import_module(name)
    _read_the_project()


def _read_the_project() -> None:
    """What is read once in the life of a process, those that are forked find read already."""
    from tieout.dbt import Dbt
    from tieout.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        _ = Dbt(Settings(home=Path(home), as_of=date(2026, 6, 30)), datetime.now(UTC)).manifest


if __name__ == "__main__":
    logging.getLogger().addHandler(logging.NullHandler())  # as `main` has it before it loads
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _load()
    sys.argv = ["tieout", *serve()]
    from tieout.cli import main

    main()
