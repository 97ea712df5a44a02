"""A customer as billing holds it: accounts, services, the orders that made them, charges beside."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from sandbox.company import (
    Adjustment,
    AgreementInForce,
    BillingAccount,
    BillingInvoice,
    BillingOrder,
    BillingOrderItem,
    BillingPayment,
    BillingRecords,
    Customer,
    Service,
    ServicePrice,
)
from sandbox.company.billing import EndAction
from sandbox.making import ids
from sandbox.making.catalogue import CATEGORIES, PAYMENT_TERMS, TERMS_DAYS
from sandbox.making.crm_ids import crm_id
from sandbox.making.days import DAY, in_month, months_left, morning, to_places
from sandbox.making.goods import DEALS
from sandbox.making.terms import Ending, State, Term, TermLine

END_ACTIONS: dict[Ending, EndAction] = {
    "Auto-Renew": "RENEW_AGREEMENT",
    "High Touch": "CHANGE_AGREEMENT",
    "Month-To-Month": "SERVICE_ONLY",
    "Expires": "DEACTIVATE_SERVICE",
}
LONG_DUE_DAYS = 20
LATE_SHARE = Decimal("0.02")
_STATUSES: dict[State, Literal["ACTIVE", "SUSPENDED", "DEACTIVATED", "REPLACED", "SCHEDULED"]] = {
    "active": "ACTIVE",
    "suspended": "SUSPENDED",
    "terminated": "DEACTIVATED",
    "closed": "DEACTIVATED",
    "replaced": "REPLACED",
    "scheduled": "SCHEDULED",
}


def liability(term: Term) -> Decimal:
    """What the agreement asks for when a subscription is ended early; docs/differences.md §7."""
    ended_on, last = term.ended_on, term.term_ends_on
    nothing = term.lines[0].rates[0].unit * 0
    if ended_on is None or last is None or ended_on >= last:
        return nothing
    left = months_left(ended_on, last)
    deal = next(it for it in DEALS if it.id == term.deal.id)
    flat = Decimal(deal.flat or 0)
    if deal.is_prorated:
        flat = flat * left / deal.months
    raw = flat + Decimal(deal.percentage or 0) * term.monthly(ended_on) * left / 100
    if deal.most is not None:
        raw = min(raw, Decimal(deal.most))
    return to_places(raw, nothing)


def records(
    slot: int,
    customer: Customer,
    crm_account: str,
    terms: Sequence[Term],
    invoices: Sequence[BillingInvoice],
    payments: Sequence[BillingPayment],
    as_of: date,
) -> BillingRecords:
    """Everything of one customer; accounts balance to what is open of the invoices.

    A customer without a subscription has no account there.
    """
    charges = [_charge(slot, it) for it in terms if it.state == "terminated" and liability(it)]
    charges += _late_fees(slot, invoices, as_of)
    return BillingRecords(
        accounts=tuple(
            _account(slot, number, customer, crm_account, terms, invoices, charges, as_of)
            for number in sorted({it.account for it in terms})
        ),
        orders=tuple(_order(slot, it, customer, as_of) for it in terms),
        services=tuple(_service(slot, it, line) for it in terms for line in it.lines),
        invoices=tuple(invoices),
        payments=tuple(payments),
        adjustments=tuple(charges),
    )


def crm_subscription_id(slot: int, position: int, number: int) -> str:
    """The CRM's id of a line, which billing and the CRM itself both hold."""
    return crm_id("subscription", ids.line(slot, position, number))


def _account(
    slot: int,
    number: int,
    customer: Customer,
    crm_account: str,
    terms: Sequence[Term],
    invoices: Sequence[BillingInvoice],
    charges: Sequence[Adjustment],
    as_of: date,
) -> BillingAccount:
    own = [it for it in terms if it.account == number]
    id_, nothing = ids.billing_account(slot, number), own[0].lines[0].rates[0].unit * 0
    start = min(it.starts_on for it in own)
    live = [it for it in own if it.state == "active" and it.frequency == "MONTH"]
    cycle = {"MONTH": 80, "QUARTER": 81, "YEAR": 82}[own[0].frequency]
    return BillingAccount(
        id=id_,
        number=ids.account_number(slot, number),
        external_number=crm_account,
        status=_status(start, invoices, as_of),
        name=" ".join(customer.name.split()),
        customer_number=f"{7_000 + slot}",
        external_customer_number=customer.entity_id,
        tax_number=customer.tax_number or None,
        address=customer.address,
        email=customer.email,
        currency=None if slot % 23 == 0 else customer.currency,
        balance=balance_of(invoices, (), charges, id_, nothing),
        pending_charges=sum((it.monthly(as_of) for it in live), nothing),
        cycle_id=cycle,
        category=CATEGORIES[slot // 2 % 7 // 3],
        payment_term=PAYMENT_TERMS[TERMS_DAYS.index(customer.terms_days)],
        parent_id=None,
        starts_on=min(start, as_of - DAY),
        ends_on=None,
        next_invoice_on=in_month(as_of, -1),
    )


def _status(
    start: date, invoices: Sequence[BillingInvoice], as_of: date
) -> Literal["PENDING", "COLLECTION", "ACTIVE"]:
    if start >= as_of:
        return "PENDING"
    return "COLLECTION" if any(_is_long_due(it, as_of) for it in invoices) else "ACTIVE"


def _is_long_due(it: BillingInvoice, as_of: date) -> bool:
    return bool(it.open_amount) and it.due_on < as_of - LONG_DUE_DAYS * DAY


def _late_fees(slot: int, invoices: Sequence[BillingInvoice], as_of: date) -> Iterator[Adjustment]:
    """A fee on the oldest invoice that is long due, not paid either."""
    late = next((it for it in invoices if _is_long_due(it, as_of)), None)
    if late is None:
        return
    fee = to_places(late.amount * LATE_SHARE, late.amount)
    day = late.due_on + LONG_DUE_DAYS * DAY
    yield Adjustment(
        id=9_000_000 + slot,
        account_id=late.account_id,
        type="LATE_FEE",
        is_credit=False,
        status="POSTED",
        amount=fee,
        unapplied_amount=fee,
        currency=late.currency,
        occurred_on=day,
        posted_on=day,
        reason="Late payment",
        service_id=None,
        invoice_id=late.id,
    )


def _service(slot: int, term: Term, line: TermLine) -> Service:
    id_, is_base = ids.service(slot, term.position, line.number), line.number == 1
    changed_on = term.ended_on or term.suspended_on or line.starts_on
    return Service(
        id=id_,
        account_id=ids.billing_account(slot, term.account),
        product_id=line.good.billing_id,
        parent_id=None if is_base else ids.service(slot, term.position, 1),
        next_id=_next(slot, term) if is_base else None,
        status=_STATUSES[term.state],
        status_on=changed_on,
        starts_on=line.starts_on,
        ends_on=term.ended_on,
        commitment_ends_on=term.term_ends_on,
        description=line.good.name,
        quantity=Decimal(line.quantity),
        renewal_count=term.renewals,
        agreement=_agreement(id_, term) if is_base else None,
        prices=tuple(_price(id_, i, term, line) for i in range(len(line.rates))),
        subscription_id_crm=crm_subscription_id(slot, term.position, line.number),
    )


def _next(slot: int, term: Term) -> int | None:
    """The service that came after; the draft of a renewal is not in billing yet."""
    if term.next is None or term.is_live:
        return None
    return ids.service(slot, term.next, 1)


def _agreement(id_: int, term: Term) -> AgreementInForce:
    """What is left of one that ran out is that the service goes on from month to month."""
    ends_on = term.term_ends_on or term.term_starts_on - DAY
    return AgreementInForce(
        id=id_,
        agreement_id=term.deal.id,
        starts_on=term.term_starts_on if term.term_ends_on else term.starts_on,
        ends_on=ends_on,
        end_action=END_ACTIONS[term.ending],
        next_end_action=None,
        is_renewed=term.renewals > 0,
        keeps_price=True,
    )


def _price(service_id: int, position: int, term: Term, line: TermLine) -> ServicePrice:
    rate, good = line.rates[position], line.good
    is_listed = term.frequency == "MONTH" and rate.unit == good.price(term.currency)
    return ServicePrice(
        id=4 * service_id + position,
        amount=term.per_period(rate.unit * line.quantity),
        period=term.frequency,
        starts_on=rate.starts_on,
        ends_on=rate.ends_on or term.ended_on,
        price_id=good.price_id(term.currency) if is_listed else None,
        is_in_advance=term.frequency != "MONTH",
    )


def _order(slot: int, term: Term, customer: Customer, as_of: date) -> BillingOrder:
    """The order that the services came from."""
    id_ = ids.subscription(slot, term.position) + 2_000_000
    ordered_on = min(term.starts_on, as_of) - DAY
    units = [term.per_period(it.rates[0].unit) for it in term.lines]
    due = [unit * it.quantity for unit, it in zip(units, term.lines, strict=True)]
    return BillingOrder(
        id=id_,
        number=f"{id_}",
        type="renewal" if term.follows is not None else "sales",
        status="COMPLETED",
        account_id=ids.billing_account(slot, term.account),
        ordered_at=morning(ordered_on, slot % 30_000),
        po_number=f"PO-{customer.id}" if slot % 5 == 0 else None,
        note=None,
        total=sum(due[1:], due[0]),
        currency=term.currency,
        renewal_on=term.starts_on if term.follows is not None else None,
        order_id_crm=None,
        items=tuple(
            BillingOrderItem(
                id=16 * id_ + line.number,
                sequence=line.number,
                product_id=line.good.billing_id,
                quantity=Decimal(line.quantity),
                unit_price=unit * 0,
                recurring_unit_price=unit,
                description=line.good.name,
                effective_on=line.starts_on,
                agreement_id=term.deal.id if line.number == 1 else None,
                service_id=ids.service(slot, term.position, line.number),
            )
            for unit, line in zip(units, term.lines, strict=True)
        ),
    )


def _charge(slot: int, term: Term) -> Adjustment:
    amount = liability(term)
    id_ = ids.subscription(slot, term.position) + 8_000_000
    ended_on = term.ended_on or term.starts_on
    return Adjustment(
        id=id_,
        account_id=ids.billing_account(slot, term.account),
        type="TERMINATION_CHARGE",
        is_credit=False,
        status="POSTED",
        amount=amount,
        unapplied_amount=amount * 0,
        currency=term.currency,
        occurred_on=ended_on,
        posted_on=ended_on,
        reason="Early termination",
        service_id=ids.service(slot, term.position, 1),
        invoice_id=None,
    )


def balance_of(
    invoices: Iterable[BillingInvoice],
    payments: Iterable[BillingPayment],
    adjustments: Iterable[Adjustment],
    account_id: int,
    nothing: Decimal,
) -> Decimal:
    """What an account owes: what is open, and charges, less credits and money not applied."""
    owed = sum((it.open_amount for it in invoices if it.account_id == account_id), nothing)
    for it in adjustments:
        if it.account_id == account_id and it.status == "POSTED":
            owed += -it.unapplied_amount if it.is_credit else it.unapplied_amount
    return owed - sum(
        (it.unapplied_amount for it in payments if it.account_id == account_id), nothing
    )


def overdue_of(
    invoices: Iterable[BillingInvoice], account_id: int, as_of: date, nothing: Decimal
) -> Decimal:
    """What is open of an account's invoices that were due before the day."""
    return sum(
        (it.open_amount for it in invoices if it.account_id == account_id and it.due_on < as_of),
        nothing,
    )
