"""How many calls a plan takes at each system, and what that is of the calls that may be used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reverse_etl.change import Action, RecordChange
from reverse_etl.observed import sliced
from reverse_etl.pace import pace
from reverse_etl.plan import Plan, Targets
from reverse_etl.pointing import in_turn
from reverse_etl.values import many, numbered
from systems.base import Allowance, Calls, Field, Target, Write
from tieout.settings import Budget

PERCENT = 100


@dataclass(frozen=True, slots=True)
class SystemCalls:
    """What writing to one system takes, in calls by kind; less is only needed where records moved.

    `seconds` is how long at the pace that the system states and the time that an answer took so
    far, None where neither is known. Of its calls a day `kept` are left to others.
    """

    system: str
    records: int
    read_again: int
    write: int
    follow: int
    read_back: int
    is_exact: bool
    seconds: float | None
    allowance: Allowance
    kept: int | None

    @property
    def total(self) -> int:
        """All calls."""
        return self.read_again + self.write + self.follow + self.read_back

    @property
    def usable(self) -> int | None:
        """Calls that may be used today; None where the system tells of no limit of the day."""
        return usable(self.allowance, self.kept)

    @property
    def is_too_much(self) -> bool:
        """Whether the plan takes more than may be used today."""
        return self.usable is not None and self.total > self.usable

    def __str__(self) -> str:
        kinds = numbered(
            (self.read_again, "to read again"),
            (self.write, "to write"),
            (self.follow, "to follow jobs"),
            (self.read_back, "to read back"),
        )
        about = "" if self.is_exact else "about "
        said = f"{self.system}: {about}{many(self.total, 'call')}: {kinds}"
        return f"{said}{self._duration()}.{self._share()}"

    def _duration(self) -> str:
        if self.seconds is None:
            return ""
        rate, seconds = self.allowance.a_window, self.allowance.window_seconds
        pace = f", at {rate:,} calls in {seconds:g} s" if rate and seconds else ""
        return f"; about {_duration_text(self.seconds)}{pace}"

    def _share(self) -> str:
        left, allowed = self.allowance.left, self.allowance.a_day
        if left is None or allowed is None:
            return ""
        part = f"{self.total / left:.1%}" if left else "More than all"
        said = f" {part} of the {left:,} left today; {self.kept:,} of {allowed:,} stay for others."
        if self.is_too_much:
            said += " That is more than may be used: it stops before, and the next run goes on."
        return said


def usable(allowance: Allowance, kept: int | None) -> int | None:
    """The calls that may be used today; None where the system does not tell."""
    return None if allowance.left is None else max(0, allowance.left - (kept or 0))


def kept_of(allowance: Allowance, reserve: Fraction) -> int | None:
    """The calls of a day that are left to others."""
    return None if allowance.a_day is None else int(allowance.a_day * reserve)


def allowance_of(system: str, plan: Plan, targets: Targets) -> Allowance:
    """What a system last told any of those that wrote to it, and read from it to make the plan."""
    told = [
        targets[place].allowance()
        for place in sorted({(it.system, it.object) for it in plan.fields if it.system == system})
        if place in targets
    ]
    lowest = [it for it in told if it.left is not None]
    return min(lowest or told, key=lambda it: it.left or 0, default=Allowance())


def estimated(plan: Plan, targets: Targets, budget: Budget) -> tuple[SystemCalls, ...]:
    """What writing all of a plan would take whose syncs are in mode `apply`, limits aside."""
    out = {count.sync for count in plan.syncs if count.mode != "apply"}
    going = [left for change in plan.changes if (left := change.without(out))]
    calls: dict[str, list[tuple[int, Calls]]] = {}
    for place, parts in in_turn(going, plan.key_fields):
        if target := targets.get(place):
            fields = tuple(plan.fields_of(*place).values())
            waves = (it for changes in parts for it in _waves(target, changes, fields))
            calls.setdefault(place[0], []).extend(waves)
    return tuple(
        _of_system(system, its, allowance_of(system, plan, targets), budget)
        for system, its in sorted(calls.items())
    )


def values(calls: SystemCalls) -> Mapping[str, object]:
    """The same as plain values; None where a system does not tell."""
    return {
        "system": calls.system,
        "records": calls.records,
        "calls": calls.total,
        "read_again": calls.read_again,
        "write": calls.write,
        "follow": calls.follow,
        "read_back": calls.read_back,
        "is_exact": calls.is_exact,
        "seconds": None if calls.seconds is None else round(calls.seconds, 1),
        "left_today": calls.allowance.left,
        "allowed_a_day": calls.allowance.a_day,
        "kept_for_others": calls.kept,
    }


def writes(changes: Sequence[RecordChange]) -> list[Write]:
    """Changes as a target counts them: which records, and which of their fields."""
    return [Write(it.key, dict.fromkeys(wanted.field for wanted in it.fields)) for it in changes]


def _waves(
    target: Target, changes: Sequence[RecordChange], fields: Sequence[Field]
) -> Iterator[tuple[int, Calls]]:
    """As `apply` sends them: what is created first, so many batches at a time."""
    actions: tuple[Action, ...] = ("create", "update")
    for action in actions:
        some = [change for change in changes if change.action == action]
        going = pace(target, action, len(some))
        for wave in sliced(some, going.size * going.in_flight):
            yield len(wave), target.estimate(writes(wave), fields, going.size)


def _of_system(
    system: str, waves: Sequence[tuple[int, Calls]], told: Allowance, budget: Budget
) -> SystemCalls:
    read = sum(calls.read for _, calls in waves)
    send = sum(calls.send for _, calls in waves)
    follow = sum(calls.follow for _, calls in waves)
    return SystemCalls(
        system=system,
        records=sum(records for records, _ in waves),
        read_again=read,
        write=send,
        follow=follow,
        read_back=read,
        is_exact=all(calls.is_exact for _, calls in waves),
        seconds=_seconds(2 * read + send + follow, told),
        allowance=told,
        kept=kept_of(told, budget.reserve_of(system)),
    )


def _seconds(total: int, told: Allowance) -> float | None:
    """As long as the slower of the two takes: the system's pace, and its answers."""
    found = []
    if told.a_window and told.window_seconds:
        found.append(total * told.window_seconds / told.a_window)
    if told.seconds_a_call is not None:
        found.append(total * told.seconds_a_call / told.at_once)
    return max(found, default=None)


def _duration_text(seconds: float) -> str:
    minute = 60
    if seconds < minute:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / minute)
    return f"{minutes:,} min" if minutes < 2 * minute else f"{minutes / minute:.1f} h"
