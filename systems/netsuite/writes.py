"""Writes custom fields of customers and sales orders, a record a call, and reads what it writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from systems.base import (
    Allowance,
    Answer,
    Calls,
    Field,
    Finding,
    Key,
    Receipt,
    Record,
    Row,
    Settings,
    Write,
)
from systems.limits import batches, told_by
from systems.netsuite.client import ROLE_HINT, SYSTEM, Client
from systems.singly import Outcome, Singly
from tieout.clock import Clock
from tieout.errors import Refused, SystemFault, Transient, UnknownName

BATCH = 20
IDS_AT_ONCE = 500  # in one condition; a list of the query language ends at 1,000
CUSTOM = ("custentity", "custbody")
MAY_RETRY = frozenset({"RCRD_HAS_BEEN_CHANGED"})  # somebody saved it at the same moment


@dataclass(frozen=True, slots=True)
class Written:
    """A record that is written: in the record service, in the query language, on the screen.

    `crm_field` is what the custom field that holds the CRM's id is usually called, `setting` where
    an account says that it has another name.
    """

    record: str
    table: str
    condition: str
    title: str
    crm_field: str
    setting: str
    page: str


CUSTOMERS = Written(
    "customer",
    "customer",
    "",
    "entityid",
    "custentity_crm_id",
    "customer_crm_field",
    "/app/common/entity/custjob.nl?id=",
)
SALES_ORDERS = Written(
    "salesOrder",
    "transaction",
    "type = 'SalesOrd' AND ",
    "tranid",
    "custbody_crm_id",
    "transaction_crm_field",
    "/app/accounting/transactions/salesord.nl?id=",
)


class Records:
    """Implements `Target`. A field is a custom field of free text; records are never made here.

    A record is found by its internal id, else by its external one.
    """

    batch_size = BATCH
    batches_in_flight = 4

    def __init__(
        self,
        settings: Settings,
        *,
        written: Written,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
    ) -> None:
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._written = written
        self._crm_field = settings.get(written.setting) or written.crm_field
        self._account = settings.get("account", "").lower().replace("_", "-")

    def problems(self, fields: Sequence[Field]) -> Sequence[Finding]:
        return [found for field in fields if (found := self._problem(field))]

    def create_field(self, field: Field) -> None:
        """Refused: custom fields are made by hand."""
        sentence = f"custom field {self._name(field)} has to be made in the user interface."
        raise Refused(SYSTEM, sentence, 400, "not_created")

    def read(self, keys: Sequence[Key], fields: Sequence[Field]) -> Mapping[Key, Record]:
        by_id = {key.record_id: key for key in keys if key.record_id}
        by_external_id = {
            key.external_id: key for key in keys if not key.record_id and key.external_id
        }
        found: dict[Key, Record] = {}
        for column, its_keys in (("id", by_id), ("externalid", by_external_id)):
            for row in self._rows(column, [it for it in its_keys if it], fields):
                if key := its_keys.get(str(row.get(column))):
                    found[key] = self._record(row, fields)
        return found

    def send(self, action: Literal["create", "update"], writes: Sequence[Write]) -> Receipt:
        """Every record by itself. Unreachable where one of them got no clear answer."""
        singly = Singly(SYSTEM, "records", BATCH, self.client.concurrency)
        return singly.send(action, writes, self._sent)

    def follow(self, job_ids: Sequence[str]) -> Mapping[str, Sequence[Answer] | None]:
        """None to follow: every record is answered at once."""
        return dict.fromkeys(job_ids)

    def estimate(self, writes: Sequence[Write], _fields: Sequence[Field], _size: int, /) -> Calls:
        """A record is a call, whatever the size of a batch."""
        ids = len({write.key.record_id for write in writes if write.key.record_id})
        others = len({it.key.external_id for it in writes if not it.key.record_id})
        return Calls(batches(ids, IDS_AT_ONCE) + batches(others, IDS_AT_ONCE), len(writes))

    def allowance(self) -> Allowance:
        return told_by(self.client.session, self.client.concurrency)

    def address(self, record_id: str) -> str:
        return f"https://{self._account}.app.netsuite.com{self._written.page}{record_id}"

    def close(self) -> None:
        self.client.close()

    def _name(self, field: Field) -> str:
        """What the field is called in this account."""
        return self._crm_field if field.name == self._written.crm_field else field.name

    def _problem(self, field: Field) -> Finding | None:
        name = self._name(field)
        if not name.startswith(CUSTOM) or not name.isidentifier() or field.kind != "text":
            sentence = f"{name} as {field.kind} is not written here: custom fields of text are"
            return Finding(SYSTEM, field.name, False, sentence, "Give the field another name")
        try:
            list(self._rows("id", ["0"], [field]))
        except UnknownName as unknown:
            return Finding(SYSTEM, field.name, False, str(unknown), ROLE_HINT)
        return None

    def _rows(self, column: str, values: Sequence[str], fields: Sequence[Field]) -> Iterator[Row]:
        """Records whose `column` is one of the values; what cannot be an id is nobody's."""
        wanted = [it for it in values if it.isascii() and (column != "id" or it.isdecimal())]
        columns = ["id", "externalid", self._written.title, *map(self._name, fields)]
        for first in range(0, len(wanted), IDS_AT_ONCE):
            some = wanted[first : first + IDS_AT_ONCE]
            listed = ", ".join(some if column == "id" else (_quoted(it) for it in some))
            query = (
                f"SELECT {', '.join(dict.fromkeys(columns))} FROM {self._written.table} "  # noqa: S608
                f"WHERE {self._written.condition}{column} IN ({listed}) ORDER BY id"
            )
            yield from self.client.query(query).rows

    def _record(self, row: Row, fields: Sequence[Field]) -> Record:
        held = {field.name: row.get(self._name(field)) for field in fields}
        external_id = row.get("externalid")
        return Record(
            record_id=str(row.get("id")),
            external_id=None if external_id in (None, "") else str(external_id),
            name=str(row.get(self._written.title) or ""),
            values={name: None if it in (None, "") else str(it) for name, it in held.items()},
        )

    def _sent(self, write: Write) -> Outcome:
        record_id = write.key.record_id
        if not record_id:
            text = "records are changed by their id"
            return Outcome(Answer(False, error_code="no_id", error_text=text))
        body = {self._name(Field(name, "text")): value for name, value in write.values.items()}
        try:
            self.client.change(self._written.record, record_id, body)
        except Refused as refused:
            code = refused.code or str(refused.status)
            may_retry = code in MAY_RETRY
            return Outcome(Answer(False, record_id, code, str(refused), may_retry=may_retry))
        except SystemFault as fault:
            acted = isinstance(fault, Transient) and not fault.had_no_effect
            return Outcome(fault=fault, may_have_acted=acted)
        return Outcome(Answer(is_accepted=True, record_id=record_id))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
