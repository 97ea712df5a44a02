"""What holds for every answer of the BigCommerce stand-in: log-in, limits, lists, refusals."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.bigcommerce.login import OTHER_TOKEN, READ_ONLY_TOKEN
from tests.sandbox.bigcommerce_company import Store, many, store

RATE_HEADERS = {
    "x-rate-limit-time-window-ms",
    "x-rate-limit-time-reset-ms",
    "x-rate-limit-requests-quota",
    "x-rate-limit-requests-left",
}
UNAUTHORIZED = (
    "Unauthorized - the v3 Auth client ID or token in the request are not a valid combination"
    " for this store."
)
NO_SCOPE = "You don't have a required scope to access the endpoint"


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with store() as served:
        yield served


@pytest.fixture
def shop(opened: Store) -> Store:
    return opened.renewed()


@pytest.fixture(scope="module")
def large() -> Iterator[Store]:
    with store(many(260)) as served:
        yield served


def ids(rows: Any) -> list[int]:
    return [row["id"] for row in rows]


@pytest.mark.parametrize("path", ["v2/orders", "v3/customers"])
def test_a_wrong_token_is_an_object_on_either_version(shop: Store, path: str) -> None:
    for refused in (
        shop.as_client("nobody's", "GET", path),
        shop.stranger.get(f"{shop.base}/{path}"),
        shop.stranger.get(
            f"/stores/another/{path}", headers={"X-Auth-Token": shop.settings["access_token"]}
        ),
    ):
        assert refused.status_code == 401
        assert (refused.json()["status"], refused.json()["title"]) == (401, UNAUTHORIZED)


def test_a_token_may_do_what_its_scopes_say(shop: Store) -> None:
    assert shop.as_client(READ_ONLY_TOKEN, "GET", "v2/orders/100").status_code == 200
    for method, path in (("PUT", "v2/orders/100"), ("POST", "v3/customers")):
        refused = shop.as_client(READ_ONLY_TOKEN, method, path, json={})
        assert (refused.status_code, refused.json()["title"]) == (403, NO_SCOPE)
    allowed = shop.as_client("pretended-orders-token", "GET", "v2/orders/100/products")
    assert allowed.status_code == 200
    for path in ("v3/orders/100/transactions", "v3/customers", "v3/catalog/products", "v2/store"):
        assert shop.as_client("pretended-orders-token", "GET", path).status_code == 403
    assert shop.as_client("pretended-orders-token", "GET", "v3/hooks").status_code == 200


def test_an_app_trades_its_code_for_the_token(shop: Store) -> None:
    form = {
        "client_id": "tieout-sandbox-client",
        "client_secret": "pretended-client-secret",
        "code": "pretended-authorization-code",
        "context": "stores/sandbox1",
        "grant_type": "authorization_code",
        "redirect_uri": "https://app.example/auth",
        "scope": "store_v2_orders",
    }
    granted = shop.stranger.post("/oauth2/token", data=form).json()
    assert granted["access_token"] == "pretended-access-token"
    assert granted["context"] == "stores/sandbox1"
    assert shop.stranger.post("/oauth2/token", data=form | {"code": "old"}).status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("v2/time", 200),
        ("v2/orders?page=9", 204),
        ("v2/orders?colour=red", 400),
        ("v2/orders/9", 404),
        ("v3/catalog/products/", 403),
        ("v3/customers?colour=red", 422),
    ],
)
def test_every_answer_tells_of_the_limits(shop: Store, path: str, status: int) -> None:
    answer = shop.client.get(f"{shop.base}/{path}")
    assert answer.status_code == status
    assert answer.headers.keys() >= RATE_HEADERS
    assert shop.as_client("nobody's", "GET", path).headers.keys() >= RATE_HEADERS


def test_a_window_has_so_many_requests_and_ends() -> None:
    with store(plan="standard") as shop:
        first = shop.client.get(f"{shop.base}/v2/time").headers
        assert first["x-rate-limit-requests-quota"] == "150"
        assert first["x-rate-limit-requests-left"] == "149"
        assert first["x-rate-limit-time-window-ms"] == "30000"
        shop.clock.wait(10)
        for _ in range(149):
            shop.get("v2/time")
        refused = shop.client.get(f"{shop.base}/v2/orders")
        assert refused.status_code == 429
        assert refused.json()["title"] == "Too Many Requests"
        assert refused.headers["x-rate-limit-time-reset-ms"] == "20000"
        assert refused.headers["x-rate-limit-requests-left"] == "0"
        assert refused.headers["x-retry-after"] == "20"
        shop.clock.wait(20)
        shop.get("v2/time")


def test_an_overloaded_platform_says_nothing_of_limits(shop: Store) -> None:
    with store(shows_rate_headers=False) as silent:
        assert not silent.client.get(f"{silent.base}/v2/time").headers.keys() & RATE_HEADERS
    shop.standin.faults.add("rate-limit-silent")
    refused = shop.client.get(f"{shop.base}/v2/time")
    assert refused.status_code == 429
    assert not refused.headers.keys() & {*RATE_HEADERS, "x-retry-after", "retry-after"}


def test_a_rate_limit_that_is_switched_on_says_when_to_come_again(shop: Store) -> None:
    shop.standin.faults.add("rate-limit", seconds=7)
    refused = shop.client.get(f"{shop.base}/v2/time")
    assert (refused.status_code, refused.headers["x-retry-after"]) == (429, "7")
    assert refused.headers.keys() >= RATE_HEADERS


def test_v2_has_bare_arrays_and_204_past_the_end(large: Store) -> None:
    pages = [large.get("v2/orders", page=page, limit=250) for page in (1, 2)]
    assert [len(page) for page in pages] == [250, 10]
    assert ids(pages[0])[:2] == [1001, 1002]
    assert len(large.get("v2/orders")) == 50
    past = large.client.get(f"{large.base}/v2/orders?page=3&limit=250")
    assert (past.status_code, past.content) == (204, b"")
    assert "content-type" not in past.headers


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("id=5", "The field 'id' is not supported by this resource."),
        ("page=0", "The field 'page' is invalid."),
        ("limit=ten", "The field 'limit' is invalid."),
        ("sort=total", "The field 'sort' is invalid."),
        ("min_date_modified=soon", "The field 'min_date_modified' is invalid."),
    ],
)
def test_v2_refuses_in_an_array(shop: Store, query: str, message: str) -> None:
    refused = shop.client.get(f"{shop.base}/v2/orders?{query}")
    assert refused.status_code == 400
    assert refused.json() == [{"status": 400, "message": message}]


def test_v2_finds_nothing_in_an_array(shop: Store) -> None:
    words = [{"status": 404, "message": "The requested resource was not found."}]
    for path in ("orders/9", "orders/x", "orders/100/products/99", "nothing", "order_statuses/99"):
        assert shop.get(f"v2/{path}", 404) == words


def test_paths_of_v2_may_end_in_json(shop: Store) -> None:
    assert shop.get("v2/orders/100.json")["id"] == 100
    assert shop.get("v2/time.json") == {"time": 1_780_000_000}


def test_a_slash_at_the_end_of_a_v3_path_is_not_let_in(shop: Store) -> None:
    assert shop.get("v3/catalog/products/", 403) == {
        "status": 403,
        "title": "Authentication Required",
        "type": "https://developer.bigcommerce.com/api#api-status-codes",
    }


def test_verbs_that_do_not_fit(shop: Store) -> None:
    assert shop.asked("PUT", "v2/orders", 405, json={})[0]["status"] == 405
    assert shop.asked("DELETE", "v3/catalog/variants", 405)["status"] == 405
    assert shop.asked("PATCH", "v2/orders/100", 501, json={})["status"] == 501
    shop.asked("GET", "v2/orders", 406, headers={"Accept": "text/csv"})
    shop.asked("PUT", "v2/orders/100", 415, content=b"a=1", headers={"Content-Type": "text/plain"})
    shop.asked(
        "PUT", "v2/orders/100", 400, content=b"{", headers={"Content-Type": "application/json"}
    )


def test_v3_pages_by_number(large: Store) -> None:
    first = large.get("v3/customers", limit=100, **{"company:in": "firm 0001,firm 0260"})
    assert ids(first["data"]) == [1001, 1260]
    second = large.get("v3/customers", limit=100, page=2, sort="date_modified:asc")
    assert ids(second["data"])[0] == 1101
    assert second["meta"]["pagination"] == {
        "total": 260,
        "count": 100,
        "per_page": 100,
        "current_page": 2,
        "total_pages": 3,
        "links": {
            "previous": "?sort=date_modified%3Aasc&page=1&limit=100",
            "current": "?sort=date_modified%3Aasc&page=2&limit=100",
            "next": "?sort=date_modified%3Aasc&page=3&limit=100",
        },
    }
    last = large.get("v3/customers", limit=100, page=3)["meta"]["pagination"]
    assert (last["count"], last["links"].keys()) == (60, {"previous", "current"})


def test_v3_walks_by_cursor(large: Store) -> None:
    page = large.get("v3/customers", limit=100)
    walked = ids(page["data"])
    while cursor := page["meta"]["cursor_pagination"].get("end_cursor"):
        page = large.get("v3/customers", limit=100, after=cursor, page=7)
        walked += ids(page["data"])
    assert walked == list(range(1001, 1261))
    back = large.get("v3/customers", limit=2, before="aWQ6MTEwMQ==")  # id:1101
    assert ids(back["data"]) == [1099, 1100]
    large.get("v3/customers", 422, before="aWQ6MTEwMQ==", after="aWQ6MTEwMQ==")
    large.get("v3/customers", 422, after="?")


def test_the_last_cursor_is_not_told_on_later_pages(large: Store) -> None:
    later = large.get("v3/customers", page=2)["meta"]["cursor_pagination"]
    assert "end_cursor" not in later
    assert "start_cursor" in later


def test_an_empty_list_of_v3_is_a_list(shop: Store) -> None:
    empty = shop.get("v3/customers", **{"id:in": "99"})
    assert empty["data"] == []
    assert empty["meta"]["pagination"]["total"] == 0


def test_v3_refuses_filters_and_limits_that_it_does_not_have(shop: Store) -> None:
    assert shop.get("v3/customers", 422, **{"name:in": "x", "id": "1"}) == {
        "status": 422,
        "title": "The filter(s): id are not valid filter parameter(s).",
        "type": "/api-docs/getting-started/api-status-codes",
        "errors": {},
    }
    shop.get("v3/customers", 413, limit=251)
    shop.get("v2/orders", 413, limit=251)
    shop.get("v3/customers", 422, page=0)
    shop.get("v3/customers", 422, **{"id:in": "x"})


def test_what_an_app_keeps_for_itself_is_gone_with_another_token(shop: Store) -> None:
    hook = {"scope": "store/order/*", "destination": "https://app.example/hook"}
    shop.post("v3/hooks", hook)
    assert len(shop.get("v3/hooks")["data"]) == 1
    assert shop.as_client(OTHER_TOKEN, "GET", "v3/hooks").json()["data"] == []


def test_pages_that_are_not_what_was_promised(large: Store) -> None:
    faults = large.standin.faults
    faults.add("repeated-page", match="/orders?")
    assert ids(large.get("v2/orders", page=2))[0] == 1001
    faults.add("shifting-page", match="/customers?")
    assert ids(large.get("v3/customers", page=2)["data"])[0] == 1050
    faults.add("lost-row")
    assert len(large.get("v2/orders")) == 49
    faults.add("new-column", name="loyalty", value=3)
    assert large.get("v2/orders")[0]["loyalty"] == 3
    faults.add("hidden-column", name="email")
    assert "email" not in large.get("v3/customers")["data"][0]
    faults.add("not-a-number", name="total_inc_tax")
    assert large.get("v2/orders")[0]["total_inc_tax"] == "n/a"


def test_log_ins_that_fail_although_they_are_right(shop: Store) -> None:
    for fault, status in (
        ("wrong-credentials", 401),
        ("expired-token", 401),
        ("no-permission", 403),
        ("error-500", 500),
        ("unavailable", 503),
    ):
        shop.standin.faults.add(fault)
        refused = shop.get("v2/orders", status)
        assert refused["status"] == status
    shop.get("v2/orders")


def test_the_store_and_its_statuses(shop: Store) -> None:
    info = shop.get("v2/store")
    assert (info["id"], info["currency"], info["store_id"]) == ("sandbox1", "USD", 1_025_646)
    statuses = shop.get("v2/order_statuses")
    assert ids(statuses) == list(range(15))
    by_place = sorted(statuses, key=lambda status: status["order"])
    assert ids(by_place) == [0, 1, 7, 11, 9, 8, 3, 10, 2, 5, 6, 4, 13, 12, 14]
    with store(status_labels={11: "To be packed"}) as renamed:
        assert renamed.get("v2/order_statuses/11")["custom_label"] == "To be packed"
        order = renamed.get("v2/orders/100")
        assert (order["status"], order["custom_status"]) == ("Awaiting Fulfillment", "To be packed")


def test_there_is_no_such_plan() -> None:
    with pytest.raises(ValueError, match="no plan is called 'tiny'; known are: standard, plus"):
        store(plan="tiny").__enter__()


def test_the_operations_are_listed(shop: Store) -> None:
    listed = {(it.method, it.path) for it in shop.standin.operations}
    assert ("GET", "/stores/{store_hash}/v2/orders/{id}/shipments") in listed
    assert ("POST", "/stores/{store_hash}/v3/orders/metafields") in listed
    assert len(listed) == len(shop.standin.operations)
