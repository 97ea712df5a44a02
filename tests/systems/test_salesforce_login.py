from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from systems.salesforce.client import Client
from systems.salesforce.login import audience_of
from systems.salesforce.tables import PRODUCT2
from tests.shop import Says, Seen
from tests.stopped_clock import StoppedClock
from tests.systems.crm import Crm, crm, ids
from tests.systems.scripted_org import page, refusal, says, scripted
from tieout.errors import BadAnswer, LoginRefused, SettingsError, Unreachable

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
JWT_LOGIN = ("base_url", "client_id", "username", "private_key")


@pytest.fixture(scope="module")
def org() -> Iterator[Crm]:
    with crm() as org:
        yield org


def test_a_client_logs_in_with_its_own_credentials(org: Crm) -> None:
    assert len(ids(org.as_new().rows(PRODUCT2))) == 2


def test_a_user_logs_in_by_a_signed_assertion(org: Crm) -> None:
    offered = org.standin.credentials(org.settings["base_url"])
    login = {name: offered[name] for name in JWT_LOGIN}
    signed = Crm(org.standin, login, StoppedClock())  # an assertion is good by the time of the day
    assert len(ids(signed.rows(PRODUCT2))) == 2


def test_a_key_may_have_its_line_ends_written(org: Crm) -> None:
    offered = org.standin.credentials(org.settings["base_url"])
    login = {name: offered[name].replace("\n", "\\n") for name in JWT_LOGIN}
    assert len(ids(Crm(org.standin, login, StoppedClock()).rows(PRODUCT2))) == 2


@pytest.mark.parametrize("login", ["client", "assertion"])
def test_a_wrong_secret_is_told_with_what_to_check(org: Crm, login: str) -> None:
    wrong = {
        "client": {**org.settings, "client_secret": "wrong-hidden-words"},
        "assertion": {
            **{name: org.settings[name] for name in ("base_url", "client_id")},
            "username": "max@company.example",
            "private_key": PEM,
        },
    }[login]
    with pytest.raises(LoginRefused) as caught:
        Crm(org.standin, wrong, org.clock).rows(PRODUCT2)
    words = str(caught.value)
    assert words.startswith("salesforce: the log-in was refused (invalid_")
    assert words.endswith("Then: tieout doctor")
    assert ("My Domain" in words) == (login == "client")
    assert ("username and private_key" in words) == (login == "assertion")
    assert "hidden-words" not in words


@pytest.mark.parametrize(
    ("base_url", "audience"),
    [
        ("https://login.salesforce.com", "https://login.salesforce.com"),
        ("https://test.salesforce.com", "https://test.salesforce.com"),
        ("https://acme.my.salesforce.com", "https://login.salesforce.com"),
        ("https://acme--dev.sandbox.my.salesforce.com", "https://test.salesforce.com"),
    ],
)
def test_an_assertion_is_for_whom_the_address_belongs_to(base_url: str, audience: str) -> None:
    assert audience_of({"base_url": base_url}) == audience
    assert audience_of({"base_url": base_url, "audience": "https://acme"}) == "https://acme"


def test_an_assertion_says_who_signs_for_whom_and_for_how_long() -> None:
    seen: list[bytes] = []

    def told(request: Seen) -> Says | None:
        if request.path.endswith("/token"):
            seen.append(request.body)
        return None

    with scripted(told) as (_, login, clock):
        login = {**login, "username": "max@company.example", "private_key": PEM}
        del login["client_secret"]
        client = Client(login, clock=clock)
        client.describe("Account")
        client.close()
    form = parse_qs(seen[0].decode())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    claims = jwt.decode(
        form["assertion"][0],
        KEY.public_key(),
        algorithms=["RS256"],
        audience="https://login.salesforce.com",
        options={"verify_exp": False},
    )
    assert (claims["iss"], claims["sub"]) == ("key", "max@company.example")
    until = datetime.fromtimestamp(claims["exp"], UTC)
    assert until == datetime(2026, 5, 28, 12, 2, tzinfo=UTC)


def test_a_key_that_is_not_rsa_is_a_fault_of_the_settings() -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for wrong in (pem, "no key at all"):
        with pytest.raises(SettingsError) as caught:
            Client({"base_url": "https://a.example", "client_id": "k", "private_key": wrong})
        assert caught.value.faults == (
            "salesforce: private_key must be an RSA key in PEM without a password, its lines kept "
            "or written with \\n",
        )


def test_a_version_is_a_number_with_a_point() -> None:
    login = {"base_url": "https://a.example", "client_id": "k", "client_secret": "s"}
    for text in ("61.0", "v61.0", " v61.0 "):
        client = Client({**login, "api_version": text})
        assert client.version == "61.0"
        client.close()
    with pytest.raises(SettingsError) as caught:
        Client({**login, "api_version": "latest"})
    assert caught.value.faults == ("salesforce: api_version must be one like 60.0, got 'latest'",)


def _called(told: Callable[[Seen], Says | None]) -> list[Seen]:
    """What an org sees of a client that describes Account."""
    with scripted(told) as (shop, login, clock):
        client = Client(login, clock=clock, patience_seconds=10)
        try:
            client.query("SELECT Id FROM Account")
        finally:
            client.close()
        return shop.seen


def test_the_data_are_asked_for_where_the_log_in_says() -> None:
    with scripted(lambda _: page()) as (instance, _, _clock):

        def told(request: Seen) -> Says | None:
            if request.path.endswith("/token"):
                return says({"access_token": "00D!token", "instance_url": instance.url + "/"})
            return None

        seen = _called(told)
        assert [it.path for it in seen] == ["/services/oauth2/token"]
        assert [it.path.partition("?")[0] for it in instance.seen] == ["/services/data/v60.0/query"]
        assert instance.seen[0].headers["Authorization"] == "Bearer 00D!token"


@pytest.mark.parametrize("place", ["http://elsewhere.example", "ftp://127.0.0.1", "elsewhere"])
def test_a_token_never_travels_unprotected(place: str) -> None:
    def told(request: Seen) -> Says | None:
        return says({"access_token": "00D!token", "instance_url": place})

    with pytest.raises(BadAnswer, match="which is not https: not followed"):
        _called(told)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"instance_url": "https://a"}, "the log-in answered without an access token."),
        ({"access_token": "00D!x"}, "the log-in answered without an instance_url."),
    ],
)
def test_a_log_in_that_says_too_little_is_a_bad_answer(
    answer: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadAnswer) as caught:
        _called(lambda _: says(answer))
    assert str(caught.value) == f"salesforce: {sentence}"


def test_an_expired_session_is_renewed_once() -> None:
    def told(request: Seen) -> Says | None:
        if request.path.endswith("/token"):
            return None
        return refusal("INVALID_SESSION_ID", "Session expired or invalid", 401)

    with scripted(told) as (shop, login, clock):
        client = Client(login, clock=clock)
        with pytest.raises(LoginRefused, match="INVALID_SESSION_ID"):
            client.query("SELECT Id FROM Account")
        client.close()
    assert [it.path.partition("?")[0] for it in shop.seen] == [
        "/services/oauth2/token",
        "/services/data/v60.0/query",
        "/services/oauth2/token",
        "/services/data/v60.0/query",
    ]


def test_a_log_in_that_may_not_use_the_api_is_not_tried_again() -> None:
    def told(request: Seen) -> Says | None:
        if request.path.endswith("/token"):
            return None
        words = "This session is not valid for use with the REST API"
        return refusal("INVALID_AUTH_HEADER", words, 401)

    with scripted(told) as (shop, login, clock):
        client = Client(login, clock=clock)
        with pytest.raises(LoginRefused):
            client.query("SELECT Id FROM Account")
        client.close()
    assert [it.path.partition("?")[0] for it in shop.seen] == [
        "/services/oauth2/token",
        "/services/data/v60.0/query",
    ]


def test_a_log_in_host_that_fails_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="/services/oauth2/token answered 503"):
        _called(lambda _: Says(503, b"<html>Maintenance</html>", {"Content-Type": "text/html"}))
