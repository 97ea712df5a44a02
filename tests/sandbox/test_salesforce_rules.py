"""What the Salesforce stand-in demands of prices, orders and lines, and works out itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.salesforce_company import (
    ACME_ID,
    ACTIVE_ORDER,
    DRAFT_ORDER,
    GADGET_ID,
    GADGET_USD,
    PARTNER_EUR,
    PARTNER_USD,
    PARTNERS_ID,
    RENEWAL_ID,
    STANDARD_ID,
    WIDGET_ID,
    WIDGET_USD,
    id_of,
)
from tests.sandbox.salesforce_served import Crm, crm


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


def order(**more: Any) -> dict[str, Any]:
    usual = {"AccountId": ACME_ID, "EffectiveDate": "2026-05-28", "Pricebook2Id": PARTNERS_ID}
    return {**usual, "Status": "Draft", **more}


def line(order_id: str, **more: Any) -> dict[str, Any]:
    usual = {"OrderId": order_id, "PricebookEntryId": PARTNER_USD}
    return {**usual, "Quantity": 3, "UnitPrice": 9.99, **more}


def code(refused: Any) -> tuple[str, str]:
    (error,) = refused
    return error["errorCode"], error["message"]


def test_a_price_of_ones_own_needs_a_standard_one_first(org: Crm) -> None:
    price = {"Pricebook2Id": PARTNERS_ID, "Product2Id": GADGET_ID, "UnitPrice": 8}
    euros = {**price, "CurrencyIsoCode": "EUR"}
    refused = org.post("sobjects/PricebookEntry", euros, 400)
    assert code(refused) == (
        "STANDARD_PRICE_NOT_DEFINED",
        "Before creating a custom price, create a standard price.",
    )
    org.post("sobjects/PricebookEntry", {**euros, "Pricebook2Id": STANDARD_ID}, 201)
    made = org.post("sobjects/PricebookEntry", euros, 201)["id"]
    assert org.get(f"sobjects/PricebookEntry/{made}")["Name"] == "Gadget"


def test_a_product_has_one_price_in_a_book_and_currency(org: Crm) -> None:
    price = {"Pricebook2Id": STANDARD_ID, "Product2Id": WIDGET_ID, "UnitPrice": 8}
    refused = org.post("sobjects/PricebookEntry", price, 400)
    assert code(refused)[1] == "This price definition already exists in this price book"


def test_the_parents_of_a_price_are_fixed_and_its_amount_is_not(org: Crm) -> None:
    place = f"sobjects/PricebookEntry/{PARTNER_USD}"
    org.patch(place, {"UnitPrice": 101.5, "IsActive": False}, 204)
    refused = org.patch(place, {"Pricebook2Id": STANDARD_ID, "CurrencyIsoCode": "EUR"}, 400)
    assert refused[0]["fields"] == ["Pricebook2Id", "CurrencyIsoCode"]
    assert org.get(place)["UnitPrice"] == 101.5


def test_a_price_that_is_used_cannot_be_deleted(org: Crm) -> None:
    refused = org.delete(f"sobjects/PricebookEntry/{PARTNER_USD}", 400)
    assert code(refused) == (
        "DELETE_FAILED",
        "Your attempt to delete Widget could not be completed because it is associated with the "
        "following Order Products.",
    )
    org.delete(f"sobjects/PricebookEntry/{GADGET_USD}")


def test_an_order_begins_as_a_draft_and_is_activated_with_lines(org: Crm) -> None:
    refused = org.post("sobjects/Order", order(Status="Activated"), 400)
    assert code(refused)[0] == "FAILED_ACTIVATION"
    made = org.post("sobjects/Order", order(), 201)["id"]
    place = f"sobjects/Order/{made}"
    refused = org.patch(place, {"Status": "Activated"}, 400)
    assert code(refused) == ("FAILED_ACTIVATION", "An order must have at least one product.")
    org.post("sobjects/OrderItem", line(made), 201)

    org.patch(place, {"Status": "Activated"}, 204)

    found = org.get(place)
    assert (found["StatusCode"], found["TotalAmount"]) == ("Activated", 29.97)
    assert found["OrderNumber"] == "00000102"
    assert found["ActivatedDate"] == "2026-05-28T20:26:40.000+0000"


def test_the_stages_before_activation_count_as_drafts(org: Crm) -> None:
    found = org.query("SELECT Status, StatusCode FROM Order ORDER BY OrderNumber")["records"]
    assert [(it["Status"], it["StatusCode"]) for it in found] == [
        ("Activated", "Activated"),
        ("Order Accepted", "Draft"),
    ]
    (error,) = org.patch(f"sobjects/Order/{DRAFT_ORDER}", {"Status": "Lost"}, 400)
    assert error["message"] == "Status: bad value for restricted picklist field: Lost"


def test_the_lines_of_an_activated_order_are_locked_but_for_their_notes(org: Crm) -> None:
    place = f"sobjects/OrderItem/{id_of('802', 1)}"
    assert code(org.patch(place, {"Quantity": 9}, 400))[0] == "ENTITY_IS_LOCKED"
    assert code(org.post("sobjects/OrderItem", line(ACTIVE_ORDER), 400))[0] == "ENTITY_IS_LOCKED"
    org.patch(place, {"ASTEA_Job_Number__c": "J-1"}, 204)


def test_a_line_fits_its_order_in_price_book_and_currency(org: Crm) -> None:
    refused = org.post("sobjects/OrderItem", line(DRAFT_ORDER), 400)
    assert code(refused)[1] == (
        "The pricebook entry currency code does not match with the order currency code"
    )
    refused = org.post("sobjects/OrderItem", line(DRAFT_ORDER, PricebookEntryId=WIDGET_USD), 400)
    assert code(refused)[1] == (
        "pricebook entry is in a different pricebook than the one assigned to the order"
    )
    euros = line(DRAFT_ORDER, PricebookEntryId=PARTNER_EUR, UnitPrice="10.005")
    made = org.post("sobjects/OrderItem", euros, 201)["id"]
    found = org.get(f"sobjects/OrderItem/{made}")
    wanted = ("Product2Id", "ListPrice", "CurrencyIsoCode", "UnitPrice", "TotalPrice")
    assert [found[name] for name in wanted] == [WIDGET_ID, 90.0, "EUR", 10.01, 30.03]
    assert org.get(f"sobjects/Order/{DRAFT_ORDER}")["TotalAmount"] == 120.03


def test_a_deleted_order_takes_its_lines_along(org: Crm) -> None:
    org.delete(f"sobjects/Order/{DRAFT_ORDER}")
    assert (
        org.query("SELECT COUNT() FROM OrderItem WHERE CurrencyIsoCode = 'EUR'")["totalSize"] == 0
    )
    assert org.query("SELECT COUNT() FROM OrderItem", path="queryAll")["totalSize"] == 3


def test_an_opportunity_is_filled_in_from_its_stage_and_its_lines(org: Crm) -> None:
    made = org.post(
        "sobjects/Opportunity",
        {
            "Name": "New deal",
            "AccountId": ACME_ID,
            "StageName": "Proposal",
            "CloseDate": "2026-08-15",
            "Amount": 50,
        },
        201,
    )["id"]
    place = f"sobjects/Opportunity/{made}"
    found = org.get(place)
    assert (found["Probability"], found["ExpectedRevenue"]) == (60.0, 30.0)
    assert (found["IsClosed"], found["Fiscal"]) == (False, "2026 3")

    line = {"OpportunityId": made, "PricebookEntryId": WIDGET_USD, "Quantity": 2, "TotalPrice": 150}
    org.post("sobjects/OpportunityLineItem", line, 201)

    found = org.get(place)
    assert (found["Amount"], found["HasOpportunityLineItem"]) == (150.0, True)
    (made_line,) = org.query("SELECT Name, UnitPrice FROM OpportunityLineItem WHERE Quantity = 2")[
        "records"
    ]
    assert (made_line["Name"], made_line["UnitPrice"]) == ("New deal Widget", 75.0)


def test_a_won_opportunity_and_an_ended_contract_say_so(org: Crm) -> None:
    found = org.get(f"sobjects/Opportunity/{RENEWAL_ID}")
    assert (found["IsClosed"], found["IsWon"], found["Subscription__c"]) == (
        True,
        True,
        id_of("a0S", 1),
    )
    contract = org.get(f"sobjects/Contract/{id_of('800', 1)}")
    # one month from 31 January ends on the day before 28 February
    assert (contract["StartDate"], contract["EndDate"]) == ("2026-01-31", "2026-02-27")


def test_a_quote_takes_its_account_from_its_opportunity(org: Crm) -> None:
    made = org.post("sobjects/Quote", {"Name": "Q", "OpportunityId": RENEWAL_ID}, 201)["id"]
    line = {"QuoteId": made, "PricebookEntryId": WIDGET_USD, "Quantity": 4, "UnitPrice": 25}
    org.post("sobjects/QuoteLineItem", {**line, "Discount": 10}, 201)
    found = org.get(f"sobjects/Quote/{made}")
    assert found["AccountId"] == ACME_ID
    assert (found["Subtotal"], found["TotalPrice"], found["LineItemCount"]) == (100.0, 90.0, 1)
    assert found["QuoteNumber"] == "00000002"


def test_a_person_has_one_name_of_two_parts(org: Crm) -> None:
    made = org.post("sobjects/Contact", {"FirstName": "Dee", "LastName": "Fox"}, 201)["id"]
    assert org.get(f"sobjects/Contact/{made}")["Name"] == "Dee Fox"
    refused = org.post("sobjects/Contact", {"LastName": "Fox", "Name": "x"}, 400)
    assert refused[0]["fields"] == ["Name"]


def test_a_subscription_and_its_change_order_are_custom_objects(org: Crm) -> None:
    made = org.patch(
        "sobjects/Subscription__c/NetSuite_Id__c/S-9",
        {"Name": "SUB-9", "Account__r": {"NetSuite_Id__c": "1002"}, "MRR__c": 12.5, "Term__c": 12},
        201,
    )["id"]
    change = {"Name": "CO-9", "Subscription__r": {"NetSuite_Id__c": "S-9"}, "Action__c": "Renew"}
    org.patch("sobjects/Subscription_Change_Order__c/NetSuite_Id__c/C-9", change, 201)
    (found,) = org.query(
        "SELECT Subscription__r.Account__r.Name, Subscription__c FROM Subscription_Change_Order__c "
        "WHERE NetSuite_Id__c = 'C-9'"
    )["records"]
    assert found["Subscription__c"] == made
    assert found["Subscription__r"]["Account__r"]["Name"] == "Borealis"
