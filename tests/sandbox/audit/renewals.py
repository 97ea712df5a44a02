"""docs/differences.md §5: what should have been done of a renewal, and was not or otherwise."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from sandbox.company import ChangeOrder, Transaction
from tests.sandbox.audit.linking import Links
from tests.sandbox.audit.records import ZERO, Findings, Records, finding
from tests.sandbox.audit.subscriptions import mrr_of_line

WINDOW = timedelta(days=45)
DAY = timedelta(days=1)


def differences(its: Records, links: Links) -> Findings:
    changes = {it.subscription_id: it for it in its.change_orders if it.action == "RENEW"}
    touch = {it.subscription_id_erp: it.renewal_type for it in its.crm_subscriptions}
    for own in its.subscriptions:
        change = changes.get(own.id)
        if change is not None:
            if change.approval == "APPROVED":
                yield from _steps(its, links, change)
        elif (
            own.status == "ACTIVE"
            and touch.get(str(own.id)) == "High Touch"
            and own.ends_on is not None
            and own.ends_on - WINDOW <= its.as_of <= own.ends_on
        ):
            mrr = sum((mrr_of_line(line, its.as_of) for line in own.lines), ZERO)
            left, right = ("netsuite", own.id), ("netsuite", "")
            amount = mrr * own.term_months
            yield finding(
                "renewals", "missing_right", "change_order", left, right, amount, own.currency
            )
    yield from _clients(its, links)


def _steps(its: Records, links: Links, change: ChangeOrder) -> Findings:
    """Each step against the one before it; the first that is missing is told."""
    subscriptions = {it.id: it for it in its.subscriptions}
    orders = {it.id: it for it in its.transactions if it.type == "SalesOrd"}
    made = {it.step: it for it in change.steps if it.status == "SUCCESS"}
    new = subscriptions[made["CREATE_NEW_SUBSCRIPTION"].subscription_id or 0]
    old = subscriptions[change.subscription_id]
    sold = made.get("CREATE_NEW_SALES_TRANSACTION")
    step = ("netsuite", change.id)
    mrr = sum((mrr_of_line(line, new.starts_on) for line in new.lines), ZERO)
    nowhere = ("salesforce", "")
    if old.ends_on is None or new.starts_on != old.ends_on + DAY:
        later = ("netsuite", new.id)
        yield finding("renewals", "term", "renewal_start", ("netsuite", old.id), later)
    elif sold is None or sold.transaction_id not in orders:
        amount = mrr * (change.renewal_term_months or 0)
        right = ("netsuite", "")
        yield finding("renewals", "missing_right", "sales_order", step, right, amount, new.currency)
    elif str(change.id) not in {it.change_order_id_erp for it in its.crm_change_orders}:
        yield finding("renewals", "missing_right", "crm_change_order", step, nowhere)
    elif str(new.id) not in {it.subscription_id_erp for it in its.crm_subscriptions}:
        left = ("netsuite", new.id)
        yield finding(
            "renewals", "missing_right", "renewal_subscription", left, nowhere, mrr, new.currency
        )
    else:
        yield from _opportunity(its, links, orders[sold.transaction_id or 0])


def _opportunity(its: Records, links: Links, order: Transaction) -> Findings:
    left = ("netsuite", order.id)
    own = next((it for it in its.opportunities if it.sales_order_id_erp == str(order.id)), None)
    if own is None:
        right = ("salesforce", "")
        yield finding(
            "renewals", "missing_right", "opportunity", left, right, order.total, order.currency
        )
        return
    right = ("salesforce", own.id)
    if links.of_account(own.account_id) != str(order.customer_id):
        yield finding("renewals", "ownership", "opportunity", left, right)
    elif own.is_closed and not own.is_won and order.status not in "CH":
        yield finding("renewals", "status", "opportunity_stage", left, right)
    elif own.amount != order.total:
        amount = order.total - own.amount
        yield finding(
            "renewals", "amount", "opportunity_amount", left, right, amount, order.currency
        )


def _clients(its: Records, links: Links) -> Findings:
    there = {it.email for it in its.owners if not it.is_archived}
    gone = {it.email: it.id for it in its.owners if it.is_archived}
    mrr: dict[str, Decimal] = defaultdict(Decimal)
    ends = defaultdict(list)
    for own in its.subscriptions:
        if own.status in ("ACTIVE", "SUSPENDED"):
            mrr[str(own.customer_id)] += sum(
                (mrr_of_line(line, its.as_of) for line in own.lines), ZERO
            )
        if own.status == "ACTIVE" and own.ends_on:
            ends[str(own.customer_id)].append((own.ends_on, own.id))
    for it in its.clients:
        key, mine = it.customer_key or "", ("hubspot", it.id)
        mode, contact = it.renewal_mode, it.renewal_contact
        if mode == "DEFAULT":
            mode, contact = its.default_mode, its.default_contact
        if mode == "PARTNER" and contact not in there:
            right = ("hubspot", gone.get(contact or "", ""))
            yield finding("renewals", "mapping", "renewal_contact", mine, right)
        first = min(ends[key], default=None)
        if it.next_renewal_on != (first[0] + DAY if first else None):
            left = ("netsuite", first[1] if first else "")
            yield finding("renewals", "term", "next_renewal_on", left, mine)
        if it.mrr != mrr[key]:
            amount = mrr[key] - it.mrr
            left = ("netsuite", key)
            yield finding("renewals", "amount", "partner_mrr", left, mine, amount, it.currency)
