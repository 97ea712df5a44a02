"""One store: its records, its quota, its payments under way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.bigcommerce.limits import PER_WINDOW, Quota
from sandbox.bigcommerce.loading import Company, load
from sandbox.bigcommerce.tables import ALL
from sandbox.faults import Faults
from sandbox.records import Store, Table

Clock = Callable[[], float]  # unix seconds


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen of the store; the defaults are the real system's ways.

    `plan` is a name of `limits.PER_WINDOW`. `shipments_move_status` says whether a shipment by the
    API moves its order to (Partially) Shipped, `pads_money` whether V2 writes four places after a
    create, `status_labels` what the store calls its statuses, `payment_seconds` how long a capture
    or void is under way.
    """

    plan: str = "enterprise"
    shows_rate_headers: bool = True
    shipments_move_status: bool = True
    pads_money: bool = True
    status_labels: Mapping[int, str] = field(default_factory=dict)
    payment_seconds: float = 1.0


class Shop:
    """All state of the stand-in. Its methods are called inside the store's transaction."""

    def __init__(
        self, world: Company, options: Options, faults: Faults, clock: Clock, folder: Path | None
    ) -> None:
        if options.plan not in PER_WINDOW:
            raise ValueError(
                f"no plan is called {options.plan!r}; known are: {', '.join(PER_WINDOW)}"
            )
        self.options, self.faults, self.clock = options, faults, clock
        self.store = Store(ALL, folder)
        self._world = world
        try:
            self.reset()
        except BaseException:
            self.store.close()  # nobody else could
            raise

    def reset(self) -> None:
        """Back to the company as it was; the quota is new too."""
        self.quota = Quota(PER_WINDOW[self.options.plan], self.options.shows_rate_headers)
        self.payments_due: dict[int, float] = {}
        self.alert_addresses: list[str] = []
        with self.store.transaction():
            self.store.clear()
            self._last_part_ids = load(self.store, self._world)
            self._last_ids: dict[str, int] = {}

    def new_id(self, table: Table) -> int:
        """An id after all that the table had."""
        if table.name not in self._last_ids:
            ((greatest,),) = self.store.pairs(("select coalesce(max(id), 0) from", table.name))
            self._last_ids[table.name] = int(greatest)
        return _next(self._last_ids, table.name)

    def new_part_id(self, kind: str) -> int:
        """An id for a part of an order: `lines`, `addresses`, `shipments` or `fees`."""
        return _next(self._last_part_ids, kind)


def _next(last_ids: dict[str, int], name: str) -> int:
    last_ids[name] = last_ids.get(name, 0) + 1
    return last_ids[name]
