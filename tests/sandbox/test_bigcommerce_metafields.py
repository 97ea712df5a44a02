"""Metafields at the BigCommerce stand-in, one at a time and in batches."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.bigcommerce.login import CLIENT_ID, OTHER_TOKEN
from tests.sandbox.bigcommerce_company import Store, store

JOB = {
    "permission_set": "write",
    "namespace": "astea",
    "key": "job_number",
    "value": "SV2108160696",
}


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with store() as served:
        yield served


@pytest.fixture
def shop(opened: Store) -> Store:
    return opened.renewed()


def ids(answer: Any) -> list[int]:
    return [row["id"] for row in answer["data"]]


def test_an_order_carries_its_purchase_order_number(shop: Store) -> None:
    (found,) = shop.get("v3/orders/100/metafields", namespace="tieout", key="po_number")["data"]
    assert found == {
        "id": 14,
        "key": "po_number",
        "value": "PO-4471",
        "namespace": "tieout",
        "permission_set": "write",
        "resource_type": "order",
        "resource_id": 100,
        "description": "",
        "date_created": "2026-05-03T08:30:00+00:00",
        "date_modified": "2026-05-03T08:30:00+00:00",
        "owner_client_id": CLIENT_ID,
    }


def test_a_metafield_is_made_changed_and_deleted(shop: Store) -> None:
    order_before = shop.get("v2/orders/101")
    made = shop.post("v3/orders/101/metafields", JOB)["data"]
    assert (made["id"], made["resource_id"], made["value"]) == (15, 101, "SV2108160696")
    shop.clock.wait(60)
    changed = shop.put("v3/orders/101/metafields/15", JOB | {"value": "SV1"})["data"]
    assert (changed["value"], changed["date_modified"]) == ("SV1", "2026-05-28T20:27:40+00:00")
    assert shop.get("v3/orders/101/metafields/15")["data"] == changed
    shop.get("v3/orders/100/metafields/15", 404)
    since = shop.get("v3/orders/metafields", **{"date_modified:min": "2026-05-28T20:27:00"})
    assert ids(since) == [15]
    assert shop.delete("v3/orders/101/metafields/15") is None
    shop.get("v3/orders/101/metafields/15", 404)
    assert shop.get("v2/orders/101") == order_before  # an order does not change with them


def test_a_namespace_and_key_are_free_once_for_each_client(shop: Store) -> None:
    shop.post("v3/orders/101/metafields", JOB)
    refused = shop.post("v3/orders/101/metafields", JOB, 409)
    assert refused["status"] == 409
    other = shop.as_client(OTHER_TOKEN, "POST", "v3/orders/101/metafields", json=JOB)
    assert other.status_code == 200
    second = shop.post("v3/orders/101/metafields", JOB | {"key": "other"})["data"]["id"]
    shop.put(f"v3/orders/101/metafields/{second}", JOB, 409)


def test_what_is_for_the_app_alone_is_seen_by_no_other(shop: Store) -> None:
    secret = shop.post("v3/orders/101/metafields", JOB | {"permission_set": "app_only"})["data"][
        "id"
    ]
    shop.post("v3/orders/101/metafields", JOB | {"permission_set": "read", "key": "shown"})
    shop.get(f"v3/orders/101/metafields/{secret}")
    other = shop.as_client(OTHER_TOKEN, "GET", "v3/orders/101/metafields").json()
    assert [it["key"] for it in other["data"]] == ["shown"]
    path = f"v3/orders/101/metafields/{secret}"
    assert shop.as_client(OTHER_TOKEN, "GET", path).status_code == 404
    shown = f"v3/orders/101/metafields/{other['data'][0]['id']}"
    assert shop.as_client(OTHER_TOKEN, "DELETE", shown).status_code == 403


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"value": ""}, {"value": "error.minLength"}),
        ({"value": 5}, {"value": "error.expected.jsstring"}),
        ({"key": "k" * 65}, {"key": "error.maxLength"}),
        ({"permission_set": "all"}, {"permission_set": "error.expected.validenumvalue"}),
    ],
)
def test_a_metafield_that_cannot_be_is_refused(shop: Store, change: Any, errors: Any) -> None:
    refused = shop.post("v3/orders/101/metafields", JOB | change, 422)
    assert (refused["title"], refused["errors"]) == ("JSON data is missing or invalid", errors)


def test_all_four_parts_have_to_be_there(shop: Store) -> None:
    refused = shop.post("v3/orders/101/metafields", {"key": "k"}, 422)
    assert refused["errors"].keys() == {"permission_set", "namespace", "value"}
    shop.post("v3/orders/9/metafields", JOB, 404)
    bad = shop.asked(
        *("POST", "v3/orders/101/metafields", 400),
        content=b"{",
        headers={"Content-Type": "application/json"},
    )
    assert (bad["title"], bad["detail"]) == ("Input is invalid", "Syntax error")


def test_one_client_has_at_most_250_on_an_order(shop: Store) -> None:
    many = [JOB | {"resource_id": 101, "key": f"k{number}"} for number in range(250)]
    assert len(shop.post("v3/orders/metafields", many)["data"]) == 250
    refused = shop.post("v3/orders/101/metafields", JOB, 422)
    assert refused["title"] == "The limit of 250 metafields per resource is reached."
    page = shop.get("v3/orders/101/metafields", limit=100, direction="desc")
    walked = ids(page)
    while cursor := page["meta"]["cursor_pagination"].get("end_cursor"):
        page = shop.get("v3/orders/101/metafields", limit=100, direction="desc", after=cursor)
        walked += ids(page)
    assert walked == list(range(264, 14, -1))


def test_a_batch_tells_what_failed_beside_what_went_well(shop: Store) -> None:
    sent = [JOB | {"resource_id": id_} for id_ in (100, 9, 101)]
    answer = shop.post("v3/orders/metafields", sent, 422)
    assert [it["resource_id"] for it in answer["data"]] == [100, 101]
    assert answer["meta"] == {"total": 3, "success": 2, "failed": 1}
    (problem,) = answer["errors"]
    assert problem["title"] == "Bulk operation has failed"
    assert problem["errors"] == {"1": "The order with id 9 was not found."}


def test_batches_change_and_delete(shop: Store) -> None:
    made = ids(shop.post("v3/orders/metafields", [JOB | {"resource_id": 100}]))
    changed = shop.put("v3/orders/metafields", [JOB | {"id": made[0], "value": "SV2"}])
    assert (changed["data"][0]["value"], changed["errors"]) == ("SV2", [])
    body = {"json": made}
    gone = shop.asked("DELETE", "v3/orders/metafields", 200, **body)
    assert gone == {"data": made, "errors": [], "meta": {"total": 1, "success": 1, "failed": 0}}
    again = shop.asked("DELETE", "v3/orders/metafields", 422, **body)
    assert again["errors"][0]["errors"] == {"0": "Metafield does not exist."}


def test_a_batch_may_stop_in_the_middle(shop: Store) -> None:
    shop.standin.faults.add("half-written-batch")
    sent = [JOB | {"resource_id": 101, "key": f"k{number}"} for number in range(4)]
    shop.post("v3/orders/metafields", sent, 500)
    assert [it["key"] for it in shop.get("v3/orders/101/metafields")["data"]] == ["k0", "k1"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("customers/11", "customer"),
        ("catalog/products/201", "product"),
        ("catalog/variants/301", "variant"),
    ],
)
def test_other_records_have_metafields_too(shop: Store, path: str, kind: str) -> None:
    made = shop.post(f"v3/{path}/metafields", JOB)["data"]
    assert made["resource_type"] == kind
    assert ids(shop.get(f"v3/{path}/metafields")) == [made["id"]]
    every = path.rsplit("/", 1)[0]
    assert ids(shop.get(f"v3/{every}/metafields")) == [made["id"]]
    assert ids(shop.get("v3/orders/metafields")) == [14]
    chosen = shop.get(f"v3/{path}/metafields", include_fields="key,value")["data"][0]
    assert chosen.keys() == {"id", "key", "value"}
