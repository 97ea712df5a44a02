"""Other people's clients of the vendor's API against the stand-in.

The `bigcommerce` package is the real one. The Singer tap and the Node library are imitated in what
they are known to do with an answer.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import bigcommerce.api
import pytest
import requests
from bigcommerce.exception import ClientRequestException, RateLimitingException, ServerException
from requests.adapters import HTTPAdapter

from tests.sandbox.bigcommerce_company import Store, many, store


class PlainHttp(HTTPAdapter):
    """Sends over http what a client that knows only https wants to say."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        request.url = str(request.url).replace("https://", "http://", 1)
        return super().send(request, *args, **kwargs)


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with store(many(260)) as served:
        yield served


@pytest.fixture
def shop(opened: Store) -> Store:
    return opened.renewed()


@pytest.fixture
def api(shop: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("BC_API_ENDPOINT", shop.url.removeprefix("http://"))
    client = bigcommerce.api.BigcommerceApi(
        client_id=shop.settings["client_id"],
        store_hash=shop.settings["store_hash"],
        access_token=shop.settings["access_token"],
    )
    client.connection._session.mount("https://", PlainHttp())
    yield client
    client.connection._session.close()


def test_the_python_client_walks_over_all_orders(api: Any) -> None:
    found = [order.id for order in api.Orders.iterall()]
    assert found == list(range(1001, 1261))
    assert api.connection.rate_limit["requests_quota"] == 1_000_000
    assert api.Orders.count() == 260
    assert api.Orders.all(min_id=1259, limit=10)[0].total_inc_tax == "10.0000"


def test_the_python_client_reads_the_parts_of_an_order(api: Any) -> None:
    order = api.Orders.get(1001)
    assert [line.sku for line in order.products()] == ["B-8"]
    assert order.shipping_addresses()[0].city == "Austin"
    assert order.coupons() == {"_connection": api.connection}  # 204 is an empty record to it
    assert api.OrderStatuses.all()[10].name == "Completed"
    assert api.Time.all().time == 1_780_000_000
    assert api.Store.all().id == "sandbox1"
    assert api.Customers.count() == 260


def test_the_python_client_changes_an_order(api: Any) -> None:
    changed = api.Orders.get(1002).update(status_id=10, staff_notes="SV2108160696")
    assert (changed.status, changed.staff_notes) == ("Completed", "SV2108160696")
    sent = {"order_address_id": 1502, "items": [{"order_product_id": 2, "quantity": 1}]}
    shipment = api.OrderShipments.create(1002, tracking_number="1Z9", **sent)
    assert (shipment.id, shipment.tracking_number) == (1, "1Z9")
    assert api.OrderShipments.count(1002) == 1
    assert api.Orders.get(1002).delete() == {}


def test_the_python_client_meets_typed_errors(api: Any, shop: Store) -> None:
    with pytest.raises(ClientRequestException, match=r"404 .*The requested resource was not found"):
        api.Orders.get(9)
    with pytest.raises(ClientRequestException, match=r"400 .*mood.* is not supported"):
        api.Orders.get(1001).update(mood="good")
    shop.standin.faults.add("rate-limit")
    with pytest.raises(RateLimitingException):
        api.Orders.get(1001)
    shop.standin.faults.add("unavailable")
    with pytest.raises(ServerException):
        api.Orders.get(1001)


def tapped(shop: Store, session: requests.Session, name: str) -> Iterator[dict[str, Any]]:
    """What the Singer tap makes of a V2 list: short pages end it, links are followed."""

    def asked(url: str, **params: Any) -> Any:
        answer = session.get(url, params=params, timeout=5)
        assert answer.status_code in (200, 204)
        assert int(answer.headers["X-Rate-Limit-Requests-Left"]) > 0
        return [] if answer.status_code == 204 else answer.json()

    base, page = f"{shop.url}/stores/{shop.settings['store_hash']}/v2", 0
    assert asked(f"{base}/time") == {"time": 1_780_000_000}
    while True:
        page += 1
        query = {"min_date_modified": "2026-05-01T00:00:00+00:00", "sort": "date_modified:asc"}
        rows = asked(f"{base}/{name}", page=page, limit=50, **query)
        for row in rows[:3]:
            for key, value in row.items():
                if isinstance(value, Mapping) and "resource" in value:
                    row[key] = asked(value["url"])
        yield from rows
        if len(rows) < 50:
            return


def test_a_singer_tap_reads_orders_with_what_hangs_on_them(shop: Store) -> None:
    with requests.Session() as session:
        session.headers["X-Auth-Token"] = shop.settings["access_token"]
        session.headers["X-Auth-Client"] = shop.settings["client_id"]
        session.headers["Content-Type"] = "application/json"
        orders = list(tapped(shop, session, "orders"))
    assert len({order["id"] for order in orders}) == 260
    assert orders[0]["products"][0]["sku"] == "B-8"
    assert (orders[0]["coupons"], orders[0]["fees"]) == ([], [])
    assert orders[0]["shipping_addresses"][0]["city"] == "Austin"


class RejectedError(Exception):
    """How the Node library ends a promise that it does not keep."""


def from_node(shop: Store, method: str, path: str, body: Any = None) -> Any:
    """What the Node library makes of an answer: only x-retry-after is waited for."""
    answer = shop.client.request(method, f"{shop.base}{path}", json=body)
    if answer.status_code == 429:
        shop.clock.wait(int(answer.headers["x-retry-after"]))
        return from_node(shop, method, path, body)
    if answer.status_code >= 400:
        raise RejectedError(answer.status_code)
    found = answer.json() if answer.content else {}
    if isinstance(found, dict) and ("errors" in found or found.get("error")):
        raise RejectedError(200)
    return found


def test_the_node_library_waits_as_it_is_told() -> None:
    with store(plan="standard") as shop:
        for _ in range(151):
            assert from_node(shop, "GET", "/v3/customers")["meta"]["pagination"]["total"] == 2
        assert shop.clock.now == 1_780_000_030


def test_the_node_library_takes_a_batch_that_was_deleted_for_a_failure(shop: Store) -> None:
    field = {"permission_set": "write", "namespace": "n", "key": "k", "value": "v"}
    made = from_node(shop, "POST", "/v3/orders/1001/metafields", field)["data"]["id"]
    with pytest.raises(RejectedError):
        from_node(shop, "DELETE", "/v3/orders/metafields", [made])
    assert from_node(shop, "GET", "/v3/orders/1001/metafields")["data"] == []
    assert from_node(shop, "GET", "/v2/orders?page=99") == {}
