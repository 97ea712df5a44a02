"""The stand-in: one NetSuite account that holds the company's books."""

from collections.abc import Collection, Mapping
from pathlib import Path

from starlette.responses import Response

from sandbox.faults import Fault, Faults
from sandbox.netsuite.calls import refused
from sandbox.netsuite.errors import too_many_requests, unexpected_error
from sandbox.netsuite.formats import DatePreference
from sandbox.netsuite.jobs import Jobs
from sandbox.netsuite.loading import Company, load
from sandbox.netsuite.login import Login
from sandbox.netsuite.records import RecordService
from sandbox.netsuite.routes import OPERATIONS, Services, application
from sandbox.netsuite.store import Store
from sandbox.netsuite.suiteql import QueryService

ACCOUNT = "1234567_SB1"  # a sandbox account, so that realm and host name differ in more than case
USUAL_CONCURRENCY = 5  # the Standard service tier
USUAL_CAP = 100_000  # rows of one query without SuiteAnalytics Connect


class NetSuite:
    """Serves a company the way the vendor does; `app` is the ASGI application.

    `concurrency` is how many requests the account works on at once, `date_preference` how its user
    sees dates, `page_cap` how many rows of a query paging reaches, `time_zone` the account's.
    `hidden_columns` (`customer.balancesearch`, or `balancesearch` for every table) do not exist for
    the role. The books are kept in memory, or in a file in `folder` until `close`.
    """

    name = "netsuite"
    operations = OPERATIONS

    def __init__(
        self,
        world: Company,
        *,
        concurrency: int = USUAL_CONCURRENCY,
        date_preference: str = "MM/DD/YYYY",
        page_cap: int = USUAL_CAP,
        folder: Path | None = None,
        time_zone: str = "America/Los_Angeles",
        hidden_columns: Collection[str] = (),
    ) -> None:
        self.faults = Faults()
        self._world = world
        self._store = Store(world.as_of, time_zone, folder)
        self._jobs = Jobs(self.faults)
        preference = DatePreference(date_preference)
        hidden = frozenset(column.lower() for column in hidden_columns)
        self.login = Login(ACCOUNT, _company_name(world), self.faults)
        self.app = application(
            Services(
                self.login,
                QueryService(self._store, self.faults, preference, page_cap, hidden),
                RecordService(self._store, self.faults, preference, world.policy),
                self._jobs,
                concurrency,
            )
        )
        load(self._store, world)
        self._loaded = self._store.version()

    def credentials(self, url: str) -> Mapping[str, str]:
        """Settings of both log-ins: OAuth 2.0 with a certificate, and tokens (TBA)."""
        return self.login.settings(url)

    def fault_response(self, fault: Fault) -> Response | None:
        """The vendor's words for the faults that strike before the account is reached."""
        if fault.name.startswith("rate-limit"):
            return refused(too_many_requests())
        if fault.name == "error-500":
            return refused(unexpected_error())
        if fault.name == "unavailable":
            return refused(unexpected_error(503))
        return None

    def reset(self) -> None:
        """The company as it was at the start; log-ins stay good, jobs are forgotten."""
        self._jobs.clear()
        if self._store.version() != self._loaded:
            load(self._store, self._world)
            self._loaded = self._store.version()

    def close(self) -> None:
        """Let go of the books."""
        self._store.close()


def _company_name(world: Company) -> str:
    return next((it.name for it in world.subsidiaries if it.parent_id is None), "Company")
