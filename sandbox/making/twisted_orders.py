"""Differences in store orders: on their way into the CRM, through field service, and back."""

import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from sandbox.company import CrmOrder, Job, PlantedBreak, StoreOrder
from sandbox.making.crm_orders import CSR, DEARER, IPS_PRICING
from sandbox.making.days import DAY
from sandbox.making.findings import Record, as_text, found, money
from sandbox.making.holdings import Holdings
from sandbox.making.twisted_accounts import another_currency

FIRST_ENTITY = "CUST00002"  # of the world's first account, at which nothing is ever planted
STUCK_DAYS = 20


def order_missing(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.store.orders[0]
    it.crm = replace(it.crm, orders=())
    because = f"Store order {own.id} of {money(own.subtotal, own.currency)} is not in the CRM."
    return _found(
        "missing_right",
        "order",
        _store(own),
        ("salesforce", ""),
        because,
        own.subtotal,
        own.currency,
    )


def order_currency(it: Holdings, rng: random.Random) -> PlantedBreak:
    own, other = it.crm.orders[0], another_currency(it, rng)
    _put(it, replace(own, currency=other))
    because = f"Store order {own.order_id_store} is in {it.currency}, in the CRM in {other}."
    return _pair(it, "currency", "currency", because, _subtotal(own), other)


def order_queue(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm.orders[0]
    wrong = CSR if own.queue == IPS_PRICING else IPS_PRICING
    _put(it, replace(own, queue=wrong))
    because = f"Order {own.number} is in the queue {wrong} and belongs to {own.queue}."
    return _pair(it, "mapping", "queue", because)


def order_po_number(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm.orders[0]
    wrong = f"{own.po_number}0"
    _put(it, replace(own, po_number=wrong))
    because = f"Order {own.number} has PO number {wrong}, in the store {own.po_number}."
    return _pair(it, "mapping", "po_number", because)


def order_not_completed(it: Holdings, _: random.Random) -> PlantedBreak:
    placed = it.store.orders[0]
    it.store = replace(it.store, orders=(replace(placed, status_id=2),))
    because = (
        f"Order {it.crm.orders[0].number} is Activated, store order {placed.id} not Completed."
    )
    return _pair(it, "status", "status", because)


def order_quantity(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm.orders[0]
    line = own.lines[0]
    _put(it, replace(own, lines=(replace(line, quantity=line.quantity + 1), *own.lines[1:])))
    because = f"Line {line.number} of order {own.number} is one piece more than in the store."
    return _pair(it, "quantity", "quantity", because, -line.unit_price, it.currency)


def order_price(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm.orders[0]
    line = own.lines[0]
    price = (line.unit_price * DEARER).quantize(line.unit_price, ROUND_HALF_UP)
    changed = replace(own, lines=(replace(line, unit_price=price), *own.lines[1:]))
    _put(it, changed)
    before, after = _subtotal(own), _subtotal(changed)
    because = (
        f"Order {own.number} went from {money(before, it.currency)} to "
        f"{money(after, it.currency)}; it is not held and nobody authorised it."
    )
    return _pair(it, "amount", "total", because, before - after, it.currency)


def tracking_missing(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm.orders[0]
    _put(it, replace(own, tracking_number=None, carrier=None))
    because = f"Order {own.number} is Activated without parcel {own.tracking_number} of the store."
    return _pair(it, "missing_right", "tracking_number", because)


def job_missing(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm.orders[0]
    lines = tuple(replace(line, job_number=None) for line in own.lines)
    _put(it, replace(own, name=None, job_number=None, lines=lines))
    because = f"Order {own.number} is Activated and has no job number."
    return _found("missing_right", "job_number", _crm(own), ("astea", ""), because)


def job_unknown(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm.orders[0]
    wrong = f"SV999999{it.slot % 10_000:04d}"
    lines = tuple(replace(line, job_number=wrong) for line in own.lines)
    _put(it, replace(own, name=wrong, job_number=wrong, lines=lines))
    because = f"Job {wrong} of order {own.number} is neither open nor in the history."
    return _found("mapping", "job_number", _crm(own), ("astea", ""), because)


def job_on_line(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.crm.orders[0]
    line = own.lines[0]
    wrong = f"SV999998{it.slot % 10_000:04d}"
    _put(it, replace(own, lines=(replace(line, job_number=wrong), *own.lines[1:])))
    because = f"Line {line.number} of order {own.number} has job {wrong}, its header another."
    return _found("mapping", "line_job_number", _crm(own), ("salesforce", line.id), because)


def job_twice(it: Holdings, _: random.Random) -> PlantedBreak:
    first, second = it.crm.orders
    lines = tuple(replace(line, job_number=first.job_number) for line in second.lines)
    taken = replace(second, name=first.job_number, job_number=first.job_number, lines=lines)
    it.crm = replace(it.crm, orders=(first, taken))
    job = it.field_service.jobs[0]
    both = as_text([first.id, second.id])
    because = f"Job {job.request_id} is on two orders, {first.number} and {second.number}."
    left: Record = ("astea", job.request_id)
    return _found("duplicate", "job_number", left, ("salesforce", both), because)


def job_of_another(it: Holdings, _: random.Random) -> PlantedBreak:
    own, job = it.crm.orders[0], it.field_service.jobs[0]
    _put_job(it, replace(job, customer_id=FIRST_ENTITY))
    because = f"Job {job.request_id} of order {own.number} is for customer {FIRST_ENTITY}."
    return _found("ownership", "job_customer", _crm(own), _job(job), because)


def job_still_open(it: Holdings, _: random.Random) -> PlantedBreak:
    own, job = it.crm.orders[0], it.field_service.jobs[0]
    still = replace(
        job,
        is_open=True,
        is_in_history=False,
        status_id=205,
        status="Part ordered",
        closed_at=None,
        modified_at=job.opened_at,
    )
    _put_job(it, still)
    because = f"Order {own.number} is Activated, its job {job.request_id} is still open."
    return _found("status", "job_status", _crm(own), _job(job), because)


def billing_order_stuck(it: Holdings, _: random.Random) -> PlantedBreak:
    like = it.billing.orders[0]
    at = like.ordered_at.replace(tzinfo=like.ordered_at.tzinfo)
    day = it.as_of - STUCK_DAYS * DAY
    stuck = replace(
        like,
        id=like.id + 3,
        number=f"{like.id + 3}",
        status="ERROR",
        ordered_at=at.replace(year=day.year, month=day.month, day=day.day),
        items=tuple(
            replace(item, id=item.id + 48, effective_on=day, service_id=None) for item in like.items
        ),
    )
    it.billing = replace(it.billing, orders=(*it.billing.orders, stuck))
    because = f"Billing order {stuck.number} has been in ERROR since {day}."
    own: Record = ("gotransverse", str(stuck.id))
    return _found("status", "billing_order", own, own, because, stuck.total, stuck.currency)


def _put(it: Holdings, own: CrmOrder) -> None:
    it.crm = replace(it.crm, orders=(own, *it.crm.orders[1:]))


def _put_job(it: Holdings, job: Job) -> None:
    it.field_service = replace(it.field_service, jobs=(job, *it.field_service.jobs[1:]))


def _subtotal(own: CrmOrder) -> Decimal:
    return sum((line.quantity * line.unit_price for line in own.lines), Decimal(0))


def _store(own: StoreOrder) -> Record:
    return ("bigcommerce", str(own.id))


def _crm(own: CrmOrder) -> Record:
    return ("salesforce", own.id)


def _job(job: Job) -> Record:
    return ("astea", f"{job.request_id}@@{job.line_number}")


def _pair(
    it: Holdings,
    kind: str,
    field: str,
    because: str,
    amount: Decimal | None = None,
    currency: str | None = None,
) -> PlantedBreak:
    left, right = _store(it.store.orders[0]), _crm(it.crm.orders[0])
    return _found(kind, field, left, right, because, amount, currency)


def _found(
    kind: str,
    field: str,
    left: Record,
    right: Record,
    because: str,
    amount: Decimal | None = None,
    currency: str | None = None,
) -> PlantedBreak:
    return found("orders", kind, field, left, right, because, amount, currency)
