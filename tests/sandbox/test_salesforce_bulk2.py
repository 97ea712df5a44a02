"""Bulk API 2.0 at the Salesforce stand-in: jobs that read, and jobs that write."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sandbox.salesforce_company import ACME_ID, BOREALIS_ID, CIRRUS_ID
from tests.sandbox.salesforce_served import DATA, Crm, crm

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


def asked(org: Crm, soql: str, operation: str = "query", **more: Any) -> Any:
    return org.post("jobs/query", {"operation": operation, "query": soql, **more})


def finished(org: Crm, kind: str, job_id: str) -> Any:
    """The job's last status, asked for until there is no other to come."""
    status = org.get(f"jobs/{kind}/{job_id}")
    while status["state"] in ("UploadComplete", "InProgress"):
        status = org.get(f"jobs/{kind}/{job_id}")
    return status


def page(org: Crm, job_id: str, **params: Any) -> httpx.Response:
    answer = org.client.get(f"{DATA}/jobs/query/{job_id}/results", params=params)
    assert answer.status_code == 200, answer.text
    return answer


def rows(text: str, delimiter: str = ",") -> Rows:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def sent(org: Crm, content: str, operation: str = "upsert", **more: Any) -> str:
    """A job whose file was uploaded and closed."""
    wanted = {"object": "Account", "operation": operation, "contentType": "CSV", **more}
    if operation == "upsert":
        wanted.setdefault("externalIdFieldName", "NetSuite_Id__c")
    job = org.post("jobs/ingest", wanted)
    assert (job["state"], job["apiVersion"]) == ("Open", 60.0)
    assert job["contentUrl"] == f"services/data/v60.0/jobs/ingest/{job['id']}/batches"
    org.asked("PUT", f"/{job['contentUrl']}", 201, content=content.encode())
    closed = org.patch(f"jobs/ingest/{job['id']}", {"state": "UploadComplete"})
    assert closed["state"] == "UploadComplete"
    return str(job["id"])


def results(org: Crm, job_id: str, which: str) -> Rows:
    return rows(org.get(f"jobs/ingest/{job_id}/{which}"))


def test_a_query_job_is_seen_to_work_before_it_is_complete(org: Crm) -> None:
    job = asked(org, "SELECT Id FROM Account")
    assert job["state"] == "UploadComplete"
    assert (job["object"], job["apiVersion"], job["lineEnding"]) == ("Account", 60.0, "LF")
    states = [org.get(f"jobs/query/{job['id']}")["state"] for _ in range(3)]
    assert states == ["InProgress", "JobComplete", "JobComplete"]
    status = finished(org, "query", job["id"])
    assert (status["jobType"], status["numberRecordsProcessed"]) == ("V2Query", 3)


def test_every_value_is_in_quotes_and_nothing_is_two_of_them(org: Crm) -> None:
    org.patch(f"sobjects/Account/{ACME_ID}", {"Name": 'Acme "A",\nLtd', "Phone": "1"}, 204)
    job = asked(
        org,
        "SELECT Id, Name, GTV_Balance__c, GTV_Last_Invoice_Date__c, GTV_Last_Synchronized__c, "
        "IsDeleted, Owner.Name FROM Account WHERE Name LIKE 'Acme%'",
    )
    finished(org, "query", job["id"])
    assert page(org, job["id"]).text == (
        '"Id","Name","GTV_Balance__c","GTV_Last_Invoice_Date__c","GTV_Last_Synchronized__c",'
        '"IsDeleted","Owner.Name"\n'
        f'"{ACME_ID}","Acme ""A"",\nLtd","1250.5","2026-05-01","2026-05-07T08:30:00.000Z","false",'
        '"Max Field"\n'
    )
    empty = asked(org, "SELECT Phone, GTV_Balance__c FROM Account WHERE Name = 'Cirrus'")
    finished(org, "query", empty["id"])
    assert page(org, empty["id"]).text == '"Phone","GTV_Balance__c"\n"",""\n'


def test_pages_follow_one_another_until_the_locator_is_null(org: Crm) -> None:
    job = asked(org, "SELECT Name FROM Account ORDER BY Name", "queryAll")
    finished(org, "query", job["id"])
    first = page(org, job["id"], maxRecords=3)
    assert first.headers["Sforce-NumberOfRecords"] == "3"
    second = page(org, job["id"], maxRecords=3, locator=first.headers["Sforce-Locator"])
    assert second.headers["Sforce-Locator"] == "null"
    found = [it["Name"] for it in (*rows(first.text), *rows(second.text))]
    assert found == ["Acme", "Borealis", "Cirrus", "Dormant"]


def test_rows_are_those_of_the_moment_when_the_job_was_done(org: Crm) -> None:
    job = asked(org, "SELECT Name FROM Account ORDER BY Name")
    finished(org, "query", job["id"])
    org.patch(f"sobjects/Account/{ACME_ID}", {"Name": "Zenith"}, 204)
    assert rows(page(org, job["id"]).text)[0] == {"Name": "Acme"}


def test_other_delimiters_and_line_endings_are_kept_to(org: Crm) -> None:
    soql = "SELECT Id, Name FROM Account WHERE Name = 'Acme'"
    job = asked(org, soql, columnDelimiter="TAB", lineEnding="CRLF")
    finished(org, "query", job["id"])
    assert page(org, job["id"]).text == f'"Id"\t"Name"\r\n"{ACME_ID}"\t"Acme"\r\n'


def test_a_large_answer_is_compressed_where_that_is_asked_for(org: Crm) -> None:
    fields = ", ".join(
        it["name"]
        for it in org.get("sobjects/Account/describe")["fields"]
        if it["type"] != "address"
    )
    job = asked(org, " ".join(("SELECT", fields, "FROM Account")))
    finished(org, "query", job["id"])
    place = f"{DATA}/jobs/query/{job['id']}/results"
    packed = org.client.get(place, headers={"Accept-Encoding": "gzip"})
    plain = org.client.get(place, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert len(rows(plain.text)) == 3


@pytest.mark.parametrize(
    ("soql", "code", "words"),
    [
        (
            "SELECT Id FROM Xyzzy",
            "INVALIDENTITY",
            "Entity 'Xyzzy' is not supported by the Bulk API.",
        ),
        (
            "SELECT BillingAddress FROM Account",
            "FUNCTIONALITY_NOT_ENABLED",
            "Selecting compound data not supported in Bulk Query",
        ),
        (
            "SELECT COUNT() FROM Account",
            "FUNCTIONALITY_NOT_ENABLED",
            "Aggregate Relationships not supported in Bulk Query",
        ),
        (
            "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
            "FUNCTIONALITY_NOT_ENABLED",
            "Nested queries are not supported in Bulk Query",
        ),
        (
            "SELECT Id FROM Account LIMIT 1 OFFSET 1",
            "FUNCTIONALITY_NOT_ENABLED",
            "OFFSET is not supported in Bulk Query",
        ),
    ],
)
def test_a_query_that_bulk_cannot_do_is_refused_at_once(
    org: Crm, soql: str, code: str, words: str
) -> None:
    (error,) = org.post("jobs/query", {"operation": "query", "query": soql}, 400)
    assert error == {"errorCode": code, "message": words}


def test_results_wait_for_the_job_and_keep_to_its_version(org: Crm) -> None:
    job = asked(org, "SELECT Id FROM Account")
    place = f"jobs/query/{job['id']}/results"
    assert org.get(place, 400)[0]["message"] == (
        "Results are not available: the job is in state UploadComplete"
    )
    finished(org, "query", job["id"])
    org.get(f"/services/data/v59.0/{place}", 409)
    assert org.get(place, 400, locator="!!")[0]["errorCode"] == "INVALIDLOCATOR"


def test_a_job_is_aborted_forgotten_and_listed(org: Crm) -> None:
    job = asked(org, "SELECT Id FROM Account")
    place = f"jobs/query/{job['id']}"
    assert org.patch(place, {"state": "Aborted"})["state"] == "Aborted"
    listed = org.get("jobs/query")
    assert (listed["done"], listed["nextRecordsUrl"]) == (True, None)
    assert [it["id"] for it in listed["records"]] == [job["id"]]
    assert org.delete(place) == ""
    assert org.get(place, 404)[0]["errorCode"] == "NOT_FOUND"


def test_an_upsert_writes_the_good_lines_and_tells_of_the_others(org: Crm) -> None:
    job = sent(
        org,
        "NetSuite_Id__c,Name,Parent.NetSuite_Id__c,GTV_Balance__c,Industry\n"
        "1001,,1002,17.5,#N/A\n"
        '9001,"Dusk, ""Ltd""",,,\n'
        "9002,,,,\n"
        "1002,,none,,\n",
    )
    assert org.get(f"jobs/ingest/{job}")["state"] == "InProgress"

    status = finished(org, "ingest", job)

    assert status["state"] == "JobComplete"
    assert (status["numberRecordsProcessed"], status["numberRecordsFailed"]) == (4, 2)
    good = {it["NetSuite_Id__c"]: it for it in results(org, job, "successfulResults/")}
    assert good["1001"] == {
        "sf__Id": ACME_ID,
        "sf__Created": "false",
        "NetSuite_Id__c": "1001",
        "Name": "",
        "Parent.NetSuite_Id__c": "1002",
        "GTV_Balance__c": "17.5",
        "Industry": "#N/A",
    }
    assert good["9001"]["sf__Created"] == "true"
    bad = {it["NetSuite_Id__c"]: it["sf__Error"] for it in results(org, job, "failedResults/")}
    assert bad == {
        "9002": "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name--",
        "1002": "INVALID_FIELD:Foreign key external ID: none not found for field NetSuite_Id__c in "
        "entity Account:--",
    }
    assert results(org, job, "unprocessedRecords/") == []
    acme = org.get(f"sobjects/Account/{ACME_ID}")
    wanted = ("Name", "ParentId", "GTV_Balance__c", "Industry")
    assert [acme[name] for name in wanted] == ["Acme", BOREALIS_ID, 17.5, None]
    assert org.names("SELECT Name FROM Account WHERE NetSuite_Id__c = '9001'") == ['Dusk, "Ltd"']


def test_results_do_not_come_in_the_order_of_the_file(org: Crm) -> None:
    lines = "".join(f"N-{number},Firm {number}\n" for number in range(30))
    job = sent(org, f"NetSuite_Id__c,Name\n{lines}")
    finished(org, "ingest", job)
    keys = [it["NetSuite_Id__c"] for it in results(org, job, "successfulResults/")]
    assert sorted(keys) == sorted(f"N-{number}" for number in range(30))
    assert keys != [f"N-{number}" for number in range(30)]


def test_records_are_inserted_updated_and_deleted(org: Crm) -> None:
    job = sent(org, "Name\nDusk\n", "insert")
    finished(org, "ingest", job)
    (made,) = results(org, job, "successfulResults")
    finished(org, "ingest", sent(org, f"Id,Phone\n{made['sf__Id'][:15]},7\n", "update"))
    assert org.get(f"sobjects/Account/{made['sf__Id']}")["Phone"] == "7"
    finished(org, "ingest", sent(org, f"Id\n{made['sf__Id']}\n{CIRRUS_ID}\n", "delete"))
    assert org.names("SELECT Name FROM Account ORDER BY Name") == ["Acme", "Borealis"]
    finished(org, "ingest", sent(org, f"Id\n{BOREALIS_ID}\n", "hardDelete"))
    assert org.query("SELECT Id FROM Account", path="queryAll")["totalSize"] == 4


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("NetSuite_Id__c,Foo\n1,2\n", {}, "InvalidBatch : Field name not found : Foo"),
        (
            "NetSuite_Id__c,Name\r\n1,2\r\n",
            {},
            "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is "
            "LF",
        ),
        (
            "NetSuite_Id__c,Name\n1\n",
            {},
            "InvalidBatch : The number of values in a line is not that of the header",
        ),
        ("", {}, "InvalidBatch : The file is empty"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_fails_the_job(
    org: Crm, content: str, options: dict[str, str], message: str
) -> None:
    status = finished(org, "ingest", sent(org, content, **options))
    assert (status["state"], status["errorMessage"]) == ("Failed", message)


def test_a_file_may_have_other_delimiters_and_line_endings(org: Crm) -> None:
    job = sent(
        org,
        "NetSuite_Id__c|Name\r\n1001|Zenith\r\n",
        columnDelimiter="PIPE",
        lineEnding="CRLF",
    )
    finished(org, "ingest", job)
    text = org.get(f"jobs/ingest/{job}/successfulResults")
    assert text == (
        f'"sf__Id"|"sf__Created"|"NetSuite_Id__c"|"Name"\r\n"{ACME_ID}"|"false"|"1001"|"Zenith"\r\n'
    )


def test_a_file_is_uploaded_once(org: Crm) -> None:
    job = org.post("jobs/ingest", {"object": "Account", "operation": "insert"})
    org.asked("PUT", f"jobs/ingest/{job['id']}/batches", 201, content=b"Name\nA\n")
    (error,) = org.asked("PUT", f"jobs/ingest/{job['id']}/batches", 400, content=b"Name\nB\n")
    assert error["message"].startswith(f"Found multiple contents for job: <{job['id']}>")
    assert org.patch(f"jobs/ingest/{job['id']}", {"state": "Aborted"})["state"] == "Aborted"
    assert org.get("jobs/ingest")["records"][0]["state"] == "Aborted"
    org.delete(f"jobs/ingest/{job['id']}")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"object": "Nothing", "operation": "insert"}, "INVALIDENTITY"),
        ({"object": "Account", "operation": "magic"}, "INVALIDJOB"),
        (
            {"object": "Account", "operation": "upsert", "externalIdFieldName": "Phone"},
            "INVALIDJOB",
        ),
        ({"object": "Account", "operation": "insert", "lineEnding": "CR"}, "INVALIDJOB"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused(org: Crm, wanted: Any, code: str) -> None:
    assert org.post("jobs/ingest", wanted, 400)[0]["errorCode"] == code


FILE = "NetSuite_Id__c,Phone\n1001,1\n1002,2\n"


def test_a_job_can_be_made_to_fail(org: Crm) -> None:
    org.standin.faults.add("failed-job", times=2)
    status = finished(org, "ingest", sent(org, FILE))
    assert (status["state"], status["numberRecordsProcessed"]) == ("Failed", 0)
    job = asked(org, "SELECT Id FROM Account")
    assert finished(org, "query", job["id"])["errorMessage"] == (
        "InternalServerError : retries exceeded"
    )
    assert org.query("SELECT COUNT() FROM Account WHERE Phone != null")["totalSize"] == 0


def test_a_job_can_be_made_to_fail_at_every_second_record(org: Crm) -> None:
    org.standin.faults.add("half-failed-job")
    job = sent(org, FILE)
    assert finished(org, "ingest", job)["numberRecordsFailed"] == 1
    (bad,) = results(org, job, "failedResults")
    assert bad["NetSuite_Id__c"] == "1002"
    assert bad["sf__Error"].startswith("FIELD_CUSTOM_VALIDATION_EXCEPTION:")
    assert org.names("SELECT Name FROM Account WHERE Phone != null") == ["Acme"]


def test_a_job_can_be_made_to_be_killed_half_way(org: Crm) -> None:
    org.standin.faults.add("killed-job")
    job = sent(org, FILE)
    assert finished(org, "ingest", job)["state"] == "Aborted"
    assert results(org, job, "successfulResults") == []
    assert org.names("SELECT Name FROM Account WHERE Phone != null") == ["Acme"]


def test_a_job_can_be_made_to_be_stuck_or_lost(org: Crm) -> None:
    org.standin.faults.add("stuck-job")
    job = sent(org, FILE)
    states = {org.get(f"jobs/ingest/{job}")["state"] for _ in range(4)}
    assert states == {"InProgress"}
    org.standin.faults.add("lost-job")
    assert org.get(f"jobs/ingest/{job}", 404)[0]["errorCode"] == "NOT_FOUND"


def test_the_first_line_can_be_made_to_be_locked(org: Crm) -> None:
    org.standin.faults.add("locked-row", match="jobs/ingest")
    job = sent(org, FILE)
    finished(org, "ingest", job)
    (bad,) = results(org, job, "failedResults")
    assert bad["sf__Error"] == (
        "UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: "
        f"{ACME_ID}:--"
    )


@pytest.mark.parametrize(
    ("fault", "second"),
    [
        ("repeated-page", ["Acme", "Borealis"]),
        ("shifting-page", ["Borealis", "Cirrus"]),
        ("lost-row", ["Dormant"]),
    ],
)
def test_a_page_of_results_can_be_made_to_be_wrong(org: Crm, fault: str, second: list[str]) -> None:
    job = asked(org, "SELECT Name FROM Account ORDER BY Name", "queryAll")
    finished(org, "query", job["id"])
    locator = page(org, job["id"], maxRecords=2).headers["Sforce-Locator"]
    org.standin.faults.add(fault)
    found = page(org, job["id"], maxRecords=2, locator=locator)
    assert [it["Name"] for it in rows(found.text)] == second


def test_a_number_in_a_file_can_be_made_to_be_none(org: Crm) -> None:
    job = asked(org, "SELECT Name, GTV_Balance__c FROM Account ORDER BY Name")
    finished(org, "query", job["id"])
    org.standin.faults.add("not-a-number", name="GTV_Balance__c")
    assert rows(page(org, job["id"]).text)[0] == {"Name": "Acme", "GTV_Balance__c": "n/a"}
