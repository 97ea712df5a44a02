"""What an extraction says of itself, a table at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Status = Literal["fresh", "stale", "absent"]


class Progress(Protocol):
    """Told how far reading is, from several threads at once."""

    def started(self, system: str, table: str, total: int | None) -> None:
        """The first page of a table is here; `total` rows are to come, where the system says so."""

    def advanced(self, system: str, table: str, rows: int) -> None:
        """So many rows more."""

    def finished(self, system: str, table: str) -> None:
        """Nothing more comes of this table, well or not."""


class Unwatched:
    """Progress that nobody looks at."""

    def started(self, system: str, table: str, total: int | None) -> None:
        """Say nothing."""

    def advanced(self, system: str, table: str, rows: int) -> None:
        """Say nothing."""

    def finished(self, system: str, table: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class TableReport:
    """What one run did for one table, as `raw_<system>.extractions` keeps it.

    rows_received = rows_landed + rows_rejected + rows_repeated. `rows_deleted` counts records that
    left landing: named by the system's feed, or absent from a full read. `new_columns` came without
    being declared. `fresh_at` is when the table was last read well (UTC), None for never. `error`
    is empty when the table is fresh. An `absent` table belongs to a feature that the system lacks.
    """

    system: str
    table: str
    status: Status
    is_full: bool
    rows_received: int
    stated_total: int | None
    rows_landed: int
    rows_rejected: int
    rows_repeated: int
    rows_deleted: int
    new_columns: tuple[str, ...]
    cursor_from: str | None
    cursor_to: str | None
    started_at: datetime
    seconds: float
    fresh_at: datetime | None
    error: str = ""

    @property
    def sentence(self) -> str:
        """How the table is, for a person."""
        name = f"{self.system}.{self.table}"
        if self.status == "fresh":
            rows = "row" if self.rows_received == 1 else "rows"
            return f"{name} is fresh: {self.rows_received:,} {rows} read"
        if self.status == "absent":
            return f"{name} is not to be had: {self.error}"
        if self.fresh_at is None:
            return f"{name} was never read: {self.error}"
        return f"{name} is stale since {self.fresh_at:%Y-%m-%d %H:%M} UTC: {self.error}"


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What one run did for all systems; `notes` are the readers' own, by system.

    `has_moved` is false where every table was read well and landing held those very rows already.
    """

    run_id: str
    tables: tuple[TableReport, ...]
    notes: Mapping[str, tuple[str, ...]]
    has_moved: bool = True

    @property
    def stale(self) -> tuple[TableReport, ...]:
        """The tables that could not be read."""
        return tuple(table for table in self.tables if table.status == "stale")

    @property
    def absent(self) -> tuple[TableReport, ...]:
        """The tables of features that a system turned out not to have."""
        return tuple(table for table in self.tables if table.status == "absent")

    @property
    def rows_received(self) -> int:
        return sum(table.rows_received for table in self.tables)

    @property
    def rows_rejected(self) -> int:
        return sum(table.rows_rejected for table in self.tables)
