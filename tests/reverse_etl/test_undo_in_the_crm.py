"""An undo of what was written to accounts, over the CRM's own protocol."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reverse_etl import apply, plan, specs, undo
from reverse_etl.desired import DesiredRow
from reverse_etl.ledger import Ledger, open_ledger
from reverse_etl.outcome import ApplyReport
from systems.base import Key, Value
from systems.salesforce.writes import Records
from tests.systems.crm import BALANCE, FIRMS, INVOICED, NAME, STATUS, SYNCED, Crm, crm, firm

SYNC = "sync_salesforce__accounts"
PLACE = ("salesforce", "account")
FIELDS = (NAME, BALANCE, STATUS, INVOICED, SYNCED)
AS_OF = date(2026, 6, 30)
WANTED: tuple[Value, ...] = (
    *("Firm", Decimal("12.50"), "Active"),
    *(date(2024, 2, 29), "2026-05-28T11:59:30Z"),
)


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def target(served: Crm) -> Iterator[Records]:
    with served.as_new().target() as target:
        yield target


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.duckdb") as ledger:
        yield ledger


def written(target: Records, ledger: Ledger) -> ApplyReport:
    """Every firm gets the same figures, and two accounts are made."""
    fields = {it.name: {"name": it.name, "kind": it.kind} for it in FIELDS}
    columns = {"record_id": "id", "external_id": "external_id", "name": "name", "why": "account"}
    where = {"system": "salesforce", "object": "account", "action": "upsert", "mode": "apply"}
    [spec] = specs.load(
        {SYNC: {**where, **columns, "fields": fields, "limits": {"greatest_share": 1}}}, {}
    )
    known = [(firm(number), None) for number in FIRMS]
    new = [(None, f"NEW-{number}") for number in range(2)]
    rows = sorted(
        (DesiredRow(SYNC, it, key, "Firm", "a", WANTED) for it, key in [*known, *new]),
        key=lambda row: row.place,
    )
    made = plan.make([spec], {SYNC: rows}, {PLACE: target}, ledger, {}, AS_OF, "run-1")
    return apply.run(made, {PLACE: target}, ledger, "run-1")


def held(target: Records) -> dict[Key, dict[str, Value]]:
    keys = [*(Key(firm(it)) for it in FIRMS), *(Key(None, f"NEW-{it}") for it in range(2))]
    return {key: dict(it.values) for key, it in target.read(keys, FIELDS).items()}


def test_every_kind_of_field_is_put_back_and_what_was_made_is_gone(
    target: Records, ledger: Ledger
) -> None:
    before = held(target)
    assert written(target, ledger).records.written == len(FIRMS) + 2
    assert held(target) != before

    made = undo.make("run-1", {PLACE: target}, ledger, AS_OF, "run-2", creations="delete")
    report = apply.run(made.plan, {PLACE: target}, ledger, "run-2")

    assert report.records.written == report.records.planned == len(FIRMS) + 2
    assert held(target) == before


def test_its_undo_has_all_of_it_again_and_the_accounts_under_new_ids(
    target: Records, ledger: Ledger
) -> None:
    written(target, ledger)
    after = held(target)
    for number, undone in ((2, "run-1"), (3, "run-2")):
        run_id = f"run-{number}"
        made = undo.make(undone, {PLACE: target}, ledger, AS_OF, run_id, creations="delete")
        apply.run(made.plan, {PLACE: target}, ledger, run_id)

    assert held(target) == after
