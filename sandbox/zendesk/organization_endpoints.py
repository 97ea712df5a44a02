"""The organization endpoints: the wire's side of `organizations`."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.records import LIVE, Record, Where, equal, one_of
from sandbox.zendesk import organizations, users
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import invalid_attribute, no_access, record_not_found, too_many_values
from sandbox.zendesk.paging import MOST, Listing, listed, offset_page, whole
from sandbox.zendesk.tables import MEMBERSHIPS, ORGANIZATIONS, TICKETS, USERS, key_of
from sandbox.zendesk.values import presented
from sandbox.zendesk.wire import stamp

SORTS = {"name": "name_key", "created_at": "created", "updated_at": "changed"}
COUNTED_UP_TO = 100_000  # above it the vendor shows a cached, capped value


def present_many(call: Call, records: Sequence[Record]) -> list[Any]:
    """The records as the API shows them, keys in its order."""
    fields = call.account.fields
    return [
        {
            "url": call.address("organizations", record["id"]),
            **record,
            "organization_fields": presented(fields, record["organization_fields"]),
        }
        for record in records
    ]


def present(call: Call, record: Record) -> Any:
    return present_many(call, [record])[0]


def list_organizations(call: Call) -> Answer:
    return Answer(listed(call, _listing(LIVE)))


def list_organizations_of_user(call: Call) -> Answer:
    if users.find(call.account, id=call.id()) is None:
        raise record_not_found()
    theirs = Where(
        " ".join(("id in (select organization_id from", MEMBERSHIPS.name, "where user_id = ?)")),
        (call.id(),),
    )
    return Answer(listed(call, _listing(LIVE & theirs)))


def count_organizations(call: Call) -> Answer:
    value = call.account.store.count(ORGANIZATIONS)
    refreshed_at = stamp(call.now) if value <= COUNTED_UP_TO else None
    return Answer({"count": {"value": min(value, COUNTED_UP_TO), "refreshed_at": refreshed_at}})


def show_organization(call: Call) -> Answer:
    return Answer({"organization": present(call, named(call))})


def show_many_organizations(call: Call) -> Answer:
    """Sorted by name; those that do not exist are simply absent."""
    where, named_count = many(call)
    if named_count > MOST:
        raise too_many_values()
    found = call.account.store.find(ORGANIZATIONS, LIVE & where, "name_key, id")
    return Answer(whole(call, "organizations", present_many(call, found)))


def search_organizations(call: Call) -> Answer:
    """Exactly this external id or this name, without regard to case."""
    asked = {name: call.query[name] for name in ("external_id", "name") if name in call.query}
    if len(asked) != 1:
        raise invalid_attribute("name", "Invalid parameter: send either external_id or name")
    ((name, text),) = asked.items()
    column = "external_key" if name == "external_id" else "name_key"
    return Answer(offset_page(call, _listing(LIVE & equal(column, key_of(text)))))


def autocomplete_organizations(call: Call) -> Answer:
    """Names that start with the text."""
    start = key_of(call.query.get("name", "")) or ""
    if not start:
        raise invalid_attribute("name", "Invalid parameter: name is required")
    starts = Where("name_key >= ? and name_key < ?", (start, start + "\U0010ffff"))
    return Answer(offset_page(call, _listing(LIVE & starts, "name_key")))


def related_to_organization(call: Call) -> Answer:
    store, of_it = call.account.store, equal("organization_id", named(call)["id"])
    counts = {
        "tickets_count": store.count(TICKETS, LIVE & of_it),
        "users_count": store.count(USERS, LIVE & of_it),
    }
    return Answer({"organization_related": counts})


def create_organization(call: Call) -> Answer:
    call.only_admins()
    sent = call.sent("organization")
    created = organizations.create(call.account, sent, call.now)
    return _created(call, sent, created)


def update_organization(call: Call) -> Answer:
    existing, sent = named(call), call.sent("organization")
    _raise_unless_may_write(call, sent)
    call.account.limits.organization_update(existing["id"], call.now)
    return _updated(call, sent, existing)


def create_or_update_organization(call: Call) -> Answer:
    """Found by id or else external id, never by name."""
    call.only_admins()
    sent = call.sent("organization")
    existing = _known(call, sent)
    if existing is not None:
        return _updated(call, sent, existing, permitted=frozenset({"id"}))
    if sent.get("id"):
        raise record_not_found()
    return _created(call, sent, organizations.create(call.account, sent, call.now))


def delete_organization(call: Call) -> Answer:
    call.only_admins()
    organizations.delete(call.account, named(call), call.now)
    return Answer(None, 204)


def show_tags(call: Call) -> Answer:
    return Answer({"tags": named(call)["tags"]})


def change_tags(call: Call) -> Answer:
    """POST sets the tags, PUT adds to them, DELETE takes some away."""
    existing, sent = named(call), call.body().get("tags")
    if not isinstance(sent, list) or not all(isinstance(tag, str) for tag in sent):
        raise invalid_attribute("tags", "Invalid parameter: tags must be a list of texts")
    held = existing["tags"]
    chosen = {
        "POST": sent,
        "PUT": [*held, *sent],
        "DELETE": [tag for tag in held if tag not in sent],
    }[call.method]
    changed = organizations.update(call.account, existing, {"tags": chosen}, call.now)
    status = 201 if call.method == "POST" else 200
    return Answer({"tags": changed["tags"]}, status)


def named(call: Call) -> Record:
    """The live organization that the path names."""
    found = organizations.find(call.account, id_=call.id())
    if found is None:
        raise record_not_found()
    return found


def many(call: Call) -> tuple[Where, int]:
    """The organizations that the query names by `ids` or `external_ids`, and how many it names."""
    if "ids" in call.query:
        ids = call.ids()
        return one_of("id", ids), len(ids)
    if "external_ids" in call.query:
        keys = [key_of(text) for text in call.external_ids()]
        return one_of("external_key", keys), len(keys)
    raise invalid_attribute("ids", "Invalid parameter: send ids or external_ids")


def _listing(where: Where, order: str = "id") -> Listing:
    return Listing("organizations", ORGANIZATIONS, present_many, where, SORTS, order)


def _known(call: Call, sent: Mapping[str, Any]) -> Record | None:
    if type(sent.get("id")) is int:
        return organizations.find(call.account, id_=sent["id"])
    if sent.get("external_id"):
        return organizations.find(call.account, external_id=str(sent["external_id"]))
    return None


def _created(call: Call, sent: Mapping[str, Any], created: Record) -> Answer:
    _warn(call, "create", organizations.unpermitted(sent))
    location = {"Location": call.address("organizations", created["id"])}
    return Answer({"organization": present(call, created)}, 201, location)


def _updated(
    call: Call,
    sent: Mapping[str, Any],
    existing: Record,
    permitted: frozenset[str] = frozenset(),
) -> Answer:
    updated = organizations.update(call.account, existing, sent, call.now)
    _warn(call, "update", [n for n in organizations.unpermitted(sent) if n not in permitted])
    return Answer({"organization": present(call, updated)})


def _warn(call: Call, action: str, names: Sequence[str]) -> None:
    """Unknown attributes are dropped; only this header tells."""
    if names:
        keys = ", ".join(f'"organization.{name}"' for name in names)
        call.headers["x-zendesk-api-warn"] = (
            '{:allowed_parameters=>{:controller=>"organizations",'
            f':action=>"{action}",:unpermitted_keys=>[{keys}],:invalid_values=>[]}}}}'
        )


def _raise_unless_may_write(call: Call, sent: Mapping[str, Any]) -> None:
    """Agents may write notes; all else is for admins."""
    if call.principal.role != "admin" and set(sent) - {"notes"}:
        raise no_access()
