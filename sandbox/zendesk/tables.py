"""Which records the helpdesk keeps, and by which columns they are asked for."""

from sandbox.records import Record, Table
from sandbox.zendesk.wire import seconds

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")


def key_of(text: str | None) -> str | None:
    """What names and external ids are compared by: without outer blanks and regard to case."""
    return text.strip().lower() if text is not None else None


def _organization(record: Record) -> tuple[object, ...]:
    deleted_at = record.get("deleted_at")
    updated = seconds(record["updated_at"])
    return (
        record["id"],
        max(updated, seconds(deleted_at)) if deleted_at else updated,
        deleted_at is not None,
        key_of(record["name"]),
        key_of(record["external_id"]),
        seconds(record["created_at"]),
        updated,
    )


def _user(record: Record) -> tuple[object, ...]:
    updated = seconds(record["updated_at"])
    return (
        record["id"],
        updated,
        not record["active"],
        key_of(record["name"]),
        key_of(record["email"]),
        key_of(record["external_id"]),
        record["organization_id"],
        record["role"],
        seconds(record["created_at"]),
        updated,
    )


def _ticket(record: Record) -> tuple[object, ...]:
    status = record["status"]
    return (
        record["id"],
        record["generated_timestamp"],
        status == "deleted",
        key_of(record["subject"]),
        key_of(record["external_id"]),
        record["organization_id"],
        record["requester_id"],
        STATUSES.index(status) if status in STATUSES else len(STATUSES),
        seconds(record["created_at"]),
        seconds(record["updated_at"]),
    )


def _membership(record: Record) -> tuple[object, ...]:
    updated = seconds(record["updated_at"])
    return (record["id"], updated, False, record["user_id"], record["organization_id"])


def _field(record: Record) -> tuple[object, ...]:
    changed = seconds(record["updated_at"])
    return (record["id"], changed, record["is_deleted"], record["key"], record["position"])


def _job(record: Record) -> tuple[object, ...]:
    return (record["number"], record["finished"], False, record["status"]["id"])


def _merge(record: Record) -> tuple[object, ...]:
    return (record["number"], record["asked"], False, record["merge"]["id"], record["loser_id"])


ORGANIZATIONS = Table(
    "organizations",
    ("name_key text", "external_key text", "created integer", "updated integer"),
    ("name_key", "external_key"),
    _organization,
)
USERS = Table(
    "users",
    (
        *("name_key text", "email_key text", "external_key text", "organization_id integer"),
        *("role text", "created integer", "updated integer"),
    ),
    ("email_key", "external_key", "organization_id"),
    _user,
)
TICKETS = Table(
    "tickets",
    (
        *("name_key text", "external_key text", "organization_id integer"),
        *("requester_id integer", "status_rank integer", "created integer", "updated integer"),
    ),
    ("external_key", "organization_id", "requester_id"),
    _ticket,
)
MEMBERSHIPS = Table(
    "organization_memberships",
    ("user_id integer", "organization_id integer"),
    ("user_id", "organization_id"),
    _membership,
)
FIELDS = Table("organization_fields", ("field_key text", "position integer"), (), _field)
JOBS = Table("job_statuses", ("job_id text",), ("job_id",), _job, key="number")
MERGES = Table(
    "organization_merges",
    ("merge_id text", "loser_id integer"),
    ("merge_id", "loser_id"),
    _merge,
    key="number",
)
ALL = (ORGANIZATIONS, USERS, TICKETS, MEMBERSHIPS, FIELDS, JOBS, MERGES)
