"""No room left on a disk, in whose words ever it is reported: the system's, DuckDB's or dbt's."""

import errno
import os
import re
from pathlib import Path

from tieout.errors import StorageError

_REASONS = {
    os.strerror(errno.ENOSPC): "the disk is full",
    os.strerror(errno.EDQUOT): "the quota is used up",
    os.strerror(errno.EFBIG): "a file may not grow that large here",
}
_FILE = re.compile(r"[\"'](/[^\"']+)[\"']")


def no_room(text: str) -> str:
    """Why an error's text says that there is no room; empty where it speaks of something else."""
    return next((reason for words, reason in _REASONS.items() if words in text), "")


def unwritable(path: object, reason: str) -> StorageError:
    """What a person is told of a file that there is no room for."""
    return StorageError(f"{path} cannot be written: {reason}. Make room, then: tieout run")


def out_of_room(error: BaseException, place: Path) -> StorageError | None:
    """What a person is told where a lack of room is behind an error, else None.

    `place` is named where the error names no file. An error that is a person's already stays.
    """
    reason = no_room(str(error))
    if isinstance(error, StorageError) or not reason:
        return None
    found = _FILE.search(str(error))
    return unwritable(found[1] if found else place, reason)
