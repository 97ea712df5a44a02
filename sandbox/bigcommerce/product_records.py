"""The company's catalogue, as the store keeps it."""

import re
from typing import Any

from sandbox.bigcommerce.product_fields import BLANK, BLANK_VARIANT
from sandbox.bigcommerce.wire import cents, seconds_of
from sandbox.company import StoreProduct
from sandbox.records import Record


def product_record(product: StoreProduct, brand_id: int) -> Record:
    price = cents(product.price)
    return dict(BLANK) | {
        "id": product.id,
        "name": product.name,
        "sku": product.sku,
        "weight": 1,
        "price": price,
        "calculated_price": price,
        "brand_id": brand_id,
        "is_visible": product.is_visible,
        "custom_url": custom_url(product.name),
        "base_variant_id": product.variant_id,
        "created": seconds_of(product.created_at),
        "modified": seconds_of(product.modified_at),
    }


def variant_record(product: StoreProduct) -> Record:
    """The base variant, which a simple product owns too."""
    return dict(BLANK_VARIANT) | {
        "id": product.variant_id,
        "product_id": product.id,
        "sku": product.sku,
        "sku_id": product.variant_id,
        "calculated_price": cents(product.price),
        "calculated_weight": 1,
    }


def custom_url(name: str) -> dict[str, Any]:
    """The page of a product: `/bolt-m8/`."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return {"url": f"/{words}/", "is_customized": False}


def brand_record(id_: int, name: str) -> Record:
    return {
        "id": id_,
        "name": name,
        "page_title": "",
        "meta_keywords": [],
        "meta_description": "",
        "search_keywords": "",
        "image_url": "",
        "custom_url": custom_url(name),
    }
