"""The Salesforce stand-in as other people's clients see it: one of them itself, three by imitation.

simple-salesforce is driven over a socket; it insists on https, so that its transport is told where
to go instead. What taps and jsforce send is sent here by hand, as the reference page has it (§2.3,
§4.2 and §11).
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)

from tests.sandbox.salesforce_company import ACME_ID, BOREALIS_ID, id_of, many
from tests.sandbox.salesforce_served import DATA, Crm, crm

USAGE = re.compile(r"^api-usage=(\d+)/(\d+)$")  # anchored, as a tap has it


class Loopback(HTTPAdapter):
    """The way to the stand-in for whatever a client believes to send by https."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._netloc = urlsplit(url).netloc

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> Any:
        meant = urlsplit(str(request.url))
        request.url = meant._replace(scheme="http", netloc=self._netloc).geturl()
        return super().send(request, *args, **more)


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm(job_polls=0) as served:
        yield served


@pytest.fixture(scope="module")
def session(opened: Crm) -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.mount("https://", Loopback(opened.url))
        yield made


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


@pytest.fixture
def client(org: Crm, session: requests.Session) -> Any:
    return Salesforce(
        username=org.settings["username"],
        password=org.settings["password"],
        security_token=org.settings["security_token"],
        session=session,
    )


# --- simple-salesforce ----------------------------------------------------------------------------


def test_it_logs_in_by_every_way_that_it_knows(org: Crm, session: requests.Session) -> None:
    user = {"username": org.settings["username"], "session": session}
    app = {
        "consumer_key": org.settings["client_id"],
        "consumer_secret": org.settings["client_secret"],
    }
    ways: list[dict[str, Any]] = [
        {"domain": "company.my", "session": session, **app},
        {**user, "password": org.settings["password"], **app},
        {**user, "consumer_key": app["consumer_key"], "privatekey": org.settings["private_key"]},
        {**user, "password": org.settings["password"], "organizationId": "00DzTo000000001UAA"},
    ]
    for way in ways:
        assert Salesforce(**way).Account.get(ACME_ID)["Name"] == "Acme"


def test_it_is_told_why_it_cannot_log_in(org: Crm, session: requests.Session) -> None:
    name = org.settings["username"]
    with pytest.raises(SalesforceAuthenticationFailed, match="INVALID_LOGIN"):
        Salesforce(username=name, password="wrong", security_token="x", session=session)


def test_it_logs_in_again_where_its_session_has_ended(org: Crm, client: Any) -> None:
    org.standin.faults.add("expired-token", match="sobjects/Account")
    assert client.Account.get(ACME_ID)["Name"] == "Acme"


def test_it_reads_all_pages_and_the_deleted_ones_where_it_is_asked_to(session: Any) -> None:
    with crm(many(25), page_size=10) as org, requests.Session() as own:
        own.mount("https://", Loopback(org.url))
        token = org.client.headers["Authorization"].removeprefix("Bearer ")
        client = Salesforce(session_id=token, instance_url=org.url, session=own)
        found = client.query_all("SELECT Name FROM Account ORDER BY Name")
        assert found["totalSize"] == 25
        assert [it["Name"] for it in found["records"]] == [f"Firm {n:04}" for n in range(1, 26)]
        client.Account.delete(id_of("001", 3))
        left = client.query_all("SELECT Id FROM Account")
        all_of_them = client.query_all("SELECT Id FROM Account", include_deleted=True)
        assert (len(left["records"]), len(all_of_them["records"])) == (24, 25)


def test_it_describes_and_counts_its_calls(client: Any) -> None:
    assert "Subscription__c" in {it["name"] for it in client.describe()["sobjects"]}
    fields = client.Account.describe()["fields"]
    assert any(it["name"] == "Customer_Priority__c" and it["custom"] for it in fields)
    assert client.limits()["DailyApiRequests"]["Max"] == 100_000
    assert client.api_usage["api-usage"].total == 100_000
    assert client.is_sandbox() is True


def test_it_creates_updates_upserts_and_deletes_one(client: Any) -> None:
    made = client.Account.create({"Name": "Dusk", "NetSuite_Id__c": "77"})
    assert client.Account.update(made["id"], {"Industry": "Energy"}) == 204
    assert client.Account.upsert("NetSuite_Id__c/77", {"Name": "Dusk Ltd"}) == 200
    assert client.Account.upsert("NetSuite_Id__c/78", {"Name": "Dawn"}) == 201
    found = client.Account.get_by_custom_id("NetSuite_Id__c", "77")
    assert (found["Name"], found["Industry"]) == ("Dusk Ltd", "Energy")
    assert client.Account.delete(made["id"]) == 204


def test_it_reads_by_bulk_in_json_with_epoch_milliseconds(client: Any) -> None:
    soql = "SELECT Id, Name, SystemModstamp FROM Account WHERE Name = 'Acme'"
    pages = list(client.bulk.Account.query_all(soql, lazy_operation=True))
    assert [it["Name"] for it in pages[0]] == ["Acme"]
    assert pages[0][0]["SystemModstamp"] == 1778056200000


def test_it_writes_many_by_bulk_and_sees_what_became_of_each(client: Any) -> None:
    sent = [{"NetSuite_Id__c": "1001", "Phone": "1"}, {"NetSuite_Id__c": "79"}]
    good, bad = client.bulk.Account.upsert(sent, "NetSuite_Id__c")
    assert (good["id"], good["success"], good["created"]) == (ACME_ID, True, False)
    assert bad["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"


def test_it_reads_and_writes_by_bulk_2(client: Any) -> None:
    (page,) = client.bulk2.Account.query("SELECT Name FROM Account ORDER BY Name", wait=0)
    assert page == '"Name"\n"Acme"\n"Borealis"\n"Cirrus"\n'
    sent = [
        {"NetSuite_Id__c": "1001", "Industry": "#N/A"},
        {"NetSuite_Id__c": "1002", "Industry": "Energy"},
    ]
    (job,) = client.bulk2.Account.upsert(records=sent, external_id_field="NetSuite_Id__c", wait=0)
    assert (job["numberRecordsProcessed"], job["numberRecordsFailed"]) == (2, 0)
    told = client.bulk2.Account.get_all_ingest_records(job["job_id"])
    assert {it["sf__Id"] for it in told["successfulRecords"]} == {ACME_ID, BOREALIS_ID}
    assert (told["failedRecords"], told["unprocessedRecords"]) == ([], [])
    assert client.Account.get(ACME_ID)["Industry"] is None


def test_it_raises_its_own_errors(org: Crm, session: requests.Session, client: Any) -> None:
    with pytest.raises(SalesforceMalformedRequest, match="REQUIRED_FIELD_MISSING"):
        client.Account.create({"Phone": "1"})
    with pytest.raises(SalesforceMalformedRequest, match="No such column 'Foo'"):
        client.query("SELECT Foo FROM Account")
    with pytest.raises(SalesforceResourceNotFound):
        client.Account.get("001000000000999AAA")
    for record_id in (ACME_ID, BOREALIS_ID):
        client.Account.update(record_id, {"GTV_Account_Id__c": "BA-9"})
    with pytest.raises(SalesforceMoreThanOneRecord):
        client.Account.get_by_custom_id("GTV_Account_Id__c", "BA-9")
    org.standin.faults.add("rate-limit")
    with pytest.raises(SalesforceRefusedRequest, match="REQUEST_LIMIT_EXCEEDED"):
        client.Account.get(ACME_ID)
    stranger = Salesforce(session_id="x", instance_url=org.url, session=session)
    with pytest.raises(SalesforceExpiredSession):
        stranger.Account.get(ACME_ID)


# --- what a Singer tap sends ----------------------------------------------------------------------


def test_a_tap_discovers_in_batches_and_reads_in_windows(org: Crm) -> None:
    names = ("Account", "Order", "Subscription__c")
    wanted = [{"method": "GET", "url": f"v60.0/sobjects/{name}/describe"} for name in names]
    answer = org.post("composite/batch", {"batchRequests": wanted})
    assert [it["result"]["name"] for it in answer["results"]] == list(names)
    first = org.query(
        "SELECT Id,Name,SystemModstamp FROM Account WHERE SystemModstamp >= "
        "2024-01-01T00:00:00+00:00  ORDER BY SystemModstamp ASC",
        path="queryAll",
    )
    assert [it["Name"] for it in first["records"]] == ["Cirrus", "Borealis", "Acme", "Dormant"]
    later = org.query(
        "SELECT Id,Name FROM Account WHERE SystemModstamp >= 2026-05-03T08:30:00.000000Z AND "
        "SystemModstamp < 2026-05-06T08:30:00.000000Z  ORDER BY SystemModstamp ASC",
        path="queryAll",
    )
    assert [it["Name"] for it in later["records"]] == ["Borealis"]


def test_a_tap_reads_its_quota_from_header_and_limits(org: Crm) -> None:
    answer = org.client.get(f"{DATA}/limits")
    assert USAGE.match(answer.headers["Sforce-Limit-Info"])
    assert answer.json()["DailyBulkApiBatches"].keys() == {"Max", "Remaining"}


def test_a_tap_pages_bulk_2_results_until_the_locator_says_null(org: Crm) -> None:
    job = org.post("jobs/query", {"operation": "queryAll", "query": "SELECT Id FROM Account"})
    while org.get(f"jobs/query/{job['id']}")["state"] != "JobComplete":
        pass
    locator, ids = "", []
    while locator != "null":
        params = {"maxRecords": "3", **({"locator": locator} if locator else {})}
        answer = org.client.get(f"{DATA}/jobs/query/{job['id']}/results", params=params)
        locator = answer.headers["Sforce-Locator"]
        ids += [it["Id"] for it in csv.DictReader(io.StringIO(answer.text))]
    assert len(ids) == len(set(ids)) == 4


# --- what an Airbyte connector sends --------------------------------------------------------------


def test_a_connector_reads_slices_and_falls_back_from_bulk(org: Crm) -> None:
    found = org.query(
        "SELECT Id,Name FROM Account WHERE SystemModstamp >= 2026-05-03T00:00:00.000+00:00 AND "
        "SystemModstamp < 2026-05-07T00:00:00.000+00:00",
        path="queryAll",
    )
    assert {it["Name"] for it in found["records"]} == {"Acme", "Borealis"}
    wanted = {"operation": "queryAll", "query": "SELECT BillingAddress FROM Account"}
    (error,) = org.post("jobs/query", wanted, 400)
    assert error["message"] == "Selecting compound data not supported in Bulk Query"
    (error,) = org.query("SELECT Nope__c FROM Account", 400)
    named = re.search(r"No such column '([^']+)' on entity", error["message"])
    assert named is not None
    assert named.group(1) == "Nope__c"


def test_a_connector_downloads_compressed_and_forgets_its_job(org: Crm) -> None:
    wanted = {"operation": "queryAll", "query": "SELECT Id FROM Account", "contentType": "CSV"}
    place = f"jobs/query/{org.post('jobs/query', wanted)['id']}"
    while org.get(place)["state"] != "JobComplete":
        pass
    headers = {"Accept-Encoding": "gzip"}
    answer = org.client.get(f"{DATA}/{place}/results", headers=headers)
    assert answer.text.splitlines()[0] == '"Id"'
    org.delete(place)


# --- what jsforce sends ---------------------------------------------------------------------------


def test_jsforce_logs_in_by_soap_and_chooses_its_parser_by_the_content_type(org: Crm) -> None:
    name, words = org.settings["username"], org.settings["password"]
    body = (
        '<se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Header/><se:Body>'
        f'<login xmlns="urn:partner.soap.sforce.com"><username>{name}</username>'
        f"<password>{words}</password></login></se:Body></se:Envelope>"
    )
    headers = {"Content-Type": "text/xml", "SOAPAction": '""'}
    answer = org.stranger.post("/services/Soap/u/50.0", content=body, headers=headers)
    assert re.search(r"<serverUrl>([^<]+)</serverUrl>", answer.text)
    assert re.search(r"<organizationId>([^<]+)</organizationId>", answer.text)
    session = re.search(r"<sessionId>([^<]+)</sessionId>", answer.text)
    assert session is not None
    bearer = {"Authorization": f"Bearer {session.group(1)}"}
    found = org.stranger.get(
        "/services/data/v50.0/query?q=SELECT%20Id%20FROM%20User", headers=bearer
    )
    assert found.headers["content-type"] == "application/json;charset=UTF-8"


def test_jsforce_follows_a_locator_of_query_all_by_query() -> None:
    with crm(many(5), page_size=2) as org:
        first = org.query("SELECT Name FROM Account ORDER BY Name", path="queryAll")
        locator = first["nextRecordsUrl"].rpartition("/")[2]
        second = org.get(f"/services/data/v50.0/query/{locator}")
        assert [it["Name"] for it in second["records"]] == ["Firm 0003", "Firm 0004"]
        assert second["nextRecordsUrl"].startswith("/services/data/v50.0/query/01g")


def test_jsforce_fetches_all_three_results_of_a_job(org: Crm) -> None:
    wanted = {"object": "Account", "operation": "insert", "lineEnding": "LF"}
    job = org.post("jobs/ingest", wanted)["id"]
    org.asked("PUT", f"jobs/ingest/{job}/batches", 201, content=b"Name,Phone\nDusk,1\n,2\n")
    org.patch(f"jobs/ingest/{job}", {"state": "UploadComplete"})
    assert org.get(f"jobs/ingest/{job}")["state"] == "JobComplete"
    kinds = ("successfulResults", "failedResults", "unprocessedrecords")
    texts = [org.get(f"jobs/ingest/{job}/{kind}") for kind in kinds]
    assert [len(text.splitlines()) for text in texts] == [2, 2, 1]
