"""Asynchronous requests at the NetSuite stand-in."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sandbox.netsuite_company import Erp, erp

ASYNC = {"Prefer": "respond-async"}
BATCH = {**ASYNC, "Content-Type": "application/vnd.oracle.resource+json; type=collection"}
NEW = {"companyName": "Newcomer", "subsidiary": {"id": "1"}}


@pytest.fixture(scope="module")
def served() -> Iterator[Erp]:
    with erp() as account:
        yield account


@pytest.fixture
def account(served: Erp) -> Iterator[Erp]:
    yield served
    served.standin.faults.clear()
    served.standin.reset()


def accepted(answer: httpx.Response) -> str:
    assert answer.status_code == 202, answer.text
    assert answer.headers["Preference-Applied"] == "respond-async"
    return answer.headers["Location"]


def results(account: Erp, job: str) -> list[httpx.Response]:
    """The answers of all tasks of a job, once it is done."""
    assert account.http.get(job).json()["completed"] is True
    tasks = account.http.get(f"{job}/task").json()["items"]
    return [
        account.http.get(link["href"])
        for task in tasks
        for link in task["links"]
        if link["rel"] == "result"
    ]


def test_a_request_becomes_a_job_whose_result_is_the_answer(account: Erp) -> None:
    job = accepted(account.call("PATCH", "customer/107", {"companyName": "Acme II"}, **ASYNC))

    before = account.http.get(f"{job}/task/1").json()
    assert (before["completed"], before["progress"]) == (False, "processing")
    assert account.http.get(f"{job}/task/1/result").status_code == 404
    assert account.http.get(job).json() == {
        "completed": True,
        "id": job.rpartition("/")[2],
        "progress": "succeeded",
        "task": {"links": [{"rel": "self", "href": f"{job}/task"}]},
    }
    task = account.http.get(f"{job}/task/1").json()
    assert task["progress"] == "succeeded"
    assert {"startTime", "endTime"} <= task.keys()
    (result,) = results(account, job)
    assert result.status_code == 204
    assert result.headers["Location"].endswith("/record/v1/customer/107")
    assert account.values("SELECT companyname FROM customer WHERE id = 107") == ["Acme II"]


def test_a_refused_request_is_a_failed_job(account: Erp) -> None:
    job = accepted(account.call("POST", "customer", {"companyName": "x"}, **ASYNC))
    assert account.http.get(job).json()["progress"] == "failed"
    (result,) = results(account, job)
    assert result.json()["o:errorDetails"][0]["o:errorCode"] == "INVALID_CONTENT"


def test_a_key_is_good_for_one_job(account: Erp) -> None:
    headers = {**ASYNC, "X-NetSuite-Idempotency-Key": "7c0a"}
    job = accepted(account.call("POST", "customer", NEW, **headers))
    again = account.call("POST", "customer", NEW, **headers)

    assert (again.status_code, again.json()["title"]) == (400, "Conflict")
    assert again.json()["o:errorDetails"][0]["o:errorCode"] == "IDEMPOTENCY_ERROR"
    assert again.headers["Location"] == job
    assert account.values("SELECT COUNT(*) FROM customer") == ["5"]


def test_a_batch_has_a_result_for_every_record(account: Erp) -> None:
    body = {
        "items": [{**NEW, "externalId": "B-1"}, {"companyName": "x"}, {**NEW, "externalId": "B-2"}]
    }
    statuses = [
        it.status_code
        for it in results(account, accepted(account.call("POST", "customer", body, **BATCH)))
    ]
    assert statuses == [204, 400, 204]

    body = {
        "items": [{"externalId": "B-1", "companyName": "One"}, {"id": "107", "companyName": "Two"}]
    }
    results(account, accepted(account.call("PATCH", "customer", body, **BATCH)))
    sql = "SELECT companyname FROM customer WHERE externalid IN ('B-1', 'SF-001xx') ORDER BY id"
    assert account.values(sql) == ["Two", "One"]

    job = accepted(account.call("GET", "customer?expandRecords=true&ids=107,eid:B-1,5", **ASYNC))
    read = results(account, job)
    assert [it.status_code for it in read] == [200, 200, 404]
    assert [it.json()["companyName"] for it in read[:2]] == ["Two", "One"]

    job = accepted(account.call("DELETE", "customer?ids=eid:B-1,eid:B-2", **ASYNC))
    assert [it.status_code for it in results(account, job)] == [204, 204]
    assert account.values("SELECT COUNT(*) FROM customer") == ["4"]


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        ("POST", "customer", {"items": [NEW]}, {"Content-Type": BATCH["Content-Type"]}),
        ("POST", "customer", {"items": [NEW] * 101}, BATCH),
        ("POST", "customer", {"items": []}, BATCH),
        ("POST", "customer", NEW, BATCH),
        ("DELETE", "customer?ids=107,108", None, {}),
    ],
)
def test_a_batch_that_cannot_be_is_refused(
    account: Erp, method: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    answer = account.call(method, path, body, **headers)
    assert answer.status_code == 400
    assert answer.json()["o:errorDetails"][0]["o:errorCode"] == "INVALID_REQUEST"


def test_queries_are_not_run_as_jobs(account: Erp) -> None:
    headers = {"Prefer": "transient, respond-async"}
    answer = account.http.post(
        "/query/v1/suiteql", json={"q": "SELECT id FROM term"}, headers=headers
    )
    assert (answer.status_code, answer.json()["count"]) == (200, 2)


def test_jobs_can_fail_stick_break_off_and_vanish(account: Erp) -> None:
    two = {"items": [{**NEW, "entityId": "J1"}, {**NEW, "entityId": "J2"}]}
    faults = account.standin.faults

    faults.add("failed-job")
    job = accepted(account.call("POST", "customer", two, **BATCH))
    assert account.http.get(job).json()["progress"] == "failed"
    faults.add("stuck-job")
    stuck = accepted(account.call("POST", "customer", two, **BATCH))
    assert [account.http.get(stuck).json()["completed"] for _ in range(3)] == [False] * 3
    assert account.values("SELECT COUNT(*) FROM customer") == ["4"]

    faults.add("half-written-batch")
    job = accepted(account.call("POST", "customer", two, **BATCH))
    assert [it.status_code for it in results(account, job)] == [204, 500]
    assert account.values("SELECT entityid FROM customer WHERE entityid LIKE 'J%'") == ["J1"]

    faults.add("lost-job")
    assert account.http.get(job).status_code == 404
    assert account.http.get(f"{job}0").status_code == 404
