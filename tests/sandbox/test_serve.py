"""Serving stand-ins: counting, starting and stopping."""

import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.faults import KNOWN
from sandbox.serve import NotStartedError, PortUnavailableError, Served, serve
from sandbox.traffic import route_template
from tests.sandbox.served_shop import Shop

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


def test_every_standin_gets_its_own_port_and_answers_at_once() -> None:
    with serve([Shop("left"), Shop("right")], answer_key=dict) as served:
        assert list(served.urls) == ["left", "right"]
        for url in served.urls.values():
            assert httpx.get(f"{url}/orders").json() == {"orders": []}


def test_the_environment_names_the_variables_where_dlt_looks(
    opened: tuple[Shop, Served],
) -> None:
    served = opened[1]

    assert served.environment() == {
        "SOURCES__SHOP__BASE_URL": served.urls["shop"],
        "SOURCES__SHOP__API_TOKEN": "let-me-in",
    }


def test_a_stopped_server_gives_its_port_back_and_no_longer_answers() -> None:
    shop = Shop()
    with serve([shop], answer_key=dict) as served:
        url = served.urls["shop"]
    port = int(url.rsplit(":", 1)[1])

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/orders")
    with serve([shop], answer_key=dict, ports={"shop": port}) as again:
        assert again.urls == {"shop": url}


def test_it_stops_although_the_block_is_left_by_an_error() -> None:
    shop = Shop()

    def fail() -> None:
        with serve([shop], answer_key=dict) as served:
            raise KeyError(served.urls["shop"])

    with pytest.raises(KeyError) as caught:
        fail()

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{caught.value.args[0]}/orders")


def test_it_stops_at_once_although_a_client_is_still_waiting_for_an_answer() -> None:
    shop = Shop()
    with serve([shop], answer_key=dict) as served:
        shop.faults.add("timeout", seconds=60)
        waiting = socket.create_connection(("127.0.0.1", int(served.urls["shop"].split(":")[2])))
        waiting.sendall(b"GET /orders HTTP/1.1\r\nHost: shop\r\n\r\n")
        while shop.faults.active():
            time.sleep(0.01)
        began = time.monotonic()

    assert time.monotonic() - began < 2
    assert waiting.recv(100) == b""
    waiting.close()


def test_a_taken_port_is_named_with_its_system() -> None:
    shop = Shop()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(PortUnavailableError) as caught,
            serve([Shop("first"), shop], answer_key=dict, ports={"shop": port}),
        ):
            pass

    assert str(caught.value) == (
        f"shop: cannot listen on 127.0.0.1 port {port}: somebody else listens there. "
        "Stop that one, or ask for another port; without one a free port is taken."
    )


def test_a_port_for_a_system_that_is_not_served_is_refused() -> None:
    shop = Shop()
    with (
        pytest.raises(ValueError, match="a port was asked for shoe, not served here"),
        serve([shop], answer_key=dict, ports={"shoe": 1}),
    ):
        pass


def test_a_standin_that_cannot_start_is_named() -> None:
    shop = Shop()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        Path("/nowhere/at/all").read_text()
        yield

    shop.app = Starlette(lifespan=lifespan)
    with (
        pytest.raises(NotStartedError, match=r"^shop: the stand-in did not start: "),
        serve([shop], answer_key=dict),
    ):
        pass


def test_the_answer_key_is_asked_for_once_and_served_by_all() -> None:
    asked = []

    def key() -> dict[str, object]:
        asked.append(1)
        return dict(KEY)

    with serve([Shop("left"), Shop("right")], answer_key=key) as served:
        answers = [httpx.get(f"{url}/__sandbox__/answer-key") for url in served.urls.values()]

    assert [answer.json() for answer in answers] == [KEY, KEY]
    assert asked == [1]


def test_updates_of_different_records_count_as_one_route(client: httpx.Client) -> None:
    for number in range(1, 31):
        client.put(f"/orders/{number}", content="x")
    client.get("/orders?page=2")
    client.get("/nowhere")

    assert client.get("/__sandbox__/requests").json() == {
        "total": 32,
        "by_route": [
            {"method": "GET", "route": "/nowhere", "count": 1, "statuses": {"404": 1}},
            {"method": "GET", "route": "/orders", "count": 1, "statuses": {"200": 1}},
            {"method": "PUT", "route": "/orders/{id}", "count": 30, "statuses": {"200": 30}},
        ],
    }


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/api/v2/organizations.json", "/api/v2/organizations.json"),
        ("/api/v2/organizations/8112960493213.json", "/api/v2/organizations/{id}.json"),
        ("/api/v2/organizations/update_many", "/api/v2/organizations/update_many"),
        ("/api/v2/job_statuses/8b726e606741012ffc2d782bcb7848fe", "/api/v2/job_statuses/{id}"),
        ("/jobs/9f3b9c1e-0d6a-4f57-9a55-0b7f9fd2a111/results", "/jobs/{id}/results"),
        (
            "/services/rest/record/v1/customer/eid:CUST00042",
            "/services/rest/record/v1/customer/{id}",
        ),
        ("/services/rest/query/v1/suiteql", "/services/rest/query/v1/suiteql"),
        ("/sobjects/Account/001Hs00001ABCdEIAX", "/sobjects/Account/{id}"),
        ("/api/v2/organization_fields", "/api/v2/organization_fields"),
    ],
)
def test_ids_in_a_path_become_a_template(path: str, template: str) -> None:
    assert route_template(path) == template


def test_a_reset_takes_back_the_records_the_counts_and_the_faults(
    shop: Shop, client: httpx.Client
) -> None:
    client.post("/orders", content="chair")
    shop.faults.add("error-500", times=None)

    assert client.post("/__sandbox__/reset").json() == {"reset": True}

    assert client.get("/__sandbox__/requests").json() == {"total": 0, "by_route": []}
    assert client.get("/orders").json() == {"orders": []}


def test_faults_are_added_listed_and_cleared_over_http(client: httpx.Client) -> None:
    wish = {"name": "hidden-column", "match": "suiteql", "times": None, "options": {"name": "x"}}

    added = client.post("/__sandbox__/faults", json=wish).json()
    listed = client.get("/__sandbox__/faults").json()
    cleared = client.post("/__sandbox__/faults", json={"clear": True}).json()

    assert added == {"active": [{**wish, "after": 0}]}
    assert listed == added
    assert cleared == {"active": []}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"name": "gremlin"}, f"no fault is called 'gremlin'; known are: {', '.join(KNOWN)}"),
        ({"name": "drop", "time": 3}, "not known: time"),
        ({"name": "drop", "times": "3"}, "times must be int, got '3'"),
        (
            {"name": "drop", "times": 0},
            "times must be at least 1, or null for until cleared, got 0",
        ),
        ({"name": "drop", "after": -1}, "after must not be negative, got -1"),
        ({"name": "drop", "options": {"match": "x"}}, "belongs beside options: match"),
        ({}, 'expected {"clear": true} or an object like {"name": "drop", "times": 2}'),
        (["drop"], "expected an object, got ['drop']"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_with_a_reason(
    client: httpx.Client, body: object, sentence: str
) -> None:
    answer = client.post("/__sandbox__/faults", json=body)

    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


def test_an_unknown_control_route_is_not_found(client: httpx.Client) -> None:
    answer = client.get("/__sandbox__/anything")

    assert answer.status_code == 404
    assert answer.json() == {"error": "nothing is served at /__sandbox__/anything"}
