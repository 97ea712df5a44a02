"""The only door to the screen: results on stdout, talk on stderr, one document with `--json`."""

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import msgspec
from rich.console import Console as Terminal
from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.table import Table

from tieout.log import redacted
from tieout.settings import is_debugging

WIDTH = 100
Clock = Callable[[], float]  # seconds, from anywhere, never backwards


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for people. Numbers and money go to the right."""

    title: str
    is_number: bool = False


class Console:
    """Says things to whoever is there: a person, a file or a script.

    `json` leaves nothing but the one document; `is_terminal` (default: what stderr is) decides
    between moving bars and plain lines, `width` (default: the terminal's, at most 100) the tables.
    """

    def __init__(
        self,
        json: bool = False,
        *,
        is_terminal: bool | None = None,
        width: int | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.is_json = json
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr
        self.is_terminal = self._stderr.isatty() if is_terminal is None else is_terminal
        self._clock = clock
        self._has_spoken_json = False
        self._out = _terminal(self._stdout, self._stdout.isatty() and self.is_terminal, width)
        self._err = _terminal(self._stderr, self.is_terminal, width)

    def result(self, answer: RenderableType) -> None:
        """What was asked for, on stdout; text is printed as it is, never wrapped or marked up."""
        if self.is_json:
            return
        if not isinstance(answer, str) and not self._out.is_terminal:
            answer = plain(answer, self._out.width)
        self._out.print(answer, soft_wrap=isinstance(answer, str))

    def talk(self, text: str) -> None:
        """What is worth knowing besides, on stderr."""
        if not self.is_json:
            self._err.print(text, soft_wrap=True)

    def next(self, command: str) -> None:
        """The last line of every command: what to type, or do, next."""
        self.talk(f"Next: {command}")

    def json(self, document: Mapping[str, object]) -> None:
        """The same facts for a script: one document on one line of stdout.

        Amounts are text, so that nobody reads them as binary fractions; times are ISO 8601.
        """
        self._has_spoken_json = True
        self._stdout.write(json_text(document) + "\n")
        self._stdout.flush()

    def error(self, error: BaseException) -> None:
        """What went wrong, in its own sentence; the traceback only when `TIEOUT_DEBUG` is set."""
        sentence = error_text(error)
        if self.is_json and not self._has_spoken_json:
            exit_code = getattr(error, "exit_code", 1)
            kind = type(error).__name__
            self.json({"error": {"type": kind, "message": sentence, "exit_code": exit_code}})
        else:
            self._err.print(sentence, style="bold red", soft_wrap=True)
        if is_debugging():
            self._err.print(redacted("".join(traceback.format_exception(error))), soft_wrap=True)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Show that a stage is going on, and say how long it took once it is over."""
        begun = self._clock()
        outcome = "stopped after "
        try:
            if self.is_terminal and not self.is_json:
                with self._err.status(name):
                    yield
            else:
                yield
            outcome = ""
        finally:
            self.talk(f"{name}  {outcome}{seconds_text(self._clock() - begun)}")

    @contextmanager
    def extracting(self) -> Iterator["ExtractProgress"]:
        """Shows rows arriving, a bar a table for a person, a line a table elsewhere."""
        if self.is_json or not self.is_terminal:
            yield ExtractProgress(self.talk, clock=self._clock)
            return
        with _bars(self._err) as bars:
            yield ExtractProgress(bars.console.print, bars, clock=self._clock)

    @contextmanager
    def writing(self) -> Iterator[Callable[[str, int, int], None]]:
        """Shows records being written: told what of, how many are done, and of how many."""
        if self.is_json or not self.is_terminal:
            yield _unseen
            return
        with _bars(self._err) as bars:
            tasks: dict[str, TaskID] = {}

            def told(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what)
                bars.update(tasks[what], completed=done, total=total)

            yield told


class ExtractProgress:
    """Told by the readers what arrives, from any thread; `say` gets one line a finished table."""

    def __init__(
        self,
        say: Callable[[str], None],
        bars: Progress | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._say = say
        self._bars = bars
        self._clock = clock
        self._lock = threading.Lock()
        self._under_way: dict[tuple[str, str], _Arriving] = {}

    def started(self, system: str, table: str, total: int | None = None) -> None:
        """A table begins; `total` is how many rows the system says it has."""
        with self._lock:
            if (system, table) in self._under_way:
                return
            task = None
            if self._bars:
                task = self._bars.add_task(f"{system} {table}", total=total)
            self._under_way[system, table] = _Arriving(self._clock(), task)

    def advanced(self, system: str, table: str, rows: int) -> None:
        """So many more rows are here."""
        with self._lock:
            arriving = self._under_way[system, table]
            arriving.rows += rows
            if self._bars and arriving.task is not None:
                self._bars.advance(arriving.task, rows)

    def finished(self, system: str, table: str) -> None:
        """Nothing more comes of this table; one that never began says nothing."""
        with self._lock:
            arriving = self._under_way.pop((system, table), None)
            if arriving is None:
                return
            if self._bars and arriving.task is not None:
                self._bars.remove_task(arriving.task)
            self._say(table_line(system, table, arriving.rows, self._clock() - arriving.begun))


@dataclass(slots=True)
class _Arriving:
    begun: float
    task: TaskID | None = None
    rows: int = 0


def _unseen(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def table_line(system: str, table: str, rows: int, seconds: float) -> str:
    """`netsuite transaction  12,345 rows  2.1 s`."""
    return f"{system} {table}  {rows:,} {'row' if rows == 1 else 'rows'}  {seconds_text(seconds)}"


def seconds_text(seconds: float) -> str:
    """`2.1 s`, and `3 min 20 s` from two minutes on."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Table:
    """Rows under their titles, numbers to the right, no lines but the space between columns."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        made.add_column(
            column.title, justify="right" if column.is_number else "left", overflow="fold"
        )
    for row in rows:
        made.add_row(*row)
    return made


def plain(renderable: RenderableType, width: int = WIDTH) -> str:
    """What a renderable says without colours, as text without trailing blanks."""
    terminal = Terminal(
        width=width, color_system=None, force_terminal=False, markup=False, emoji=False
    )
    with terminal.capture() as captured:
        terminal.print(renderable, highlight=False)
    return "\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n"))


def error_text(error: BaseException) -> str:
    """The error's own sentence, secrets taken out; an error without words is called by its name."""
    return redacted(str(error)).strip() or type(error).__name__


def json_text(document: Mapping[str, object]) -> str:
    """One line of JSON: decimals as text, paths as text, times and dates as ISO 8601."""
    return msgspec.json.encode(document, enc_hook=_as_json).decode()


def _as_json(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def _terminal(file: TextIO, is_terminal: bool, width: int | None) -> Terminal:
    terminal = Terminal(
        file=file, force_terminal=is_terminal, highlight=False, markup=False, emoji=False
    )
    terminal.width = width or (min(terminal.width, WIDTH) if is_terminal else WIDTH)
    return terminal


def _bars(terminal: Terminal) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        console=terminal,
        transient=True,
    )
