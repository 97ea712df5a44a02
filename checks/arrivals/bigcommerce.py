"""What BigCommerce's tables hold as they land."""

from checks.arrivals.words import known_currency, not_negative, suite
from checks.expected import no_row

SUITES = (
    suite(
        "bigcommerce.orders",
        ("id",),
        no_row(
            "select id, status_id, status from {batch} where status_id not between 0 and 14",
            "every status is one of the fifteen",
            "warn",
        ),
        known_currency("order", "id", "default_currency_code"),
        not_negative("id", "total_inc_tax", "refunded_amount"),
        no_row(
            "select id, total_inc_tax, refunded_amount from {batch}"
            " where refunded_amount > total_inc_tax",
            "nobody gets back more than was paid",
            "warn",
        ),
    ),
    suite(
        "bigcommerce.order_products",
        ("order_id", "id"),
        not_negative("order_id, id", "quantity", "quantity_shipped", "price_inc_tax"),
        no_row(
            "select order_id, id, quantity, quantity_shipped, quantity_refunded from {batch}"
            " where quantity_shipped > quantity or quantity_refunded > quantity",
            "nothing is sent or refunded that was not ordered",
            "warn",
        ),
    ),
)
