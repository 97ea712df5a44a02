"""The oldest endpoints, which some readers still ask: values with their times beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.call import Answer, Call, id_read
from sandbox.hubspot.computed import computed
from sandbox.hubspot.errors import RefusedError, invalid
from sandbox.hubspot.links import linked
from sandbox.hubspot.lookup import found
from sandbox.hubspot.object_types import COMPANIES, CONTACTS, DEALS, PORTAL_ID, ObjectType
from sandbox.hubspot.presentation import properties_of
from sandbox.hubspot.wire import moment_read
from sandbox.records import LIVE, Record, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_PAGE, LARGEST_PAGE = 100, 250


def list_companies(call: Call) -> Answer:
    names = call.many("properties")
    page, more, offset = _page(call, COMPANIES)
    companies = [_company(call, record, [*names]) for record in page]
    return Answer({"companies": companies, "has-more": more, "offset": offset})


def get_company(call: Call) -> Answer:
    record = found(call.portal, COMPANIES, call.names["companyId"])
    if record is None:
        raise RefusedError(404, "OBJECT_NOT_FOUND", "resource not found")
    names = list(call.portal.definitions.of(COMPANIES))
    return Answer(_company(call, record, names))


def list_deals(call: Call) -> Answer:
    page, more, offset = _page(call, DEALS)
    names = call.many("properties")
    if call.flag("includeAllProperties"):
        names = list(call.portal.definitions.of(DEALS))
    deals = [_deal(call, record, names) for record in page]
    return Answer({"deals": deals, "hasMore": more, "offset": offset})


def _page(call: Call, kind: ObjectType) -> tuple[list[Record], bool, int]:
    """The records after the offset, whether there are more, and where to go on."""
    size, offset = call.limit(DEFAULT_PAGE, LARGEST_PAGE), id_read(call.one("offset") or 0)
    if offset is None:
        raise invalid(f"Invalid value for offset: {call.one('offset')}")
    where = LIVE & Where("id > ?", (offset,))
    records = call.portal.store.find(kind.table, where, limit=size + 1)
    page = records[:size]
    return page, len(records) > size, page[-1]["id"] if page else offset


def _company(call: Call, record: Record, names: Sequence[str]) -> dict[str, Any]:
    return {
        "portalId": PORTAL_ID,
        "companyId": record["id"],
        "isDeleted": False,
        "properties": _properties(call, COMPANIES, record, names),
        "additionalDomains": [],
        "stateChanges": [],
        "mergeAudits": [],
    }


def _deal(call: Call, record: Record, names: Sequence[str]) -> dict[str, Any]:
    associations = {
        "associatedVids": _linked(call, record, CONTACTS),
        "associatedCompanyIds": _linked(call, record, COMPANIES),
        "associatedDealIds": _linked(call, record, DEALS),
    }
    return {
        "portalId": PORTAL_ID,
        "dealId": record["id"],
        "isDeleted": False,
        "associations": associations if call.flag("includeAssociations") else None,
        "properties": _properties(call, DEALS, record, names),
        "imports": [],
        "stateChanges": [],
    }


def _linked(call: Call, record: Record, other: ObjectType) -> list[int]:
    entries = linked(call.portal, DEALS, [record["id"]], other).get(record["id"], [])
    return [entry.id for entry in entries]


def _properties(
    call: Call, kind: ObjectType, record: Record, names: Sequence[str]
) -> dict[str, Any]:
    """The properties that have a value, times in them as milliseconds."""
    known = call.portal.definitions.of(kind)
    wanted = [name for name in dict.fromkeys(names) if name in known]
    extra = computed(call.portal, kind, [record["id"]], wanted)
    values = properties_of(kind, record, wanted)
    values |= {name: found_[record["id"]] for name, found_ in extra.items()}
    shown = {}
    for name, value in values.items():
        if value is not None:
            is_time = known[name]["type"] in ("date", "datetime")
            text = str(moment_read(value)) if is_time else value
            shown[name] = _with_time(text, record["updated"])
    return shown


def _with_time(value: str, at: int) -> dict[str, Any]:
    source = {"timestamp": at, "source": "CRM_UI", "sourceId": "userId:12282590"}
    return {"value": value, **source, "versions": [{"value": value, **source}]}
