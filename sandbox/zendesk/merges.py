"""Merging one organization into another. The loser is gone afterwards; nothing undoes it."""

import secrets
from typing import Any

from sandbox.records import ANY, Record, equal
from sandbox.zendesk import organizations
from sandbox.zendesk.call import Answer, Call, whole_number
from sandbox.zendesk.errors import invalid_attribute, record_not_found
from sandbox.zendesk.organization_endpoints import named
from sandbox.zendesk.paging import Listing, cursor_page
from sandbox.zendesk.tables import MEMBERSHIPS, MERGES, TICKETS, USERS
from sandbox.zendesk.wire import stamp


def merge_organization(call: Call) -> Answer:
    """The path names the loser. The answer says `new`; asked again the merge is complete."""
    call.only_admins()
    loser, sent = named(call), call.sent("organization_merge")
    winner_id = whole_number("winner_id", str(sent.get("winner_id")))
    winner = organizations.find(call.account, id_=winner_id)
    if winner is None:
        raise record_not_found()
    if winner["id"] == loser["id"]:
        raise invalid_attribute("winner_id", "Invalid parameter: winner and loser are the same")
    _move(call, loser, winner)
    merge = {
        "id": secrets.token_hex(13).upper(),
        "winner_id": winner["id"],
        "loser_id": loser["id"],
        "status": "complete",
    }
    number = call.account.store.count(MERGES, ANY) + 1
    call.account.store.put(
        MERGES,
        {"number": number, "asked": int(call.now), "merge": merge, "loser_id": loser["id"]},
    )
    return Answer({"organization_merge": _present(call, merge | {"status": "new"})})


def list_merges(call: Call) -> Answer:
    """The merges in which the organization lost; it may be gone."""

    def present(call: Call, records: Any) -> list[Any]:
        return [_present(call, record["merge"]) for record in records]

    where = equal("loser_id", call.id())
    return Answer(cursor_page(call, Listing("organization_merges", MERGES, present, where)))


def show_merge(call: Call) -> Answer:
    record = call.account.store.get(MERGES, equal("merge_id", call.names["id"]))
    if record is None:
        raise record_not_found()
    return Answer({"organization_merge": _present(call, record["merge"])})


def _move(call: Call, loser: Record, winner: Record) -> None:
    """People, tickets and domain names go over; the loser's custom values do not."""
    store, now, of_loser = call.account.store, call.now, equal("organization_id", loser["id"])
    moved = {"organization_id": winner["id"]}
    for user in store.find(USERS, of_loser):
        store.put(USERS, user | moved | {"updated_at": stamp(now)})
    for ticket in store.find(TICKETS, of_loser):
        store.put(TICKETS, ticket | moved | {"generated_timestamp": int(now)})
    for membership in store.find(MEMBERSHIPS, of_loser):
        store.put(MEMBERSHIPS, membership | moved | {"updated_at": stamp(now)})
    domains = {"domain_names": [*winner["domain_names"], *loser["domain_names"]]}
    organizations.delete(call.account, loser, now)
    organizations.update(call.account, winner, domains, now)


def _present(call: Call, merge: Record) -> Record:
    return {**merge, "url": call.address("organization_merges", merge["id"])}
