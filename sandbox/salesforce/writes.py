"""Create, update, upsert and delete: many records at once, each judged by itself.

Nothing is written before every record has been looked at; then the good ones are, in one
transaction. Every way into the org (single records, Collections, Bulk jobs) ends here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.salesforce.derived import fill_in
from sandbox.salesforce.errors import RowError, RowRefused
from sandbox.salesforce.ids import made_id, normalised
from sandbox.salesforce.lookups import Lookups, folded
from sandbox.salesforce.reading_values import Read, from_json
from sandbox.salesforce.references import Links
from sandbox.salesforce.rollups import roll_up
from sandbox.salesforce.rules import apply_rules
from sandbox.salesforce.schema import Field, Schema, SObject
from sandbox.salesforce.store import Row, Store

DETAILS: Mapping[str, tuple[str, str]] = {
    "Order": ("OrderItem", "OrderId"),
    "Opportunity": ("OpportunityLineItem", "OpportunityId"),
    "Quote": ("QuoteLineItem", "QuoteId"),
}
ROLLED_BACK = RowError(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone "
    "header",
)
LOCKED = "unable to obtain exclusive access to this record or 1 records: {}"
Sent = Mapping[str, Any]


@dataclass(slots=True)
class Outcome:
    """What became of one record."""

    id: str | None = None
    is_created: bool = False
    error: RowError | None = None
    several: Sequence[str] = ()

    @property
    def is_success(self) -> bool:
        return self.error is None


@dataclass(slots=True)
class _Change:
    """One record on its way: its fields as they will be, and as they were."""

    outcome: Outcome
    row: Row
    before: Row | None


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, when, and how what was sent is read. `currency` is what a record has without
    saying; `is_locked` makes the first record one that somebody else holds."""

    store: Store
    schema: Schema
    user_id: str
    now: datetime
    currency: str
    new_number: Callable[[], int]
    read: Read = from_json
    is_locked: bool = False

    def create(self, owner: SObject, sent: Sequence[Sent]) -> list[Outcome]:
        return _Write(self, owner).run([(it, None) for it in sent])

    def update(self, owner: SObject, sent: Sequence[tuple[str, Sent]]) -> list[Outcome]:
        """Each record with its id."""
        return _Write(self, owner).run([(fields, record_id) for record_id, fields in sent])

    def upsert(self, owner: SObject, by: Field, sent: Sequence[tuple[Any, Sent]]) -> list[Outcome]:
        """Each record with the value of its external id (or, by Id, its id or nothing)."""
        return _Write(self, owner).upsert(by, sent)

    def delete(
        self, owner: SObject, ids: Sequence[str], *, is_for_good: bool = False
    ) -> list[Outcome]:
        return _Write(self, owner).delete(ids, is_for_good=is_for_good)


class _Write:
    def __init__(self, writer: Writer, owner: SObject) -> None:
        self._writer, self._owner = writer, owner
        self._lookups = Lookups(writer.store, writer.schema)
        self._links = Links(self._lookups, owner, writer.read)
        self._numbers: dict[str, int] = {}
        self._taken: dict[str, dict[str, list[str]]] = {}
        self._seen: dict[str, _Change] = {}

    def upsert(self, by: Field, sent: Sequence[tuple[Any, Sent]]) -> list[Outcome]:
        if by.type == "id":
            return self.run([(fields, str(value) if value else None) for value, fields in sent])
        with self._writer.store.writing():
            found = self._lookups.ids_by(self._owner, by, [it for it, _ in sent if it])
            outcomes: list[Outcome | None] = []
            known: set[str] = set()
            wanted: list[tuple[Sent, str | None]] = []
            for value, fields in sent:
                refusal = _unfit(by, value, found, known)
                outcomes.append(refusal)
                if refusal is None:
                    known.add(folded(value))
                    ids = found.get(folded(value))
                    wanted.append(({**fields, by.name: value}, ids[0] if ids else None))
            done = iter(self.run(wanted))
            return [next(done) if it is None else it for it in outcomes]

    def run(self, wanted: Sequence[tuple[Sent, str | None]]) -> list[Outcome]:
        """Create those without an id, update the others."""
        with self._writer.store.writing():
            ids = [normalised(it) for _, it in wanted if it is not None]
            self._lookups.load(self._owner, filter(None, ids))
            self._links.load([sent for sent, _ in wanted])
            self._load_taken([sent for sent, _ in wanted])
            outcomes = [self._judged(place, *it) for place, it in enumerate(wanted)]
            self._write(list(self._seen.values()))
            return outcomes

    def delete(self, ids: Sequence[str], *, is_for_good: bool) -> list[Outcome]:
        with self._writer.store.writing():
            self._lookups.load(self._owner, filter(None, map(normalised, ids)))
            outcomes = [self._doomed(place, it) for place, it in enumerate(ids)]
            gone = sorted({it.id for it in outcomes if it.is_success and it.id})
            if gone:
                self._remove(self._owner, gone, is_for_good=is_for_good)
            return outcomes

    def _judged(self, place: int, sent: Sent, record_id: str | None) -> Outcome:
        outcome = Outcome(id=record_id, is_created=record_id is None)
        try:
            change = self._changed(outcome, sent, record_id)
            self._raise_if_locked(place, change.row)
            outcome.id = change.row["Id"]
            self._seen[change.row["Id"]] = change
            self._lookups.note(self._owner, change.row)
        except RowRefused as refusal:
            outcome.error = refusal.error
            outcome.id = None if outcome.is_created else record_id
            outcome.is_created = False
        return outcome

    def _changed(self, outcome: Outcome, sent: Sent, record_id: str | None) -> _Change:
        before = None if record_id is None else self._existing(record_id)
        values = self._links.values(sent, is_new=before is None)
        row = self._blank() if before is None else dict(before)
        row |= values
        if before is None:
            self._fill_new(row)
        row["LastModifiedDate"] = row["SystemModstamp"] = self._writer.now
        row["LastModifiedById"] = self._writer.user_id
        self._raise_if_missing(row)
        fill_in(self._owner.name, row)
        apply_rules(self._owner.name, self._lookups, row, before)
        fill_in(self._owner.name, row)  # once more, with what the rules brought in
        self._raise_if_taken(row, before)
        return _Change(outcome, row, before)

    def _existing(self, record_id: str) -> Row:
        long = normalised(record_id)
        if long is None or long[:3] != self._owner.prefix:
            words = f"{self._owner.label} ID: id value of incorrect type: {record_id}"
            raise RowRefused("MALFORMED_ID", words, "Id")
        earlier = self._seen.get(long)
        row = earlier.row if earlier else self._lookups.row(self._owner, long)
        if row is None:
            raise RowRefused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        if row.get("IsDeleted"):
            raise RowRefused("ENTITY_IS_DELETED", "entity is deleted")
        return row

    def _blank(self) -> Row:
        return {it.name: False if it.type == "boolean" else None for it in self._owner.stored}

    def _fill_new(self, row: Row) -> None:
        """What a new record has without anybody's saying so."""
        writer, owner = self._writer, self._owner
        row["Id"] = made_id(owner.prefix, writer.new_number())
        row["CreatedDate"], row["CreatedById"] = writer.now, writer.user_id
        if "OwnerId" in row and row["OwnerId"] is None:
            row["OwnerId"] = writer.user_id
        if owner.has_currency and row["CurrencyIsoCode"] is None:
            row["CurrencyIsoCode"] = writer.currency
        if "Status" in row and row["Status"] is None:
            row["Status"] = owner.by_name["status"].values[0]
        for it in owner.fields:
            if it.is_auto_number:
                row[it.name] = f"{self._next(it):08}"

    def _next(self, it: Field) -> int:
        """The next number of a field that counts by itself."""
        if it.name not in self._numbers:
            self._numbers[it.name] = self._lookups.next_number(self._owner, it)
        self._numbers[it.name] += 1
        return self._numbers[it.name] - 1

    def _raise_if_missing(self, row: Row) -> None:
        missing = [it.name for it in self._owner.fields if it.is_required and row[it.name] is None]
        if missing:
            words = f"Required fields are missing: [{', '.join(missing)}]"
            raise RowRefused("REQUIRED_FIELD_MISSING", words, *missing)

    def _load_taken(self, sent: Sequence[Sent]) -> None:
        """Who has the values of unique fields that are about to be written."""
        for it in self._owner.unique_fields:
            values = [one for record in sent if (one := _named(record, it.name)) is not None]
            self._taken[it.name] = self._lookups.ids_by(self._owner, it, values) if values else {}

    def _raise_if_taken(self, row: Row, before: Row | None) -> None:
        for it in self._owner.unique_fields:
            value = row[it.name]
            if value is None:
                continue
            holders = self._taken[it.name].setdefault(folded(value), [])
            others = [one for one in holders if one != row["Id"]]
            if others:
                words = (
                    f"duplicate value found: {it.name} duplicates value on record with id: "
                    f"{others[0]}"
                )
                raise RowRefused("DUPLICATE_VALUE", words, it.name)
        for it in self._owner.unique_fields:
            self._pass_on(it, row, before)

    def _pass_on(self, it: Field, row: Row, before: Row | None) -> None:
        """The value that a record takes is its own now; the one that it had is free."""
        taken, record_id = self._taken[it.name], row["Id"]
        old = None if before is None else before[it.name]
        for value in (old, row[it.name]):
            if value is not None:
                holders = taken.setdefault(folded(value), [])
                holders[:] = [one for one in holders if one != record_id]
        if row[it.name] is not None:
            taken[folded(row[it.name])].append(record_id)

    def _write(self, changes: Sequence[_Change]) -> None:
        store, owner = self._writer.store, self._owner
        made = [it.row for it in changes if it.before is None]
        store.insert(owner, made)
        changed = [(it.row, it.before) for it in changes if it.before is not None]
        names = {name for row, before in changed for name in row if row[name] != before[name]}
        fields = [it for it in owner.stored if it.name in names]
        store.update(owner, [row for row, _ in changed], fields)
        roll_up(store, owner, [it.row for it in changes], self._writer.now)

    def _doomed(self, place: int, record_id: str) -> Outcome:
        outcome = Outcome(id=record_id)
        try:
            row = self._existing(record_id)
            self._raise_if_kept(row)
            self._raise_if_locked(place, row)
            outcome.id = row["Id"]
        except RowRefused as refusal:
            outcome.error = refusal.error
        return outcome

    def _raise_if_locked(self, place: int, row: Row) -> None:
        if place == 0 and self._writer.is_locked:
            raise RowRefused("UNABLE_TO_LOCK_ROW", LOCKED.format(row["Id"]))

    def _raise_if_kept(self, row: Row) -> None:
        owner = self._owner
        if not owner.is_deletable:
            words = f"entity type {owner.name} does not support delete"
            raise RowRefused("INVALID_TYPE_FOR_OPERATION", words)
        used_by = {"PricebookEntry": "PricebookEntryId", "Product2": "Product2Id"}.get(owner.name)
        if used_by is None:
            return
        for name in ("OpportunityLineItem", "OrderItem", "QuoteLineItem"):
            where = f'"{used_by}" = \'{row["Id"]}\' AND NOT "IsDeleted" LIMIT 1'
            if self._lookups.rows_where(name, where):
                words = (
                    f"Your attempt to delete {row['Name']} could not be completed because it is "
                    f"associated with the following {self._lookups.schema[name].plural}."
                )
                raise RowRefused("DELETE_FAILED", words)

    def _remove(self, owner: SObject, ids: Sequence[str], *, is_for_good: bool) -> None:
        store, now = self._writer.store, self._writer.now
        detail = DETAILS.get(owner.name)
        listed = ", ".join(f"'{it}'" for it in ids)
        if detail is not None:
            lines = self._lookups.rows_where(detail[0], f'"{detail[1]}" IN ({listed})')
            inner = self._lookups.schema[detail[0]]
            if lines:
                self._remove(inner, [it["Id"] for it in lines], is_for_good=is_for_good)
        if is_for_good or not owner.is_soft_deleted:
            store.delete(owner, ids)
            return
        stamp = {"LastModifiedDate": now, "SystemModstamp": now}
        rows = [{"Id": it, "IsDeleted": True, **stamp} for it in ids]
        fields = [owner.by_name[name.lower()] for name in ("IsDeleted", *stamp)]
        store.update(owner, rows, fields)
        gone = [row for it in ids if (row := self._lookups.row(owner, it)) is not None]
        roll_up(store, owner, gone, now)


def _unfit(
    by: Field, value: Any, found: Mapping[str, Sequence[str]], known: set[str]
) -> Outcome | None:
    """Why a record cannot be found by its external id, if it cannot."""
    if value is None or value == "":
        words = f"{by.name} not specified"
        return Outcome(error=RowError("MISSING_ARGUMENT", words, (by.name,)))
    if folded(value) in known:
        words = f"Duplicate external id specified: {value}"
        return Outcome(error=RowError("DUPLICATE_VALUE", words, (by.name,)))
    several = found.get(folded(value), [])
    if len(several) > 1:
        words = f"{by.name}: more than one record found for external id field: {several}"
        return Outcome(error=RowError("DUPLICATE_EXTERNAL_ID", words, (by.name,)), several=several)
    return None


def _named(sent: Sent, name: str) -> Any:
    """What was sent under a name, however its letters are written."""
    wanted = name.lower()
    return next((value for key, value in sent.items() if key.lower() == wanted), None)
