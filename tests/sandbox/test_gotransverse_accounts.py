"""Billing accounts at the Gotransverse stand-in: creating, replacing, addresses, custom values."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sandbox.company import BillingRecords
from tests.sandbox.gotransverse_company import (
    ACME,
    CATALOGUE,
    Billing,
    Company,
    billing,
    problem,
)

POSTAL = {
    "address_type": "postal",
    "purpose": "BILLING",
    "country": "USA",
    "city": "Austin",
    "line1": "620 Congress Ave.",
    "region_or_state": "TX",
    "postal_code": "78701",
}
EMAIL = {"address_type": "email", "purpose": "PRIMARY", "email": "a@b.example"}
PARTY = {
    "party_type": "organization",
    "external_customer_num": "7778",
    "organization_name": "LR Test 02",
    "addresses": [POSTAL, EMAIL],
}
NEW = {
    "responsible_party": PARTY,
    "start_date": "2023-08-15T00:00:00Z",
    "currency_code": "USD",
    "bill_cycle": {"id": "80", "bill_cycle_type": "monthly"},
    "bill_type": "NONE",
    "billing_account_category": {"id": "178"},
    "payment_term": {"id": "113"},
}


@pytest.fixture(scope="module")
def opened() -> Iterator[Billing]:
    with billing() as served:
        yield served


@pytest.fixture
def desk(opened: Billing) -> Billing:
    return opened.renewed()


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in NEW.items() if key != name}


def test_an_account_looks_as_the_recorded_one_does(desk: Billing) -> None:
    account = desk.get("billing-accounts/4104951")

    assert list(account)[:8] == [
        *("id", "account_num", "external_account_num", "bill_type", "bill_cycle"),
        *("responsible_party", "recurring_payments", "billing_account_category"),
    ]
    assert (account["id"], account["account_num"]) == ("4104951", "183")
    assert account["bill_cycle"]["bill_cycle_type"] == "monthly"
    assert account["payment_term"] == {"id": "113", "name": "Net 15"}
    assert account["balance"] == Decimal("566.50")
    postal, email = account["responsible_party"]["addresses"]
    assert (postal["purpose"], postal["country"]) == ("BILLING", "USA")
    assert (email["purpose"], email["email"]) == ("PRIMARY", "billing@acme.example")


def test_one_account_has_no_currency(desk: Billing) -> None:
    assert desk.get("billing-accounts/4104952")["currency_code"] is None
    assert desk.ids("billing-accounts", filter="currency_code IS NULL") == ["4104952"]


def test_a_new_account_gets_its_id_number_and_status_from_the_system(desk: Billing) -> None:
    made = desk.post("billing-accounts", NEW | {"external_account_num": "001New"})

    assert made["id"] == made["account_num"] == "4104954"
    assert (made["status"], made["external_account_num"]) == ("ACTIVE", "001New")
    assert made["bill_cycle"]["name"] == "Monthly"
    assert made["billing_account_category"]["name"] == "Business"
    assert made["start_date"] == "2023-08-15T00:00:00Z"
    party = made["responsible_party"]
    assert (party["customer_num"], party["external_customer_num"]) == ("4104954", "7778")
    assert party["tax_id_validated"] is False
    assert all(address["id"].isdecimal() for address in party["addresses"])
    assert desk.get("billing-accounts", external_account_num="001New") == [made]


def test_the_cycles_currency_is_taken_where_none_is_sent(desk: Billing) -> None:
    assert desk.post("billing-accounts", without("currency_code"))["currency_code"] == "USD"
    made = desk.post("billing-accounts", without("currency_code") | {"bill_cycle": {"id": "81"}})
    assert made["currency_code"] is None


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (without("bill_cycle"), "bill_cycle", "is required"),
        (without("billing_account_category"), "billing_account_category", "is required"),
        (without("responsible_party"), "responsible_party", "is required"),
        (NEW | {"bill_cycle": {"id": "999"}}, "bill_cycle.id", "does not exist"),
        (NEW | {"payment_term": {"id": "Net 15"}}, "payment_term.id", "does not exist"),
        (
            *(NEW | {"bill_type": "FAX"}, "bill_type"),
            "must be one of PAPER, EMAIL, PAPER_EMAIL, NONE",
        ),
        (NEW | {"currency_code": "dollars"}, "currency_code", "must be three capital letters"),
        (
            *(NEW | {"start_date": "15.8.2023"}, "start_date"),
            "must be an ISO date, or a time with its offset",
        ),
        (NEW | {"accountNum": "7"}, "accountNum", "is not an attribute"),
        (
            *(NEW | {"responsible_party": PARTY | {"addresses": [POSTAL]}},),
            *("responsible_party.addresses", "must have one of type email, purpose PRIMARY"),
        ),
        (
            *(NEW | {"responsible_party": PARTY | {"addresses": [EMAIL]}},),
            *("responsible_party.addresses", "must have one of type postal, purpose BILLING"),
        ),
        (
            *(
                NEW
                | {"responsible_party": PARTY | {"addresses": [POSTAL | {"country": "US"}, EMAIL]}},
            ),
            "responsible_party.addresses[0].country",
            "must be three capital letters like USA, got US",
        ),
        (
            *(
                NEW
                | {"responsible_party": PARTY | {"addresses": [POSTAL, EMAIL | {"email": "x"}]}},
            ),
            *("responsible_party.addresses[1].email", "is not an e-mail address"),
        ),
        (
            *(NEW | {"responsible_party": PARTY | {"organization_name": " "}},),
            *("responsible_party.organization_name", "must be a text of 1 to 255 characters"),
        ),
    ],
)
def test_an_account_that_is_not_right_is_not_made(
    desk: Billing, body: dict[str, Any], field: str, message: str
) -> None:
    refused = desk.post("billing-accounts", body, 400)

    assert problem(refused) == {field: message}
    assert desk.headers("billing-accounts")["x-total-count"] == "3"


def test_everything_that_is_wrong_is_told_at_once(desk: Billing) -> None:
    refused = desk.post("billing-accounts", {"colour": "blue"}, 400)
    assert list(problem(refused)) == [
        *("colour", "bill_cycle", "responsible_party", "billing_account_category"),
    ]


def test_an_external_number_that_is_taken_is_409(desk: Billing) -> None:
    taken = {"external_account_num": "external_account_num 001A already exists"}
    refused = desk.post("billing-accounts", NEW | {"external_account_num": "001A"}, 409)
    assert (refused["code"], problem(refused)) == ("ALREADY_EXISTS", taken)
    account = desk.get("billing-accounts/4104952") | {"external_account_num": "001A"}
    refused = desk.put("billing-accounts/4104952", account, 409)
    assert problem(refused) == taken


def test_an_account_that_was_read_can_be_put_back_with_a_change(desk: Billing) -> None:
    account = desk.get("billing-accounts/4104952")

    changed = desk.put("billing-accounts/4104952", account | {"external_account_num": "001B"})

    assert changed == account | {"external_account_num": "001B"}
    assert desk.get("billing-accounts/4104952") == changed


def test_a_put_replaces_all_that_can_be_written(desk: Billing) -> None:
    changed = desk.put("billing-accounts/4104951", NEW | {"balance": 0, "status": "CLOSED"})

    assert changed["external_account_num"] is None
    assert changed["responsible_party"]["organization_name"] == "LR Test 02"
    assert changed["responsible_party"]["id"] == "4104951"
    assert (changed["account_num"], changed["status"]) == ("183", "ACTIVE")
    assert changed["balance"] == Decimal("566.50")


def test_a_put_without_what_is_required_is_400(desk: Billing) -> None:
    refused = desk.put("billing-accounts/4104951", {"external_account_num": "001B"}, 400)
    assert list(problem(refused)) == [
        *("bill_cycle", "responsible_party", "billing_account_category"),
    ]
    assert desk.get("billing-accounts/4104951")["external_account_num"] == "001A"


def test_the_currency_of_an_account_stays(desk: Billing) -> None:
    account = desk.get("billing-accounts/4104951") | {"currency_code": "EUR"}
    refused = desk.put("billing-accounts/4104951", account, 400)
    assert problem(refused) == {"currency_code": "cannot be changed from USD"}


def test_orders_show_the_external_number_of_their_account(desk: Billing) -> None:
    account = desk.get("billing-accounts/4104951") | {"external_account_num": "001Other"}
    desk.put("billing-accounts/4104951", account)
    assert desk.get("orders/88001")["billing_account"] == {
        "id": "4104951",
        "account_num": "183",
        "external_account_num": "001Other",
    }


def test_an_address_can_be_added_to_an_organization(desk: Billing) -> None:
    phone = {"address_type": "telecom", "purpose": "OFFICE", "number": "+1 512 555 0100"}

    added = desk.post("organizations/4104951/addresses", phone)

    assert added == phone | {"id": added["id"]}
    assert desk.get("organizations/4104951/addresses")[2] == added
    account = desk.get("billing-accounts", party_id=4104951)[0]
    assert account["responsible_party"]["addresses"][2] == added
    assert desk.get("people/4104951/addresses", 404)["message"] == (
        "There is no person with id 4104951"
    )
    refused = desk.post("organizations/4104951/addresses", phone | {"purpose": "PRIMARY"}, 400)
    assert list(problem(refused)) == ["purpose"]


def test_an_address_can_be_added_to_a_person(desk: Billing) -> None:
    person = {"party_type": "person", "first_name": "Ann", "last_name": "Lee"}
    party = person | {"addresses": [POSTAL, EMAIL]}
    made = desk.post("billing-accounts", NEW | {"responsible_party": party})
    id_ = made["responsible_party"]["id"]

    desk.post(f"people/{id_}/addresses", EMAIL | {"purpose": "SECONDARY"})

    purposes = [address["purpose"] for address in desk.get(f"people/{id_}/addresses")]
    assert purposes == ["BILLING", "PRIMARY", "SECONDARY"]


def test_a_payment_method_can_be_added(desk: Billing) -> None:
    body = {"payment_method": {"payment_method_type": "credit-card", "token": "t"}}
    added = desk.post("billing-accounts/4104951/recurring-payments", body)
    assert added == body | {"id": added["id"]}
    assert desk.get("billing-accounts/4104951")["recurring_payments"] == [added]
    refused = desk.post("billing-accounts/4104951/recurring-payments", {}, 400)
    assert problem(refused) == {"payment_method": "is required"}


def test_a_token_for_a_payment_page(desk: Billing) -> None:
    assert len(desk.post("payments/generate-token")["token"]) == 32


def test_an_account_holds_one_custom_value_a_field(desk: Billing) -> None:
    field = {"custom_field_type": "billing-account", "id": "2338"}
    path = "billing-accounts/4104951/custom-field-values"

    first = desk.post(path, {"custom_field": field, "value": "001A"})
    second = desk.post(path, {"custom_field": field, "value": "001B"})

    assert first["custom_field"] == field | {"name": "crm_account_id"}
    assert first["custom_field_value_type"] == "billing-account"
    assert second == first | {"value": "001B"}
    assert desk.get(path) == [second]
    assert desk.ids("billing-accounts", custom_field_value="001B") == ["4104951"]
    wrong = desk.post(path, {"custom_field": {"id": "2336"}, "value": "x"}, 400)
    assert problem(wrong) == {"custom_field.id": "is not a field of billing-account"}


def test_the_small_lists(desk: Billing) -> None:
    assert desk.ids("bill-cycles", bill_cycle_type="monthly") == ["80", "81"]
    assert desk.ids("billing-account-categories") == ["178", "179"]
    names = [it["charge_category_type"] for it in desk.get("charge-categories")]
    assert names == ["recurring", "one-time", "usage"]
    assert [it["action_type"] for it in desk.get("actions")] == ["AGREEMENT"]
    assert desk.ids("agreements", status="ACTIVE") == ["36", "37"]
    relation = desk.get("product-relations")[0]
    assert (relation["relation_type"], relation["related_product"]["name"]) == ("CHILD", "QOS")


def test_the_catalogue_has_prices_for_every_period(desk: Billing) -> None:
    prices = desk.get("products/27314/product-prices")
    assert [(it["id"], it["currency_code"], it["recurrence_period"]) for it in prices] == [
        ("9001", "USD", "MONTH"),
        ("9002", "EUR", "MONTH"),
        ("9003", "USD", "QUARTER"),
    ]
    assert prices[0]["price_ranges"][0]["price"] == Decimal("500.00")
    once = desk.get("products/27500")["product_prices"][0]
    assert "recurrence_period" not in once
    agreement = desk.get("agreements/36")
    assert agreement["termination_percentage_charge"] == Decimal("25.0")
    assert agreement["max_termination_charge"] == Decimal("5000.00")


def test_what_refers_to_a_record_of_an_earlier_chunk_shows_it() -> None:
    """An add-on that comes a thousand bundles after its service, and an order after its account."""
    add_on = replace(ACME.services[1], id=93999)
    first = replace(ACME, services=ACME.services[:1], orders=())
    late = BillingRecords(services=(add_on,), orders=ACME.orders, invoices=ACME.invoices[:0])
    between = tuple(BillingRecords() for _ in range(1000))
    with billing(Company((CATALOGUE, first, *between, late))) as desk:
        children = desk.get("services/93726")["child_services"]
        assert [child["id"] for child in children] == ["93999"]
        assert desk.get("services/93999")["billing_account"]["account_num"] == "183"
        assert desk.get("orders/88001")["billing_account"]["external_account_num"] == "001A"
