"""The one way to our files on disk: DuckDB databases, opened with the house's settings."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tieout.errors import StorageError
from tieout.storage import no_room, unwritable

CONFIG = {"python_enable_replacements": "false"}  # else a missing table binds to a local variable
_IS_HELD = "Could not set lock"
_HOLDER = re.compile(r"\(PID (\d+)\)")


@contextmanager
def connect(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in UTC, closed at the end; StorageError says who holds the file."""
    connection = open_database(path, read_only=read_only)
    try:
        yield connection
    finally:
        connection.close()


def open_database(
    path: Path, *, read_only: bool = False, patience_seconds: float = 5.0
) -> duckdb.DuckDBPyConnection:
    """As `connect`, for those who close it themselves; waits a little for its holder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            connection = duckdb.connect(str(path), read_only=read_only, config=dict(CONFIG))
        except duckdb.Error as error:
            holder = _HOLDER.search(str(error))
            if _IS_HELD in str(error) and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise StorageError(sentence(path, str(error), holder and holder[1])) from error
        connection.execute("set timezone = 'UTC'")
        return connection


def sentence(path: Path, text: str, holder: str | None) -> str:
    """What a person is told of a file that DuckDB could not open, from DuckDB's own words."""
    if _IS_HELD in text:
        by = f"process {holder}" if holder else "another process"
        return f"{path} is in use by {by}. Close it there, or wait, then run the command again."
    if "version" in text.lower() and "read" in text.lower():
        return (
            f"{path} was written by another version of DuckDB ({duckdb.__version__} runs here). "
            "Run tieout with the version that wrote it, or move the file away and run: tieout run"
        )
    if reason := no_room(text):
        return str(unwritable(path, reason))
    if "not a valid DuckDB database" in text:
        return f"{path} is not a DuckDB file. Move it away, then run: tieout run"
    if "Corrupt database file" in text or "checksum" in text:
        return f"{path} is damaged. Move it away, or put a copy back, then run: tieout run"
    return f"{path} cannot be opened: {text.splitlines()[0]}"
