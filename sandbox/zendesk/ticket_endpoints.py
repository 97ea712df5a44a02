"""The ticket endpoints: the wire's side of `tickets`."""

from sandbox.records import LIVE, Record, Where, equal, one_of
from sandbox.zendesk import tickets, users
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import RefusedError, record_not_found, too_many_values
from sandbox.zendesk.organization_endpoints import named as named_organization
from sandbox.zendesk.paging import MOST, Listing, listed, whole
from sandbox.zendesk.tables import TICKETS
from sandbox.zendesk.tickets import present_metrics, present_ticket, present_tickets
from sandbox.zendesk.user_endpoints import named as named_user
from sandbox.zendesk.wire import stamp

SORTS = {"updated_at": "updated", "created_at": "created", "status": "status_rank"}
REMEMBERED_SECONDS = 2 * 3600


def list_tickets(call: Call) -> Answer:
    where = LIVE
    if call.query.get("external_id"):
        where = LIVE & equal("external_key", call.query["external_id"].strip().lower())
    return Answer(listed(call, _listing(where)))


def list_tickets_of_organization(call: Call) -> Answer:
    return Answer(
        listed(call, _listing(LIVE & equal("organization_id", named_organization(call)["id"])))
    )


def list_tickets_of_user(call: Call) -> Answer:
    return Answer(listed(call, _listing(LIVE & equal("requester_id", named_user(call)["id"]))))


def count_tickets(call: Call) -> Answer:
    count = {"value": call.account.store.count(TICKETS), "refreshed_at": stamp(call.now)}
    return Answer({"count": count})


def show_ticket(call: Call) -> Answer:
    return Answer({"ticket": present_ticket(call, _named(call))})


def show_many_tickets(call: Call) -> Answer:
    ids = call.ids()
    if len(ids) > MOST:
        raise too_many_values()
    found = call.account.store.find(TICKETS, LIVE & one_of("id", ids))
    return Answer(whole(call, "tickets", present_tickets(call, found)))


def create_ticket(call: Call) -> Answer:
    """With an `Idempotency-Key` the second request gets the first one's answer."""
    key = call.request_headers.get("idempotency-key")
    remembered = call.account.remembered_answers.get(key or "")
    if key and remembered and call.now - remembered[0] < REMEMBERED_SECONDS:
        if remembered[1] != call.raw_body:
            raise _another_body()
        return Answer(remembered[2], 201, {"x-idempotency-lookup": "hit"})
    author = users.find(call.account, email=call.principal.email) or {"id": None}
    created = tickets.create(call.account, call.sent("ticket"), author, call.now)
    shown = present_ticket(call, created)
    audit = {
        "id": call.account.new_id(),
        "ticket_id": created["id"],
        "created_at": created["created_at"],
        "author_id": author["id"],
        "metadata": {},
        "events": [],
        "via": shown["via"],
    }
    body = {"ticket": shown, "audit": audit}
    headers = {"Location": shown["url"]}
    if key:
        call.account.remembered_answers[key] = (call.now, call.raw_body, body)
        headers["x-idempotency-lookup"] = "miss"
    return Answer(body, 201, headers)


def update_ticket(call: Call) -> Answer:
    existing, sent = _named(call), call.sent("ticket")
    author = users.find(call.account, email=call.principal.email) or {"id": 0}
    call.account.limits.ticket_update(author["id"], existing["id"], call.now)
    updated = tickets.update(call.account, existing, sent, call.now)
    return Answer({"ticket": present_ticket(call, updated)})


def delete_ticket(call: Call) -> Answer:
    tickets.delete(call.account, _named(call), call.now)
    return Answer(None, 204)


def list_metrics(call: Call) -> Answer:
    return Answer(listed(call, Listing("ticket_metrics", TICKETS, present_metrics, LIVE)))


def show_metric(call: Call) -> Answer:
    return Answer({"ticket_metric": present_metrics(call, [_named(call)])[0]})


def _named(call: Call) -> Record:
    found = call.account.store.get(TICKETS, LIVE & equal("id", call.id()))
    if found is None:
        raise record_not_found()
    return found


def _listing(where: Where) -> Listing:
    return Listing("tickets", TICKETS, present_tickets, where, SORTS)


def _another_body() -> RefusedError:
    words = "Request parameters don't match the given idempotency key"
    return RefusedError(400, {"error": "IdempotentRequestError", "description": words})
