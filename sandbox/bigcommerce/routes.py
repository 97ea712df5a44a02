"""Which paths exist. A table, no logic."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.bigcommerce import (
    customer_parts,
    customers,
    hooks,
    metafield_batches,
    metafields,
    order_parts,
    order_writes,
    orders,
    payments,
    products,
    refunds,
    shipments,
    small,
    statuses,
    transactions,
    v2_customers,
    variants,
)
from sandbox.bigcommerce.call import Answer, Call
from sandbox.bigcommerce.login import TOKEN_PATH, Scope
from sandbox.standin import Operation

Endpoint = Callable[[Call], Answer]
Line = tuple[str, str, Endpoint] | tuple[str, str, Endpoint, str]


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint, the scope it needs, and what of the real one it lacks."""

    method: str
    version: str
    pattern: str
    endpoint: Endpoint
    scope: Scope
    lacks: str = ""


def _routes(version: str, scope: Scope, *lines: Line) -> tuple[Route, ...]:
    return tuple(Route(it[0], version, it[1], it[2], scope, *it[3:]) for it in lines)


def _metafields(resource: str, kind: str) -> tuple[Line, ...]:
    one = f"{resource}/{{{kind}}}/metafields"
    return (
        ("GET", f"{resource}/metafields", metafields.list_all_metafields),
        ("POST", f"{resource}/metafields", metafield_batches.create_metafields),
        ("PUT", f"{resource}/metafields", metafield_batches.update_metafields),
        ("DELETE", f"{resource}/metafields", metafield_batches.delete_metafields),
        ("GET", one, metafields.list_metafields),
        ("POST", one, metafields.create_metafield),
        ("GET", f"{one}/{{part}}", metafields.show_metafield),
        ("PUT", f"{one}/{{part}}", metafields.update_metafield),
        ("DELETE", f"{one}/{{part}}", metafields.delete_metafield),
    )


def _addresses(spelling: str, quotes: str) -> tuple[Line, ...]:
    every = f"orders/{{id}}/{spelling}"
    return (
        ("GET", every, order_parts.list_shipping_addresses),
        ("GET", f"{every}/{{part}}", order_parts.show_shipping_address),
        ("PUT", f"{every}/{{part}}", order_parts.update_shipping_address),
        ("GET", f"{every}/{{part}}/{quotes}", order_parts.list_shipping_quotes, "always empty"),
    )


# Under the version, without `.json`. A path that is written out goes before one with a name in it.
ROUTES = (
    *_routes(
        "v2",
        "information",
        ("GET", "time", small.show_time),
        ("GET", "store", small.show_store),
    ),
    *_routes(
        "v2",
        "orders",
        ("GET", "orders", orders.list_orders),
        ("POST", "orders", order_writes.create_order, "pickup consignments, taxes, stock"),
        ("DELETE", "orders", order_writes.delete_all_orders),
        ("GET", "orders/count", orders.count_orders),
        ("GET", "orders/{id}", orders.show_order),
        ("PUT", "orders/{id}", order_writes.update_order, "pickup consignments, taxes, e-mails"),
        ("DELETE", "orders/{id}", order_writes.delete_order),
        ("GET", "orders/{id}/products", order_parts.list_order_products),
        ("GET", "orders/{id}/products/{part}", order_parts.show_order_product),
        *_addresses("shipping_addresses", "shipping_quotes"),
        *_addresses("shippingaddresses", "shippingquotes"),
        ("GET", "orders/{id}/shipments", shipments.list_shipments),
        ("POST", "orders/{id}/shipments", shipments.create_shipment, "e-mails to the buyer"),
        ("DELETE", "orders/{id}/shipments", shipments.delete_all_shipments),
        ("GET", "orders/{id}/shipments/count", shipments.count_shipments),
        ("GET", "orders/{id}/shipments/{part}", shipments.show_shipment),
        ("PUT", "orders/{id}/shipments/{part}", shipments.update_shipment),
        ("DELETE", "orders/{id}/shipments/{part}", shipments.delete_shipment),
        ("GET", "orders/{id}/messages", order_parts.list_messages, "always empty"),
        ("GET", "orders/{id}/coupons", order_parts.list_order_coupons, "always empty"),
        ("GET", "orders/{id}/taxes", order_parts.list_taxes, "one rate, on lines alone"),
        ("GET", "orders/{id}/fees", order_parts.list_fees),
        ("GET", "orders/{id}/consignments", order_parts.show_consignments, "pickups, downloads"),
        ("GET", "order_statuses", statuses.list_order_statuses),
        ("GET", "order_statuses/{id}", statuses.show_order_status),
        ("GET", "coupons", small.list_no_coupons, "always empty"),
    ),
    *_routes(
        "v2",
        "transactions",
        ("GET", "orders/{id}/transactions", transactions.list_transactions_by_the_old_path),
    ),
    *_routes(
        "v2",
        "customers",
        ("GET", "customers", v2_customers.list_customers),
        ("GET", "customers/count", v2_customers.count_customers),
        ("GET", "customers/{id}", v2_customers.show_customer),
        ("GET", "customers/{id}/addresses", v2_customers.list_customer_addresses),
        ("GET", "customer_groups", v2_customers.list_customer_groups),
        ("GET", "customer_groups/count", v2_customers.count_customer_groups),
        ("POST", "customer_groups", v2_customers.create_customer_group),
        ("GET", "customer_groups/{id}", v2_customers.show_customer_group),
        ("PUT", "customer_groups/{id}", v2_customers.update_customer_group),
        ("DELETE", "customer_groups/{id}", v2_customers.delete_customer_group),
    ),
    *_routes(
        "v3",
        "transactions",
        ("GET", "orders/{order}/transactions", transactions.list_transactions),
    ),
    *_routes(
        "v3",
        "payments",
        ("POST", "orders/{order}/payment_actions/capture", payments.capture_payment),
        ("POST", "orders/{order}/payment_actions/void", payments.void_payment),
        (
            *("POST", "orders/{order}/payment_actions/refund_quotes"),
            *(refunds.create_refund_quote, "adjustments, tax adjustments"),
        ),
        (
            *("POST", "orders/{order}/payment_actions/refunds", refunds.create_refund),
            "overrides by the merchant",
        ),
        ("GET", "orders/payment_actions/refunds", refunds.list_refunds),
        ("GET", "orders/payment_actions/refunds/{refund}", refunds.show_refund),
        ("GET", "orders/{order}/payment_actions/refunds", refunds.list_refunds_of_order),
    ),
    *_routes("v3", "orders", *_metafields("orders", "order")),
    *_routes(
        "v3",
        "customers",
        ("GET", "customers", customers.list_customers),
        ("POST", "customers", customers.create_customers, "passwords"),
        ("PUT", "customers", customers.update_customers, "the limit of three at a time"),
        ("DELETE", "customers", customers.delete_customers),
        ("GET", "customers/addresses", customer_parts.list_addresses),
        ("POST", "customers/addresses", customer_parts.create_addresses),
        ("PUT", "customers/addresses", customer_parts.update_addresses),
        ("DELETE", "customers/addresses", customer_parts.delete_addresses),
        ("GET", "customers/attributes", customer_parts.list_attributes),
        ("POST", "customers/attributes", customer_parts.create_attributes),
        ("DELETE", "customers/attributes", customer_parts.delete_attributes),
        ("GET", "customers/attribute-values", customer_parts.list_attribute_values),
        ("PUT", "customers/attribute-values", customer_parts.upsert_attribute_values),
        ("DELETE", "customers/attribute-values", customer_parts.delete_attribute_values),
        ("GET", "customers/form-field-values", small.list_nothing, "always empty"),
        *_metafields("customers", "customer"),
    ),
    *_routes(
        "v3",
        "products",
        ("GET", "catalog/products", products.list_products, "filters on weight, condition, import"),
        ("POST", "catalog/products", products.create_product, "options, images: 207 with images"),
        ("PUT", "catalog/products", products.update_products),
        ("DELETE", "catalog/products", products.delete_products),
        *_metafields("catalog/products", "product"),
        ("GET", "catalog/products/{product}", products.show_product),
        ("PUT", "catalog/products/{product}", products.update_product, "options, images"),
        ("DELETE", "catalog/products/{product}", products.delete_product),
        ("GET", "catalog/products/{product}/variants", variants.list_variants_of_product),
        ("GET", "catalog/products/{product}/variants/{variant}", variants.show_variant),
        ("PUT", "catalog/products/{product}/variants/{variant}", variants.update_variant),
        ("GET", "catalog/variants", variants.list_variants),
        ("PUT", "catalog/variants", variants.update_variants),
        *_metafields("catalog/variants", "variant"),
        ("GET", "catalog/brands", small.list_brands),
        ("GET", "catalog/brands/{id}", small.show_brand),
        ("GET", "catalog/categories", small.list_nothing, "always empty"),
        ("GET", "content/pages", small.list_nothing, "always empty"),
        ("GET", "channels", small.list_channels),
    ),
    *_routes(
        "v3",
        "default",
        ("GET", "hooks", hooks.list_hooks),
        ("POST", "hooks", hooks.create_hook, "calls to hosts other than loopback"),
        ("GET", "hooks/admin", hooks.show_alert_addresses),
        ("PUT", "hooks/admin", hooks.set_alert_addresses, "the e-mails"),
        ("GET", "hooks/{id}", hooks.show_hook),
        ("PUT", "hooks/{id}", hooks.update_hook),
        ("DELETE", "hooks/{id}", hooks.delete_hook),
    ),
)

_WRITTEN_OUT = {(it.method, it.version, it.pattern): it for it in ROUTES if "{" not in it.pattern}
_NAMED = [
    (route, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.pattern)))
    for route in ROUTES
    if "{" in route.pattern
]


def matched(method: str, version: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route of a path under its version without `.json`, and the names in it."""
    written_out = _WRITTEN_OUT.get((method, version, path))
    if written_out is not None:
        return written_out, {}
    for route, pattern in _NAMED:
        if (route.method, route.version) == (method, version):
            found = pattern.fullmatch(path)
            if found:
                return route, found.groupdict()
    return None


def methods(version: str, path: str) -> frozenset[str]:
    """The verbs that a path takes; empty where there is no such path."""
    verbs = ("GET", "POST", "PUT", "DELETE")
    return frozenset(verb for verb in verbs if matched(verb, version, path))


OPERATIONS = (
    Operation("POST", TOKEN_PATH, "grant a token to an app that was installed"),
    *(
        Operation(
            it.method,
            f"/stores/{{store_hash}}/{it.version}/{it.pattern}",
            it.endpoint.__name__.replace("_", " "),
            it.lacks,
        )
        for it in ROUTES
    ),
)
