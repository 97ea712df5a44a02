"""Who gets in at the NetSuite stand-in, and who does not."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import oauthlib.oauth1
import pytest

from sandbox.netsuite.oauth1 import header_parameters, signature
from tests.sandbox.netsuite_company import (
    NO_TLS,
    TOKEN_PATH,
    Erp,
    assertion,
    erp,
    token_answer,
)

INVALID_LOGIN = (
    "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at "
    "Setup > Users/Roles > User Management > View Login Audit Trail."
)
CUSTOMERS = "/services/rest/record/v1/customer?limit=1&offset=0"


@pytest.fixture(scope="module")
def account() -> Iterator[Erp]:
    with erp() as served:
        yield served


@pytest.fixture(autouse=True)
def _no_faults(account: Erp) -> None:
    account.standin.faults.clear()


def settings_of(account: Erp, kind: str = "P-256") -> dict[str, str]:
    certificate = account.standin.login.certificates[kind]
    return {
        **account.standin.credentials(account.url),
        "client_id": certificate.client_id,
        "certificate_id": certificate.certificate_id,
        "private_key": certificate.private_pem(),
    }


# --- OAuth 2.0 ------------------------------------------------------------------------------------


def test_an_assertion_buys_a_token_that_opens_the_door(account: Erp) -> None:
    answer = token_answer(account.url, assertion(settings_of(account)))

    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "expires_in", "token_type"}
    assert answer.json()["expires_in"] == 3600
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["access_token"].count(".") == 2
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert httpx.get(account.url + CUSTOMERS, headers=bearer, verify=NO_TLS).status_code == 200


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        ("P-256", "ES256"),
        ("P-384", "ES384"),
        ("P-521", "ES512"),
        ("RSA-3072", "PS256"),
        ("RSA-3072", "PS384"),
        ("RSA-3072", "PS512"),
    ],
)
def test_every_algorithm_of_the_vendor_is_taken(account: Erp, kind: str, algorithm: str) -> None:
    signed = assertion(settings_of(account, kind), algorithm=algorithm)
    assert token_answer(account.url, signed).status_code == 200


def test_rs256_is_not_taken_although_the_key_would_do(account: Erp) -> None:
    signed = assertion(settings_of(account, "RSA-3072"), algorithm="RS256")
    assert (token_answer(account.url, signed)).json() == {"error": "invalid_client"}


def test_the_vendors_own_address_is_an_audience_too(account: Erp) -> None:
    audience = "https://1234567-sb1.suitetalk.api.netsuite.com" + TOKEN_PATH
    signed = assertion(settings_of(account), aud=audience, scope="rest_webservices,restlets")
    assert token_answer(account.url, signed).status_code == 200


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"iss": "somebody"}, "invalid_client"),
        ({"headers": {"kid": "another"}}, "invalid_client"),
        ({"aud": "https://elsewhere.example/token"}, "invalid_grant"),
        ({"aud": None}, "invalid_grant"),
        ({"exp": time.time() - 60}, "invalid_grant"),
        ({"exp": time.time() + 3 * 3600}, "invalid_grant"),
        ({"exp": None}, "invalid_grant"),
        ({"iat": None}, "invalid_grant"),
        ({"iat": time.time() + 600}, "invalid_grant"),
        ({"scope": ["everything"]}, "invalid_scope"),
        ({"scope": None}, "invalid_grant"),
    ],
)
def test_an_assertion_with_a_fault_buys_nothing(
    account: Erp, changed: dict[str, Any], error: str
) -> None:
    answer = token_answer(account.url, assertion(settings_of(account), **changed))
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_a_key_that_is_not_the_certificates_signs_nothing(account: Erp) -> None:
    other = settings_of(account, "P-521") | {"private_key": settings_of(account)["private_key"]}
    signed = assertion(other | {"certificate_id": settings_of(account)["certificate_id"]})
    assert token_answer(account.url, signed).json() == {"error": "invalid_client"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "unsupported_grant_type"),
        ({"client_assertion_type": "jwt"}, "invalid_request"),
        ({"client_assertion": ""}, "invalid_request"),
        ({"client_assertion": "not.a.jwt"}, "invalid_request"),
    ],
)
def test_a_form_with_a_fault_buys_nothing(account: Erp, form: dict[str, str], error: str) -> None:
    answer = token_answer(account.url, assertion(settings_of(account)), **form)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_a_token_request_in_json_is_refused(account: Erp) -> None:
    answer = httpx.post(account.url + TOKEN_PATH, json={}, verify=NO_TLS)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic YTpi", ""])
def test_a_stranger_is_told_invalid_login(account: Erp, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = httpx.get(account.url + CUSTOMERS, headers=headers, verify=NO_TLS)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer realm="1234567_SB1", error="invalid_token", '
        'error_description="Invalid login attempt."'
    )
    assert answer.json() == {
        "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.2",
        "title": "Unauthorized",
        "status": 401,
        "o:errorDetails": [{"detail": INVALID_LOGIN, "o:errorCode": "INVALID_LOGIN"}],
    }


def test_an_expired_token_is_dead_and_a_new_one_works(account: Erp) -> None:
    token = token_answer(account.url, assertion(settings_of(account))).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    account.standin.faults.add("expired-token")

    for _ in range(2):
        assert httpx.get(account.url + CUSTOMERS, headers=bearer, verify=NO_TLS).status_code == 401
    again = token_answer(account.url, assertion(settings_of(account))).json()["access_token"]
    bearer = {"Authorization": f"Bearer {again}"}
    assert httpx.get(account.url + CUSTOMERS, headers=bearer, verify=NO_TLS).status_code == 200


def test_a_token_for_restlets_only_opens_no_web_service(account: Erp) -> None:
    signed = assertion(settings_of(account), scope=["restlets"])
    token = token_answer(account.url, signed).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(account.url + CUSTOMERS, headers=bearer, verify=NO_TLS)
    assert answer.status_code == 403
    assert answer.json()["o:errorDetails"][0]["o:errorCode"] == "INSUFFICIENT_PERMISSION"


def test_right_credentials_can_be_made_wrong(account: Erp) -> None:
    account.standin.faults.add("wrong-credentials")
    answer = token_answer(account.url, assertion(settings_of(account)))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_the_token_is_a_jwt_that_tells_its_scope(account: Erp) -> None:
    token = token_answer(account.url, assertion(settings_of(account))).json()["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["scope"] == ["rest_webservices"]
    assert claims["exp"] - claims["iat"] == 3600


# --- token-based authentication -------------------------------------------------------------------

VECTOR = (
    "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
    "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
)
VECTOR_HEADER = (
    'OAuth realm="123456", '
    'oauth_token="2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc", '
    'oauth_consumer_key="ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4", '
    'oauth_nonce="fjaLirsIcCGVZWzBX0pg", oauth_timestamp="1508242306", '
    'oauth_signature_method="HMAC-SHA256", oauth_version="1.0"'
)


@pytest.mark.parametrize(
    ("method", "url", "expected"),
    [
        ("GET", "/record/v1/employee/40", "B5OIWznZ2YP0OB7VrJrGkYsTh+8H+5T9Hag+o92q0zY="),
        (
            "POST",
            "/query/v1/suiteql?limit=1000&offset=0",
            "K77GAJRnfr1XDIXWkDNFBb1G343XzZc397WHGpnHFF8=",
        ),
    ],
)
def test_the_published_signatures_come_out(method: str, url: str, expected: str) -> None:
    address = urlsplit("https://123456.suitetalk.api.netsuite.com/services/rest" + url)
    query = [(key, it) for key, its in parse_qs(address.query).items() for it in its]
    given = [it for it in header_parameters(VECTOR_HEADER).items() if it[0] != "realm"]
    bare = address._replace(query="").geturl()

    assert signature(method, bare, [*given, *query], *VECTOR) == expected


def signed(account: Erp, method: str, url: str, body: str | None = None, **changed: Any) -> str:
    """An Authorization header by a library that knows nothing of the stand-in."""
    settings = account.standin.credentials(account.url)
    usual = {
        "client_secret": settings["consumer_secret"],
        "resource_owner_key": settings["token_id"],
        "resource_owner_secret": settings["token_secret"],
        "signature_method": oauthlib.oauth1.SIGNATURE_HMAC_SHA256,
        "realm": settings["account"],
    }
    if seconds_off := changed.pop("seconds_off", 0):
        changed["timestamp"] = str(int(time.time()) + seconds_off)
    client = oauthlib.oauth1.Client(settings["consumer_key"], **(usual | changed))
    headers = {"Content-Type": "application/json"} if body is not None else {}
    _, headers, _ = client.sign(url, method, body, headers)
    return str(headers["Authorization"])


def test_a_signed_call_gets_in_with_its_query_parameters(account: Erp) -> None:
    url = account.url + CUSTOMERS
    answer = httpx.get(url, headers={"Authorization": signed(account, "GET", url)}, verify=NO_TLS)
    assert (answer.status_code, answer.json()["totalResults"]) == (200, 4)


def test_a_signature_over_the_hash_of_the_body_counts_too(account: Erp) -> None:
    url = account.url + "/services/rest/query/v1/suiteql?limit=5"
    body = '{"q":"SELECT id FROM customer"}'
    header = signed(account, "POST", url, body)
    headers = {
        "Authorization": header,
        "Content-Type": "application/json",
        "prefer": "transient",
    }

    assert "oauth_body_hash" in header
    answer = httpx.post(url, content=body, headers=headers, verify=NO_TLS)
    assert answer.json()["count"] == 4


def test_a_signature_for_the_vendors_own_address_counts(account: Erp) -> None:
    canonical = "https://1234567-sb1.suitetalk.api.netsuite.com" + CUSTOMERS
    headers = {"Authorization": signed(account, "GET", canonical)}
    assert httpx.get(account.url + CUSTOMERS, headers=headers, verify=NO_TLS).status_code == 200


def test_a_call_cannot_be_played_a_second_time(account: Erp) -> None:
    url = account.url + CUSTOMERS
    headers = {"Authorization": signed(account, "GET", url)}
    assert httpx.get(url, headers=headers, verify=NO_TLS).status_code == 200
    assert httpx.get(url, headers=headers, verify=NO_TLS).status_code == 401
    assert account.standin.login.audit_trail[-1] == "NonceUsed"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"client_secret": "wrong"}, "InvalidSignature"),
        ({"resource_owner_secret": "wrong"}, "InvalidSignature"),
        ({"resource_owner_key": "wrong"}, "token_rejected"),
        ({"realm": "1234567-sb1"}, "InvalidRealm"),
        ({"realm": None}, "InvalidRealm"),
        ({"signature_method": oauthlib.oauth1.SIGNATURE_HMAC_SHA1}, "UnknownAlgorithm"),
        ({"seconds_off": -400}, "InvalidTimestamp"),
        ({"seconds_off": 400}, "InvalidTimestamp"),
        ({"nonce": "abc"}, "InvalidNonce"),
    ],
)
def test_a_fault_in_a_signed_call_stands_in_the_audit_trail_only(
    account: Erp, changed: dict[str, Any], reason: str
) -> None:
    url = account.url + CUSTOMERS
    header = signed(account, "GET", url, **changed)
    answer = httpx.get(url, headers={"Authorization": header}, verify=NO_TLS)

    assert answer.status_code == 401
    assert answer.json()["o:errorDetails"] == [
        {"detail": INVALID_LOGIN, "o:errorCode": "INVALID_LOGIN"}
    ]
    assert reason not in answer.text
    assert account.standin.login.audit_trail[-1] == reason


def test_a_changed_query_breaks_the_signature(account: Erp) -> None:
    header = signed(account, "GET", account.url + CUSTOMERS)
    other = account.url + CUSTOMERS.replace("limit=1", "limit=2")
    answer = httpx.get(other, headers={"Authorization": header}, verify=NO_TLS)
    assert answer.status_code == 401
    assert account.standin.login.audit_trail[-1] == "InvalidSignature"


def test_tokeninfo_describes_who_signed(account: Erp) -> None:
    url = account.url + "/rest/tokeninfo"
    headers = {
        "Authorization": signed(
            account, "GET", "https://1234567-sb1.restlets.api.netsuite.com/rest/tokeninfo"
        )
    }
    answer = httpx.get(url, headers=headers, verify=NO_TLS)
    assert answer.json()["company"] == {"id": "1234567_SB1", "name": "Parent"}
    assert answer.json()["role"]["name"] == "Integration Role"
