"""Drafts orders, one a call, after a look for one of the same key; changes and confirms none."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
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
from systems.gotransverse.client import IN_FLIGHT, SYSTEM, Client
from systems.gotransverse.custom import PREFIX, CustomFields
from systems.gotransverse.items import as_sent, as_text
from systems.gotransverse.shapes import DAY, at, custom_fields, records
from systems.gotransverse.walk import NOT_UNDERSTOOD
from systems.gotransverse.writes import by_hand, problem
from systems.limits import told_by
from tieout.clock import Clock
from tieout.errors import BadAnswer, Refused, SettingsError

ROUTE = "/orders"
PO_NUMBER = "purchase_order_number"
USUAL_KEY = "custom_fields.crm_order_id"
KINDS: Mapping[str, frozenset[str]] = {
    "billing_account.id": frozenset({"text"}),
    PO_NUMBER: frozenset({"text"}),
    "order_date": frozenset({"date", "timestamp"}),
    "order_items": frozenset({"json"}),
}


class Orders:
    """Implements `Target`. Fields are those of `KINDS`, and `custom_fields.<name>` as text.

    An order is found by its id, else by its key, which the setting `order_key` names: the purchase
    order number or a custom field. A draft gets its key from the record's external id.
    """

    batch_size = 1  # the API takes one record a call
    batches_in_flight = IN_FLIGHT
    by_hand = "Gotransverse lets the API take no draft back: void the order in its own pages"

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
    ) -> None:
        self._key = settings.get("order_key") or USUAL_KEY
        if self._key != PO_NUMBER and not self._key.startswith(PREFIX):
            raise SettingsError(
                [f"{SYSTEM}: order_key must be {PO_NUMBER} or {PREFIX}<name>, got {self._key!r}"]
            )
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._custom = CustomFields(self.client, settings, "order", ROUTE)

    def problems(self, fields: Sequence[Field]) -> Sequence[Finding]:
        return [found for field in fields if (found := problem(field, self._custom, KINDS))]

    def create_field(self, field: Field) -> None:
        """Refused: custom fields are made by hand."""
        raise by_hand(field)

    def read(self, keys: Sequence[Key], fields: Sequence[Field]) -> Mapping[Key, Record]:
        by_id = {key.record_id: key for key in keys if key.record_id}
        by_key = {key.external_id: key for key in keys if not key.record_id and key.external_id}
        found: dict[Key, Record] = {}
        for body in lookup.by_ids(self.client, ROUTE, list(by_id)):
            found[by_id[str(body["id"])]] = self._record(body, fields)
        for body in sorted(self._with_keys(list(by_key)), key=_standing):
            if key := by_key.get(self._key_of(body) or ""):
                found[key] = self._record(body, fields)
        return found

    def send(self, action: Literal["create", "update"], writes: Sequence[Write]) -> Receipt:
        if len(writes) > self.batch_size:
            raise ValueError(f"{len(writes)} orders in one batch; one fits")
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

    def _with_keys(self, keys: Sequence[str]) -> Iterator[Row]:
        attribute = PO_NUMBER if self._key == PO_NUMBER else "custom_field_value"
        try:
            yield from lookup.by_value(self.client, ROUTE, attribute, keys)
        except Refused as refused:
            if refused.status not in NOT_UNDERSTOOD:
                raise
            sentence = (
                f"orders cannot be looked up by {self._key}, so none is drafted. Set order_key to "
                f"{PO_NUMBER}, or ask for the filter."
            )
            raise Refused(SYSTEM, sentence, refused.status, "no_look_up") from refused

    def _key_of(self, body: Row) -> str | None:
        if self._key == PO_NUMBER:
            held = body.get(PO_NUMBER)
        else:
            held = custom_fields(body).get(self._key.removeprefix(PREFIX))
        return None if held in (None, "") else str(held)

    def _record(self, body: Row, fields: Sequence[Field]) -> Record:
        self._custom.seen(body)
        return Record(
            record_id=str(body["id"]),
            external_id=self._key_of(body),
            name=str(body.get("order_num") or ""),
            values={field.name: _value(body, field) for field in fields},
        )

    def _sent(self, action: Literal["create", "update"], write: Write) -> Answer:
        if action == "update":
            raise Refused(SYSTEM, "orders are drafted here, not changed.", 400, "not_changed")
        if not write.key.external_id:
            raise Refused(
                SYSTEM, f"a draft needs its {self._key}, to be found again.", 400, "no_key"
            )
        body = self.client.send("POST", ROUTE, self._draft(write.values, write.key.external_id))
        return Answer(is_accepted=True, record_id=str(body["id"]))

    def _draft(self, values: Mapping[str, Value], key: str) -> dict[str, object]:
        values = {self._key: key, **values}
        custom = {
            name.removeprefix(PREFIX): value
            for name, value in values.items()
            if name.startswith(PREFIX)
        }
        ordered_on = values.get("order_date")
        draft: dict[str, object] = {
            "order_type": "sales",
            "billing_account": {"id": values.get("billing_account.id")},
            "order_date": None if ordered_on is None else _moment(ordered_on),
            PO_NUMBER: values.get(PO_NUMBER),
            "order_items": as_sent(str(values.get("order_items") or "")),
            "custom_field_values": self._custom.values({}, custom),
        }
        return {name: value for name, value in draft.items() if value not in (None, [])}


def _standing(body: Row) -> tuple[bool, int]:
    """Of orders with one key the last counts: one that stands before one that was canceled."""
    return body.get("status") != "CANCELED", int(str(body["id"]))


def _moment(value: Value) -> str:
    return f"{value}T00:00:00Z" if len(str(value)) == DAY else str(value)


def _value(body: Row, field: Field) -> Value:
    if field.name.startswith(PREFIX):
        held = custom_fields(body).get(field.name.removeprefix(PREFIX))
    elif field.kind == "json":
        return as_text(records(body, field.name))
    else:
        held = at(body, tuple(field.name.split(".")))
    if held in (None, ""):
        return None
    try:
        if field.kind == "date":
            return date.fromisoformat(str(held)[:DAY])
        if field.kind == "timestamp":
            moment = datetime.fromisoformat(str(held)).astimezone(UTC)
            return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    except ValueError:
        sentence = f"order {body['id']} holds in {field.name} what is no {field.kind}."
        raise BadAnswer(SYSTEM, sentence) from None
    return str(held)
