"""Writes the external number and custom fields of billing accounts, one account a call."""

from collections.abc import Mapping, Sequence
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
    Value,
    Write,
)
from systems.gotransverse import lookup
from systems.gotransverse.client import IN_FLIGHT, PAGE_ROWS, SYSTEM, Client
from systems.gotransverse.custom import PREFIX, CustomFields
from systems.gotransverse.shapes import at, custom_fields, records
from systems.limits import told_by
from tieout.clock import Clock
from tieout.errors import Refused

ROUTE = "/billing-accounts"
NUMBER = "external_account_num"
KINDS: Mapping[str, frozenset[str]] = {NUMBER: frozenset({"text"})}


class BillingAccounts:
    """Implements `Target`. A field is `external_account_num` or `custom_fields.<name>`, text.

    An account is found by its id, else by its external number.
    """

    batch_size = 1  # the API takes one record a call
    batches_in_flight = IN_FLIGHT

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
    ) -> None:
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._custom = CustomFields(self.client, settings, "billing-account", ROUTE)
        self._bodies: dict[str, Row] = {}  # as they were read last, to be sent back whole

    def problems(self, fields: Sequence[Field]) -> Sequence[Finding]:
        return [found for field in fields if (found := problem(field, self._custom, KINDS))]

    def create_field(self, field: Field) -> None:
        """Refused: custom fields are made by hand."""
        raise by_hand(field)

    def read(self, keys: Sequence[Key], fields: Sequence[Field]) -> Mapping[Key, Record]:
        by_id = {key.record_id: key for key in keys if key.record_id}
        by_number = {key.external_id: key for key in keys if not key.record_id and key.external_id}
        self._bodies = {}
        found: dict[Key, Record] = {}
        for body in lookup.by_ids(self.client, ROUTE, list(by_id)):
            found[by_id[str(body["id"])]] = self._record(body, fields)
        for body in lookup.by_value(self.client, ROUTE, NUMBER, list(by_number)):
            if key := by_number.get(str(body.get(NUMBER))):
                found[key] = self._record(body, fields)
        return found

    def send(self, action: Literal["create", "update"], writes: Sequence[Write]) -> Receipt:
        if len(writes) > self.batch_size:
            raise ValueError(f"{len(writes)} accounts in one batch; one fits")
        return Receipt(answers=[self._sent(action, write) for write in writes])

    def follow(self, job_ids: Sequence[str]) -> Mapping[str, Sequence[Answer] | None]:
        """None is known of any: there are no jobs here."""
        return dict.fromkeys(job_ids)

    def estimate(self, writes: Sequence[Write], _fields: Sequence[Field], _size: int, /) -> Calls:
        """A record is a call."""
        read = lookup.calls(self.client, [write.key for write in writes])
        return Calls(read, len(writes), is_exact=False)  # a filter may not be understood

    def allowance(self) -> Allowance:
        return told_by(self.client.session, 1)

    def address(self, record_id: str) -> str:
        """The record in the API: addresses of the user interface are documented nowhere."""
        return f"{self.client.session.base_url}/billing/2{ROUTE}/{record_id}"

    def close(self) -> None:
        self.client.close()

    def _record(self, body: Row, fields: Sequence[Field]) -> Record:
        record_id, number = str(body["id"]), body.get(NUMBER)
        self._bodies[record_id] = body
        self._custom.seen(body)
        values = custom_fields(body)
        name = at(body, ("responsible_party", "organization_name")) or body.get("account_num")
        return Record(
            record_id=record_id,
            external_id=None if number in (None, "") else str(number),
            name=str(name or ""),
            values={field.name: _value(body, values, field) for field in fields},
        )

    def _sent(self, action: Literal["create", "update"], write: Write) -> Answer:
        record_id = write.key.record_id
        if action == "create" or record_id is None:
            raise Refused(
                SYSTEM, "billing accounts are changed here, not created.", 400, "not_created"
            )
        body = self._bodies.pop(record_id, None) or self.client.get(
            f"{ROUTE}/{record_id}", route=f"{ROUTE}/{{id}}"
        )
        _raise_if_cut(body)
        path = f"{ROUTE}/{record_id}"
        # an account is replaced whole: what is not sent may be emptied
        self.client.send("PUT", path, self._changed(body, write), route=f"{ROUTE}/{{id}}")
        return Answer(is_accepted=True, record_id=record_id)

    def _changed(self, body: Row, write: Write) -> dict[str, object]:
        plain = {name: it for name, it in write.values.items() if not name.startswith(PREFIX)}
        custom = {
            name.removeprefix(PREFIX): it
            for name, it in write.values.items()
            if name.startswith(PREFIX)
        }
        if not custom:
            return {**body, **plain}
        return {**body, **plain, "custom_field_values": self._custom.values(body, custom)}


def problem(
    field: Field, custom: CustomFields, kinds: Mapping[str, frozenset[str]]
) -> Finding | None:
    """Why a field cannot be written; None where it can. `kinds` are those of plain attributes."""
    is_custom = field.name.startswith(PREFIX)
    if not is_custom and field.name not in kinds:
        sentence = f"{field.name} is not an attribute that is written here"
        step = f"Use {', '.join(kinds)} or {PREFIX}<name>"
        return Finding(SYSTEM, field.name, False, sentence, step)
    fitting = kinds.get(field.name, frozenset({"text"}))
    if field.kind not in fitting:
        wanted = " or ".join(sorted(fitting))
        sentence = f"{field.name} is written as {wanted}, not as {field.kind}"
        return Finding(SYSTEM, field.name, False, sentence, f"Give the field the kind {wanted}")
    name = field.name.removeprefix(PREFIX)
    if is_custom and custom.id_of(name) is None:
        sentence = f"custom field {name} is missing, or its id unknown"
        step = "Make it in the billing system, or set custom_field_ids; then: tieout doctor"
        return Finding(SYSTEM, field.name, False, sentence, step)
    return None


def by_hand(field: Field) -> Refused:
    """The refusal to make a custom field."""
    return Refused(
        SYSTEM,
        f"custom field {field.name.removeprefix(PREFIX)} has to be made in the user interface.",
        400,
        "not_created",
    )


def _value(body: Row, custom: Mapping[str, object], field: Field) -> Value:
    name = field.name
    held = custom.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else body.get(name)
    return None if held in (None, "") else str(held)


def _raise_if_cut(body: Row) -> None:
    """Refused where a list in the body may have been cut: sent back, it would lose its rest."""
    cut = [name for name in body if len(records(body, name)) >= PAGE_ROWS]
    if cut:
        raise Refused(
            SYSTEM,
            f"billing account {body['id']} has {PAGE_ROWS} {cut[0]} or more, of which the API "
            "shows no more: it cannot be replaced without loss.",
            400,
            "list_cut",
        )
