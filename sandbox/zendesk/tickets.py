"""The rules of tickets: what may be written of one, and how it is shown.

No HTTP here: endpoints come to these functions, inside a transaction.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.records import LIVE, Record, equal
from sandbox.zendesk.account import Account
from sandbox.zendesk.blanks import blank_ticket
from sandbox.zendesk.call import Call
from sandbox.zendesk.errors import RecordInvalidError, conflict, invalid_attribute, reason
from sandbox.zendesk.tables import STATUSES, TICKETS, USERS
from sandbox.zendesk.wire import stamp

SOLVED = ("solved", "closed")

PRIORITIES = ("low", "normal", "high", "urgent")
TYPES = ("problem", "incident", "question", "task")
FIRST_STATUS_ID = 10_000_000_000_010
BRAND_ID = 10_000_000_000_002
FORM_ID = 10_000_000_000_003
KEYS = (
    *("url", "id", "external_id", "via", "created_at", "updated_at", "generated_timestamp"),
    *("type", "subject", "raw_subject", "description", "priority", "status", "recipient"),
    *("requester_id", "submitter_id", "assignee_id", "organization_id", "group_id"),
    *("collaborator_ids", "follower_ids", "email_cc_ids", "forum_topic_id", "problem_id"),
    *("has_incidents", "is_public", "due_at", "tags", "custom_fields", "satisfaction_rating"),
    *("sharing_agreement_ids", "custom_status_id", "fields", "followup_ids", "ticket_form_id"),
    *("deleted_ticket_form_id", "brand_id", "allow_channelback", "allow_attachments"),
    "from_messaging_channel",
)
NEVER_CHANGED: Mapping[str, Any] = {
    "via": {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}},
    "recipient": None,
    "collaborator_ids": [],
    "follower_ids": [],
    "email_cc_ids": [],
    "forum_topic_id": None,
    "problem_id": None,
    "has_incidents": False,
    "is_public": True,
    "custom_fields": [],
    "satisfaction_rating": {"score": "unoffered"},
    "sharing_agreement_ids": [],
    "fields": [],
    "followup_ids": [],
    "ticket_form_id": FORM_ID,
    "deleted_ticket_form_id": None,
    "brand_id": BRAND_ID,
    "allow_channelback": False,
    "allow_attachments": True,
    "from_messaging_channel": False,
}
WRITABLE = frozenset(
    {
        *("subject", "status", "priority", "type", "external_id", "requester_id", "submitter_id"),
        *("assignee_id", "organization_id", "group_id", "tags", "due_at"),
    }
)


def create(account: Account, sent: Mapping[str, Any], author: Record, now: float) -> Record:
    """A new ticket: it needs a comment or a description, and belongs to its requester."""
    comment = sent.get("comment")
    text = comment.get("body") if isinstance(comment, dict) else sent.get("description")
    if not text:
        words = "cannot be blank"
        raise RecordInvalidError({"base": [reason("Description", words, "BlankValue")]})
    starting = blank_ticket(stamp(now), int(now)) | {
        "requester_id": author["id"],
        "submitter_id": author["id"],
    }
    created = _merged(account, starting, sent) | {"description": text}
    created["subject"] = created["subject"] or text[:80]
    if "organization_id" not in sent:
        requester = account.store.get(USERS, LIVE & equal("id", created["requester_id"]))
        created["organization_id"] = requester["organization_id"] if requester else None
    created["id"] = account.new_ticket_id()
    account.store.put(TICKETS, created)
    return created


def update(account: Account, existing: Record, sent: Mapping[str, Any], now: float) -> Record:
    if existing["status"] == "closed":
        words = "closed prevents ticket update"
        raise RecordInvalidError({"status": [reason("Status", words, "InvalidValue")]})
    stamped = sent.get("updated_stamp")
    if sent.get("safe_update") and stamped != existing["updated_at"]:
        raise conflict("The ticket was updated since it was read")
    changed = {"updated_at": stamp(now), "generated_timestamp": int(now)}
    updated = _merged(account, existing, sent) | changed
    account.store.put(TICKETS, updated)
    return updated


def delete(account: Account, existing: Record, now: float) -> None:
    """It stays to be seen in the incremental export alone."""
    gone = {"status": "deleted", "updated_at": stamp(now), "generated_timestamp": int(now)}
    account.store.put(TICKETS, existing | gone)


def _merged(account: Account, existing: Record, sent: Mapping[str, Any]) -> Record:
    merged = dict(existing)
    for name in WRITABLE & sent.keys():
        value = sent[name]
        if name.endswith("_id") and name != "external_id":
            fits = value is None or type(value) is int
        elif name == "tags":
            fits = isinstance(value, list) and all(isinstance(tag, str) for tag in value)
        else:
            fits = value is None or isinstance(value, str)
        if not fits:
            raise invalid_attribute(name, f"Invalid parameter: {name} has the wrong type")
        merged[name] = value
    _raise_unless_valid(account, merged)
    return merged


def _raise_unless_valid(account: Account, merged: Record) -> None:
    details = {}
    for name, allowed in (
        ("status", STATUSES),
        ("priority", (*PRIORITIES, None)),
        ("type", (*TYPES, None)),
    ):
        if merged[name] not in allowed:
            words = f"{merged[name]} is not valid"
            details[name] = [reason(name.capitalize(), words, "InvalidValue")]
    if account.store.get(USERS, LIVE & equal("id", merged["requester_id"])) is None:
        details["requester"] = [reason("Requester", "does not exist", "InvalidValue")]
    if details:
        raise RecordInvalidError(details)


def present_metrics(call: Call, records: Sequence[Record]) -> list[Any]:
    return [
        {
            "url": call.address("ticket_metrics", record["id"]),
            "id": record["id"],
            "ticket_id": record["id"],
            "created_at": record["created_at"],
            "updated_at": record["updated_at"],
            "group_stations": 1,
            "assignee_stations": 1 if record["assignee_id"] else 0,
            "reopens": 0,
            "replies": 0,
            "solved_at": record["updated_at"] if record["status"] in SOLVED else None,
        }
        for record in records
    ]


def present_tickets(call: Call, records: Sequence[Record]) -> list[Any]:
    return [present_ticket(call, record) for record in records]


def _rank(status: str) -> int:
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


def present_ticket(call: Call, record: Record) -> Record:
    """The ticket as the API shows it, keys in its order."""
    shown = {
        **NEVER_CHANGED,
        **record,
        "url": call.address("tickets", record["id"]),
        "raw_subject": record["subject"],
        "custom_status_id": FIRST_STATUS_ID + _rank(record["status"]),
    }
    return {key: shown[key] for key in KEYS}
