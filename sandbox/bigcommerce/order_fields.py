"""The fields of an order: how an empty one looks, and which may be written as what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal["money", "integer", "text", "flag", "address", "time", "parts"]

ZERO = "0.0000"
PAIRS = ("subtotal", "total", "shipping_cost")  # written without and with tax, or not at all
TAXED = ("subtotal", "shipping_cost", "handling_cost", "wrapping_cost", "total")

BLANK: Mapping[str, Any] = MappingProxyType(
    {
        "customer_id": 0,
        "status_id": 1,
        "subtotal_ex_tax": ZERO,
        "subtotal_inc_tax": ZERO,
        "base_shipping_cost": ZERO,
        "shipping_cost_ex_tax": ZERO,
        "shipping_cost_inc_tax": ZERO,
        "shipping_cost_tax_class_id": 0,
        "base_handling_cost": ZERO,
        "handling_cost_ex_tax": ZERO,
        "handling_cost_inc_tax": ZERO,
        "handling_cost_tax_class_id": 0,
        "base_wrapping_cost": ZERO,
        "wrapping_cost_ex_tax": ZERO,
        "wrapping_cost_inc_tax": ZERO,
        "wrapping_cost_tax_class_id": 0,
        "total_ex_tax": ZERO,
        "total_inc_tax": ZERO,
        "is_tax_inclusive_pricing": False,
        "items_total": 0,
        "items_shipped": 0,
        "payment_method": "",
        "payment_provider_id": "",
        "payment_status": "",
        "refunded_amount": ZERO,
        "order_is_digital": False,
        "store_credit_amount": ZERO,
        "gift_certificate_amount": ZERO,
        "ip_address": "",
        "ip_address_v6": "",
        "geoip_country": "",
        "geoip_country_iso2": "",
        "currency_id": 1,
        "currency_code": "USD",
        "currency_exchange_rate": "1.0000000000",
        "default_currency_id": 1,
        "default_currency_code": "USD",
        "store_default_currency_code": "USD",
        "store_default_to_transactional_exchange_rate": "1.0000000000",
        "staff_notes": "",
        "customer_message": "",
        "discount_amount": ZERO,
        "coupon_discount": ZERO,
        "ebay_order_id": "0",
        "cart_id": "",
        "billing_address": {},
        "is_email_opt_in": False,
        "credit_card_type": None,
        "order_source": "external",
        "channel_id": 1,
        "external_source": None,
        "external_id": None,
        "external_merchant_id": None,
        "external_order_id": "",
        "tax_provider_id": "BasicTaxProvider",
        "customer_locale": "en",
    }
)
DERIVED = frozenset(
    {
        *("id", "date_modified", "date_shipped", "status", "custom_status", "is_deleted"),
        *("shipping_address_count", "coupons"),
        *(f"{name}_tax" for name in TAXED),
    }
)

WRITABLE: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("base_shipping_cost", "base_handling_cost", "base_wrapping_cost"),
                *("discount_amount", "refunded_amount"),
                *(f"{name}_{tax}_tax" for name in TAXED for tax in ("ex", "inc")),
            ),
            "money",
        ),
        **dict.fromkeys(
            ("customer_id", "status_id", "channel_id", "items_total", "items_shipped"), "integer"
        ),
        **dict.fromkeys(
            (
                *("customer_message", "staff_notes", "payment_method", "payment_provider_id"),
                *("external_order_id", "external_source", "external_merchant_id"),
                *("ebay_order_id", "geoip_country", "geoip_country_iso2", "ip_address"),
                *("ip_address_v6", "tax_provider_id", "customer_locale"),
            ),
            "text",
        ),
        "order_is_digital": "flag",
        "billing_address": "address",
        "date_created": "time",
        **dict.fromkeys(("products", "shipping_addresses", "fees", "consignments"), "parts"),
    }
)
LONGEST: Mapping[str, int] = MappingProxyType(
    {"staff_notes": 65_535, "customer_message": 65_535, "ip_address": 30, "ip_address_v6": 39}
)

BLANK_ADDRESS: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("first_name", "last_name", "company", "street_1", "street_2", "city", "state"),
                *("zip", "country", "country_iso2", "phone", "email"),
            ),
            "",
        ),
        "form_fields": [],
    }
)
BLANK_LINE: Mapping[str, Any] = MappingProxyType(
    {
        "product_id": 0,
        "variant_id": 0,
        "order_pickup_method_id": 0,
        "order_address_id": 0,
        "name": "",
        "sku": "",
        "upc": "",
        "type": "physical",
        **dict.fromkeys(
            (
                *("base_price", "price_ex_tax", "price_inc_tax", "price_tax"),
                *("base_total", "total_ex_tax", "total_inc_tax", "total_tax"),
            ),
            ZERO,
        ),
        **dict.fromkeys(("weight", "width", "height", "depth"), ZERO),
        "quantity": 0,
        **dict.fromkeys(
            (
                *("base_cost_price", "cost_price_inc_tax", "cost_price_ex_tax", "cost_price_tax"),
                "refund_amount",
            ),
            ZERO,
        ),
        "is_refunded": False,
        "quantity_refunded": 0,
        "return_id": 0,
        "wrapping_id": 0,
        "wrapping_name": "",
        **dict.fromkeys(
            (
                *("base_wrapping_cost", "wrapping_cost_ex_tax", "wrapping_cost_inc_tax"),
                "wrapping_cost_tax",
            ),
            ZERO,
        ),
        "wrapping_message": "",
        "quantity_shipped": 0,
        "event_name": None,
        "event_date": None,
        "fixed_shipping_cost": ZERO,
        "ebay_item_id": "",
        "ebay_transaction_id": "",
        "option_set_id": None,
        "parent_order_product_id": None,
        "is_bundled_product": False,
        "bin_picking_number": "",
        "external_id": None,
        "brand": "",
        "applied_discounts": [],
        "product_options": [],
        "configurable_fields": [],
        "gift_certificate_id": None,
        "discounted_total_inc_tax": ZERO,
    }
)
BLANK_SHIPPING: Mapping[str, Any] = MappingProxyType(
    {
        **BLANK_ADDRESS,
        "shipping_method": "None",
        **dict.fromkeys(("base_cost", "cost_ex_tax", "cost_inc_tax", "cost_tax"), ZERO),
        "cost_tax_class_id": 2,
        **dict.fromkeys(
            (
                *("base_handling_cost", "handling_cost_ex_tax", "handling_cost_inc_tax"),
                "handling_cost_tax",
            ),
            ZERO,
        ),
        "handling_cost_tax_class_id": 2,
        "shipping_zone_id": 1,
        "shipping_zone_name": "United States",
    }
)
