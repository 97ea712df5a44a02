"""The hand-made company's billing, served on loopback, for the tests of its client."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from sandbox.faults import Faults
from sandbox.gotransverse import Gotransverse
from sandbox.serve import serve
from systems.base import Row, Table
from systems.gotransverse.reader import GotransverseReader
from tests.stopped_clock import StoppedClock
from tests.systems.billing_company import COMPANY
from tests.systems.helpdesk import rows

TODAY = datetime(2026, 6, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Billing:
    """The stand-in, how to log in to it, and the client's clock."""

    standin: Gotransverse
    settings: Mapping[str, str]
    clock: StoppedClock

    @property
    def faults(self) -> Faults:
        return self.standin.faults

    def as_new(self) -> "Billing":
        """The same server, its books as at the beginning, no faults, nobody has waited."""
        self.faults.clear()
        self.standin.reset()
        self.clock.waits.clear()
        return self

    def reader(self, **options: Any) -> GotransverseReader:
        return GotransverseReader(self.settings, clock=self.clock, **options)

    def read(self, table: Table, since: str | None = None, **options: Any) -> list[Row]:
        """All rows of one table, by a reader of its own."""
        reader = self.reader(**options)
        try:
            return rows(reader.pages(table, since))
        finally:
            reader.close()

    def shown(self, path: str) -> Any:
        """What the system itself shows, past our client."""
        headers = {"X-Api-Key": self.settings["api_key"]}
        answer = httpx.get(f"{self.settings['base_url']}/billing/2{path}", headers=headers)
        return answer.json()


@contextmanager
def billing(**options: Any) -> Iterator[Billing]:
    clock = StoppedClock(TODAY)
    standin = Gotransverse(COMPANY, clock=lambda: clock.now().timestamp(), **options)
    try:
        with serve([standin], answer_key=dict) as served:
            yield Billing(standin, served.credentials()["gotransverse"], clock)
    finally:
        standin.close()
