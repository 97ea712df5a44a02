"""Variants of products: what is sold. A simple product owns one of them too."""

from collections.abc import Mapping
from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v3, v3_invalid, v3_not_found
from sandbox.bigcommerce.product_fields import BLANK_VARIANT, VARIANT_NUMBERS, VARIANT_READ_ONLY
from sandbox.bigcommerce.tables import PRODUCTS, VARIANTS, key_of
from sandbox.bigcommerce.v3_filters import Field, condition
from sandbox.bigcommerce.v3_lists import PAGING, Listing, listed, one
from sandbox.bigcommerce.v3_writes import id_sent, number, object_sent, text, written
from sandbox.records import LIVE, Record, Where, equal

MOST = 50
_FILTERS = {
    "id": Field("id", "integer", ("", "in")),
    "sku": Field("sku_key", "key", ("", "in")),
    "upc": Field("upc", "text"),
    "product_id": Field("product_id", "integer", ("", "in")),
}
_OTHERS = PAGING | {"include_fields", "exclude_fields"}


def list_variants(call: Call) -> Answer:
    return listed(call, Listing(VARIANTS, variant_view, condition(call, _FILTERS, _OTHERS)))


def list_variants_of_product(call: Call) -> Answer:
    where = LIVE & equal("product_id", _product_id(call))
    return listed(call, Listing(VARIANTS, variant_view, where))


def show_variant(call: Call) -> Answer:
    return one(call, variant_view(call, _found(call)))


def update_variant(call: Call) -> Answer:
    return one(call, _put(call, _found(call) | _checked(call, call.sent(), call.id("variant"))))


def update_variants(call: Call) -> Answer:
    def check(sent: Any) -> Record:
        id_ = id_sent(object_sent(sent))
        record = call.shop.store.get(VARIANTS, equal("id", id_))
        if record is None:
            raise v3_invalid({"id": f"Variant {id_} does not exist"})
        fields = {name: it for name, it in sent.items() if name not in ("id", "product_id")}
        return record | _checked(call, fields, id_)

    return written(call, MOST, check, lambda record: _put(call, record))


def variant_view(_: Call, record: Record) -> dict[str, Any]:
    return record


def _product_id(call: Call) -> int:
    id_ = call.id("product")
    if call.shop.store.get(PRODUCTS, equal("id", id_)) is None:
        raise v3_not_found(f"A product was not found with an id of {id_}")
    return id_


def _found(call: Call) -> Record:
    where = equal("product_id", _product_id(call)) & equal("id", call.id("variant"))
    record = call.shop.store.get(VARIANTS, where)
    if record is None:
        raise v3_not_found(f"A variant was not found with an id of {call.id('variant')}")
    return record


def _put(call: Call, record: Record) -> dict[str, Any]:
    if record["price"] is not None:
        record["calculated_price"] = record["sale_price"] or record["price"]
    call.shop.store.put(VARIANTS, record)
    call.emit("sku/updated", type="sku", id=record["id"], sku={"product_id": record["product_id"]})
    return variant_view(call, record)


def _checked(call: Call, sent: Mapping[str, Any], id_: int) -> dict[str, Any]:
    fields = {name: _typed(name, it) for name, it in sent.items()}
    if fields.get("sku"):
        same = equal("sku_key", key_of(fields["sku"])) & Where("id <> ?", (id_,))
        if call.shop.store.count(VARIANTS, same):
            raise v3(409, "The variant sku is a duplicate")
    return fields


def _typed(name: str, value: Any) -> Any:
    if name not in BLANK_VARIANT or name in VARIANT_READ_ONLY:
        raise v3_invalid({name: "error.unexpected"})
    if name in VARIANT_NUMBERS:
        return None if value is None else number(name, value)
    blank = BLANK_VARIANT[name]
    if isinstance(blank, str):
        return text(name, value, 0, 255)
    if type(value) is not type(blank):
        raise v3_invalid({name: f"error.expected.js{type(blank).__name__}"})
    return value
