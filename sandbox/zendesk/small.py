"""The small lists of an account that hold little or nothing: tags, groups, ratings, fields."""

from typing import Any

from sandbox.zendesk.blanks import GROUP_ID
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.errors import record_not_found
from sandbox.zendesk.paging import whole
from sandbox.zendesk.tables import ORGANIZATIONS, TICKETS

MOST_COUNTED = 20_000  # records of a kind whose tags are counted, the latest
MOST_TAGS = 100


def list_tags(call: Call) -> Answer:
    """The most used tags of organizations and tickets."""
    counts: dict[str, int] = {}
    for table in (ORGANIZATIONS, TICKETS):
        latest = ("select body from", table.name, "where deleted = 0 order by changed desc limit ?")
        rows = call.account.store.pairs(
            (
                *("select tag.value, count(*) from (", *latest, ") as one,"),
                "json_each(one.body, '$.tags') as tag group by 1",
            ),
            (MOST_COUNTED,),
        )
        for name, count in rows:
            counts[name] = counts.get(name, 0) + count
    most_used = sorted(counts, key=lambda name: (-counts[name], name))[:MOST_TAGS]
    return Answer(_all(call, "tags", [{"name": n, "count": counts[n]} for n in most_used]))


def list_groups(call: Call) -> Answer:
    return Answer(_all(call, "groups", [_group(call)]))


def show_group(call: Call) -> Answer:
    if call.id() != GROUP_ID:
        raise record_not_found()
    return Answer({"group": _group(call)})


def list_ratings(call: Call) -> Answer:
    return Answer(_all(call, "satisfaction_ratings", []))


def list_ticket_fields(call: Call) -> Answer:
    return Answer(_all(call, "ticket_fields", []))


def list_user_fields(call: Call) -> Answer:
    return Answer(_all(call, "user_fields", []))


def _group(call: Call) -> dict[str, Any]:
    return {
        "url": call.address("groups", GROUP_ID),
        "id": GROUP_ID,
        "is_public": True,
        "name": "Support",
        "description": "",
        "default": True,
        "deleted": False,
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
    }


def _all(call: Call, key: str, records: list[Any]) -> dict[str, Any]:
    """Everything on one page, in the style that was asked for."""
    if not any(name.startswith("page[") for name in call.query):
        return whole(call, key, records)
    return {
        key: records,
        "meta": {"has_more": False, "after_cursor": None, "before_cursor": None},
        "links": {"prev": None, "next": None},
    }
