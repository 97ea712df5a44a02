"""Bulk API 1 at the Salesforce stand-in, in JSON, CSV and XML."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element  # only its name; reading is defusedxml's

import httpx
import pytest
from defusedxml import ElementTree

from tests.sandbox.salesforce_company import ACME_ID, BOREALIS_ID
from tests.sandbox.salesforce_served import Crm, crm

BASE = "/services/async/59.0"
SPACE = "{http://www.force.com/2009/06/asyncapi/dataload}"
JSON = {"Content-Type": "application/json"}
CSV = {"Content-Type": "text/csv"}
XML = {"Content-Type": "application/xml"}
SOQL = "SELECT Name, GTV_Balance__c, SystemModstamp, Owner.Name FROM Account ORDER BY Name LIMIT 1"


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


def call(
    org: Crm, method: str, path: str, status: int = 200, headers: Any = JSON, **sent: Any
) -> httpx.Response:
    session = {"X-SFDC-Session": org.client.headers["Authorization"].removeprefix("Bearer ")}
    place = f"{BASE}/{path}"
    answer = org.stranger.request(method, place, headers={**session, **headers}, **sent)
    assert answer.status_code == status, answer.text
    return answer


def job(org: Crm, operation: str, content_type: str = "JSON", **more: Any) -> str:
    wanted = {"operation": operation, "object": "Account", "concurrencyMode": 0, **more}
    made = call(org, "POST", "job", 201, json={**wanted, "contentType": content_type}).json()
    assert (made["state"], made["numberBatchesTotal"]) == ("Open", 0)
    return str(made["id"])


def batch(org: Crm, job_id: str, content: str, headers: Any = JSON) -> str:
    answer = call(org, "POST", f"job/{job_id}/batch", 201, headers, content=content.encode())
    if "json" in answer.headers["content-type"]:
        assert (answer.json()["state"], answer.json()["jobId"]) == ("Queued", job_id)
        return str(answer.json()["id"])
    return text_at(answer, "id")


def text_at(answer: httpx.Response, name: str) -> str:
    root: Element = ElementTree.fromstring(answer.text)
    return str(root.findtext(f"{SPACE}{name}"))


def done(org: Crm, job_id: str, batch_id: str) -> Any:
    """The state of a JSON batch when it goes on no further."""
    place = f"job/{job_id}/batch/{batch_id}"
    states = [call(org, "GET", place).json()]
    while states[-1]["state"] in ("Queued", "InProgress"):
        states.append(call(org, "GET", place).json())
    return states[-1]


def ended(org: Crm, job_id: str, batch_id: str) -> httpx.Response:
    """The same of a CSV or XML batch."""
    place = f"job/{job_id}/batch/{batch_id}"
    answer = call(org, "GET", place, headers=CSV)
    while text_at(answer, "state") in ("Queued", "InProgress"):
        answer = call(org, "GET", place, headers=CSV)
    return answer


def test_a_query_in_json_has_moments_as_milliseconds(org: Crm) -> None:
    one = job(org, "query")
    part = batch(org, one, SOQL)
    call(org, "POST", f"job/{one}", json={"state": "Closed"})
    assert done(org, one, part)["state"] == "Completed"
    place = f"job/{one}/batch/{part}/result"
    (result,) = call(org, "GET", place).json()
    assert len(result) == 15

    (found,) = call(org, "GET", f"{place}/{result}").json()

    assert found["attributes"] == {
        "type": "Account",
        "url": f"/services/data/v59.0/sobjects/Account/{ACME_ID}",
    }
    assert (found["Name"], found["GTV_Balance__c"]) == ("Acme", 1250.5)
    assert found["SystemModstamp"] == 1778056200000  # 6 May 2026, 8:30
    assert found["Owner"]["Name"] == "Max Field"
    status = call(org, "GET", f"job/{one}").json()
    assert (status["state"], status["numberRecordsProcessed"]) == ("Closed", 1)


def test_a_query_in_csv_is_asked_for_in_json_and_followed_in_xml(org: Crm) -> None:
    one = job(org, "queryAll", "CSV")
    part = batch(org, one, "SELECT Id, Name, SystemModstamp FROM Account ORDER BY Name", CSV)
    assert text_at(ended(org, one, part), "numberRecordsProcessed") == "4"
    place = f"job/{one}/batch/{part}/result"
    listed = call(org, "GET", place, headers=CSV)
    assert listed.text.startswith('<?xml version="1.0" encoding="UTF-8"?><result-list xmlns=')
    found = call(org, "GET", f"{place}/{text_at(listed, 'result')}", headers=CSV).text
    lines = found.splitlines()
    assert lines[:2] == [
        '"Id","Name","SystemModstamp"',
        f'"{ACME_ID}","Acme","2026-05-06T08:30:00.000Z"',
    ]
    assert len(lines) == 5


def test_a_query_in_xml_is_xml_from_first_to_last(org: Crm) -> None:
    wanted = (
        '<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>query'
        "</operation><object>Account</object><contentType>XML</contentType></jobInfo>"
    )
    made = call(org, "POST", "job", 201, XML, content=wanted)
    one = text_at(made, "id")
    assert text_at(made, "concurrencyMode") == "Parallel"
    part = batch(org, one, SOQL, XML)
    ended(org, one, part)
    place = f"job/{one}/batch/{part}/result"
    result = text_at(call(org, "GET", place, headers=XML), "result")
    found = call(org, "GET", f"{place}/{result}", headers=XML).text
    assert "<type>Account</type><Name>Acme</Name><GTV_Balance__c>1250.5</GTV_Balance__c>" in found
    closing = wanted.partition("<operation>")[0] + "<state>Closed</state></jobInfo>"
    assert text_at(call(org, "POST", f"job/{one}", 200, XML, content=closing), "state") == "Closed"


def test_records_in_json_are_answered_in_the_order_in_which_they_came(org: Crm) -> None:
    one = job(org, "upsert", externalIdFieldName="NetSuite_Id__c")
    part = batch(
        org,
        one,
        '[{"NetSuite_Id__c":"1001","Industry":null,"Parent":{"NetSuite_Id__c":"1002"}},'
        '{"NetSuite_Id__c":"9001","Name":"Dusk"},{"NetSuite_Id__c":"9002"}]',
    )
    status = done(org, one, part)
    assert (status["numberRecordsProcessed"], status["numberRecordsFailed"]) == (3, 1)
    first, second, third = call(org, "GET", f"job/{one}/batch/{part}/result").json()
    assert first == {"success": True, "created": False, "id": ACME_ID, "errors": []}
    assert (second["success"], second["created"]) == (True, True)
    assert third["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    acme = org.get(f"sobjects/Account/{ACME_ID}")
    assert (acme["Industry"], acme["ParentId"]) == (None, BOREALIS_ID)
    request = call(org, "GET", f"job/{one}/batch/{part}/request").json()
    assert request[1] == {"NetSuite_Id__c": "9001", "Name": "Dusk"}


def test_records_in_csv_are_answered_in_csv(org: Crm) -> None:
    one = job(org, "update", "CSV")
    part = batch(org, one, f"Id,Phone,Industry\n{ACME_ID},1,#N/A\n001000000000099,2,\n", CSV)
    ended(org, one, part)
    text = call(org, "GET", f"job/{one}/batch/{part}/result", headers=CSV).text
    first, second = csv.DictReader(io.StringIO(text))
    assert first == {"Id": ACME_ID, "Success": "true", "Created": "false", "Error": ""}
    assert second["Error"] == "INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--"
    assert org.get(f"sobjects/Account/{ACME_ID}")["Industry"] is None


def test_records_in_xml_are_answered_in_xml(org: Crm) -> None:
    one = job(org, "insert", "XML")
    part = batch(
        org,
        one,
        '<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload"><sObject><Name>Dusk'
        "</Name><Parent><sObject><NetSuite_Id__c>1001</NetSuite_Id__c></sObject></Parent></sObject>"
        "<sObject><Phone>1</Phone></sObject></sObjects>",
        XML,
    )
    ended(org, one, part)
    text = call(org, "GET", f"job/{one}/batch/{part}/result", headers=XML).text
    assert "<success>true</success><created>true</created>" in text
    assert (
        "<errors><message>Required fields are missing: [Name]</message><statusCode>"
        "REQUIRED_FIELD_MISSING</statusCode><fields>Name</fields></errors>"
    ) in text
    assert org.names("SELECT Name FROM Account WHERE Parent.Name = 'Acme' ORDER BY Name") == [
        "Cirrus",
        "Dusk",
    ]


def test_a_query_that_is_wrong_fails_its_batch(org: Crm) -> None:
    one = job(org, "query")
    part = batch(org, one, "SELECT Foo FROM Account")
    status = done(org, one, part)
    assert status["state"] == "Failed"
    assert status["stateMessage"].startswith(
        "InvalidBatch : Failed to process query: INVALID_FIELD"
    )
    refused = call(org, "GET", f"job/{one}/batch/{part}/result", 400).json()
    assert refused["exceptionCode"] == "InvalidBatch"


def test_keys_can_be_split_into_chunks(org: Crm) -> None:
    wanted = {"operation": "query", "object": "Account", "contentType": "CSV"}
    chunks = {"Sforce-Enable-PKChunking": "true; chunkSize=2"}
    one = call(org, "POST", "job", 201, {**JSON, **chunks}, json=wanted).json()["id"]
    first = batch(org, one, "SELECT Name FROM Account", CSV)
    assert text_at(call(org, "GET", f"job/{one}/batch/{first}", headers=CSV), "state") == (
        "Not Processed"
    )
    listed = ElementTree.fromstring(call(org, "GET", f"job/{one}/batch", headers=CSV).text)
    ids = [it.findtext(f"{SPACE}id") for it in listed]
    names = set()
    for part in ids[1:]:
        ended(org, one, part)
        place = f"job/{one}/batch/{part}/result"
        result = text_at(call(org, "GET", place, headers=CSV), "result")
        names |= set(call(org, "GET", f"{place}/{result}", headers=CSV).text.split()[1:])
    assert len(ids) == 3
    assert names == {'"Acme"', '"Borealis"', '"Cirrus"'}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "job/750000000000099", 404, "InvalidJob"),
        ("GET", "job/750000000000099/batch/751000000000099", 404, "InvalidJob"),
        ("POST", "job", 400, "InvalidJob"),
    ],
)
def test_a_refusal_is_an_object_and_no_list(
    org: Crm, method: str, path: str, status: int, code: str
) -> None:
    refused = call(org, method, path, status, content=b"{")
    assert refused.json()["exceptionCode"] == code
    in_xml = call(org, method, path, status, XML, content=b"<")
    assert f"<exceptionCode>{code}</exceptionCode>" in in_xml.text


def test_nobody_comes_in_without_a_session(org: Crm) -> None:
    answer = org.stranger.post(f"{BASE}/job", headers={"X-SFDC-Session": "x"}, json={})
    assert (answer.status_code, answer.json()) == (
        400,
        {"exceptionCode": "InvalidSessionId", "exceptionMessage": "Invalid session id"},
    )


def test_a_slash_too_many_does_no_harm(org: Crm) -> None:
    session = {"X-SFDC-Session": org.client.headers["Authorization"].removeprefix("Bearer ")}
    wanted = {"operation": "query", "object": "Account", "contentType": "JSON"}
    answer = org.stranger.post(f"{org.url}/{BASE}/job", headers=session, json=wanted)
    assert answer.status_code == 201


def test_a_closed_job_takes_no_batch_and_an_aborted_one_works_no_more(org: Crm) -> None:
    one = job(org, "insert")
    part = batch(org, one, '[{"Name":"Dusk"}]')
    call(org, "POST", f"job/{one}", json={"state": "Aborted"})
    assert done(org, one, part)["state"] == "NotProcessed"
    refused = call(org, "POST", f"job/{one}/batch", 400, content=b"[]").json()
    assert refused["exceptionMessage"] == "Job is not open"


@pytest.mark.parametrize(
    ("fault", "state", "phones"),
    [("failed-job", "Failed", 0), ("half-failed-job", "Completed", 1), ("killed-job", "Failed", 1)],
)
def test_a_job_can_be_made_to_go_wrong(org: Crm, fault: str, state: str, phones: int) -> None:
    org.standin.faults.add(fault)
    one = job(org, "update")
    part = batch(
        org, one, f'[{{"Id":"{ACME_ID}","Phone":"1"}},{{"Id":"{BOREALIS_ID}","Phone":"2"}}]'
    )
    assert done(org, one, part)["state"] == state
    assert org.query("SELECT COUNT() FROM Account WHERE Phone != null")["totalSize"] == phones


def test_a_job_can_be_made_to_be_stuck_or_lost(org: Crm) -> None:
    org.standin.faults.add("stuck-job")
    one = job(org, "query")
    part = batch(org, one, SOQL)
    place = f"job/{one}/batch/{part}"
    assert {call(org, "GET", place).json()["state"] for _ in range(4)} == {"InProgress"}
    org.standin.faults.add("lost-job")
    assert call(org, "GET", place, 404).json()["exceptionCode"] == "InvalidBatch"
