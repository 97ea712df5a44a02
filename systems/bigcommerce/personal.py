"""What may leave this room of a record: no names, streets, telephones or addresses of buyers."""

from collections.abc import Callable, Iterator, Mapping

from systems.base import Row, Settings
from systems.bigcommerce.dates import utc
from tieout.errors import SettingsError

DATES = frozenset({"date_created", "date_modified", "date_shipped"})
EMPTY_IS_NOTHING = frozenset({"external_order_id", "tracking_number", "tracking_carrier", "sku"})

# known and not wanted: what no question needs, links, and all that is somebody's own
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "orders": frozenset(
        {"subtotal_tax", "base_shipping_cost", "shipping_cost_tax", "shipping_cost_tax_class_id"}
        | {"base_handling_cost", "handling_cost_ex_tax", "handling_cost_tax"}
        | {"handling_cost_tax_class_id", "base_wrapping_cost", "wrapping_cost_ex_tax"}
        | {"wrapping_cost_tax", "wrapping_cost_tax_class_id", "payment_provider_id"}
        | {"order_is_digital", "ip_address", "ip_address_v6", "geoip_country"}
        | {"geoip_country_iso2", "currency_id", "currency_code", "currency_exchange_rate"}
        | {"default_currency_id", "ebay_order_id", "cart_id", "billing_address"}
        | {"is_email_opt_in", "credit_card_type", "external_id", "external_merchant_id"}
        | {"tax_provider_id", "customer_locale", "products", "shipping_addresses", "coupons"}
        | {"consignments", "fees"}
    ),
    "order_products": frozenset(
        {"order_pickup_method_id", "name_customer", "name_merchant", "upc", "price_tax"}
        | {"base_total", "weight", "width", "height", "depth", "base_cost_price"}
        | {"cost_price_inc_tax", "cost_price_ex_tax", "cost_price_tax", "refund_amount"}
        | {"return_id", "wrapping_id", "wrapping_name", "base_wrapping_cost"}
        | {"wrapping_cost_ex_tax", "wrapping_cost_inc_tax", "wrapping_cost_tax"}
        | {"wrapping_message", "event_name", "event_date", "fixed_shipping_cost"}
        | {"ebay_item_id", "ebay_transaction_id", "option_set_id", "parent_order_product_id"}
        | {"is_bundled_product", "bin_picking_number", "product_options"}
        | {
            "configurable_fields",
            "gift_certificate_id",
            "discounted_total_inc_tax",
            "fulfillment_source",
        }
    ),
    "order_shipping_addresses": frozenset(
        {"first_name", "last_name", "street_1", "street_2", "state", "country", "phone", "email"}
        | {"base_cost", "cost_ex_tax", "cost_tax", "cost_tax_class_id", "base_handling_cost"}
        | {"handling_cost_ex_tax", "handling_cost_inc_tax", "handling_cost_tax"}
        | {"handling_cost_tax_class_id", "shipping_zone_id", "shipping_zone_name", "form_fields"}
        | {"shipping_quotes"}
    ),
    "order_shipments": frozenset(
        {"customer_id", "merchant_shipping_cost", "comments", "tracking_link", "billing_address"}
        | {"shipping_address", "shipping_provider_display_name", "generated_tracking_link"}
    ),
    "order_statuses": frozenset({"system_description", "order"}),
    "order_transactions": frozenset(
        {"gateway_transaction_id", "fraud_review", "avs_result", "cvv_result", "credit_card"}
        | {"gift_certificate", "store_credit", "offline", "custom", "payment_instrument_token"}
    ),
    "order_metafields": frozenset({"resource_type", "description"}),
    "products": frozenset(
        {"description", "weight", "width", "depth", "height", "cost_price", "retail_price"}
        | {"map_price", "tax_class_id", "product_tax_code", "categories", "inventory_level"}
        | {"inventory_warning_level", "inventory_tracking", "is_featured", "condition", "upc"}
        | {"mpn", "gtin", "bin_picking_number", "sort_order", "custom_url", "calculated_price"}
        | {"total_sold", "option_set_id", "option_set_display", "variants", "custom_fields"}
        | {"fixed_cost_shipping_price", "is_free_shipping", "reviews_rating_sum"}
        | {"reviews_count", "related_products", "warranty", "layout_file", "search_keywords"}
        | {"availability_description", "gift_wrapping_options_type", "gift_wrapping_options_list"}
        | {"is_condition_shown", "order_quantity_minimum", "order_quantity_maximum"}
        | {"page_title", "meta_keywords", "meta_description", "view_count"}
        | {"preorder_release_date", "preorder_message", "is_preorder_only", "is_price_hidden"}
        | {"price_hidden_label", "open_graph_type", "open_graph_title", "open_graph_description"}
        | {"open_graph_use_meta_description", "open_graph_use_product_name"}
        | {"open_graph_use_image", "date_last_imported", "bulk_pricing_rules", "images"}
        | {"primary_image", "modifiers", "options", "videos", "parent_relations"}
    ),
    "variants": frozenset(
        {"sku_id", "cost_price", "sale_price", "retail_price", "map_price", "weight", "width"}
        | {"height", "depth", "is_free_shipping", "fixed_cost_shipping_price", "upc", "mpn"}
        | {"gtin", "inventory_level", "inventory_warning_level", "bin_picking_number"}
        | {"purchasing_disabled_message", "image_url", "calculated_weight", "option_values"}
    ),
    "customers": frozenset(
        {"email", "first_name", "last_name", "phone", "registration_ip_address", "notes"}
        | {"tax_exempt_category", "address_count", "attribute_count", "authentication"}
        | {"addresses", "attributes", "store_credit_amounts", "origin_channel_id", "channel_ids"}
        | {"accepts_product_review_abandoned_cart_emails", "form_fields", "shopper_profile_id"}
        | {"segment_ids"}
    ),
}


class Kept:
    """What of every table leaves the reader, as the settings `more_fields` and `leave_out` say.

    SettingsError names every part of them that cannot be understood.
    """

    def __init__(self, settings: Settings) -> None:
        faults: list[str] = []
        self._more = list(_named(settings, "more_fields", faults))
        self._without = set(_named(settings, "leave_out", faults))
        if faults:
            raise SettingsError(faults)

    def row(self, table: str, raw: Row) -> dict[str, object]:
        """A record as it lands: dates in UTC, what is wanted of the parts, nothing else of them.

        A field that is in no list of ours is handed on, so that it is noticed.
        """
        left_out = LEFT_OUT[table]
        row = {name: value for name, value in raw.items() if name not in left_out}
        row |= {name: utc(row[name]) for name in DATES & row.keys()}
        row |= {name: row[name] or None for name in EMPTY_IS_NOTHING & row.keys()}
        if table in _PARTS:
            row |= _PARTS[table](raw)
        row |= {
            path.replace(".", "_"): _at(raw, path) for named, path in self._more if named == table
        }
        return {name: value for name, value in row.items() if (table, name) not in self._without}


def _of_order(order: Row) -> dict[str, object]:
    billing = order.get("billing_address")
    of = billing if isinstance(billing, dict) else {}
    named = {
        f"billing_{it}": of.get(it) or None for it in ("company", "city", "zip", "country_iso2")
    }
    return {**named, "billing_email_domain": _domain(of.get("email"))}


def _of_address(address: Row) -> dict[str, object]:
    return {
        "company": address.get("company") or None,
        "email_domain": _domain(address.get("email")),
    }


def _of_shipment(shipment: Row) -> dict[str, object]:
    listed = shipment.get("items")
    kept = ("order_product_id", "quantity")
    items = (
        [{name: it.get(name) for name in kept} for it in listed] if isinstance(listed, list) else []
    )
    return {"items": items}


def _of_status(status: Row) -> dict[str, object]:
    return {"display_order": status.get("order")}  # their name is a word of SQL


def _of_customer(customer: Row) -> dict[str, object]:
    listed = customer.get("addresses")
    first = listed[0] if isinstance(listed, list) and listed else {}
    named = {it: first.get(it) or None for it in ("city", "postal_code", "country_code")}
    return {
        **named,
        "company": customer.get("company") or first.get("company") or None,
        "email_domain": _domain(customer.get("email")),
    }


_PARTS: Mapping[str, Callable[[Row], dict[str, object]]] = {
    "orders": _of_order,
    "order_shipping_addresses": _of_address,
    "order_shipments": _of_shipment,
    "order_statuses": _of_status,
    "customers": _of_customer,
}


def _domain(email: object) -> str | None:
    _, _, domain = str(email or "").rpartition("@")
    return domain.lower() or None


def _at(raw: Row, path: str) -> object:
    found: object = raw
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _named(settings: Settings, name: str, faults: list[str]) -> Iterator[tuple[str, str]]:
    for part in filter(None, (it.strip() for it in settings.get(name, "").split(","))):
        table, _, path = part.partition(".")
        if table not in LEFT_OUT or not path:
            faults.append(f"bigcommerce: {name} must be like orders.cart_id, got {part!r}")
        yield table, path
