"""Writes companies and partner clients, a hundred to a call, and reads what it writes."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
from systems.hubspot import catalog, fields, values
from systems.hubspot.client import IN_FLIGHT, Client, properties_of
from systems.hubspot.receipts import answers
from systems.limits import batches, told_by
from tieout.clock import Clock

BATCH = 100
APP = "https://app.hubspot.com"
CUSTOMER_KEY = "customer_key"


class _Objects:
    """Implements `Target` for one object. A field is a property, by our name or the account's."""

    batch_size = BATCH
    batches_in_flight = IN_FLIGHT

    kind: str
    type_id: str
    title: str  # the property that people know a record by
    may_create: bool

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
    ) -> None:
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._portal = settings.get("portal_id", "")
        self._names = catalog.names(settings)
        self._key = self._names.of(CUSTOMER_KEY)
        self._existing: Mapping[str, Row] | None = None

    def problems(self, fields_: Sequence[Field]) -> Sequence[Finding]:
        existing = self._properties(anew=True)
        found = [fields.problem(self.kind, self._of(it), it, existing) for it in fields_]
        if self.may_create:
            found.append(fields.key_problem(self.kind, self._key, existing))
        return [finding for finding in found if finding is not None]

    def create_field(self, field: Field) -> None:
        """Refused where there is one of that name. It joins the group of the record's own name."""
        name, named = self._of(field), self._properties().get(self.title, {})
        group = str(named.get("groupName") or f"{self.kind}_information")
        body = fields.definition(name, field, group, is_key=name == self._key)
        self.client.send(self.client.path("properties", self.kind), body)
        self._existing = None

    def read(self, keys: Sequence[Key], fields_: Sequence[Field]) -> Mapping[Key, Record]:
        by_id = {key.record_id: key for key in keys if key.record_id}
        by_key = {
            _normal(key.external_id): key for key in keys if not key.record_id and key.external_id
        }
        asked = [*({self._of(it) for it in fields_} | {self._key, self.title})]
        questions: list[dict[str, object]] = [
            {"inputs": [{"id": it} for it in some], "properties": asked}
            for some in _sliced(list(by_id))
        ]
        questions += [
            {
                "inputs": [{"id": by_key[it].external_id} for it in some],
                "idProperty": self._key,
                "properties": asked,
            }
            for some in _sliced(list(by_key))
        ]
        records: dict[Key, Record] = {}
        with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
            for found in pool.map(self._found, questions):
                for it in found:
                    record = self._record(it, fields_)
                    keys_of_it = (
                        by_id.get(record.record_id),
                        by_key.get(_normal(record.external_id)),
                    )
                    records |= {key: record for key in keys_of_it if key is not None}
        return records

    def send(self, action: Literal["create", "update"], writes: Sequence[Write]) -> Receipt:
        """One call. Refused as a whole where one record is: then it comes again in halves."""
        if len(writes) > BATCH:
            raise ValueError(f"{len(writes)} {self.kind} in one batch; at most {BATCH} fit")
        if action == "create" and not self.may_create:
            sentence = f"{self.kind} are made by HubSpot itself; they can only be updated"
            never = Answer(False, error_code="CREATE_NOT_POSSIBLE", error_text=sentence)
            return Receipt(answers=[never] * len(writes))
        inputs = [self._input(action, number, write) for number, write in enumerate(writes)]
        verb = "upsert" if action == "create" else "update"
        path = self.client.path("objects", self.kind, "batch", verb)
        reply = self.client.send(path, {"inputs": inputs})
        return Receipt(answers=answers(reply, inputs, self._key))

    def follow(self, job_ids: Sequence[str]) -> Mapping[str, Sequence[Answer] | None]:
        """None to follow: every batch is answered at once."""
        return dict.fromkeys(job_ids)

    def estimate(self, writes: Sequence[Write], _fields: Sequence[Field], size: int, /) -> Calls:
        ids = len({write.key.record_id for write in writes if write.key.record_id})
        others = len({_normal(it.key.external_id) for it in writes if not it.key.record_id})
        return Calls(batches(ids, BATCH) + batches(others, BATCH), batches(len(writes), size))

    def allowance(self) -> Allowance:
        return told_by(self.client.session, 1)

    def address(self, record_id: str) -> str:
        """Without a portal_id, the page where HubSpot asks which account is meant."""
        if not self._portal:
            return f"{APP}/"
        return f"{APP}/contacts/{self._portal}/record/{self.type_id}/{record_id}"

    def close(self) -> None:
        self.client.close()

    def _of(self, field: Field) -> str:
        return self._names.of(field.name)

    def _properties(self, *, anew: bool = False) -> Mapping[str, Row]:
        if anew or self._existing is None:
            listed = self.client.get(self.client.path("properties", self.kind)).rows("results")
            self._existing = {str(it.get("name")): it for it in listed}
        return self._existing

    def _found(self, question: Mapping[str, object]) -> Sequence[Row]:
        """The records that are asked about; those that do not exist are listed as errors."""
        path = self.client.path("objects", self.kind, "batch", "read")
        return self.client.ask(path, question).rows("results")

    def _record(self, record: Row, fields_: Sequence[Field]) -> Record:
        properties = properties_of(record)
        external_id, name = properties.get(self._key), properties.get(self.title)
        return Record(
            record_id=str(record.get("id")),
            external_id=str(external_id) if external_id else None,
            name=str(name or ""),
            values={
                it.name: values.held(properties.get(self._of(it)), it, is_list=self._is_list(it))
                for it in fields_
            },
        )

    def _is_list(self, field: Field) -> bool:
        if field.kind != "text":
            return False
        return values.kind_of(self._properties().get(self._of(field), {})) == "json"

    def _input(
        self, action: Literal["create", "update"], number: int, write: Write
    ) -> dict[str, object]:
        named = {self._names.of(it): values.written(value) for it, value in write.values.items()}
        found: dict[str, object] = {"id": write.key.record_id}
        if action == "create" or not write.key.record_id:
            found = {"id": write.key.external_id, "idProperty": self._key}
        if action == "create":
            named = {self._key: str(write.key.external_id), **named}
        return {**found, "objectWriteTraceId": str(number), "properties": named}


class Companies(_Objects):
    """Companies, updated by id and made by `customer_key`, a property with unique values."""

    kind, type_id, title, may_create = "companies", "0-2", "name", True

    def delete(self, record_ids: Sequence[str]) -> Receipt:
        """One call that archives all; HubSpot can restore them for 90 days."""
        path = self.client.path("objects", self.kind, "batch", "archive")
        self.client.send(path, {"inputs": [{"id": it} for it in record_ids]})
        return Receipt(answers=[Answer(is_accepted=True, record_id=it) for it in record_ids])


class PartnerClients(_Objects):
    """Partner clients, which HubSpot makes itself: they are only updated."""

    kind, type_id, title, may_create = "partner_clients", "0-145", "hs_client_name", False


def _normal(key: str | None) -> str:
    return (key or "").strip().lower()  # whether case counts is not documented


def _sliced(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[first : first + BATCH] for first in range(0, len(ids), BATCH)]
