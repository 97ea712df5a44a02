"""What Gotransverse's tables hold as they land.

Balances and past due amounts go on into other systems: a currency that is said must be known. An
account may say none.
"""

from checks.arrivals.words import in_order, known_currency, not_negative, suite
from checks.expected import no_row, one_of

_ID = ("id",)

SUITES = (
    suite(
        "gotransverse.billing_accounts",
        _ID,
        one_of(
            "status",
            (
                *("ACTIVE", "SUSPENDED", "PENDING", "COLLECTION"),
                *("DEACTIVATED", "FINAL_BILL", "CLOSED"),
            ),
            "warn",
        ),
        known_currency("account", "id", "currency_code", "error"),
        in_order("account", "id", "start_date", "end_date"),
    ),
    suite(
        "gotransverse.services",
        _ID,
        one_of(
            "status",
            (
                *("PENDING", "SCHEDULED", "TRIAL", "ACTIVE", "SUSPENDED"),
                *("DEACTIVATED", "CANCELED", "TRANSFERRED", "REPLACED"),
            ),
            "warn",
        ),
        not_negative("id", "quantity"),
        no_row(
            "select id, start_date, end_date, agreement_start_date, agreement_end_date"
            " from {batch}"
            " where end_date < start_date or agreement_end_date < agreement_start_date",
            "no service, or agreement of one, ends before it starts",
            "warn",
        ),
    ),
    suite(
        "gotransverse.service_prices",
        ("service_id", "id"),
        not_negative("service_id, id", "amount"),
        in_order("price", "service_id, id", "start_date", "end_date"),
    ),
    suite(
        "gotransverse.invoices",
        _ID,
        one_of("status", ("PROCESSING", "OPEN", "CLOSED"), "warn"),
        known_currency("invoice", "id", "currency_code", "error"),
        no_row(
            "select id, amount, amount_to_pay from {batch} where abs(amount_to_pay) > abs(amount)",
            "no more is to be paid than was invoiced",
            "warn",
        ),
        no_row(
            "select id, occurred_on, due_date from {batch} where due_date < occurred_on",
            "nothing falls due before it is invoiced",
            "warn",
        ),
    ),
    suite(
        "gotransverse.payments",
        _ID,
        known_currency("payment", "id", "received_currency", "error"),
        not_negative(
            *("id", "amount", "received_amount", "refunded_amount"),
            *("canceled_amount", "unapplied_amount"),
        ),
    ),
    suite(
        "gotransverse.adjustments",
        _ID,
        one_of("status", ("PENDING", "POSTED", "REVERSED"), "warn"),
        known_currency("adjustment", "id", "currency_code", "error"),
        not_negative("id", "amount", "unapplied_amount"),
    ),
)
