"""docs/differences.md §9: store orders in the CRM and in field service, and billing's own."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from sandbox.company import CrmOrder, Job, StoreOrder
from tests.sandbox.audit.linking import Links
from tests.sandbox.audit.records import ZERO, Findings, Records, finding, ids

COMPLETED, CANCELLED, LEFT = 10, 5, 0


def job_key(text: str | None) -> str:
    return (text or "").upper().strip().split("@@")[0]


def differences(its: Records, links: Links) -> Findings:
    crm = {it.order_id_store: it for it in its.crm_orders}
    vendors = {it.id: it.vendor for it in its.store_products}
    groups = {it.id: it.group for it in its.store_customers}
    for placed in its.store_orders:
        own, left = crm.get(str(placed.id)), ("bigcommerce", placed.id)
        if placed.status_id == LEFT:
            continue
        if own is None:
            if placed.status_id != CANCELLED:
                right = ("salesforce", "")
                amount = placed.subtotal
                yield finding(
                    "orders", "missing_right", "order", left, right, amount, placed.currency
                )
            continue
        is_harvard = all(vendors[line.product_id] == "Harvard" for line in placed.lines)
        is_site = groups.get(placed.customer_id) == "FMS Site"
        yield from _pair(placed, own, "IPS Pricing" if is_harvard and is_site else "CSR")
    yield from _jobs(its, links)
    for order in its.billing_orders:
        is_old = order.ordered_at.date() < its.as_of - timedelta(days=7)
        if order.status in ("DRAFT", "INPROGRESS", "ERROR") and is_old:
            mine = ("gotransverse", order.id)
            yield finding(
                "orders", "status", "billing_order", mine, mine, order.total, order.currency
            )


def subtotal(own: CrmOrder) -> Decimal:
    return sum((line.quantity * line.unit_price for line in own.lines), ZERO)


def _pair(placed: StoreOrder, own: CrmOrder, route: str) -> Findings:
    left, right = ("bigcommerce", placed.id), ("salesforce", own.id)
    is_by_po = placed.payment_method == "Purchase Order"
    number = next((it.value for it in placed.metafields if it.key == "po_number"), None)
    pieces = {line.line_id_store: line.quantity for line in own.lines}
    less = placed.subtotal - subtotal(own)
    is_agreed = own.reauthorization == "authorized" and own.authorized_amount == subtotal(own)
    is_held = own.status == "Order Hold" and own.reauthorization == "requested"
    if own.currency != placed.currency:
        yield finding("orders", "currency", "currency", left, right, subtotal(own), own.currency)
    elif own.queue != route:
        yield finding("orders", "mapping", "queue", left, right)
    elif is_by_po and own.po_number != number:
        yield finding("orders", "mapping", "po_number", left, right)
    elif (own.status == "Activated") != (placed.status_id == COMPLETED):
        yield finding("orders", "status", "status", left, right)
    elif any(pieces[str(line.id)] != line.quantity for line in placed.lines):
        yield finding("orders", "quantity", "quantity", left, right, less, own.currency)
    elif less and not is_held and not is_agreed:
        yield finding("orders", "amount", "total", left, right, less, own.currency)
    elif own.status == "Activated" and not own.tracking_number and placed.shipments:
        yield finding("orders", "missing_right", "tracking_number", left, right)


def _jobs(its: Records, links: Links) -> Findings:
    jobs: dict[str, Job] = {it.request_id: it for it in its.jobs}
    holders = defaultdict(list)
    for own in its.crm_orders:
        left, key = ("salesforce", own.id), job_key(own.job_number)
        if own.status == "Cancelled":
            continue
        if not key:
            if own.status == "Activated":
                yield finding("orders", "missing_right", "job_number", left, ("astea", ""))
            continue
        if key not in jobs:
            yield finding("orders", "mapping", "job_number", left, ("astea", ""))
            continue
        holders[key].append(own.id)
        yield from _job(own, jobs[key], links)
    for key, orders in holders.items():
        if len(orders) > 1:
            left, right = ("astea", key), ("salesforce", ids(orders))
            yield finding("orders", "duplicate", "job_number", left, right)


def _job(own: CrmOrder, job: Job, links: Links) -> Findings:
    left, right = ("salesforce", own.id), ("astea", f"{job.request_id}@@{job.line_number}")
    strays = [it.id for it in own.lines if job_key(it.job_number) != job.request_id]
    for stray in strays:
        yield finding("orders", "mapping", "line_job_number", left, ("salesforce", stray))
    if links.by_entity_id.get(job.customer_id) != links.of_account(own.account_id):
        yield finding("orders", "ownership", "job_customer", left, right)
    elif own.status == "Activated" and job.is_open and not job.is_in_history:
        yield finding("orders", "status", "job_status", left, right)
