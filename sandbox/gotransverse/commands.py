"""What can be done to a service: another price, quantity, agreement or state."""

from datetime import date
from decimal import Decimal

from sandbox.gotransverse.call import Answer, Call, answer_record
from sandbox.gotransverse.errors import illegal_state
from sandbox.gotransverse.money import rounded
from sandbox.gotransverse.reading import Reading, reading
from sandbox.gotransverse.service_records import (
    currency_of,
    in_force,
    price_on,
    raise_if_final,
    save,
    set_price,
)
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import AGREEMENTS, SERVICES

END_ACTIONS = (
    *("RENEW_AGREEMENT", "SERVICE_ONLY", "DEACTIVATE_SERVICE", "CHANGE_AGREEMENT"),
    "CHANGE_SERVICE",
)


def change_price(call: Call) -> Answer:
    """Another recurring price a piece, from a day that may be to come."""
    service, sent = _service(call), reading(call)
    raise_if_final(service, "change the price of")
    sent.only("new_recurring_unit_price", "effective_date")
    price = sent.amount("new_recurring_unit_price", required=True)
    day = effective_day(sent, service)
    sent.problems.raise_if_any()
    amount = rounded((price or Decimal(0)) * service["quantity"], currency_of(call, service))
    set_price(call, service, amount, day)
    save(call, service)
    return answer_record(SERVICES, service)


def change_quantity(call: Call) -> Answer:
    """Another quantity at the same price a piece, from a day on."""
    service, sent = _service(call), reading(call)
    raise_if_final(service, "change the quantity of")
    sent.only("new_quantity", "effective_date")
    quantity = sent.amount("new_quantity", required=True, above_zero=True)
    day = effective_day(sent, service)
    sent.problems.raise_if_any()
    price = price_on(call, service, day)
    if price is not None and quantity is not None:
        amount = price["amount"] * quantity / service["quantity"]
        set_price(call, service, rounded(amount, currency_of(call, service)), day)
    service["quantity"] = quantity
    save(call, service)
    return answer_record(SERVICES, service)


def add_agreement(call: Call) -> Answer:
    """Another agreement on the service, in the place of the one in force."""
    service, sent = _service(call), reading(call)
    raise_if_final(service, "add an agreement to")
    sent.only("agreement", "start_date", "end_date", "end_action")
    agreement = sent.entity("agreement", AGREEMENTS, required=True)
    if agreement is not None and agreement["status"] != "ACTIVE":
        sent.wrong("agreement.id", f"is {agreement['status']}, not ACTIVE")
    start = sent.day("start_date", required=True)
    end = sent.day("end_date")
    if start is not None and end is not None and end < start:
        sent.wrong("end_date", "must not be before start_date")
    end_action = sent.choice("end_action", END_ACTIONS)
    sent.problems.raise_if_any()
    if agreement is not None and start is not None:
        new = in_force(call, agreement, start)
        new["end_date"] = call.tenant.speller.day(end) if end else new["end_date"]
        new["end_action"] = end_action or new["end_action"]
        service["current_agreement_service"] = new
        service["commitment_end_date"] = new["end_date"]
    save(call, service)
    return answer_record(SERVICES, service)


def suspend(call: Call) -> Answer:
    return _moved(call, "suspend", ("ACTIVE", "TRIAL"), "SUSPENDED")


def resume(call: Call) -> Answer:
    return _moved(call, "resume", ("SUSPENDED",), "ACTIVE")


def _service(call: Call) -> Record:
    return call.found(SERVICES, "service")


def effective_day(sent: Reading, service: Record) -> date:
    """The day that a command takes effect on: not before the service started."""
    day = sent.day("effective_date", required=True)
    start = sent.call.tenant.speller.day_of(service["start_date"])
    if day is not None and day < start:
        sent.wrong("effective_date", f"must not be before the service's start, {start}")
    return day or start


def _moved(call: Call, command: str, sources: tuple[str, ...], target: str) -> Answer:
    """The service in another status; 422 where it is in none of `sources`."""
    service, sent = _service(call), reading(call)
    sent.only("effective_date", "reason")
    if service["status"] not in sources:
        raise illegal_state(f"Cannot {command} service {service['id']}: it is {service['status']}")
    day = call.tenant.today() if "effective_date" not in sent.body else effective_day(sent, service)
    sent.problems.raise_if_any()
    service |= {"status": target, "status_date": call.tenant.speller.day(day)}
    save(call, service)
    return answer_record(SERVICES, service)
