"""The page that says what the stand-ins do and do not do: `python -m sandbox.operations FILE`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sandbox.standin import Operation, StandIn
from sandbox.standins import STANDINS
from sandbox.world import build

HEAD = """# What the stand-ins do

Every operation of every stand-in, and what of the vendor's it leaves out. Made by
`make docs` from the tables that the stand-ins answer by; do not edit it by hand.
"""


def page() -> str:
    """The page, in Markdown."""
    nobody = build(0)
    return "\n".join((HEAD, *(_section(name, made(nobody)) for name, made in STANDINS.items())))


def _section(name: str, standin: StandIn) -> str:
    try:
        return "\n".join((f"## {name}\n", *_rows(standin.operations), ""))
    finally:
        standin.close()


def _rows(operations: Sequence[Operation]) -> Iterator[str]:
    yield "| method | path | does | leaves out |"
    yield "|---|---|---|---|"
    for it in operations:
        path = it.path.replace("|", "\\|")
        yield f"| {it.method} | `{path}` | {it.does} | {it.lacks} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
