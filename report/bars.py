"""Lengths of the pieces of a stacked bar, in percent of its width."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a bar: where it begins, how long it is, and its share in words."""

    step: int
    start: Decimal
    length: Decimal

    @property
    def share(self) -> str:
        return "under 1 %" if 0 < self.length < 1 else f"{self.length:.0f} %"


def pieces(amounts: Sequence[Decimal]) -> list[Piece]:
    """The amounts side by side, filling the bar; what is zero or less has no piece.

    The ends are rounded, not the lengths, so that the pieces meet without gap or overlap.
    """
    whole = sum((amount for amount in amounts if amount > 0), Decimal(0))
    made: list[Piece] = []
    so_far, start = Decimal(0), Decimal(0)
    for step, amount in enumerate(amounts):
        if amount <= 0:
            continue
        so_far += amount
        end = (so_far * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        made.append(Piece(step, start, end - start))
        start = end
    return made
