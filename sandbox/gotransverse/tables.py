"""Which records the billing system keeps, and by which fields lists may be asked for."""

from sandbox.gotransverse.fields import field
from sandbox.gotransverse.store import Table

ACCOUNT = field("billing_account_id", "id", "billing_account.id", indexed=True)
CUSTOM_VALUE = field("custom_field_value", "text", "custom_field_values.0.value", indexed=True)

BILLING_ACCOUNTS = Table(
    "billing_accounts",
    (
        field("account_num", indexed=True),
        field("external_account_num", indexed=True),
        field("status"),
        field("currency_code"),
        field("bill_type"),
        field("start_date", "time"),
        field("next_invoice_date", "time"),
        field("balance", "number"),
        field("bill_cycle_id", "id", "bill_cycle.id"),
        field("billing_account_category_id", "id", "billing_account_category.id"),
        field("parent_id", "id", "parent_billing_account.id", indexed=True),
        field("party_id", "id", "responsible_party.id", indexed=True),
        field("customer_num", "text", "responsible_party.customer_num"),
        field("external_customer_num", "text", "responsible_party.external_customer_num"),
        field("organization_name", "text", "responsible_party.organization_name"),
        CUSTOM_VALUE,
    ),
    (
        *("bill_cycle", "responsible_party", "recurring_payments", "billing_account_category"),
        *("custom_field_values", "contacts", "payment_term", "responsible_account"),
        *("billing_schedules", "parent_billing_account"),
    ),
    ("recurring_payments", "custom_field_values"),
)
ORDERS = Table(
    "orders",
    (
        ACCOUNT,
        field("order_num", indexed=True),
        field("order_type"),
        field("status"),
        field("order_date", "time", indexed=True),
        field("renewal_date", "time"),
        field("purchase_order_number", indexed=True),
        field("total_amount", "number"),
        CUSTOM_VALUE,
    ),
    ("billing_account", "order_items", "payments", "custom_field_values"),
    ("order_items", "payments", "custom_field_values"),
)
ORDER_ITEMS = Table("order_items", (field("order_id", "id", "order.id", indexed=True),))
SERVICES = Table(
    "services",
    (
        ACCOUNT,
        field("status"),
        field("status_date", "time"),
        field("start_date", "time"),
        field("end_date", "time"),
        field("commitment_end_date", "time"),
        field("quantity", "number"),
        field("renewal_count", "number"),
        field("description"),
        field("product_id", "id", "product.id"),
        field("parent_service_id", "id", "parent_service.id", indexed=True),
        field("next_service_id", "id", "next_service.id"),
        field("agreement_id", "id", "current_agreement_service.agreement.id"),
        CUSTOM_VALUE,
    ),
    (
        *("billing_account", "product", "parent_service", "next_service", "child_services"),
        *("current_agreement_service", "service_prices", "service_resources"),
        "custom_field_values",
    ),
    ("service_prices", "child_services", "service_resources", "custom_field_values"),
)
SERVICE_RESOURCES = Table(
    "service_resources",
    (
        field("service_id", "id", "service.id", indexed=True),
        field("service_resource_identifier", indexed=True),
    ),
)
AGREEMENTS = Table(
    "agreements",
    (field("name"), field("status"), field("end_action"), field("agreement_period", "number")),
    ("next_agreement",),
)
PRODUCTS = Table(
    "products",
    (
        field("name"),
        field("sku", indexed=True),
        field("external_product_number"),
        field("product_type"),
        field("product_state"),
        field("requires_agreement", "flag"),
    ),
    ("product_category", "product_prices", "service_custom_field_relations"),
    ("product_prices", "actions", "tags", "service_custom_field_relations"),
)
PRODUCT_RELATIONS = Table(
    "product_relations",
    (
        field("product_id", "id", "product.id"),
        field("related_product_id", "id", "related_product.id"),
        field("relation_type"),
        field("scope"),
    ),
    ("product", "related_product"),
)
INVOICES = Table(
    "invoices",
    (
        ACCOUNT,
        field("invoice_num", indexed=True),
        field("status"),
        field("occurred_on", "time", indexed=True),
        field("due_date", "time"),
        field("paid_date", "time"),
        field("amount", "number"),
        field("amount_to_pay", "number"),
    ),
    ("billing_account", "bill_cycle", "invoice_items"),
    ("invoice_items",),
)
PAYMENTS = Table(
    "payments",
    (
        ACCOUNT,
        field("status"),
        field("occurred_on", "time", indexed=True),
        field("reference", indexed=True),
        field("received_currency"),
        field("amount", "number"),
        field("unapplied_amount", "number"),
    ),
    ("billing_account", "payment_applications"),
    ("payment_applications",),
)
PAYMENT_APPLICATIONS = Table(
    "payment_applications",
    (
        field("payment_id", "id", "payment.id", indexed=True),
        field("invoice_id", "id", "invoice.id", indexed=True),
        field("type"),
        field("applied_on", "time"),
        field("amount", "number"),
    ),
    ("payment", "invoice"),
)
ADJUSTMENTS = Table(
    "adjustments",
    (
        ACCOUNT,
        field("type"),
        field("status"),
        field("credit", "flag"),
        field("occurred_on", "time", indexed=True),
        field("posted_on", "time"),
        field("amount", "number"),
        field("service_id", "id", "adjustment_items.0.service.id", indexed=True),
    ),
    ("billing_account", "billed_invoice", "adjustment_items"),
    ("adjustment_items",),
)
USAGE_EVENTS = Table(
    "usage_events",
    (
        field("sequence_id", indexed=True),
        field("reference_id"),
        field("service_resource_identifier", indexed=True),
        field("usage_uom"),
        field("status"),
        field("start_time", "time"),
        field("end_time", "time"),
        field("service_id", "id", "event_charges.0.service.id", indexed=True),
    ),
    ("event_charges",),
    ("event_charges",),
)
LEDGER_BATCHES = Table(
    "gl_transaction_batches",
    (
        field("created_on", "time"),
        field("posted_on", "time"),
        field("exported", "flag"),
        field("sequence", "number"),
    ),
)
LEDGER_ENTRIES = Table(
    "gl_accounting_entries",
    (
        field("gl_transaction_batch_id", "id", "gl_transaction_batch.id", indexed=True),
        field("gl_account_id", "id", "gl_account.id"),
        field("billing_account_id", "id", "billing_account.id"),
        field("source_type"),
        field("credit", "flag"),
        field("occurred_on", "time"),
        field("currency_code"),
        field("amount", "number"),
    ),
    ("gl_account", "gl_transaction_batch", "billing_account", "invoice_item"),
)
BILL_CYCLES = Table(
    "bill_cycles",
    (field("name"), field("bill_cycle_type"), field("status"), field("currency_code")),
)
CATEGORIES = Table("billing_account_categories", (field("name"), field("code"), field("status")))
PAYMENT_TERMS = Table("payment_terms", (field("name"),))
CHARGE_CATEGORIES = Table("charge_categories", (field("name"), field("charge_category_type")))
ACTIONS = Table("actions", (field("name"), field("action_type")))
CUSTOM_FIELDS = Table("custom_fields", (field("custom_field_type"), field("name")))

ALL = (
    *(BILLING_ACCOUNTS, ORDERS, ORDER_ITEMS, SERVICES, SERVICE_RESOURCES, AGREEMENTS, PRODUCTS),
    *(PRODUCT_RELATIONS, INVOICES, PAYMENTS, PAYMENT_APPLICATIONS, ADJUSTMENTS, USAGE_EVENTS),
    *(LEDGER_BATCHES, LEDGER_ENTRIES, BILL_CYCLES, CATEGORIES, PAYMENT_TERMS, CHARGE_CATEGORIES),
    *(ACTIONS, CUSTOM_FIELDS),
)
