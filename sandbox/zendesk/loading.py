"""The pretended company, written down as the helpdesk's own records."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from sandbox.company import Bundle, Organization, Ticket, User
from sandbox.records import Record, Store
from sandbox.zendesk.blanks import blank_organization, blank_ticket, blank_user
from sandbox.zendesk.login import ADMIN_EMAIL
from sandbox.zendesk.tables import MEMBERSHIPS, MERGES, ORGANIZATIONS, TICKETS, USERS
from sandbox.zendesk.wire import seconds, stamp_of

BUNDLES_AT_ONCE = 1000
ADMIN_ID = 10_000_000_000_000
MEMBERSHIP_IDS_FROM = 10_000_000_000_000  # added to the user's id: one membership each


class Company(Protocol):
    """What the helpdesk needs of a world."""

    def bundles(self) -> Iterator[Bundle]: ...


def load(store: Store, company: Company) -> None:
    """All organizations, users and tickets of the company, a few at a time."""
    bundles = company.bundles()
    store.load(USERS, [_admin()])
    while chunk := list(islice(bundles, BUNDLES_AT_ONCE)):
        organizations = [one for bundle in chunk for one in bundle.organizations]
        people = [one for bundle in chunk for one in bundle.users]
        store.load(ORGANIZATIONS, map(_organization, organizations))
        store.load(USERS, map(_user, people))
        store.load(MEMBERSHIPS, (_membership(one) for one in people if one.organization_id))
        store.load(TICKETS, (_ticket(one) for bundle in chunk for one in bundle.tickets))
        store.load(MERGES, _merges(store, organizations))
    store.index()


def _organization(organization: Organization) -> Record:
    record = blank_organization(stamp_of(organization.created_at)) | {
        "id": organization.id,
        "name": organization.name,
        "external_id": organization.external_id,
        "updated_at": stamp_of(organization.updated_at),
        "domain_names": list(organization.domain_names),
        "details": organization.details,
        "notes": organization.notes,
        "tags": list(organization.tags),
    }
    if organization.deleted_at is not None:
        record["deleted_at"] = stamp_of(organization.deleted_at)
    return record


def _user(user: User) -> Record:
    return blank_user(stamp_of(user.created_at)) | {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "updated_at": stamp_of(user.updated_at),
        "organization_id": user.organization_id,
        "role": user.role,
    }


def _admin() -> Record:
    """The one whose API token and OAuth client the sandbox gives out."""
    person = {"id": ADMIN_ID, "name": "Sandbox Admin", "email": ADMIN_EMAIL, "role": "admin"}
    return blank_user("2020-01-01T00:00:00Z") | person


def _membership(user: User) -> Record:
    return {
        "id": MEMBERSHIP_IDS_FROM + user.id,
        "user_id": user.id,
        "organization_id": user.organization_id,
        "default": True,
        "created_at": stamp_of(user.created_at),
        "updated_at": stamp_of(user.created_at),
    }


def _ticket(ticket: Ticket) -> Record:
    updated_at = stamp_of(ticket.updated_at)
    return blank_ticket(updated_at, seconds(updated_at)) | {
        "id": ticket.id,
        "created_at": stamp_of(ticket.created_at),
        "subject": ticket.subject,
        "description": ticket.subject,
        "priority": ticket.priority,
        "status": ticket.status,
        "requester_id": ticket.requester_id,
        "submitter_id": ticket.requester_id,
        "organization_id": ticket.organization_id,
    }


def _merges(store: Store, organizations: Iterable[Organization]) -> Iterator[Record]:
    """The merges in which organizations of the company were lost."""
    losers = [one for one in organizations if one.merged_into_id is not None]
    if not losers:
        return
    start = store.count(MERGES) + 1
    for number, loser in enumerate(losers, start):
        merge: dict[str, Any] = {
            "id": f"01{number:024d}",
            "winner_id": loser.merged_into_id,
            "loser_id": loser.id,
            "status": "complete",
        }
        asked = int(_moment(loser).timestamp())
        yield {"number": number, "asked": asked, "merge": merge, "loser_id": loser.id}


def _moment(loser: Organization) -> datetime:
    return loser.deleted_at or loser.updated_at
