"""How many requests the NetSuite stand-in works on at once, and how it refuses the others."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.netsuite.limits import Concurrency
from tests.sandbox.netsuite_company import TOKEN_PATH, Erp, erp


@pytest.fixture(scope="module")
def account() -> Iterator[Erp]:
    with erp() as served:
        yield served


def test_the_limits_can_be_asked_for(account: Erp) -> None:
    assert account.http.get("/system/v1/governanceLimits").json() == {
        "accountConcurrencyLimit": 5,
        "accountUnallocatedConcurrencyLimit": 5,
        "integrationConcurrencyLimit": 5,
        "integrationLimitType": "accountLimit",
    }


def test_one_request_too_many_is_refused_and_the_next_one_in_turn_is_not() -> None:
    statuses: list[int] = []

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await release.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def ask(path: str) -> None:
        await governed({"type": "http", "path": path, "method": "GET"}, receive, send)

    async def scene() -> None:
        waiting = [asyncio.ensure_future(ask("/services/rest/x")) for _ in range(2)]
        token = asyncio.ensure_future(ask(TOKEN_PATH))
        await asyncio.sleep(0)
        await ask("/services/rest/x")
        assert statuses == [429]
        release.set()
        await asyncio.gather(*waiting, token)
        await ask("/services/rest/x")

    governed = Concurrency(slow, 2)
    release = asyncio.Event()
    asyncio.run(scene())

    assert statuses == [429, 200, 200, 200, 200]


def test_the_refusal_of_one_too_many_is_the_vendors(account: Erp) -> None:
    account.standin.faults.add("rate-limit-silent")
    answer = account.http.get("/record/v1/customer")
    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers
    assert answer.json() == {
        "type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4",
        "title": "Too Many Requests",
        "status": 429,
        "o:errorDetails": [
            {
                "detail": "Concurrent request limit exceeded. Request blocked.",
                "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED",
            }
        ],
        "o:errorCode": "USER_ERROR",
    }


def test_a_breakdown_has_the_vendors_body(account: Erp) -> None:
    account.standin.faults.add("error-500")
    answer = account.http.get("/record/v1/customer")
    assert answer.status_code == 500
    (detail,) = answer.json()["o:errorDetails"]
    assert detail["o:errorCode"] == "UNEXPECTED_ERROR"
    assert detail["detail"].startswith("An unexpected error occurred. Error ID: ")
