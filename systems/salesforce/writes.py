"""Writes the records of one object, two hundred a call, and reads what it writes."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from systems.base import (
    Allowance,
    Answer,
    Bulk,
    Calls,
    Field,
    Finding,
    Key,
    Receipt,
    Record,
    Row,
    Settings,
    Value,
    Write,
)
from systems.limits import batches
from systems.salesforce import deleting, forms, soql
from systems.salesforce.client import IN_FLIGHT, Client
from systems.salesforce.ingest import ID_LETTERS, PATIENCE_SECONDS, Ingest, Job
from systems.salesforce.login import SYSTEM
from systems.salesforce.names import names
from systems.salesforce.refusals import MAY_RETRY
from systems.salesforce.schema import ObjectInfo
from systems.salesforce.values import in_csv, nested, read_value
from tieout.clock import Clock
from tieout.errors import BadAnswer, NotPermitted, SettingsError, UnknownName

Action = Literal["create", "update"]
BATCH = 200  # records of a collection, one call
LARGE_BATCH = 10_000  # rows of a job, one batch of the server's own
JOB_CALLS, FOLLOW_CALLS = 3, 4  # made, filled, begun; looked at, and three lists of results
LARGE_IN_FLIGHT = 2  # what is in flight is in memory, too
BULK_ABOVE = 2_000  # ten collections: as many calls as a job takes with its results


@dataclass(frozen=True, slots=True)
class Written:
    """An object that is written: its table, how a record is found, what people know it by."""

    table: str
    external_id: str
    name: str = "Name"


ACCOUNT = Written("account", "NetSuite_Id__c")
SUBSCRIPTION = Written("subscription", "NetSuite_Id__c")
CHANGE_ORDER = Written("subscription_change_order", "NetSuite_Id__c")
OPPORTUNITY = Written("opportunity", "NetSuite_Id__c")
PRODUCT = Written("product2", "GTV_Product_Id__c")
PRICE = Written("pricebookentry", "GTV_Price_Id__c")
ORDER = Written("order", "BigCommerce_Order_Id__c", "OrderNumber")
ORDER_LINE = Written("orderitem", "BigCommerce_Line_Id__c", "OrderItemNumber")
WRITTEN = (
    *(PRODUCT, PRICE, ACCOUNT, SUBSCRIPTION, OPPORTUNITY, CHANGE_ORDER),
    *(ORDER, ORDER_LINE),
)


class Records:
    """Implements `Target` for one object.

    A field is named as in the API, `Account__r.NetSuite_Id__c` for a reference by external id; the
    names of the sandbox are translated by the setting `fields`. More than `bulk.above` changes go
    in jobs of up to `bulk.size`, as does any batch of more than `batch_size`.
    """

    batch_size = BATCH
    batches_in_flight = 10

    def __init__(
        self,
        settings: Settings,
        *,
        written: Written,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        job_patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.bulk = _bulk(settings)
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._names = names(settings)
        self._written = written
        self._tables = {name: table for table, name in self._names.objects.items()}
        self._ingest = Ingest(self.client, job_patience_seconds)

    def problems(self, fields: Sequence[Field]) -> Sequence[Finding]:
        try:
            info = self._info()
        except UnknownName as unknown:
            return [Finding(SYSTEM, self._object, False, str(unknown))]
        found = [forms.key_problem(info, self._external_id)]
        found += [
            forms.problem(info, self._path(field.name), field, self.client.describe)
            for field in fields
        ]
        return [finding for finding in found if finding is not None]

    def create_field(self, field: Field) -> None:
        """NotPermitted where it is made and this user may still not see it."""
        name = self._path(field.name)
        is_key = name.lower() == self._external_id.lower()
        body = forms.definition(self._object, name, field, is_key=is_key)
        self.client.send("POST", "/tooling/sobjects/CustomField", body)
        self.client.forget_descriptions()
        if self._info().field(name) is None:
            sentence = f"{self._object}.{name} was made, and is hidden from this user."
            step = "Give its permission set Read and Edit on the field, then: tieout doctor"
            raise NotPermitted(SYSTEM, sentence, step)

    def read(self, keys: Sequence[Key], fields: Sequence[Field]) -> Mapping[Key, Record]:
        paths = {field.name: self._path(field.name) for field in fields}
        by_id = {key.record_id[:ID_LETTERS]: key for key in keys if key.record_id}
        by_external_id = {
            key.external_id.lower(): key  # Salesforce compares them without regard to case
            for key in keys
            if not key.record_id and key.external_id
        }
        records: dict[Key, Record] = {}
        ids = [key.record_id for key in by_id.values() if key.record_id]
        for row in self._rows("Id", ids, paths):
            key = by_id.get(str(row.get("Id"))[:ID_LETTERS])
            if key is not None:
                records[key] = self._record(row, fields, paths)
        external_ids = [key.external_id for key in by_external_id.values() if key.external_id]
        for row in self._rows(self._external_id, external_ids, paths):
            key = by_external_id.get(str(row.get(self._external_id)).lower())
            if key is not None:
                records[key] = self._record(row, fields, paths)
        return records

    def send(self, action: Action, writes: Sequence[Write]) -> Receipt:
        """Send a collection, or a job where there are more than a collection holds.

        What is created is upserted by its external id, so that repeating it is harmless.
        """
        if len(writes) > LARGE_BATCH:
            raise ValueError(f"{len(writes)} records in one batch; at most {LARGE_BATCH} fit")
        if len(writes) > self.batch_size:
            return Receipt(job_id=self._ingest.submit(self._job(action, writes)))
        body = {"allOrNone": False, "records": [self._body(action, write) for write in writes]}
        path = "/composite/sobjects"
        if action == "create":
            path += f"/{quote(self._object)}/{quote(self._external_id)}"
        reply = self.client.send("PATCH", path, body)
        results = reply.body
        if not isinstance(results, list) or len(results) != len(writes):
            raise BadAnswer(SYSTEM, f"{path} answered without a result for every record.")
        return Receipt(answers=[_answer(result) for result in results])

    def follow(self, job_ids: Sequence[str]) -> Mapping[str, Sequence[Answer] | None]:
        return self._ingest.follow(job_ids)

    def delete(self, record_ids: Sequence[str]) -> Receipt:
        return deleting.delete(self.client, record_ids, _answer)

    def deactivation(self) -> tuple[Field, Value] | None:
        return deleting.deactivation(self._written.table)

    def estimate(self, writes: Sequence[Write], fields: Sequence[Field], size: int, /) -> Calls:
        """A collection is a call; a job is seven, and more where it does not end at once."""
        paths = {field.name: self._path(field.name) for field in fields}
        ids = [it.key.record_id for it in writes if it.key.record_id]
        others = [it.key.external_id for it in writes if not it.key.record_id]
        read = len(self._queries("Id", ids, paths))
        read += len(self._queries(self._external_id, [it for it in others if it], paths))
        made = batches(len(writes), size)
        if min(size, len(writes)) <= BATCH:
            return Calls(read, made)
        return Calls(read, JOB_CALLS * made, FOLLOW_CALLS * made, is_exact=False)

    def allowance(self) -> Allowance:
        return self.client.allowance()

    def address(self, record_id: str) -> str:
        return f"{self.client.address}/{record_id}"

    def close(self) -> None:
        self.client.close()

    @property
    def _object(self) -> str:
        return self._names.object(self._written.table)

    @property
    def _external_id(self) -> str:
        return self._names.field(self._written.table, self._written.external_id)

    def _info(self) -> ObjectInfo:
        return self.client.describe(self._object)

    def _path(self, name: str) -> str:
        """A field's name in this org; behind a reference, its name on the object referred to."""
        relation, dot, last = name.rpartition(".")
        if not dot:
            return self._names.field(self._written.table, name)
        lookup = self._info().lookup(relation)
        table = self._tables.get(lookup.refers_to[0]) if lookup and lookup.refers_to else None
        return f"{relation}.{self._names.field(table, last) if table else last}"

    def _rows(self, column: str, values: Sequence[str], paths: Mapping[str, str]) -> Iterator[Row]:
        queries = self._queries(column, values, paths)
        with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
            for first in range(0, len(queries), IN_FLIGHT):  # no more answers in memory than that
                some = queries[first : first + IN_FLIGHT]
                for found in pool.map(lambda query: list(self.client.records(query)), some):
                    yield from found

    def _queries(
        self, column: str, values: Sequence[str], paths: Mapping[str, str]
    ) -> Sequence[str]:
        if not values:
            return []
        own = ["Id", self._written.name, self._external_id]
        wanted = {path.lower(): path for path in (*own, *paths.values())}
        if self._info().field(self._written.name) is None:
            del wanted[self._written.name.lower()]
        return list(soql.with_values([*wanted.values()], self._object, column, values))

    def _record(self, row: Row, fields: Sequence[Field], paths: Mapping[str, str]) -> Record:
        external_id = row.get(self._external_id)
        return Record(
            record_id=str(row.get("Id")),
            external_id=None if external_id in (None, "") else str(external_id),
            name=str(row.get(self._written.name) or ""),
            values={field.name: read_value(row, paths[field.name], field) for field in fields},
        )

    def _body(self, action: Action, write: Write) -> dict[str, object]:
        body: dict[str, object] = {"attributes": {"type": self._object}}
        for name, value in self._values(write).items():
            first, written = nested(name, value)
            body[first] = written
        return body | {self._key_column(action): self._key(action, write.key)}

    def _job(self, action: Action, writes: Sequence[Write]) -> Job:
        column = self._key_column(action)
        rows = [
            {column: self._key(action, write.key)}
            | {name: in_csv(value) for name, value in self._values(write).items() if name != column}
            for write in writes
        ]
        operation: Literal["update", "upsert"] = "update" if action == "update" else "upsert"
        return Job(self._object, operation, column, rows)

    def _key_column(self, action: Action) -> str:
        return "Id" if action == "update" else self._external_id

    def _key(self, action: Action, key: Key) -> str:
        found = key.record_id if action == "update" else key.external_id
        if not found:
            raise ValueError(f"{action} needs a record's {self._key_column(action)}, got {key}")
        return found

    def _values(self, write: Write) -> dict[str, Value]:
        """Values by the org's names; a reference that is taken away empties its lookup."""
        values: dict[str, Value] = {}
        for name, value in write.values.items():
            path = self._path(name)
            lookup = self._info().lookup(path.rpartition(".")[0]) if "." in path else None
            values[lookup.name if lookup and value in (None, "") else path] = value
        return values


def _bulk(settings: Settings) -> Bulk | None:
    """How many changes go in jobs; None for never. SettingsError where it is no number."""
    text = (settings.get("bulk_above") or str(BULK_ABOVE)).strip()
    if not text.isascii() or not text.isdecimal():
        raise SettingsError(
            [f"{SYSTEM}: bulk_above takes a whole number, 0 for never, got {text!r}"]
        )
    return Bulk(int(text), LARGE_BATCH, LARGE_IN_FLIGHT) if int(text) else None


def _answer(result: object) -> Answer:
    if not isinstance(result, Mapping):
        raise BadAnswer(SYSTEM, "a record's result is not a JSON object.")
    record_id = None if result.get("id") is None else str(result["id"])
    if result.get("success") is True:
        return Answer(is_accepted=True, record_id=record_id)
    errors = result.get("errors")
    error = errors[0] if isinstance(errors, list) and errors else {}
    said = error if isinstance(error, Mapping) else {}
    code = str(said.get("statusCode") or said.get("errorCode") or "unexplained")
    fields = said.get("fields")
    named = f" ({', '.join(map(str, fields))})" if isinstance(fields, list) and fields else ""
    return Answer(
        is_accepted=False,
        record_id=record_id,
        error_code=code,
        error_text=" ".join(f"{said.get('message') or ''}{named}".split()),
        may_retry=code in MAY_RETRY,
    )
