"""What the tables of NetSuite's SuiteBilling hold as they land."""

from checks.arrivals.words import in_order, not_negative, suite
from checks.expected import no_row, one_of

_STATUSES = (
    *("DRAFT", "NOT_INCLUDED", "PENDING_ACTIVATION", "ACTIVE"),
    *("SUSPENDED", "CLOSED", "TERMINATED"),
)
_OF_PART = ("subscription", "id")

SUITES = (
    suite(
        "netsuite.subscription",
        ("id",),
        one_of("billingsubscriptionstatus", _STATUSES, "warn"),
        no_row(
            "select it.id, it.currency from {batch} as it"
            " left join raw_netsuite.currency as known on it.currency = known.id"
            " where known.id is null",
            "every subscription is in a currency that we know",
        ),
        in_order("subscription", "id", "startdate", "enddate"),
    ),
    suite(
        "netsuite.subscriptionline",
        _OF_PART,
        one_of("subscriptionlinestatus", _STATUSES, "warn"),
        not_negative("subscription, id", "quantity"),
        in_order("line", "subscription, id", "startdate", "enddate"),
    ),
    suite(
        "netsuite.subscriptionpriceinterval",
        _OF_PART,
        one_of("status", _STATUSES, "warn"),
        not_negative("subscription, id", "quantity"),
        in_order("interval", "subscription, id", "startdate", "enddate"),
    ),
    suite(
        "netsuite.subscriptionchangeorder",
        ("id",),
        no_row(
            "select id, action, approvalstatus, subscriptionchangeorderstatus from {batch}"
            " where action not in"
            " ('ACTIVATE', 'MODIFY_PRICING', 'SUSPEND', 'REACTIVATE', 'RENEW', 'TERMINATE')"
            " or approvalstatus not in ('PENDING_APPROVAL', 'APPROVED', 'REJECTED')"
            " or subscriptionchangeorderstatus not in ('ACTIVE', 'VOIDED')",
            "every action and status is one that the vendor lists",
            "warn",
        ),
        in_order("renewal", "id", "renewalstartdate", "renewalenddate"),
    ),
)
