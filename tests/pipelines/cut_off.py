"""Reads an invoice and dies where it is told: `python -m tests.pipelines.cut_off HOME PLACE`.

PLACE is `reading`, `extracted`, `normalized`, `loading` or `loaded`, after the work of dlt's.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dlt.load.load import Load
from dlt.pipeline.pipeline import Pipeline

from tests.pipelines.books import Books, Landing, invoice

AFTER: Mapping[str, tuple[type, str]] = {
    "extracted": (Pipeline, "extract"),
    "normalized": (Pipeline, "normalize"),
    "loading": (Load, "complete_jobs"),
    "loaded": (Pipeline, "load"),
}


def die(*_: object) -> None:
    """As a kill would."""
    os._exit(9)


def dies_after(work: Callable[..., Any]) -> Callable[..., Any]:
    def work_and_die(*arguments: Any, **options: Any) -> Any:
        work(*arguments, **options)
        die()

    return work_and_die


def main(home: str, place: str) -> None:
    rows = [invoice("1"), invoice("2", "20.00", changed_at="2026-06-05T12:00:00Z")]
    books = Books({"invoice": [*rows, invoice("3", "N/A", changed_at="2026-06-05T12:00:00Z")]})
    if place == "reading":
        books.on_page = lambda _, number: die() if number == 1 else None
    else:
        owner, work = AFTER[place]
        setattr(owner, work, dies_after(getattr(owner, work)))
    Landing(Path(home), runs=8).read(books)


if __name__ == "__main__":
    main(*sys.argv[1:])
