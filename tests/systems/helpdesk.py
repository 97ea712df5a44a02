"""A small company's helpdesk, served on loopback, for the tests of its client."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.faults import Faults
from sandbox.serve import serve
from sandbox.world import build
from sandbox.zendesk import Zendesk
from systems.base import Answer, Field, Key, Page, Row, Write
from systems.zendesk.reader import ZendeskReader
from systems.zendesk.tables import ORGANIZATIONS
from systems.zendesk.writes import Organizations
from tests.stopped_clock import StoppedClock

NAME = Field("name", "text")
EXTERNAL_ID = Field("external_id", "text")
HOLD = Field("organization_fields.netsuite_credit_hold", "boolean", "Credit hold", is_custom=True)
BALANCE = Field("organization_fields.netsuite_balance", "decimal", "Balance", is_custom=True)
DAYS = Field("organization_fields.netsuite_days_overdue", "integer", "Days", is_custom=True)
CURRENCY = Field("organization_fields.netsuite_currency", "text", "Currency", is_custom=True)
SINCE = Field("organization_fields.customer_since", "date", "Customer since", is_custom=True)
CUSTOM = (HOLD, BALANCE, DAYS, CURRENCY, SINCE)


@dataclass(frozen=True)
class Helpdesk:
    """The stand-in, how to log in to it, and a clock that both sides go by."""

    standin: Zendesk
    settings: Mapping[str, str]
    clock: StoppedClock

    @property
    def faults(self) -> Faults:
        return self.standin.faults

    def as_new(self) -> "Helpdesk":
        """The same server, everything on it and the time as at the beginning."""
        self.faults.clear()
        self.standin.reset()
        self.clock.waits.clear()
        return self


@contextmanager
def helpdesk(**options: Any) -> Iterator[Helpdesk]:
    clock = StoppedClock()
    standin = Zendesk(build(60), clock=lambda: clock.now().timestamp(), **options)
    try:
        with serve([standin], answer_key=dict) as served:
            yield Helpdesk(standin, served.credentials()["zendesk"], clock)
    finally:
        standin.close()


def rows(pages: Iterable[Page]) -> list[Row]:
    return [row for page in pages for row in page.rows]


@contextmanager
def writer(desk: Helpdesk) -> Iterator[Organizations]:
    """The target, its custom fields made."""
    with closing(Organizations(desk.settings, clock=desk.clock)) as target:
        for field in CUSTOM:
            target.create_field(field)
        yield target


def living_organizations(desk: Helpdesk) -> Sequence[Row]:
    with closing(ZendeskReader(desk.settings, clock=desk.clock)) as reader:
        found = rows(reader.pages(ORGANIZATIONS, None))
    return [row for row in found if row["deleted_at"] is None]


def by_id(row: Row) -> Key:
    return Key(str(row["id"]))


def written(
    target: Organizations, action: Literal["create", "update"], writes: Sequence[Write]
) -> Sequence[Answer] | None:
    """What the job said of a batch."""
    job_id = target.send(action, writes).job_id
    assert job_id
    return target.follow([job_id]).get(job_id)


def doubles(found: Iterable[Row], name: str = "id") -> list[object]:
    return [one for one, times in Counter(row[name] for row in found).items() if times > 1]
