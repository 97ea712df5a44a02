"""How much of what is to be sent the calls of the day still pay for. Sends nothing."""

from collections.abc import Sequence

from reverse_etl.change import RecordChange
from reverse_etl.cost import allowance_of, kept_of, usable, writes
from reverse_etl.plan import Plan, Targets
from systems.base import Field, Target
from tieout.settings import Budget


class Purse:
    """Asked before each wave: the systems' own word counts, as their last answers had it."""

    def __init__(self, plan: Plan, targets: Targets, budget: Budget) -> None:
        self._plan = plan
        self._targets = targets
        self._budget = budget

    def batches(
        self,
        place: tuple[str, str],
        changes: Sequence[RecordChange],
        fields: Sequence[Field],
        size: int,
    ) -> int:
        """How many batches of `size` of these changes can be read, written and read back."""
        target, left = self._targets[place], self._left(place[0])
        most = -(-len(changes) // size)
        if left is None:
            return most
        paid = (it for it in range(most, 0, -1) if _cost(target, changes, fields, size, it) <= left)
        return next(paid, 0)

    def sentence(self, system: str) -> str:
        """Why nothing more of a system's calls is used today."""
        told = allowance_of(system, self._plan, self._targets)
        kept = kept_of(told, self._budget.reserve_of(system))
        return (
            f"{system}: {told.left:,} of the day's {told.a_day:,} calls are left, and {kept:,} "
            "stay for others ([budget] reserve in tieout.toml)."
        )

    def _left(self, system: str) -> int | None:
        told = allowance_of(system, self._plan, self._targets)
        return usable(told, kept_of(told, self._budget.reserve_of(system)))


def _cost(
    target: Target, changes: Sequence[RecordChange], fields: Sequence[Field], size: int, count: int
) -> int:
    """The calls for so many batches of these."""
    calls = target.estimate(writes(changes[: count * size]), fields, size)
    return 2 * calls.read + calls.send + calls.follow
