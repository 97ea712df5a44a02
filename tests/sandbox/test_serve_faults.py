"""The generic faults on the wire: each does what it says, and the next request is well."""

import json
import time
from collections.abc import Iterator

import httpx
import pytest

from sandbox.faults import GENERIC, KNOWN, SPECIFIC
from sandbox.serve import Served, serve
from tests.sandbox.served_shop import ChattyShop, Shop

KEY = {"breaks": [], "links": [{"system": "shop", "record_id": "1"}]}


@pytest.fixture(scope="module")
def opened() -> Iterator[tuple[Shop, Served]]:
    shop = Shop()
    with serve([shop], answer_key=lambda: KEY) as served:
        yield shop, served


@pytest.fixture
def shop(opened: tuple[Shop, Served]) -> Shop:
    """The shop that `client` talks to, as it was on its first day."""
    httpx.post(f"{opened[1].urls['shop']}/__sandbox__/reset")
    return opened[0]


@pytest.fixture
def client(shop: Shop, opened: tuple[Shop, Served]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=opened[1].urls["shop"], timeout=5) as client:
        yield client


def test_a_fault_strikes_as_often_as_asked_and_only_where_it_matches(
    shop: Shop, client: httpx.Client
) -> None:
    shop.faults.add("error-500", match="POST /orders", after=1, times=2)

    posts = [client.post("/orders", content="x").status_code for _ in range(4)]

    assert posts == [200, 500, 500, 200]
    assert client.get("/orders").status_code == 200


@pytest.mark.parametrize(
    ("name", "status", "retry_after"),
    [
        ("rate-limit", 429, "1"),
        ("rate-limit-silent", 429, None),
        ("error-500", 500, None),
        ("unavailable", 503, "1"),
    ],
)
def test_a_refusal_does_nothing_and_passes(
    shop: Shop, client: httpx.Client, name: str, status: int, retry_after: str | None
) -> None:
    shop.faults.add(name)

    refused = client.post("/orders", content="chair")

    assert (refused.status_code, refused.headers.get("Retry-After")) == (status, retry_after)
    assert shop.orders == []
    assert client.post("/orders", content="chair").status_code == 200


def test_a_standin_may_refuse_in_its_own_words() -> None:
    shop = ChattyShop()
    shop.faults.add("rate-limit")
    shop.faults.add("rate-limit-silent")
    shop.faults.add("error-500")

    with serve([shop], answer_key=dict) as served:
        told, silent, plain = (httpx.get(f"{served.urls['shop']}/orders") for _ in range(3))

    assert (told.json(), told.headers["Retry-After"]) == ({"error": "rate-limit"}, "17")
    assert silent.json() == {"error": "rate-limit-silent"}
    assert "Retry-After" not in silent.headers
    assert (plain.status_code, plain.text) == (500, "Internal Server Error")


def test_a_dropped_connection_has_no_answer_and_nothing_done(
    shop: Shop, client: httpx.Client
) -> None:
    shop.faults.add("drop")

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post("/orders", content="chair")

    assert shop.orders == []
    assert client.get("/orders").json() == {"orders": []}


def test_a_connection_dropped_after_the_work_leaves_the_work_done(
    shop: Shop, client: httpx.Client
) -> None:
    shop.faults.add("commit-then-drop")

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post("/orders", content="chair")

    assert client.get("/orders").json() == {"orders": ["chair"]}
    assert client.get("/__sandbox__/requests").json()["by_route"] == [
        {"method": "GET", "route": "/orders", "count": 1, "statuses": {"200": 1}},
        {"method": "POST", "route": "/orders", "count": 1, "statuses": {"none": 1}},
    ]


def test_a_malformed_body_is_the_first_half_of_the_right_one(
    shop: Shop, client: httpx.Client
) -> None:
    shop.faults.add("malformed-body")

    answer = client.get("/orders")

    assert (answer.status_code, answer.text) == (200, '{"orde')
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_page_of_html_comes_where_json_was_promised(shop: Shop, client: httpx.Client) -> None:
    shop.faults.add("not-json")

    answer = client.get("/orders")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_a_slow_answer_is_the_right_one(shop: Shop, client: httpx.Client) -> None:
    shop.faults.add("slow", seconds=0.2)
    began = time.monotonic()

    answer = client.get("/orders")

    assert answer.json() == {"orders": []}
    assert time.monotonic() - began >= 0.2


def test_a_timeout_never_answers(shop: Shop, client: httpx.Client) -> None:
    shop.faults.add("timeout", times=2)
    with pytest.raises(httpx.ReadTimeout):
        client.get("/orders", timeout=0.1)
    shop.faults.clear()

    shop.faults.add("timeout", seconds=0.1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.get("/orders")


def test_every_fault_is_described_and_none_is_both_generic_and_specific() -> None:
    assert not GENERIC.keys() & SPECIFIC.keys()
    assert all(KNOWN.values())
