"""Reads HubSpot: lists in full, changes by search, and what was archived as deletions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from systems.base import Deletion, Page, Row, Settings, SourceTotal, Table
from systems.hubspot import catalog, links
from systems.hubspot.client import (
    LIST_ROWS,
    SEARCH_ROWS,
    SYSTEM,
    Client,
    next_after,
    properties_of,
)
from systems.hubspot.small import owners, pipeline_stages
from systems.hubspot.tables import LINKS, OBJECTS, changed_property
from systems.hubspot.values import milliseconds
from tieout.clock import Clock
from tieout.errors import BadAnswer, NotPermitted, UnknownName

NOT_HERE = (NotPermitted, UnknownName)  # partner clients, in an account that is no partner's


class HubSpotReader:
    """Implements `Reader`. A cursor is the time at which a read began, ISO 8601, UTC."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        list_rows: int = LIST_ROWS,
        search_rows: int = SEARCH_ROWS,
    ) -> None:
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._said = catalog.names(settings)
        self._list_rows, self._search_rows = list_rows, search_rows
        self._existing: dict[str, Mapping[str, Row]] = {}
        self._ids: dict[str, list[str]] = {}  # of the objects that were read in full
        self._notes: dict[str, None] = {}

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        """Pages in the order of ids where they were searched for; every page has the cursor."""
        match table.name:
            case "owners":
                return owners(self.client)
            case "pipelines":
                return pipeline_stages(self.client)
            case "properties":
                return self._properties()
            case "associations":
                return self._links()
            case _:
                return self._listed(table) if since is None else self._changed(table, since)

    def deletions(self, since: str | None) -> Iterator[Deletion]:
        """What was archived since then: the list of what is archived, whose end is 90 days ago."""
        floor = _moment(since) if since else None
        for table in OBJECTS:
            try:
                for record in self._archived(table):
                    at = _moment(str(record.get("archivedAt") or record.get("updatedAt")))
                    if floor is None or at >= floor:
                        yield Deletion(table.name, (str(record["id"]),), at)
            except NOT_HERE as fault:
                if not table.is_optional:
                    raise
                self._note(str(fault))

    def totals(self, table: Table) -> Sequence[SourceTotal]:  # noqa: ARG002 - the protocol's
        """None: HubSpot counts only in its search index, and that is behind."""
        return ()

    def notes(self) -> Sequence[str]:
        return tuple(self._notes)

    def close(self) -> None:
        self.client.close()

    def existing(self, kind: str) -> Mapping[str, Row]:
        """The properties of an object, by name; asked for once."""
        if kind not in self._existing:
            listed = self.client.get(self.client.path("properties", kind)).rows("results")
            self._existing[kind] = {str(it.get("name")): it for it in listed}
        return self._existing[kind]

    def lacking(self, table: Table) -> Sequence[str]:
        """The properties that a table wants and the object does not have."""
        return catalog.missing(table, self._said, self.existing(table.name))

    def _asked(self, table: Table) -> catalog.Asked:
        if lacking := self.lacking(table):
            self._note(f"{table.name} has no property {', '.join(lacking)}: left empty")
        return catalog.asked(table, self._said, self.existing(table.name))

    def _listed(self, table: Table) -> Iterator[Page]:
        begun = _iso(self.client.clock.now())
        asked = self._asked(table)
        params = {"limit": str(self._list_rows), "properties": ",".join(asked.names.values())}
        ids: list[str] = []
        for records in self.client.listed(self.client.path("objects", table.name), params):
            ids += [str(it.get("id")) for it in records]
            yield Page(_rows(table, asked, records), begun)
        self._ids[table.name] = ids

    def _changed(self, table: Table, since: str) -> Iterator[Page]:
        """What changed from `since` until now, each page beginning after the last one's last id.

        So no query comes near its 10,000th result, and what changes meanwhile moves no page.
        """
        begun = self.client.clock.now()
        asked = self._asked(table)
        window = (_moment(since) - table.overlap, begun)
        first, is_second_look = 0, False
        while True:
            reply = self.client.search(
                table.name, self._query(table, window, first, list(asked.names.values()))
            )
            records, is_last = reply.rows("results"), not next_after(reply.mapping())
            ids = [_number(it) for it in records]
            if any(it < first for it in ids) or (not ids and not is_last):
                if is_second_look:
                    raise BadAnswer(SYSTEM, f"pages of {table.name} repeat or go back, twice over.")
                is_second_look = True
                continue
            yield Page(_rows(table, asked, records), _iso(begun))
            if is_last:
                return
            first, is_second_look = max(ids) + 1, False

    def _query(
        self, table: Table, window: tuple[datetime, datetime], first: int, names: Sequence[str]
    ) -> Mapping[str, object]:
        changed, (start, end) = changed_property(table.name), window
        limits = (
            (changed, "GTE", milliseconds(start)),
            (changed, "LT", milliseconds(end)),
            ("hs_object_id", "GTE", str(first)),
        )
        filters = [
            dict(zip(("propertyName", "operator", "value"), it, strict=True)) for it in limits
        ]
        return {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": names,
            "limit": self._search_rows,
        }

    def _archived(self, table: Table) -> Iterator[Row]:
        params = {"limit": str(self._list_rows), "archived": "true", "properties": "hs_object_id"}
        for page in self.client.listed(self.client.path("objects", table.name), params):
            yield from page

    def _properties(self) -> Iterator[Page]:
        for table in OBJECTS:
            try:
                existing = self.existing(table.name)
            except NOT_HERE as fault:
                if not table.is_optional:
                    raise
                self._note(str(fault))
                continue
            yield Page([_property(table.name, it) for it in existing.values()])

    def _links(self) -> Iterator[Page]:
        for kind, other in LINKS:
            try:
                yield from links.pages(self.client, kind, other, self._ids_of(kind))
            except NOT_HERE as fault:
                if kind != "partner_clients":
                    raise
                self._note(str(fault))

    def _ids_of(self, kind: str) -> Sequence[str]:
        if kind not in self._ids:
            params = {"limit": str(self._list_rows), "properties": "hs_object_id"}
            listed = self.client.listed(self.client.path("objects", kind), params)
            self._ids[kind] = [str(it.get("id")) for page in listed for it in page]
        return self._ids[kind]

    def _note(self, sentence: str) -> None:
        self._notes[sentence] = None


def _rows(table: Table, asked: catalog.Asked, records: Sequence[Row]) -> Sequence[Row]:
    rows = [asked.row(it, properties_of(it)) for it in records]
    if table.name == "contacts":
        for row in rows:
            if not row.get("notice_role"):  # nobody writes to them
                row.pop("email", None)
    return rows


def _property(kind: str, prop: Row) -> Row:
    metadata = prop.get("modificationMetadata")
    return {
        "object_type": kind,
        "name": prop.get("name"),
        "label": prop.get("label"),
        "type": prop.get("type"),
        "field_type": prop.get("fieldType"),
        "group_name": prop.get("groupName"),
        "has_unique_value": prop.get("hasUniqueValue"),
        "calculated": prop.get("calculated"),
        "hubspot_defined": prop.get("hubspotDefined"),
        "read_only_value": metadata.get("readOnlyValue") if isinstance(metadata, dict) else None,
    }


def _number(record: Row) -> int:
    try:
        return int(str(record.get("id")))
    except ValueError:
        raise BadAnswer(SYSTEM, f"a record came with the id {record.get('id')}.") from None


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadAnswer(SYSTEM, f"{text!r} is no time to go on from.") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
