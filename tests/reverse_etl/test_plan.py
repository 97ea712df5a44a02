"""What a plan says: what differs from the live records, merged, in order, and what is left out."""

from decimal import Decimal

import pytest

from reverse_etl.desired import DesiredRow
from reverse_etl.observed import matched
from reverse_etl.plan import Plan, from_json
from systems.base import Value
from tests.reverse_etl.pretend import Companies
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials
from tieout.errors import SettingsError, StalePlan, Unreachable
from tieout.settings import SyncSettings

Changed = list[tuple[str | None, str, str | None, str | None]]


def changed(plan: Plan) -> Changed:
    return [
        (change.record_id, wanted.field, wanted.before, wanted.after)
        for change in plan.changes
        for wanted in change.fields
    ]


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ({"balance": Decimal("5")}, "5.00"),
        ({"balance": None}, None),
        ({"hold": None}, None),
        ({"hold": False}, None),
    ],
)
def test_what_holds_the_value_already_is_not_planned(
    stage: Stage, held: dict[str, Value], wanted: str | None
) -> None:
    acme = stage.target.add("C1", **held)
    assert changed(stage.plan(financials(acme, "C1", "Acme", wanted))) == []


def test_an_empty_text_is_no_text(stage: Stage) -> None:
    acme = stage.target.add("C1", name=None)
    assert changed(stage.plan(company(acme, "C1", ""))) == []


def test_amounts_are_compared_to_the_last_place(stage: Stage) -> None:
    acme = stage.target.add("C1", balance=Decimal("5.004"))
    assert changed(stage.plan(financials(acme, "C1", "Acme", "5"))) == [
        (acme, "balance", "5.004", "5.00")
    ]


def test_zero_is_not_nothing_and_null_clears(stage: Stage) -> None:
    acme = stage.target.add("C1", balance=None, days=4)
    assert changed(stage.plan(financials(acme, "C1", "Acme", "0", days=None))) == [
        (acme, "balance", None, "0.00"),
        (acme, "days", "4", None),
    ]


def test_fields_of_several_syncs_for_one_record_are_one_change(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=Decimal(5))

    plan = stage.plan(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "7"))

    [change] = plan.changes
    assert (change.action, change.record_id, change.name) == ("update", acme, "Acme Ltd")
    assert [(one.field, one.sync, one.why) for one in change.fields] == [
        ("balance", FINANCIALS, "A-Acme Ltd"),
        ("name", COMPANIES, "A-Acme Ltd"),
    ]


def test_what_is_created_carries_the_figures_and_nothing_empty(stage: Stage) -> None:
    plan = stage.plan(company(None, "C9", "Neu"), financials(None, "C9", "Neu", "7", hold=False))

    [change] = plan.changes
    assert (change.action, change.record_id, change.external_id) == ("create", None, "C9")
    assert [(one.field, one.after) for one in change.fields] == [
        ("balance", "7.00"),
        ("external_id", "C9"),
        ("name", "Neu"),
    ]


def test_a_row_without_id_finds_its_record_by_external_id(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    assert changed(stage.plan(company(None, "C1", "Acme Ltd"))) == [
        (acme, "name", "Acme", "Acme Ltd")
    ]


def test_rows_that_know_the_id_and_rows_that_do_not_meet_in_one_record(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=Decimal(5))

    plan = stage.plan(company(None, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "7"))

    assert changed(plan) == [(acme, "balance", "5.00", "7.00"), (acme, "name", "Acme", "Acme Ltd")]


def test_a_record_that_is_re_keyed_takes_the_rows_of_its_new_key(stage: Stage) -> None:
    acme = stage.target.add("OLD", name="Acme", balance=Decimal(5))

    plan = stage.plan(company(acme, "C1", "Acme"), financials(None, "C1", "Acme", "7"))

    assert changed(plan) == [(acme, "balance", "5.00", "7.00"), (acme, "external_id", "OLD", "C1")]


def test_an_update_waits_for_a_record_that_nobody_creates(stage: Stage) -> None:
    plan = stage.plan(financials(None, "C9", "Neu", "7"))

    [waiting] = plan.waiting
    assert (waiting.syncs, waiting.external_id, waiting.name) == ((FINANCIALS,), "C9", "Neu")
    assert waiting.sentence == "nothing in crm has external id C9, and no sync creates it"
    assert not plan.changes


def test_a_record_that_is_gone_is_missing_and_not_made_again(stage: Stage) -> None:
    plan = stage.plan(company("77", "C7", "Weg"))

    [missing] = plan.missing
    assert (missing.record_id, missing.sentence) == ("77", "crm no longer has 77")
    assert not plan.changes


def test_two_rows_of_a_sync_for_one_record_leave_it_out_and_name_both(stage: Stage) -> None:
    acme, beta = stage.target.add("C1", balance=None), stage.target.add("C2", balance=None)
    twice = DesiredRow(FINANCIALS, acme, "C1", "Acme", "A-Other", (False, Decimal(9), None))

    plan = stage.plan(
        financials(acme, "C1", "Acme", "7"), twice, financials(beta, "C2", "Beta", "8")
    )

    [error] = plan.errors
    assert error.sentence == f"{FINANCIALS} wants it twice: for A-Acme and for A-Other"
    assert changed(plan) == [(beta, "balance", None, "8.00")]


def test_two_rows_that_only_the_target_shows_to_be_one_record_are_seen(stage: Stage) -> None:
    acme = stage.target.add("C1", balance=None)

    plan = stage.plan(financials(None, "C1", "Acme", "7"), financials(acme, "C2", "Acme", "8"))

    assert [error.record_id for error in plan.errors] == [acme]
    assert not plan.changes


def test_two_syncs_that_want_different_values_are_named(stage: Stage) -> None:
    acme, beta = stage.target.add("C1", name="Acme"), stage.target.add("C2", name="Beta")
    stage.also_named_by_financials = True

    plan = stage.plan(
        company(acme, "C1", "Acme Ltd"),
        financials(acme, "C1", "Acme Inc", None),
        company(beta, "C2", "Beta Ltd"),
        financials(beta, "C2", "Beta Ltd", None),
    )

    [error] = plan.errors
    assert error.sentence == (f"{COMPANIES} wants name to be Acme Ltd, {FINANCIALS} wants Acme Inc")
    assert changed(plan) == [(beta, "name", "Beta", "Beta Ltd")]


def test_a_row_without_any_key_is_an_error(stage: Stage) -> None:
    plan = stage.plan(company(None, None, "Acme"), company(None, None, "Beta"))
    assert [error.sentence for error in plan.errors] == [
        "has neither a record id nor an external id"
    ] * 2


def test_a_held_sync_is_listed_with_its_reasons_and_the_others_go(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")

    plan = stage.plan(
        company(acme, "C1", "Acme Ltd"),
        financials(acme, "C1", "Acme Ltd", "7"),
        held={FINANCIALS: ["financials: 3 rows have no currency"]},
    )

    assert changed(plan) == [(acme, "name", "Acme", "Acme Ltd")]
    [held] = plan.held
    assert (held.sync, held.cause) == (FINANCIALS, "check")
    assert held.reasons == ("financials: 3 rows have no currency",)


def test_while_the_sync_that_creates_is_held_the_others_wait(stage: Stage) -> None:
    rows = company(None, "C9", "Neu"), financials(None, "C9", "Neu", "7")

    plan = stage.plan(*rows, held={COMPANIES: ["stale"]})

    assert not plan.changes
    assert [waiting.external_id for waiting in plan.waiting] == ["C9"]


def test_a_missing_field_holds_only_the_sync_that_writes_it(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    stage.target.lacks = {"balance"}

    plan = stage.plan(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "7"))

    [held] = plan.held
    assert (held.sync, held.cause, held.next_step) == (FINANCIALS, "field", "make it")
    assert held.reasons == ("field balance is missing",)
    assert changed(plan) == [(acme, "name", "Acme", "Acme Ltd")]


def test_a_system_that_cannot_be_read_holds_its_syncs(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    stage.target.read_faults.append(Unreachable("crm", "no connection."))

    plan = stage.plan(company(acme, "C1", "Acme Ltd"))

    assert [(held.sync, held.cause, held.reasons) for held in plan.held] == [
        (COMPANIES, "system", ("crm: no connection.",)),
        (FINANCIALS, "system", ("crm: no connection.",)),
    ]
    assert not plan.changes


def test_a_sync_that_is_off_is_not_planned(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    stage.overrides = {COMPANIES: SyncSettings(mode="off")}
    assert changed(stage.plan(company(acme, "C1", "Acme Ltd"))) == []


def test_an_object_that_nobody_writes_is_a_fault_of_the_settings(stage: Stage) -> None:
    stage.object = "people"
    with pytest.raises(SettingsError, match="nothing here writes people of crm"):
        stage.plan()


def test_records_are_read_with_the_fewest_calls(stage: Stage) -> None:
    ids = [stage.target.add(f"C{number}", name="old") for number in range(7)]
    rows = [company(one, f"C{number}", "new") for number, one in enumerate(ids)]

    stage.plan(*rows, *(financials(one, None, "new", "7") for one in ids))

    assert stage.target.calls["read"] == 3  # seven records, three at a time


def test_the_counts_say_what_is_made_filled_and_lost(stage: Stage) -> None:
    full = stage.target.add("C1", name="Acme", balance=Decimal(5))
    empty = stage.target.add("C2", name="Beta", balance=None)

    plan = stage.plan(
        *(company(full, "C1", "Acme"), company(empty, "C2", "Beta"), company(None, "C9", "Neu")),
        *(financials(full, "C1", "Acme", "7"), financials(empty, "C2", "Beta", "7")),
        *(financials(None, "C9", "Neu", "7"), financials(None, "C8", "Nix", "7")),
    )

    companies, figures = plan.syncs
    assert (companies.rows, companies.read) == (3, 2)
    assert (companies.creates, companies.fills, companies.overwrites) == (1, 0, 0)
    assert (figures.rows, figures.read) == (4, 2)
    assert (figures.creates, figures.fills, figures.overwrites) == (1, 1, 1)


def test_the_digest_is_of_what_would_be_written_and_of_nothing_else(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    beta = stage.target.add("C2", name="Beta")
    rows = [company(acme, "C1", "Acme Ltd"), company(beta, "C2", "Beta Ltd")]

    first, again = stage.plan(*rows), stage.plan(*reversed(rows))
    less, other = stage.plan(rows[0]), stage.plan(rows[0], company(beta, "C2", "Beta Inc"))

    assert first.run_id != again.run_id
    assert first.digest == again.digest
    assert len({first.digest, less.digest, other.digest}) == 3
    assert len(first.digest) == 64
    assert first.digest.startswith(first.short_digest)
    assert len(first.short_digest) == 12


def test_the_digest_tells_an_empty_text_from_none(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    nulled = DesiredRow(COMPANIES, acme, "C1", "Acme", "A", (None, "C1"))
    emptied = DesiredRow(COMPANIES, acme, "C1", "Acme", "A", ("", "C1"))
    assert stage.plan(nulled).digest != stage.plan(emptied).digest


def test_a_plan_survives_as_json(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=Decimal(5))
    plan = stage.plan(
        *(company(acme, "C1", ""), company(None, "C9", "Neu"), company("77", "C7", "Weg")),
        financials(None, "C8", "Nix", "7"),
        held={FINANCIALS: ["why not"]},
    )
    assert from_json(plan.to_json()) == plan


def test_a_plan_that_was_tampered_with_is_refused(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    text = stage.plan(company(acme, "C1", "Acme Ltd")).to_json().replace("Acme Ltd", "Mine")
    with pytest.raises(
        StalePlan, match=r"^This plan was changed after it was made. Make a new one: tieout plan$"
    ):
        from_json(text)


def test_what_is_no_plan_is_refused() -> None:
    with pytest.raises(StalePlan, match="This is not a plan: "):
        from_json('{"digest": 1}')


def test_rows_out_of_order_are_refused() -> None:
    rows = [company("2", "C2", "Beta"), company("1", "C1", "Acme")]
    with pytest.raises(ValueError, match=f"{COMPANIES}: rows must come in order"):
        list(matched([rows], Companies(), []))
