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
from tieout import settings
from tieout.cli import loop, verbs
from tieout.cli.sandbox import environment
from tieout.cli.workshop import Workshop
from tieout.console import Console
from tieout.settings import Settings
from tieout.summary import run_text


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
        with self._place(without, **variables) as (out, err):
            code = verbs.run(list(arguments))
        return Ran(code, out.getvalue(), err.getvalue())

    @contextmanager
    def workshop(self) -> Iterator[Workshop]:
        """The stages, one by one, of a process that has parsed its models already."""
        unread = Console(stdout=io.StringIO(), stderr=io.StringIO(), is_terminal=False)
        with _variables(self.environment), Workshop(settings.load(), unread) as workshop:
            yield workshop

    def loop(self, chosen: Settings) -> Ran:
        """`tieout run` under settings that are not those of this checkout."""
        with self._place() as (out, err), Workshop(chosen, Console()) as workshop:
            cycle = loop.once(workshop)
            workshop.console.result(run_text(cycle.summary))
        return Ran(cycle.exit_code, out.getvalue(), err.getvalue())

    def start(
        self, prepared: Prepared, *arguments: str, largest_file: int | None = None, **variables: str
    ) -> Process:
        """The same in a process of its own, which goes on meanwhile."""
        return prepared.start(
            *arguments,
            folder=self.home.with_name(f"{self.home.name}-said"),
            environment=os.environ | self.environment | variables,
            largest_file=largest_file,
        )

    def linked(self) -> list[str]:
        """The organizations that get figures, in the order of their ids."""
        found = self.published(
            "select organization_id_zendesk from syncs.sync_zendesk__organization_financials "
            "where organization_id_zendesk is not null order by all"
        )
        return [record_id for (record_id,) in found]

    def faults(self, system: str) -> Faults:
        """What goes wrong at a system."""
        return next(it.faults for it in self.served.standins if it.name == system)

    def calls(self) -> int:
        """How many calls the systems have got so far."""
        return sum(
            httpx.get(f"{url}/__sandbox__/requests", trust_env=False).json()["total"]
            for url in self.served.urls.values()
        )

    def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        for it in self.served.standins:
            it.faults.clear()

    def mend(self) -> None:
        """Nothing goes wrong any more, and what could not be read is read."""
        self.clear_faults()
        if any(self._is_stale(it.name) for it in self.served.standins):
            assert self.run("extract").code == 0

    def _is_stale(self, system: str) -> bool:
        """Whether a table was not read well the last time: that holds back what is made of it."""
        landing = self.home / "landing.duckdb"
        return landing.exists() and rows(
            landing,
            "select bool_or(it = 'stale') from (select arg_max(status, started_at) as it "  # noqa: S608
            f"from raw_{system}.extractions group by table_name)",
        ) == [(True,)]

    def published(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the published file."""
        return rows(self.home / "tieout.duckdb", query, *values)

    @contextmanager
    def _place(
        self, without: Collection[str] = (), **variables: str
    ) -> Iterator[tuple[io.StringIO, io.StringIO]]:
        """The environment of a command, and its streams."""
        wanted = self.environment | variables
        out, err = io.StringIO(), io.StringIO()
        with (
            _variables({name: it for name, it in wanted.items() if name not in without}),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            yield out, err


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
