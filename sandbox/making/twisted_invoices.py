"""Differences in what was billed: early terminations, and billing's invoices against the ERP's."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sandbox.company import (
    BillingInvoice,
    BillingPayment,
    PlantedBreak,
    Transaction,
)
from sandbox.documents import FIRST_ID, NUMBERS
from sandbox.making import ids
from sandbox.making.at_billing import liability
from sandbox.making.days import DAY, prorated, to_places
from sandbox.making.erp_documents import document_id
from sandbox.making.findings import Record, as_numbers, found, money
from sandbox.making.holdings import Holdings

SPARE_DOCUMENT = 40  # a place among a customer's documents that no invoice or order takes
FAR_OFF = Decimal("1.08")
SERVED_DAYS = 20  # of the month that is cut short


def charge_missing(it: Holdings, _: random.Random) -> PlantedBreak:
    it.billing = replace(it.billing, adjustments=())
    owed = liability(it.term)
    because = f"{_ended(it)} owes {money(owed, it.currency)}, and nothing was charged."
    return _charge(it, "missing_right", "", owed, because)


def charge_too_low(it: Holdings, _: random.Random) -> PlantedBreak:
    charge = it.billing.adjustments[0]
    billed = to_places(charge.amount * Decimal("0.9"), charge.amount)
    it.billing = replace(it.billing, adjustments=(replace(charge, amount=billed),))
    because = (
        f"{_ended(it)} owes {money(charge.amount, it.currency)}; {money(billed, it.currency)} was "
        "charged."
    )
    return _charge(it, "amount", str(charge.id), charge.amount - billed, because)


def charged_twice(it: Holdings, _: random.Random) -> PlantedBreak:
    charge = it.billing.adjustments[0]
    again = replace(charge, id=charge.id + 1)
    it.billing = replace(it.billing, adjustments=(charge, again))
    both = as_numbers([charge.id, again.id])
    because = f"{_ended(it)} was charged {money(charge.amount, it.currency)} twice: {both}."
    return _charge(it, "duplicate", both, -charge.amount, because)


def invoice_missing(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[0]
    copy = it.copy_of(invoice)
    it.settle(copy, None)
    it.put_document(copy, None)
    _forget(it, copy)
    because = f"Invoice {_named(invoice)} is not in the ERP."
    return _found(it, "missing_right", "invoice", invoice, "", because, invoice.amount)


def invoice_only_in_erp(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[0]
    copy = it.copy_of(invoice)
    it.billing = replace(
        it.billing,
        invoices=it.billing.invoices[1:],
        payments=tuple(
            own for own in it.billing.payments if own.applications[0].invoice_id != invoice.id
        ),
    )
    because = f"{copy.number} in the ERP is a copy of {_named(invoice)}, which billing lacks."
    return found(
        "invoices",
        "missing_left",
        "invoice",
        ("gotransverse", ""),
        ("netsuite", str(copy.id)),
        because,
        -copy.total,
        it.currency,
    )


def invoice_twice_in_erp(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[-1]
    copy = it.copy_of(invoice)
    id_ = document_id(it.slot, SPARE_DOCUMENT)
    number = NUMBERS["CustInvc"].format(id_ - FIRST_ID)
    again = replace(
        copy,
        id=id_,
        number=number,
        unpaid=copy.total,
        status="A",
        external_id=None,
        modified_at=copy.created_at,
    )
    it.put_document(None, again)
    it.restate()
    both = as_numbers([copy.id, again.id])
    because = f"Invoice {_named(invoice)} is twice in the ERP: {copy.number}, {again.number}."
    return _found(it, "duplicate", "invoice", invoice, both, because, -again.total)


def invoice_month(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[-1]
    copy = it.copy_of(invoice)
    day = copy.date - DAY
    it.put_document(copy, replace(copy, date=day))
    because = (
        f"Invoice {_named(invoice)} is of {invoice.occurred_on} in billing and of {day} in the "
        "ERP: another month."
    )
    return _found(it, "timing", "invoice_date", invoice, str(copy.id), because, None)


def invoice_total(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[0]
    wrong = to_places(invoice.amount * Decimal("1.2"), invoice.amount)
    copy = it.copy_of(invoice)
    it.settle(copy, wrong)
    it.put_document(copy, replace(copy, total=wrong))
    because = (
        f"Invoice {_named(invoice)} comes to {money(invoice.amount, it.currency)} in billing and "
        f"to {money(wrong, it.currency)} in the ERP."
    )
    return _found(it, "amount", "total", invoice, str(copy.id), because, invoice.amount - wrong)


def invoice_still_open(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[-1]
    opened = replace(invoice, status="OPEN", open_amount=invoice.amount, paid_on=None)
    _put_invoice(it, opened)
    it.billing = replace(
        it.billing,
        payments=tuple(
            own for own in it.billing.payments if own.applications[0].invoice_id != invoice.id
        ),
    )
    it.rebalance()
    copy = it.copy_of(invoice)
    because = f"Invoice {_named(invoice)} is open in billing and paid in the ERP."
    return _found(it, "amount", "open_amount", invoice, str(copy.id), because, invoice.amount)


def rate_far_off(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[0]
    copy, table = it.copy_of(invoice), it.account.currency.rate
    rate = to_places(table * FAR_OFF, table)
    it.put_document(copy, replace(copy, rate=rate))
    cent = Decimal("0.01")
    booked, right = to_places(copy.total * rate, cent), to_places(copy.total * table, cent)
    because = (
        f"{copy.number} of {money(copy.total, it.currency)} is booked at {rate} where the rate is "
        f"{table}: {money(booked, 'USD')} for {money(right, 'USD')}."
    )
    return found(
        "invoices",
        "fx",
        "exchange_rate",
        ("gotransverse", str(invoice.id)),
        ("netsuite", str(copy.id)),
        because,
        right - booked,
        "USD",
    )


def header_is_not_its_items(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[-1]
    item = invoice.items[0]
    less = to_places(item.total / 4, item.total)
    _put_invoice(it, replace(invoice, items=(replace(item, total=item.total - less),)))
    because = (
        f"The items of invoice {invoice.number} come to "
        f"{money(invoice.amount - less, it.currency)}, its header says {_money(invoice)}."
    )
    return _within(it, "control", "amount", invoice, less, because)


def month_cut_short(it: Holdings, _: random.Random) -> PlantedBreak:
    """A whole month is billed as if it had been some days of one, in the ERP too."""
    invoice = it.billing.invoices[-1]
    item = invoice.items[0]
    first = item.starts_on or invoice.occurred_on
    short = prorated(item.full_amount, first, first + timedelta(days=SERVED_DAYS - 1))
    less = item.total - short
    amount = invoice.amount - less
    _put_invoice(it, replace(invoice, amount=amount, items=(replace(item, total=short),)))
    it.billing = replace(
        it.billing,
        payments=tuple(_paid(own, invoice, amount) for own in it.billing.payments),
    )
    copy = it.copy_of(invoice)
    it.settle(copy, amount)
    it.put_document(copy, replace(copy, total=amount))
    because = (
        f"{item.description} was served from {item.starts_on} to {item.ends_on} and billed with "
        f"{money(short, it.currency)} instead of {money(item.total, it.currency)}."
    )
    return _within(it, "amount", "proration", invoice, -less, because)


def two_payments_for_one(it: Holdings, _: random.Random) -> PlantedBreak:
    invoice = it.billing.invoices[-1]
    amount = invoice.open_amount
    payments = [
        BillingPayment(
            id=2_000_000_000 + 2 * ids.invoice(it.slot, 0) + position,
            account_id=invoice.account_id,
            status="COMPLETED",
            amount=amount,
            received_amount=amount,
            unapplied_amount=amount,
            refunded_amount=it.nothing,
            currency=invoice.currency,
            rate=Decimal(1),
            occurred_on=it.as_of - DAY,
            reference=f"CHECK {it.slot}-{position}",
            applications=(),
        )
        for position in range(2)
    ]
    it.billing = replace(it.billing, payments=(*it.billing.payments, *payments))
    it.rebalance()
    both = as_numbers([own.id for own in payments])
    because = (
        f"Two payments of {money(amount, it.currency)} each, {both}, are for one open invoice, "
        f"{invoice.number}."
    )
    return found(
        "invoices",
        "ambiguous",
        "payment",
        ("gotransverse", str(invoice.id)),
        ("gotransverse", both),
        because,
        amount,
        it.currency,
    )


def _forget(it: Holdings, copy: Transaction) -> None:
    """Charges that were on an ERP invoice are on none."""
    charges = tuple(
        replace(own, invoice_id=None) if own.invoice_id == copy.id else own
        for own in it.books.charges
    )
    it.books = replace(it.books, charges=charges)


def _put_invoice(it: Holdings, changed: BillingInvoice) -> None:
    invoices = tuple(changed if own.id == changed.id else own for own in it.billing.invoices)
    it.billing = replace(it.billing, invoices=invoices)


def _paid(own: BillingPayment, invoice: BillingInvoice, amount: Decimal) -> BillingPayment:
    if own.applications[0].invoice_id != invoice.id:
        return own
    applied = replace(own.applications[0], amount=amount)
    return replace(own, amount=amount, received_amount=amount, applications=(applied,))


def _money(invoice: BillingInvoice) -> str:
    return money(invoice.amount, invoice.currency)


def _named(invoice: BillingInvoice) -> str:
    return f"{invoice.number} of {_money(invoice)}"


def _ended(it: Holdings) -> str:
    term = it.term
    return (
        f"{term.lines[0].good.name} of {it.account.customer.entity_id}, ended on {term.ended_on} "
        f"before {term.term_ends_on},"
    )


def _charge(
    it: Holdings, kind: str, adjustments: str, amount: Decimal, because: str
) -> PlantedBreak:
    left: Record = ("gotransverse", str(it.service.id))
    right: Record = ("gotransverse", adjustments)
    field = "termination_charge"
    return found("early_terminations", kind, field, left, right, because, amount, it.currency)


def _found(
    it: Holdings,
    kind: str,
    field: str,
    invoice: BillingInvoice,
    erp: str,
    because: str,
    amount: Decimal | None,
) -> PlantedBreak:
    left: Record = ("gotransverse", str(invoice.id))
    return found("invoices", kind, field, left, ("netsuite", erp), because, amount, it.currency)


def _within(
    it: Holdings, kind: str, field: str, invoice: BillingInvoice, amount: Decimal, because: str
) -> PlantedBreak:
    own: Record = ("gotransverse", str(invoice.id))
    return found("invoices", kind, field, own, own, because, amount, it.currency)
