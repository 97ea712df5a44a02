"""Orders that a command of a service makes: drafts, which do their work once confirmed."""

from datetime import date, timedelta

from sandbox.gotransverse.call import Answer, Call, answer, answer_record
from sandbox.gotransverse.errors import illegal_state
from sandbox.gotransverse.order_bodies import blank_item, blank_order
from sandbox.gotransverse.orders import save
from sandbox.gotransverse.reading import Reading, reading
from sandbox.gotransverse.references import (
    account_reference,
    agreement_reference,
    product_reference,
    reference,
)
from sandbox.gotransverse.service_records import account_of, agreement_of, raise_if_final
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import AGREEMENTS, BILLING_ACCOUNTS, ORDERS, PRODUCTS, SERVICES

ORDER_ATTRIBUTES = ("order_date", "purchase_order_number", "note", "selected_agreement")


def renew_service(call: Call) -> Answer:
    """A renewal order for the period after the agreement's end.

    `preserve_pricing` false takes today's price of the catalogue.
    """
    service, sent = call.found(SERVICES, "service"), reading(call)
    raise_if_final(service, "renew")
    sent.only("order", "preserve_pricing")
    wish = sent.inside("order") or Reading(call, {}, sent.problems, "order.")
    wish.only(*ORDER_ATTRIBUTES, "order_type")
    agreement = wish.entity("selected_agreement", AGREEMENTS) or agreement_of(call, service)
    keeps_price = sent.flag("preserve_pricing", default=True)
    purchase_order = wish.text("purchase_order_number")
    note = wish.text("note", most=4000)
    sent.problems.raise_if_any()
    if agreement is None or service["current_agreement_service"] is None:
        raise illegal_state(f"Cannot renew service {service['id']}: no agreement is on it")
    ends_on = call.tenant.speller.day_of(service["current_agreement_service"]["end_date"])
    start = ends_on + timedelta(days=1)
    item = _item(call, service, start) | {
        "selected_agreement": agreement_reference(agreement),
        "recurring_unit_price": None if keeps_price else _catalogue_price(call, service),
    }
    order = _order(call, service, "renewal", item) | {
        "renewal_date": call.tenant.speller.day(start),
        "purchase_order_number": purchase_order,
        "note": note,
    }
    save(call, order)
    return answer_record(ORDERS, order)


def change_service(call: Call) -> Answer:
    """A change order that puts a service of another product in the place of one."""
    account, sent = call.found(BILLING_ACCOUNTS, "billing account"), reading(call)
    sent.only(
        *("service", "product", "quantity", "recurring_unit_price", "effective_date"),
        "selected_agreement",
    )
    service = sent.entity("service", SERVICES, required=True)
    if service is not None and service["billing_account"]["id"] != account["id"]:
        sent.wrong("service.id", "belongs to another billing account")
    product = sent.entity("product", PRODUCTS, required=True)
    agreement = sent.entity("selected_agreement", AGREEMENTS)
    quantity = sent.amount("quantity", above_zero=True)
    price = sent.amount("recurring_unit_price", required=True)
    start = sent.day("effective_date", required=True)
    sent.problems.raise_if_any()
    if service is None or product is None or start is None or price is None:
        raise illegal_state("The service cannot be changed")
    raise_if_final(service, "change")
    item = _item(call, service, start) | {
        "product": product_reference(product),
        "quantity": quantity or service["quantity"],
        "recurring_unit_price": price,
        "selected_agreement": agreement and agreement_reference(agreement),
    }
    order = _order(call, service, "change", item)
    save(call, order)
    return answer({"changed_service_order_id": order["id"]})


def _item(call: Call, service: Record, start: date) -> Record:
    return blank_item() | {
        "id": str(call.tenant.new_id()),
        "sequence": 1,
        "quantity": service["quantity"],
        "description": service["description"],
        "requested_effective_date": call.tenant.speller.day(start),
        "product": service["product"],
        "service": reference(int(service["id"])),
    }


def _order(call: Call, service: Record, kind: str, item: Record) -> Record:
    tenant = call.tenant
    id_ = str(tenant.new_id())
    return blank_order() | {
        "id": id_,
        "order_type": kind,
        "order_num": f"{tenant.now():%Y%m%d%H%M%S}-{id_}",
        "order_date": tenant.speller.moment(tenant.now()),
        "billing_account": account_reference(account_of(call, service)),
        "order_items": [item],
        "total_amount": item["quantity"] * (item["recurring_unit_price"] or 0),
    }


def _catalogue_price(call: Call, service: Record) -> object:
    """What the product costs now in the account's currency; None where it has no such price."""
    product = call.store.get(PRODUCTS, int(service["product"]["id"]))
    currency = account_of(call, service)["currency_code"]
    for price in product["product_prices"] if product else ():
        is_current = price["thru_date"] is None and "recurrence_period" in price
        if is_current and currency in (None, price["currency_code"]):
            return price["price_ranges"][0]["price"]
    return None
