"""Write a plan, prove every record, keep the account. Never decides what to write."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice

from reverse_etl import approval
from reverse_etl.account import Account, Progress
from reverse_etl.change import Action, RecordChange
from reverse_etl.ledger import Ledger
from reverse_etl.outcome import WAITS, ApplyReport, RecordOutcome, Verdict
from reverse_etl.pace import pace
from reverse_etl.plan import Plan, Targets
from reverse_etl.pointing import Place, in_turn
from reverse_etl.promises import Promises
from reverse_etl.purse import Purse
from reverse_etl.resolve import SETTLE_SECONDS, Awaited, resolve
from reverse_etl.safety import approved
from reverse_etl.sending import Route
from reverse_etl.wave import Landed, write
from tieout.errors import SystemFault
from tieout.settings import Budget

MOST_LOST_WAVES = 2  # one after the other; a system that loses more is not written to any further

KEEPS_NOTHING = Budget(Fraction(0))


def run(
    plan: Plan,
    targets: Targets,
    ledger: Ledger,
    run_id: str,
    *,
    digest: str | None = None,
    allow_over_limit: bool = False,
    approval_above: int | None = None,
    budget: Budget = KEEPS_NOTHING,
    is_interrupted: Callable[[], bool] | None = None,
    progress: Progress | None = None,
    settle_seconds: float = SETTLE_SECONDS,
    sleep: Callable[[float], None] = time.sleep,
    at: Callable[[str], None] = lambda _: None,
) -> ApplyReport:
    """Write what of the plan may be written, and say what became of every record.

    First what earlier runs left open is read. Then, object by object, each after those that it
    points at, what is to be created and what is to be updated goes in the largest batches, and
    what is to be deleted last;
    `is_interrupted` is asked before each batch, and what is in flight is brought to its end.
    `progress` and `at` are told how far it is and each boundary that is passed.

    With a `digest`, StalePlan unless it is this plan's; UsageError for `allow_over_limit` without.
    A sync over its limits stays out and is in the report. Of a plan that would write more than
    `approval_above` records nothing goes before a second person agreed to it. Where the calls that
    a `budget` leaves us today do not pay for another batch, the system is left until the next run.
    A system that fails is left, and its fault is in the report; StorageError if the ledger cannot
    be written, before anything is sent that is not in it.
    """
    going = approved(plan, digest=digest, allow_over_limit=allow_over_limit)
    interrupted = is_interrupted or (lambda: False)
    resolved, faults, awaited = resolve(
        targets, ledger, settle_seconds=settle_seconds, sleep=sleep, at=at
    )
    unapproved = approval.lacking(ledger, plan, len(going.changes), approval_above)
    account = Account(() if unapproved else going.changes, faults, progress)
    chosen = () if unapproved else _not_awaited(going.changes, awaited, account)
    batch_ids, plan_digest, promises = _batch_ids(run_id, ledger), plan.digest, Promises(plan)
    purse = Purse(plan, targets, budget)
    for place, parts in _turns(plan, chosen):
        if account.has_left(place[0]) or interrupted():
            continue
        fields, target = plan.fields_of(*place), targets[place]
        route = Route(
            *(*place, target, fields, ledger, run_id, plan_digest, batch_ids),
            *(promises, purse, interrupted, at),
        )
        for changes in parts:
            _write_part(route, changes, account)
    return account.report(
        run_id,
        plan_digest,
        refused=tuple(str(one) for one in going.refused),
        resolved=resolved,
        is_interrupted=interrupted() and account.is_unfinished,
        unapproved=unapproved,
    )


def _not_awaited(
    changes: Sequence[RecordChange], awaited: Awaited, account: Account
) -> Sequence[RecordChange]:
    """All but the records that a job of an earlier run may still make: none is made twice."""
    left: list[RecordChange] = []
    for change in changes:
        job = awaited.get((change.system, change.object, change.external_id))
        if job is None or change.action != "create":
            left.append(change)
            continue
        sentence = f"waits for job {job} of an earlier run, which may still make it"
        verdict = Verdict("stale", WAITS, sentence)
        account.add([RecordOutcome(change, (verdict,) * len(change.fields), None)])
    return left


def _turns(
    plan: Plan, changes: Sequence[RecordChange]
) -> Iterator[tuple[Place, list[list[RecordChange]]]]:
    """What is written, and then what is deleted: object by object as the plan lists them."""
    yield from in_turn((it for it in changes if it.action != "delete"), plan.key_fields)
    for known in plan.fields:
        place = (known.system, known.object)
        some = [it for it in changes if it.action == "delete" and (it.system, it.object) == place]
        if some:
            yield place, [some]


def _write_part(route: Route, changes: Sequence[RecordChange], account: Account) -> None:
    """What is created first, since what is updated may point at it."""
    actions: tuple[Action, ...] = ("create", "update", "delete")
    for action in actions:
        some = [change for change in changes if change.action == action]
        if account.has_left(route.system):
            return
        try:
            _write_all(route, action, some, account)
        except SystemFault as fault:
            account.leave(route.system, route.object, str(fault))


def _write_all(
    route: Route, action: Action, changes: Sequence[RecordChange], account: Account
) -> None:
    """Wave after wave; batches that were turned down as a whole come in halves before the rest."""
    going = pace(route.target, action, len(changes))
    works = [_Work(deque(changes), going.size)]
    lost_waves = 0
    while works and not route.is_interrupted():
        work = works[-1]
        if not work.changes:
            works.pop()
            continue
        batches = _affordable(route, work, going.in_flight)
        if not batches:
            account.pause(route.system, route.object, route.purse.sentence(route.system))
            return
        landed = _write_some(route, action, work, batches)
        works += [
            _Work(deque(some), (len(some) + 1) // 2, work.attempts + 1) for some in landed.to_split
        ]
        account.add(landed.outcomes)
        route.promises.keep(landed.outcomes)
        account.tell(f"{route.system} {route.object}")
        if landed.fault:
            raise landed.fault
        lost_waves = lost_waves + 1 if landed.is_lost else 0
        if lost_waves == MOST_LOST_WAVES:
            sentence = f"{route.system}: no answer comes, and nothing that is sent reads back."
            account.leave(route.system, route.object, sentence)
            return


def _affordable(route: Route, work: "_Work", in_flight: int) -> int:
    """How many batches may go next: as many as may be in flight, if they are paid for."""
    some = list(islice(work.changes, work.size * in_flight))
    place, fields = (route.system, route.object), tuple(route.fields.values())
    return route.purse.batches(place, some, fields, work.size)


def _write_some(route: Route, action: Action, work: "_Work", batches: int) -> Landed:
    room = work.size * batches
    some = [work.changes.popleft() for _ in range(min(room, len(work.changes)))]
    landed = write(route, action, some, work.size, attempts=work.attempts, is_last=not work.changes)
    work.changes.extendleft(reversed(landed.left_over))
    return landed


@dataclass(slots=True)
class _Work:
    """Changes that go in batches of `size`, and how often they will have been sent then."""

    changes: deque[RecordChange]
    size: int
    attempts: int = 1

    def halved(self, changes: Sequence[RecordChange]) -> "_Work":
        """Some of it once more, in two batches."""
        return _Work(deque(changes), (len(changes) + 1) // 2, self.attempts + 1)


def _batch_ids(run_id: str, ledger: Ledger) -> Iterator[str]:
    return (f"{run_id}/{number:06d}" for number in count(ledger.batch_count(run_id) + 1))
