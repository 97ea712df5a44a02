"""What is read from Zendesk: the tables as they land, under the vendor's own names."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from systems.base import Column, Row, Table

ORGANIZATIONS = Table(
    name="organizations",
    grain="one row an organization, the deleted ones included",
    columns=(
        Column("id", required=True),
        Column("name", required=True),
        Column("external_id"),
        Column("domain_names", "json"),
        Column("tags", "json"),
        Column("organization_fields", "json"),
        Column("shared_tickets", "boolean"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp", required=True),
        Column("deleted_at", "timestamp"),
    ),
    key=("id",),
    read="incremental",
    overlap=timedelta(seconds=60),  # the export is by second, and its clock is not ours
    deletions="marked",
)

ORGANIZATION_FIELDS = Table(
    name="organization_fields",
    grain="one row a custom field of organizations",
    columns=(
        Column("id", required=True),
        Column("key", required=True),
        Column("type", required=True),
        Column("title"),
        Column("description"),
        Column("position", "integer"),
        Column("active", "boolean"),
        Column("system", "boolean"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
    ),
    key=("id",),
)

USERS = Table(
    name="users",
    grain="one row a person, without name and address; a deleted one is not active",
    columns=(
        Column("id", required=True),
        Column("organization_id"),
        Column("role"),
        Column("active", "boolean"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
    ),
    key=("id",),
    read="incremental",
    deletions="marked",
)

TICKETS = Table(
    name="tickets",
    grain="one row a ticket, without its words; a deleted one has the status deleted",
    columns=(
        Column("id", required=True),
        Column("status", required=True),
        Column("priority"),
        Column("organization_id"),
        Column("requester_id"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
    ),
    key=("id",),
    read="incremental",
    deletions="marked",
)

ORGANIZATION_MEMBERSHIPS = Table(
    name="organization_memberships",
    grain="one row a person's membership of an organization",
    columns=(
        Column("id", required=True),
        Column("user_id", required=True),
        Column("organization_id", required=True),
        Column("default", "boolean"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
    ),
    key=("id",),
)

TICKET_METRICS = Table(
    name="ticket_metrics",
    grain="one row a ticket: how often it was touched, when it was answered and solved",
    columns=(
        Column("id", required=True),
        Column("ticket_id", required=True),
        Column("reopens", "integer"),
        Column("replies", "integer"),
        Column("solved_at", "timestamp"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
    ),
    key=("id",),
    read="incremental",
    deletions="marked",  # with its ticket, which has the status deleted
)

TABLES = (
    ORGANIZATIONS,
    ORGANIZATION_FIELDS,
    USERS,
    ORGANIZATION_MEMBERSHIPS,
    TICKETS,
    TICKET_METRICS,
)

# known and not wanted: names, addresses and words of people, and what no question needs
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "organizations": frozenset(
        {"url", "shared_comments", "details", "notes", "group_id", "result_type"}
    ),
    "organization_fields": frozenset(
        {"url", "raw_title", "raw_description", "regexp_for_validation", "tag"}
        | {"custom_field_options", "relationship_target_type", "relationship_filter"}
    ),
    "users": frozenset(
        {"url", "name", "email", "time_zone", "iana_time_zone", "phone", "shared_phone_number"}
        | {"photo", "locale_id", "locale", "verified", "external_id", "tags", "alias", "shared"}
        | {"shared_agent", "last_login_at", "two_factor_auth_enabled", "signature", "details"}
        | {"notes", "role_type", "custom_role_id", "moderator", "ticket_restriction"}
        | {"only_private_comments", "restricted_agent", "suspended", "default_group_id"}
        | {"report_csv", "user_fields", "permanently_deleted", "chat_only"}
    ),
    "organization_memberships": frozenset({"url", "organization_name", "view_tickets"}),
    "ticket_metrics": frozenset(
        {"url", "group_stations", "assignee_stations", "assigned_at", "initially_assigned_at"}
        | {"latest_comment_added_at", "status_updated_at", "requester_updated_at"}
        | {"assignee_updated_at", "custom_status_updated_at", "reply_time_in_minutes"}
        | {"reply_time_in_seconds", "first_resolution_time_in_minutes", "on_hold_time_in_minutes"}
        | {"full_resolution_time_in_minutes", "agent_wait_time_in_minutes"}
        | {"requester_wait_time_in_minutes"}
    ),
    "tickets": frozenset(
        {"url", "external_id", "via", "generated_timestamp", "type", "subject", "raw_subject"}
        | {"description", "recipient", "submitter_id", "assignee_id", "group_id"}
        | {"collaborator_ids", "follower_ids", "email_cc_ids", "forum_topic_id", "problem_id"}
        | {"has_incidents", "is_public", "due_at", "tags", "custom_fields", "satisfaction_rating"}
        | {"sharing_agreement_ids", "custom_status_id", "fields", "followup_ids"}
        | {"ticket_form_id", "deleted_ticket_form_id", "brand_id", "allow_channelback"}
        | {"allow_attachments", "from_messaging_channel", "support_type", "encoded_id"}
    ),
}


def kept(table: Table, row: Row, more: Collection[str] = ()) -> Row:
    """What may leave this room: the declared columns, any nobody has heard of, and `more`."""
    left_out = LEFT_OUT[table.name]
    return {name: value for name, value in row.items() if name not in left_out or name in more}
