"""What a completed order does: its items become services, or change the ones they are about."""

from datetime import date, timedelta

from sandbox.gotransverse.call import Call
from sandbox.gotransverse.errors import illegal_state
from sandbox.gotransverse.money import rounded
from sandbox.gotransverse.references import (
    custom_value,
    reference,
    short_account_reference,
)
from sandbox.gotransverse.service_records import (
    account_of,
    in_force,
    move_children,
    raise_if_final,
    related,
    save,
    set_price,
)
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import AGREEMENTS


def complete(call: Call, order: Record) -> None:
    """Do what the order says, and mark it COMPLETED. The order is the caller's to write."""
    for item in order["order_items"]:
        match order["order_type"]:
            case "renewal":
                _renew(call, order, item)
            case "change":
                _replace(call, order, item)
            case _:
                _sell(call, order, item, item["parent_service"])
    order["status"] = "COMPLETED"


def _sell(call: Call, order: Record, item: Record, parent: Record | None) -> Record:
    """A new service, with those of the items inside it as its add-ons."""
    tenant, start = call.tenant, _start(call, order, item)
    day, today = tenant.speller.day, tenant.today()
    service: Record = {
        "id": str(tenant.new_id()),
        "status": "SCHEDULED" if start > today else "ACTIVE",
        "status_date": day(min(start, today)),
        "start_date": day(start),
        "end_date": None,
        "commitment_end_date": None,
        "description": item["description"] or item["product"]["name"],
        "quantity": item["quantity"],
        "renewal_count": 0,
        "billing_account": short_account_reference(account_of(call, order)),
        "product": item["product"],
        "parent_service": parent,
        "next_service": None,
        "current_agreement_service": None,
        "service_prices": [_price(call, order, item, start)],
        "child_services": [],
        "service_resources": [],
        "custom_field_values": _values(call, item),
    }
    agreement = _agreement(call, item)
    if agreement is not None:
        force = in_force(call, agreement, start)
        service |= {"current_agreement_service": force, "commitment_end_date": force["end_date"]}
    item["service"] = reference(int(service["id"]))
    save(call, service)
    for child in item["order_items"]:
        _sell(call, order, child, item["service"])
    return related(call, item["service"]) or service


def _renew(call: Call, order: Record, item: Record) -> None:
    """The agreement goes on for another period; a price that is not kept changes with it."""
    service = _of(call, item, "renew")
    start = _start(call, order, item)
    agreement = _agreement(call, item)
    if agreement is not None:
        force = in_force(call, agreement, start, renewed=True)
        service |= {"current_agreement_service": force, "commitment_end_date": force["end_date"]}
    service["renewal_count"] += 1
    if item["recurring_unit_price"] is not None:
        amount = item["recurring_unit_price"] * item["quantity"]
        set_price(call, service, amount, start)
    save(call, service)


def _replace(call: Call, order: Record, item: Record) -> None:
    """Another service in the place of one, which keeps a reference to it."""
    old, start = _of(call, item, "replace"), _start(call, order, item)
    new = _sell(call, order, item, old["parent_service"])
    if new["current_agreement_service"] is None:
        kept = {name: old[name] for name in ("current_agreement_service", "commitment_end_date")}
        new |= kept
        save(call, new)
    day = call.tenant.speller.day
    end = day(max(start - timedelta(days=1), call.tenant.speller.day_of(old["start_date"])))
    old |= {"status": "REPLACED", "status_date": day(start), "end_date": end}
    old["next_service"] = reference(int(new["id"]))
    for price in old["service_prices"]:
        price["end_date"] = price["end_date"] or end
    save(call, old)
    move_children(call, old, new)


def _of(call: Call, item: Record, command: str) -> Record:
    """The service that an item is about; 422 where it has ended since."""
    service = related(call, item["service"])
    if service is None:
        raise illegal_state(f"Order item {item['id']} is about no service")
    raise_if_final(service, command)
    return service


def _start(call: Call, order: Record, item: Record) -> date:
    text = item["requested_effective_date"] or order["order_date"]
    return call.tenant.speller.day_of(text)


def _agreement(call: Call, item: Record) -> Record | None:
    selected = item["selected_agreement"]
    return None if selected is None else call.store.get(AGREEMENTS, int(selected["id"]))


def _price(call: Call, order: Record, item: Record, start: date) -> Record:
    """What the whole quantity costs: for every period, or once."""
    recurring = item["recurring_unit_price"]
    unit = item["unit_price"] if recurring is None else recurring
    currency = account_of(call, order)["currency_code"]
    price = {
        "id": str(call.tenant.new_id()),
        "amount": rounded(unit * item["quantity"], currency),
        "start_date": call.tenant.speller.day(start),
        "end_date": None,
    }
    if recurring is None:
        return price | {"bill_in_advance": True, "one_time_product_price": None}
    named = item["recurring_product_price"]
    return price | {
        "recurrence_period": named["recurrence_period"] if named else "MONTH",
        "bill_in_advance": True,
        "recurring_product_price": named and {"id": named["id"]},
    }


def _values(call: Call, item: Record) -> list[Record]:
    """The item's values in fields of services go over to the service."""
    return [
        custom_value("service", call.tenant.new_value_id(), it["custom_field"], it["value"])
        for it in item["custom_field_values"]
        if it["custom_field"]["custom_field_type"] == "service"
    ]
