"""A customer's subscriptions as the ERP holds them, with their change orders and charges."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from sandbox.company import (
    BillingInvoice,
    BillingInvoiceItem,
    ChangeOrder,
    ChangeOrderLine,
    Charge,
    Customer,
    ErpBillingAccount,
    PriceInterval,
    RenewalStep,
    Subscription,
    SubscriptionBooks,
    SubscriptionLine,
)
from sandbox.company.erp import SubscriptionStatus
from sandbox.making import ids
from sandbox.making.catalogue import plan_id
from sandbox.making.days import DAY, last_day, morning
from sandbox.making.erp_documents import (
    RENEWED_MONTHS,
    is_renewed_by_hand,
    order_id,
    renewed_on,
)
from sandbox.making.terms import Change, State, Term, TermLine

_STATUSES: Mapping[State, SubscriptionStatus] = {
    "active": "ACTIVE",
    "suspended": "SUSPENDED",
    "terminated": "TERMINATED",
    "closed": "CLOSED",
    "replaced": "TERMINATED",
    "scheduled": "PENDING_ACTIVATION",
}
_FREQUENCIES: Mapping[str, Literal["MONTHLY", "QUARTERLY", "ANNUALLY"]] = {
    "MONTH": "MONTHLY",
    "QUARTER": "QUARTERLY",
    "YEAR": "ANNUALLY",
}


def books(
    slot: int,
    customer: Customer,
    terms: Sequence[Term],
    invoices: Iterable[BillingInvoice],
    paid_in: Mapping[str, int],
    as_of: date,
) -> SubscriptionBooks:
    """Billing accounts, subscriptions, change orders, and a charge for every invoiced item.

    `paid_in` says which ERP invoice an invoice of billing has become, by its number.
    """
    drafts = [it for it in terms if it.is_renewal_due and not it.is_renewal_pending]
    subscriptions = [_subscription(slot, it, customer, as_of) for it in terms]
    subscriptions += [_draft(slot, it, customer, as_of) for it in drafts]
    return SubscriptionBooks(
        billing_accounts=tuple(
            _account(slot, number, customer, terms)
            for number in sorted({it.account for it in terms})
        ),
        subscriptions=tuple(sorted(subscriptions, key=lambda it: it.id)),
        change_orders=tuple(_change_orders(slot, terms, customer, as_of)),
        charges=tuple(
            _charge(slot, item, it, customer, terms, paid_in)
            for it in invoices
            for item in it.items
        ),
    )


def _account(
    slot: int, number: int, customer: Customer, terms: Iterable[Term]
) -> ErpBillingAccount:
    own = [it for it in terms if it.account == number]
    start = min(it.starts_on for it in own)
    created_at = max(customer.created_at, morning(start - 3 * DAY))
    created_at = min(created_at, customer.modified_at)
    id_ = ids.erp_account(slot, number)
    return ErpBillingAccount(
        id=id_,
        number=f"BA{id_}",
        name=f"{' '.join(customer.name.split())} {number + 1}",
        customer_id=customer.id,
        currency=customer.currency,
        frequency=_FREQUENCIES[own[0].frequency],
        starts_on=start,
        is_default=number == 0,
        is_inactive=False,
        created_at=created_at,
        modified_at=created_at,
    )


def _subscription(slot: int, term: Term, customer: Customer, as_of: date) -> Subscription:
    status = _STATUSES[term.state]
    id_ = ids.subscription(slot, term.position)
    created_at = morning(min(term.starts_on, as_of) - DAY, id_ % 30_000)
    touched_on = min(term.ended_on or term.suspended_on or term.term_starts_on, as_of - DAY)
    order = term.follows if is_renewed_by_hand(term) else None
    return Subscription(
        id=id_,
        number=f"SUB{id_:08d}",
        name=f"{term.lines[0].good.name} {customer.entity_id}",
        customer_id=customer.id,
        billing_account_id=ids.erp_account(slot, term.account),
        plan_id=plan_id(term.lines[0].good, term.months),
        term_months=term.months,
        starts_on=term.starts_on,
        ends_on=term.term_ends_on,
        status=status,
        currency=term.currency,
        is_auto_renewed=term.ending == "Auto-Renew",
        renewal_method=_method(term),
        renewal_number=term.renewals,
        sales_order_id=None if order is None else order_id(slot, order),
        external_id=f"GTV-{ids.service(slot, term.position, 1)}",
        created_at=created_at,
        modified_at=max(created_at, morning(touched_on, id_ % 30_000)),
        lines=tuple(_line(slot, term.position, term, it, status) for it in term.lines),
    )


def _draft(slot: int, term: Term, customer: Customer, as_of: date) -> Subscription:
    """The subscription that a renewal has made and nobody has activated yet."""
    position, start = term.position + 1, term.renewal_start()
    id_ = ids.subscription(slot, position)
    made_at = morning(renewed_on(term, as_of), 60)
    return Subscription(
        id=id_,
        number=f"SUB{id_:08d}",
        name=f"{term.lines[0].good.name} {customer.entity_id} renewal",
        customer_id=customer.id,
        billing_account_id=ids.erp_account(slot, term.account),
        plan_id=plan_id(term.lines[0].good, RENEWED_MONTHS),
        term_months=RENEWED_MONTHS,
        starts_on=start,
        ends_on=last_day(start, RENEWED_MONTHS),
        status="DRAFT",
        currency=term.currency,
        is_auto_renewed=False,
        renewal_method=_method(term),
        renewal_number=term.renewals + 1,
        sales_order_id=order_id(slot, term.position),
        external_id=None,
        created_at=made_at,
        modified_at=made_at,
        lines=tuple(_draft_line(slot, position, term, it) for it in term.lines),
    )


def _method(
    term: Term,
) -> Literal["EXTEND_EXISTING_SUBSCRIPTION", "CREATE_NEW_SUBSCRIPTION"]:
    if term.ending == "High Touch":
        return "CREATE_NEW_SUBSCRIPTION"
    return "EXTEND_EXISTING_SUBSCRIPTION"


def _line(
    slot: int, position: int, term: Term, line: TermLine, status: SubscriptionStatus
) -> SubscriptionLine:
    id_ = ids.subscription_line(slot, position, line.number)
    return SubscriptionLine(
        id=id_,
        number=line.number,
        sku=line.good.sku,
        kind="RECURRING",
        status=status,
        is_in_renewal=True,
        starts_on=line.starts_on,
        ends_on=term.term_ends_on,
        terminated_on=term.ended_on if status == "TERMINATED" else None,
        quantity=Decimal(line.quantity),
        intervals=tuple(
            PriceInterval(
                id=4 * id_ + i,
                starts_on=rate.starts_on,
                ends_on=rate.ends_on or term.ended_on,
                quantity=Decimal(line.quantity),
                recurring_amount=term.per_period(rate.unit * line.quantity),
                frequency=_FREQUENCIES[term.frequency],
            )
            for i, rate in enumerate(line.rates)
        ),
    )


def _draft_line(slot: int, position: int, term: Term, line: TermLine) -> SubscriptionLine:
    id_ = ids.subscription_line(slot, position, line.number)
    start = term.renewal_start()
    ends_on = last_day(start, RENEWED_MONTHS)
    quantity = Decimal(line.quantity)
    amount = term.per_period(line.monthly(start))
    frequency = _FREQUENCIES[term.frequency]
    return SubscriptionLine(
        id=id_,
        number=line.number,
        sku=line.good.sku,
        kind="RECURRING",
        status="DRAFT",
        is_in_renewal=True,
        starts_on=start,
        ends_on=ends_on,
        terminated_on=None,
        quantity=quantity,
        intervals=(PriceInterval(4 * id_, start, None, quantity, amount, frequency),),
    )


def _change_orders(
    slot: int, terms: Sequence[Term], customer: Customer, as_of: date
) -> Iterable[ChangeOrder]:
    for term in terms:
        for step, change in enumerate(term.changes):
            yield _change(slot, term, step, change, customer, as_of)
        if term.is_renewal_due:
            yield _renewal(slot, term, customer, renewed_on(term, as_of))
        elif term.next is not None and term.ending == "High Touch" and not term.is_live:
            yield _renewal(slot, term, customer, term.renewal_start() - timedelta(days=20))


def _change(
    slot: int, term: Term, step: int, change: Change, customer: Customer, as_of: date
) -> ChangeOrder:
    id_ = ids.change_order(slot, term.position, step)
    base = term.lines[0]
    created_at = morning(min(change.effective_on, as_of) - DAY, id_ % 30_000)
    status = _STATUSES[term.state]
    is_price = change.action == "MODIFY_PRICING"
    line = ChangeOrderLine(
        line_id=ids.subscription_line(slot, term.position, base.number),
        sku=base.good.sku,
        number=base.number,
        old_quantity=Decimal(base.quantity),
        new_quantity=Decimal(base.quantity),
        old_amount=change.old,
        new_amount=change.new if is_price else change.old,
        old_status="ACTIVE",
        new_status="ACTIVE" if is_price else status,
    )
    return ChangeOrder(
        id=id_,
        number=f"SCO{id_:08d}",
        action=change.action,
        subscription_id=ids.subscription(slot, term.position),
        customer_id=customer.id,
        billing_account_id=ids.erp_account(slot, term.account),
        effective_on=change.effective_on,
        approval="APPROVED",
        status="ACTIVE",
        modification="UPSELL_DOWNSELL" if is_price else None,
        memo="",
        created_at=created_at,
        modified_at=created_at,
        lines=(line,),
    )


def _renewal(slot: int, term: Term, customer: Customer, day: date) -> ChangeOrder:
    id_ = ids.change_order(slot, term.position, 3)
    start = term.renewal_start()
    made_at = morning(day, 30)
    order = order_id(slot, term.position)
    new = ids.subscription(slot, term.position + 1)
    steps = (
        RenewalStep("CREATE_NEW_SUBSCRIPTION", "SUCCESS", new, None, None),
        RenewalStep("CREATE_NEW_SALES_TRANSACTION", "SUCCESS", new, order, None),
    )
    return ChangeOrder(
        id=id_,
        number=f"SCO{id_:08d}",
        action="RENEW",
        subscription_id=ids.subscription(slot, term.position),
        customer_id=customer.id,
        billing_account_id=ids.erp_account(slot, term.account),
        effective_on=start,
        approval="PENDING_APPROVAL" if term.is_renewal_pending else "APPROVED",
        status="ACTIVE",
        modification="IGNORED",
        memo="",
        created_at=made_at,
        modified_at=made_at,
        renewal_method="CREATE_NEW_SUBSCRIPTION",
        renewal_term_months=RENEWED_MONTHS,
        renewal_transaction_type="SalesOrd",
        renewal_starts_on=start,
        renewal_ends_on=last_day(start, RENEWED_MONTHS),
        steps=() if term.is_renewal_pending else steps,
    )


def _charge(
    slot: int,
    item: BillingInvoiceItem,
    invoice: BillingInvoice,
    customer: Customer,
    terms: Sequence[Term],
    paid_in: Mapping[str, int],
) -> Charge:
    position, number = divmod((item.service_id or 0) - ids.service(slot, 0, 1), ids.LINES_EACH)
    term = next(it for it in terms if it.position == position)
    starts_on, ends_on = item.starts_on, item.ends_on
    return Charge(
        id=item.id,
        subscription_id=ids.subscription(slot, position),
        line_id=ids.subscription_line(slot, position, number + 1),
        customer_id=customer.id,
        billing_account_id=ids.erp_account(slot, term.account),
        sku=term.lines[number].good.sku,
        charged_on=invoice.occurred_on,
        service_starts_on=starts_on or invoice.occurred_on,
        service_ends_on=ends_on or invoice.occurred_on,
        quantity=item.quantity,
        amount=item.total,
        currency=invoice.currency,
        invoice_id=paid_in.get(invoice.number),
        created_at=morning(invoice.occurred_on, 120),
    )
