"""What billing has invoiced in the last months: whole periods, and parts of months by days."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sandbox.company import BillingInvoice, BillingInvoiceItem, BillingPayment, PaymentApplication
from sandbox.making import ids
from sandbox.making.days import DAY, in_month, last_day, month_end, prorated, to_places
from sandbox.making.terms import MONTHS_IN, Term, TermLine

MONTHS_BACK = (2, 1, 0)
LONGER_BACK = (3, *MONTHS_BACK)  # of who does not pay, so that something is overdue on any terms
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Debts:
    """How a customer pays: the last invoice is open, or all of them are."""

    is_owing: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class _Charged:
    """One line for one stretch of days."""

    term: Term
    line: TermLine
    starts_on: date
    ends_on: date
    unit: Decimal
    full: Decimal
    total: Decimal


def invoices(
    slot: int,
    terms: Sequence[Term],
    terms_days: int,
    debts: Debts,
    as_of: date,
    rng: random.Random,
) -> list[BillingInvoice]:
    """One invoice an account for each first of a month with something to bill, oldest first."""
    backs = LONGER_BACK if debts.is_late else MONTHS_BACK
    days = [day for day in (in_month(as_of, back) for back in backs) if day < as_of]
    made: list[BillingInvoice] = []
    for day in days:
        is_open = debts.is_late or (debts.is_owing and day == days[-1])
        for account in (0, 1):
            charged = list(_charged((it for it in terms if it.account == account), day))
            if charged:
                paid_on = None if is_open else _some_day_after(day, as_of, rng)
                made.append(_invoice(slot, len(made), account, charged, day, terms_days, paid_on))
    return made


def payments(slot: int, made: Sequence[BillingInvoice]) -> list[BillingPayment]:
    """One payment for every invoice that is settled; one that bounced for an old open one."""
    paid = [_payment(slot, it, it.paid_on) for it in made if it.paid_on is not None]
    still_open = [it for it in made if it.open_amount]
    if len(still_open) > 1:
        bounced = _payment(slot, still_open[0], still_open[0].occurred_on + 3 * DAY)
        applied = replace(bounced.applications[0], type="REVERSED")
        paid.append(replace(bounced, status="VOID", applications=(applied,)))
    return paid


def _payment(slot: int, it: BillingInvoice, day: date) -> BillingPayment:
    return BillingPayment(
        id=it.id + 1_000_000_000,
        account_id=it.account_id,
        status="COMPLETED",
        amount=it.amount,
        received_amount=it.amount,
        unapplied_amount=it.amount * 0,
        refunded_amount=it.amount * 0,
        currency=it.currency,
        rate=Decimal(1),
        occurred_on=day,
        reference=f"WIRE {slot}-{it.id % ids.INVOICES_EACH}",
        applications=(PaymentApplication(it.id, it.id, it.amount, "INVOICE", day),),
    )


def service_of(slot: int, term: Term, line: TermLine) -> int:
    """Billing's service of a line."""
    return ids.service(slot, term.position, line.number)


def _charged(terms: Iterable[Term], day: date) -> Iterator[_Charged]:
    for term in terms:
        for line in term.lines:
            if term.frequency == "MONTH":
                yield from _month_before(term, line, day)
            elif _is_due(term, line, day):
                unit = term.per_period(line.unit(day))
                full = unit * line.quantity
                ends_on = last_day(day, MONTHS_IN[term.frequency])
                yield _Charged(term, line, day, ends_on, unit, full, full)


def _is_due(term: Term, line: TermLine, day: date) -> bool:
    is_served = line.starts_on <= day and (term.ended_on is None or day <= term.ended_on)
    return is_served and term.period_starts(day)


def _month_before(term: Term, line: TermLine, day: date) -> Iterator[_Charged]:
    """What was served in the month that ended on the day before."""
    first, last = (day - DAY).replace(day=1), day - DAY
    starts_on = max(first, line.starts_on)
    for until in (term.ended_on, term.suspended_on and term.suspended_on - DAY):
        last = last if until is None else min(last, until)
    for rate in line.rates:
        begin, end = max(starts_on, rate.starts_on), min(last, rate.ends_on or last)
        if begin <= end:
            full = rate.unit * line.quantity
            total = prorated(full, begin, end)
            yield _Charged(term, line, begin, end, rate.unit, full, total)


def _some_day_after(day: date, as_of: date, rng: random.Random) -> date:
    return day + timedelta(days=rng.randrange(min(21, (as_of - day).days)))


def _invoice(
    slot: int,
    position: int,
    account: int,
    charged: Sequence[_Charged],
    day: date,
    terms_days: int,
    paid_on: date | None,
) -> BillingInvoice:
    id_ = ids.invoice(slot, position)
    items = tuple(_item(slot, 16 * id_ + i, it) for i, it in enumerate(charged))
    amount = sum((it.total for it in items[1:]), items[0].total)
    return BillingInvoice(
        id=id_,
        number=ids.invoice_number(id_),
        account_id=ids.billing_account(slot, account),
        status="CLOSED" if paid_on else "OPEN",
        currency=charged[0].term.currency,
        amount=amount,
        open_amount=amount - amount if paid_on else amount,
        occurred_on=day,
        due_on=day + timedelta(days=terms_days),
        paid_on=paid_on,
        items=items,
    )


def _item(slot: int, id_: int, it: _Charged) -> BillingInvoiceItem:
    share = WHOLE
    if it.total != it.full:
        days, whole = (it.ends_on - it.starts_on).days + 1, month_end(it.starts_on).day
        share = to_places(WHOLE * days / whole, Decimal("0.0001"))
    return BillingInvoiceItem(
        id=id_,
        type="SERVICE",
        service_id=service_of(slot, it.term, it.line),
        description=it.line.good.name,
        quantity=Decimal(it.line.quantity),
        unit_amount=it.unit,
        total=it.total,
        starts_on=it.starts_on,
        ends_on=it.ends_on,
        prorated_percentage=share,
        full_amount=it.full,
    )
