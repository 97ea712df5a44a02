"""Invoices, payments and adjustments in the billing system's words."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from sandbox.company import (
    Adjustment,
    BillingInvoice,
    BillingInvoiceItem,
    BillingPayment,
    PaymentApplication,
)
from sandbox.gotransverse.money import ZERO, sometimes_long
from sandbox.gotransverse.references import Record, reference
from sandbox.gotransverse.spelling import Speller

ServiceName = Callable[[int], Record]

CHARGE_OF = {"SERVICE": "SCHEDULED_RECURRING", "PRODUCT": "CHARGE", "ADJUSTMENT": "CHARGE"}


def invoice(
    it: BillingInvoice,
    account: Record,
    cycle: Record | None,
    service: ServiceName,
    speller: Speller,
) -> Record:
    """The invoice; `service` gives a service as an item shows it."""
    return {
        "id": str(it.id),
        "invoice_num": it.number,
        "status": it.status,
        "amount": it.amount,
        "amount_to_pay": it.open_amount,
        "occurred_on": speller.day(it.occurred_on),
        "due_date": it.due_on.isoformat(),
        "paid_date": None if it.paid_on is None else it.paid_on.isoformat(),
        "description": None,
        "late_fee_charged": False,
        "currency_code": it.currency,
        "billing_account": account,
        "bill_cycle": cycle,
        "billing_statement": _statement(it),
        "invoice_items": [_item(item, it, service, speller) for item in it.items],
    }


def _statement(it: BillingInvoice) -> Record:
    sums = dict.fromkeys(("SERVICE", "USAGE", "TAX", "OTHER"), ZERO)
    for item in it.items:
        sums[item.type if item.type in sums else "OTHER"] += item.total
    return {
        "total_amount": it.amount,
        "balance": it.open_amount,
        "service_charges": sums["SERVICE"],
        "activity_charges": sums["USAGE"],
        "other_charges_and_credits": sums["OTHER"],
        "taxes_and_fees": sums["TAX"],
        "total_current_charges": it.amount,
    }


def _item(
    it: BillingInvoiceItem, invoice: BillingInvoice, service: ServiceName, speller: Speller
) -> Record:
    return {
        "id": str(it.id),
        "type": it.type,
        "quantity": it.quantity,
        "unit_amount": sometimes_long(it.unit_amount, it.id),
        "total_amount": it.total,
        "description": it.description,
        "taxable": it.type != "TAX",
        "prorated_percentage": it.prorated_percentage,
        "charge_start_date": speller.day_or_none(it.starts_on),
        "charge_end_date": speller.day_or_none(it.ends_on),
        "service": None if it.service_id is None else service(it.service_id),
        "invoice_item_charges": [_charge(it, is_paid=not invoice.open_amount)],
    }


def _charge(it: BillingInvoiceItem, *, is_paid: bool) -> Record:
    kind = CHARGE_OF.get(it.type, it.type)
    return {
        "type": kind,
        "amount": it.total,
        "un_prorated_amount": it.full_amount,
        "balance": ZERO if is_paid else it.total,
        "paid": is_paid,
        "recurring_charge": kind == "SCHEDULED_RECURRING",
        "bill_in_advance": kind == "SCHEDULED_RECURRING",
    }


def payment(it: BillingPayment, account: Record, speller: Speller) -> Record:
    return {
        "id": str(it.id),
        "amount": it.amount,
        "received_amount": it.received_amount,
        "unapplied_amount": it.unapplied_amount,
        "refunded_amount": it.refunded_amount,
        "canceled_amount": it.amount if it.status in ("CANCELED", "VOID") else ZERO,
        "status": it.status,
        "occurred_on": speller.day(it.occurred_on),
        "reference": it.reference,
        "authorization": None,
        "received_currency": it.currency,
        "conversion_rate": it.rate,
        "effective_conversion_rate": it.rate,
        "apply_automatically": True,
        "billing_account": account,
        "payment_applications": list(applications(it, speller)),
    }


def applications(it: BillingPayment, speller: Speller) -> Iterator[Record]:
    """What the payment paid, each also a record of its own."""
    for application in it.applications:
        yield _application(application, it.id, speller)


def _application(it: PaymentApplication, payment_id: int, speller: Speller) -> Record:
    return {
        "id": str(it.id),
        "type": it.type,
        "amount": it.amount,
        "applied_on": speller.day(it.applied_on),
        "payment": reference(payment_id),
        "invoice": reference(it.invoice_id),
    }


def adjustment(it: Adjustment, account: Record, speller: Speller) -> Record:
    return blank_adjustment(account) | {
        "id": str(it.id),
        "type": it.type,
        "credit": it.is_credit,
        "status": it.status,
        "amount": it.amount,
        "occurred_on": speller.day(it.occurred_on),
        "posted_on": speller.day_or_none(it.posted_on),
        "reason": it.reason,
        "unapplied_amount": it.unapplied_amount,
        "currency_code": it.currency,
        "billed_invoice": reference(it.invoice_id),
        "adjustment_items": [adjustment_item(it.type, it.amount, reference(it.service_id))],
    }


def blank_adjustment(account: Record) -> Record:
    """What an adjustment holds that nobody said anything about."""
    return {
        "id": None,
        "type": None,
        "credit": False,
        "status": None,
        "amount": None,
        "occurred_on": None,
        "posted_on": None,
        "posted_by": "system",
        "reason": None,
        "secondary_reason": None,
        "unapplied_amount": ZERO,
        "currency_code": None,
        "credit_number": None,
        "billing_account": account,
        "billed_invoice": None,
        "adjustment_items": [],
    }


def adjustment_item(kind: str, amount: Decimal, service: Record | None) -> Record:
    return {"type": kind, "amount": amount, "service": service}
