"""A company in a sandbox and the folder of its runs: what a story is played with."""

import io
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import httpx

from sandbox.faults import Faults
from sandbox.serve import Served
from sandbox.world import World
from tests.stories.helpdesk import Helpdesk
from tests.stories.prepared import Prepared, Process
from tests.stories.ran import Ran
from tieout.cli import verbs
from tieout.cli.sandbox import environment


@dataclass
class House:
    """`company`, served, with its `helpdesk`; `home`, where its runs keep their files."""

    company: World
    served: Served
    home: Path
    helpdesk: Helpdesk
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a command finds in its environment."""
        own = {"TIEOUT_HOME": str(self.home)} | self.variables
        return environment(self.served, self.company.as_of) | own

    def run(self, *arguments: str, without: Collection[str] = (), **variables: str) -> Ran:
        """One command line in this process, as typed, with these variables and `without` those."""
        out, err = io.StringIO(), io.StringIO()
        environment = self.environment | variables
        with (
            _variables({name: it for name, it in environment.items() if name not in without}),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = verbs.run(list(arguments))
        return Ran(code, out.getvalue(), err.getvalue())

    def start(self, prepared: Prepared, *arguments: str, **variables: str) -> Process:
        """The same in a process of its own, which goes on meanwhile."""
        return prepared.start(
            *arguments,
            folder=self.home.with_name(f"{self.home.name}-said"),
            environment=os.environ | self.environment | variables,
        )

    def faults(self, system: str) -> Faults:
        """What goes wrong at a system."""
        return next(it.faults for it in self.served.standins if it.name == system)

    def calls(self) -> int:
        """How many calls the systems have got so far."""
        return sum(
            httpx.get(f"{url}/__sandbox__/requests", trust_env=False).json()["total"]
            for url in self.served.urls.values()
        )

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        for it in self.served.standins:
            it.faults.clear()

    def published(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the published file."""
        return rows(self.home / "tieout.duckdb", query, *values)


def rows(path: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a database file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


@contextmanager
def _variables(wanted: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
