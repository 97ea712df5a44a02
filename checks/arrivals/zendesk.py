"""What Zendesk's tables hold as they land."""

from checks.arrivals.words import suite
from checks.expected import no_row, once, one_of, there

SUITES = (
    suite(
        "zendesk.organizations",
        ("id",),
        there("id"),
        once("id"),
        there("name"),
        no_row(
            "select lower(external_id) as external_id, count(*) as organizations from {batch}"
            " where deleted_at is null and external_id is not null"
            " group by lower(external_id) having count(*) > 1",
            "no two live organizations have one external id",
            "warn",
        ),
    ),
    suite("zendesk.organization_fields", ("id",), there("key"), once("key")),
    suite(
        "zendesk.users",
        ("id",),
        there("id"),
        once("id"),
        one_of("role", ("end-user", "agent", "admin"), "warn"),
    ),
    suite(
        "zendesk.tickets",
        ("id",),
        there("id"),
        once("id"),
        one_of(
            "status",
            ("new", "open", "pending", "hold", "solved", "closed", "deleted"),
            "warn",
        ),
    ),
)
