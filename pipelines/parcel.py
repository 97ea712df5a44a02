"""What one read of one system brought, apart from the rows themselves.

A parcel travels with its rows, so that whoever finds it later can put them where they belong.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from systems.base import Deletion, SourceTotal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One table as it was read. `declaration` is that of the time of reading.

    `records` counts rows with one key once, `rejected` those of them that were set aside.
    `is_unchanged` says that landing holds these very rows, so that none of them travels; where only
    those travel that differ, `travelling` counts them, and `vanished` are the keys that a full read
    did not bring again. Both are true of what landing held after the read of `based_on`.
    """

    table: str
    declaration: str
    is_full: bool
    cursor_from: str | None
    cursor_to: str | None
    rows_received: int
    records: int
    rejected: int
    stated_total: int | None
    new_columns: tuple[str, ...]
    totals: tuple[SourceTotal, ...]
    started_at: datetime
    seconds: float
    is_unchanged: bool = False
    is_backfill: bool = False
    travelling: int | None = None
    vanished: tuple[tuple[str, ...], ...] = ()
    based_on: datetime | None = None

    @property
    def is_as_stated(self) -> bool:
        """A full read brought as many records as the system says there are, if it says."""
        return not self.is_full or self.stated_total in (None, self.records)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One table that could not be read; `is_unknown` where the system says it has none such."""

    table: str
    is_full: bool
    cursor_from: str | None
    started_at: datetime
    seconds: float
    error: str
    is_unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """All that one run read of one system."""

    run_id: str
    readings: tuple[Reading, ...] = ()
    failures: tuple[Failure, ...] = ()
    deletions: tuple[Deletion, ...] = ()


def encoded(parcel: Parcel) -> str:
    """The parcel as JSON text."""
    return msgspec.json.encode(parcel).decode()


def decoded(text: str) -> Parcel:
    """The parcel that `encoded` made into text."""
    return msgspec.json.decode(text, type=Parcel)
