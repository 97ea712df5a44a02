"""Whose organization is whose, and what is left to a person to say. One company has every case."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.models.company import Company, a_company
from tests.models.landing import Row, customer, organization


def _rejected(table: str, key: str, payload: str) -> Row:
    return {"table_name": table, "record_key": key, "reason": "name: null", "payload": payload}


@pytest.fixture(scope="module")
def the_company() -> Company:
    return a_company().built(
        netsuite_customer=[
            customer("1", " Lonely "),
            customer("2", "Renamed"),
            customer("3", "By Number"),
            customer("4", "Twice"),
            customer("5", "Gone"),
            customer("6", "Smith & Sons Limited"),
            customer("8", "Twin"),
            customer("9", "TWIN"),
            customer("10", "Prospect", searchstage="Prospect"),
            customer("11", "Retired", isinactive=True),
            customer("12", "Its Organization Is Unreadable"),
        ],
        netsuite_deletedrecord=[
            {
                "recordid": "7",
                "type": "customer",
                "name": "Seventh",
                "deleteddate": datetime(2026, 4, 2, 9, tzinfo=UTC),
            }
        ],
        netsuite_rejected_rows=[
            _rejected("customer", "13", '{"id": "13", "entityid": "CUST13", "searchstage": null}')
        ],
        zendesk_organizations=[
            organization("902", "Renamed (old)", "2"),
            organization("903", "By Number", "cust3"),
            organization("10000000004", "Twice 2", "CUST4"),
            organization("9000000004", "Twice", "4"),
            organization("905", "Gone", "5", deleted_at=datetime(2026, 5, 3, 9, tzinfo=UTC)),
            organization("906", "SMITH AND SONS LTD.", "old-6", domain_names='["smith.example"]'),
            organization("907", "Seventh", "7"),
            organization("908", "Twin", None),
            organization("911", "Retired", "11", domain_names='["old.example", "new.example"]'),
            organization("913", "Unreadable", "13"),
            organization("914", "Unreadable 2", "CUST13"),
            organization("999", "Stranger", None),
        ],
        zendesk_rejected_rows=[
            _rejected("organizations", "912", '{"id": 912, "external_id": "12", "name": null}')
        ],
    )


def _synced(company: Company, customer_id: str) -> list[tuple[Any, ...]]:
    """What the organization of a customer should be: its id, external id and name."""
    rows = company.rows(
        "select organization_id_zendesk, external_id, name from syncs.sync_zendesk__organizations"
        " where customer_id_netsuite = ?",
        customer_id,
    )
    return [tuple(row.values()) for row in rows]


def _breaks(company: Company, *record_ids: str) -> list[tuple[Any, ...]]:
    """Kind, left record, right record and explanation of the breaks of a record."""
    rows = company.rows(
        "select kind, left_record_id, right_record_id, explanation from marts.breaks"
        " where list_has_any(?, string_split(left_record_id || ',' || right_record_id, ','))",
        list(record_ids),
    )
    return [tuple(row.values()) for row in rows]


def test_a_customer_without_an_organization_gets_one(the_company: Company) -> None:
    assert _synced(the_company, "1") == [(None, "1", "Lonely")]
    assert _breaks(the_company, "1") == [
        (
            "missing_right",
            "1",
            "",
            "Lonely: an active customer in NetSuite without an organization in Zendesk.",
        )
    ]


def test_a_renamed_organization_gets_its_name_back_and_is_no_break(the_company: Company) -> None:
    assert _synced(the_company, "2") == [("902", "2", "Renamed")]
    assert _breaks(the_company, "2", "902") == []


def test_an_external_id_that_is_the_entity_id_stays_as_it_is(the_company: Company) -> None:
    assert _synced(the_company, "3") == [("903", "cust3", "By Number")]
    assert _breaks(the_company, "3", "903") == []


def test_two_organizations_of_one_customer_are_left_alone(the_company: Company) -> None:
    assert _synced(the_company, "4") == []
    assert _breaks(the_company, "4") == [
        (
            "duplicate",
            "4",
            "9000000004,10000000004",
            "Twice 2: 2 organizations in Zendesk point to customer 4 of NetSuite; nothing is "
            "written to those that no person has confirmed.",
        )
    ]


def test_a_deleted_organization_is_not_made_again(the_company: Company) -> None:
    assert _synced(the_company, "5") == []
    assert _breaks(the_company, "5") == [
        (
            "missing_right",
            "5",
            "",
            "Gone: its organization 905 was deleted or merged away in Zendesk on 2026-05-03; it is "
            "not made again unless a person says so.",
        )
    ]


def test_a_key_that_names_nobody_is_laid_to_the_customer_of_its_name(the_company: Company) -> None:
    assert _synced(the_company, "6") == []
    assert _breaks(the_company, "6") == [
        (
            "mapping",
            "6",
            "906",
            "SMITH AND SONS LTD.: its external id old-6 names no customer in NetSuite, but "
            "customer 6 has its name.",
        )
    ]
    assert the_company.row(
        "select rule, status, evidence from marts.account_links where record_id = '906'"
    ) == {
        "rule": "same_name",
        "status": "proposed",
        "evidence": "both are called SMITH AND SONS LTD.",
    }


def test_a_key_of_a_deleted_customer_says_when_it_was_deleted(the_company: Company) -> None:
    assert _breaks(the_company, "907") == [
        (
            "mapping",
            "",
            "907",
            "Seventh: its external id 7 names a customer that was deleted in NetSuite on "
            "2026-04-02.",
        )
    ]


def test_several_customers_of_one_name_are_left_to_a_person(the_company: Company) -> None:
    assert _synced(the_company, "8") == _synced(the_company, "9") == []
    assert _breaks(the_company, "8", "9", "908") == [
        (
            "ambiguous",
            "8,9",
            "908",
            "Twin: customers 8,9 of NetSuite all have the name of this organization, and none its "
            "external id.",
        )
    ]


def test_prospects_and_retired_customers_get_no_organization_and_keep_theirs(
    the_company: Company,
) -> None:
    accounts = the_company.rows(
        "select customer_id_netsuite, organization_id_zendesk, domain, is_customer, link_status"
        " from marts.accounts where customer_id_netsuite in ('10', '11') order by 1"
    )
    assert [tuple(row.values()) for row in accounts] == [
        ("10", None, None, False, "not_expected"),
        ("11", "911", "old.example", False, "confirmed"),
    ]
    assert _synced(the_company, "10") == _synced(the_company, "11") == []
    assert _breaks(the_company, "10", "11", "911") == []


def test_an_organization_that_could_not_be_taken_in_is_not_made_again(the_company: Company) -> None:
    assert _synced(the_company, "12") == []
    assert _breaks(the_company, "12", "912") == []


def test_a_customer_that_could_not_be_taken_in_makes_no_break_of_its_organizations(
    the_company: Company,
) -> None:
    assert _synced(the_company, "13") == []
    assert _breaks(the_company, "13", "913", "914") == []


def test_an_organization_that_nobody_knows_is_an_account_of_its_own(the_company: Company) -> None:
    assert [kind for kind, *_ in _breaks(the_company, "999")] == ["missing_left"]
    assert the_company.row(
        "select name, is_customer, customer_id_netsuite, organization_id_zendesk, link_status"
        " from marts.accounts where organization_id_zendesk = '999'"
    ) == {
        "name": "Stranger",
        "is_customer": False,
        "customer_id_netsuite": None,
        "organization_id_zendesk": "999",
        "link_status": "unowned",
    }


def test_an_account_id_is_made_from_the_record_that_founds_the_account(
    the_company: Company,
) -> None:
    ids = the_company.rows(
        "select account_id from marts.accounts"
        " where customer_id_netsuite = '1' or organization_id_zendesk = '999' order by 1 desc"
    )
    assert [row["account_id"] for row in ids] == ["acc_790309ec7eed", "acc_5ac748954635"]


def test_both_syncs_speak_of_the_same_customers(the_company: Company) -> None:
    names = the_company.rows(
        "select customer_id_netsuite, external_id from syncs.sync_zendesk__organizations order by 1"
    )
    figures = the_company.rows(
        "select customer_id_netsuite, external_id from syncs.sync_zendesk__organization_financials"
        " order by 1"
    )
    assert [row["customer_id_netsuite"] for row in names] == ["1", "2", "3"]
    assert names == figures
