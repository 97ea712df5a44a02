"""Incremental exports: everything that changed since a time, deleted records included."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.records import ANY, LIVE, Record, Table, Where, one_of
from sandbox.zendesk import organization_endpoints
from sandbox.zendesk.call import Answer, Call
from sandbox.zendesk.distortion import distorted
from sandbox.zendesk.errors import RefusedError, invalid_attribute, start_time_too_recent
from sandbox.zendesk.paging import Present
from sandbox.zendesk.tables import ORGANIZATIONS, TICKETS, USERS
from sandbox.zendesk.tickets import present_metrics, present_tickets
from sandbox.zendesk.users import present_users

MOST = 1000
SAMPLE = 50
MINUTE = 60
ORDER = "changed, id"


@dataclass(frozen=True, slots=True)
class Export:
    """Records of one kind; `holds_back` seconds of the latest changes are not shown yet."""

    key: str
    table: Table
    present: Present
    holds_back: int = 0


def _present_organizations(call: Call, records: Sequence[Record]) -> list[Any]:
    """As in lists, with the time of deletion at the end: null while the organization lives."""
    shown = organization_endpoints.present_many(call, records)
    return [
        organization | {"deleted_at": record.get("deleted_at")}
        for organization, record in zip(shown, records, strict=True)
    ]


EXPORTS = {
    "organizations": Export("organizations", ORGANIZATIONS, _present_organizations),
    "users": Export("users", USERS, present_users),
    "tickets": Export("tickets", TICKETS, present_tickets, holds_back=MINUTE),
}


def export_organizations(call: Call) -> Answer:
    return _by_time(call, EXPORTS["organizations"])


def export_users(call: Call) -> Answer:
    return _by_time(call, EXPORTS["users"])


def export_tickets(call: Call) -> Answer:
    return _by_time(call, EXPORTS["tickets"])


def export_users_by_cursor(call: Call) -> Answer:
    return _by_cursor(call, EXPORTS["users"])


def export_tickets_by_cursor(call: Call) -> Answer:
    return _by_cursor(call, EXPORTS["tickets"])


def export_events(call: Call) -> Answer:
    """Ticket and metric events: the streams exist, and nothing is on them."""
    _admit(call)
    start = _start_time(call)
    key = call.path.rpartition("/")[2].removesuffix(".json")
    return Answer(_time_page(call, key, [], True, int(start)))


def sample(call: Call) -> Answer:
    """At most fifty records, not counted against the export's own limit."""
    call.only_admins()
    export = EXPORTS.get(call.names["resource"])
    if export is None:
        raise invalid_attribute("resource", "Invalid parameter: resource cannot be exported")
    call.headers.update(call.account.limits.sample(call.now))
    start = _start_time(call)
    found = call.account.store.find(export.table, _since(call, export, start), ORDER, SAMPLE)
    end = _changed(export, found[-1]) if found else int(start)
    return Answer(_time_page(call, export.key, export.present(call, found), True, end))


def _by_time(call: Call, export: Export) -> Answer:
    _admit(call)
    start, size = _start_time(call), _size(call)
    found = call.account.store.find(export.table, _since(call, export, start), ORDER, size + 1)
    is_cut = len(found) > size
    found = found[:size]
    end = _changed(export, found[-1]) if found else None
    if is_cut and end is not None and (size < MOST or end <= start):
        found, is_cut = _to_the_full_second(call, export, start, end)
        end += 1
    if call.fault("repeated-page"):
        end, is_cut = int(start), True
    shown = distorted(call, export.present(call, found))
    sideloaded = _sideloaded(call, found)
    return Answer(_time_page(call, export.key, shown, not is_cut, end) | sideloaded)


def _to_the_full_second(
    call: Call, export: Export, start: float, end: int
) -> tuple[list[Record], bool]:
    """All that changed up to the end of that second, and whether more comes after it.

    A full page of the greatest size is not completed so: its last second comes again with the next
    page. Only where that would never end, because one second fills the page, it is.
    """
    store, since = call.account.store, _since(call, export, start)
    found = store.find(export.table, since & Where("changed <= ?", (end,)), ORDER)
    return found, bool(store.find(export.table, since & Where("changed > ?", (end,)), limit=1))


def _time_page(
    call: Call, key: str, shown: list[Any], is_end: bool, end: int | None
) -> dict[str, Any]:
    following = call.link(start_time=str(end)) if end is not None else None
    return {
        key: shown,
        "count": len(shown),
        "end_of_stream": is_end,
        "end_time": end,
        "next_page": following,
    }


def _by_cursor(call: Call, export: Export) -> Answer:
    _admit(call)
    size = _size(call)
    if "cursor" in call.query:
        changed, id_ = _unpacked(call.query["cursor"])
        since = Where("(changed, id) > (?, ?)", (changed, id_)) & _shown_by_now(call, export)
    else:
        changed, id_ = int(_start_time(call)), 0
        since = _since(call, export, changed)
    found = call.account.store.find(export.table, since, ORDER, size + 1)
    is_cut, found = len(found) > size, found[:size]
    is_repeated = call.fault("repeated-page") is not None
    if found and not is_repeated:
        changed, id_ = _changed(export, found[-1]), found[-1]["id"]
    after = _packed(changed, id_)
    return Answer(
        {
            export.key: distorted(call, export.present(call, found)),
            "after_url": call.link(cursor=after, start_time=None),
            "after_cursor": after,
            "before_url": None,
            "before_cursor": None,
            "end_of_stream": not is_cut and not is_repeated,
            **_sideloaded(call, found),
        }
    )


def _admit(call: Call) -> None:
    call.only_admins()
    call.headers.update(call.account.limits.incremental(call.now))


def _since(call: Call, export: Export, start: float) -> Where:
    return Where("changed >= ?", (start,)) & _shown_by_now(call, export)


def _shown_by_now(call: Call, export: Export) -> Where:
    shown = ANY
    if export.holds_back:
        shown = Where("changed <= ?", (call.now - export.holds_back,))
    return shown & LIVE if call.query.get("exclude_deleted") == "true" else shown


def _changed(export: Export, record: Record) -> int:
    return int(str(export.table.row(record)[1]))


def _start_time(call: Call) -> float:
    """Unix seconds; some clients send a point in them."""
    text = call.query.get("start_time", "")
    try:
        start = float(text)
    except ValueError:
        words = "Invalid parameter: start_time must be an integer"
        raise invalid_attribute("start_time", words) from None
    if not 0 <= start <= call.now - MINUTE:
        raise start_time_too_recent() if start > 0 else _negative()
    return start


def _negative() -> RefusedError:
    return invalid_attribute("start_time", "Invalid parameter: start_time must not be negative")


def _size(call: Call) -> int:
    text = call.query.get("per_page") or str(MOST)
    if not text.isdecimal() or int(text) < 1:
        raise invalid_attribute("per_page", "Invalid parameter: per_page must be an integer")
    return min(int(text), MOST)


def _packed(changed: int, id_: int) -> str:
    return base64.b64encode(f"{changed}.0||{id_}|".encode()).decode()


def _unpacked(cursor: str) -> tuple[int, int]:
    try:
        changed, _, id_, _ = base64.b64decode(cursor, validate=True).decode().split("|")
        return int(float(changed)), int(id_)
    except (binascii.Error, ValueError):
        raise invalid_attribute("cursor", "Invalid parameter: cursor is not valid") from None


def _sideloaded(call: Call, found: Sequence[Record]) -> dict[str, Any]:
    """What belongs to a page's records, where `include` asks for it."""
    wanted = {word.strip() for word in call.query.get("include", "").split(",")}
    asked: dict[str, Any] = {}
    for name, attributes in (
        ("users", ("requester_id",)),
        ("organizations", ("organization_id",)),
    ):
        if name in wanted:
            export = EXPORTS[name]
            ids = {record.get(attribute) for record in found for attribute in attributes}
            where = one_of("id", sorted(id_ for id_ in ids if id_ is not None))
            asked[name] = export.present(call, call.account.store.find(export.table, where))
    if "metric_sets" in wanted:
        asked["metric_sets"] = present_metrics(call, found)
    return asked
