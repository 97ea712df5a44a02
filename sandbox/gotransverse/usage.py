"""Usage events: taken in bulk, each rated or refused by itself, listed, voided."""

from typing import Any

from sandbox.exact_json import encode
from sandbox.gotransverse.call import Answer, Call, answer
from sandbox.gotransverse.errors import Problems, RefusedError, invalid
from sandbox.gotransverse.listing import listed
from sandbox.gotransverse.money import ZERO, long
from sandbox.gotransverse.reading import Reading, reading
from sandbox.gotransverse.service_records import related
from sandbox.gotransverse.setup import charge_category
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import SERVICE_RESOURCES, USAGE_EVENTS
from sandbox.records import Where, equal

MODES = ("FAIL_ON_EXISTING",)
UNITS = (
    *("COUNT", "SECOND", "MINUTE", "HOUR", "DAY", "BYTE", "KILOBYTE", "MEGABYTE", "GIGABYTE"),
    *("TERABYTE", "CURRENCY", "WATT", "KILOWATT"),
)
FREE = tuple(
    f"{kind}{number:02}" for kind in ("text", "number", "boolean", "date") for number in range(1, 6)
)
ATTRIBUTES = (
    *("start_time", "end_time", "service_resource_identifier", "usage_uom", "usage_amount"),
    *("reference_id", "sequence_id", "description"),
)


def list_events(call: Call) -> Answer:
    return listed(call, USAGE_EVENTS)


def add_events(call: Call) -> Answer:
    """Every event is rated or refused by itself, and the answer is 200 in any case."""
    sent = reading(call)
    sent.only("mode", "usage_events")
    sent.choice("mode", MODES, required=True)
    events = sent.each("usage_events")
    if not events:
        sent.wrong("usage_events", "must have at least one event")
    sent.problems.raise_if_any()
    if call.fault("half-written-batch"):
        for event in events[: len(events) // 2]:
            _rated_or_erred(event)
        refusal = RefusedError(500, "An unexpected error occurred")
        return Answer(encode(refusal.body()), refusal.status)  # an answer keeps what was written
    rated: list[Record] = []
    erred: list[Record] = []
    for event in events:
        outcome = _rated_or_erred(event)
        (erred if "unrated_usage_event" in outcome else rated).append(outcome)
    return answer({"rated_events": rated, "erred_events": erred})


def void_events(call: Call) -> Answer:
    """Take events back; those that are not there, or taken back already, are told apart."""
    sent = reading(call)
    sent.only("usage_events")
    events = sent.each("usage_events")
    if not events:
        sent.wrong("usage_events", "must have at least one event")
    sent.problems.raise_if_any()
    voided: list[Record] = []
    erred: list[Record] = []
    for event in events:
        found = _standing(call, event.body)
        if found is None:
            words = "Could not find a usage event that is not voided yet."
            erred.append(_error(event.body, words, "404"))
            continue
        found["status"] = "VOIDED"
        call.store.put(USAGE_EVENTS, found)
        voided.append(found)
    return answer({"voided_events": voided, "erred_events": erred})


def _standing(call: Call, sent: Record) -> Record | None:
    """The event that an id or a sequence id means, unless it is voided."""
    for name in ("id", "sequence_id"):
        if name in sent:
            it = USAGE_EVENTS.field(name)
            try:
                value = int(sent[name]) if it is None else str(sent[name])
            except (TypeError, ValueError):
                return None
            where = equal(name, value) & Where("status <> 'VOIDED'")
            return next(iter(call.store.records(USAGE_EVENTS, where, 1)), None)
    raise invalid("usage_events", "every event must have an id or a sequence_id")


def _rated_or_erred(sent: Reading) -> Record:
    call = sent.call
    event = Reading(call, sent.body, Problems())
    rated = _read(event)
    try:
        event.problems.raise_if_any()
    except RefusedError as refusal:
        return _error(sent.body, refusal.message, "400")
    if _is_known(call, rated["sequence_id"]):
        words = f"A usage event with sequence id {rated['sequence_id']} already exists."
        return _error(sent.body, words, "409")
    service = _service(call, rated)
    if service is None:
        identifier = rated["service_resource_identifier"]
        words = f"Could not find a service with identifier {identifier} for the event start time."
        return _error(sent.body, words, "400")
    rated |= {"id": str(call.tenant.new_id()), "status": "RATED", "total_charge": long(ZERO)}
    rated["event_charges"] = [_charge(rated, service)]
    call.store.put(USAGE_EVENTS, rated)
    return rated


def _read(event: Reading) -> dict[str, Any]:
    event.only(*ATTRIBUTES, *FREE)
    speller = event.call.tenant.speller
    start, end = event.moment("start_time", required=True), event.moment("end_time")
    return {
        "id": None,
        "start_time": start and speller.moment(start),
        "end_time": end and speller.moment(end),
        "service_resource_identifier": event.text("service_resource_identifier", required=True),
        "usage_uom": event.choice("usage_uom", UNITS, required=True),
        "usage_amount": event.amount("usage_amount", required=True),
        "reference_id": event.text("reference_id"),
        "sequence_id": event.text("sequence_id"),
        "description": event.text("description"),
        **{name: event.body[name] for name in FREE if name in event.body},
    }


def _is_known(call: Call, sequence_id: str | None) -> bool:
    if sequence_id is None:
        return False
    where = equal("sequence_id", sequence_id) & Where("status <> 'VOIDED'")
    return call.store.count(USAGE_EVENTS, where) > 0


def _service(call: Call, event: Record) -> Record | None:
    """The service whose resource the event names, where it runs at the event's start."""
    where = equal("service_resource_identifier", event["service_resource_identifier"])
    for resource in call.store.records(SERVICE_RESOURCES, where):
        service = related(call, resource["service"])
        if service is not None and _runs(call, service, event["start_time"]):
            return service
    return None


def _runs(call: Call, service: Record, moment: str) -> bool:
    day_of = call.tenant.speller.day_of
    day, end = day_of(moment), service["end_date"]
    return day_of(service["start_date"]) <= day and (end is None or day <= day_of(end))


def _charge(event: Record, service: Record) -> Record:
    return {
        "charge": long(ZERO),
        "charge_category": charge_category("USAGE"),
        "usage_uom": event["usage_uom"],
        "usage_amount": event["usage_amount"],
        "service": {"id": service["id"]},
    }


def _error(event: Record, message: str, code: str) -> Record:
    body = RefusedError(int(code), message).body()
    del body["errors"]
    return {"unrated_usage_event": event, **body}
