"""One customer in seven systems: whose record is whose, and where the systems disagree on it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.models.company import Company, a_company
from tests.models.landing import Row, customer, organization

YESTERDAY_NOON = datetime(2026, 6, 29, 12, tzinfo=UTC)
LAST_WEEK = datetime(2026, 6, 23, 12, tzinfo=UTC)


def _account(
    id_: str, name: str, customer_id: str | None = None, **more: object
) -> dict[str, object]:
    """A live account of the CRM of type Customer, copied from billing yesterday."""
    return {
        "id": id_,
        "name": name,
        "type": "Customer",
        "netsuite_id__c": customer_id,
        "gtv_last_synchronized__c": YESTERDAY_NOON,
        "isdeleted": False,
        **more,
    }


def _billed(id_: str, name: str, crm_id: str | None = None, **more: object) -> Row:
    """An active billing account whose number is its id behind a 1."""
    return {
        "id": id_,
        "account_num": f"1{id_}",
        "external_account_num": crm_id,
        "organization_name": name,
        "status": "ACTIVE",
        "bill_cycle_name": "Monthly 1st",
        "currency_code": "USD",
        **more,
    }


def _copy(id_: str, **other: object) -> dict[str, object]:
    """What an account of the CRM holds that copies this billing account rightly."""
    return {
        "gtv_account_id__c": id_,
        "gtv_account_number__c": f"1{id_}",
        "gtv_status__c": "ACTIVE",
        "gtv_billing_cycle__c": "Monthly 1st",
        "currencyisocode": "USD",
        **other,
    }


def _company(id_: str, name: str, key: str | None, domain: str | None = None) -> Row:
    return {"id": id_, "name": name, "customer_key": key, "domain": domain}


def _rejected(table: str, key: str, payload: str) -> Row:
    return {"table_name": table, "record_key": key, "reason": "name: null", "payload": payload}


@pytest.fixture(scope="module")
def the_company() -> Company:
    """Organizations are left out: they have a company of their own in test_accounts.py."""
    customers = [
        customer("1", "Agreed Ltd", vatregnumber="GB 1", url="https://agreed.example"),
        customer("2", "Nowhere Inc."),
        customer("3", "Twice GmbH", vatregnumber="DE-333"),
        customer("4", "Pointing Astray", custentity_crm_id="A1"),
        customer("5", "Set Aside There"),
        customer("6", "Names One Set Aside", custentity_crm_id="A96"),
        customer("7", "Perhaps Ltd", vatregnumber="GB777"),
        customer("8", "Copied Wrongly"),
        customer("9", "Copied Long Ago"),
        customer("10", "Lead", searchstage="Lead"),
        customer("12", "Two Companies", url="two.example"),
        customer("13", "Misnumbered"),
        customer("14", "Odd Cycle"),
    ]
    return a_company().built(
        netsuite_customer=customers,
        netsuite_deletedrecord=[
            {
                "recordid": "70",
                "type": "customer",
                "deleteddate": datetime(2026, 4, 2, 9, tzinfo=UTC),
            }
        ],
        netsuite_rejected_rows=[_rejected("customer", "98", '{"custentity_crm_id": "A98"}')],
        salesforce_account=[
            _account("A1", "Agreed", "1") | _copy("41"),
            _account("A3", "Twice", "3"),
            _account("A3b", "TWICE", tax_number__c="de 333"),
            _account("A4", "Pointing Astray", "4"),
            _account("A7", "Renamed", tax_number__c="GB 777"),
            _account("A8", "Copied Wrongly", "8") | _copy("48", currencyisocode="EUR"),
            _account("A9", "Copied Long Ago", "9")
            | _copy("49", gtv_status__c="COLLECTION", gtv_last_synchronized__c=LAST_WEEK),
            _account("A12", "Two Companies", "12", gtv_account_id__c="4999"),
            _account("A13", "Misnumbered", "13") | _copy("55", gtv_account_number__c="9155"),
            _account("A14", "Odd Cycle", "14") | _copy("56", gtv_billing_cycle__c="Fortnightly"),
            _account("A20", "Stranger"),
            _account("A21", "Of A Deleted Customer", "70"),
            _account("A22", "Prospect", type="Prospect"),
            _account("A23", "Claims It", type="Partner") | _copy("50"),
            _account("A24", "Claims It Too", type="Partner") | _copy("50"),
            _account("A98", "Its Customer Is Unreadable"),
            _account("A97", "And Its Key Says So", "98"),
            _account("A99", "Merged Away", isdeleted=True, masterrecordid="A1"),
        ],
        salesforce_rejected_rows=[
            _rejected("account", "A95", '{"netsuite_id__c": "5", "gtv_account_id__c": "52"}'),
            _rejected("account", "A96", '{"netsuite_id__c": null}'),
        ],
        gotransverse_billing_accounts=[
            _billed("41", "Agreed", "A1"),
            _billed("42", "Second Account Of Agreed", "A99"),
            _billed("48", "Copied Wrongly", "A8", status="COLLECTION", bill_cycle_name="Yearly"),
            _billed("49", "Copied Long Ago", "A9"),
            _billed("50", "Claimed By Two"),
            _billed("51", "Nobody's"),
            _billed("52", "Of One Set Aside"),
            _billed("53", "Closed Nobody's", status="CLOSED"),
            _billed("54", "Two Companies", "A12"),
            _billed("55", "Misnumbered", "A13"),
            _billed("56", "Odd Cycle", "A14"),
        ],
        hubspot_companies=[
            _company("71", "Agreed", "1"),
            _company("72", "Old Key", "0099"),
            _company("9000000120", "Two Companies", "12"),
            _company("10000000012", "TWO Companies Inc", None, "two.example"),
            _company("73", "Names One Set Aside", "98"),
        ],
        hubspot_partner_clients=[{"id": "81", "hs_client_name": "Agreed", "customer_key": "1"}],
        bigcommerce_customers=[{"id": "91", "company": "Agreed", "email_domain": "agreed.example"}],
        astea_sites=[{"site_id": "s1", "name": "Depot", "legal_name": "Agreed", "tax_id": "GB1"}],
        zendesk_organizations=[
            organization(f"9{it['id']}", str(it["companyname"]), str(it["id"])) for it in customers
        ],
    )


def _breaks(company: Company) -> list[tuple[Any, ...]]:
    rows = company.rows(
        "select kind, field, left_record_id, right_record_id from marts.breaks"
        " where recon = 'accounts' order by all"
    )
    return [tuple(row.values()) for row in rows]


def _sentence(company: Company, field: str, left: str, right: str) -> str:
    row = company.row(
        "select explanation from marts.breaks where recon = 'accounts' and field = ?"
        " and left_record_id = ? and right_record_id = ?",
        field,
        left,
        right,
    )
    return str(row["explanation"])


def test_every_difference_is_found_and_nothing_is_missing_that_was_set_aside(
    the_company: Company,
) -> None:
    assert _breaks(the_company) == [
        ("ambiguous", "billing_account", "50", "A23,A24"),
        ("currency", "currency", "A8", "48"),
        ("duplicate", "account", "3", "A3,A3b"),
        ("duplicate", "company", "12", "9000000120,10000000012"),
        ("mapping", "account_id_billing", "A12", ""),
        ("mapping", "account_number_billing", "A13", "55"),
        ("mapping", "billing_cycle", "A14", "56"),
        ("mapping", "customer_key", "", "72"),
        ("missing_left", "account", "", "51"),
        ("missing_left", "customer", "", "A20"),
        ("missing_left", "customer", "", "A21"),
        ("missing_right", "account", "2", ""),
        ("ownership", "crm_id", "4", "A1"),
        ("status", "billing_status", "A8", "48"),
    ]


def test_a_customer_has_its_id_in_every_system(the_company: Company) -> None:
    assert the_company.row(
        "select account_id_salesforce, billing_account_id_gotransverse, organization_id_zendesk,"
        " company_id_hubspot, partner_client_id_hubspot, customer_id_bigcommerce, site_id_astea,"
        " tax_id, domain from marts.accounts where customer_id_netsuite = '1'"
    ) == {
        "account_id_salesforce": "A1",
        "billing_account_id_gotransverse": "41",
        "organization_id_zendesk": "91",
        "company_id_hubspot": "71",
        "partner_client_id_hubspot": "81",
        "customer_id_bigcommerce": "91",
        "site_id_astea": "S1",
        "tax_id": "GB1",
        "domain": "agreed.example",
    }


def test_a_second_billing_account_is_the_customers_by_an_account_that_was_merged_away(
    the_company: Company,
) -> None:
    assert the_company.row(
        "select links.rule, links.status, links.evidence, accounts.customer_id_netsuite"
        " from marts.account_links as links join marts.accounts using (account_id)"
        " where system = 'gotransverse' and record_id = '42'"
    ) == {
        "rule": "stored_crm_id",
        "status": "confirmed",
        "evidence": "it holds the CRM id A99",
        "customer_id_netsuite": "1",
    }


def test_a_tax_id_under_another_name_is_only_proposed_and_nobody_is_missing(
    the_company: Company,
) -> None:
    assert the_company.row(
        "select rule, score, status, evidence from marts.account_links where record_id = 'A7'"
    ) | {"score": None} == {
        "rule": "tax_id",
        "score": None,
        "status": "proposed",
        "evidence": "both have the tax id GB777",
    }
    assert the_company.row(
        "select account_id_salesforce from marts.accounts where customer_id_netsuite = '7'"
    ) == {"account_id_salesforce": None}


def test_what_two_accounts_claim_is_an_account_of_its_own_until_a_person_says(
    the_company: Company,
) -> None:
    row = the_company.row(
        "select links.status, accounts.name, links.evidence from marts.account_links as links"
        " join marts.accounts using (account_id)"
        " where system = 'gotransverse' and record_id = '50'"
    )
    assert (row["status"], row["name"]) == ("proposed", "Claimed By Two")
    assert row["evidence"].startswith("2 accounts are equally likely, acc_")


@pytest.mark.parametrize(
    ("field", "left", "right", "sentence"),
    [
        (
            "account",
            "2",
            "",
            "Nowhere Inc.: an active customer in NetSuite without an account in Salesforce.",
        ),
        ("customer", "", "A20", "Stranger: a customer in Salesforce, and none in NetSuite."),
        (
            "customer",
            "",
            "A21",
            "Of A Deleted Customer: a customer in Salesforce, and none in NetSuite; the customer 70"
            " that it names was deleted there on 2026-04-02.",
        ),
        (
            "crm_id",
            "4",
            "A1",
            "Pointing Astray: customer 4 of NetSuite names account A1 of Salesforce, which is"
            " customer 1 Agreed Ltd.",
        ),
        (
            "account_id_billing",
            "A12",
            "",
            "Two Companies: its account in Salesforce names billing account 4999, which is not"
            " there; billing account 154 names this account as its own.",
        ),
        (
            "customer_key",
            "",
            "72",
            "Old Key: its key 0099 in HubSpot names no customer in NetSuite.",
        ),
        (
            "billing_status",
            "A8",
            "48",
            "Copied Wrongly: Salesforce says ACTIVE of billing account 148, which is COLLECTION,"
            " although it was copied within a day.",
        ),
        (
            "company",
            "12",
            "9000000120,10000000012",
            "Two Companies: 2 companies in HubSpot for customer 12 of NetSuite,"
            " 9000000120,10000000012; one has no key and its domain.",
        ),
    ],
)
def test_a_difference_says_what_is_wrong(
    the_company: Company, field: str, left: str, right: str, sentence: str
) -> None:
    assert _sentence(the_company, field, left, right) == sentence


def test_nothing_is_missing_in_a_system_that_is_not_read(company: Company) -> None:
    company.built(
        netsuite_customer=[customer("1", "Acme")],
        zendesk_organizations=[organization("901", "Acme", "1")],
        gotransverse_billing_accounts=[_billed("41", "Acme", "A1")],
    )
    assert _breaks(company) == []


def test_nobody_is_a_stranger_to_an_erp_that_is_not_read(company: Company) -> None:
    company.built(
        salesforce_account=[_account("A1", "Acme", "1") | _copy("41")],
        hubspot_companies=[_company("71", "Acme", "1")],
    )
    assert _breaks(company) == []
