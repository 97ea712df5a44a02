"""Somebody asks why an organization shows a balance, and is told all the way to the ERP."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories.conftest import FirstLoops
from tests.stories.house import House

FINANCIALS = "sync_zendesk__organization_financials"
BALANCE = "organization_fields.netsuite_balance"


@pytest.fixture
def organization(house: House) -> str:
    """One that got a balance in the first run."""
    [[record_id, *_], *_] = house.published(
        "select record_id from ops.writes where field = ? and outcome = 'written' "
        "and action = 'update' order by all",
        BALANCE,
    )
    return str(record_id)


@pytest.fixture
def edited(house: House, loops: FirstLoops, organization: str) -> Iterator[str]:
    house.helpdesk.change(organization, netsuite_balance="1.23")
    yield organization
    house.helpdesk.change_all({organization: loops.after[organization]["organization_fields"]})


def explained(house: House, *arguments: str) -> Any:
    ran = house.run("explain", "zendesk", "organizations", *arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    return ran.json


def test_a_value_is_followed_from_the_helpdesk_to_the_record_of_the_erp(
    house: House, organization: str
) -> None:
    [[account, customer, balance]] = house.published(
        f"select account_id, customer_id_netsuite, balance from syncs.{FINANCIALS} "  # noqa: S608
        "where organization_id_zendesk = ?",
        organization,
    )

    found = explained(house, organization, "balance")

    assert found["notes"] == []
    assert found["address"].endswith(f"/agent/organizations/{organization}")
    [field] = found["fields"]
    assert (field["field"], field["sync"], field["mode"]) == (BALANCE, FINANCIALS, "apply")
    assert (field["holds"], field["wanted"], field["is_as_wanted"]) == (
        *(str(balance), str(balance), True),
    )
    [mart] = field["marts"]
    assert (mart["table"], mart["column"], mart["value"]) == (
        *("marts.financials", "balance", str(balance)),
    )
    assert mart["key"]["account_id"] == account
    source = field["sources"][0]
    assert (source["system"], source["table"], source["record_id"]) == (
        *("netsuite", "customer", customer),
    )
    assert source["values"] == {"balancesearch": str(balance)}
    assert source["loaded_at"]
    assert field["writes"][0]["after"] == str(balance)
    assert field["writes"][0]["outcome"] == "written"


def test_every_field_of_every_sync_is_explained_where_none_is_named(
    house: House, organization: str
) -> None:
    found = explained(house, organization)

    assert len(found["fields"]) == 9
    assert {it["sync"] for it in found["fields"]} == {FINANCIALS, "sync_zendesk__organizations"}
    assert all(it["is_as_wanted"] for it in found["fields"])


def test_a_hand_edit_differs_and_leads_to_the_plan(house: House, edited: str) -> None:
    ran = house.run("explain", "zendesk", "organizations", edited, BALANCE)

    assert ran.code == 0
    assert "    holds    1.23\n" in ran.out
    assert "[differs]" in ran.out
    assert ran.err.endswith(f"Next: tieout plan {FINANCIALS}\n")


def test_a_record_is_found_by_its_external_id_too(house: House, organization: str) -> None:
    [[external_id]] = house.published(
        f"select external_id from syncs.{FINANCIALS} where organization_id_zendesk = ?",  # noqa: S608
        organization,
    )

    assert explained(house, external_id, "currency")["record_id"] == organization


def test_of_a_system_that_does_not_answer_all_the_rest_is_said(
    house: House, organization: str
) -> None:
    house.faults("zendesk").add("no-permission", times=None)

    ran = house.run("explain", "zendesk", "organizations", organization, "balance")

    assert ran.code == 0
    assert "Note: No answer, so what it holds now is not known. zendesk: " in ran.out
    assert "holds" not in ran.out.partition("netsuite_balance")[2]
    assert "marts.financials.balance = " in ran.out
    assert "netsuite customer " in ran.out


def test_a_record_that_nobody_knows_is_said_to_be_unknown(house: House) -> None:
    found = explained(house, "12345", "balance")

    assert found["notes"] == ["zendesk has no organizations 12345"]
    [field] = found["fields"]
    assert (field["has_row"], field["writes"]) == (False, [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("zendisk", "organizations", "1"), "zendisk is not one of salesforce, hubspot, "),
        (("zendesk", "tickets", "1"), "tickets of zendesk is not written. There are: organiza"),
        (("zendesk", "organizations", "1", "colour"), "No sync writes a field colour there. "),
    ],
)
def test_what_was_typed_wrongly_is_said_with_what_there_is(
    house: House, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = house.run("explain", *arguments)

    assert ran.code == 2
    assert ran.err.startswith(sentence)
