"""What is read from a BigCommerce store: the tables as they land, under the vendor's own names."""

from datetime import timedelta

from systems.base import Column, Table

OVERLAP = timedelta(minutes=1)  # times have whole seconds, and a bound may leave its own out


def _charged(name: str) -> Column:
    """An amount that somebody pays: whole cents, or the row is set aside."""
    return Column(name, "decimal")


def _worked_out(name: str) -> Column:
    """An amount that the store derives from another one, to four places."""
    return Column(name, "decimal", scale=4)


ORDERS = Table(
    name="orders",
    grain="one row an order, archived ones and checkouts that were left (status 0) included",
    columns=(
        Column("id", required=True),
        Column("customer_id"),
        Column("status_id", "integer", required=True),
        Column("status"),
        Column("custom_status"),
        Column("date_created", "timestamp", required=True),
        Column("date_modified", "timestamp", required=True),
        Column("date_shipped", "timestamp"),
        _worked_out("subtotal_ex_tax"),
        _worked_out("subtotal_inc_tax"),
        _worked_out("shipping_cost_ex_tax"),
        _worked_out("shipping_cost_inc_tax"),
        _worked_out("handling_cost_inc_tax"),
        _worked_out("wrapping_cost_inc_tax"),
        _worked_out("total_ex_tax"),
        _charged("total_inc_tax"),
        _worked_out("total_tax"),
        _worked_out("discount_amount"),
        _worked_out("coupon_discount"),
        _charged("store_credit_amount"),
        _charged("gift_certificate_amount"),
        _charged("refunded_amount"),
        Column("is_tax_inclusive_pricing", "boolean"),
        Column("default_currency_code", required=True),
        Column("store_default_currency_code"),
        Column("store_default_to_transactional_exchange_rate", "decimal", precision=28, scale=10),
        Column("payment_method"),
        Column("payment_status"),
        Column("items_total", "integer"),
        Column("items_shipped", "integer"),
        Column("shipping_address_count", "integer"),
        Column("staff_notes"),
        Column("customer_message"),
        Column("external_order_id"),
        Column("external_source"),
        Column("order_source"),
        Column("channel_id"),
        Column("billing_company"),
        Column("billing_city"),
        Column("billing_zip"),
        Column("billing_country_iso2"),
        Column("billing_email_domain"),
        Column("is_deleted", "boolean", required=True),
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
    deletions="marked",
    deleted_mark="is_deleted",
)

ORDER_PRODUCTS = Table(
    name="order_products",
    grain="one row a line of an order",
    columns=(
        Column("id", required=True),
        Column("order_id", required=True),
        Column("product_id"),
        Column("variant_id"),
        Column("order_address_id"),
        Column("sku"),
        Column("name"),
        Column("type"),
        Column("brand"),
        Column("quantity", "decimal", scale=4),
        Column("quantity_shipped", "decimal", scale=4),
        Column("quantity_refunded", "decimal", scale=4),
        _worked_out("base_price"),
        _worked_out("price_ex_tax"),
        _worked_out("price_inc_tax"),
        _worked_out("total_ex_tax"),
        _worked_out("total_inc_tax"),
        _worked_out("total_tax"),
        Column("applied_discounts", "json"),
        Column("is_refunded", "boolean"),
        Column("external_id"),
    ),
    key=("order_id", "id"),
    read="incremental",
    overlap=OVERLAP,
)

ORDER_SHIPPING_ADDRESSES = Table(
    name="order_shipping_addresses",
    grain="one row an address that an order goes to, without a person or a street",
    columns=(
        Column("id", required=True),
        Column("order_id", required=True),
        Column("company"),
        Column("city"),
        Column("zip"),
        Column("country_iso2"),
        Column("email_domain"),
        Column("shipping_method"),
        _worked_out("cost_inc_tax"),
        Column("items_total", "integer"),
        Column("items_shipped", "integer"),
    ),
    key=("order_id", "id"),
    read="incremental",
    overlap=OVERLAP,
)

ORDER_SHIPMENTS = Table(
    name="order_shipments",
    grain="one row a shipment of an order",
    columns=(
        Column("id", required=True),
        Column("order_id", required=True),
        Column("order_address_id"),
        Column("date_created", "timestamp"),
        Column("tracking_number"),
        Column("tracking_carrier"),
        Column("shipping_provider"),
        Column("shipping_method"),
        Column("items", "json"),
    ),
    key=("order_id", "id"),
    read="incremental",
    overlap=OVERLAP,
)

ORDER_STATUSES = Table(
    name="order_statuses",
    grain="one row a status that orders can have; the store may call it otherwise",
    columns=(
        Column("id", required=True),
        Column("name"),
        Column("system_label"),
        Column("custom_label"),
        Column("display_order", "integer"),
    ),
    key=("id",),
)

ORDER_TRANSACTIONS = Table(
    name="order_transactions",
    grain="one row a movement of a payment for an order, failed ones included",
    columns=(
        Column("id", required=True),
        Column("order_id", required=True),
        Column("event", required=True),
        Column("method"),
        Column("amount", "decimal"),
        Column("currency", required=True),
        Column("gateway"),
        Column("status"),
        Column("test", "boolean"),
        Column("reference_transaction_id"),
        Column("payment_method_id"),
        Column("date_created", "timestamp"),
    ),
    key=("order_id", "id"),
    read="incremental",
    overlap=OVERLAP,
)

ORDER_METAFIELDS = Table(
    name="order_metafields",
    grain="one row a metafield of an order that our API account may see",
    columns=(
        Column("id", required=True),
        Column("resource_id", required=True),
        Column("namespace", required=True),
        Column("key", required=True),
        Column("value"),
        Column("permission_set"),
        Column("owner_client_id"),
        Column("date_created", "timestamp"),
        Column("date_modified", "timestamp", required=True),
    ),
    key=("resource_id", "id"),
    read="incremental",
    overlap=OVERLAP,
)

PRODUCTS = Table(
    name="products",
    grain="one row a product of the catalogue",
    columns=(
        Column("id", required=True),
        Column("name"),
        Column("type"),
        Column("sku"),
        _worked_out("price"),
        _worked_out("sale_price"),
        Column("brand_id"),
        Column("brand"),
        Column("base_variant_id"),
        Column("is_visible", "boolean"),
        Column("availability"),
        Column("date_created", "timestamp"),
        Column("date_modified", "timestamp"),
    ),
    key=("id",),
)

VARIANTS = Table(
    name="variants",
    grain="one row a variant of a product; a plain product has one",
    columns=(
        Column("id", required=True),
        Column("product_id", required=True),
        Column("sku"),
        _worked_out("price"),
        _worked_out("calculated_price"),
        Column("purchasing_disabled", "boolean"),
    ),
    key=("id",),
)

CUSTOMERS = Table(
    name="customers",
    grain="one row a buyer with an account, without a name",
    columns=(
        Column("id", required=True),
        Column("company"),
        Column("email_domain"),
        Column("customer_group_id"),
        Column("customer_group"),
        Column("city"),
        Column("postal_code"),
        Column("country_code"),
        Column("date_created", "timestamp"),
        Column("date_modified", "timestamp", required=True),
    ),
    key=("id",),
    read="incremental",
    overlap=OVERLAP,
)

TABLES = (
    ORDERS,
    ORDER_PRODUCTS,
    ORDER_SHIPPING_ADDRESSES,
    ORDER_SHIPMENTS,
    ORDER_TRANSACTIONS,
    ORDER_METAFIELDS,
    ORDER_STATUSES,
    PRODUCTS,
    VARIANTS,
    CUSTOMERS,
)
