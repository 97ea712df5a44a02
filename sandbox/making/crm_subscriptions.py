"""A customer's subscriptions as the CRM holds them, with their change orders and opportunities."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from sandbox.company import (
    CrmChangeOrder,
    CrmOpportunity,
    CrmOpportunityLine,
    CrmQuote,
    CrmSubscription,
    Transaction,
)
from sandbox.making import ids
from sandbox.making.at_billing import crm_subscription_id
from sandbox.making.at_crm import account_id
from sandbox.making.catalogue import STANDARD_BOOK, crm_price_id, crm_product_id
from sandbox.making.crm_ids import crm_id
from sandbox.making.days import DAY, last_day, morning
from sandbox.making.erp_documents import RENEWED_MONTHS, crm_opportunity, order_id, renewed_on
from sandbox.making.staff import user_id
from sandbox.making.terms import State, Term, TermLine

Status = Literal["Draft", "New", "In Service", "Suspended", "Expired", "Canceled"]
_STATUSES: dict[State, Status] = {
    "active": "In Service",
    "suspended": "Suspended",
    "terminated": "Canceled",
    "closed": "Expired",
    "replaced": "Canceled",
    "scheduled": "New",
}
_ACTIONS: dict[str, Literal["Modify Pricing", "Suspend", "Reactivate", "Terminate"]] = {
    "MODIFY_PRICING": "Modify Pricing",
    "SUSPEND": "Suspend",
    "REACTIVATE": "Reactivate",
    "TERMINATE": "Terminate",
}


@dataclass(frozen=True, slots=True)
class Sold:
    """Subscriptions and what was done to get and to keep them."""

    subscriptions: tuple[CrmSubscription, ...] = ()
    change_orders: tuple[CrmChangeOrder, ...] = ()
    opportunities: tuple[CrmOpportunity, ...] = ()
    quotes: tuple[CrmQuote, ...] = ()


def sold(slot: int, terms: Sequence[Term], orders: Iterable[Transaction], as_of: date) -> Sold:
    """All of a customer's; `orders` are the ERP's sales orders of renewals."""
    drafts = [it for it in terms if it.is_renewal_due and not it.is_renewal_pending]
    subscriptions = [_subscription(slot, it, line, as_of) for it in terms for line in it.lines]
    subscriptions += [_draft(slot, it, line, as_of) for it in drafts for line in it.lines]
    opportunities = [_new_business(slot, it, as_of) for it in terms if it.follows is None]
    renewals = [_renewal(slot, it, terms) for it in orders]
    return Sold(
        subscriptions=tuple(subscriptions),
        change_orders=tuple(_change_orders(slot, terms, as_of)),
        opportunities=(*opportunities, *renewals),
        quotes=tuple(_quote(slot, position, it) for position, it in enumerate(renewals)),
    )


def _subscription(slot: int, term: Term, line: TermLine, as_of: date) -> CrmSubscription:
    position = term.position
    is_base = line.number == 1
    erp_id = f"{ids.subscription(slot, position)}"
    created_at = morning(min(line.starts_on, as_of) - DAY, slot % 30_000)
    return CrmSubscription(
        id=crm_subscription_id(slot, position, line.number),
        name=line.good.name,
        account_id=account_id(slot),
        parent_id=None if is_base else crm_subscription_id(slot, position, 1),
        product_id=crm_product_id(line.good),
        status=_STATUSES[term.state],
        starts_on=line.starts_on,
        term_starts_on=term.term_starts_on,
        ends_on=term.term_ends_on,
        term_months=term.months,
        term_type=term.term_type,
        renewal_type=term.ending,
        quantity=Decimal(line.quantity),
        mrr=line.monthly(term.ended_on or as_of),
        currency=term.currency,
        terminated_on=term.ended_on if term.state == "terminated" else None,
        subscription_id_erp=erp_id if is_base else f"{erp_id}:{line.number}",
        service_id_billing=str(ids.service(slot, position, line.number)),
        is_deleted=False,
        created_at=created_at,
        modified_at=_touched(term, created_at, as_of),
    )


def _touched(term: Term, created_at: datetime, as_of: date) -> datetime:
    day = term.ended_on or term.suspended_on or term.term_starts_on
    return max(created_at, morning(min(day, as_of - DAY)))


def _draft(slot: int, term: Term, line: TermLine, as_of: date) -> CrmSubscription:
    position, start = term.position + 1, term.renewal_start()
    is_base = line.number == 1
    erp_id = f"{ids.subscription(slot, position)}"
    made_at = morning(renewed_on(term, as_of), 300)
    return CrmSubscription(
        id=crm_subscription_id(slot, position, line.number),
        name=f"{line.good.name} renewal",
        account_id=account_id(slot),
        parent_id=None if is_base else crm_subscription_id(slot, position, 1),
        product_id=crm_product_id(line.good),
        status="Draft",
        starts_on=start,
        term_starts_on=start,
        ends_on=last_day(start, RENEWED_MONTHS),
        term_months=RENEWED_MONTHS,
        term_type="Customer-Renewed",
        renewal_type=term.ending,
        quantity=Decimal(line.quantity),
        mrr=line.monthly(start),
        currency=term.currency,
        terminated_on=None,
        subscription_id_erp=erp_id if is_base else f"{erp_id}:{line.number}",
        service_id_billing=None,
        is_deleted=False,
        created_at=made_at,
        modified_at=made_at,
    )


def _change_orders(slot: int, terms: Sequence[Term], as_of: date) -> Iterator[CrmChangeOrder]:
    for term in terms:
        for step, change in enumerate(term.changes):
            id_ = ids.change_order(slot, term.position, step)
            created_at = morning(min(change.effective_on, as_of) - DAY, 400)
            yield CrmChangeOrder(
                id=crm_id("change_order", id_),
                name=f"SCO{id_:08d}",
                subscription_id=crm_subscription_id(slot, term.position, 1),
                action=_ACTIONS[change.action],
                status="Active",
                effective_on=change.effective_on,
                change_order_id_erp=str(id_),
                renewal_subscription_id=None,
                opportunity_id=None,
                created_at=created_at,
                modified_at=created_at,
            )
        is_done = term.next is not None and term.ending == "High Touch" and not term.is_live
        if term.is_renewal_due or is_done:
            yield _renewal_order(slot, term, as_of, is_done=is_done)


def _renewal_order(slot: int, term: Term, as_of: date, *, is_done: bool) -> CrmChangeOrder:
    id_ = ids.change_order(slot, term.position, 3)
    start = term.renewal_start()
    day = start - timedelta(days=20) if is_done else renewed_on(term, as_of)
    new = None if term.is_renewal_pending else crm_subscription_id(slot, term.position + 1, 1)
    return CrmChangeOrder(
        id=crm_id("change_order", id_),
        name=f"SCO{id_:08d}",
        subscription_id=crm_subscription_id(slot, term.position, 1),
        action="Renew",
        status="Pending Approval" if term.is_renewal_pending else "Active",
        effective_on=start,
        change_order_id_erp=str(id_),
        renewal_subscription_id=new,
        opportunity_id=None if new is None else crm_opportunity(slot, term.position),
        created_at=morning(day, 300),
        modified_at=morning(day, 300),
    )


def _new_business(slot: int, term: Term, as_of: date) -> CrmOpportunity:
    """How the subscription was won."""
    won_on = min(term.starts_on, as_of) - DAY
    lines = _lines(slot, term, term.starts_on, 1, 4 * term.position)
    amount = sum(
        (it.quantity * it.unit_price for it in lines[1:]), lines[0].quantity * lines[0].unit_price
    )
    return CrmOpportunity(
        id=crm_id("opportunity", 16 * slot + term.position),
        account_id=account_id(slot),
        owner_id=user_id(slot),
        name=f"{term.lines[0].good.name} {term.starts_on.year}",
        type="New Business",
        stage="Closed Won",
        probability=100,
        is_closed=True,
        is_won=True,
        closes_on=won_on,
        amount=amount,
        currency=term.currency,
        pricebook_id=STANDARD_BOOK,
        subscription_id=crm_subscription_id(slot, term.position, 1),
        sales_order_id_erp=None,
        is_deleted=False,
        created_at=morning(won_on),
        modified_at=morning(won_on, 900),
        lines=lines,
    )


def _renewal(slot: int, order: Transaction, terms: Sequence[Term]) -> CrmOpportunity:
    """The opportunity that a renewal's sales order became; won where it is billed."""
    position = order.id - order_id(slot, 0)
    term = next(it for it in terms if it.position == position)
    is_won = order.status == "G"
    start = term.renewal_start()
    newer = next((it for it in terms if it.position == position + 1), term)
    lines = _lines(slot, newer, start, RENEWED_MONTHS, 32 + 4 * position)
    return CrmOpportunity(
        id=crm_opportunity(slot, position),
        account_id=account_id(slot),
        owner_id=user_id(slot),
        name=f"{term.lines[0].good.name} renewal {start.year}",
        type="Renewal",
        stage="Closed Won" if is_won else "Proposal/Price Quote",
        probability=100 if is_won else 75,
        is_closed=is_won,
        is_won=is_won,
        closes_on=start - DAY,
        amount=order.total,
        currency=term.currency,
        pricebook_id=STANDARD_BOOK,
        subscription_id=crm_subscription_id(slot, position, 1),
        sales_order_id_erp=str(order.id),
        is_deleted=False,
        created_at=order.created_at + timedelta(minutes=5),
        modified_at=order.created_at + timedelta(minutes=5),
        lines=lines,
    )


def _lines(
    slot: int, term: Term, day: date, months: int, first: int
) -> tuple[CrmOpportunityLine, ...]:
    return tuple(
        CrmOpportunityLine(
            id=crm_id("opportunity_line", 128 * slot + first + line.number),
            price_id=crm_price_id(line.good, term.currency),
            product_id=crm_product_id(line.good),
            quantity=Decimal(line.quantity),
            unit_price=line.unit(day) * months,
            service_on=day,
        )
        for line in term.lines
    )


def _quote(slot: int, position: int, it: CrmOpportunity) -> CrmQuote:
    return CrmQuote(
        id=crm_id("quote", 8 * slot + position),
        opportunity_id=it.id,
        account_id=it.account_id,
        name=it.name,
        number=f"{8 * slot + position:08d}",
        status="Accepted" if it.is_won else "Presented",
        expires_on=it.closes_on,
        total=it.amount,
        currency=it.currency,
        created_at=it.created_at,
        modified_at=it.modified_at,
    )
