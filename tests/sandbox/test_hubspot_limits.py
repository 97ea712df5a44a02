"""How much may be asked of the HubSpot stand-in, and what it says of that."""

from typing import Any

import pytest

from tests.sandbox.hubspot_company import Crm, crm

COMPANIES = "/crm/v3/objects/companies"
OWNERS = "/crm/v3/owners"


def limits(response: Any) -> dict[str, str]:
    beginning = "x-hubspot-ratelimit-"
    found = {name: value for name, value in response.headers.items() if name.startswith(beginning)}
    return {name.removeprefix(beginning): value for name, value in found.items()}


def oauth_headers(hub: Crm) -> dict[str, str]:
    app = {name: hub.settings[name] for name in ("client_id", "client_secret", "refresh_token")}
    given = hub.stranger.post("/oauth/v1/token", data=app | {"grant_type": "refresh_token"})
    return {"authorization": f"Bearer {given.json()['access_token']}"}


def test_an_answer_says_what_is_left_of_the_window_and_of_the_day() -> None:
    with crm(tier="starter") as hub:
        assert limits(hub.client.get(OWNERS)) == {
            "daily": "250000",
            "daily-remaining": "249999",
            "interval-milliseconds": "10000",
            "max": "100",
            "remaining": "99",
            "secondly": "10",
            "secondly-remaining": "10",
        }


def test_an_app_that_came_by_oauth_has_no_daily_limit_and_a_window_of_110() -> None:
    with crm(tier="free") as hub:
        told = limits(hub.client.get(OWNERS, headers=oauth_headers(hub)))
        assert (told["max"], told["remaining"]) == ("110", "109")
        assert "daily" not in told


def test_the_request_after_the_last_of_ten_seconds_is_429() -> None:
    with crm(tier="starter") as hub:
        assert all(hub.client.get(OWNERS).status_code == 200 for _ in range(100))
        refused = hub.client.get(OWNERS)
        assert refused.status_code == 429
        assert refused.json() == {
            "status": "error",
            "message": "You have reached your ten_secondly_rolling limit.",
            "correlationId": refused.headers["x-hubspot-correlation-id"],
            "errorType": "RATE_LIMIT",
            "policyName": "TEN_SECONDLY_ROLLING",
            "category": "RATE_LIMITS",
        }
        assert limits(refused)["remaining"] == "0"
        assert "retry-after" not in refused.headers
        hub.clock.wait(10)
        assert hub.client.get(OWNERS).status_code == 200


def test_a_search_is_allowed_five_times_a_second_and_tells_of_the_day_only() -> None:
    with crm(tier="professional", sends_retry_after=True) as hub:
        found = [hub.client.post(f"{COMPANIES}/search", json={}) for _ in range(6)]
        assert [it.status_code for it in found] == [200] * 5 + [429]
        assert limits(found[0]) == {"daily": "625000", "daily-remaining": "624999"}
        assert found[5].json()["message"] == "You have reached your secondly limit."
        assert found[5].json()["policyName"] == "SECONDLY"
        assert found[5].headers["retry-after"] == "1"
        assert hub.client.get(OWNERS).status_code == 200
        hub.clock.wait(1)
        assert hub.client.post(f"{COMPANIES}/search", json={}).status_code == 200


def test_the_day_has_its_limit_and_is_new_at_midnight() -> None:
    with crm(tier="enterprise", daily_limit=3) as hub:
        assert [hub.client.get(OWNERS).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = hub.client.get(OWNERS)
        assert refused.json()["policyName"] == "DAILY"
        assert refused.json()["message"] == "You have reached your daily limit."
        assert limits(refused)["daily-remaining"] == "0"
        hub.clock.wait(4 * 3600)  # it was 20:26 UTC
        assert limits(hub.client.get(OWNERS))["daily-remaining"] == "2"


def test_a_tier_that_nobody_knows_is_refused() -> None:
    words = "no tier is called 'gold'; known are: free, starter, professional, enterprise, "
    with pytest.raises(ValueError, match=words), crm(tier="gold"):
        pass


def test_an_address_can_be_too_long() -> None:
    with crm(longest_url=200) as hub:
        names = ",".join(["name"] * 50)
        refused = hub.client.get(COMPANIES, params={"properties": names})
        assert (refused.status_code, refused.json()["message"]) == (414, "URI Too Long")
        read = {"inputs": [{"id": "501"}], "properties": ["name"] * 500}
        assert len(hub.post(f"{COMPANIES}/batch/read", read)["results"]) == 1


def test_what_was_done_is_counted_against_the_accounts_own_limits() -> None:
    with crm() as hub:
        told = hub.get("/crm/v3/limits/custom-properties")
        clients = {it["objectTypeId"]: it for it in told["byObjectType"]}["0-145"]
        assert (clients["usage"], clients["limit"]) == (6, 1000)
        records = hub.get("/crm/limits/2026-03/records")["hubspotDefinedObjectTypes"]
        assert {it["pluralLabel"]: it["usage"] for it in records}["Companies"] == 4
        assert hub.get("/crm/v3/limits/custom-object-types")["usage"] == 0
        pipelines = hub.get("/crm/v3/limits/pipelines")["hubspotDefinedObjectTypes"]
        assert sum(it["usage"] for it in pipelines) == 2
        assert hub.get("/crm/v3/limits/calculated-properties")["overallUsage"] == 0
