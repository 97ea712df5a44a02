"""What a new record holds before anything is said of it, in the order in which it is kept."""

from sandbox.records import Record

GROUP_ID = 10_000_000_000_001  # the one group there is


def blank_organization(now: str) -> Record:
    return {
        "id": 0,
        "name": None,
        "shared_tickets": False,
        "shared_comments": False,
        "external_id": None,
        "created_at": now,
        "updated_at": now,
        "domain_names": [],
        "details": None,
        "notes": None,
        "group_id": None,
        "tags": [],
        "organization_fields": {},
    }


def blank_user(now: str) -> Record:
    return {
        "id": 0,
        "name": None,
        "email": None,
        "created_at": now,
        "updated_at": now,
        "time_zone": "UTC",
        "phone": None,
        "organization_id": None,
        "role": "end-user",
        "external_id": None,
        "tags": [],
        "alias": None,
        "active": True,
        "signature": None,
        "details": None,
        "notes": None,
        "suspended": False,
    }


def blank_ticket(now: str, generated: int) -> Record:
    """`generated` is the generated timestamp in unix seconds."""
    return {
        "id": 0,
        "external_id": None,
        "created_at": now,
        "updated_at": now,
        "generated_timestamp": generated,
        "type": None,
        "subject": "",
        "description": "",
        "priority": None,
        "status": "new",
        "requester_id": None,
        "submitter_id": None,
        "assignee_id": None,
        "organization_id": None,
        "group_id": GROUP_ID,
        "tags": [],
        "due_at": None,
    }
