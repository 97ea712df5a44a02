"""At the door: what has landed is what the vendors say they send.

What would put a wrong figure into another system is an error; what only makes our recomputation
poorer is a warning.
"""

from datetime import date

from checks.arrivals import (
    astea,
    bigcommerce,
    gotransverse,
    hubspot,
    netsuite,
    salesforce,
    subscriptions,
    zendesk,
)
from checks.expected import Suite


def suites(as_of: date) -> tuple[Suite, ...]:
    """What is expected of every landed table on that day."""
    return (
        *salesforce.SUITES,
        *hubspot.SUITES,
        *netsuite.suites(as_of),
        *subscriptions.SUITES,
        *gotransverse.SUITES,
        *zendesk.SUITES,
        *bigcommerce.SUITES,
        *astea.SUITES,
    )
