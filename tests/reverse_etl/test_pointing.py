"""Records that point at others: parents first, and a parent that failed holds only its children."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reverse_etl import apply, plan, specs
from reverse_etl.desired import DesiredRow
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from reverse_etl.plan import Plan
from systems.base import Value
from tests.reverse_etl.pretend import Companies
from tieout.errors import SettingsError, Unreachable
from tieout.settings import SyncSettings

FIRMS, BRANCHES, BOOKS = "sync_crm__firms", "sync_crm__branches", "sync_erp__books"
KEYS = {"record_id": "id", "external_id": "key", "name": "known_as", "why": "why"}
KEY = {"name": "external_id", "kind": "text"}
TITLE = {"name": "name", "kind": "text"}
DECLARED: dict[str, dict[str, Any]] = {
    FIRMS: {
        **KEYS,
        "system": "crm",
        "object": "firms",
        "action": "upsert",
        "mode": "apply",
        "fields": {"key": KEY, "title": TITLE},
    },
    BRANCHES: {
        **KEYS,
        "system": "crm",
        "object": "branches",
        "action": "upsert",
        "mode": "apply",
        "fields": {
            "key": KEY,
            "title": TITLE,
            "firm": {"name": "firm.external_id", "kind": "text", "refers_to": "firms"},
            "main": {"name": "main.external_id", "kind": "text", "refers_to": "branches"},
        },
    },
    BOOKS: {
        **KEYS,
        "system": "books",
        "object": "firms",
        "action": "update",
        "mode": "apply",
        "fields": {
            "crm_id": {"name": "crm_id", "kind": "text", "id_of": "crm.firms", "key": "firm"}
        },
    },
}


@dataclass
class Stage:
    """Firms and their branches in a CRM, the firms once more in the books, and runs over them."""

    ledger: Ledger
    firms: Companies = field(default_factory=Companies)
    branches: Companies = field(default_factory=Companies)
    books: Companies = field(default_factory=Companies)
    modes: dict[str, SyncSettings] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    @property
    def targets(self) -> Mapping[tuple[str, str], Companies]:
        return {
            ("crm", "firms"): self.firms,
            ("crm", "branches"): self.branches,
            ("books", "firms"): self.books,
        }

    def plan(self, rows: Mapping[str, Sequence[DesiredRow]]) -> Plan:
        declared = specs.load(DECLARED, self.modes)
        return plan.make(
            *(declared, rows, self.targets, self.ledger, {}, date(2026, 6, 30)), "run-1"
        )

    def apply(self, made: Plan) -> ApplyReport:
        return apply.run(
            *(made, self.targets, self.ledger, "run-1"), settle_seconds=0.0, sleep=lambda _: None
        )

    def held(self, target: Companies, name: str) -> dict[str | None, Value]:
        """What each record of an object holds in a field, by external id."""
        return {it.external_id: it.values.get(name) for it in target.records.values()}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_ledger(tmp_path / "ledger.duckdb") as ledger:
        yield Stage(ledger)


def firm(key: str, record_id: str | None = None) -> DesiredRow:
    return DesiredRow(FIRMS, record_id, key, f"Firm {key}", f"A-{key}", (key, f"Firm {key}"))


def branch(key: str, firm: str | None, main: str | None = None) -> DesiredRow:
    values = (key, f"Branch {key}", firm, main)
    return DesiredRow(BRANCHES, None, key, f"Branch {key}", f"B-{key}", values)


def book(record_id: str, firm: str) -> DesiredRow:
    promise = f"the id of crm firms {firm}"
    return DesiredRow(BOOKS, record_id, None, f"Book {record_id}", f"C-{record_id}", (promise,))


def waiting(made: Plan) -> list[tuple[str, str]]:
    return [(it.name, it.sentence) for it in made.waiting]


def unwritten(report: ApplyReport) -> dict[str, tuple[str, str]]:
    return {it.change.name: (it.worst.error_code, it.worst.error_text) for it in report.problems}


def test_what_is_pointed_at_is_written_first_whatever_the_names_of_the_objects(
    stage: Stage,
) -> None:
    made = stage.plan({FIRMS: [firm("1")], BRANCHES: [branch("1a", "1")]})
    assert [it.object for it in made.changes] == ["branches", "firms"]

    report = stage.apply(made)

    assert (report.records.written, report.problems) == (2, ())
    batches = [it.values for _, sent in (*stage.firms.sent, *stage.branches.sent) for it in sent]
    assert batches[1]["firm.external_id"] == "1"


def test_an_id_that_nobody_knows_yet_is_that_of_the_record_once_it_is_made(stage: Stage) -> None:
    there = stage.books.add(None)
    made = stage.plan({FIRMS: [firm("1")], BOOKS: [book(there, "1")]})
    (wanted,) = made.changes[0].fields
    assert wanted.after == "the id of crm firms 1"

    report = stage.apply(made)

    assert report.records.written == 2
    assert stage.books.held(there, "crm_id") == next(iter(stage.firms.records))
    assert stage.plan({FIRMS: [firm("1")], BOOKS: [book(there, "1")]}).changes == ()


def test_an_id_that_the_target_knows_by_now_is_in_the_plan(stage: Stage) -> None:
    there, known = stage.books.add(None), stage.firms.add("1", name="Firm 1")
    made = stage.plan({BOOKS: [book(there, "1")]})
    assert [it.after for it in made.changes[0].fields] == [known]


def test_a_parent_that_is_rejected_holds_back_its_children_by_name_and_nobody_else(
    stage: Stage,
) -> None:
    there, other = stage.books.add(None), stage.books.add(None)
    stage.firms.rejects["1"] = ("BadName", "the name is taken")
    made = stage.plan(
        {
            FIRMS: [firm("1"), firm("2")],
            BRANCHES: [branch("1a", "1"), branch("2a", "2"), branch("3a", None)],
            BOOKS: sorted([book(there, "1"), book(other, "2")], key=lambda row: row.place),
        }
    )

    report = stage.apply(made)

    reason = "waits for Firm 1 (firms external id 1), which was not written"
    assert unwritten(report) == {
        "Firm 1": ("BadName", "the name is taken"),
        "Branch 1a": ("waits", reason),
        f"Book {there}": ("waits", reason),
    }
    assert stage.held(stage.branches, "firm.external_id") == {"2a": "2", "3a": None}
    assert (stage.books.held(there, "crm_id"), stage.books.held(other, "crm_id")) == (
        None,
        next(iter(stage.firms.records)),
    )
    assert (report.records.rejected, report.records.stale, report.exit_code) == (1, 2, 0)


def test_children_of_a_parent_that_was_rejected_are_set_aside_until_it_is_made(
    stage: Stage,
) -> None:
    stage.firms.rejects["1"] = ("BadName", "the name is taken")
    rows = {FIRMS: [firm("1")], BRANCHES: [branch("1a", "1")]}
    stage.apply(stage.plan(rows))

    again = stage.plan(rows)

    assert again.changes == ()
    assert [it.error_code for it in again.quarantined] == ["BadName"]
    assert waiting(again) == [
        ("Branch 1a", "firm.external_id: crm has no firms 1, and none is planned")
    ]


def test_children_of_a_sync_that_only_plans_are_not_sent(stage: Stage) -> None:
    stage.modes[FIRMS] = SyncSettings("plan")
    report = stage.apply(stage.plan({FIRMS: [firm("1")], BRANCHES: [branch("1a", "1")]}))
    assert unwritten(report) == {
        "Branch 1a": ("waits", "waits for Firm 1 (firms external id 1), which was not written")
    }
    assert stage.branches.sent == []


def test_what_waits_makes_others_wait(stage: Stage) -> None:
    made = stage.plan({BRANCHES: [branch("a", "9"), branch("b", None, "a"), branch("c", None)]})
    assert [it.name for it in made.changes] == ["Branch c"]
    assert [name for name, _ in waiting(made)] == ["Branch a", "Branch b"]


def test_records_of_one_object_that_point_at_each_other_go_parents_first(stage: Stage) -> None:
    made = stage.plan({BRANCHES: [branch("a", None, "z"), branch("b", None), branch("z", None)]})

    report = stage.apply(made)

    assert report.records.written == 3
    sent = [[it.key.external_id for it in writes] for _, writes in stage.branches.sent]
    assert sent == [["b", "z"], ["a"]]


def test_a_key_that_an_existing_record_gets_can_be_pointed_at_in_the_same_run(
    stage: Stage,
) -> None:
    known = stage.firms.add(None, name="Firm 1")
    made = stage.plan({FIRMS: [firm("1", known)], BRANCHES: [branch("1a", "1")]})
    assert made.waiting == ()
    assert stage.apply(made).records.written == 2


def test_only_the_field_of_an_existing_record_waits(stage: Stage) -> None:
    stage.branches.add("1a", name="Old name")
    made = stage.plan({BRANCHES: [branch("1a", "9")]})
    assert [it.field for it in made.changes[0].fields] == ["name"]
    assert waiting(made) == [
        ("Branch 1a", "firm.external_id: crm has no firms 9, and none is planned")
    ]


def test_a_parent_that_cannot_be_looked_up_is_a_reason_to_wait(stage: Stage) -> None:
    stage.firms.read_faults.append(Unreachable("crm", "no connection."))
    made = stage.plan({BRANCHES: [branch("1a", "1")]})
    assert waiting(made) == [("Branch 1a", "firm.external_id: crm: no connection.")]


def test_what_nobody_points_at_is_not_looked_up(stage: Stage) -> None:
    known = stage.firms.add("1", name="Firm 1")
    stage.plan({FIRMS: [firm("1", known)], BRANCHES: [branch("1a", None)]})
    assert stage.firms.calls["read"] == 1


def test_a_plan_that_was_kept_as_text_still_knows_what_points_where(stage: Stage) -> None:
    made = stage.plan({FIRMS: [firm("1")], BRANCHES: [branch("1a", "1")]})
    kept = plan.from_json(made.to_json())
    assert kept == made
    assert stage.apply(kept).records.written == 2


def test_a_reference_is_declared_one_way_or_the_other() -> None:
    wrong = {
        **DECLARED[BRANCHES],
        "from": "erp",
        "fields": {
            "a": {"name": "a", "refers_to": "firms", "id_of": "crm.firms", "key": "k"},
            "b": {"name": "b", "id_of": "firms", "key": "k"},
            "c": {"name": "c", "key": "k"},
            "d": {"name": "d", "written": "never", "empty": "drop", "limited": "no"},
        },
    }
    with pytest.raises(SettingsError) as raised:
        specs.load({BRANCHES: wrong}, {})
    assert raised.value.faults == (
        f"{BRANCHES}: fields.a: either refers_to or id_of, not both",
        f"{BRANCHES}: fields.b: id_of takes system.object, and key a column, got 'firms' and 'k'",
        f"{BRANCHES}: fields.c: key goes with id_of",
        f"{BRANCHES}: fields.d: written must be one of always, when_made, got 'never'",
        f"{BRANCHES}: fields.d: empty must be one of clear, keep, got 'drop'",
        f"{BRANCHES}: fields.d: limited must be true or false, got 'no'",
        f"{BRANCHES}: from must list systems, got 'erp'",
    )
