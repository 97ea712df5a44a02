"""One helpdesk account: its records, its limits, its log-ins and its jobs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.faults import Faults
from sandbox.records import LIVE, Record, Store, Table, equal
from sandbox.zendesk.fields import active_fields
from sandbox.zendesk.jobs import Jobs
from sandbox.zendesk.limits import Limits
from sandbox.zendesk.loading import Company, load
from sandbox.zendesk.login import Logins
from sandbox.zendesk.tables import ALL, MEMBERSHIPS, ORGANIZATIONS, TICKETS, USERS
from sandbox.zendesk.values import TAGGING

Clock = Callable[[], float]  # unix seconds
FIRST_ID = 20_000_000_000_001  # as long as the vendor's ids; what is made here comes after it


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen of the account; the defaults are the real system's ways.

    `plan` is a name of `limits.PER_MINUTE`, or `unlimited`. `job_polls` is how many polls a job
    is seen unfinished. `index_lag_seconds` is how long the search index does not know a change.
    """

    plan: str = "enterprise"
    incremental_per_minute: int = 10
    job_polls: int = 1
    allow_passwords: bool = False
    index_lag_seconds: float = 0
    ends_with_an_empty_page: bool = True


class Account:
    """All state of the stand-in. Its methods are called inside the store's transaction."""

    def __init__(
        self, world: Company, options: Options, faults: Faults, clock: Clock, folder: Path | None
    ) -> None:
        self.options, self.faults, self.clock = options, faults, clock
        self.store = Store(ALL, folder)
        self._world = world
        self._fields: dict[str, Record] | None = None
        try:
            self.reset()
        except BaseException:
            self.store.close()  # nobody else could
            raise

    def reset(self) -> None:
        """Back to the company as it was; tokens and limits are new too."""
        self.limits = Limits(self.options.plan, self.options.incremental_per_minute)
        self.logins = Logins(self.options.allow_passwords)
        self.jobs = Jobs(self.store, self.options.job_polls)
        self.remembered_answers: dict[str, tuple[float, bytes, Record]] = {}
        with self.store.transaction():
            self.store.clear()
            load(self.store, self._world)
            self._last_id = max(
                FIRST_ID, *map(self._greatest_id, (ORGANIZATIONS, USERS, MEMBERSHIPS))
            )
        self.forget_fields()

    @property
    def ends_with_an_empty_page(self) -> bool:
        return self.options.ends_with_an_empty_page

    @property
    def fields(self) -> dict[str, Record]:
        """The active organization fields by key."""
        if self._fields is None:
            self._fields = active_fields(self.store)
        return self._fields

    @property
    def has_tagging_fields(self) -> bool:
        """Whether any field puts tags on its record."""
        return any(field["type"] in TAGGING for field in self.fields.values())

    def forget_fields(self) -> None:
        """The definitions changed: read them again when they are needed."""
        self._fields = None

    def new_id(self) -> int:
        """An id that no record but tickets had before; ids of one account never meet."""
        self._last_id += 1
        return self._last_id

    def new_ticket_id(self) -> int:
        return self._greatest_id(TICKETS) + 1

    def role_of(self, email: str) -> str | None:
        """`admin` or `agent`, None for anybody else: end users cannot log in to the API."""
        user = self.store.get(USERS, LIVE & equal("email_key", email))
        return user["role"] if user is not None and user["role"] != "end-user" else None

    def _greatest_id(self, table: Table) -> int:
        ((greatest,),) = self.store.pairs(("select coalesce(max(id), 0) from", table.name))
        return int(greatest)
