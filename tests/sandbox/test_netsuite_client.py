"""The NetSuite stand-in as somebody else's client sees it: netsuite-client, over a socket.

It knows how to log in with a token, to ask in SuiteQL and to GET; for the rest its session and its
signature are used as it uses them itself.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from tests.sandbox.netsuite_company import Erp, erp

netsuite_client: Any = import_module("netsuite_client")  # it has no types
HOST = "https://1234567-sb1.suitetalk.api.netsuite.com"
RECORD = f"{HOST}/services/rest/record/v1"
SUITEQL = f"{HOST}/services/rest/query/v1/suiteql"


class Loopback(HTTPAdapter):
    """Carries what was signed for the vendor's host to the stand-in, in plain http."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._netloc = urlsplit(url).netloc

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        asked = urlsplit(str(request.url))
        request.headers["Host"] = asked.netloc
        request.url = asked._replace(scheme="http", netloc=self._netloc).geturl()
        return super().send(request, *args, **kwargs)


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as account:
        yield account


@pytest.fixture
def account(served: Erp) -> Iterator[Erp]:
    yield served
    served.standin.faults.clear()
    served.standin.reset()


def client_of(account: Erp, **other: str) -> Any:
    settings = {**account.standin.credentials(account.url), **other}
    client = netsuite_client.NetSuiteClient(
        realm=settings["account"],
        account=HOST.split(".")[0].removeprefix("https://"),
        consumer_key=settings["consumer_key"],
        consumer_secret=settings["consumer_secret"],
        token_id=settings["token_id"],
        token_secret=settings["token_secret"],
        max_retries=0,
    )
    client.session.mount("https://", Loopback(account.url))
    return client


@pytest.fixture
def client(account: Erp) -> Iterator[Any]:
    client = client_of(account)
    yield client
    client.session.close()


def test_its_signature_lets_it_in_and_a_query_is_answered(client: Any) -> None:
    answer = client.get_suiteql_query("SELECT id, entityid FROM customer ORDER BY id")
    assert (answer["count"], answer["totalResults"], answer["hasMore"]) == (4, 4, False)
    assert answer["items"][0] == {"links": [], "id": "107", "entityid": "C107"}


def test_it_reads_all_pages_by_their_links(client: Any) -> None:
    ids, sizes, page = [], [], f"{SUITEQL}?limit=3"
    while page:
        answer = client.post(page, {"q": "SELECT id FROM transaction ORDER BY id"})
        ids += [it["id"] for it in answer["items"]]
        sizes.append(answer["count"])
        links = {it["rel"]: urlsplit(it["href"]) for it in answer["links"]}
        page = f"{SUITEQL}?{links['next'].query}" if answer["hasMore"] else ""
    assert ids == ["1001", "1002", "1003", "1004", "1005", "1006", "1007"]
    assert sizes == [3, 3, 1]


def test_it_reads_what_changed_since_an_hour_of_the_accounts_own_clock(client: Any) -> None:
    answer = client.get_suiteql_query(
        "SELECT id FROM transaction WHERE lastmodifieddate >= "
        "TO_TIMESTAMP('2026-05-31 20:00', 'YYYY-MM-DD HH24:MI') ORDER BY id"
    )
    assert [it["id"] for it in answer["items"]] == ["1006"]


def test_it_gets_a_record_and_a_part_of_a_list(client: Any) -> None:
    record = client.get(f"{RECORD}/customer/107")
    assert (record["companyName"], record["balance"]) == ("Acme", 1150.5)
    listed = client.get(f"{RECORD}/customer", {"limit": 2, "offset": 2, "q": "id ANY_OF [107,108]"})
    assert (listed["totalResults"], listed["count"]) == (2, 0)


def test_a_record_is_updated_with_its_session_and_signature(client: Any) -> None:
    answer = client.session.request(
        "PATCH",
        f"{RECORD}/customer/107",
        json={"companyName": "Acme & Sons"},
        headers=client._get_headers(),
        auth=client.auth,
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"{RECORD}/customer/107")["companyName"] == "Acme & Sons"


def test_a_record_is_made_and_a_query_finds_it(client: Any) -> None:
    answer = client.session.request(
        "POST",
        f"{RECORD}/customer",
        json={"companyName": "Dusk", "subsidiary": {"id": "1"}},
        headers=client._get_headers(),
        auth=client.auth,
    )
    made = answer.headers["Location"].rpartition("/")[2]
    found = client.get_suiteql_query("SELECT id FROM customer WHERE companyname = 'Dusk'")
    assert [it["id"] for it in found["items"]] == [made]


def test_it_raises_its_own_error_with_the_vendors_words(client: Any) -> None:
    with pytest.raises(netsuite_client.NetSuiteError, match=r"HTTP 404: .*Record does not exist\."):
        client.get(f"{RECORD}/customer/1")
    with pytest.raises(netsuite_client.NetSuiteError, match=r"HTTP 400: .*INVALID_PARAMETER"):
        client.get_suiteql_query("SELECT nothing FROM nowhere")


def test_a_signature_with_another_secret_is_refused(account: Erp) -> None:
    client = client_of(account, token_secret="not-the-secret")
    with pytest.raises(netsuite_client.NetSuiteError, match=r"HTTP 401: .*INVALID_LOGIN"):
        client.get_suiteql_query("SELECT id FROM customer")
    client.session.close()
