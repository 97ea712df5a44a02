"""Products and variants of the BigCommerce stand-in's catalogue."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.bigcommerce_company import Store, store

WASHER = {"name": "Washer", "type": "physical", "weight": 0.1, "price": 0.05, "sku": "W-8"}


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with store() as served:
        yield served


@pytest.fixture
def shop(opened: Store) -> Store:
    return opened.renewed()


def ids(answer: Any) -> list[int]:
    return [row["id"] for row in answer["data"]]


def test_a_product_and_its_one_variant(shop: Store) -> None:
    bolt = shop.get("v3/catalog/products/201", include="variants,images")["data"]
    assert (bolt["sku"], bolt["price"], bolt["base_variant_id"]) == ("B-8", 12.5, 301)
    assert bolt["date_modified"] == "2026-05-02T08:30:00+00:00"
    assert (bolt["images"], bolt["custom_url"]["url"]) == ([], "/bolt/")
    (variant,) = bolt["variants"]
    assert (variant["id"], variant["sku"], variant["price"]) == (301, "B-8", None)
    assert variant["calculated_price"] == 12.5
    brands = {it["id"]: it["name"] for it in shop.get("v3/catalog/brands")["data"]}
    assert brands[bolt["brand_id"]] == "Harvard"
    assert shop.get("v3/catalog/brands/2")["data"]["name"] == "Partsco"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"id:in": "202,999"}, [202]),
        ({"id:not_in": "202"}, [201]),
        ({"id:greater": "201"}, [202]),
        ({"sku": "n-8"}, [202]),
        ({"sku:in": "B-8,N-8"}, [201, 202]),
        ({"name:like": "ol"}, [201]),
        ({"keyword": "n-"}, [202]),
        ({"price:min": "1"}, [201]),
        ({"brand_id": "2"}, [202]),
        ({"is_visible": "true", "type": "physical"}, [201, 202]),
        ({"categories:in": "5"}, []),
        ({"sort": "price", "direction": "desc"}, [201, 202]),
        ({"sort": "name", "direction": "desc"}, [202, 201]),
        ({"date_modified:min": "2026-05-03T08:30:00+00:00"}, [202]),
        ({"date_modified:min": "2026-05-02"}, [202]),  # 20:26 of that day, as now
        ({"date_modified:min": "2026-05-02T00:00:00Z"}, [201, 202]),
    ],
)
def test_products_are_filtered_and_sorted(shop: Store, query: Any, expected: list[int]) -> None:
    assert ids(shop.get("v3/catalog/products", **query)) == expected


def test_only_the_fields_that_were_asked_for(shop: Store) -> None:
    some = shop.get("v3/catalog/products", include_fields="name,price", limit=1)["data"][0]
    assert some == {"id": 201, "name": "Bolt", "price": 12.5}
    most = shop.get("v3/catalog/products/201", exclude_fields="name,id")["data"]
    assert "name" not in most
    assert most["id"] == 201


def test_refused_questions(shop: Store) -> None:
    shop.get("v3/catalog/products/999", 404)
    shop.get("v3/catalog/products", 422, sort="mood")
    shop.get("v3/catalog/products", 422, include="mood")
    shop.get("v3/catalog/products", 422, is_visible="perhaps")


def test_a_new_product_has_a_variant(shop: Store) -> None:
    made = shop.post("v3/catalog/products", WASHER)["data"]
    assert (made["id"], made["calculated_price"], made["is_visible"]) == (203, 0.05, True)
    (variant,) = shop.get("v3/catalog/products/203/variants")["data"]
    assert (variant["id"], variant["sku"]) == (made["base_variant_id"], "W-8")
    refused = shop.post("v3/catalog/products", WASHER | {"sku": "W-9"}, 409)
    assert refused["title"] == "The product name is a duplicate"
    refused = shop.post("v3/catalog/products", WASHER | {"name": "W", "sku": "B-8"}, 409)
    assert refused["title"] == "The product sku is a duplicate"


def test_a_product_whose_pictures_cannot_be_had_is_made_all_the_same(shop: Store) -> None:
    answer = shop.post(
        "v3/catalog/products", WASHER | {"images": [{"image_url": "https://x.example/1"}]}, 207
    )
    assert (answer["data"][0]["id"], answer["errors"]["status"]) == (203, 207)
    assert shop.get("v3/catalog/products/203")["data"]["name"] == "Washer"


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"price": "dear"}, {"price": "error.expected.jsnumber"}),
        ({"price": -1}, {"price": "error.min"}),
        ({"name": ""}, {"name": "error.minLength"}),
        ({"type": "idea"}, {"type": "error.expected.validenumvalue"}),
        ({"is_visible": "yes"}, {"is_visible": "error.expected.jsbool"}),
        ({"calculated_price": 1}, {"calculated_price": "error.unexpected"}),
    ],
)
def test_a_product_that_cannot_be_is_refused(shop: Store, change: Any, errors: Any) -> None:
    assert shop.post("v3/catalog/products", WASHER | change, 422)["errors"] == errors


def test_products_are_changed_alone_and_ten_at_once(shop: Store) -> None:
    changed = shop.put("v3/catalog/products/201", {"price": 13, "sale_price": 11.5})["data"]
    assert (changed["price"], changed["calculated_price"]) == (13, 11.5)
    assert changed["date_modified"] == "2026-05-28T20:26:40+00:00"
    both = shop.put("v3/catalog/products", [{"id": 201, "price": 1}, {"id": 202, "price": 2}])
    assert [it["price"] for it in both["data"]] == [1, 2]
    shop.put("v3/catalog/products", [{"id": 201}] * 11, 413)
    shop.put("v3/catalog/products", [{"id": 201, "price": 9}, {"id": 9}], 404)
    assert shop.get("v3/catalog/products/201")["data"]["price"] == 1


def test_products_are_deleted_by_a_filter_alone(shop: Store) -> None:
    shop.delete("v3/catalog/products", 422)
    shop.delete("v3/catalog/products", **{"id:in": "202"})
    shop.delete("v3/catalog/products/201")
    assert ids(shop.get("v3/catalog/products")) == []
    assert ids(shop.get("v3/catalog/variants")) == []


def test_variants_are_found_and_changed(shop: Store) -> None:
    assert ids(shop.get("v3/catalog/variants", sku="B-8")) == [301]
    assert ids(shop.get("v3/catalog/variants", **{"product_id:in": "202"})) == [302]
    changed = shop.put("v3/catalog/products/201/variants/301", {"price": 14.25})["data"]
    assert (changed["price"], changed["calculated_price"]) == (14.25, 14.25)
    shop.get("v3/catalog/products/202/variants/301", 404)
    several = shop.put("v3/catalog/variants", [{"id": 301, "sku": "B-9"}, {"id": 302, "mpn": "x"}])
    assert [it["sku"] for it in several["data"]] == ["B-9", "N-8"]
    shop.put("v3/catalog/variants", [{"id": 302, "sku": "B-9"}], 409)
    shop.put("v3/catalog/variants", [{"id": 9}], 422)
    shop.put("v3/catalog/variants", [{"id": 301}] * 51, 413)


def test_lists_that_are_empty_here(shop: Store) -> None:
    for path in ("catalog/categories", "content/pages", "customers/form-field-values"):
        assert shop.get(f"v3/{path}")["data"] == []
    assert shop.get("v3/channels")["data"][0]["type"] == "storefront"
