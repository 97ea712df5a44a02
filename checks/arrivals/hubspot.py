"""What HubSpot's tables hold as they land."""

from checks.arrivals.words import known_currency, not_negative, suite
from checks.expected import no_row, one_of

_ONE_KEY = (
    "select lower(customer_key) as customer_key, count(*) as records from {batch}"
    " where customer_key is not null group by lower(customer_key) having count(*) > 1"
)

SUITES = (
    suite(
        "hubspot.companies",
        ("id",),
        no_row(_ONE_KEY, "no two companies have one customer key", "warn"),
    ),
    suite(
        "hubspot.partner_clients",
        ("id",),
        no_row(_ONE_KEY, "no two partner clients have one customer key", "warn"),
        one_of("rec_renewal_owner_mode", ("DEFAULT", "HUBSPOT", "PARTNER"), "warn"),
        known_currency("revenue", "id", "hs_managed_local_mrr_currency"),
        not_negative("id", "hs_total_subscription_mrr"),
    ),
)
