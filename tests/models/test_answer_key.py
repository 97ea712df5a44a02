"""Every difference that the world planted is found, with its exact amount, and nothing else is."""

from decimal import Decimal

import pytest

from sandbox.world import build
from tests.models.company import Company
from tests.models.world_landing import land_world

KEY = (
    "recon",
    "kind",
    "left_system",
    "left_record_id",
    "right_system",
    "right_record_id",
    "field",
)
READ = {"netsuite", "zendesk"}  # what the models compare so far
OPEN_BREAKS = (
    "select recon, kind, left_system, left_record_id, right_system, right_record_id, field,"
    " amount, currency from marts.breaks where status = 'open'"
)
LINKS = "select system, object, record_id, account_id from marts.account_links"


def _found(company: Company) -> set[tuple[object, ...]]:
    return {tuple(row.values()) for row in company.rows(OPEN_BREAKS)}


def _planted(breaks: list[dict[str, object]]) -> set[tuple[object, ...]]:
    return {
        (
            *(it[name] for name in KEY),
            None if it["amount"] is None else Decimal(str(it["amount"])),
            it["currency"],
        )
        for it in breaks
        if it["recon"] in ("accounts", "financials")
        and {it["left_system"], it["right_system"]} <= READ
    }


@pytest.mark.parametrize(("accounts", "seed"), [(40, 1), (40, 11), (120, 5), (400, 2)])
def test_what_was_planted_is_found_and_nothing_else(
    company: Company, accounts: int, seed: int
) -> None:
    world = build(accounts, seed, "messy")
    land_world(company.settings.landing, world)

    company.build()

    planted = _planted(world.answer_key()["breaks"])
    assert planted
    assert _found(company) == planted


@pytest.mark.parametrize(("accounts", "seed"), [(40, 4), (200, 9)])
def test_nothing_is_found_where_nothing_was_planted(
    company: Company, accounts: int, seed: int
) -> None:
    land_world(company.settings.landing, build(accounts, seed, "clean"))

    company.build()

    assert company.rows("select * from marts.breaks") == []
    assert company.rows("select distinct verdict from marts.financials") == [{"verdict": "agrees"}]


def test_every_record_is_linked_to_the_customer_it_is_really_of(company: Company) -> None:
    world = build(400, 3, "messy")
    land_world(company.settings.landing, world)

    company.build()

    truly = {
        (it["system"], it["object"], it["record_id"]): it["entity"]
        for it in world.answer_key()["links"]
        if it["system"] in READ
    }
    linked = {
        (it["system"], it["object"], it["record_id"]): it["account_id"]
        for it in company.rows(LINKS)
    }
    assert linked.keys() == truly.keys()
    pairs = {(truly[record], linked[record]) for record in truly}
    assert len(pairs) == len(set(truly.values())) == len(set(linked.values()))


def test_all_data_tests_of_dbt_hold_over_a_messy_company(company: Company) -> None:
    land_world(company.settings.landing, build(40, 6, "messy"))
    company.build()

    tested = company.dbt.test()

    assert len(tested) > 40
    assert [it for it in tested if it.status != "pass"] == []


def test_all_unit_tests_of_dbt_hold(company: Company) -> None:
    company.land()
    company.build()

    tested = company.dbt.unit_test()

    assert len(tested) > 10
    assert [(it.name, it.message) for it in tested if it.status != "pass"] == []
