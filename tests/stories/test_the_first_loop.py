"""A messy company is connected: what differs is found to the cent, and what may be written is."""

from decimal import Decimal

import pytest

from tests.stories.books import figures, linked, without_organization
from tests.stories.conftest import FirstLoops
from tests.stories.house import rows

KEY = ("recon", "kind", "left_system", "left_record_id", "right_system", "right_record_id", "field")
CENT = Decimal("0.01")


@pytest.fixture
def planted(loops: FirstLoops) -> list[dict[str, object]]:
    """What is wrong in the ERP, or between it and the helpdesk."""
    return [
        it
        for it in loops.house.company.answer_key()["breaks"]
        if {it["left_system"], it["right_system"]} <= {"netsuite", "zendesk"}
    ]


def test_it_ends_well(loops: FirstLoops) -> None:
    assert (loops.first.code, loops.second.code) == (0, 0)
    assert loops.first.err.endswith("Next: tieout report --open\n")


def test_the_fields_hold_what_the_erp_states_in_its_headers(loops: FirstLoops) -> None:
    company = loops.house.company
    expected = {
        organization_id: figures(company, customer)
        for organization_id, customer in linked(company).items()
    }
    assert len(expected) > 40
    assert {it: loops.after[it]["organization_fields"] for it in expected} == expected


def test_missing_organizations_are_made_with_their_figures_in_one_go(loops: FirstLoops) -> None:
    company = loops.house.company
    wanted = {str(it.id): it for it in without_organization(company)}
    made = {it["external_id"]: it for key, it in loops.after.items() if key not in loops.before}
    assert wanted
    assert made.keys() == wanted.keys()
    for external_id, customer in wanted.items():
        assert made[external_id]["name"] == customer.name.strip()
        assert made[external_id]["organization_fields"] == figures(company, customer)
    batches = rows(
        loops.house.home / "ledger.duckdb",
        "select action, count(distinct batch_id), count(distinct external_id)"
        " from writes join batches using (batch_id) where action = 'create' group by all",
    )
    assert batches == [("create", 1, len(wanted))]


def test_duplicates_proposed_deleted_and_foreign_organizations_are_left_as_they_were(
    loops: FirstLoops,
) -> None:
    untouched = loops.before.keys() - linked(loops.house.company).keys()
    gone = [
        str(it.id)
        for bundle in loops.house.company.bundles()
        for it in bundle.organizations
        if it.deleted_at
    ]
    assert gone
    assert len(untouched) > 4
    assert not loops.after.keys() & set(gone)
    assert {it: _without_new_fields(loops.after[it]) for it in untouched} == {
        it: _without_new_fields(loops.before[it]) for it in untouched
    }


def test_what_was_planted_is_found_to_the_cent_and_nothing_else(
    loops: FirstLoops, planted: list[dict[str, object]]
) -> None:
    found = rows(
        loops.first_published,
        "select recon, kind, left_system, left_record_id, right_system, right_record_id, field, "
        "amount, currency from marts.breaks where status = 'open'",
    )
    assert len(found) == len(planted)
    assert set(found) == {
        (
            *(it[name] for name in KEY),
            None if it["amount"] is None else Decimal(str(it["amount"])).quantize(CENT),
            it["currency"],
        )
        for it in planted
    }


def test_the_summary_counts_what_was_planted(
    loops: FirstLoops, planted: list[dict[str, object]]
) -> None:
    lines = [line.split() for line in loops.first.out.splitlines()]
    jpy = [Decimal(str(it["amount"])) for it in _of_kind(planted, "amount", "JPY")]
    assert ["amount", str(len(jpy)), f"{sum(map(abs, jpy)):,.0f}", "JPY"] in lines
    assert ["duplicate", str(len(_of_kind(planted, "duplicate", None)))] in lines


def test_the_second_loop_plans_nothing_and_sends_nothing(loops: FirstLoops) -> None:
    assert "The plan is empty: the systems hold what they should." in loops.second.out
    assert loops.writes_of_second == 0
    planned = loops.house.published(
        "select planned, written from ops.runs where command = 'tieout run' order by run_id limit 2"
    )
    assert planned[1] == (0, 0)
    assert planned[0][0] == planned[0][1] > 40


def _without_new_fields(organization: dict[str, object]) -> dict[str, object]:
    return {key: it for key, it in organization.items() if key != "organization_fields"} | {
        "figures": [it for it in organization["organization_fields"].values() if it]
    }


def _of_kind(
    planted: list[dict[str, object]], kind: str, currency: str | None
) -> list[dict[str, object]]:
    return [it for it in planted if (it["kind"], it["currency"]) == (kind, currency)]
