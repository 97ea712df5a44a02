"""One tenant of the billing system: its records, its keys, its clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sandbox.faults import Faults
from sandbox.gotransverse.keys import Keys
from sandbox.gotransverse.loading import Company, load
from sandbox.gotransverse.references import CUSTOM_FIELDS, VALUE_IDS_FROM
from sandbox.gotransverse.spelling import Speller, Spelling
from sandbox.gotransverse.store import Store
from sandbox.gotransverse.tables import ALL

Clock = Callable[[], float]  # unix seconds
FIRST_VALUE_ID = (max(CUSTOM_FIELDS) + 1) * VALUE_IDS_FROM  # beyond those of the company


@dataclass(slots=True)
class _Ids:
    """Ids that nothing had before; addresses and custom values count by themselves."""

    last: int
    last_value: int = FIRST_VALUE_ID


class Tenant:
    """All state of the stand-in. Its methods are called inside the store's transaction."""

    def __init__(
        self,
        world: Company,
        faults: Faults,
        clock: Clock,
        spelling: Spelling,
        folder: Path | None,
    ) -> None:
        self.faults = faults
        self.speller = Speller(spelling)
        self.store = Store(ALL, folder)
        self._world, self._clock = world, clock
        self._loaded = 0  # how many writes there had been when the company was loaded
        self.ledger_is_of = 0  # how many when the ledger was made
        try:
            self.reset()
        except BaseException:
            self.store.close()  # nobody else could
            raise

    def reset(self) -> None:
        """Back to the company as it was; the keys are the first ones again."""
        self.keys = Keys()
        self.last_pages: dict[str, tuple[bytes, ...]] = {}
        if not self._loaded or self.store.writes != self._loaded:
            self._load()

    def _load(self) -> None:
        with self.store.transaction():
            self.store.clear()
            load(self.store, self._world, self.speller)
            self._ids = _Ids(self.store.greatest_id())
        self._loaded = self.store.writes

    def now(self) -> datetime:
        return datetime.fromtimestamp(int(self._clock()), UTC)

    def today(self) -> date:
        return self.now().date()

    def new_id(self) -> int:
        """An id that no record had before."""
        self._ids.last += 1
        return self._ids.last

    def new_value_id(self) -> int:
        """An id for a part of a record: an address, a custom value."""
        self._ids.last_value += 1
        return self._ids.last_value
