"""Custom fields, and the values that records hold in them."""

from collections.abc import Sequence

from sandbox.gotransverse.call import Answer, Call, answer, id_of
from sandbox.gotransverse.errors import not_found
from sandbox.gotransverse.listing import listed, listed_inside, shown
from sandbox.gotransverse.reading import Reading, reading
from sandbox.gotransverse.references import custom_value
from sandbox.gotransverse.store import Record, Table
from sandbox.gotransverse.tables import (
    BILLING_ACCOUNTS,
    CUSTOM_FIELDS,
    ORDER_ITEMS,
    ORDERS,
    PRODUCTS,
    SERVICES,
)
from sandbox.records import Where

VALUES = "custom_field_values"


def list_service_custom_fields(call: Call) -> Answer:
    return listed(call, CUSTOM_FIELDS, Where("custom_field_type = 'service'"))


def show_service_custom_field(call: Call) -> Answer:
    _raise_unless_of_services(call)
    return shown(call, CUSTOM_FIELDS, "service custom field")


def list_references(call: Call) -> Answer:
    """The products that the field is related to."""
    _raise_unless_of_services(call)
    products = [
        {"id": product["id"], "product_type": product["product_type"], "name": product["name"]}
        for product in call.store.records(PRODUCTS)
        if call.names["id"] in _related(product)
    ]
    return listed_inside(call, products)


def relate_field(call: Call) -> Answer:
    """Let services of the product hold a value in the field."""
    product = call.found(PRODUCTS, "product")
    sent = reading(call)
    sent.only("service_custom_field")
    field = sent.entity("service_custom_field", CUSTOM_FIELDS, required=True)
    if field is not None and field["custom_field_type"] != "service":
        sent.wrong("service_custom_field.id", "is not a field of services")
    sent.problems.raise_if_any()
    names = ("custom_field_type", "id", "name")
    shown_field = {name: field[name] for name in names} if field else {}
    relation = {"id": str(call.tenant.new_value_id()), "service_custom_field": shown_field}
    if shown_field["id"] not in _related(product):
        product["service_custom_field_relations"].append(relation)
        call.store.put(PRODUCTS, product)
    return answer(relation)


def list_service_values(call: Call) -> Answer:
    return listed_inside(call, call.found(SERVICES, "service")[VALUES])


def list_order_values(call: Call) -> Answer:
    return listed_inside(call, call.found(ORDERS, "order")[VALUES])


def list_account_values(call: Call) -> Answer:
    return listed_inside(call, call.found(BILLING_ACCOUNTS, "billing account")[VALUES])


def show_service_value(call: Call) -> Answer:
    call.only()
    return answer(_value(call, call.found(SERVICES, "service")))


def add_service_value(call: Call) -> Answer:
    service = call.found(SERVICES, "service")
    product = call.store.get(PRODUCTS, int(service["product"]["id"])) or {}
    return _added(call, SERVICES, service, "service", related=_related(product))


def add_order_value(call: Call) -> Answer:
    return _added(call, ORDERS, call.found(ORDERS, "order"), "order")


def add_account_value(call: Call) -> Answer:
    account = call.found(BILLING_ACCOUNTS, "billing account")
    return _added(call, BILLING_ACCOUNTS, account, "billing-account")


def update_service_value(call: Call) -> Answer:
    """Another value in a field that the service has one in."""
    service = call.found(SERVICES, "service")
    value = _value(call, service)
    sent = reading(call)
    sent.only("value", "custom_field", "custom_field_value_type", "id")
    value["value"] = sent.text("value", required=True)
    sent.problems.raise_if_any()
    call.store.put(SERVICES, service)
    return answer(value)


def list_order_item_values(call: Call) -> Answer:
    _, item = order_item(call)
    return listed_inside(call, item[VALUES])


def add_order_item_value(call: Call) -> Answer:
    """A value on an item; the values of a recurring product are fixed once the order is not DRAFT.

    A field of services may be given too: the service that the item becomes takes it over.
    """
    order, item = order_item(call)
    sent = reading(call)
    value = read_value(sent, ("order-item", "service"), "order-item")
    if order["status"] != "DRAFT" and item["recurring_unit_price"] is not None:
        sent.wrong("custom_field.id", "can be given to a recurring product only while DRAFT")
    sent.problems.raise_if_any()
    _set(item[VALUES], value)
    call.store.put(ORDERS, order)
    return answer(value)


def order_item(call: Call) -> tuple[Record, Record]:
    """The order and the item of it that the path names by the item's id."""
    place = call.found(ORDER_ITEMS, "order item")
    order = call.store.get(ORDERS, int(place["order"]["id"]))
    if order is not None:
        for item in items_of(order["order_items"]):
            if item["id"] == place["id"]:
                return order, item
    raise not_found("order item", call.names["id"])


def items_of(items: Sequence[Record]) -> list[Record]:
    """Items with the items inside them, each before its children."""
    return [one for item in items for one in (item, *items_of(item["order_items"]))]


def read_values(sent: Reading, kinds: Sequence[str], kind: str) -> list[Record]:
    """The custom values inside a body, which may have none."""
    return [read_value(each, kinds, kind) for each in sent.each(VALUES)]


def read_value(sent: Reading, kinds: Sequence[str], kind: str) -> Record:
    """One custom value; its field must be of one of these kinds."""
    sent.only("custom_field_value_type", "custom_field", "value", "id")
    field = sent.entity("custom_field", CUSTOM_FIELDS, required=True)
    if field is not None and field["custom_field_type"] not in kinds:
        sent.wrong("custom_field.id", f"is not a field of {' or '.join(kinds)}")
    value = sent.text("value", required=True)
    if field is None or value is None:
        return {}
    id_ = id_of(sent.body.get("id")) or sent.call.tenant.new_value_id()
    return custom_value(kind, id_, field, value)


def _added(
    call: Call, table: Table, record: Record, kind: str, related: set[str] | None = None
) -> Answer:
    sent = reading(call)
    value = read_value(sent, (kind,), kind)
    if value and related is not None and value["custom_field"]["id"] not in related:
        sent.wrong("custom_field.id", "is not related to the product of this service")
    sent.problems.raise_if_any()
    _set(record[VALUES], value)
    call.store.put(table, record)
    return answer(value)


def _set(values: list[Record], value: Record) -> None:
    """A record has one value in a field: a second one takes the place of the first."""
    for number, other in enumerate(values):
        if other["custom_field"]["id"] == value["custom_field"]["id"]:
            value["id"] = other["id"]
            values[number] = value
            return
    values.append(value)


def _value(call: Call, record: Record) -> Record:
    values: list[Record] = record[VALUES]
    for value in values:
        if value["id"] == call.names["value_id"]:
            return value
    raise not_found("custom field value", call.names["value_id"])


def _related(product: Record) -> set[str]:
    relations = product.get("service_custom_field_relations", ())
    return {relation["service_custom_field"]["id"] for relation in relations}


def _raise_unless_of_services(call: Call) -> None:
    if call.found(CUSTOM_FIELDS, "service custom field")["custom_field_type"] != "service":
        raise not_found("service custom field", call.names["id"])
