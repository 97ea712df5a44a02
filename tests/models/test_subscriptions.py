"""Subscriptions, renewals, early terminations and the catalogue of a small company in a mess."""

from decimal import Decimal

import pytest

from sandbox.world import World, build
from tests.models.company import Company, a_company
from tests.models.world_landing import land_world

RECONS = ("subscriptions", "renewals", "early_terminations", "catalog")
FOUND = (
    "select kind, field, left_system, left_record_id, right_system, right_record_id, amount,"
    " currency from intermediate.int_breaks__"
)
Built = tuple[World, Company]


@pytest.fixture(scope="module")
def built() -> Built:
    world, company = build(40, 6, "messy"), a_company()
    land_world(company.settings.landing, world)
    company.build()
    return world, company


@pytest.mark.parametrize("recon", RECONS)
def test_what_was_planted_in_it_is_found_and_nothing_else(built: Built, recon: str) -> None:
    world, company = built

    found = [tuple(row.values()) for row in company.rows(FOUND + recon)]

    planted = [
        (
            it["kind"],
            it["field"],
            it["left_system"],
            it["left_record_id"],
            it["right_system"],
            it["right_record_id"],
            None if it["amount"] is None else Decimal(str(it["amount"])),
            it["currency"],
        )
        for it in world.answer_key()["breaks"]
        if it["recon"] == recon
    ]
    assert planted
    assert sorted(found, key=str) == sorted(planted, key=str)


def test_every_account_of_a_renewal_has_an_owner_and_its_source(built: Built) -> None:
    _, company = built

    (counted,) = company.rows(
        "select count(*) as renewals,"
        " count(*) filter (where renewal_owner_source = 'no_partner') as of_nobody,"
        " count(*) filter (where renewal_owner_source = 'no_partner' and renewal_owner = 'PARTNER')"
        " as wrong from marts.renewals"
    )

    assert counted["renewals"] > counted["of_nobody"] > 0
    assert counted["wrong"] == 0


def test_a_line_that_three_systems_hold_alike_agrees(built: Built) -> None:
    _, company = built

    differing = company.rows(
        "select subscription_id from marts.subscriptions where verdict = 'agrees' and not is_add_on"
        " and status_billing != 'ended' and not (status_billing = status_erp"
        " and status_erp = status_crm and mrr_billing = mrr_erp and mrr_erp = mrr_crm"
        " and (ends_on_billing is not distinct from ends_on_erp)"
        " and (ends_on_erp is not distinct from ends_on_crm))"
    )

    assert differing == []
