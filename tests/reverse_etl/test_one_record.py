"""One record by hand: found by either id, planned alone, every field of it accounted for."""

from typing import Any

import pytest

from reverse_etl.desired import DesiredRow
from reverse_etl.fates import FieldFate, fates
from reverse_etl.one_record import find, key_of, of_records
from systems.base import Field, Key, Record
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials
from tieout.errors import NoSuchRecord, Refused
from tieout.settings import SyncSettings

PLACE = ("crm", "companies")
NAME, HOLD = Field("name", "text"), Field("hold", "boolean")


def by_hand(stage: Stage, some_id: str, *rows: DesiredRow, **more: Any) -> list[FieldFate]:
    """What `tieout sync` does with a record, among the rows of all."""
    fields = [field for spec in stage.specs for _, field in spec.fields]
    try:
        record: Record | None = find(PLACE, stage.target, some_id, fields)
    except NoSuchRecord:
        record = None
    mine = list(of_records(rows, [key_of(record, some_id)]))
    plan = stage.plan(*mine, retry=True, **more)
    stage.apply(plan, digest=plan.digest, allow_over_limit=True)
    return fates(stage.specs, mine, record, plan, stage.ledger.outcomes(plan.run_id))


def said(found: list[FieldFate]) -> list[tuple[str, str | None, str | None, str]]:
    return [(it.field, it.before, it.wanted, it.fate) for it in found]


def test_a_record_is_found_by_its_id_and_by_its_external_id(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")

    assert find(PLACE, stage.target, acme, [NAME]) == find(PLACE, stage.target, "C1", [NAME])


def test_an_id_is_the_records_own_before_it_is_anothers_external_one(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    stage.target.add(acme, name="Beta")

    assert find(PLACE, stage.target, acme, [NAME]).name == "Acme"


def test_an_id_that_the_system_does_not_hold_is_said(stage: Stage) -> None:
    with pytest.raises(NoSuchRecord) as raised:
        find(PLACE, stage.target, "C7", [NAME])
    assert str(raised.value) == "crm: companies has no record C7, by id or by external id."


def test_what_cannot_be_an_id_may_be_an_external_one_and_else_the_system_is_quoted(
    stage: Stage,
) -> None:
    acme = stage.target.add("C1", name="Acme")
    refusal = Refused("crm", "C1 is no id.", 400)
    stage.target.read_faults.extend([refusal, None, refusal, None])

    assert find(PLACE, stage.target, "C1", [NAME]).record_id == acme
    with pytest.raises(NoSuchRecord, match=r"C7, by id or by external id\. crm: C1 is no id\."):
        find(PLACE, stage.target, "C7", [NAME])


def test_rows_of_a_record_go_by_its_id_and_without_one_by_the_external_id() -> None:
    rows = [
        company(None, "c1", "by external id, in other letters"),
        company(None, "C2", "another"),
        company("1000", "C9", "by id"),
        company("1001", "C1", "another, that should bear this external id"),
    ]

    assert list(of_records(rows, [Key("1000", "C1")])) == [rows[0], rows[2]]


def test_every_field_of_every_sync_is_accounted_for(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Old", balance=None, hold=False)
    beta = stage.target.add("C2", name="Old")
    stage.overrides = {FINANCIALS: SyncSettings("plan")}

    found = by_hand(
        *(stage, acme),
        *(company(acme, "C1", "Acme"), company(beta, "C2", "Beta")),
        financials(acme, "C1", "Acme", "7"),
    )

    assert said(found) == [
        ("name", "Old", "Acme", "written"),
        ("external_id", "C1", "C1", "held"),
        ("hold", "false", "false", "held"),
        ("balance", None, "7.00", "planned"),
        ("days", None, None, "held"),
    ]
    assert not any(it.is_bad for it in found)
    assert stage.target.held(beta, "name") == "Old"
    assert stage.target.calls["update"] == 1


def test_a_record_that_is_not_there_yet_is_made(stage: Stage) -> None:
    found = by_hand(stage, "N1", company(None, "N1", "New"), financials(None, "N1", "New", "7"))

    assert said(found) == [
        ("name", None, "New", "written"),
        ("external_id", None, "N1", "written"),
        ("hold", None, "false", "held"),
        ("balance", None, "7.00", "written"),
        ("days", None, None, "held"),
    ]
    assert len(stage.target.by_external_id("N1")) == 1


def test_a_record_that_nobody_creates_waits_and_says_so(stage: Stage) -> None:
    found = by_hand(stage, "N1", financials(None, "N1", "New", "7"))

    assert {it.fate for it in found if it.wanted} == {"waiting"}
    assert found[1].words == "nothing in crm has external id N1, and no sync creates it"


def test_a_held_sync_stays_held(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Old")

    rows = (company(acme, "C1", "Acme"), financials(acme, "C1", "Acme", "7"))
    found = by_hand(stage, acme, *rows, held={COMPANIES: ["names are not unique"]})

    assert said(found)[:2] == [
        ("name", "Old", "Acme", "held back"),
        ("external_id", "C1", "C1", "held back"),
    ]
    assert found[0].words == "names are not unique"
    assert said(found)[3] == ("balance", None, "7.00", "written")
    assert stage.target.held(acme, "name") == "Old"


def test_limits_do_not_count_for_one_record(stage: Stage) -> None:
    stage.limits = {"most_changes": 0, "greatest_share": 0, "small_set": 0}
    acme = stage.target.add("C1", name="Old")

    found = by_hand(stage, acme, company(acme, "C1", "Acme"))

    assert found[0].fate == "written"


def test_a_hand_edit_is_respected_here_as_well(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=None)
    stage.run(financials(acme, "C1", "Acme", "7"))
    stage.overrides = {FINANCIALS: SyncSettings(on_hand_edit="respect")}
    stage.target.records[acme].values["balance"] = None

    found = by_hand(stage, acme, financials(acme, "C1", "Acme", "7"))

    assert said(found)[1] == ("balance", None, "7.00", "kept")
    assert found[1].words == "changed by hand since 2026-06-30 12:00 UTC, and respected"


def test_what_was_rejected_is_sent_once_more_and_its_words_are_said(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    stage.target.rejects[acme] = ("DuplicateValue", "has already been taken")
    stage.run(company(acme, "C1", "Acme Ltd"))

    [name, _] = by_hand(stage, acme, company(acme, "C1", "Acme Ltd"))

    assert (name.fate, name.words) == ("rejected", "DuplicateValue: has already been taken")
    assert name.is_bad
    assert stage.target.calls["update"] == 2
