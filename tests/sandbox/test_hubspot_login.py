"""Who gets into the HubSpot stand-in, by which token, and what each may ask."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.hubspot_company import Crm, crm

COMPANIES = "/crm/v3/objects/companies"
WORDS = (
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can "
    "find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
)


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def hub(opened: Crm) -> Crm:
    return opened.renewed()


def granted(hub: Crm, status: int = 200, path: str = "/oauth/v1/token", **more: str) -> Any:
    app = {name: hub.settings[name] for name in ("client_id", "client_secret")}
    response = hub.stranger.post(path, data=app | more)
    assert response.status_code == status, response.text
    return response.json()


def asked(hub: Crm, token: str) -> Any:
    return hub.stranger.get(COMPANIES, headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer unknown", "Basic eDp5"])
def test_a_stranger_is_401(hub: Crm, header: str | None) -> None:
    refused = hub.stranger.get(COMPANIES, headers={"authorization": header} if header else {})
    assert refused.status_code == 401
    assert refused.json() == {
        "status": "error",
        "message": WORDS,
        "correlationId": refused.headers["x-hubspot-correlation-id"],
        "category": "INVALID_AUTHENTICATION",
    }


def test_a_token_of_a_wrong_form_can_be_530() -> None:
    with crm(answers_530=True) as hub:
        assert asked(hub, "x").status_code == 530
        assert asked(hub, "pat-na1-00000000-0000-0000-0000-000000000000").status_code == 401
        assert asked(hub, hub.settings["access_token"]).status_code == 200


def test_a_refresh_token_gives_access_for_half_an_hour(hub: Crm) -> None:
    refresh_token = hub.settings["refresh_token"]
    given = granted(hub, grant_type="refresh_token", refresh_token=refresh_token)
    assert (given["expires_in"], given["token_type"]) == (1800, "bearer")
    assert given["refresh_token"] == refresh_token
    assert asked(hub, given["access_token"]).status_code == 200
    hub.clock.wait(1800)
    expired = asked(hub, given["access_token"])
    assert (expired.status_code, expired.json()["category"]) == (401, "EXPIRED_AUTHENTICATION")
    again = granted(hub, grant_type="refresh_token", refresh_token=refresh_token)
    assert asked(hub, again["access_token"]).status_code == 200


def test_a_code_is_good_once_and_needs_the_place_it_was_sent_to(hub: Crm) -> None:
    sent = {
        "client_id": hub.settings["client_id"],
        "redirect_uri": "http://127.0.0.1:9/back",
        "state": "s",
    }
    consent = hub.stranger.get("/oauth/authorize", params=sent)
    assert consent.status_code == 302
    back = parse_qs(urlsplit(consent.headers["location"]).query)
    assert back["state"] == ["s"]
    code = {"grant_type": "authorization_code", "code": back["code"][0]}
    assert granted(hub, 400, **code)["status"] == "BAD_REDIRECT_URI"
    given = granted(hub, **code, redirect_uri=sent["redirect_uri"])
    assert asked(hub, given["access_token"]).status_code == 200
    again = granted(hub, 400, **code, redirect_uri=sent["redirect_uri"])
    assert (again["status"], again["message"]) == ("BAD_AUTH_CODE", "missing or unknown auth code")


@pytest.mark.parametrize("version", ["v3", "2026-03", "2026-09"])
def test_newer_log_ins_give_the_app_a_token_of_its_own(hub: Crm, version: str) -> None:
    path, scope = f"/oauth/{version}/token", "crm.objects.owners.read"
    given = granted(hub, path=path, grant_type="client_credentials", scope=scope)
    assert (given["token_use"], given["scopes"]) == ("client_credentials", [scope])
    assert "refresh_token" not in given
    refused = asked(hub, given["access_token"])
    assert (refused.status_code, refused.json()["category"]) == (403, "MISSING_SCOPES")
    told = granted(hub, path=f"{path}/introspect", token=given["access_token"])
    assert (told["active"], told["scopes"], told["expires_in"]) == (True, [scope], 1800)


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"client_id": "x"}, "BAD_CLIENT_ID", "missing or unknown client id"),
        ({"client_secret": "x"}, "BAD_CLIENT_SECRET", "missing or invalid client secret"),
        ({"refresh_token": "x"}, "BAD_REFRESH_TOKEN", "missing or invalid refresh token"),
        ({"grant_type": "password"}, "BAD_GRANT_TYPE", "missing or unknown grant type"),
    ],
)
def test_a_wrong_log_in_is_400(hub: Crm, sent: dict[str, str], status: str, words: str) -> None:
    right = {"grant_type": "refresh_token", "refresh_token": hub.settings["refresh_token"]}
    refusal = granted(hub, 400, **(right | sent))
    assert (refusal["status"], refusal["message"]) == (status, words)


def test_a_token_is_described_and_a_refresh_token_revoked(hub: Crm) -> None:
    token = hub.settings["access_token"]
    told = hub.stranger.get(f"/oauth/v1/access-tokens/{token}").json()
    assert (told["token"], told["hub_id"], told["token_type"]) == (token, 24681357, "access")
    assert "crm.objects.partner-clients.read" in told["scopes"]
    refresh_token = hub.settings["refresh_token"]
    path = f"/oauth/v1/refresh-tokens/{refresh_token}"
    assert hub.stranger.get(path).json()["client_id"] == hub.settings["client_id"]
    assert hub.stranger.delete(path).status_code == 204
    refusal = granted(hub, 400, grant_type="refresh_token", refresh_token=refresh_token)
    assert refusal["status"] == "BAD_REFRESH_TOKEN"
    assert hub.stranger.get("/oauth/v1/access-tokens/x").status_code == 404


def test_each_object_has_scopes_of_its_own() -> None:
    scopes = ("crm.objects.companies.read", "crm.schemas.deals.read", "tickets")
    with crm(scopes=scopes) as hub:
        assert hub.get(COMPANIES)["results"][0]["id"] == "501"
        assert hub.get("/crm/v3/objects/tickets")["results"] == []
        assert hub.get("/crm/v3/properties/companies")["results"]
        assert hub.get("/crm/v3/properties/deals")["results"]
        refusal = hub.get("/crm/v3/objects/contacts", 403)
        assert refusal["category"] == "MISSING_SCOPES"
        assert refusal["errors"] == [
            {
                "message": "One or more of the following scopes are required.",
                "context": {"requiredGranularScopes": ["crm.objects.contacts.read"]},
            }
        ]
        for path, body in (
            (COMPANIES, {"properties": {}}),
            ("/crm/v3/properties/deals", {}),
            ("/crm/v3/lists", {}),
            ("/crm/v4/associations/companies/contacts/batch/read", {"inputs": []}),
        ):
            assert hub.post(path, body, 403)["category"] == "MISSING_SCOPES"
        for path in ("/crm/v3/owners", "/deals/v1/deal/paged", "/crm/v3/objects/partner_clients"):
            assert hub.get(path, 403)["category"] == "MISSING_SCOPES"
