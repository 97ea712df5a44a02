"""docs/differences.md §7 and §8: early terminations, and billing's invoices in the ERP."""

from calendar import monthrange
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sandbox.company import Agreement, BillingInvoice, BillingInvoiceItem, Service, Transaction
from tests.sandbox.audit.records import PLACES, ZERO, Findings, Records, finding, numbers
from tests.sandbox.audit.subscriptions import grouped, mrr_of

CENT = "0.01"
CLOSE_DAYS = 7
FAR = Decimal("0.03")


def terminations(its: Records) -> Findings:
    groups = grouped(its.services)
    kept_in = {it.entity_id: it.currency for it in its.customers}
    currencies = {
        it.id: it.currency or kept_in[it.external_customer_number or ""]
        for it in its.billing_accounts
        if it.currency or it.external_customer_number
    }
    charges = defaultdict(list)
    for charge in its.adjustments:
        if charge.type == "TERMINATION_CHARGE" and charge.status != "REVERSED":
            charges[charge.service_id].append(charge)
    for it in its.services:
        agreement = it.agreement
        if it.status != "DEACTIVATED" or agreement is None or it.next_id or it.ends_on is None:
            continue
        if agreement.end_action == "SERVICE_ONLY" or it.ends_on >= agreement.ends_on:
            continue
        currency = currencies[it.account_id]
        owed = liability(
            it.ends_on,
            agreement.ends_on,
            its.agreements[agreement.agreement_id],
            _basis(groups[it.id], it.ends_on),
            currency,
        )
        billed = charges[it.id]
        left = ("gotransverse", it.id)
        right = ("gotransverse", numbers(charge.id for charge in billed))
        less = owed - sum((charge.amount for charge in billed), ZERO)
        kind = "amount" if len(billed) == 1 else "duplicate" if billed else "missing_right"
        if less:
            yield finding(
                "early_terminations", kind, "termination_charge", left, right, less, currency
            )


def liability(
    ended_on: date, last: date, terms: Agreement, basis: Decimal, currency: str
) -> Decimal:
    """The charge that an agreement asks for, a part of a month counting as one."""
    left = (last.year - ended_on.year) * 12 + last.month - ended_on.month
    left += 1 if last.day >= min(ended_on.day, monthrange(last.year, last.month)[1]) else 0
    flat = (terms.flat_fee or ZERO) * (Decimal(left) / terms.months if terms.is_prorated else 1)
    raw = flat + (terms.percentage or ZERO) / 100 * basis * left
    if terms.most is not None and raw > terms.most:
        raw = terms.most
    return rounded(raw, PLACES[currency])


def _basis(services: list[Service], on: date) -> Decimal:
    return sum((mrr_of(it, on) for it in services), ZERO)


def differences(its: Records) -> Findings:
    erp = {
        it.external_id.removeprefix("GTV-"): it
        for it in its.transactions
        if it.type == "CustInvc" and it.external_id and it.external_id.startswith("GTV-")
    }
    twins = defaultdict(list)
    for it in its.transactions:
        if it.type == "CustInvc" and not it.external_id and it.memo.startswith("Billing invoice "):
            twins[it.memo.removeprefix("Billing invoice ")].append(it)
    known = {it.number for it in its.invoices}
    for invoice in its.invoices:
        yield from _invoice(its, invoice, erp.get(invoice.number), twins[invoice.number])
    for number, copy in erp.items():
        if number not in known:
            left, right = ("gotransverse", ""), ("netsuite", copy.id)
            yield finding(
                "invoices", "missing_left", "invoice", left, right, -copy.total, copy.currency
            )
    yield from _payments(its)


def _invoice(
    its: Records, it: BillingInvoice, copy: Transaction | None, twins: list[Transaction]
) -> Findings:
    left = ("gotransverse", it.id)
    if copy is None:
        right = ("netsuite", "")
        yield finding("invoices", "missing_right", "invoice", left, right, it.amount, it.currency)
        return
    right = ("netsuite", str(copy.id))
    table = its.rates[copy.currency]
    less = it.amount - sum((item.total for item in it.items), ZERO)
    wrong = sum((item.total - _expected(item, it.currency) for item in it.items), ZERO)
    if twins:
        both = ("netsuite", numbers([copy.id, *(twin.id for twin in twins)]))
        amount = -sum((twin.total for twin in twins), ZERO)
        yield finding("invoices", "duplicate", "invoice", left, both, amount, it.currency)
    elif (copy.date.year, copy.date.month) != (it.occurred_on.year, it.occurred_on.month):
        assert abs((copy.date - it.occurred_on).days) <= CLOSE_DAYS
        yield finding("invoices", "timing", "invoice_date", left, right)
    elif copy.total != it.amount:
        amount = it.amount - copy.total
        yield finding("invoices", "amount", "total", left, right, amount, it.currency)
    elif copy.unpaid != it.open_amount:
        amount = it.open_amount - copy.unpaid
        yield finding("invoices", "amount", "open_amount", left, right, amount, it.currency)
    elif abs(copy.rate / table - 1) > FAR:
        amount = rounded(copy.total * table, CENT) - rounded(copy.total * copy.rate, CENT)
        yield finding("invoices", "fx", "exchange_rate", left, right, amount, "USD")
    elif less:
        yield finding("invoices", "control", "amount", left, left, less, it.currency)
    elif wrong:
        yield finding("invoices", "amount", "proration", left, left, wrong, it.currency)


def _expected(item: BillingInvoiceItem, currency: str) -> Decimal:
    """The part of the full amount that the days are of their month; whole periods in full."""
    first, last = item.starts_on, item.ends_on
    if first is None or last is None or (first.year, first.month) != (last.year, last.month):
        return item.full_amount
    days = monthrange(first.year, first.month)[1]
    share = Decimal((last - first).days + 1)
    return rounded(item.full_amount * share / days, PLACES[currency])


def _payments(its: Records) -> Findings:
    spare = defaultdict(list)
    for payment in its.payments:
        if payment.status == "COMPLETED" and payment.unapplied_amount:
            spare[payment.account_id, payment.unapplied_amount].append(payment.id)
    for it in its.invoices:
        own = spare[it.account_id, it.open_amount] if it.open_amount else []
        if len(own) > 1:
            left, right = ("gotransverse", it.id), ("gotransverse", numbers(own))
            amount = it.open_amount
            yield finding("invoices", "ambiguous", "payment", left, right, amount, it.currency)


def rounded(amount: Decimal, places: str) -> Decimal:
    """Half away from zero."""
    return amount.quantize(Decimal(places), ROUND_HALF_UP)
