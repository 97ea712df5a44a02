"""Which records the store keeps, and by which columns they are asked for."""

from decimal import Decimal

from sandbox.records import Record, Table

TEN_THOUSANDTHS = 10_000  # of a currency's unit: how totals are compared


def key_of(text: str | None) -> str | None:
    """What e-mail addresses, names and SKUs are compared by: without regard to case."""
    return text.lower() if text else None


def _order(record: Record) -> tuple[object, ...]:
    fields = record["fields"]
    return (
        record["id"],
        record["modified"],
        record["is_deleted"],
        record["created"],
        fields.get("customer_id", 0),
        fields.get("status_id", 1),
        int(Decimal(fields.get("total_inc_tax", "0")) * TEN_THOUSANDTHS),
        key_of(fields.get("billing_address", {}).get("email")),
        fields.get("payment_method", ""),
        fields.get("cart_id", ""),
        fields.get("channel_id", 1),
        fields.get("external_order_id") or None,
    )


def _customer(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        record["modified"],
        False,
        record["created"],
        key_of(record["email"]),
        key_of(record["company"]),
        f"{record['first_name']} {record['last_name']}".strip().lower(),
        key_of(record["last_name"]),
        record["phone"],
        record["customer_group_id"],
    )


def _address(record: Record) -> tuple[object, ...]:
    name = f"{record['first_name']} {record['last_name']}".strip().lower()
    company = key_of(record["company"])
    return (record["id"], 0, False, record["customer_id"], company, name)


def _group(record: Record) -> tuple[object, ...]:
    return (record["id"], record["modified"], False, record["name"], record["is_default"])


def _product(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        record["modified"],
        False,
        record["created"],
        key_of(record["name"]),
        key_of(record["sku"]),
        int(record["price"] * TEN_THOUSANDTHS),
        record["brand_id"],
        record["is_visible"],
        record["type"],
        record["availability"],
        record["inventory_level"],
        record["total_sold"],
        record["upc"],
        record["mpn"],
    )


def _variant(record: Record) -> tuple[object, ...]:
    return (record["id"], 0, False, record["product_id"], key_of(record["sku"]), record["upc"])


def _brand(record: Record) -> tuple[object, ...]:
    return (record["id"], 0, False, key_of(record["name"]))


def _transaction(record: Record) -> tuple[object, ...]:
    return (record["id"], record["created"], False, record["order_id"])


def _refund(record: Record) -> tuple[object, ...]:
    return (record["id"], record["created"], False, record["order_id"])


def _metafield(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        record["modified"],
        False,
        record["created"],
        record["resource_type"],
        record["resource_id"],
        record["namespace"],
        record["key"],
        record["owner_client_id"],
        record["permission_set"] == "app_only",
    )


def _attribute(record: Record) -> tuple[object, ...]:
    created = record["created"]
    return (record["id"], record["modified"], False, created, record["name"], record["type"])


def _attribute_value(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        record["modified"],
        False,
        record["created"],
        record["customer_id"],
        record["attribute_id"],
    )


def _hook(record: Record) -> tuple[object, ...]:
    return (
        record["id"],
        record["updated_at"],
        False,
        record["client_id"],
        record["scope"],
        record["destination"],
        record["is_active"],
    )


ORDERS = Table(
    "orders",
    (
        *("created integer", "customer_id integer", "status_id integer", "total integer"),
        *("email_key text", "payment_method text", "cart_id text", "channel_id integer"),
        "external_order_id text",
    ),
    ("customer_id", "status_id", "external_order_id", "created"),
    _order,
)
CUSTOMERS = Table(
    "customers",
    (
        *("created integer", "email_key text", "company_key text", "name_key text"),
        *("last_name_key text", "phone text", "group_id integer"),
    ),
    ("email_key", "company_key"),
    _customer,
)
ADDRESSES = Table(
    "addresses",
    ("customer_id integer", "company_key text", "name_key text"),
    ("customer_id",),
    _address,
)
GROUPS = Table("customer_groups", ("name text", "is_default integer"), ("name",), _group)
PRODUCTS = Table(
    "products",
    (
        *("created integer", "name_key text", "sku_key text", "price integer"),
        *("brand_id integer", "is_visible integer", "type text", "availability text"),
        *("inventory_level integer", "total_sold integer", "upc text", "mpn text"),
    ),
    ("sku_key", "name_key"),
    _product,
)
VARIANTS = Table(
    "variants",
    ("product_id integer", "sku_key text", "upc text"),
    ("product_id", "sku_key"),
    _variant,
)
BRANDS = Table("brands", ("name_key text",), ("name_key",), _brand)
TRANSACTIONS = Table("transactions", ("order_id integer",), ("order_id",), _transaction)
REFUNDS = Table("refunds", ("order_id integer",), ("order_id",), _refund)
METAFIELDS = Table(
    "metafields",
    (
        *("created integer", "resource_type text", "resource_id integer", "namespace text"),
        *("field_key text", "client_id text", "is_app_only integer"),
    ),
    ("resource_type, resource_id",),
    _metafield,
)
ATTRIBUTES = Table("attributes", ("created integer", "name text", "type text"), (), _attribute)
ATTRIBUTE_VALUES = Table(
    "attribute_values",
    ("created integer", "customer_id integer", "attribute_id integer"),
    ("customer_id",),
    _attribute_value,
)
HOOKS = Table(
    "hooks",
    ("client_id text", "scope text", "destination text", "is_active integer"),
    ("scope",),
    _hook,
)
ALL = (
    *(ORDERS, CUSTOMERS, ADDRESSES, GROUPS, PRODUCTS, VARIANTS, BRANDS, TRANSACTIONS, REFUNDS),
    *(METAFIELDS, ATTRIBUTES, ATTRIBUTE_VALUES, HOOKS),
)
