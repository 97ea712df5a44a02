"""One cell of the kill matrix: a run that is killed, the next ones, what is there in the end."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from reverse_etl.ledger import open_ledger
from reverse_etl.values import is_same, to_text
from systems.base import Key
from tests.kill_matrix.attempt import PATIENCE, Attempt, Task
from tests.kill_matrix.cases import IN_FLIGHT, RECORDS, Case
from tests.kill_matrix.town import Town

KILLED = -9
LATE_SECONDS = 2.0  # longer than the next process takes to make its plan
GOOD = ("written", "unchanged")


@dataclass(frozen=True)
class Kill:
    """When a process is killed: at a boundary, or at a call, done then or `delay` seconds later.

    `again` is the boundary at which the next one is killed too, while it looks what was left.
    """

    boundary: int | None = None
    call: int | None = None
    delay: float = 0.0
    again: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Seen:
    """What there is to see after a run: fields that the ledger calls good, and that are good."""

    called_good: int
    held: int
    false: tuple[str, ...]
    unknown: int
    records: int


@dataclass(frozen=True)
class Found:
    """A cell: what was there when the process was dead, what in the end, and every fault."""

    kill: Kill
    after_kill: Seen
    in_the_end: Seen
    calls: int
    faults: tuple[str, ...]


@dataclass
class Bench:
    """A case and its system: what an undisturbed run passes and sends.

    `meddle` is called when all is done, before it is judged: a judge has to be tried as well.
    """

    town: Town
    case: Case
    folder: Path
    meddle: Callable[[], None] = lambda: None
    boundaries: Sequence[str] = ()
    calls: int = 0
    cells: int = 0

    def undisturbed(self) -> None:
        """Run once without a kill, to know the boundaries and the calls that there are."""
        seen, attempt = self._cell(Kill())
        assert seen == [], seen
        self.boundaries, self.calls = attempt.passed(), self.town.watches[self.case.system].seen

    def kills(self) -> list[Kill]:
        """Every boundary; every call, between request and answer; and the look at what was left."""
        numbered: dict[str, int] = {}
        kills = []
        for number, name in enumerate(self.boundaries, 1):
            numbered[name] = numbered.get(name, 0) + 1
            kills.append(Kill(boundary=number, name=f"{name}, {numbered[name]}"))
        numbers = range(1, self.calls + 1)
        calls = [Kill(call=it, name=f"call {it}, done and not answered") for it in numbers]
        late = Kill(
            call=1, delay=LATE_SECONDS, name="call 1, on its way, done while the next looks"
        )
        first_sent = self.boundaries.index("sent") + 1
        looks = [
            Kill(boundary=first_sent, again=number, name=f"sent, then {name} of the next run")
            for number, name in enumerate(("resolve followed", "resolve read", "resolved"), 1)
        ]
        return [*kills, *calls, late, *looks]

    def run(self, kill: Kill) -> Found:
        """Kill, run again until nothing kills any more, and judge."""
        faults, _ = self._cell(kill)
        return self._found(kill, faults)

    def _cell(self, kill: Kill) -> tuple[list[str], Attempt]:
        self.cells += 1
        self.record_ids = self.town.as_new(self.case)
        self.place = self.folder / f"{self.case.name.replace(' ', '-')}-{self.cells}"
        self.place.mkdir(parents=True)
        first = self._attempt(0, kill.boundary)
        if kill.call:
            self.town.watches[self.case.system].lie_in_wait(first.pid, kill.call, kill.delay)
        codes = [first.ended()]
        self.after_kill = self._seen()
        faults = [] if codes == [KILLED if kill.name else 0] else [f"ended with {codes[0]}"]
        if kill.name:
            codes += [self._attempt(1, kill.again).ended()] if kill.again else []
            codes.append(self._attempt(2, None, 3 * kill.delay).ended())
            # what arrives between plan and write is stale then: the plan after that decides anew
            codes += [self._attempt(3, None).ended()] if kill.delay else []
            faults += [f"a later run ended with {it}" for it in codes[1:] if it not in (0, KILLED)]
            faults += ["the second was not killed"] if kill.again and codes[1] != KILLED else []
        if kill.call:
            assert self.town.watches[self.case.system].is_idle.wait(PATIENCE), "a call got lost"
        self.lost_runs = codes.count(KILLED)
        self.meddle()
        return faults, first

    def _attempt(self, number: int, dies_at: int | None, settle_seconds: float = 0.0) -> Attempt:
        login = self.town.logins[self.case.system]
        ids, place = self.record_ids, self.place
        settle = max(settle_seconds, self.case.settle_seconds)
        return Attempt(Task(self.case.name, login, ids, place, number, dies_at, settle))

    def _found(self, kill: Kill, faults: list[str]) -> Found:
        calls = self.town.watches[self.case.system].seen
        end, most = self._seen(), self.calls + self.lost_runs * IN_FLIGHT * self.case.calls
        wanted = RECORDS * len(self.case.fields)
        for seen in (self.after_kill, end):
            faults += [f"called written and is not: {it}" for it in seen.false]
        if end.held != wanted or end.called_good < wanted:
            faults.append(f"{end.held} of {wanted} fields hold, {end.called_good} are called good")
        if end.unknown:
            faults.append(f"{end.unknown} fields stay unknown")
        there = len(self.town.made[self.case.name]) + RECORDS * self.case.creates
        if self.case.creates and end.records != there:
            faults.append(f"{end.records} records instead of {there}")
        if calls > most:
            faults.append(f"{calls} calls, more than {most}")
        return Found(kill, self.after_kill, end, calls, tuple(faults))

    def _seen(self) -> Seen:
        rows = self.case.rows(self.record_ids)
        fields = [known for _, known in self.case.spec().fields]
        login = self.town.logins[self.case.system]
        with closing(self.case.target(login)) as target:
            found = target.read([Key(row.record_id, row.external_id) for row in rows], fields)
        held: dict[tuple[str, str], str | None] = {}
        good = 0
        for row in rows:
            record = found.get(Key(row.record_id, row.external_id))
            for field, wanted in zip(fields, row.values, strict=True):
                is_there = record.values.get(field.name) if record else None
                text = to_text(is_there, field)
                held[row.record_id or row.external_id or "", field.name] = text
                good += record is not None and is_same(text, to_text(wanted, field), field)
        written, unknown = self._account()
        false = [
            f"{key} {name}" for (key, name), after in written.items() if held[key, name] != after
        ]
        records = len(self.case.records(login)) if self.case.creates else 0
        return Seen(len(written), good, tuple(false), unknown, records)

    def _account(self) -> tuple[Mapping[tuple[str, str], str | None], int]:
        """What the ledger calls good: (id, field) -> value; and how many fields are unknown."""
        with open_ledger(self.place / "ledger.duckdb") as ledger, duckdb.connect() as warehouse:
            ledger.face(warehouse)
            rows = warehouse.execute(
                "select coalesce(external_id, record_id), field, after, outcome from ops.writes"
            ).fetchall()
        written = {(key, name): after for key, name, after, it in rows if it in GOOD}
        return written, sum(outcome == "unknown" for *_, outcome in rows)
