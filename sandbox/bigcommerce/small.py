"""The small answers: the clock, the store itself, its brands, and lists that are empty here."""

from typing import Any

from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.errors import v3_not_found
from sandbox.bigcommerce.tables import BRANDS
from sandbox.bigcommerce.v3_filters import Field, condition
from sandbox.bigcommerce.v3_lists import PAGING, Listing, listed, one, sliced
from sandbox.records import Record, equal

STORE_ID = 1_025_646
_FILTERS = {
    "id": Field("id", "integer", ("", "in")),
    "name": Field("name_key", "key", ("", "like")),
}
_OTHERS = PAGING | {"sort", "direction", "include_fields", "exclude_fields"}


def show_time(call: Call) -> Answer:
    return Answer({"time": call.now})


def show_store(call: Call) -> Answer:
    """The store's own facts; its currency is what orders without another one are in."""
    offsets = {"raw_offset": -21_600, "dst_offset": -18_000, "dst_correction": True}
    formats = {"display": "M jS Y", "export": "M jS Y", "extended_display": "M jS Y @ g:i A"}
    return Answer(
        {
            "id": call.store_hash,
            "account_uuid": "00000000-0000-4000-8000-000000000001",
            "domain": "store.company.example",
            "secure_url": "https://store.company.example",
            "control_panel_base_url": f"https://store-{call.store_hash}.mybigcommerce.com",
            "status": "live",
            "name": "Company Store",
            "first_name": "Sandbox",
            "last_name": "Owner",
            "address": "1 Main Street",
            "country": "United States",
            "country_code": "US",
            "infrastructure_region": "us-central1",
            "phone": "",
            "admin_email": "owner@company.example",
            "order_email": "orders@company.example",
            "favicon_url": "",
            "timezone": {"name": "America/Chicago", **offsets, "date_format": formats},
            "language": "en",
            "currency": "USD",
            "currency_symbol": "$",
            "decimal_separator": ".",
            "thousands_separator": ",",
            "decimal_places": 2,
            "currency_symbol_location": "left",
            "weight_units": "LBS",
            "dimension_units": "Inches",
            "dimension_decimal_places": 2,
            "dimension_decimal_token": ".",
            "dimension_thousands_token": ",",
            "plan_name": call.shop.options.plan.title(),
            "plan_level": call.shop.options.plan.title(),
            "plan_is_trial": False,
            "industry": "Industrial equipment",
            "logo": {"url": ""},
            "is_price_entered_with_tax": False,
            "store_id": STORE_ID,
            "default_site_id": 1000,
            "default_channel_id": 1,
            "active_comparison_modules": [],
            "features": {
                "stencil_enabled": True,
                "sitewidehttps_enabled": True,
                "facebook_catalog_id": "",
                "checkout_type": "optimized",
                "wishlists_enabled": False,
                "graphql_storefront_api_enabled": True,
                "shopper_consent_tracking_enabled": False,
                "multi_storefront_enabled": False,
                "storefront_limits": {"active": 1, "total_including_inactive": 1},
            },
        }
    )


def list_brands(call: Call) -> Answer:
    return listed(call, Listing(BRANDS, _brand, condition(call, _FILTERS, _OTHERS)))


def show_brand(call: Call) -> Answer:
    record = call.shop.store.get(BRANDS, equal("id", call.id()))
    if record is None:
        raise v3_not_found("The brand was not found.")
    return one(call, _brand(call, record))


def list_channels(call: Call) -> Answer:
    """The one storefront."""
    times = {"date_created": "2020-01-01T00:00:00Z", "date_modified": "2020-01-01T00:00:00Z"}
    storefront = {
        "id": 1,
        "name": "Company Store",
        "type": "storefront",
        "platform": "bigcommerce",
        "status": "active",
        "external_id": "",
        "icon_url": "",
        "is_visible": True,
        "is_listable_from_ui": True,
        "is_enabled": True,
        **times,
    }
    return sliced(call, [storefront])


def list_nothing(call: Call) -> Answer:
    """Something of which this store has none: categories, pages, form fields."""
    return sliced(call, [])


def list_no_coupons(_: Call) -> Answer:
    """None: this store gives its discounts by hand."""
    return Answer(None, 204)


def _brand(_: Call, record: Record) -> dict[str, Any]:
    return record
