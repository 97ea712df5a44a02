"""Every sync writes, then has nothing to write; renewals and orders run through all systems."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from reverse_etl.outcome import ApplyReport
from sandbox import world
from sandbox.company.partners import PartnerClient
from tests.stories.office import FOLLOWS, Office, Seen, known_in_part, look, opened

KNOWN = 8  # so many of the company's records the CRM has; of the rest it never heard
PRODUCT = "CS-120"
ORDER = "1014"  # of the store, paid by PayPal; field service has a job for it
JOB = "SV2606140000"
RENEWED = "20208"  # the ERP has renewed it, by a change order, a draft and a sales order
TO_RENEW = "20192"  # of customer 1120; nobody has renewed it yet
SUBSCRIBER = "1033"  # the customer who orders more by telephone
EVERY_RUN = ("first", "entered", "shipped", "followed")
MADE_HERE = (
    *("Account", "Subscription__c", "Subscription_Change_Order__c", "Opportunity"),
    *("Order", "OrderItem", "Product2", "PricebookEntry"),
)


@dataclass
class Story:
    """What the runs did, and what people saw after each of them."""

    office: Office
    reports: dict[str, ApplyReport] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)  # the records that the CRM had
    known: list[dict[str, Any]] = field(default_factory=list)  # how the ERP knew them
    ordered: str = ""

    def tell(self, name: str, report: ApplyReport) -> None:
        self.reports[name] = report
        self.seen[name] = look(self.office, ORDER, TO_RENEW, PRODUCT)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    company = known_in_part(world.build(16, 4, "clean"), KNOWN)
    with opened(tmp_path_factory.mktemp("office") / "home", company) as office:
        story = Story(office)
        _spoil_the_catalogue(office)
        story.before, story.known = _records(office), _known_to_the_erp(office)
        story.tell("first", office.run())
        story.tell("second", office.run())
        order = story.seen["second"].order["Id"]

        _enter_the_job(office, order)
        office.accountant.renew(TO_RENEW)
        story.ordered = _order_by_telephone(office)
        story.tell("entered", office.write_back())

        _ship(office, order)
        office.accountant.reprice(_sales_order(story), "4000.00")
        story.tell("shipped", office.write_back())
        story.tell("followed", office.write_back(**{FOLLOWS: True}))
        yield story


def _records(office: Office) -> set[str]:
    """The ids of everything in the CRM that tieout may make."""
    return {
        str(it["Id"])
        for kind in MADE_HERE
        for it in office.sales.found(f"SELECT Id FROM {kind}")  # noqa: S608
    }


def _known_to_the_erp(office: Office) -> list[dict[str, Any]]:
    return office.accountant.found("SELECT id, custentity_crm_id FROM customer ORDER BY id")


def _spoil_the_catalogue(office: Office) -> None:
    """Somebody renames a product and its price by hand, and enters what only the CRM has."""
    product = office.sales.one(f"SELECT Id FROM Product2 WHERE ProductCode = '{PRODUCT}'")["Id"]  # noqa: S608
    own = {"Description": "Ask for the second site", "Family": "Add-On"}
    own["Work_Order_Template__c"] = "Two engineers"
    office.sales.enter("Product2", product, Name="Deep Freeze", IsActive=False, **own)
    office.sales.enter("PricebookEntry", _price(office, PRODUCT, "EUR")["Id"], UnitPrice=1)


def _price(office: Office, product: str, currency: str) -> dict[str, object]:
    return office.sales.one(
        f"SELECT Id, UnitPrice, Pricebook2Id FROM PricebookEntry WHERE "  # noqa: S608
        f"CurrencyIsoCode = '{currency}' AND Product2.ProductCode = '{product}'"
    )


def _enter_the_job(office: Office, order: str) -> None:
    """The service team opens the order, and enters the job and which vendor it is."""
    office.sales.enter(
        *("Order", order), ASTEA_Job_Number__c=JOB, Order_Comments__c="Vendor confirmed: Harvard"
    )


def _ship(office: Office, order: str) -> None:
    """It is ready: the tracking number, a line for the buyer, and Mark as Current Status."""
    office.sales.enter(
        *("Order", order),
        Order_Comments__c="Vendor confirmed: Harvard\nShips today",
        Tracking_Number__c="1Z0000000TIEOUT",
        Carrier__c="UPS",
        Status="Activated",
    )


def _order_by_telephone(office: Office) -> str:
    """A customer orders three more desktops; the order is entered and activated."""
    account = office.sales.one(
        f"SELECT Id, CurrencyIsoCode FROM Account WHERE NetSuite_Id__c = '{SUBSCRIBER}'"  # noqa: S608
    )
    price = _price(office, "CS-100", account["CurrencyIsoCode"])
    order = office.sales.make(
        "Order",
        AccountId=account["Id"],
        Pricebook2Id=price["Pricebook2Id"],
        CurrencyIsoCode=account["CurrencyIsoCode"],
        EffectiveDate="2026-06-29",
        EndDate="2027-06-28",
        Status="Draft",
        PoNumber="PO-TEL-1",
    )
    line = {"OrderId": order, "PricebookEntryId": price["Id"], "Quantity": 3, "UnitPrice": 70}
    office.sales.make("OrderItem", **line)
    office.sales.enter("Order", order, Status="Activated")
    return order


def _sales_order(story: Story) -> str:
    renewal = story.seen["entered"].renewal
    assert renewal
    return str(renewal["Opportunity__r"]["NetSuite_Id__c"])


def test_the_first_run_writes_all_that_it_planned(story: Story) -> None:
    first = story.reports["first"]
    assert (first.records.planned, first.problems) == (first.records.written, ())
    assert {name for name, tally in first.syncs.items() if tally.written} == {
        "sync_bigcommerce__orders",
        "sync_gotransverse__billing_accounts",
        "sync_hubspot__partner_clients",
        "sync_netsuite__customers",
        "sync_netsuite__sales_orders",
        "sync_salesforce__accounts",
        "sync_salesforce__opportunities",
        "sync_salesforce__order_items",
        "sync_salesforce__orders",
        "sync_salesforce__pricebook_entries",
        "sync_salesforce__products",
        "sync_salesforce__subscription_change_orders",
        "sync_salesforce__subscriptions",
        "sync_zendesk__organization_financials",
    }


def test_the_second_run_has_nothing_to_write(story: Story) -> None:
    assert story.reports["second"].records.planned == 0


def test_erp_and_crm_know_each_customer_by_the_others_id(story: Story) -> None:
    accounts = story.office.sales.found(
        "SELECT Id, NetSuite_Id__c FROM Account WHERE NetSuite_Id__c != null AND Type = 'Customer'"
    )
    customers = story.office.accountant.found(
        "SELECT id, custentity_crm_id FROM customer WHERE searchstage = 'Customer'"
    )
    assert len(accounts) == 16
    assert {it["NetSuite_Id__c"]: it["Id"] for it in accounts} == {
        it["id"]: it["custentity_crm_id"] for it in customers
    }


def test_an_account_that_is_new_in_the_crm_has_its_copy_of_billing(story: Story) -> None:
    billing = next(
        account
        for bundle in story.office.house.company.bundles()
        for account in bundle.billing.accounts
        if any(it.id == 1133 for it in bundle.customers)
    )
    assert story.office.sales.one(
        "SELECT Name, GTV_Account_Id__c, GTV_Account_Number__c, GTV_Status__c, GTV_Balance__c, "
        "GTV_Last_Synchronized__c FROM Account WHERE NetSuite_Id__c = '1133'"
    ) == {
        "Name": billing.name,
        "GTV_Account_Id__c": str(billing.id),
        "GTV_Account_Number__c": billing.number,
        "GTV_Status__c": "ACTIVE",
        "GTV_Balance__c": str(billing.balance.normalize()) if billing.balance else "0.0",
        "GTV_Last_Synchronized__c": "2026-06-30T00:00:00.000+0000",
    }


def test_a_renewal_that_the_crm_never_heard_of_arrives_with_its_account(story: Story) -> None:
    renewal = look(story.office, ORDER, RENEWED, PRODUCT).renewal
    assert renewal
    assert (renewal["Action__c"], renewal["Status__c"]) == ("Renew", "Active")
    assert renewal["Renewal_Subscription__r"]["Status__c"] == "Draft"
    assert renewal["Renewal_Subscription__r"]["Account__r"]["NetSuite_Id__c"] == "1133"
    assert renewal["Opportunity__r"]["Account"]["NetSuite_Id__c"] == "1133"
    assert renewal["Opportunity__r"]["Subscription__r"]["NetSuite_Id__c"] == RENEWED


def test_a_change_order_in_the_erp_becomes_three_records_that_are_linked(story: Story) -> None:
    assert story.seen["second"].renewal is None
    renewal = story.seen["entered"].renewal
    assert renewal
    assert renewal["Status__c"] == "Active"
    assert renewal["Renewal_Subscription__r"]["Status__c"] == "Draft"
    opportunity = renewal["Opportunity__r"]
    assert opportunity["StageName"] == "Proposal/Price Quote"
    assert opportunity["Subscription__r"]["NetSuite_Id__c"] == TO_RENEW
    sold = story.office.accountant.found(
        f"SELECT custbody_crm_id FROM transaction WHERE id = {_sales_order(story)}"  # noqa: S608
    )
    made = story.office.sales.one(
        f"SELECT Id FROM Opportunity WHERE NetSuite_Id__c = '{_sales_order(story)}'"  # noqa: S608
    )
    assert sold == [{"custbody_crm_id": made["Id"]}]


def test_an_opportunity_follows_its_sales_order_only_with_the_switch_on(story: Story) -> None:
    amounts = {
        name: seen.renewal["Opportunity__r"]["Amount"]
        for name, seen in story.seen.items()
        if seen.renewal
    }
    assert amounts.keys() == {"entered", "shipped", "followed"}
    assert amounts["shipped"] == amounts["entered"] != amounts["followed"]
    [total] = story.office.accountant.found(
        f"SELECT foreigntotal FROM transaction WHERE id = {_sales_order(story)}"  # noqa: S608
    )
    assert float(amounts["followed"]) == float(total["foreigntotal"])
    assert "sync_salesforce__opportunities" not in story.reports["shipped"].syncs


def test_renewals_that_happen_by_themselves_make_no_opportunity(story: Story) -> None:
    made = story.office.sales.found("SELECT NetSuite_Id__c FROM Opportunity WHERE Type = 'Renewal'")
    touches = story.office.house.published(
        "select distinct touch from marts.renewals where sales_order_id_netsuite is not null"
    )
    quiet = story.office.house.published("select count(*) from marts.renewals where touch = 'low'")
    assert len(made) == 2  # the one that was there, and the one that was made here
    assert (touches, quiet > [(5,)]) == ([("high",)], True)


@pytest.mark.parametrize("name", EVERY_RUN)
def test_what_the_crm_alone_knows_of_a_product_survives_every_run(story: Story, name: str) -> None:
    assert story.seen[name].product == {
        "Name": "Backup Vault",
        "IsActive": True,
        "Description": "Ask for the second site",
        "Family": "Add-On",
        "Work_Order_Template__c": "Two engineers",
    }


def test_a_price_is_put_back_to_billings(story: Story) -> None:
    assert _price(story.office, PRODUCT, "EUR")["UnitPrice"] == "55.0"


def test_a_partner_client_says_who_is_told_of_its_next_renewal(story: Story) -> None:
    client = _partner_client(story)
    assert _told_of_renewals(story) == [
        client.renewal_mode.replace("DEFAULT", "HUBSPOT"),
        "2026-10-04",
        "not_due",
    ]


def _partner_client(story: Story) -> PartnerClient:
    bundles = story.office.house.company.bundles()
    return next(it for bundle in bundles for it in bundle.partners.clients)


def _told_of_renewals(story: Story) -> list[str | None]:
    """Owner, date and state of the next renewal, as a partner client says."""
    credentials = story.office.house.served.credentials()["hubspot"]
    names = "rec_renewal_owner_effective,rec_next_renewal_date,rec_renewal_status"
    reply = httpx.get(
        f"{credentials['base_url']}/crm/v3/objects/partner_clients/{_partner_client(story).id}",
        params={"properties": names},
        headers={"Authorization": f"Bearer {credentials['access_token']}"},
        trust_env=False,
    ).raise_for_status()
    return [reply.json()["properties"][name] for name in names.split(",")]


def test_an_order_of_the_store_comes_to_the_queue_with_its_lines(story: Story) -> None:
    seen = story.seen["first"]
    assert (seen.order["Status"], seen.order["Queue__c"]) == ("Order Accepted", "CSR")
    assert (seen.order["Payment_Method__c"], len(seen.lines)) == ("PayPal", 2)
    assert seen.shown == ("", "Awaiting Fulfillment")


def test_the_job_of_an_order_comes_to_its_lines_and_its_comments_to_the_store(story: Story) -> None:
    seen = story.seen["entered"]
    assert [it["ASTEA_Job_Number__c"] for it in seen.lines] == [JOB, JOB]
    assert seen.shown == ("Vendor confirmed: Harvard", "Awaiting Fulfillment")
    assert seen.parcels == []


def test_an_activated_order_is_completed_in_the_store_with_its_parcel(story: Story) -> None:
    for name in ("shipped", "followed"):
        seen = story.seen[name]
        assert seen.shown == ("Vendor confirmed: Harvard\nShips today", "Completed")
        assert seen.parcels == [("1Z0000000TIEOUT", "ups")]
    assert "sync_bigcommerce__orders" not in story.reports["followed"].syncs


def test_an_order_by_telephone_is_drafted_once_for_billing(story: Story) -> None:
    credentials = story.office.house.served.credentials()["gotransverse"]
    reply = httpx.get(
        f"{credentials['base_url']}/billing/2/orders",
        params={"purchase_order_number": "PO-TEL-1"},
        headers={"X-Api-Key": credentials["api_key"]},
        trust_env=False,
    ).raise_for_status()
    (draft,) = reply.json()
    assert draft["status"] == "DRAFT"
    (item,) = draft["order_items"]
    assert (item["product"]["id"], item["quantity"]) == ("5001", 3)
    assert item["selected_agreement"]["id"] == "82"  # the first one of twelve months
    (key,) = draft["custom_field_values"]
    assert (key["custom_field"]["name"], key["value"]) == ("crm_order_id", story.ordered)


@pytest.fixture(scope="module")
def taken_back(story: Story) -> dict[str, Any]:
    """What was said when every run that wrote was undone, the last one first, with what it made."""
    said = {}
    for name in reversed(EVERY_RUN):
        ran = story.office.house.run(
            "undo", story.reports[name].run_id, "--yes", "--creations", "delete", "--json"
        )
        assert ran.code == 0
        said[name] = ran.json
    return said


def test_what_the_runs_wrote_is_taken_back_from_every_system(
    story: Story, taken_back: dict[str, Any]
) -> None:
    office, product = story.office, f"ProductCode = '{PRODUCT}'"
    assert office.sales.found(f"SELECT Name, IsActive, Family FROM Product2 WHERE {product}") == [  # noqa: S608
        {"Name": "Deep Freeze", "IsActive": False, "Family": "Add-On"}
    ]
    assert _price(office, PRODUCT, "EUR")["UnitPrice"] == "1.0"
    assert _told_of_renewals(story)[1] is None
    figures = [office.house.helpdesk.figures(it) for it in office.house.linked()]
    assert {it["netsuite_balance"] for it in figures} == {None}
    assert _known_to_the_erp(office) == story.known
    records = taken_back["first"]["report"]["records"]
    assert (records["planned"] - records["written"], records["rejected"]) == (1, 1)


def test_what_the_runs_made_is_gone_but_for_what_people_work_on(
    story: Story, taken_back: dict[str, Any]
) -> None:
    kept = [it for it in taken_back["first"]["creations"] if it["fate"] == "left"]
    assert sorted((it["object"], it["sentence"]) for it in kept) == [
        ("account", "order Store order 1014 is kept and belongs to it"),
        ("order", "Status was changed by hand since, to Activated"),
        *[("orderitem", "it belongs to order Store order 1014, which is kept")] * 2,
    ]
    made_by_people = {story.ordered, *_lines(story, story.ordered)}
    assert _records(story.office) == (
        story.before | made_by_people | {it["record_id"] for it in kept}
    )


def _lines(story: Story, order: str) -> list[str]:
    found = story.office.sales.found(f"SELECT Id FROM OrderItem WHERE OrderId = '{order}'")  # noqa: S608
    return [it["Id"] for it in found]


def test_what_the_buyer_was_told_is_not_taken_back(
    story: Story, taken_back: dict[str, Any]
) -> None:
    [problem] = taken_back["shipped"]["report"]["problems"]
    assert {it["error_code"] for it in problem["verdicts"]} == {"would_delete"}
    shown = story.office.buyer.order(ORDER)
    assert (shown["customer_message"], shown["status"]) == story.seen["followed"].shown
