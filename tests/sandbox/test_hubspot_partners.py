"""The partner objects of the HubSpot stand-in: read and updated, never made or deleted."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm, error_codes, filtered

CLIENTS = "/crm/v3/objects/partner_clients"
OWN = {
    *("customer_key", "rec_renewal_owner_mode", "rec_renewal_owner_contact"),
    *("rec_renewal_owner_effective", "rec_renewal_status", "rec_next_renewal_date"),
}


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def writable(hub: Crm) -> set[str]:
    definitions = hub.get("/crm/v3/properties/partner_clients")["results"]
    return {it["name"] for it in definitions if not it["modificationMetadata"]["readOnlyValue"]}


def test_a_client_is_read_with_what_was_asked_for(hub: Crm) -> None:
    names = (
        "hs_client_name,hs_client_domain_name,hs_is_managed,hs_is_sold,hs_next_renewal_date,"
        "hs_total_subscription_mrr,hs_managed_local_mrr_currency,rec_renewal_owner_mode,"
        "rec_renewal_owner_contact,customer_key"
    )
    assert hub.get(f"{CLIENTS}/801", properties=names)["properties"] == {
        "customer_key": "C-1",
        "hs_client_domain_name": "acme.example",
        "hs_client_name": "Acme",
        "hs_createdate": "2026-05-01T08:30:00.000Z",
        "hs_is_managed": "true",
        "hs_is_sold": "false",
        "hs_lastmodifieddate": "2026-05-03T08:30:00.000Z",
        "hs_managed_local_mrr_currency": "EUR",
        "hs_next_renewal_date": "2026-11-14",
        "hs_object_id": "801",
        "hs_total_subscription_mrr": "1450.00",
        "rec_renewal_owner_contact": "olga@x.example",
        "rec_renewal_owner_mode": "PARTNER",
    }


def test_only_the_accounts_own_properties_can_be_written(hub: Crm) -> None:
    assert writable(hub) == OWN | {"hubspot_owner_id"}
    refusal = hub.patch(
        f"{CLIENTS}/801", {"properties": {"hs_next_renewal_date": "2027-01-01"}}, 400
    )
    assert error_codes(refusal) == {"hs_next_renewal_date": "READ_ONLY_VALUE"}


def test_a_property_for_the_renewal_owner_can_be_switched_on() -> None:
    name = "hs_renewal_communication_owner"
    with crm(has_renewal_owner_property=True) as hub:
        assert writable(hub) == OWN | {"hubspot_owner_id", name}
        changed = hub.patch(f"{CLIENTS}/801", {"properties": {name: "PARTNER"}})
        assert changed["properties"][name] == "PARTNER"
        refusal = hub.patch(f"{CLIENTS}/801", {"properties": {name: "NOBODY"}}, 400)
        assert error_codes(refusal) == {name: "INVALID_OPTION"}


@pytest.mark.parametrize("path", ["0-145", "PARTNER_CLIENT", "partner_clients"])
def test_clients_are_updated_one_by_one_and_in_batches(hub: Crm, path: str) -> None:
    sent = {"properties": {"rec_renewal_status": "Confirmed"}}
    hub.patch(f"/crm/v3/objects/{path}/C-2?idProperty=customer_key", sent)
    batch = {"inputs": [{"id": "803", **sent}]}
    assert hub.post(f"/crm/v3/objects/{path}/batch/update", batch)["results"][0]["id"] == "803"
    found = filtered("rec_renewal_status", "EQ", "Confirmed")
    assert hub.search("partner_clients", found) == ["802", "803"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", CLIENTS),
        ("POST", "/crm/objects/2026-03/partner_clients"),
        ("DELETE", f"{CLIENTS}/801"),
        ("POST", f"{CLIENTS}/batch/create"),
        ("POST", f"{CLIENTS}/batch/upsert"),
        ("POST", f"{CLIENTS}/batch/archive"),
        ("POST", f"{CLIENTS}/merge"),
        ("POST", f"{CLIENTS}/gdpr-delete"),
    ],
)
def test_clients_are_neither_made_nor_deleted(hub: Crm, method: str, path: str) -> None:
    refused = hub.client.request(method, path, json={"properties": {}, "inputs": []})
    assert refused.status_code == 405
    assert refused.json()["message"] == "The method is not allowed for this resource"
    assert len(hub.get(CLIENTS)["results"]) == 3


def test_an_account_that_is_no_partner_is_refused() -> None:
    with crm(is_partner=False) as hub:
        for path in (CLIENTS, "/crm/v3/objects/partner_services", "/crm/v3/properties/0-145"):
            refusal: Any = hub.get(path, 403)
            assert refusal["message"] == (
                "This account is not a partner account and has no access to this object."
            )
        assert hub.get("/crm/v3/objects/companies")["results"]


def test_clients_can_be_associated(hub: Crm) -> None:
    path = "/crm/objects/2026-03/partner_clients/801/associations/companies"
    way = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 911}]
    hub.put(f"{path}/503", way, 201)
    assert [it["toObjectId"] for it in hub.get(path)["results"]] == ["501", "503"]
    before = f"{CLIENTS}/801/associations/companies"
    assert hub.get(before)["results"][1] == {"id": "503", "type": "partner_client_to_company"}
    assert hub.get(f"{CLIENTS}/801/associations/partner_services")["results"] == []


def test_owners_are_people_and_those_who_left_have_a_view_of_their_own(hub: Crm) -> None:
    (olga,) = hub.get("/crm/v3/owners")["results"]
    assert olga == {
        "id": "91",
        "email": "olga@company.example",
        "type": "PERSON",
        "firstName": "Olga",
        "lastName": "Stern",
        "userId": 1091,
        "userIdIncludingInactive": 1091,
        "createdAt": "2026-05-01T08:30:00.000Z",
        "updatedAt": "2026-05-01T08:30:00.000Z",
        "archived": False,
        "teams": [{"id": "1", "name": "Partners", "primary": True}],
    }
    (per,) = hub.get("/crm/v3/owners", archived="true")["results"]
    assert (per["id"], per.get("userId"), per["userIdIncludingInactive"]) == ("92", None, 1092)
    assert hub.get("/crm/v3/owners", email="OLGA@company.example")["results"] == [olga]
    assert hub.get("/crm/v3/owners/1091", idProperty="userId") == olga
    assert hub.get("/crm/v3/owners/92", 404)["category"] == "OBJECT_NOT_FOUND"
    assert hub.get("/crm/owners/2026-03/92", archived="true")["id"] == "92"
