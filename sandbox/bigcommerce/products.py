"""Products of the catalogue: read with what hangs on them, written one or ten at once."""

from collections.abc import Mapping
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import RELATIVE_TYPE, v3, v3_invalid, v3_not_found
from sandbox.bigcommerce.product_fields import BLANK, BLANK_VARIANT, CHOICES, NESTED, WRITABLE
from sandbox.bigcommerce.product_records import custom_url
from sandbox.bigcommerce.tables import METAFIELDS, PRODUCTS, VARIANTS, key_of
from sandbox.bigcommerce.v3_filters import Field, condition
from sandbox.bigcommerce.v3_lists import CURSORS, PAGING, Listing, listed, one
from sandbox.bigcommerce.v3_writes import (
    id_sent,
    number,
    object_sent,
    raise_if_missing,
    text,
    written,
)
from sandbox.bigcommerce.variants import variant_view
from sandbox.bigcommerce.wire import iso
from sandbox.records import LIVE, Record, Where, equal, one_of

MOST = 10
MOST_DELETED = 250
INCLUDES = frozenset(
    {
        *("variants", "images", "custom_fields", "bulk_pricing_rules", "primary_image"),
        *("modifiers", "options", "videos", "parent_relations"),
    }
)
SORTS = {
    "id": "id",
    "name": "name_key",
    "sku": "sku_key",
    "price": "price",
    "date_modified": "changed",
    "date_last_imported": "id",
    "inventory_level": "inventory_level",
    "is_visible": "is_visible",
    "total_sold": "total_sold",
    "calculated_price": "price",
}
FILTERS = {
    "id": Field("id", "integer", ("", "in", "not_in", "min", "max", "greater", "less")),
    "name": Field("name_key", "key", ("", "like")),
    "sku": Field("sku_key", "key", ("", "in")),
    "price": Field("price", "money", ("", "min", "max", "greater", "less")),
    "upc": Field("upc", "text"),
    "mpn": Field("mpn", "text"),
    "brand_id": Field("brand_id", "integer"),
    "is_visible": Field("is_visible", "flag"),
    "type": Field("type", "text"),
    "availability": Field("availability", "text"),
    "inventory_level": Field(
        "inventory_level", "integer", ("", "in", "not_in", "min", "max", "greater", "less")
    ),
    "total_sold": Field("total_sold", "integer"),
    "date_modified": Field("changed", "time", ("", "min", "max"), takes_the_clock=True),
}
_OTHERS = (
    PAGING
    | CURSORS
    | {*("include", "include_fields", "exclude_fields", "sort", "direction", "channel_id:in")}
)
_REQUIRED = ("name", "type", "weight", "price")
_CATEGORY = "exists (select 1 from json_each(body, '$.categories') as it where it.value = ?)"


def list_products(call: Call) -> Answer:
    include = _included(call)
    column, is_descending = _sort(call)
    listing = Listing(
        PRODUCTS,
        lambda call, it: product_view(call, it, include),
        _where(call, _OTHERS),
        column,
        is_descending,
        has_cursors=True,
    )
    return listed(call, listing)


def show_product(call: Call) -> Answer:
    return one(call, product_view(call, found(call), _included(call)))


def create_product(call: Call) -> Answer:
    """207 where the product is made, but its pictures cannot be had."""
    sent = call.sent()
    raise_if_missing(sent, _REQUIRED)
    fields = _checked(call, sent)
    id_, variant_id = call.shop.new_id(PRODUCTS), call.shop.new_id(VARIANTS)
    blank = dict(BLANK) | {"custom_url": custom_url(fields["name"])}
    record = blank | fields | {"id": id_, "base_variant_id": variant_id, "created": call.now}
    _put(call, record, "created")
    sku = {"id": variant_id, "product_id": id_, "sku": record["sku"], "sku_id": variant_id}
    call.shop.store.put(VARIANTS, dict(BLANK_VARIANT) | sku | _calculated(record))
    return _answer(call, record, sent)


def update_product(call: Call) -> Answer:
    record, sent = found(call), call.sent()
    record |= _checked(call, {k: it for k, it in sent.items() if k != "id"}, record["id"])
    _put(call, record, "updated")
    return _answer(call, record, sent)


def update_products(call: Call) -> Answer:
    def check(sent: Any) -> Record:
        id_ = id_sent(object_sent(sent))
        record = call.shop.store.get(PRODUCTS, equal("id", id_))
        if record is None:
            raise v3_not_found(f"A product was not found with an id of {id_}")
        return record | _checked(call, {k: it for k, it in sent.items() if k != "id"}, id_)

    def write(record: Record) -> dict[str, Any]:
        _put(call, record, "updated")
        return product_view(call, record)

    return written(call, MOST, check, write)


def delete_product(call: Call) -> Answer:
    _delete(call, [found(call)["id"]])
    return Answer(None, 204)


def delete_products(call: Call) -> Answer:
    """Never all of them: a filter has to say which."""
    where = _where(call, frozenset())
    if not call.query:
        raise v3(422, "A filter is required to delete products.")
    records = call.shop.store.find(PRODUCTS, where, limit=MOST_DELETED)
    _delete(call, [record["id"] for record in records])
    return Answer(None, 204)


def found(call: Call, name: str = "product") -> Record:
    """The product of the path; 404 where there is none."""
    id_ = call.id(name)
    record = call.shop.store.get(PRODUCTS, equal("id", id_))
    if record is None:
        raise v3_not_found(f"A product was not found with an id of {id_}")
    return record


def product_view(
    call: Call, record: Record, include: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """A product; of what can be included this catalogue has variants only."""
    view = {name: it for name, it in record.items() if name not in ("created", "modified")}
    view |= {"date_created": iso(record["created"]), "date_modified": iso(record["modified"])}
    for name in include:
        view[name] = None if name == "primary_image" else []
    if "variants" in include:
        variants = call.shop.store.find(VARIANTS, LIVE & equal("product_id", record["id"]))
        view["variants"] = [variant_view(call, it) for it in variants]
    return view


def _where(call: Call, others: frozenset[str]) -> Where:
    categories = {"categories", "categories:in"}
    where = condition(call, FILTERS, others | categories | {"keyword"})
    for name in categories & call.query.keys():
        chosen = [
            Where(_CATEGORY, (int(it),)) for it in call.query[name].split(",") if it.isdigit()
        ]
        found_in = Where("0")
        for one_category in chosen:
            found_in |= one_category
        where &= found_in
    if word := key_of(call.query.get("keyword")):
        like = f"%{word}%"
        where &= Where("(name_key like ? or sku_key like ?)", (like, like))
    return where


def _sort(call: Call) -> tuple[str, bool]:
    name, direction = call.query.get("sort", "id"), call.query.get("direction", "asc")
    if name not in SORTS or direction not in ("asc", "desc"):
        raise v3(422, "The sort or direction parameter has an invalid value.")
    return SORTS[name], direction == "desc"


def _included(call: Call) -> frozenset[str]:
    names = frozenset(filter(None, call.query.get("include", "").split(",")))
    if names - INCLUDES:
        raise v3(422, "The include parameter has an invalid value.")
    return names


def _put(call: Call, record: Record, what: str) -> None:
    record["modified"] = max(call.now, record.get("modified", 0) + 1)
    record["calculated_price"] = record["sale_price"] or record["price"]
    call.shop.store.put(PRODUCTS, record)
    call.emit(f"product/{what}", type="product", id=record["id"])


def _delete(call: Call, ids: list[int]) -> None:
    store = call.shop.store
    store.erase(PRODUCTS, one_of("id", ids))
    store.erase(VARIANTS, one_of("product_id", ids))
    store.erase(METAFIELDS, equal("resource_type", "product") & one_of("resource_id", ids))
    for id_ in ids:
        call.emit("product/deleted", type="product", id=id_)


def _calculated(record: Record) -> dict[str, Any]:
    return {
        "calculated_price": record["calculated_price"],
        "calculated_weight": record["weight"],
    }


def _answer(call: Call, record: Record, sent: Mapping[str, Any]) -> Answer:
    view = product_view(call, record)
    if not sent.get("images"):
        return Answer({"data": view, "meta": {}})
    problem = {
        "status": 207,
        "title": "Product was saved, but some of its images could not be processed.",
        "type": RELATIVE_TYPE,
        "errors": {"images": "error.image.unreachable"},
    }
    return Answer({"data": [view], "errors": problem, "meta": {}}, 207)


def _checked(call: Call, sent: Mapping[str, Any], id_: int | None = None) -> dict[str, Any]:
    fields = {name: _typed(name, it) for name, it in sent.items() if name not in NESTED}
    for name in ("name", "sku"):
        if fields.get(name):
            same = equal(f"{name}_key", key_of(fields[name])) & Where("id is not ?", (id_,))
            if call.shop.store.count(PRODUCTS, same):
                raise v3(409, f"The product {name} is a duplicate")
    return fields


def _typed(name: str, value: Any) -> Any:
    if name not in WRITABLE:
        raise v3_invalid({name: "error.unexpected"})
    if name in CHOICES and value not in CHOICES[name]:
        raise v3_invalid({name: "error.expected.validenumvalue"})
    match WRITABLE[name]:
        case "number":
            return number(name, value)
        case "text":
            return value if value is None else text(name, value, int(name == "name"), 65_535)
    shapes: dict[str, type] = {"integer": int, "flag": bool, "object": dict}
    shape = shapes.get(WRITABLE[name], list)
    if not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
        raise v3_invalid({name: f"error.expected.js{shape.__name__}"})
    return value
