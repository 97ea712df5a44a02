"""Fields that are written only at first, that an empty value leaves alone, that no limit counts."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from reverse_etl import desired, plan, specs
from reverse_etl.desired import DesiredRow
from reverse_etl.ledger import open_ledger
from reverse_etl.plan import Plan
from reverse_etl.safety import over_limits
from systems.base import Value
from tests.reverse_etl.pretend import Companies

SYNC = "sync_crm__companies"
DECLARED: dict[str, Any] = {
    "system": "crm",
    "object": "companies",
    "record_id": "id",
    "external_id": "key",
    "name": "known_as",
    "why": "why",
    "action": "upsert",
    "from": ["erp", "billing"],
    "with": ["partners"],
    "limits": {"greatest_share": 0, "small_set": 0},
    "fields": {
        "title": {"name": "name", "kind": "text", "written": "when_made"},
        "balance": {"name": "balance", "kind": "decimal", "empty": "keep"},
        "stamp": {"name": "seen_on", "kind": "date", "limited": False},
        "crm_id": {"name": "crm_id", "kind": "text", "id_of": "other.firms", "key": "firm"},
    },
}
(SPEC,) = specs.load({SYNC: DECLARED}, {})


def made(folder: Path, target: Companies, *values: Value, record_id: str | None = None) -> Plan:
    row = DesiredRow(SYNC, record_id, "7", "Acme", "A-7", (*values, None))
    with open_ledger(folder / "ledger.duckdb") as ledger:
        targets = {("crm", "companies"): target}
        day = date(2026, 6, 30)
        return plan.make([SPEC], {SYNC: [row]}, targets, ledger, {}, day, "run-1")


def wanted(planned: Plan) -> dict[str, str | None]:
    return {it.field: it.after for change in planned.changes for it in change.fields}


def test_a_new_record_gets_all_that_is_not_empty(tmp_path: Path) -> None:
    planned = made(tmp_path, Companies(), "Acme", None, date(2026, 6, 30))
    assert wanted(planned) == {"name": "Acme", "seen_on": "2026-06-30"}


def test_what_is_written_when_a_record_is_made_stays_as_people_change_it(tmp_path: Path) -> None:
    target = Companies()
    target.add("7", name="Acme & Sons", balance=Decimal("1.00"), seen_on=date(2026, 6, 30))
    assert made(tmp_path, target, "Acme", Decimal("1.00"), date(2026, 6, 30)).changes == ()


def test_an_empty_value_says_nothing_of_a_field_that_keeps(tmp_path: Path) -> None:
    target = Companies()
    target.add("7", balance=Decimal("1.00"), seen_on=date(2026, 6, 30))
    assert wanted(made(tmp_path, target, "Acme", None, None)) == {"seen_on": None}


def test_a_stamp_counts_for_no_limit(tmp_path: Path) -> None:
    target = Companies()
    target.add("7", balance=Decimal("1.00"), seen_on=date(2026, 6, 29))

    stamped = made(tmp_path, target, "Acme", Decimal("1.00"), date(2026, 6, 30))
    assert wanted(stamped) == {"seen_on": "2026-06-30"}
    assert (stamped.syncs[0].fills, over_limits(stamped)) == (1, ())

    changed = made(tmp_path, target, "Acme", Decimal("2.00"), date(2026, 6, 30))
    assert [it.count.overwrites for it in over_limits(changed)] == [1]


def test_an_id_that_is_not_known_is_said_by_the_key_of_its_record() -> None:
    with duckdb.connect() as warehouse:
        warehouse.execute("create schema syncs")
        warehouse.execute(
            f"create table syncs.{SYNC} as select * from (values "  # noqa: S608
            "('1', 'a', 'Acme', 'A-1', 'Acme', 1.00, date '2026-06-30', '006X', '17'), "
            "('2', 'b', 'Bolt', 'A-2', 'Bolt', 1.00, date '2026-06-30', null, '18'), "
            "('3', 'c', 'Cork', 'A-3', 'Cork', 1.00, date '2026-06-30', null, null)"
            ") as it(id, key, known_as, why, title, balance, stamp, crm_id, firm)"
        )
        assert [row.values[-1] for row in desired.rows(warehouse, SPEC)] == [
            "006X",
            "the id of other firms 18",
            None,
        ]


def test_a_sync_says_without_whom_it_has_nothing_to_say() -> None:
    assert (SPEC.sources, SPEC.others) == (("erp", "billing"), ("partners",))
    assert SPEC.points_at == {("other", "firms")}
