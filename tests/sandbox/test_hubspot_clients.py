"""The HubSpot stand-in as other people's readers and writers ask it, each in its own way."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.sandbox.hubspot_company import Crm, crm, filtered, many


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def test_tap_hubspot_walks_companies_by_the_oldest_path(hub: Crm) -> None:
    path, offset, found = "/companies/v2/companies/paged", 0, []
    asked = [("limit", "2"), ("properties", "createdate"), ("properties", "hs_lastmodifieddate")]
    while True:
        page = hub.client.get(path, params=[*asked, ("offset", str(offset))]).json()
        found += page["companies"]
        if not page["has-more"]:
            break
        offset = page["offset"]
    assert [it["companyId"] for it in found] == [501, 502, 503, 505]
    modified = found[0]["properties"]["hs_lastmodifieddate"]
    assert (modified["value"], modified["timestamp"]) == ("1777883400000", 1777883400000)
    one = hub.get("/companies/v2/companies/501")
    assert one["properties"]["name"]["value"] == "Acme"
    assert (one["portalId"], one["isDeleted"]) == (24681357, False)
    assert hub.get("/companies/v2/companies/9", 404)["message"] == "resource not found"


def test_tap_hubspot_walks_deals_and_then_reads_them_by_id(hub: Crm) -> None:
    asked = {
        "limit": 1,
        "includeAssociations": "true",
        "includeAllProperties": "true",
        "allPropertiesFetchMode": "latest_version",
    }
    first = hub.get("/deals/v1/deal/paged", **asked)
    second = hub.get("/deals/v1/deal/paged", **asked, offset=first["offset"])
    assert (first["hasMore"], second["hasMore"]) == (True, False)
    (deal,) = first["deals"]
    assert deal["associations"] == {
        "associatedVids": [],
        "associatedCompanyIds": [501],
        "associatedDealIds": [],
    }
    assert deal["properties"]["amount"]["value"] == "17400.00"
    assert deal["properties"]["closedate"]["value"] == "1777507200000"
    inputs = [{"id": str(it["dealId"])} for it in (deal, *second["deals"])]
    read = hub.post(
        "/crm/v3/objects/deals/batch/read", {"inputs": inputs, "properties": ["amount"]}
    )
    assert {it["properties"]["amount"] for it in read["results"]} == {"17400.00", "900.5"}


def test_tap_hubspot_gets_its_token_and_lists_the_rest(hub: Crm) -> None:
    settings = {name: hub.settings[name] for name in ("client_id", "client_secret")}
    sent = {
        "grant_type": "refresh_token",
        "redirect_uri": "http://127.0.0.1:9",
        "refresh_token": hub.settings["refresh_token"],
    }
    given = hub.stranger.post("/oauth/2026-03/token", data=sent | settings).json()
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    people = hub.stranger.get(
        "/crm/v3/objects/contacts",
        params={"limit": 100, "associations": "tickets,companies,deals"},
        headers=headers,
    ).json()
    assert [it["id"] for it in people["results"]] == ["601", "602", "603"]
    assert people["results"][0]["associations"]["companies"]["results"][0]["id"] == "501"
    assert hub.get("/crm/v3/owners", limit=500)["results"][0]["id"] == "91"
    assert hub.get("/crm/v4/objects/tickets", limit=100) == {"results": []}
    asked = {"offset": 0, "count": 250, "additionalProperties": []}
    found = hub.post("/crm/v3/lists/search", asked | {"sort": "HS_UPDATED_AT"})
    assert (found["lists"], found["hasMore"], found["total"]) == ([], False, 0)


def test_airbyte_searches_by_time_sorted_by_id_and_adds_associations(hub: Crm) -> None:
    definitions = hub.get("/properties/v2/deals/properties")
    request = {
        "limit": 200,
        "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
        "filters": [
            filtered("hs_lastmodifieddate", "GTE", 1777593600000),
            filtered("hs_lastmodifieddate", "LTE", 1780000000000),
            filtered("hs_object_id", "GTE", 0),
        ],
        "properties": [it["name"] for it in definitions],
        "after": 0,
    }
    page = hub.post("/crm/v3/objects/deals/search", request)
    assert [it["id"] for it in page["results"]] == ["701", "702"]
    assert page["results"][0]["properties"].keys() == {it["name"] for it in definitions}
    inputs = [{"id": it["id"]} for it in page["results"]]
    read = hub.post("/crm/v4/associations/deals/companies/batch/read", {"inputs": inputs})
    assert {it["from"]["id"]: it["to"][0]["toObjectId"] for it in read["results"]} == {
        "701": "501",
        "702": "502",
    }
    archived = hub.get("/crm/v3/objects/companies", archived="true", limit=100)["results"]
    assert [it["id"] for it in archived] == ["504"]


def test_dlts_source_follows_the_link_to_the_next_page() -> None:
    with crm(many(205)) as hub:
        url = f"{hub.url}/crm/v3/objects/companies"
        params: dict[str, Any] | None = {
            "properties": "name,domain",
            "limit": 100,
            "associations": "contacts,deals,products,tickets,quotes",
        }
        found = []
        while True:
            page = hub.client.get(url, params=params).json()
            found += [it["properties"]["name"] for it in page["results"]]
            if "paging" not in page:
                break
            url, params = page["paging"]["next"]["link"], None
        assert found == [f"Firm {number:04}" for number in range(1, 206)]


def test_dlts_source_reads_history_by_fifty(hub: Crm) -> None:
    names = [it["name"] for it in hub.get("/crm/v3/properties/companies")["results"]]
    asked = {"propertiesWithHistory": ",".join(names), "limit": 50}
    acme = hub.get("/crm/v3/objects/companies", **asked)["results"][0]
    assert acme["propertiesWithHistory"]["name"] == [
        {
            "value": "Acme",
            "timestamp": "2026-05-01T08:30:00.000Z",
            "sourceType": "CRM_UI",
            "sourceId": "userId:12282590",
        }
    ]


def node_waits(response: httpx.Response) -> float | None:
    """Seconds that the vendor's Node client waits before it asks again; None where it does not."""
    if response.status_code == 429:
        body = response.json()
        if body.get("policyName") == "TEN_SECONDLY_ROLLING":
            return 10
        return 1 if body.get("message") == "You have reached your secondly limit." else None
    return 0.2 if 500 <= response.status_code < 600 else None


def asked_again(ask: Callable[[], httpx.Response], wait: Callable[[float], None]) -> httpx.Response:
    for _ in range(3):
        response = ask()
        seconds = node_waits(response)
        if seconds is None:
            return response
        wait(seconds)
    return ask()


def test_the_node_client_knows_from_the_words_how_long_to_wait() -> None:
    with crm(tier="starter") as hub:
        for _ in range(101):
            answer = asked_again(lambda: hub.client.get("/crm/v3/owners"), hub.clock.wait)
            assert answer.status_code == 200
        for _ in range(6):
            answer = asked_again(
                lambda: hub.client.post("/crm/v3/objects/deals/search", json={}), hub.clock.wait
            )
            assert answer.status_code == 200
        hub.standin.faults.add("error-500")
        answer = asked_again(lambda: hub.client.get("/crm/v3/owners"), hub.clock.wait)
        assert answer.status_code == 200


def test_drt_creates_and_falls_back_to_an_update_for_contacts_only(hub: Crm) -> None:
    people = "/crm/v3/objects/contacts"
    sent = {"properties": {"email": "ann@acme.example", "firstname": "Anna"}}
    assert hub.post(people, sent | {"idProperty": "email"}, 409)["category"] == "CONFLICT"
    hub.patch(f"{people}/ann@acme.example?idProperty=email", sent)
    assert hub.get(f"{people}/601")["properties"]["firstname"] == "Anna"
    key = {"properties": {"customer_key": "C-1"}, "idProperty": "customer_key"}
    hub.post("/crm/v3/objects/companies", key, 400)
