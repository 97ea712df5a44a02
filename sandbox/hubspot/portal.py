"""One account of the CRM: its records, its definitions, its limits and its log-ins."""

import random
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.faults import Faults
from sandbox.hubspot.association_types import AssociationTypes, name_all
from sandbox.hubspot.definitions import Definitions
from sandbox.hubspot.limits import Limits
from sandbox.hubspot.lists import Lists
from sandbox.hubspot.loading import Company, load
from sandbox.hubspot.login import ALL_SCOPES, Logins
from sandbox.hubspot.object_types import CUSTOM_TABLE, STANDARD, ObjectType, type_called
from sandbox.hubspot.pipelines import Pipelines
from sandbox.hubspot.tables import HISTORY, LINKS, OWNERS, keyed_by
from sandbox.hubspot.webhooks import Webhooks
from sandbox.records import Store, Table, equal

Clock = Callable[[], float]  # unix seconds
FIRST_ID = 20_000_000_000  # as long as the vendor's ids; what is made here comes after it


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen of the account; the class `HubSpot` says what each means."""

    tier: str = "professional"
    daily_limit: int | None = None
    scopes: Collection[str] = ALL_SCOPES
    is_partner: bool = True
    has_renewal_owner_property: bool = False
    answers_530: bool = False
    shuffles_results: bool = True
    lean_batch_errors: bool = False
    numeric_association_ids: bool = False
    sends_retry_after: bool = False
    index_delay_seconds: float = 0
    longest_url: int = 16_000
    webhook_target: str | None = None


class Portal:
    """All state of the stand-in. Its methods are called inside the store's transaction."""

    def __init__(
        self, world: Company, options: Options, faults: Faults, clock: Clock, folder: Path | None
    ) -> None:
        self.options, self.faults, self.clock = options, faults, clock
        tables = (*(kind.table for kind in STANDARD), CUSTOM_TABLE, LINKS, HISTORY, OWNERS)
        self.store = Store(tables, folder)
        self._world = world
        self.webhooks = Webhooks(options.webhook_target, clock)
        try:
            self.reset()
        except BaseException:
            self.close()  # nobody else could
            raise

    def reset(self) -> None:
        """Back to the company as it was; tokens, limits and definitions are new too."""
        options = self.options
        self.limits = Limits(options.tier, options.daily_limit, options.sends_retry_after)
        self.logins = Logins(frozenset(options.scopes), options.answers_530)
        self.types: list[ObjectType] = list(STANDARD)
        self.schemas: dict[str, dict[str, Any]] = {}
        self.definitions = Definitions(options.has_renewal_owner_property)
        self.association_types = AssociationTypes()
        name_all(self.association_types, self.types)
        self.pipelines = Pipelines()
        self.lists = Lists()
        self.chance = random.Random(7)
        with self.store.transaction():
            self.store.clear()
            load(self.store, self._world)
            self._last_id = max(FIRST_ID, *(self._greatest(kind.table) for kind in STANDARD))
            self._last_number = self._greatest(LINKS)
            for kind in STANDARD:
                for name in self.definitions.unique(kind):
                    self.index(kind, name)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is written inside is undone where it is refused; the rest of the call stays."""
        self.store.pairs(("savepoint attempt",))
        try:
            yield
        except BaseException:
            self.store.pairs(("rollback to attempt",))
            raise
        finally:
            self.store.pairs(("release attempt",))

    def close(self) -> None:
        self.webhooks.close()
        self.store.close()

    def type_called(self, name: str) -> ObjectType:
        """The type that goes by this name; 400 where there is none."""
        return type_called(name, self.types)

    def new_id(self) -> int:
        """An id that no object had before; ids of one account never meet."""
        self._last_id += 1
        return self._last_id

    def new_number(self) -> int:
        """A number for a link or a version, which nobody outside sees."""
        self._last_number += 1
        return self._last_number

    def is_owner(self, text: str) -> bool:
        """Whether this is the id of somebody who can own records now."""
        if not text.isdecimal():
            return False
        found = self.store.get(OWNERS, equal("id", int(text)))
        return found is not None and not found["is_archived"]

    def index(self, kind: ObjectType, name: str) -> None:
        """Make the property quick to look up, as a unique one has to be."""
        place = f"{kind.table.name}_by_{name} on {kind.table.name} ({keyed_by(name)})"
        self.store.pairs(("create index if not exists", place))

    def _greatest(self, table: Table) -> int:
        ((greatest,),) = self.store.pairs(("select coalesce(max(id), 0) from", table.name))
        return int(greatest)
