"""What Astea's tables hold as they land."""

from checks.arrivals.words import in_order, known_currency, suite
from checks.expected import one_of

SUITES = (
    suite(
        "astea.jobs",
        ("order_id",),
        one_of("is_in_history", ("Y", "N"), "warn"),
        known_currency("job", "order_id", "currency"),
        in_order("job", "order_id", "opened_at", "closed_at"),
    ),
)
