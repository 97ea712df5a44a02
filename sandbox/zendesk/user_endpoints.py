"""The user endpoints: the wire's side of `users`."""

from sandbox.records import LIVE, Record, Where, equal, one_of
from sandbox.zendesk import users
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import invalid_attribute, record_not_found, too_many_values
from sandbox.zendesk.organization_endpoints import named as named_organization
from sandbox.zendesk.paging import MOST, Listing, listed, offset_page, whole
from sandbox.zendesk.tables import TICKETS, USERS, key_of
from sandbox.zendesk.users import present_user, present_users
from sandbox.zendesk.wire import stamp

SORTS = {"name": "name_key", "created_at": "created", "updated_at": "changed"}


def list_users(call: Call) -> Answer:
    asked = [call.query[name] for name in ("role", "role[]") if name in call.query]
    roles = [role for text in asked for role in text.split(",")]
    where = LIVE & one_of("role", roles) if roles else LIVE
    return Answer(listed(call, _listing(where)))


def list_users_of_organization(call: Call) -> Answer:
    organization_id = named_organization(call)["id"]
    return Answer(listed(call, _listing(LIVE & equal("organization_id", organization_id))))


def count_users(call: Call) -> Answer:
    count = {"value": call.account.store.count(USERS), "refreshed_at": stamp(call.now)}
    return Answer({"count": count})


def show_user(call: Call) -> Answer:
    """A deleted user is still shown, as inactive."""
    found = call.account.store.get(USERS, equal("id", call.id()))
    if found is None:
        raise record_not_found()
    return Answer({"user": present_user(call, found)})


def show_me(call: Call) -> Answer:
    found = users.find(call.account, email=call.principal.email)
    if found is None:
        raise record_not_found()
    return Answer({"user": present_user(call, found)})


def show_many_users(call: Call) -> Answer:
    if "ids" in call.query:
        ids = call.ids()
        named, where = len(ids), one_of("id", ids)
    else:
        keys = [key_of(text) for text in call.external_ids()]
        named, where = len(keys), one_of("external_key", keys)
    if named > MOST:
        raise too_many_values()
    found = call.account.store.find(USERS, LIVE & where)
    return Answer(whole(call, "users", present_users(call, found)))


def search_users(call: Call) -> Answer:
    if "external_id" in call.query:
        where = equal("external_key", key_of(call.query["external_id"]))
    elif "query" in call.query:
        where = _meant(call.query["query"])
    else:
        raise invalid_attribute("query", "Invalid parameter: send query or external_id")
    return Answer(offset_page(call, _listing(LIVE & where)))


def create_user(call: Call) -> Answer:
    created = users.create(call.account, call.sent("user"), call.now)
    return _created(call, created)


def update_user(call: Call) -> Answer:
    existing, sent = named(call), call.sent("user")
    call.account.limits.user_update(existing["id"], call.now)
    updated = users.update(call.account, existing, sent, call.now)
    return Answer({"user": present_user(call, updated)})


def create_or_update_user(call: Call) -> Answer:
    sent = call.sent("user")
    existing = users.matched(call.account, sent)
    if existing is None:
        return _created(call, users.create(call.account, sent, call.now))
    call.account.limits.user_update(existing["id"], call.now)
    updated = users.update(call.account, existing, sent, call.now)
    return Answer({"user": present_user(call, updated)})


def delete_user(call: Call) -> Answer:
    """200 with the user, not 204."""
    deleted = users.delete(call.account, named(call), call.now)
    return Answer({"user": present_user(call, deleted)})


def related_to_user(call: Call) -> Answer:
    user = named(call)
    requested = call.account.store.count(TICKETS, LIVE & equal("requester_id", user["id"]))
    related = {
        "assigned_tickets": 0,
        "requested_tickets": requested,
        "ccd_tickets": 0,
        "organization_subscriptions": 0,
    }
    return Answer({"user_related": related})


def named(call: Call) -> Record:
    """The live user that the path names."""
    found = users.find(call.account, id=call.id())
    if found is None:
        raise record_not_found()
    return found


def _created(call: Call, created: Record) -> Answer:
    location = {"Location": call.address("users", created["id"])}
    return Answer({"user": present_user(call, created)}, 201, location)


def _listing(where: Where) -> Listing:
    return Listing("users", USERS, present_users, where, SORTS)


def _meant(query: str) -> Where:
    """A name or an address, whole or in part; `email:` and `external_id:` name it exactly."""
    text = query.strip().removeprefix("type:user").strip()
    name, _, value = text.partition(":")
    if value and name in ("email", "external_id", "role"):
        column = {"email": "email_key", "external_id": "external_key"}.get(name, "role")
        return equal(column, key_of(value.strip('"')))
    part = f"%{key_of(text.strip('*').strip(chr(34)))}%"
    return Where("name_key like ? or email_key like ?", (part, part))
