"""Files of firms in, links between their records out."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from matching.judgement import judge
from matching.keys import count_words, weigh
from matching.likeness import score
from matching.links import Link
from matching.records import Taken, read

CONFIRMED_FROM = 0.8
PROPOSED_FROM = 0.5


def matched_files(
    paths: Sequence[Path],
    named: Mapping[str, Sequence[str]] | None = None,
    *,
    confirmed_from: float = CONFIRMED_FROM,
    proposed_from: float = PROPOSED_FROM,
    tell: Callable[[Taken], object] = str,
) -> Iterator[Link]:
    """Links between the records of several files, or within one.

    `named` says which headers hold what, as `records.read` takes it, and `tell` hears what was
    taken. Links come by file and row. UsageError where a file cannot be read.
    """
    is_one_file = len(paths) == 1
    files = [path.name for path in paths]
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect(config=_config(folder)) as connection,
    ):
        connection.register("read", read(paths, named or {}, tell).to_arrow())
        connection.execute("create table given as from read")
        count_words(connection)
        weigh(connection)
        score(connection, is_one_file=is_one_file, least=proposed_from)
        judge(connection, is_one_file=is_one_file, confirmed_from=confirmed_from)
        rows = connection.execute("from judged").fetchall()
    for left, left_row, left_id, left_name, right, right_row, right_id, right_name, *how in rows:
        status, rule, probability, evidence = how
        yield Link(
            files[int(left)],
            left_row,
            left_id,
            left_name,
            files[int(right)],
            right_row,
            right_id,
            right_name,
            status,
            rule,
            round(probability, 4),
            evidence,
        )


def _config(folder: str) -> dict[str, str | bool | int | float | list[str]]:
    """In memory up to a bound, in the folder beyond it."""
    return {
        "python_enable_replacements": "false",
        "memory_limit": "3GB",
        "temp_directory": folder,
    }
