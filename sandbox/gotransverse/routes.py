"""Which paths exist, and how much of the real system each does. A table, no logic."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.gotransverse import (
    accounts,
    change_orders,
    commands,
    custom_fields,
    deactivation,
    ledger,
    orders,
    parties,
    services,
    small,
    usage,
)
from sandbox.gotransverse.call import API, Answer, Call
from sandbox.gotransverse.errors import no_such_path, wrong_method
from sandbox.standin import Operation

Endpoint = Callable[[Call], Answer]
AT_ONCE = "a date to come takes effect at once"
OF_ELEMENTS = "filter and sort of a nested list"


@dataclass(frozen=True, slots=True)
class Route:
    """A path under /billing/2, what it does, and what of the real one it leaves out."""

    method: str
    path: str
    endpoint: Endpoint
    does: str
    lacks: str = ""

    @property
    def operation(self) -> Operation:
        return Operation(self.method, f"{API}{self.path}", self.does, self.lacks)


# A path that is written out goes before one with a name in it.
ROUTES = (
    Route("GET", "/billing-accounts", accounts.list_accounts, "list billing accounts"),
    Route(
        *("POST", "/billing-accounts", accounts.create_account, "create a billing account"),
        "contacts and billing schedules",
    ),
    Route("GET", "/billing-accounts/{id}", accounts.show_account, "show a billing account"),
    Route(
        *("PUT", "/billing-accounts/{id}", accounts.replace_account, "replace a billing account"),
        "suspension, deactivation, another currency",
    ),
    Route(
        *("POST", "/billing-accounts/{id}/recurring-payments", accounts.add_recurring_payment),
        *("add a payment method", "charging it"),
    ),
    Route(
        *("POST", "/billing-accounts/{id}/change-service", change_orders.change_service),
        *("draft the order that replaces a service", "moving it to another account"),
    ),
    Route(
        *("GET", "/billing-accounts/{id}/custom-field-values", custom_fields.list_account_values),
        *("list an account's custom values", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/billing-accounts/{id}/custom-field-values", custom_fields.add_account_value),
        "set an account's custom value",
    ),
    Route(
        *("GET", "/people/{id}/addresses", parties.list_addresses_of_person),
        *("list a person's addresses", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/people/{id}/addresses", parties.add_address_to_person),
        "add an address to a person",
    ),
    Route(
        *("GET", "/organizations/{id}/addresses", parties.list_addresses_of_organization),
        *("list an organization's addresses", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/organizations/{id}/addresses", parties.add_address_to_organization),
        "add an address to an organization",
    ),
    Route("GET", "/orders", orders.list_orders, "list orders"),
    Route(
        *("POST", "/orders", orders.create_order, "draft a sales order"),
        "discounts, scheduled charges, payments, taxes",
    ),
    Route("GET", "/orders/{id}", orders.show_order, "show an order"),
    Route("PUT", "/orders/{id}", orders.replace_order, "replace a draft order"),
    Route(
        *("GET", "/orders/{id}/order-items", orders.list_order_items, "list an order's items"),
        OF_ELEMENTS,
    ),
    Route(
        *("POST", "/orders/{id}/confirm", orders.confirm_order),
        *("confirm a draft order; its items become services", AT_ONCE),
    ),
    Route("POST", "/orders/{id}/void", orders.void_order, "void a draft order"),
    Route(
        *("POST", "/orders/{id}/order-items/{sequence}/approve", orders.approve_item),
        "approve an item that awaits it",
    ),
    Route(
        *("POST", "/orders/{id}/order-items/{sequence}/deny", orders.deny_item),
        "deny an item, which cancels the order",
    ),
    Route(
        *("GET", "/orders/{id}/custom-field-values", custom_fields.list_order_values),
        *("list an order's custom values", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/orders/{id}/custom-field-values", custom_fields.add_order_value),
        "set an order's custom value",
    ),
    Route(
        *("GET", "/order-items/{id}/custom-field-values", custom_fields.list_order_item_values),
        *("list an item's custom values", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/order-items/{id}/custom-field-values", custom_fields.add_order_item_value),
        "set an item's custom value",
    ),
    Route("GET", "/services", services.list_services, "list services"),
    Route("GET", "/services/{id}", services.show_service, "show a service"),
    Route(
        *("GET", "/services/{id}/service-prices", services.list_service_prices),
        *("list a service's prices", OF_ELEMENTS),
    ),
    Route(
        *("GET", "/services/{id}/child-services", services.list_child_services),
        *("list a service's add-ons", OF_ELEMENTS),
    ),
    Route(
        *("GET", "/services/{id}/service-resources", services.list_service_resources),
        *("list a service's resources", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/services/{id}/service-resources", services.add_service_resource),
        *("give a service an identifier for usage", "taking it away, moving it"),
    ),
    Route(
        *("GET", "/services/{id}/custom-field-values", custom_fields.list_service_values),
        *("list a service's custom values", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/services/{id}/custom-field-values", custom_fields.add_service_value),
        "set a service's custom value",
    ),
    Route(
        *("GET", "/services/{id}/custom-field-values/{value_id}"),
        *(custom_fields.show_service_value, "show a service's custom value"),
    ),
    Route(
        *("POST", "/services/{id}/custom-field-values/{value_id}"),
        *(custom_fields.update_service_value, "change a service's custom value"),
    ),
    Route(
        *("POST", "/services/{id}/change-price", commands.change_price, "re-rate a service"),
        "proration of what is billed already",
    ),
    Route(
        *("POST", "/services/{id}/change-quantity", commands.change_quantity),
        *("change a service's quantity", f"proration; {AT_ONCE}, but for the price"),
    ),
    Route(
        *("POST", "/services/{id}/add-agreement", commands.add_agreement),
        *("put an agreement on a service", AT_ONCE),
    ),
    Route(
        *("POST", "/services/{id}/renew", change_orders.renew_service),
        *("draft the order that renews a service", "renewing its add-ons with it"),
    ),
    Route(
        *("POST", "/services/{id}/suspend", commands.suspend, "suspend a service"),
        f"its add-ons; {AT_ONCE}",
    ),
    Route("POST", "/services/{id}/resume", commands.resume, "resume a service", AT_ONCE),
    Route(
        *("POST", "/services/{id}/deactivate", deactivation.deactivate),
        *("end a service with its add-ons and post the termination charge", AT_ONCE),
    ),
    Route(
        *("GET", "/service-custom-fields", custom_fields.list_service_custom_fields),
        "list custom fields of services",
    ),
    Route(
        *("GET", "/service-custom-fields/{id}", custom_fields.show_service_custom_field),
        "show a custom field of services",
    ),
    Route(
        *("GET", "/service-custom-fields/{id}/references", custom_fields.list_references),
        *("list the products that the field is related to", OF_ELEMENTS),
    ),
    Route("GET", "/products", small.list_products, "list products"),
    Route("GET", "/products/{id}", small.show_product, "show a product"),
    Route(
        *("GET", "/products/{id}/product-prices", small.list_product_prices),
        *("list a product's prices", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/products/{id}/service-custom-field-relations", custom_fields.relate_field),
        "let services of a product have a custom field",
    ),
    Route("GET", "/product-relations", small.list_product_relations, "list product relations"),
    Route("GET", "/agreements", small.list_agreements, "list agreements"),
    Route("GET", "/agreements/{id}", small.show_agreement, "show an agreement"),
    Route("GET", "/invoices", small.list_invoices, "list invoices"),
    Route("GET", "/invoices/{id}", small.show_invoice, "show an invoice", "pdf, xml and csv"),
    Route(
        *("GET", "/invoices/{id}/invoice-items", small.list_invoice_items),
        *("list an invoice's items", OF_ELEMENTS),
    ),
    Route(
        *("POST", "/payments/generate-token", small.generate_token),
        *("give a token for a payment page", "logging in with it"),
    ),
    Route("GET", "/payments", small.list_payments, "list payments"),
    Route("GET", "/payments/{id}", small.show_payment, "show a payment", "making, reversing one"),
    Route(
        *("GET", "/payments/{id}/payment-applications", small.list_applications_of_payment),
        *("list what a payment paid", OF_ELEMENTS),
    ),
    Route(
        *("GET", "/payment-applications", small.list_payment_applications),
        "list what all payments paid",
    ),
    Route("GET", "/adjustments", small.list_adjustments, "list adjustments"),
    Route(
        *("GET", "/adjustments/{id}", small.show_adjustment, "show an adjustment"),
        "making, posting, reversing one",
    ),
    Route(
        *("GET", "/gl-transaction-batches", ledger.list_batches, "list GL transaction batches"),
        "batches that are not posted or exported yet",
    ),
    Route(
        *("GET", "/gl-transaction-batches/{id}", ledger.show_batch),
        "show a GL transaction batch",
    ),
    Route(
        *("GET", "/gl-accounting-entries", ledger.list_entries, "list GL accounting entries"),
        "revenue recognition, unbilled activity, credits applied",
    ),
    Route("GET", "/usage-events", usage.list_events, "list usage events"),
    Route(
        *("POST", "/usage-events/bulk", usage.add_events, "rate usage events"),
        "usage rules: every event costs nothing",
    ),
    Route("DELETE", "/usage-events/bulk", usage.void_events, "void usage events"),
    Route("GET", "/bill-cycles", small.list_bill_cycles, "list bill cycles"),
    Route(
        *("GET", "/billing-account-categories", small.list_categories),
        "list billing account categories",
    ),
    Route("GET", "/charge-categories", small.list_charge_categories, "list charge categories"),
    Route("GET", "/actions", small.list_actions, "list actions", "doing them"),
)
OPERATIONS = tuple(route.operation for route in ROUTES)

_WRITTEN_OUT = {(it.method, it.path): it for it in ROUTES if "{" not in it.path}
_NAMED = [
    (route, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.path)))
    for route in ROUTES
    if "{" in route.path
]


def matched(method: str, path: str) -> tuple[Endpoint, Mapping[str, str]]:
    """The endpoint of a path under /billing/2, and the names in it; 404 or 405 where none is."""
    if found := _WRITTEN_OUT.get((method, path)):
        return found.endpoint, {}
    methods = {verb for verb, written_out in _WRITTEN_OUT if written_out == path}
    for route, pattern in _NAMED:
        if match := pattern.fullmatch(path):
            if route.method == method:
                return route.endpoint, match.groupdict()
            methods.add(route.method)
    raise wrong_method(method, f"{API}{path}") if methods else no_such_path(f"{API}{path}")
