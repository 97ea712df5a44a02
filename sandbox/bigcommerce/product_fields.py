"""The fields of products and variants: how an empty one looks, and which may be written as what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal["number", "integer", "text", "flag", "integers", "texts", "object"]

BLANK: Mapping[str, Any] = MappingProxyType(
    {
        "name": "",
        "type": "physical",
        "sku": "",
        "description": "",
        "weight": 0,
        "width": 0,
        "depth": 0,
        "height": 0,
        "price": 0,
        "cost_price": 0,
        "retail_price": 0,
        "sale_price": 0,
        "map_price": 0,
        "tax_class_id": 0,
        "product_tax_code": "",
        "calculated_price": 0,
        "categories": [],
        "brand_id": 0,
        "option_set_display": "right",
        "inventory_level": 0,
        "inventory_warning_level": 0,
        "inventory_tracking": "none",
        "reviews_rating_sum": 0,
        "reviews_count": 0,
        "total_sold": 0,
        "fixed_cost_shipping_price": 0,
        "is_free_shipping": False,
        "is_visible": True,
        "is_featured": False,
        "related_products": [-1],
        "warranty": "",
        "bin_picking_number": "",
        "layout_file": "product.html",
        "upc": "",
        "mpn": "",
        "gtin": "",
        "date_last_imported": "",
        "search_keywords": "",
        "availability": "available",
        "availability_description": "",
        "condition": "New",
        "is_condition_shown": False,
        "order_quantity_minimum": 0,
        "order_quantity_maximum": 0,
        "page_title": "",
        "meta_keywords": [],
        "meta_description": "",
        "view_count": 0,
        "preorder_release_date": None,
        "preorder_message": "",
        "is_preorder_only": False,
        "is_price_hidden": False,
        "price_hidden_label": "",
        "custom_url": {"url": "/", "is_customized": False},
        "gift_wrapping_options_type": "any",
        "gift_wrapping_options_list": [],
        "sort_order": 0,
        "open_graph_type": "product",
        "open_graph_title": "",
        "open_graph_description": "",
        "open_graph_use_meta_description": True,
        "open_graph_use_product_name": True,
        "open_graph_use_image": True,
    }
)
_READ_ONLY = frozenset(
    {
        *("calculated_price", "option_set_display", "reviews_rating_sum"),
        *("reviews_count", "date_last_imported"),
    }
)
_KINDS: Mapping[type, Kind] = MappingProxyType({bool: "flag", str: "text", dict: "object"})
_NUMBERS = frozenset(
    {
        *("weight", "width", "depth", "height", "price", "cost_price", "retail_price"),
        *("sale_price", "map_price", "tax_class_id", "fixed_cost_shipping_price"),
    }
)


def _kind(name: str) -> Kind:
    value = BLANK[name]
    if name in _NUMBERS:
        return "number"
    if name == "preorder_release_date":
        return "text"
    if isinstance(value, list):
        return "texts" if name == "meta_keywords" else "integers"
    return _KINDS.get(type(value), "integer")


WRITABLE: Mapping[str, Kind] = MappingProxyType(
    {name: _kind(name) for name in BLANK if name not in _READ_ONLY}
)
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "type": ("physical", "digital"),
        "availability": ("available", "disabled", "preorder"),
        "condition": ("New", "Used", "Refurbished"),
        "inventory_tracking": ("none", "product", "variant"),
    }
)
NESTED = frozenset(
    {
        *("brand_name", "images", "videos", "variants", "custom_fields", "bulk_pricing_rules"),
        *("primary_image", "options", "modifiers", "parent_relations"),
    }
)

BLANK_VARIANT: Mapping[str, Any] = MappingProxyType(
    {
        "product_id": 0,
        "sku": "",
        "sku_id": None,
        "price": None,
        "calculated_price": 0,
        "sale_price": None,
        "retail_price": None,
        "map_price": None,
        "weight": None,
        "calculated_weight": 0,
        "width": None,
        "height": None,
        "depth": None,
        "is_free_shipping": False,
        "fixed_cost_shipping_price": None,
        "purchasing_disabled": False,
        "purchasing_disabled_message": "",
        "image_url": "",
        "cost_price": 0,
        "upc": "",
        "mpn": "",
        "gtin": "",
        "inventory_level": 0,
        "inventory_warning_level": 0,
        "bin_picking_number": "",
        "option_values": [],
    }
)
VARIANT_NUMBERS = frozenset(
    {
        *("price", "sale_price", "retail_price", "map_price", "cost_price", "weight", "width"),
        *("height", "depth", "fixed_cost_shipping_price"),
    }
)
VARIANT_READ_ONLY = frozenset({"sku_id", "calculated_price", "calculated_weight", "option_values"})
