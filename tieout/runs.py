"""The record of runs, `ops.runs`: one row a run, written when it begins and again when it ends."""

import json
import secrets
import shutil
import subprocess
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import duckdb

from tieout import __version__, warehouse
from tieout.errors import HeldBack, StorageError, TieoutError
from tieout.log import redacted
from tieout.settings import Settings

Outcome = Literal["done", "held_back", "broken", "interrupted"]
INTERRUPTED = 130  # what a shell reports of a process that was stopped from the keyboard

_TABLE = """
create schema if not exists ops;
create table if not exists ops.runs (
    run_id varchar not null, command varchar, started_at timestamptz, finished_at timestamptz,
    outcome varchar, exit_code integer, as_of date, version varchar, code_version varchar,
    rows_read bigint, rows_changed bigint, rows_rejected bigint, breaks_open bigint,
    planned bigint, written bigint, rejected bigint, unknown bigint,
    stages json, error varchar
)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A row of `ops.runs`. Times are UTC; a run that is still going has no outcome yet."""

    run_id: str
    command: str
    started_at: datetime
    finished_at: datetime | None = None
    outcome: Outcome | None = None
    exit_code: int | None = None
    as_of: date | None = None
    version: str = __version__
    code_version: str = ""
    rows_read: int | None = None
    rows_changed: int | None = None
    rows_rejected: int | None = None
    breaks_open: int | None = None
    planned: int | None = None
    written: int | None = None
    rejected: int | None = None
    unknown: int | None = None
    stages: str = "[]"
    error: str | None = None


@dataclass(slots=True)
class Counts:
    """What a run read, found and wrote; None where it never got that far."""

    rows_read: int | None = None
    rows_changed: int | None = None
    rows_rejected: int | None = None
    breaks_open: int | None = None
    planned: int | None = None
    written: int | None = None
    rejected: int | None = None
    unknown: int | None = None


@dataclass(slots=True)
class RunLog:
    """Writes the row of one run; a context manager that knows how the run ended.

    Enter it with the run lock held: rows without an end are then of dead runs, and are closed as
    interrupted. Nothing stays open between the two writes, so the warehouse is free for others.

        with RunLog(settings, "tieout run", run_id) as run:
            run.counts.rows_read = 120
            run.stage("extract", 2.1, tables=7)
    """

    settings: Settings
    command: str
    run_id: str
    counts: Counts = field(default_factory=Counts)
    _stages: list[dict[str, object]] = field(default_factory=list)
    _end: tuple[Outcome, int] = ("done", 0)

    def stage(self, name: str, seconds: float, outcome: str = "done", **facts: object) -> None:
        """One stage is over. `facts` are JSON values: counts, names and ids, no one's data."""
        self._stages.append(
            {"stage": name, "outcome": outcome, "seconds": round(seconds, 3), **facts}
        )

    def note(self, name: str, **facts: object) -> None:
        """More facts of a stage that is over; the report shows `stale`, a list of sentences."""
        for stage in self._stages:
            if stage["stage"] == name:
                stage.update(facts)

    def ends(self, outcome: Outcome, exit_code: int) -> None:
        """Say how the run will have ended where no exception does: held back in part, say."""
        self._end = (outcome, exit_code)

    def __enter__(self) -> Self:
        begun = Run(
            self.run_id,
            self.command,
            datetime.now(UTC),
            as_of=self.settings.as_of,
            code_version=code_version(self.settings.root),
        )
        with warehouse.connect(self.settings.warehouse) as connection:
            connection.execute(_TABLE)
            _close_the_dead(connection)
            names = [column.name for column in fields(Run)]
            marks = ", ".join("?" for _ in names)
            connection.execute(
                f"insert into ops.runs ({', '.join(names)}) values ({marks})",  # noqa: S608
                [getattr(begun, name) for name in names],
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        outcome, exit_code = self._end if error is None else _ending(error)
        try:
            self._write_end(outcome, exit_code, "" if error is None else _sentence(error))
        except (StorageError, duckdb.Error) as unwritten:
            if error is None:
                raise
            error.add_note(f"Its end could not be written to ops.runs: {unwritten}")

    def _write_end(self, outcome: Outcome, exit_code: int, sentence: str) -> None:
        values: dict[str, Any] = {
            "finished_at": datetime.now(UTC),
            "outcome": outcome,
            "exit_code": exit_code,
            "stages": json.dumps(self._stages),
            "error": redacted(sentence) or None,
            **{count.name: getattr(self.counts, count.name) for count in fields(Counts)},
        }
        assignments = ", ".join(f"{name} = ?" for name in values)
        with warehouse.connect(self.settings.warehouse) as connection:
            connection.execute(
                f"update ops.runs set {assignments} where run_id = ?",  # noqa: S608
                [*values.values(), self.run_id],
            )


def new_run_id(now: datetime) -> str:
    """`20260630T141500-3f2a`: UTC to the second, so that runs sort, and two bytes of chance."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def history(settings: Settings, limit: int = 20) -> list[Run]:
    """The latest runs, newest first; empty before the first one.

    They come from the warehouse, and from the published file while a run holds the warehouse.
    """
    if not settings.warehouse.exists():
        return []
    try:
        connection = warehouse.open_database(
            settings.warehouse, read_only=True, patience_seconds=0.5
        )
    except StorageError:
        if not settings.published.exists():
            raise
        connection = warehouse.open_database(settings.published, read_only=True)
    try:
        return _latest(connection, limit)
    finally:
        connection.close()


def code_version(root: Path) -> str:
    """The commit that runs, `-dirty` when files differ from it; the version without git."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return __version__
    command = [git, "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else __version__


def _close_the_dead(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "update ops.runs set outcome = 'interrupted', "
        "error = 'The process ended without a word: killed, or the machine went down.' "
        "where outcome is null"
    )


def _ending(error: BaseException) -> tuple[Outcome, int]:
    if isinstance(error, HeldBack):
        return "held_back", error.exit_code
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        return "interrupted", INTERRUPTED
    return "broken", error.exit_code if isinstance(error, TieoutError) else 1


def _sentence(error: BaseException) -> str:
    if isinstance(error, TieoutError | KeyboardInterrupt) and str(error):
        return str(error)
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _latest(connection: duckdb.DuckDBPyConnection, limit: int) -> list[Run]:
    known = connection.execute(
        "select 1 from duckdb_tables() "
        "where database_name = current_database() and schema_name = 'ops' and table_name = 'runs'"
    ).fetchone()
    if known is None:
        return []
    names = ", ".join(column.name for column in fields(Run))
    query = f"select {names} from ops.runs order by run_id desc limit ?"  # noqa: S608
    return [Run(*row) for row in connection.execute(query, [limit]).fetchall()]
