"""Kill at every boundary of every kind of write, and write down what was seen.

`python -m tests.kill_matrix` makes docs/kill-matrix.md; words after it take only the cases that
have one of them in their names, and write nothing down.
"""

import logging
import sys
import tempfile
from pathlib import Path

from tests.kill_matrix.cases import CASES
from tests.kill_matrix.cells import Bench, Found
from tests.kill_matrix.page import page
from tests.kill_matrix.town import town

PAGE = Path(__file__).resolve().parents[2] / "docs/kill-matrix.md"


def main(words: list[str]) -> int:
    """The whole matrix; 1 where something was lost, doubled or falsely called written."""
    logging.disable()  # servers complain of clients that are gone
    found: dict[str, tuple[Bench, list[Found]]] = {}
    with town() as served, tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            if words and not any(word in case.name for word in words):
                continue
            bench = Bench(served, case, Path(folder))
            bench.undisturbed()
            cells = [_told(bench.run(kill)) for kill in bench.kills()]
            found[case.name] = (bench, cells)
            _say(f"{case.name}: {len(cells)} kills")
    if not words:
        PAGE.write_text(page(found), encoding="utf-8")
    return int(any(cell.faults for _, cells in found.values() for cell in cells))


def _told(cell: Found) -> Found:
    if cell.faults:
        _say(f"  {cell.kill.name}: {'; '.join(cell.faults)}")
    return cell


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
