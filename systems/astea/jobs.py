"""A job that is open and in the history while it is moved counts once: as the history has it."""

from collections.abc import Iterable, Iterator
from typing import Any

Found = dict[str, Any]  # a row as the driver or a file gives it
_YES = frozenset({"Y", "1", "T", "TRUE"})


def job_key(row: Found) -> str:
    """The job's number however it was typed."""
    return str(row["order_id"]).strip().upper()


def is_in_history(row: Found) -> bool:
    """Whether this row is the history's."""
    return str(row["is_in_history"]).strip().upper() in _YES


def merged(rows: Iterable[Found]) -> Iterator[Found]:
    """The rows of jobs, which come by number and the open ones first, one for each job."""
    held: Found | None = None
    for row in rows:
        if held is not None and job_key(held) == job_key(row):
            kept = row if is_in_history(row) or not is_in_history(held) else held
            held = {**kept, "is_in_both": True}
            continue
        if held is not None:
            yield held
        held = {**row, "is_in_both": False}
    if held is not None:
        yield held
