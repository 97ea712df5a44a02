"""One run at a time: a lock on `home/run.lock` that the operating system always gives back."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tieout.errors import LockTaken, StorageError

_GLANCES = 5  # the holder writes its name just after it has the lock; look again rather than guess
_GLANCE_SECONDS = 0.05


@contextmanager
def run_lock(home: Path, *, command: str, run_id: str, now: datetime) -> Iterator[None]:
    """Hold the lock of `home` for the length of the block; LockTaken names whoever has it.

    The lock belongs to the open file, so it goes with the process, `kill -9` included. What a dead
    holder left written in the file is overwritten by the next one, never believed without a lock.
    """
    path = home / "run.lock"
    descriptor = _opened(path)
    try:
        _take(descriptor, path)
        since = now.astimezone(UTC).isoformat(timespec="seconds")
        _write(descriptor, command=command, pid=os.getpid(), run_id=run_id, since=since)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def holder(home: Path) -> Mapping[str, object] | None:
    """Who holds the lock: command, pid, run_id, since (ISO, UTC); empty if it has not said yet.

    None when nobody does.
    """
    path = home / "run.lock"
    if not path.exists():
        return None
    descriptor = _opened(path)
    try:
        return None if _taken(descriptor, path) else _read(path)
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(f"{path} cannot be opened: {error.strerror}.") from error


def _take(descriptor: int, path: Path) -> None:
    for _ in range(_GLANCES):
        if _taken(descriptor, path):
            return
        written = _read(path)
        if written and _is_alive(written.get("pid")):
            break
        time.sleep(_GLANCE_SECONDS)
    raise LockTaken(_sentence(_read(path)))


def _taken(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StorageError(
            f"{path} cannot be locked: {error.strerror}. Put TIEOUT_HOME on a local disk."
        ) from error
    return True


def _write(descriptor: int, **written: object) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(written).encode(), 0)


def _read(path: Path) -> dict[str, object]:
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return written if isinstance(written, dict) else {}


def _is_alive(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sentence(written: Mapping[str, object]) -> str:
    if not written:
        return "another run is just beginning. Wait for it, or stop it."
    since = str(written.get("since", "")).removesuffix("+00:00").replace("T", " ")
    return (
        f"another run ({written.get('command')}, pid {written.get('pid')}) has been going since "
        f"{since} UTC. Wait for it, or stop it."
    )
