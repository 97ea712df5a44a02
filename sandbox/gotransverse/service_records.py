"""Services as records: which price is in force, and how the ones around them are kept in step."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sandbox.gotransverse.call import Call
from sandbox.gotransverse.errors import illegal_state
from sandbox.gotransverse.money import ZERO
from sandbox.gotransverse.references import child_reference, reference
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import AGREEMENTS, BILLING_ACCOUNTS, SERVICES
from sandbox.gotransverse.terminations import MONTHS_IN, last_day
from sandbox.records import equal

FINAL = ("DEACTIVATED", "CANCELED", "TRANSFERRED", "REPLACED")


def raise_if_final(service: Record, command: str) -> None:
    """422 for a service that nothing can be done with any longer."""
    if service["status"] in FINAL:
        raise illegal_state(f"Cannot {command} service {service['id']}: it is {service['status']}")


def save(call: Call, service: Record) -> None:
    """Write the service, and what its parent shows of it."""
    call.store.put(SERVICES, service)
    parent = related(call, service["parent_service"])
    if parent is None:
        return
    others = [it for it in parent["child_services"] if it["id"] != service["id"]]
    children = [*others, child_reference(service)]
    parent["child_services"] = sorted(children, key=lambda it: int(it["id"]))
    call.store.put(SERVICES, parent)


def related(call: Call, to: Record | None) -> Record | None:
    """The whole service that a reference means."""
    return None if to is None else call.store.get(SERVICES, int(to["id"]))


def children_of(call: Call, service: Record) -> list[Record]:
    return call.store.records(SERVICES, equal("parent_service_id", int(service["id"])))


def account_of(call: Call, record: Record) -> Record:
    """The billing account of a record; an account of its id alone where there is none such."""
    sent = record["billing_account"]
    return call.store.get(BILLING_ACCOUNTS, int(sent["id"])) or {"currency_code": None, **sent}


def currency_of(call: Call, record: Record) -> str | None:
    """The currency of a record's billing account, which may have none."""
    currency = account_of(call, record)["currency_code"]
    return None if currency is None else str(currency)


def agreement_of(call: Call, service: Record) -> Record | None:
    """The agreement that is in force on the service."""
    in_force = service["current_agreement_service"]
    if in_force is None or in_force["agreement"] is None:
        return None
    return call.store.get(AGREEMENTS, int(in_force["agreement"]["id"]))


def price_on(call: Call, service: Record, day: date) -> Record | None:
    """The recurring price in force on a day; the latest where there are several."""
    found = [it for it in _recurring(service) if _covers(call, it, day)]
    return found[-1] if found else None


def monthly_amount(call: Call, service: Record, day: date) -> Decimal:
    """What the recurring prices in force on a day come to in a month."""
    amounts = (
        it["amount"] / MONTHS_IN[it["recurrence_period"]]
        for it in _recurring(service)
        if _covers(call, it, day)
    )
    return sum(amounts, ZERO)


def set_price(call: Call, service: Record, amount: Decimal, day: date) -> None:
    """Another recurring price from a day on; prices that would start then or later are dropped."""
    speller = call.tenant.speller
    before = price_on(call, service, day) or next(_recurring(service), None)
    kept = [it for it in service["service_prices"] if _starts_before(call, it, day)]
    for price in kept:
        if "recurrence_period" in price and _covers(call, price, day):
            price["end_date"] = speller.day(day - timedelta(days=1))
    following = {
        "recurrence_period": before["recurrence_period"] if before else "MONTH",
        "bill_in_advance": before["bill_in_advance"] if before else True,
        "recurring_product_price": before["recurring_product_price"] if before else None,
    }
    id_ = str(call.tenant.new_id())
    new = {"id": id_, "amount": amount, "start_date": speller.day(day), "end_date": None}
    service["service_prices"] = [*kept, new | following]


def in_force(call: Call, agreement: Record, start: date, **changes: object) -> Record:
    """An agreement on a service, from a day for the agreement's own period."""
    speller = call.tenant.speller
    return {
        "id": str(call.tenant.new_id()),
        "start_date": speller.day(start),
        "end_date": speller.day(last_day(start, agreement["agreement_period"])),
        "end_action": agreement["end_action"],
        "next_end_action": None,
        "renewed": False,
        "preserve_service_price": True,
        "agreement": {"id": agreement["id"], "name": agreement["name"]},
        **changes,
    }


def move_children(call: Call, old: Record, new: Record) -> None:
    """The add-ons of one service become those of another."""
    children = children_of(call, old)
    old["child_services"] = []
    call.store.put(SERVICES, old)
    for child in children:
        child["parent_service"] = reference(int(new["id"]))
        save(call, child)


def _recurring(service: Record) -> Iterator[Record]:
    return (it for it in service["service_prices"] if "recurrence_period" in it)


def _covers(call: Call, price: Record, day: date) -> bool:
    day_of = call.tenant.speller.day_of
    has_begun = day_of(price["start_date"]) <= day
    return has_begun and (price["end_date"] is None or day_of(price["end_date"]) >= day)


def _starts_before(call: Call, price: Record, day: date) -> bool:
    """Whether a price is left alone by another one that starts on the day; one-time ones are."""
    is_recurring = "recurrence_period" in price
    return not is_recurring or call.tenant.speller.day_of(price["start_date"]) < day
