"""Changes that go out a record a call, several at once, where a system knows no batch."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from systems.base import Answer, Receipt, Write
from tieout.errors import SystemFault, Transient, Unreachable


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: an answer, or a fault after which perhaps some of it stands."""

    answer: Answer | None = None
    fault: SystemFault | None = None
    may_have_acted: bool = True


@dataclass(frozen=True, slots=True)
class Singly:
    """How records are changed one by one; none is made.

    `records` is what they are called, `most` how many are taken at a time, `at_once` how many of
    these are on their way.
    """

    system: str
    records: str
    most: int
    at_once: int

    def send(
        self,
        action: Literal["create", "update"],
        writes: Sequence[Write],
        change: Callable[[Write], Outcome],
    ) -> Receipt:
        """Answers in the order of the writes. Unreachable where one of them got no clear answer."""
        if len(writes) > self.most:
            raise ValueError(f"{len(writes)} {self.records} in one batch; at most {self.most} fit")
        if action == "create":
            text = f"{self.records} are never made here"
            never = Answer(False, error_code="not_made_here", error_text=text)
            return Receipt(answers=[never] * len(writes))
        with ThreadPoolExecutor(max_workers=self.at_once) as pool:
            outcomes = list(pool.map(change, writes))
        self._raise_if_unclear(outcomes)
        return Receipt(answers=[it.answer for it in outcomes if it.answer])

    def _raise_if_unclear(self, outcomes: Sequence[Outcome]) -> None:
        """One fault makes the whole batch unclear, unless nothing of the batch was acted on."""
        faults = [it.fault for it in outcomes if it.fault]
        if not faults:
            return
        if len(faults) == len(outcomes) and not any(it.may_have_acted for it in outcomes):
            raise faults[0]
        lost = Unreachable(
            self.system,
            f"{len(faults)} of {len(outcomes)} {self.records} got no answer. {faults[0]}",
        )
        if isinstance(faults[0], Transient):
            lost.retry_after = faults[0].retry_after
        raise lost
