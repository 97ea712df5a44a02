"""`tieout demo`: the whole loop, twice, on a company of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from systems import SYSTEMS
from tieout.cli import loop
from tieout.cli.doctor import create_missing_fields
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.errors import HeldBack, TieoutError
from tieout.settings import Settings, load
from tieout.summary import again_text, run_text

MARK = "made-by-demo"


class SandboxFailed(TieoutError):
    """The sandbox ended instead of answering."""


def run(console: Console, settings: Settings, *, accounts: int, seed: int) -> list[loop.Cycle]:
    """Fill a sandbox, run the loop twice against it; the second must find nothing to write.

    HeldBack where the home folder holds somebody's real work.
    """
    _make_room(settings)
    console.talk(f"A sandbox of {len(SYSTEMS)} systems, a company of {accounts:,} customers ...")
    with _sandbox(accounts, seed) as told:
        os.environ.update(told["sandbox"]["environment"])
        here = replace(load(), home=settings.home)
        with Workshop(here, console) as workshop:
            for finding in create_missing_fields(workshop):
                console.talk(f"{finding.system}: {finding.sentence}")
            first = _cycle(workshop, "first")
            console.result(f"\n{run_text(replace(first.summary, files={}))}")
            second = _cycle(workshop, "second")
            console.result(f"\n{again_text(second.summary)}")
            return [first, second]


def me() -> str:
    """How to call this command again from here."""
    typed = Path(sys.argv[0])
    return "tieout" if shutil.which("tieout") else os.path.relpath(typed)


def _cycle(workshop: Workshop, which: str) -> loop.Cycle:
    workshop.console.talk(f"\nThe {which} run")
    return loop.once(workshop, command=f"tieout demo, {which} run")


def _make_room(settings: Settings) -> None:
    """Begin anew where an earlier demo was; nobody's real files are touched."""
    home = settings.home
    if home.exists() and any(home.glob("*.duckdb")) and not (home / MARK).exists():
        raise HeldBack(
            f"{home} holds the files of real runs, and the demo begins with an empty folder. "
            "Give it another one: TIEOUT_HOME=demo tieout demo"
        )
    if (home / MARK).exists():
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text("tieout demo empties this folder when it runs again.\n")


@contextmanager
def _sandbox(accounts: int, seed: int) -> Iterator[Mapping[str, Any]]:
    """A sandbox in a process of its own, as a user would run it; stopped in any case."""
    command = [sys.executable, "-m", "tieout", "sandbox", "--json"]
    command += ["--accounts", str(accounts), "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise SandboxFailed("The sandbox did not start. Try it alone: tieout sandbox")
            yield json.loads(line)
        finally:
            process.terminate()
            process.wait(timeout=20)
