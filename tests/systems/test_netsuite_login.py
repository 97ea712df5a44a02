"""Ways into NetSuite, and what is said of one that is shut."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from systems.netsuite.reader import NetSuiteReader
from systems.netsuite.tables import (
    CURRENCY,
    TRANSACTION,
)
from tests.systems.erp import OAUTH2, TBA, Erp, erp
from tests.systems.helpdesk import rows
from tieout.errors import (
    LoginRefused,
    SettingsError,
)


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as books:
        yield books


@pytest.fixture
def books(served: Erp) -> Erp:
    return served.as_new()


@pytest.fixture
def reader(books: Erp) -> Iterator[NetSuiteReader]:
    reader = NetSuiteReader(books.settings, clock=books.clock, page_rows=150)
    yield reader
    reader.close()


@pytest.mark.parametrize("login", [OAUTH2, TBA], ids=["oauth2", "tba"])
def test_every_way_in_works(login: tuple[str, ...], books: Erp) -> None:
    settings = {name: books.settings[name] for name in ("base_url", *login)}
    reader = NetSuiteReader(settings, clock=books.clock)
    assert rows(reader.pages(CURRENCY, None))
    reader.close()


@pytest.mark.parametrize("kind", ["P-384", "P-521", "RSA-3072"])
def test_every_kind_of_key_works(kind: str, books: Erp) -> None:
    reader = NetSuiteReader(books.settings_of_key(kind), clock=books.clock)
    assert rows(reader.pages(CURRENCY, None))
    reader.close()


def test_a_key_whose_lines_are_written_as_backslash_n_works(books: Erp) -> None:
    one_line = books.settings["private_key"].replace("\n", "\\n")
    reader = NetSuiteReader({**books.settings, "private_key": one_line}, clock=books.clock)
    assert rows(reader.pages(CURRENCY, None))
    reader.close()


@pytest.mark.parametrize(
    ("login", "wrong", "sentence"),
    [
        (
            OAUTH2,
            "certificate_id",
            "netsuite: the log-in was refused (invalid_client). Check account, client_id, "
            "certificate_id and private_key, that the certificate is mapped to a user and role "
            "and has not run out, and that the role has Log in using OAuth 2.0 Access Tokens and "
            "REST Web Services. Setup > Users/Roles > User Management > View Login Audit Trail "
            "says why; then: tieout doctor",
        ),
        (
            TBA,
            "token_secret",
            "netsuite: the log-in was refused (INVALID_LOGIN). Check account, the consumer's and "
            "the token's key and secret, that this machine's clock is right to five minutes, and "
            "that the role has Log in using Access Tokens and REST Web Services. Setup > "
            "Users/Roles > User Management > View Login Audit Trail says why; then: tieout doctor",
        ),
    ],
)
def test_a_wrong_secret_is_refused_with_what_to_check(
    login: tuple[str, ...], wrong: str, sentence: str, books: Erp
) -> None:
    settings = {name: books.settings[name] for name in ("base_url", *login)}
    reader = NetSuiteReader({**settings, wrong: "not-the-secret"}, clock=books.clock)
    with pytest.raises(LoginRefused) as caught:
        rows(reader.pages(CURRENCY, None))
    reader.close()
    assert str(caught.value) == sentence
    assert books.clock.waits == []


def test_a_token_that_runs_out_on_the_way_is_renewed(reader: NetSuiteReader, books: Erp) -> None:
    books.faults.add("expired-token", match="suiteql", after=2)
    rows(reader.pages(TRANSACTION, None))
    assert reader.client.session.calls()["POST", "/services/rest/auth/oauth2/v1/token"] == 2


def pem_of_another_kind() -> str:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize("pem", ["not a key", pem_of_another_kind()])
def test_a_private_key_that_is_none_is_a_settings_error_without_the_key(
    pem: str, books: Erp
) -> None:
    with pytest.raises(SettingsError, match="netsuite: private_key must be an RSA or") as caught:
        NetSuiteReader({**books.settings, "private_key": pem})
    assert pem not in str(caught.value)


def test_a_concurrency_that_is_no_number_is_a_settings_error(books: Erp) -> None:
    with pytest.raises(SettingsError, match="concurrency must be a whole number of calls"):
        NetSuiteReader({**books.settings, "concurrency": "many"})


def test_the_account_id_leads_to_the_vendor(books: Erp) -> None:
    settings = {**books.settings, "account": "1234567_SB1", "base_url": ""}
    reader = NetSuiteReader(settings)
    assert reader.client.session.base_url == "https://1234567-sb1.suitetalk.api.netsuite.com"
    reader.close()
