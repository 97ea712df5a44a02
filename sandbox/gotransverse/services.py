"""Services: listed, shown, and the identifiers that usage events name them by."""

from sandbox.gotransverse.call import Answer, Call, answer
from sandbox.gotransverse.errors import already_exists
from sandbox.gotransverse.listing import listed, listed_inside, shown
from sandbox.gotransverse.reading import reading
from sandbox.gotransverse.service_records import raise_if_final, save
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import SERVICE_RESOURCES, SERVICES
from sandbox.records import equal


def list_services(call: Call) -> Answer:
    return listed(call, SERVICES)


def show_service(call: Call) -> Answer:
    return shown(call, SERVICES, "service")


def list_service_prices(call: Call) -> Answer:
    return listed_inside(call, _service(call)["service_prices"])


def list_service_resources(call: Call) -> Answer:
    return listed_inside(call, _service(call)["service_resources"])


def list_child_services(call: Call) -> Answer:
    return listed_inside(call, _service(call)["child_services"])


def add_service_resource(call: Call) -> Answer:
    """An identifier that usage events can name; one service at a time may have it."""
    service, sent = _service(call), reading(call)
    raise_if_final(service, "add a resource to")
    sent.only("service_resource_identifier")
    identifier = sent.text("service_resource_identifier", required=True)
    sent.problems.raise_if_any()
    if call.store.count(SERVICE_RESOURCES, equal("service_resource_identifier", identifier)):
        raise already_exists("service_resource_identifier", str(identifier))
    resource = {
        "id": str(call.tenant.new_id()),
        "service_resource_identifier": identifier,
        "start_date": service["start_date"],
        "end_date": None,
    }
    call.store.put(SERVICE_RESOURCES, resource | {"service": {"id": service["id"]}})
    service["service_resources"].append(resource)
    save(call, service)
    return answer(resource)


def _service(call: Call) -> Record:
    return call.found(SERVICES, "service")
