"""Every thousandth id of a table, so that skipping and counting need not walk over a million."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

STEP = 1000


@dataclass(frozen=True, slots=True)
class Milestones:
    """`ids[n]` is the id of record number n * STEP, counted from nought in the order of ids."""

    ids: Sequence[int]

    def place(self, offset: int) -> tuple[int, int] | None:
        """The id to start from and how many to skip from it on; None past the last milestone."""
        number, rest = divmod(offset, STEP)
        return (self.ids[number], rest) if number < len(self.ids) else None

    def before(self, id_: int) -> tuple[int, int]:
        """The last milestone up to an id, and how many records come before that milestone.

        Where the id is before all milestones, that is the id itself and none.
        """
        number = bisect_right(self.ids, id_) - 1
        return (id_, 0) if number < 0 else (self.ids[number], number * STEP)
