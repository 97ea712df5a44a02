"""Who gets in at the Salesforce stand-in, and who does not."""

import base64
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.sandbox.salesforce_served import DATA, Crm, crm

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EXPIRED = [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


def client_of(org: Crm) -> dict[str, str]:
    return {name: org.settings[name] for name in ("client_id", "client_secret")}


def assertion(org: Crm, key: Any = None, **changes: Any) -> str:
    claims = {
        "iss": org.settings["client_id"],
        "sub": org.settings["username"],
        "aud": "https://login.salesforce.com",
        "exp": int(time.time()) + 170,
    }
    return jwt.encode(claims | changes, key or org.settings["private_key"], algorithm="RS256")


def opens(org: Crm, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return org.stranger.get(f"{DATA}/limits", headers=headers).status_code


def envelope(username: str, password: str) -> str:
    return f"""<?xml version="1.0" encoding="utf-8" ?>
        <env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>
        <n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>{username}</n1:username>
        <n1:password>{password}</n1:password></n1:login></env:Body></env:Envelope>"""


def soap(org: Crm, password: str, version: str = "59.0") -> httpx.Response:
    return org.stranger.post(
        f"/services/Soap/u/{version}",
        content=envelope(org.settings["username"], password),
        headers={"content-type": "text/xml", "SOAPAction": "login"},
    )


def test_client_credentials_in_the_body_buy_a_token(org: Crm) -> None:
    granted = org.token(grant_type="client_credentials", **client_of(org))

    assert granted["token_type"] == "Bearer"
    assert granted["instance_url"] == org.url
    assert granted["id"] == f"{org.url}/id/00DzTo000000001UAA/005zTo000000001QAA"
    assert granted["issued_at"] == "1780000000000"
    assert "expires_in" not in granted
    assert opens(org, granted["access_token"]) == 200


def test_client_credentials_may_come_as_basic(org: Crm) -> None:
    answer = org.stranger.post(
        "/services/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(org.settings["client_id"], org.settings["client_secret"]),
    )
    assert opens(org, answer.json()["access_token"]) == 200


def test_a_signed_assertion_buys_a_token(org: Crm) -> None:
    granted = org.token(grant_type=JWT_GRANT, assertion=assertion(org))
    assert opens(org, granted["access_token"]) == 200


def test_an_assertion_may_be_meant_for_this_very_host(org: Crm) -> None:
    assert org.token(grant_type=JWT_GRANT, assertion=assertion(org, aud=org.url))["access_token"]


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"aud": "https://elsewhere.example"}, "invalid_grant", "audience is invalid"),
        ({"exp": int(time.time()) + 3600}, "invalid_grant", "invalid assertion"),
        ({"exp": int(time.time()) - 3600}, "invalid_grant", "expired authorization code"),
        ({"iss": "somebody"}, "invalid_client_id", "client identifier invalid"),
        ({"sub": "nobody@x.example"}, "invalid_grant", "user hasn't approved this consumer"),
    ],
)
def test_an_assertion_that_says_something_else_is_refused(
    org: Crm, changes: dict[str, Any], error: str, words: str
) -> None:
    refused = org.token(400, grant_type=JWT_GRANT, assertion=assertion(org, **changes))
    assert refused == {"error": error, "error_description": words}


def test_an_assertion_of_another_key_is_refused(org: Crm) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    refused = org.token(400, grant_type=JWT_GRANT, assertion=assertion(org, other))
    assert refused["error_description"] == "invalid assertion"


def test_username_and_password_buy_a_token_with_or_without_the_security_token(org: Crm) -> None:
    names = {"grant_type": "password", "username": org.settings["username"], **client_of(org)}
    password = org.settings["password"]
    assert org.token(**names, password=password)["access_token"]
    assert org.token(**names, password=password + org.settings["security_token"])["access_token"]
    assert org.token(400, **names, password="wrong") == {
        "error": "invalid_grant",
        "error_description": "authentication failure",
    }


def test_a_refresh_token_buys_a_new_token_and_stays_good(org: Crm) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": org.settings["refresh_token"]}
    for _ in range(2):
        assert "refresh_token" not in org.token(**form, **client_of(org))
    form["refresh_token"] = "old"
    refused = org.token(400, **form, **client_of(org))
    assert refused["error_description"] == "expired access/refresh token"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_id": "x", "client_secret": "y"}, "invalid_client_id"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"grant_type": "magic"}, "unsupported_grant_type"),
    ],
)
def test_a_token_request_that_is_wrong_is_told_why(
    org: Crm, form: dict[str, str], error: str
) -> None:
    wanted = {"grant_type": "client_credentials", **client_of(org)} | form
    assert org.token(400, **wanted)["error"] == error


def test_a_revoked_token_is_good_no_longer(org: Crm) -> None:
    token = org.token(grant_type="client_credentials", **client_of(org))["access_token"]
    assert org.stranger.post("/services/oauth2/revoke", data={"token": token}).status_code == 200
    assert opens(org, token) == 401


def test_a_session_that_nobody_uses_ends_after_two_hours(org: Crm) -> None:
    token = org.token(grant_type="client_credentials", **client_of(org))["access_token"]
    org.clock.wait(7100)
    assert opens(org, token) == 200
    org.clock.wait(7100)
    assert opens(org, token) == 200
    org.clock.wait(7300)
    assert opens(org, token) == 401


def test_nobody_comes_in_without_a_session(org: Crm) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = org.stranger.get(f"{DATA}/sobjects", headers=headers)
        assert (answer.status_code, answer.json()) == (401, EXPIRED)


def test_the_old_word_for_bearer_is_understood(org: Crm) -> None:
    token = org.token(grant_type="client_credentials", **client_of(org))["access_token"]
    headers = {"Authorization": f"OAuth {token}"}
    assert org.stranger.get(f"{DATA}/limits", headers=headers).status_code == 200


def test_soap_logs_in_with_password_and_security_token(org: Crm) -> None:
    answer = soap(org, org.settings["password"] + org.settings["security_token"])

    assert answer.status_code == 200
    assert f"<serverUrl>{org.url}/services/Soap/u/59.0/00DzTo000000001</serverUrl>" in answer.text
    assert "<userId>005zTo000000001QAA</userId>" in answer.text
    session = answer.text.partition("<sessionId>")[2].partition("</sessionId>")[0]
    assert opens(org, session) == 200


def test_soap_refuses_a_wrong_password_with_a_fault(org: Crm) -> None:
    answer = soap(org, "wrong")
    assert answer.status_code == 500
    assert "<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>" in answer.text
    words = "Invalid username, password, security token; or user locked out."
    assert f"<sf:exceptionMessage>{words}</sf:exceptionMessage>" in answer.text
    assert f"<faultstring>INVALID_LOGIN: {words}</faultstring>" in answer.text


def test_soap_is_gone_in_new_versions_and_takes_no_dangerous_xml(org: Crm) -> None:
    assert "UNSUPPORTED_API_VERSION" in soap(org, org.settings["password"], "65.0").text
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    answer = org.stranger.post("/services/Soap/u/59.0", content=bomb)
    assert answer.status_code == 500
    assert "the envelope cannot be read" in answer.text


def test_the_identity_behind_a_token_is_told(org: Crm) -> None:
    place = org.token(grant_type="client_credentials", **client_of(org))["id"]
    identity = org.client.get(place).json()
    assert identity["username"] == "integration@company.example"
    assert identity["organization_id"] == "00DzTo000000001UAA"
    assert identity["urls"]["rest"] == f"{org.url}/services/data/v{{version}}/"


def test_the_log_in_can_be_made_to_fail(org: Crm) -> None:
    org.standin.faults.add("wrong-credentials", times=2)
    refused = org.token(400, grant_type="client_credentials", **client_of(org))
    assert refused == {"error": "invalid_grant", "error_description": "authentication failure"}
    assert soap(org, org.settings["password"]).status_code == 500
    assert org.token(grant_type="client_credentials", **client_of(org))["access_token"]


def test_a_token_can_be_made_to_expire_and_a_new_one_works(org: Crm) -> None:
    token = org.token(grant_type="client_credentials", **client_of(org))["access_token"]
    org.standin.faults.add("expired-token", match="limits")
    assert [opens(org, token), opens(org, token)] == [401, 401]
    again = org.token(grant_type="client_credentials", **client_of(org))["access_token"]
    assert opens(org, again) == 200


def test_a_basic_header_that_is_no_base64_is_nobody(org: Crm) -> None:
    answer = org.stranger.post(
        "/services/oauth2/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()},
    )
    assert answer.json()["error"] == "invalid_client_id"
