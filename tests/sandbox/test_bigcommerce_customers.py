"""Customers, their addresses, attributes and groups at the BigCommerce stand-in."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.bigcommerce_company import Store, store

CY = {"email": "cy@fox.example", "first_name": "Cy", "last_name": "Fox"}
HOME = {
    "first_name": "Cy",
    "last_name": "Fox",
    "address1": "9 Road",
    "city": "Reno",
    "state_or_province": "Nevada",
    "postal_code": "89501",
    "country_code": "US",
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


def test_a_customer_comes_with_what_is_included(shop: Store) -> None:
    (bare,) = shop.get("v3/customers", **{"id:in": "11"})["data"]
    assert (bare["email"], bare["company"], bare["customer_group_id"]) == (
        *("ann@acme.example", "Acme"),
        1,
    )
    assert (bare["date_created"], bare["address_count"]) == ("2026-05-01T08:30:00Z", 1)
    assert "addresses" not in bare
    include = "addresses,storecredit,attributes,formfields"
    (whole,) = shop.get("v3/customers", include=include, **{"id:in": "11"})["data"]
    assert whole["addresses"][0]["address1"] == "1 Way"
    assert (whole["attributes"], whole["form_fields"]) == ([], [])
    assert whole["store_credit_amounts"] == [{"amount": 0}]
    shop.get("v3/customers", 422, include="secrets")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"email:in": "ANN@acme.example"}, [11]),
        ({"company:in": "Acme,Other"}, [11]),
        ({"name:like": "ray"}, [12]),
        ({"name:in": "Ann Lee"}, [11]),
        ({"phone:in": "555-0100"}, [11]),
        ({"customer_group_id:in": "0"}, [12]),
        ({"date_modified:min": "2026-05-06T08:30:00"}, [12]),
        ({"date_modified:max": "2026-05-06"}, [11]),
        ({"date_modified": "2026-05-06"}, [12]),
        ({"date_created:min": "2026-05-02"}, []),
        ({"sort": "date_modified:desc"}, [12, 11]),
        ({"sort": "last_name:asc"}, [11, 12]),
    ],
)
def test_customers_are_filtered_and_sorted(shop: Store, query: Any, expected: list[int]) -> None:
    assert ids(shop.get("v3/customers", **query)) == expected


def test_there_is_no_path_to_one_customer(shop: Store) -> None:
    shop.get("v3/customers/11", 404)


def test_customers_are_made_in_an_array(shop: Store) -> None:
    (made,) = shop.post("v3/customers", [CY | {"addresses": [HOME], "company": "Fox"}])["data"]
    assert (made["id"], made["address_count"], made["company"]) == (13, 1, "Fox")
    (address,) = shop.get("v3/customers/addresses", **{"customer_id:in": 13})["data"]
    assert (address["country"], address["city"], address["id"]) == ("United States", "Reno", 13)
    refused = shop.post("v3/customers", [CY], 422)
    assert refused["title"] == "Create customers failed."
    assert refused["errors"] == {".customer_create": "Error creating customers"}


def test_eleven_are_too_many(shop: Store) -> None:
    refused = shop.post("v3/customers", [CY] * 11, 413)
    words = "The request payload is too large. The maximum items allowed in the array is 10."
    assert (refused["status"], refused["title"], refused["errors"]) == (413, words, {})


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            [{"email": "x@y.example"}],
            {"first_name": "error.path.missing"} | {"last_name": "error.path.missing"},
        ),
        ([CY | {"email": "nobody"}], {"email": "error.email"}),
        ([CY | {"first_name": ""}], {"first_name": "error.minLength"}),
        ([CY | {"customer_group_id": 9}], {"customer_group_id": "Customer group does not exist"}),
        ([CY | {"mood": "good"}], {"mood": "error.unexpected"}),
        (CY, {"": "error.expected.jsarray"}),
    ],
)
def test_a_customer_that_cannot_be_is_refused(shop: Store, sent: Any, errors: Any) -> None:
    assert shop.post("v3/customers", sent, 422)["errors"] == errors
    assert shop.get("v2/customers/count") == {"count": 2}


def test_customers_are_changed_by_id(shop: Store) -> None:
    (changed,) = shop.put("v3/customers", [{"id": 12, "company": "Ray Ltd"}])["data"]
    assert (changed["company"], changed["email"]) == ("Ray Ltd", "bo@ray.example")
    assert changed["date_modified"] == "2026-05-28T20:26:40Z"
    assert ids(shop.get("v3/customers", **{"company:in": "ray ltd"})) == [12]
    assert shop.put("v3/customers", [{"company": "x"}], 422)["errors"] == {
        "id": "error.path.missing"
    }
    shop.put("v3/customers", [{"id": 12, "email": "ann@acme.example"}], 422)
    shop.put("v3/customers", [{"id": 12, "company": "x"}, {"id": 99}], 422)
    assert shop.get("v2/customers/12")["company"] == "Ray Ltd"


def test_a_batch_of_customers_may_stop_in_the_middle(shop: Store) -> None:
    shop.standin.faults.add("half-written-batch")
    shop.put("v3/customers", [{"id": 11, "notes": "x"}, {"id": 12, "notes": "x"}], 500)
    notes = [it["notes"] for it in shop.get("v3/customers")["data"]]
    assert notes == ["x", ""]


def test_nothing_is_deleted_without_saying_what(shop: Store) -> None:
    assert shop.delete("v3/customers") is None
    assert ids(shop.get("v3/customers")) == [11, 12]
    shop.delete("v3/customers", **{"id:in": "12"})
    assert ids(shop.get("v3/customers")) == [11]
    assert ids(shop.get("v3/customers/addresses")) == [11]


def test_addresses_are_written_on_their_own(shop: Store) -> None:
    (made,) = shop.post("v3/customers/addresses", [HOME | {"customer_id": 12}])["data"]
    (changed,) = shop.put("v3/customers/addresses", [{"id": made["id"], "city": "Elko"}])["data"]
    assert (changed["city"], changed["address1"]) == ("Elko", "9 Road")
    shop.post("v3/customers/addresses", [HOME | {"customer_id": 99}], 422)
    shop.put("v3/customers/addresses", [{"id": 99}], 422)
    shop.delete("v3/customers/addresses", **{"id:in": str(made["id"])})
    assert ids(shop.get("v3/customers/addresses")) == [11, 12]


def test_attributes_and_their_values(shop: Store) -> None:
    (tier,) = shop.post("v3/customers/attributes", [{"name": "Tier", "type": "string"}])["data"]
    value = {"attribute_id": tier["id"], "customer_id": 11, "value": "gold"}
    (first,) = shop.put("v3/customers/attribute-values", [value])["data"]
    (second,) = shop.put("v3/customers/attribute-values", [value | {"value": "tin"}])["data"]
    assert (first["id"], second["id"], second["attribute_value"]) == (1, 1, "tin")
    (customer,) = shop.get("v3/customers", include="attributes", **{"id:in": "11"})["data"]
    assert (customer["attributes"], customer["attribute_count"]) == ([second], 1)
    assert ids(shop.get("v3/customers/attributes", name="Tier")) == [tier["id"]]
    assert ids(shop.get("v3/customers/attribute-values", **{"customer_id:in": "12"})) == []
    shop.put("v3/customers/attribute-values", [value | {"attribute_id": 9}], 422)
    shop.delete("v3/customers/attribute-values", **{"id:in": "1"})
    shop.delete("v3/customers/attributes", **{"id:in": str(tier["id"])})
    assert ids(shop.get("v3/customers/attributes")) == []


def test_groups_have_their_names_in_v2(shop: Store) -> None:
    (sites,) = shop.get("v2/customer_groups")
    assert (sites["id"], sites["name"]) == (1, "Sites")
    made = shop.post("v2/customer_groups", {"name": "Representatives"})
    assert shop.get("v2/customer_groups", name="Representatives")[0]["id"] == made["id"] == 2
    shop.post("v2/customer_groups", {"name": "Sites"}, 409)
    shop.post("v2/customer_groups", {"color": "red"}, 400)
    shop.put("v2/customer_groups/2", {"name": "Reps"})
    assert shop.get("v2/customer_groups/2")["name"] == "Reps"
    shop.delete("v2/customer_groups/1")
    assert shop.get("v2/customer_groups/count") == {"count": 1}
    assert shop.get("v2/customers/11")["customer_group_id"] == 0


def test_older_clients_read_customers_in_v2(shop: Store) -> None:
    ann, _ = shop.get("v2/customers")
    assert (ann["email"], ann["date_created"]) == (
        "ann@acme.example",
        "Fri, 01 May 2026 08:30:00 +0000",
    )
    (address,) = shop.client.get(ann["addresses"]["url"]).json()
    assert (address["street_1"], address["country_iso2"]) == ("1 Way", "US")
    assert [it["id"] for it in shop.get("v2/customers", min_id=12, email="bo@ray.example")] == [12]
    assert shop.get("v2/customers", 204, min_date_modified="2026-06-01") is None
    shop.get("v2/customers", 400, mood="good")
