"""A small company's CRM, served on loopback, for the tests of its client.

To the company of the stand-in's own tests come twelve firms, numbers 101 to 112, of which the
last six changed in the same second.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipelines.contracts import typed
from sandbox.company import Bundle, CrmRecords
from sandbox.faults import Faults
from sandbox.salesforce import Salesforce
from sandbox.serve import serve
from systems.base import Field, Key, Page, Row, Table, Write
from systems.salesforce.reader import SalesforceReader
from systems.salesforce.writes import ACCOUNT, Records, Written
from tests.sandbox.salesforce_company import Company, account, id_of
from tests.stopped_clock import StoppedClock

NOON = datetime(2026, 5, 28, 12, 0, tzinfo=UTC)
SAME_SECOND = datetime(2026, 5, 27, 9, 30, tzinfo=UTC)
FIRMS = range(101, 113)
BALANCE = Field("GTV_Balance__c", "decimal", "Balance", is_custom=True)
STATUS = Field("GTV_Status__c", "text", "Status", is_custom=True)
INVOICED = Field("GTV_Last_Invoice_Date__c", "date", "Last invoice", is_custom=True)
SYNCED = Field("GTV_Last_Synchronized__c", "timestamp", "Last synchronized", is_custom=True)
NAME = Field("Name", "text")


@dataclass(frozen=True)
class Crm:
    """The stand-in, how to log in to it, and a clock that both sides go by."""

    standin: Salesforce
    settings: Mapping[str, str]
    clock: StoppedClock

    @property
    def faults(self) -> Faults:
        return self.standin.faults

    def as_new(self) -> "Crm":
        """The same server, everything on it and the time as at the beginning."""
        self.faults.clear()
        self.standin.reset()
        self.clock.waits.clear()
        return self

    @contextmanager
    def reader(
        self, settings: Mapping[str, str] | None = None, **more: Any
    ) -> Iterator[SalesforceReader]:
        """A reader of the org, with settings beside those of the log-in."""
        said = {**self.settings, **(settings or {})}
        with closing(SalesforceReader(said, clock=self.clock, **more)) as reader:
            yield reader

    @contextmanager
    def target(
        self, written: Written = ACCOUNT, settings: Mapping[str, str] | None = None, **more: Any
    ) -> Iterator[Records]:
        """A target of the org."""
        said = {**self.settings, **(settings or {})}
        with closing(Records(said, written=written, clock=self.clock, **more)) as target:
            yield target

    def rows(self, table: Table, since: str | None = None, **more: Any) -> list[Row]:
        """What a read brings, typed as it would land."""
        with self.reader(**more) as reader:
            return landed(table, reader.pages(table, since))


@contextmanager
def crm(**options: Any) -> Iterator[Crm]:
    clock = StoppedClock(NOON)
    options = {"page_size": 4} | options
    standin = Salesforce(_company(), clock=lambda: clock.now().timestamp(), **options)
    try:
        with serve([standin], answer_key=dict) as served:
            settings = served.credentials()["salesforce"]
            yield Crm(standin, {name: settings[name] for name in LOGIN}, clock)
    finally:
        standin.close()


LOGIN = ("base_url", "client_id", "client_secret")


def firm(number: int) -> str:
    """The id of a firm."""
    return id_of("001", number)


def landed(table: Table, pages: Iterable[Page]) -> list[Row]:
    """The rows of pages of either kind as they would land, in the order of their keys."""
    found: list[Row] = []
    for page in pages:
        rows = typed(table, page.rows if page.frame is None else page.frame)
        assert rows.rejected.is_empty()
        found += rows.good.to_dicts()
    return sorted(found, key=lambda row: str(row["id"]))


def ids(rows: Iterable[Row]) -> list[str]:
    return [str(row["id"]) for row in rows]


def by_id(number: int) -> Key:
    return Key(firm(number))


def to_firms(numbers: Sequence[int], **values: Any) -> list[Write]:
    """The same values for some firms."""
    return [Write(by_id(number), values) for number in numbers]


def _company() -> Company:
    usual = Company()
    firms = tuple(
        account(
            firm(number),
            f"Firm {number}",
            customer_id_erp=f"F-{number}",
            modified_at=SAME_SECOND if number > 106 else SAME_SECOND.replace(minute=number - 100),
        )
        for number in FIRMS
    )
    bundles = (Bundle(it.name, crm=CrmRecords(accounts=(it,))) for it in firms)
    return Company((*usual.all_bundles, *bundles))
