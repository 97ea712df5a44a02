"""What is read from Gotransverse: the tables as they land, one row a record or part of one."""

from datetime import timedelta

from systems.base import Column, Table

# nothing says when a record changed: what is younger than this is read again each time, all of it
# once a week
WINDOW = timedelta(days=35)


def _money(name: str) -> Column:
    return Column(name, "decimal")


def _exact(name: str) -> Column:
    """A price, rate or quantity: answers have shown twenty places."""
    return Column(name, "decimal", precision=38, scale=20)


ID = Column("id", required=True)

BILLING_ACCOUNTS = Table(
    name="billing_accounts",
    grain="one row a billing account; of its people only the primary e-mail address",
    columns=(
        ID,
        Column("account_num", required=True),
        Column("external_account_num"),
        Column("status", required=True),
        Column("bill_type"),
        Column("currency_code"),
        _money("balance"),
        _exact("pending_charges_total"),
        Column("start_date", "date"),
        Column("end_date", "date"),
        Column("next_invoice_date", "date"),
        Column("tax_exempt", "boolean"),
        Column("bill_cycle_id"),
        Column("bill_cycle_name"),
        Column("bill_cycle_type"),
        Column("category_id"),
        Column("category_name"),
        Column("payment_term_id"),
        Column("payment_term_name"),
        Column("parent_billing_account_id"),
        Column("responsible_account_id"),
        Column("party_type"),
        Column("organization_name"),
        Column("customer_num"),
        Column("external_customer_num"),
        Column("tax_id_number"),
        Column("billing_city"),
        Column("billing_region"),
        Column("billing_postal_code"),
        Column("billing_country"),
        Column("primary_email"),
        Column("custom_fields", "json"),
    ),
    key=("id",),
)

ORDERS = Table(
    name="orders",
    grain="one row an order",
    columns=(
        ID,
        Column("order_num"),
        Column("order_type"),
        Column("status", required=True),
        Column("billing_account_id", required=True),
        Column("order_date", "timestamp", required=True),
        Column("purchase_order_number"),
        Column("renewal_date", "date"),
        Column("currency_code"),
        _money("sub_total"),
        _money("tax_total"),
        _money("total_amount"),
        _money("due_now_total"),
        Column("custom_fields", "json"),
    ),
    key=("id",),
    read="incremental",
    overlap=WINDOW,
)

ORDER_ITEMS = Table(
    name="order_items",
    grain="one row an item of an order, items of items too",
    columns=(
        Column("order_id", required=True),
        ID,
        Column("parent_order_item_id"),
        Column("sequence", "integer"),
        Column("product_id"),
        Column("recurring_product_price_id"),
        Column("one_time_product_price_id"),
        Column("agreement_id"),
        Column("parent_service_id"),
        Column("service_id"),
        Column("description"),
        _exact("quantity"),
        _exact("unit_price"),
        _exact("recurring_unit_price"),
        Column("requested_effective_date", "date"),
        Column("awaiting_approval", "boolean"),
        Column("custom_fields", "json"),
    ),
    key=("order_id", "id"),
    read="incremental",
    overlap=WINDOW,
)

SERVICES = Table(
    name="services",
    grain="one row a service: a subscription, or an add-on, which has a parent",
    columns=(
        ID,
        Column("status", required=True),
        Column("status_date", "date"),
        Column("billing_account_id", required=True),
        Column("product_id"),
        Column("product_name"),
        Column("parent_service_id"),
        Column("next_service_id"),
        Column("description"),
        _exact("quantity"),
        Column("currency_code"),
        Column("start_date", "date"),
        Column("end_date", "date"),
        Column("commitment_end_date", "date"),
        Column("renewal_count", "integer"),
        Column("agreement_service_id"),
        Column("agreement_id"),
        Column("agreement_start_date", "date"),
        Column("agreement_end_date", "date"),
        Column("agreement_end_action"),
        Column("agreement_next_end_action"),
        Column("agreement_renewed", "boolean"),
        Column("agreement_preserves_price", "boolean"),
        Column("custom_fields", "json"),
    ),
    key=("id",),
)

SERVICE_PRICES = Table(
    name="service_prices",
    grain="one row a price of a service, in force from a day to a day",
    columns=(
        Column("service_id", required=True),
        ID,
        _exact("amount"),
        Column("start_date", "date"),
        Column("end_date", "date"),
        Column("recurrence_period"),
        Column("bill_in_advance", "boolean"),
        Column("recurring_product_price_id"),
        Column("one_time_product_price_id"),
    ),
    key=("service_id", "id"),
)

AGREEMENTS = Table(
    name="agreements",
    grain="one row an agreement, the terms that services are sold under",
    columns=(
        ID,
        Column("name", required=True),
        Column("status", required=True),
        Column("agreement_period", "integer"),
        Column("agreement_period_type"),
        Column("end_action"),
        Column("next_agreement_id"),
        Column("from_date", "date"),
        Column("thru_date", "date"),
        _money("termination_flat_charge"),
        _exact("termination_percentage_charge"),
        _money("max_termination_charge"),
        Column("termination_fee_currency_type"),
        Column("max_termination_fee_currency_type"),
        Column("prorate_on_cancel", "boolean"),
        _money("minimum_amount"),
    ),
    key=("id",),
)

PRODUCTS = Table(
    name="products",
    grain="one row a product of the catalogue",
    columns=(
        ID,
        Column("name", required=True),
        Column("internal_name"),
        Column("sku"),
        Column("external_product_number"),
        Column("description"),
        Column("product_type"),
        Column("product_state", required=True),
        Column("requires_agreement", "boolean"),
        Column("taxable", "boolean"),
        Column("introduction_date", "date"),
    ),
    key=("id",),
)

PRODUCT_PRICES = Table(
    name="product_prices",
    grain="one row a price of a product, in force from a day to a day",
    columns=(
        Column("product_id", required=True),
        ID,
        Column("currency_code"),
        _exact("amount"),
        Column("price_ranges", "json"),
        Column("rule_type"),
        Column("charge_category"),
        Column("recurrence_period"),
        Column("from_date", "date"),
        Column("thru_date", "date"),
        Column("bill_in_advance", "boolean"),
    ),
    key=("product_id", "id"),
)

INVOICES = Table(
    name="invoices",
    grain="one row an invoice",
    columns=(
        ID,
        Column("invoice_num"),
        Column("status", required=True),
        Column("billing_account_id", required=True),
        Column("currency_code"),
        _money("amount"),
        _money("amount_to_pay"),
        Column("occurred_on", "date", required=True),
        Column("due_date", "date"),
        Column("paid_date", "date"),
        Column("late_fee_charged", "boolean"),
    ),
    key=("id",),
    read="incremental",
    overlap=WINDOW,
)

INVOICE_ITEMS = Table(
    name="invoice_items",
    grain="one row an item of an invoice",
    columns=(
        Column("invoice_id", required=True),
        ID,
        Column("type"),
        Column("service_id"),
        Column("product_name"),
        Column("description"),
        _exact("quantity"),
        _exact("unit_amount"),
        _money("total_amount"),
        _exact("un_prorated_amount"),
        _exact("prorated_percentage"),
        Column("charge_start_date", "date"),
        Column("charge_end_date", "date"),
        Column("taxable", "boolean"),
    ),
    key=("invoice_id", "id"),
    read="incremental",
    overlap=WINDOW,
)

PAYMENTS = Table(
    name="payments",
    grain="one row a payment",
    columns=(
        ID,
        Column("status", required=True),
        Column("billing_account_id", required=True),
        Column("received_currency"),
        _money("amount"),
        _money("received_amount"),
        _money("refunded_amount"),
        _money("canceled_amount"),
        _money("unapplied_amount"),
        _exact("conversion_rate"),
        Column("occurred_on", "date", required=True),
        Column("reference"),
    ),
    key=("id",),
    read="incremental",
    overlap=WINDOW,
)

PAYMENT_APPLICATIONS = Table(
    name="payment_applications",
    grain="one row a part of a payment that went to an invoice, or came back from one",
    columns=(
        Column("payment_id", required=True),
        ID,
        Column("invoice_id"),
        Column("type"),
        _money("amount"),
        Column("applied_on", "date"),
    ),
    key=("payment_id", "id"),
    read="incremental",
    overlap=WINDOW,
)

ADJUSTMENTS = Table(
    name="adjustments",
    grain="one row an adjustment: a credit or a charge beside the invoices",
    columns=(
        ID,
        Column("type"),
        Column("credit", "boolean"),
        Column("status", required=True),
        Column("billing_account_id", required=True),
        Column("service_id"),
        Column("billed_invoice_id"),
        Column("currency_code"),
        _money("amount"),
        _money("unapplied_amount"),
        Column("credit_number"),
        Column("reason"),
        Column("occurred_on", "date", required=True),
        Column("posted_on", "date"),
    ),
    key=("id",),
    read="incremental",
    overlap=WINDOW,
)

# a table of parts follows its parent, whose bodies bring its rows along
TABLES = (
    *(BILLING_ACCOUNTS, ORDERS, ORDER_ITEMS, SERVICES, SERVICE_PRICES, AGREEMENTS),
    *(PRODUCTS, PRODUCT_PRICES, INVOICES, INVOICE_ITEMS, PAYMENTS, PAYMENT_APPLICATIONS),
    ADJUSTMENTS,
)
