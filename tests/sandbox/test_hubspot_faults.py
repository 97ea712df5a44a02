"""What can be made to go wrong at the HubSpot stand-in, in its own words."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm, many

COMPANIES = "/crm/v3/objects/companies"


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm(many(10)) as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def pages(hub: Crm) -> list[list[int]]:
    """All pages of four, as the last digits of their ids."""
    found, asked = [], {"limit": "4"}
    while True:
        page = hub.get(COMPANIES, **asked)
        found.append([int(it["id"]) - 1000 for it in page["results"]])
        if "paging" not in page:
            return found
        asked["after"] = page["paging"]["next"]["after"]


def searched(hub: Crm, after: str) -> list[int]:
    found = hub.post(f"{COMPANIES}/search", {"limit": 4, "after": after})
    assert found["total"] == 10
    return [int(it["id"]) - 1000 for it in found["results"]]


def cities(hub: Crm) -> list[str | None]:
    results = hub.get(COMPANIES, limit=100, properties="city")["results"]
    return [it["properties"]["city"] for it in results]


def test_a_page_comes_twice_or_slips_by_one(hub: Crm) -> None:
    assert pages(hub) == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]
    hub.standin.faults.add("repeated-page")
    assert pages(hub) == [[1, 2, 3, 4], [1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]
    hub.standin.faults.add("shifting-page")
    assert pages(hub) == [[1, 2, 3, 4], [4, 5, 6, 7], [8, 9, 10]]
    hub.standin.faults.add("repeated-page")
    assert searched(hub, "4") == [1, 2, 3, 4]
    hub.standin.faults.add("shifting-page")
    assert searched(hub, "4") == [4, 5, 6, 7]


def test_a_record_is_lost_that_the_total_counts(hub: Crm) -> None:
    hub.standin.faults.add("lost-row")
    assert searched(hub, "0") == [1, 2, 4]
    hub.standin.faults.add("lost-row", match=f"GET {COMPANIES}")
    assert pages(hub)[0] == [1, 2, 4]


def test_a_property_is_hidden_from_records_and_from_the_definitions(hub: Crm) -> None:
    hub.standin.faults.add("hidden-column", times=None, name="customer_key")
    assert "customer_key" not in hub.company("1001", properties="customer_key,city")
    definitions = hub.get("/crm/v3/properties/companies")["results"]
    assert "customer_key" not in {it["name"] for it in definitions}


def test_a_property_is_new_or_its_number_is_none(hub: Crm) -> None:
    hub.standin.faults.add("new-column", name="surprise", value="boo")
    assert hub.company("1001")["surprise"] == "boo"
    hub.standin.faults.add("not-a-number", name="annualrevenue")
    assert hub.company("1001", properties="annualrevenue")["annualrevenue"] == "n/a"
    assert "surprise" not in hub.company("1001")


def batch(path: str = "update") -> tuple[str, dict[str, Any]]:
    inputs = [{"id": str(1000 + n), "properties": {"city": "Rom"}} for n in range(1, 7)]
    return f"{COMPANIES}/batch/{path}", {"inputs": inputs}


def test_a_batch_stops_half_way_and_its_first_half_is_written(hub: Crm) -> None:
    hub.standin.faults.add("half-written-batch")
    refusal = hub.post(*batch(), 500)
    assert (refusal["status"], refusal["category"]) == ("error", "INTERNAL_ERROR")
    assert cities(hub) == ["Rom"] * 3 + [None] * 7


@pytest.mark.parametrize(("verb", "status"), [("create", 201), ("update", 200), ("upsert", 200)])
def test_a_batch_says_that_it_is_complete_and_wrote_nothing(
    hub: Crm, verb: str, status: int
) -> None:
    hub.standin.faults.add("silent-batch")
    inputs = [{"idProperty": "customer_key", "id": "F-1", "properties": {"city": "Rom"}}]
    if verb == "update":
        inputs = batch()[1]["inputs"]
    answer = hub.post(f"{COMPANIES}/batch/{verb}", {"inputs": inputs}, status)
    assert (answer["status"], answer["results"]) == ("COMPLETE", [])
    assert "numErrors" not in answer
    assert cities(hub) == [None] * 10


def test_a_token_expires_and_a_new_one_works(hub: Crm) -> None:
    app = {name: hub.settings[name] for name in ("client_id", "client_secret", "refresh_token")}

    def given() -> dict[str, str]:
        sent = app | {"grant_type": "refresh_token"}
        token = hub.stranger.post("/oauth/v1/token", data=sent).json()["access_token"]
        return {"authorization": f"Bearer {token}"}

    headers = given()
    hub.standin.faults.add("expired-token")
    expired = hub.stranger.get(COMPANIES, headers=headers)
    assert (expired.status_code, expired.json()["category"]) == (401, "EXPIRED_AUTHENTICATION")
    assert hub.stranger.get(COMPANIES, headers=headers).status_code == 401
    assert hub.stranger.get(COMPANIES, headers=given()).status_code == 200


def test_the_log_in_is_refused_although_it_is_right(hub: Crm) -> None:
    hub.standin.faults.add("wrong-credentials")
    assert hub.get(COMPANIES, 401)["category"] == "INVALID_AUTHENTICATION"
    hub.standin.faults.add("wrong-credentials", match="POST /oauth")
    app = {name: hub.settings[name] for name in ("client_id", "client_secret", "refresh_token")}
    refused = hub.stranger.post("/oauth/v1/token", data=app | {"grant_type": "refresh_token"})
    assert (refused.status_code, refused.json()["status"]) == (400, "BAD_CLIENT_SECRET")


def test_a_scope_is_missing(hub: Crm) -> None:
    hub.standin.faults.add("no-permission", match="companies")
    assert hub.get("/crm/v3/owners")["results"]
    refusal = hub.get(COMPANIES, 403)
    scopes = refusal["errors"][0]["context"]["requiredGranularScopes"]
    assert (refusal["category"], scopes) == ("MISSING_SCOPES", ["crm.objects.companies.read"])


@pytest.mark.parametrize(
    ("name", "status", "category"),
    [
        ("rate-limit", 429, "RATE_LIMITS"),
        ("error-500", 500, "INTERNAL_ERROR"),
        ("unavailable", 503, "SERVICE_UNAVAILABLE"),
    ],
)
def test_generic_faults_have_the_vendors_own_body(
    hub: Crm, name: str, status: int, category: str
) -> None:
    hub.standin.faults.add(name)
    refusal = hub.get(COMPANIES, status)
    assert (refusal["status"], refusal["category"]) == ("error", category)
    assert len(refusal["correlationId"]) == 36
