"""Whose organization is whose, and what is left to a person to say."""

from datetime import UTC, datetime

from tests.models.company import Company
from tests.models.landing import Row, customer, organization

SYNC = (
    "select customer_id_netsuite, organization_id_zendesk, external_id, name"
    " from syncs.sync_zendesk__organizations order by customer_id_netsuite"
)


def _synced(company: Company) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in company.rows(SYNC)]


def _break(company: Company, kind: str) -> dict[str, object]:
    return company.row(
        "select left_record_id, right_record_id, explanation from marts.breaks"
        f" where kind = '{kind}'"
    )


def _rejected(table: str, key: str, payload: str) -> Row:
    return {"table_name": table, "record_key": key, "reason": "name: null", "payload": payload}


def test_a_customer_without_an_organization_gets_one(company: Company) -> None:
    company.built(netsuite_customer=[customer("1", " Acme ")])

    assert _synced(company) == [("1", None, "1", "Acme")]
    assert _break(company, "missing_right") == {
        "left_record_id": "1",
        "right_record_id": "",
        "explanation": " Acme : an active customer in NetSuite without an organization in Zendesk.",
    }


def test_a_renamed_organization_gets_its_name_back_and_is_no_break(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme")],
        zendesk_organizations=[organization("900", "Acme (old)", "1")],
    )

    assert _synced(company) == [("1", "900", "1", "Acme")]
    assert company.rows("select * from marts.breaks") == []


def test_an_external_id_that_is_the_entity_id_stays_as_it_is(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme")],
        zendesk_organizations=[organization("900", "Acme", "cust1")],
    )

    assert _synced(company) == [("1", "900", "cust1", "Acme")]


def test_two_organizations_of_one_customer_are_left_alone(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme")],
        zendesk_organizations=[
            organization("10000000000", "Acme 2", "CUST1"),
            organization("9000000000", "Acme", "1"),
        ],
    )

    assert _synced(company) == []
    assert company.rows("select * from syncs.sync_zendesk__organization_financials") == []
    assert _break(company, "duplicate") == {
        "left_record_id": "1",
        "right_record_id": "9000000000,10000000000",
        "explanation": "Acme 2: 2 organizations in Zendesk point to customer 1 of NetSuite; nothing "
        "is written to those that no person has confirmed.",
    }


def test_a_deleted_organization_is_not_made_again(company: Company) -> None:
    deleted_at = datetime(2026, 5, 3, 9, tzinfo=UTC)
    company.built(
        netsuite_customer=[customer("1", "Acme")],
        zendesk_organizations=[organization("900", "Acme", "1", deleted_at=deleted_at)],
    )

    assert _synced(company) == []
    assert _break(company, "missing_right")["explanation"] == (
        "Acme: its organization 900 was deleted or merged away in Zendesk on 2026-05-03; it is not "
        "made again unless a person says so."
    )


def test_a_key_that_names_nobody_is_laid_to_the_customer_of_its_name(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Smith & Sons Limited")],
        zendesk_organizations=[organization("900", "SMITH AND SONS LTD.", "old-7")],
    )

    assert _synced(company) == []
    assert company.rows("select kind from marts.breaks") == [{"kind": "mapping"}]
    assert _break(company, "mapping") == {
        "left_record_id": "1",
        "right_record_id": "900",
        "explanation": "SMITH AND SONS LTD.: its external id old-7 names no customer in NetSuite, "
        "but customer 1 has its name.",
    }
    assert company.row("select rule, status, score from marts.account_links where record_id = '900'")[
        "status"
    ] == ("proposed")


def test_a_key_of_a_deleted_customer_says_when_it_was_deleted(company: Company) -> None:
    company.built(
        netsuite_deletedrecord=[
            {
                "recordid": "7",
                "type": "customer",
                "name": "Acme",
                "deleteddate": datetime(2026, 4, 2, 9, tzinfo=UTC),
            }
        ],
        zendesk_organizations=[organization("900", "Acme", "7")],
    )

    assert _break(company, "mapping") == {
        "left_record_id": "",
        "right_record_id": "900",
        "explanation": "Acme: its external id 7 names a customer that was deleted in NetSuite on "
        "2026-04-02.",
    }


def test_several_customers_of_one_name_are_left_to_a_person(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme"), customer("2", "ACME")],
        zendesk_organizations=[organization("900", "Acme", None)],
    )

    assert _synced(company) == []
    assert [row["kind"] for row in company.rows("select kind from marts.breaks")] == ["ambiguous"]


def test_prospects_and_retired_customers_get_no_organization_and_keep_theirs(
    company: Company,
) -> None:
    company.built(
        netsuite_customer=[
            customer("1", "Prospect", searchstage="Prospect"),
            customer("2", "Retired", isinactive=True),
        ],
        zendesk_organizations=[organization("900", "Retired", "2")],
    )

    accounts = company.rows(
        "select customer_id_netsuite, organization_id_zendesk, is_customer, link_status"
        " from marts.accounts order by customer_id_netsuite"
    )
    assert [tuple(row.values()) for row in accounts] == [
        ("1", None, False, "not_expected"),
        ("2", "900", False, "confirmed"),
    ]
    assert _synced(company) == []
    assert company.rows("select * from marts.breaks") == []


def test_an_organization_that_could_not_be_taken_in_is_not_made_again(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme")],
        zendesk_rejected_rows=[
            _rejected("organizations", "900", '{"id": 900, "external_id": "1", "name": null}')
        ],
    )

    assert _synced(company) == []
    assert company.rows("select * from marts.breaks") == []


def test_a_customer_that_could_not_be_taken_in_makes_no_break_of_its_organization(
    company: Company,
) -> None:
    company.built(
        netsuite_rejected_rows=[
            _rejected("customer", "1", '{"id": "1", "entityid": "CUST1", "searchstage": null}')
        ],
        zendesk_organizations=[
            organization("900", "Acme", "1"),
            organization("901", "Acme 2", "CUST1"),
        ],
    )

    assert _synced(company) == []
    assert company.rows("select * from marts.breaks") == []


def test_an_account_keeps_its_id_whatever_it_is_called_and_linked_to(company: Company) -> None:
    company.built(netsuite_customer=[customer("1", "Acme")])
    before = company.row("select account_id from marts.accounts")

    company.built(
        netsuite_customer=[customer("1", "Acme Holding", isinactive=True)],
        zendesk_organizations=[organization("900", "Acme", "1")],
    )

    assert company.row("select account_id from marts.accounts") == before
    assert before["account_id"] == "acc_5ac748954635"
