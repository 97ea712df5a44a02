"""A plan in figures, sync by sync."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reverse_etl.change import Fields, RecordChange
from reverse_etl.specs import SyncAction, SyncSpec
from tieout.settings import Mode


@dataclass(frozen=True, slots=True)
class SyncCount:
    """One sync, counted in records.

    `rows` are wanted, `read` of them stand in the target. Of those that change, `overwrites` lose
    something that stands there, `fills` only gain; `creates` are made. The limits are the sync's
    own; `greatest_share` is a decimal as text.
    """

    sync: str
    system: str
    object: str
    mode: Mode
    action: SyncAction
    rows: int
    read: int
    creates: int
    fills: int
    overwrites: int
    most_changes: int
    greatest_share: str
    small_set: int

    @property
    def changes(self) -> int:
        """All records of which this sync wants something."""
        return self.creates + self.fills + self.overwrites

    @property
    def share(self) -> Fraction:
        """The part of the records read that would lose something; 0 where none was read."""
        return Fraction(self.overwrites, self.read) if self.read else Fraction(0)

    @property
    def is_over_limit(self) -> bool:
        """Whether more would be lost than the sync's declaration allows.

        Creates and fills are not counted, and of a small set no share is taken.
        """
        if self.overwrites > self.most_changes:
            return True
        return self.read >= self.small_set and self.share > Fraction(Decimal(self.greatest_share))


def counted(
    spec: SyncSpec, rows: int, read: int, changes: Iterable[RecordChange], fields: Fields
) -> SyncCount:
    """One sync's count: of each record only what this sync wants of it."""
    kinds = Counter[str]()
    for change in changes:
        mine = [wanted for wanted in change.fields if wanted.sync == spec.name]
        if mine and change.action == "create":
            kinds["create"] += 1
        elif mine:
            lost = any(wanted.is_overwrite(fields[wanted.field]) for wanted in mine)
            kinds["overwrite" if lost else "fill"] += 1
    share = spec.limits.greatest_share
    return SyncCount(
        *(spec.name, spec.system, spec.object, spec.mode, spec.action, rows, read),
        *(kinds["create"], kinds["fill"], kinds["overwrite"], spec.limits.most_changes),
        *(str(Decimal(share.numerator) / Decimal(share.denominator)), spec.limits.small_set),
    )
