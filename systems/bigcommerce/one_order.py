"""Writes one order: what may not be done is refused here, then its parts, then itself."""

from collections.abc import Mapping

from systems.base import Answer, Value
from systems.bigcommerce import fields, lookup, metafields, shipments
from systems.bigcommerce.client import Client
from systems.bigcommerce.fields import APPENDED, CARRIER, LONGEST_TEXT, OWN, TRACKING
from systems.singly import Outcome
from tieout.errors import LoginRefused, NotPermitted, Refused, SystemFault, Transient

CLOSED = {4: "Refunded", 5: "Cancelled", 6: "Declined", 14: "Partially Refunded"}
Values = Mapping[str, Value]


def write_order(client: Client, order: lookup.Order, values: Values) -> Outcome:
    """Give the order these values. The order itself comes last, since a shipment moves its status.

    The first part that is refused ends it: what follows would say that all went well.
    """
    if refusal := _refusal(order, values):
        return Outcome(refusal)
    has_acted = False
    try:
        if taken := _taken(client, order, values):
            return Outcome(taken)
        for step in (_ship, _write_metafields, _write_own):
            has_acted = step(client, str(order["id"]), values) or has_acted
    except shipments.NotShippedError as refused:
        return Outcome(Answer(False, error_code=refused.code, error_text=str(refused)))
    except Refused as refused:
        code = str(refused.status)
        return Outcome(Answer(False, error_code=code, error_text=str(refused)))
    except SystemFault as fault:
        return Outcome(fault=fault, may_have_acted=has_acted or not _was_turned_away(fault))
    return Outcome(Answer(is_accepted=True, record_id=str(order["id"])))


def _refusal(order: lookup.Order, values: Values) -> Answer | None:
    status, wanted = order.get("status_id"), values.get("status_id")
    if wanted is not None and status in CLOSED and wanted != status:
        text = f"the order is {CLOSED[int(str(status))]}: its status is not changed any more"
        return Answer(False, error_code="is_closed", error_text=text)
    for name in APPENDED:
        if name not in values:
            continue
        held, text = str(order.get(name) or ""), str(values[name] or "")
        if not text.startswith(held):
            said = f"{name} holds text that the new value does not begin with: none is deleted"
            return Answer(False, error_code="would_delete", error_text=said)
        if len(text) > LONGEST_TEXT:
            said = f"{name} would have {len(text)} characters, and {LONGEST_TEXT} fit"
            return Answer(False, error_code="too_long", error_text=said)
    return None


def _taken(client: Client, order: lookup.Order, values: Values) -> Answer | None:
    """Another order that has the external id already."""
    external_id = values.get("external_order_id")
    if external_id is None:
        return None
    others = [
        str(it["id"])
        for it in lookup.by_external_id(client, str(external_id))
        if it["id"] != order["id"]
    ]
    if not others:
        return None
    text = f"order {others[0]} has external_order_id {external_id} already"
    return Answer(False, error_code="is_taken", error_text=text)


def _ship(client: Client, order_id: str, values: Values) -> bool:
    wanted = {
        it: None if values[it] is None else str(values[it])
        for it in (TRACKING, CARRIER)
        if it in values
    }
    return bool(wanted) and shipments.enter(client, order_id, wanted)


def _write_metafields(client: Client, order_id: str, values: Values) -> bool:
    named = [(name, value) for it, value in values.items() if (name := fields.metafield(it))]
    for name, value in named:
        metafields.write(client, order_id, name, None if value in (None, "") else str(value))
    return bool(named)


def _write_own(client: Client, order_id: str, values: Values) -> bool:
    """Never with products: touching lines would clear their discounts."""
    own = {it: "" if value is None else value for it, value in values.items() if it in OWN}
    if own:
        client.send("PUT", f"/v2/orders/{order_id}", own, route="/v2/orders/{id}")
    return bool(own)


def _was_turned_away(fault: SystemFault) -> bool:
    """Whether the request of this fault surely changed nothing."""
    if isinstance(fault, Transient):
        return fault.had_no_effect
    return isinstance(fault, NotPermitted | LoginRefused)
