"""Writes orders of a store, several at once since there is no batch, and reads what it writes."""

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
    Settings,
    Value,
    Write,
)
from systems.bigcommerce import fields, lookup, metafields, shipments
from systems.bigcommerce.client import IN_FLIGHT, SYSTEM, Client
from systems.bigcommerce.estimate import estimated
from systems.bigcommerce.one_order import write_order
from systems.limits import told_by
from systems.singly import Outcome, Singly
from tieout.clock import Clock
from tieout.errors import Refused, SystemFault

BATCH = 10
ORDERS = Singly(SYSTEM, "orders", BATCH, IN_FLIGHT)
CONTROL_PANEL = "https://store-{}.mybigcommerce.com/manage/orders/{}"


class Orders:
    """Implements `Target`. Orders are never made here, their lines and prices never touched."""

    batch_size = BATCH
    batches_in_flight = 4

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
    ) -> None:
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._store_hash = settings["store_hash"]
        self._held: Mapping[str, lookup.Order] = {}  # as the last reading showed them

    def problems(self, fields_: Sequence[Field]) -> Sequence[Finding]:
        found = (fields.problem(field) for field in fields_)
        return [finding for finding in found if finding is not None]

    def create_field(self, field: Field) -> None:
        """Refused: an order has the fields that it has, and metafields come with their values."""
        raise Refused(SYSTEM, f"{field.name}: there are no fields to make here.", 405)

    def read(self, keys: Sequence[Key], fields_: Sequence[Field]) -> Mapping[Key, Record]:
        orders = self._found(keys)
        self._held = {str(it["id"]): it for it in orders.values()}
        extras = self._extras(fields_)
        return {key: _record(order, fields_, extras) for key, order in orders.items()}

    def send(self, action: Literal["create", "update"], writes: Sequence[Write]) -> Receipt:
        """Every order by itself. Unreachable where one of them got no clear answer."""
        return ORDERS.send(action, writes, self._written)

    def follow(self, job_ids: Sequence[str]) -> Mapping[str, Sequence[Answer] | None]:
        """None to follow: every order is answered at once."""
        return dict.fromkeys(job_ids)

    def estimate(self, writes: Sequence[Write], fields_: Sequence[Field], _size: int, /) -> Calls:
        """Most that is counted depends on what the orders hold: their parcels and metafields."""
        return estimated([it.key for it in writes], [it.values for it in writes], fields_)

    def allowance(self) -> Allowance:
        return told_by(self.client.session, IN_FLIGHT)

    def address(self, record_id: str) -> str:
        return CONTROL_PANEL.format(self._store_hash, record_id)

    def close(self) -> None:
        self.client.close()

    def _written(self, write: Write) -> Outcome:
        order_id = write.key.record_id
        try:
            held = self._held.get(order_id or "")
            if held is None:
                held = next(iter(self._found([write.key]).values()), None)
        except SystemFault as fault:
            return Outcome(fault=fault, may_have_acted=False)
        if held is None:
            text = f"there is no order {order_id or write.key.external_id}, or it is archived"
            return Outcome(Answer(False, error_code="not_found", error_text=text))
        return write_order(self.client, held, write.values)

    def _found(self, keys: Sequence[Key]) -> Mapping[Key, lookup.Order]:
        by_id = {key.record_id: key for key in keys if key.record_id}
        by_external_id = [key for key in keys if not key.record_id and key.external_id]
        found = {by_id[str(it["id"])]: it for it in lookup.by_id(self.client, list(by_id))}
        with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
            searched = pool.map(
                lambda key: lookup.by_external_id(self.client, key.external_id), by_external_id
            )
            for key, orders in zip(by_external_id, searched, strict=True):
                if len(orders) == 1:
                    found[key] = orders[0]
        return {key: it for key, it in found.items() if it.get("is_deleted") is not True}

    def _extras(self, fields_: Sequence[Field]) -> Mapping[tuple[str, str], Value]:
        """What stands beside the orders that were read, by order and field."""
        extras: dict[tuple[str, str], Value] = {}
        names = {it.name for it in fields_}
        if names & {fields.TRACKING, fields.CARRIER}:
            shipped = [it for it, order in self._held.items() if order.get("items_shipped")]
            with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
                found = pool.map(lambda it: shipments.listed(self.client, it), shipped)
                for order_id, some in zip(shipped, found, strict=True):
                    held = shipments.values(some)
                    extras |= {(order_id, name): value for name, value in held.items()}
        wanted = {named: it for it in names if (named := fields.metafield(it))}
        if wanted and self._held:
            held_there = metafields.values(self.client, list(self._held), list(wanted))
            extras |= {(of, wanted[named]): value for (of, named), value in held_there.items()}
        return extras


def _record(
    order: lookup.Order, fields_: Sequence[Field], extras: Mapping[tuple[str, str], Value]
) -> Record:
    order_id, external_id = str(order["id"]), order.get("external_order_id")
    return Record(
        record_id=order_id,
        external_id=str(external_id) if external_id else None,
        name=f"Order {order_id}",
        values={
            it.name: fields.own_value(order, it.name)
            if it.name in fields.OWN
            else extras.get((order_id, it.name))
            for it in fields_
        },
    )
