"""One org: its records, its schema, its sessions, its jobs and how much was asked of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from threading import Lock

from sandbox.faults import Faults
from sandbox.salesforce.cursors import Cursors
from sandbox.salesforce.errors import limit_exceeded
from sandbox.salesforce.formats import moment_of
from sandbox.salesforce.jobs import Jobs
from sandbox.salesforce.loading import Company, corporate, load
from sandbox.salesforce.objects import first_schema
from sandbox.salesforce.schema import Field
from sandbox.salesforce.sessions import Sessions
from sandbox.salesforce.store import Store

Clock = Callable[[], float]  # unix seconds
FIRST_NEW_NUMBER = 1_000  # ids of the org's own setup come before it


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen of the org; the defaults are the real system's ways.

    `daily_calls` is the limit of a day, `page_size` the most records of a page of a query,
    `job_polls` how many polls a job is seen unfinished.
    """

    daily_calls: int = 100_000
    page_size: int = 2000
    job_polls: int = 1
    is_multi_currency: bool = True


class Org:
    """All state of the stand-in; safe to use from several threads."""

    def __init__(
        self, world: Company, options: Options, faults: Faults, clock: Clock, folder: Path | None
    ) -> None:
        self.options, self.faults, self.clock = options, faults, clock
        self.sessions = Sessions()
        self.currency = corporate(world)
        self.store = Store(folder)
        self._lock = Lock()
        self._begin()
        try:
            load(self.store, self.schema, world)
        except BaseException:
            self.store.close()  # nobody else could
            raise

    def reset(self) -> None:
        """Back to the company as it was; limits, jobs and places in lists are forgotten."""
        self.store.restore()
        self._begin()

    def _begin(self) -> None:
        self.schema = first_schema(is_multi_currency=self.options.is_multi_currency)
        self.schema_changed = moment_of(self.clock())
        self.calls = 0
        self.cursors = Cursors()
        self.jobs = Jobs()
        numbers = count(FIRST_NEW_NUMBER)
        self.new_number: Callable[[], int] = lambda: next(numbers)

    def count_call(self) -> None:
        """One more call of the day; refused where none is left."""
        with self._lock:
            if self.calls >= self.options.daily_calls:
                raise limit_exceeded()
            self.calls += 1

    def usage(self) -> str:
        return f"api-usage={self.calls}/{self.options.daily_calls}"

    def now(self) -> datetime:
        """The clock's moment in UTC, without its zone, as the store keeps moments."""
        return moment_of(self.clock())

    def today(self) -> date:
        return datetime.fromtimestamp(self.clock(), UTC).date()

    def rates(self) -> Mapping[str, Decimal]:
        """Units of each currency for one of the corporate currency; empty in an org of one."""
        if not self.options.is_multi_currency:
            return {}
        table = self.schema["CurrencyType"].table
        sql = " ".join(('SELECT "IsoCode", "ConversionRate" FROM', table))
        return dict(self.store.rows(sql))

    def add_field(self, object_name: str, new: Field) -> None:
        """One more custom field, empty in every record."""
        self.store.add_column(self.schema[object_name], new)
        self.schema = self.schema.with_field(object_name, new)
        self.schema_changed = self.now()
