"""What the properties of the HubSpot stand-in hold, and what they refuse."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm, error_codes

COMPANIES, DEALS = "/crm/v3/objects/companies", "/crm/v3/objects/deals"
CONTACTS = "/crm/v3/objects/contacts"


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def echoed(hub: Crm, path: str, name: str, value: Any) -> str:
    text: str = hub.patch(path, {"properties": {name: value}})["properties"][name]
    return text


@pytest.mark.parametrize(
    ("name", "sent", "kept"),
    [
        ("annualrevenue", "2455.000000", "2455.000000"),
        ("annualrevenue", 17, "17"),
        ("hs_is_target_account", True, "true"),
        ("hs_is_target_account", "FALSE", "false"),
        ("closedate", "2026-11-14", "2026-11-14T00:00:00.000Z"),
        ("closedate", "1794614400000", "2026-11-14T00:00:00.000Z"),
        ("closedate", "2026-11-14T09:00:00+01:00", "2026-11-14T08:00:00.000Z"),
        ("lifecyclestage", "evangelist", "evangelist"),
        ("hubspot_owner_id", 91, "91"),
        ("name", " Acme  ", " Acme  "),
    ],
)
def test_a_value_is_kept_as_text(hub: Crm, name: str, sent: Any, kept: str) -> None:
    assert echoed(hub, f"{COMPANIES}/501", name, sent) == kept


@pytest.mark.parametrize("sent", ["2026-11-14", "1794614400000"])
def test_a_date_is_given_as_such_or_as_midnight_utc(hub: Crm, sent: str) -> None:
    path = "/crm/v3/objects/partner_clients/801"
    assert echoed(hub, path, "rec_next_renewal_date", sent) == "2026-11-14"


@pytest.mark.parametrize(
    ("name", "sent", "code", "words"),
    [
        ("annualrevenue", "asd000", "INVALID_LONG", "asd000 was not a valid long."),
        ("closedate", "soon", "INVALID_DATE", "soon was not a valid date."),
        ("hubspot_owner_id", "92", "INVALID_OWNER_ID", "92 is not a valid owner ID"),
        ("hs_object_id", "7", "READ_ONLY_VALUE", None),
        ("num_associated_deals", "7", "READ_ONLY_VALUE", None),
        ("no_such_name", "7", "PROPERTY_DOESNT_EXIST", 'Property "no_such_name" does not exist'),
        (
            *("hs_is_target_account", "maybe", "INVALID_OPTION"),
            "maybe was not one of the allowed options: [true, false]",
        ),
    ],
)
def test_a_wrong_value_is_told_in_json_inside_the_message(
    hub: Crm, name: str, sent: str, code: str, words: str | None
) -> None:
    refusal = hub.patch(f"{COMPANIES}/501", {"properties": {name: sent, "city": "Bonn"}}, 400)
    assert (refusal["category"], error_codes(refusal)) == ("VALIDATION_ERROR", {name: code})
    assert words is None or words.replace('"', '\\"') in refusal["message"]
    assert hub.company("501", properties="city")["city"] == "Kiel"


def test_a_date_that_is_no_midnight_is_refused(hub: Crm) -> None:
    path, sent = "/crm/v3/objects/partner_clients/801", {"rec_next_renewal_date": "1794614400001"}
    assert error_codes(hub.patch(path, {"properties": sent}, 400)) == {
        "rec_next_renewal_date": "INVALID_DATE"
    }


def test_an_e_mail_address_is_checked_and_kept_in_small_letters(hub: Crm) -> None:
    assert echoed(hub, f"{CONTACTS}/601", "email", "Ann.Lee@ACME.example") == "ann.lee@acme.example"
    refusal = hub.patch(f"{CONTACTS}/601", {"properties": {"email": "ann"}}, 400)
    assert error_codes(refusal) == {"email": "INVALID_EMAIL"}


def test_several_options_are_a_list_with_semicolons_and_one_more_can_be_added(hub: Crm) -> None:
    options = [{"label": it, "value": it} for it in ("a", "b", "c")]
    hub.post(
        "/crm/v3/properties/companies",
        {
            "name": "tags",
            "label": "Tags",
            "type": "enumeration",
            "fieldType": "checkbox",
            "groupName": "companyinformation",
            "options": options,
        },
        201,
    )
    assert echoed(hub, f"{COMPANIES}/501", "tags", "a;b") == "a;b"
    assert echoed(hub, f"{COMPANIES}/501", "tags", ";c") == "a;b;c"
    refusal = hub.patch(f"{COMPANIES}/501", {"properties": {"tags": "a;d"}}, 400)
    assert error_codes(refusal) == {"tags": "INVALID_OPTION"}


def test_a_stage_of_life_goes_back_only_after_it_was_cleared(hub: Crm) -> None:
    path = f"{COMPANIES}/501"
    assert echoed(hub, path, "lifecyclestage", "lead") == "customer"
    assert hub.company("501", properties="lifecyclestage")["lifecyclestage"] == "customer"
    assert echoed(hub, path, "lifecyclestage", "") == ""
    assert echoed(hub, path, "lifecyclestage", "lead") == "lead"


def test_two_companies_may_share_a_domain_and_not_a_unique_value(hub: Crm) -> None:
    hub.post(COMPANIES, {"properties": {"domain": "acme.example"}}, 201)
    refusal = hub.patch(f"{COMPANIES}/502", {"properties": {"customer_key": "C-1"}}, 400)
    assert refusal["message"] == (
        "Cannot set PropertyValueCoordinates{portalId=24681357, objectTypeId=ObjectTypeId"
        "{legacyObjectType=COMPANY}, propertyName=customer_key, value=C-1} on 502. "
        "501 already has that value."
    )
    made = hub.post(COMPANIES, {"properties": {"customer_key": "C-1"}}, 400)["message"]
    assert made.endswith(" on 20000000002. 501 already has that value.")
    assert hub.patch(f"{COMPANIES}/501", {"properties": {"customer_key": "C-1"}})["id"] == "501"


def test_the_value_of_an_archived_record_is_free_again(hub: Crm) -> None:
    assert echoed(hub, f"{COMPANIES}/502", "customer_key", "C-4") == "C-4"


def test_only_a_new_contact_with_a_known_address_is_409(hub: Crm) -> None:
    refusal = hub.post(CONTACTS, {"properties": {"email": "ANN@acme.example"}}, 409)
    assert refusal["message"] == "Contact already exists. Existing ID: 601"
    assert refusal["category"] == "CONFLICT"
    clash = hub.patch(f"{CONTACTS}/602", {"properties": {"email": "ann@acme.example"}}, 400)
    assert clash["message"].endswith(
        "propertyName=email, value=ann@acme.example} on 602. 601 already has that value."
    )


def test_money_keeps_its_digits(hub: Crm) -> None:
    assert hub.get(f"{DEALS}/701")["properties"]["amount"] == "17400.00"
    assert hub.get(f"{DEALS}/702")["properties"]["amount"] == "900.5"
    assert echoed(hub, f"{DEALS}/702", "amount", "1.2000000000000002") == "1.2000000000000002"
