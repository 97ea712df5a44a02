"""What subscriptions lead to in the ERP: invoices as billing made them, and orders of renewals."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sandbox.company import Application, BillingInvoice, Customer, Line, Transaction
from sandbox.documents import FIRST_ID, ID_RANGE, NUMBERS, at_work
from sandbox.making import ids
from sandbox.making.crm_ids import crm_id
from sandbox.making.days import DAY, morning
from sandbox.making.terms import Term, TermLine

FIRST_ORDER = 48  # of a customer's documents: behind the invoices and their payments
RENEWED_MONTHS = 12


def copies(
    slot: int,
    customer: Customer,
    rate: Decimal,
    invoices: Sequence[BillingInvoice],
    rng: random.Random,
) -> tuple[list[Transaction], list[Application]]:
    """Billing's invoices as the ERP's receivables, with what paid them, in id order."""
    documents: list[Transaction] = []
    applied: list[Application] = []
    for it in invoices:
        id_ = document_id(slot, len(documents))
        documents.append(_copy(id_, it, slot, customer, rate, rng))
        if it.paid_on is not None:
            documents.append(_paid(id_ + 1, it, it.paid_on, customer, rate, rng))
            applied.append(Application(id_ + 1, id_, it.amount))
    return documents, applied


def renewal_orders(
    slot: int, customer: Customer, rate: Decimal, terms: Iterable[Term], as_of: date
) -> list[Transaction]:
    """The sales orders of renewals by hand: billed where renewed, pending where it is to come."""
    return [
        _sales_order(slot, term, customer, rate, as_of)
        for term in terms
        if (term.is_renewal_due and not term.is_renewal_pending) or is_renewed_by_hand(term)
    ]


def document_id(slot: int, position: int) -> int:
    """The id of a document of subscriptions: in the range of who comes right after the customer."""
    return FIRST_ID + ID_RANGE * (slot + 1) + position


def order_id(slot: int, position: int) -> int:
    """The sales order of the renewal of the subscription at a position."""
    return document_id(slot, FIRST_ORDER + position)


def is_renewed_by_hand(term: Term) -> bool:
    """Whether it is the new term of a subscription that somebody renewed."""
    return term.follows is not None and term.ending == "High Touch"


def renewal_total(term: Term, on: date) -> Decimal:
    """What a renewal for a year comes to, at the prices of a day."""
    return term.monthly(on) * RENEWED_MONTHS


def _copy(
    id_: int,
    it: BillingInvoice,
    slot: int,
    customer: Customer,
    rate: Decimal,
    rng: random.Random,
) -> Transaction:
    created_at = at_work(it.occurred_on, rng)
    return Transaction(
        id=id_,
        type="CustInvc",
        number=NUMBERS["CustInvc"].format(id_ - FIRST_ID),
        customer_id=customer.id,
        currency=it.currency,
        rate=rate,
        date=it.occurred_on,
        due_date=it.due_on,
        total=it.amount,
        unpaid=it.open_amount,
        unused=it.amount * 0,
        status="A" if it.open_amount else "B",
        memo=f"Billing invoice {it.number}",
        external_id=f"GTV-{it.number}",
        created_at=created_at,
        modified_at=created_at if it.paid_on is None else max(created_at, at_work(it.paid_on, rng)),
        billing_account_id=ids.erp_account(slot, it.account_id - ids.billing_account(slot)),
    )


def _paid(
    id_: int,
    it: BillingInvoice,
    day: date,
    customer: Customer,
    rate: Decimal,
    rng: random.Random,
) -> Transaction:
    created_at = at_work(day, rng)
    return Transaction(
        id=id_,
        type="CustPymt",
        number=NUMBERS["CustPymt"].format(id_ - FIRST_ID),
        customer_id=customer.id,
        currency=it.currency,
        rate=rate,
        date=day,
        due_date=None,
        total=it.amount,
        unpaid=it.amount * 0,
        unused=it.amount * 0,
        status="C",
        memo="",
        external_id=None,
        created_at=created_at,
        modified_at=created_at,
    )


def _sales_order(
    slot: int, term: Term, customer: Customer, rate: Decimal, as_of: date
) -> Transaction:
    """The order of the term that is to come, or of the one that has come."""
    is_done = is_renewed_by_hand(term)
    position = term.position - 1 if is_done else term.position
    start = term.starts_on if is_done else term.renewal_start()
    day = start - timedelta(days=20) if is_done else renewed_on(term, as_of)
    id_ = order_id(slot, position)
    lines = tuple(
        _order_line(it, it.unit(start) * RENEWED_MONTHS, is_billed=is_done) for it in term.lines
    )
    return Transaction(
        id=id_,
        type="SalesOrd",
        number=NUMBERS["SalesOrd"].format(id_ - FIRST_ID),
        customer_id=customer.id,
        currency=term.currency,
        rate=rate,
        date=day,
        due_date=None,
        total=sum((it.amount for it in lines[1:]), lines[0].amount),
        unpaid=lines[0].amount * 0,
        unused=lines[0].amount * 0,
        status="G" if is_done else "A",
        memo="Renewal",
        external_id=None,
        created_at=morning(day, 90),
        modified_at=morning(day, 90),
        lines=lines,
        crm_id=crm_opportunity(slot, position),
    )


def crm_opportunity(slot: int, position: int) -> str:
    """The CRM's opportunity for the renewal of the subscription at a position."""
    return crm_id("opportunity", 16 * slot + 8 + position)


def _order_line(line: TermLine, price: Decimal, *, is_billed: bool) -> Line:
    quantity = Decimal(line.quantity)
    return Line(
        number=line.number,
        item=line.good.sku,
        quantity=quantity,
        quantity_billed=quantity if is_billed else Decimal(0),
        rate=price,
        amount=price * quantity,
    )


def renewed_on(term: Term, as_of: date) -> date:
    """The day on which somebody began to renew it: in its last weeks, and before today."""
    return min(as_of - DAY, term.renewal_start() - timedelta(days=20))
