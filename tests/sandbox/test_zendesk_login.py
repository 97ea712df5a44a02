"""Logging in to the Zendesk stand-in: tokens, passwords, scopes, roles, and the limits."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sandbox.zendesk_company import NO_TLS, Helpdesk, helpdesk

REFUSED = {"error": "Couldn't authenticate you"}
EXPIRED = {
    "error": "invalid_token",
    "error_description": "The access token provided is expired, revoked, malformed or invalid "
    "for other reasons.",
}
ORGANIZATIONS = "/api/v2/organizations.json"


@pytest.fixture(scope="module")
def opened() -> Iterator[Helpdesk]:
    with helpdesk() as served:
        yield served


@pytest.fixture
def desk(opened: Helpdesk) -> Helpdesk:
    return opened.renewed()


def token(desk: Helpdesk, status: int = 201, **changes: Any) -> Any:
    body = {
        "grant_type": "client_credentials",
        "client_id": desk.settings["client_id"],
        "client_secret": desk.settings["client_secret"],
        **changes,
    }
    response = desk.stranger.post("/oauth/tokens", json=body)
    assert response.status_code == status, response.text
    return response.json()


def asked(desk: Helpdesk, path: str = ORGANIZATIONS, **log_in: Any) -> httpx.Response:
    return desk.stranger.get(path, **log_in)


def with_token(desk: Helpdesk, given: Any, path: str = ORGANIZATIONS) -> httpx.Response:
    return asked(desk, path, headers={"Authorization": f"Bearer {given['access_token']}"})


def test_client_credentials_are_traded_for_a_token_that_opens_the_door(desk: Helpdesk) -> None:
    given = token(desk, scope="organizations:read organizations:write", expires_in=86_400)

    assert list(given) == [
        *("access_token", "token_type", "scope", "refresh_token", "expires_in"),
        "refresh_token_expires_in",
    ]
    assert given["token_type"] == "bearer"
    assert given["scope"] == "organizations:read organizations:write"
    assert given["expires_in"] == 86_400
    assert with_token(desk, given).status_code == 200


def test_a_token_request_may_come_as_a_form(desk: Helpdesk) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": desk.settings["client_id"],
        "client_secret": desk.settings["client_secret"],
        "scope": "read",
    }
    assert desk.stranger.post("/oauth/tokens", data=form).json()["scope"] == "read"


def test_a_token_dies_when_its_time_is_over(desk: Helpdesk) -> None:
    given = token(desk, expires_in=600)
    desk.clock.wait(599)
    assert with_token(desk, given).status_code == 200

    desk.clock.wait(1)

    late = with_token(desk, given)
    assert (late.status_code, late.json()) == (401, EXPIRED)


def test_the_expired_token_fault_kills_the_tokens_given_out_and_a_new_one_works(
    desk: Helpdesk,
) -> None:
    given = token(desk)
    desk.standin.faults.add("expired-token")

    assert with_token(desk, given).json() == EXPIRED
    assert with_token(desk, given).json() == EXPIRED
    assert with_token(desk, token(desk)).status_code == 200


def test_refreshing_kills_the_old_token(desk: Helpdesk) -> None:
    old = token(desk, scope="read")

    new = token(desk, grant_type="refresh_token", refresh_token=old["refresh_token"])

    assert with_token(desk, new).status_code == 200
    assert with_token(desk, old).status_code == 401
    again = token(desk, 400, grant_type="refresh_token", refresh_token=old["refresh_token"])
    assert again["error"] == "invalid_grant"


@pytest.mark.parametrize("seconds", [300, 172_800, 10])
def test_a_token_cannot_last_any_time_one_likes(desk: Helpdesk, seconds: int) -> None:
    assert token(desk, 400, expires_in=seconds) == {
        "error": "invalid_request",
        "error_description": "expires_in must be more than 300 and less than 172800 seconds.",
    }


def test_a_wrong_secret_a_retired_grant_and_a_scope_above_the_ceiling_are_refused(
    desk: Helpdesk,
) -> None:
    assert token(desk, 401, client_secret="guessed")["error"] == "invalid_client"
    assert token(desk, 400, grant_type="password")["error"] == "unsupported_grant_type"
    assert token(desk, 400, scope="read impersonate")["error"] == "invalid_scope"


def test_a_scope_that_nobody_knows_gives_a_token_that_opens_nothing(desk: Helpdesk) -> None:
    given = token(desk, scope="read organisations:read")

    refused = with_token(desk, given)

    assert refused.status_code == 403
    assert refused.json()["description"] == "Missing the following required scopes: read"


def test_a_scope_covers_its_own_resource_and_its_own_verb(desk: Helpdesk) -> None:
    given = token(desk, scope="organizations:read")

    assert with_token(desk, given).status_code == 200
    assert with_token(desk, given, "/api/v2/job_statuses").status_code == 200
    assert with_token(desk, given, "/api/v2/tickets").json() == {
        "error": "Forbidden",
        "description": "Missing the following required scopes: read",
    }
    written = desk.stranger.delete(
        "/api/v2/organizations/501",
        headers={"Authorization": f"Bearer {given['access_token']}"},
    )
    assert written.json()["description"] == "Missing the following required scopes: write"


def test_an_api_token_opens_the_door_and_a_password_does_not(desk: Helpdesk) -> None:
    email, secret = desk.settings["email"], desk.settings["api_token"]

    assert asked(desk, auth=(f"{email}/token", secret)).status_code == 200
    for log_in in ((f"{email}/token", "guessed"), (email, "pretended-password"), (email, secret)):
        refused = asked(desk, auth=log_in)
        assert (refused.status_code, refused.json()) == (401, REFUSED)


def test_passwords_work_where_the_account_still_allows_them() -> None:
    with helpdesk(allow_passwords=True) as desk:
        log_in = (desk.settings["email"], "pretended-password")
        assert asked(desk, auth=log_in).status_code == 200


@pytest.mark.parametrize("authorization", [None, "Basic !!!", "Basic bm9ib2R5", "Digest x"])
def test_no_or_malformed_credentials_are_refused_with_a_string(
    desk: Helpdesk, authorization: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    refused = asked(desk, headers=headers)
    assert (refused.status_code, refused.json()) == (401, REFUSED)


def test_an_end_user_cannot_log_in(desk: Helpdesk) -> None:
    log_in = ("ann@acme.example/token", desk.settings["api_token"])
    assert asked(desk, auth=log_in).status_code == 401


def test_who_am_i_greets_a_wrong_log_in_as_anonymous(desk: Helpdesk) -> None:
    email = desk.settings["email"]
    me = "/api/v2/users/me.json"

    for log_in in ({}, {"auth": (f"{email}/token", "guessed")}, {"auth": (email, "x")}):
        answer = asked(desk, me, **log_in)
        assert (answer.status_code, answer.json()) == (200, {"user": {"name": "Anonymous user"}})
    right = desk.get("users/me")["user"]
    assert (right["email"], right["role"]) == (email, "admin")
    assert asked(desk, me, headers={"Authorization": "Bearer x"}).status_code == 401


def test_an_agent_reads_writes_notes_and_no_more(desk: Helpdesk) -> None:
    log_in = ("max@company.example/token", desk.settings["api_token"])
    path = f"{desk.url}/api/v2/organizations/501"
    with httpx.Client(auth=log_in, verify=NO_TLS) as agent:
        notes = agent.put(path, json={"organization": {"notes": "Rang at ten"}})
        name = agent.put(path, json={"organization": {"name": "Acme Ltd"}})

        assert notes.json()["organization"]["notes"] == "Rang at ten"
        assert name.status_code == 403
        assert name.json()["error"]["title"] == "Forbidden"
        assert agent.delete(path).status_code == 403
        export = agent.get(f"{desk.url}/api/v2/incremental/organizations?start_time=0")
        assert export.status_code == 403


def test_the_fault_of_a_missing_permission_speaks_of_the_page(desk: Helpdesk) -> None:
    desk.standin.faults.add("no-permission", match="organization_fields")
    desk.get("organizations")
    assert desk.get("organization_fields", 403)["error"]["title"] == "Forbidden"


def test_cookies_that_come_back_change_nothing(desk: Helpdesk) -> None:
    first = desk.client.get(ORGANIZATIONS)
    assert "__cfruid" in first.headers["set-cookie"]
    assert "__cfruid" in desk.client.get(ORGANIZATIONS).request.headers["cookie"]


def test_the_account_has_so_many_requests_a_minute_and_says_so_in_every_spelling() -> None:
    with helpdesk(plan="essential") as desk:
        headers = desk.client.get(ORGANIZATIONS).headers
        assert (headers["X-Rate-Limit"], headers["X-Rate-Limit-Remaining"]) == ("10", "9")
        assert (headers["rate-limit"], headers["rate-limit-remaining"]) == ("10", "9")
        assert (headers["ratelimit-limit"], headers["ratelimit-remaining"]) == ("10", "9")
        assert headers["ratelimit-reset"] == headers["rate-limit-reset"] == "60"
        assert "retry-after" not in headers
        for _ in range(9):
            desk.get("organizations")
        desk.clock.wait(20)

        refused = desk.client.get(ORGANIZATIONS)

        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "40"
        assert refused.headers["content-type"] == "text/plain; charset=UTF-8"
        assert refused.text == "Number of allowed API requests per minute exceeded"
        desk.clock.wait(40)
        desk.get("organizations")


def test_a_plan_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no plan is called 'gratis'"), helpdesk(plan="gratis"):
        pass


def test_generic_faults_are_told_in_the_vendors_words(desk: Helpdesk) -> None:
    desk.standin.faults.add("rate-limit", seconds=7)
    limited = desk.client.get(ORGANIZATIONS)
    desk.standin.faults.add("rate-limit-silent")
    silent = desk.client.get(ORGANIZATIONS)
    desk.standin.faults.add("error-500")
    broken = desk.client.get(ORGANIZATIONS)
    desk.standin.faults.add("unavailable", seconds=3)
    away = desk.client.get(ORGANIZATIONS)

    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    assert limited.text == silent.text == "Number of allowed API requests per minute exceeded"
    assert (silent.status_code, "retry-after" in silent.headers) == (429, False)
    assert (broken.status_code, broken.json()["error"]) == (500, "InternalError")
    assert (away.status_code, away.headers["retry-after"]) == (503, "3")


def test_credentials_can_be_refused_though_they_are_right(desk: Helpdesk) -> None:
    desk.standin.faults.add("wrong-credentials", match="oauth")
    assert token(desk, 401)["error"] == "invalid_client"
    desk.standin.faults.add("wrong-credentials")
    assert desk.get("organizations", 401) == REFUSED
    desk.get("organizations")
