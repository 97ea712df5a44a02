"""Places in the results of queries from which the next page starts."""

from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from sandbox.salesforce.errors import invalid_locator
from sandbox.salesforce.ids import made_id, normalised
from sandbox.salesforce.soql_plan import Plan

PREFIX = "01g"
MOST_OPEN = 200  # the oldest is forgotten where there are more


@dataclass(frozen=True, slots=True)
class Cursor:
    """A query's rows, kept in a table of results called `id`."""

    id: str
    plan: Plan
    total: int
    size: int


@dataclass(slots=True)
class Cursors:
    """All that are open. `forgotten` of `add` is the table that is not needed any longer."""

    _open: dict[str, Cursor] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def new_id(self) -> str:
        return made_id(PREFIX, next(self._numbers))

    def add(self, cursor: Cursor) -> str | None:
        """Keep it; gives the id of the one that had to go, if any had."""
        with self._lock:
            self._open[cursor.id] = cursor
            if len(self._open) <= MOST_OPEN:
                return None
            oldest = next(iter(self._open))
            del self._open[oldest]
            return oldest

    def find(self, locator: str) -> tuple[Cursor, int]:
        """The cursor of `01g…-2000` and the offset; 400 where it is not known."""
        name, _, offset = locator.partition("-")
        cursor = self._open.get(normalised(name) or "")
        if cursor is None or not offset.isdigit() or int(offset) > cursor.total:
            raise invalid_locator()
        return cursor, int(offset)
