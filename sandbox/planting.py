"""Differences planted in the ERP: a header that no longer follows from the documents."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from sandbox.accounts import Account, Register
from sandbox.books import convert, figures, hold_reason, open_lines, rounded, to_bill
from sandbox.casting import FinancialPlot
from sandbox.company import PlantedBreak, Transaction

FIGURES = MappingProxyType(
    {
        "balance": "The balance",
        "overdue_balance": "The overdue balance",
        "unbilled_orders": "The total of unbilled orders",
    }
)
Planted = tuple[Account, PlantedBreak]


def plant(plot: FinancialPlot, account: Account, register: Register) -> Planted:
    """The account with one difference, and what a controller should be told of it.

    The hold is worked out again from what the header states, so that it makes no second one.
    """
    return _PLANTERS[plot](account, register, register.chance(account.slot, "plant"))


def _balance(account: Account, register: Register, rng: random.Random) -> Planted:
    if rng.random() < 0.5:
        missed = rng.choice([it for it in account.documents.transactions if it.type == "CustPymt"])
        amount = missed.total
        because = f"still counts as owed what payment {missed.number} of {_money(missed)} has paid"
    else:
        missed = rng.choice([it for it in account.documents.transactions if it.unpaid])
        amount = -missed.unpaid
        because = f"lacks invoice {missed.number}, of which {_money(missed)} is open"
    stated = replace(account.figures, balance=account.figures.balance + amount)
    return register.stated(account, stated), _amount(account, "balance", amount, because)


def _overdue_balance(account: Account, register: Register, rng: random.Random) -> Planted:
    invoice = rng.choice([it for it in account.documents.transactions if it.unpaid])
    if invoice.due_date is not None and invoice.due_date < register.as_of:
        amount = -invoice.unpaid
        because = f"lacks invoice {invoice.number} of {_money(invoice)}, due on {invoice.due_date}"
    else:
        amount = invoice.unpaid
        because = (
            f"counts invoice {invoice.number} of {_money(invoice)}, which is due only on "
            f"{invoice.due_date}"
        )
    stated = replace(account.figures, overdue_balance=account.figures.overdue_balance + amount)
    return register.stated(account, stated), _amount(account, "overdue_balance", amount, because)


def _unbilled_orders(account: Account, register: Register, rng: random.Random) -> Planted:
    orders = [it for it in account.documents.transactions if it.type == "SalesOrd"]
    if rng.random() < 0.5:
        order, line = rng.choice([(it, line) for it in orders for line in open_lines(it)])
        amount = -to_bill(line, account.currency)
        because = f"lacks line {line.number} of order {order.number}, which is not billed yet"
    else:
        billed = [(it, line) for it in orders for line in it.lines if line.quantity_billed]
        order, line = rng.choice(billed)
        amount = rounded(line.quantity_billed * line.rate, account.currency)
        because = f"still counts what is billed of line {line.number} of order {order.number}"
    stated = replace(account.figures, unbilled_orders=account.figures.unbilled_orders + amount)
    return register.stated(account, stated), _amount(account, "unbilled_orders", amount, because)


def _days_overdue(account: Account, register: Register, rng: random.Random) -> Planted:
    right = account.figures.days_overdue
    if rng.random() < 0.5:
        wrong = right + account.customer.terms_days
        because = "counted from the invoice's date, not from the day it was due"
    else:
        wrong = right - rng.randrange(1, 5)
        because = f"it was not moved on for {right - wrong} days"
    stated = register.stated(account, replace(account.figures, days_overdue=wrong))
    sentence = f"The header says {wrong} days overdue where the oldest open invoice makes {right}: "
    return stated, _break(account, "term", "days_overdue", sentence + because + ".")


def _credit_hold(account: Account, register: Register, _: random.Random) -> Planted:
    header = account.customer.header
    flipped = replace(header, on_hold=not header.on_hold)
    flag = "on hold" if flipped.on_hold else "not on hold"
    because = f"Flagged {flag}, although {_rule(account, register)}."
    customer = replace(account.customer, header=flipped)
    return replace(account, customer=customer), _break(account, "status", "credit_hold", because)


def _rule(account: Account, register: Register) -> str:
    customer, its = account.customer, account.figures
    match hold_reason(register.policy, customer.hold_override, customer.credit_limit, its):
        case "manual":
            return "it is held by hand (ON)"
        case "limit":
            exposure = its.balance + its.unbilled_orders
            return f"{exposure:,} {customer.currency} is above its limit {customer.credit_limit:,}"
        case "days":
            return f"{its.days_overdue} days overdue reach the {register.policy.grace_days} allowed"
        case _:
            return f"nothing holds it (setting {customer.hold_override})"


def _currency(account: Account, register: Register, rng: random.Random) -> Planted:
    foreign = rng.choice([it for it in register.currencies.values() if it != account.currency])
    settled = {it.to_transaction_id for it in account.documents.applications}
    invoice = next(
        it
        for it in account.documents.transactions
        if it.unpaid and it.id not in settled and it.due_date and it.due_date >= register.as_of
    )
    total = convert(invoice.total, account.currency, foreign)
    changed = replace(
        invoice, currency=foreign.symbol, rate=foreign.rate, total=total, unpaid=total
    )
    transactions = tuple(changed if it is invoice else it for it in account.documents.transactions)
    books = replace(account.documents, transactions=transactions)
    its = figures(transactions, account.currency, register.currencies, register.as_of)
    because = (
        f"Invoice {changed.number} of {_money(changed)} is open in {changed.currency} while the "
        f"customer is kept in {account.customer.currency}; the balance holds it converted."
    )
    found = replace(
        _break(account, "currency", "balance", because),
        right_record_id=str(changed.id),
        amount=changed.unpaid,
        currency=changed.currency,
    )
    return register.stated(replace(account, documents=books), its), found


def _amount(account: Account, field: str, amount: Decimal, because: str) -> PlantedBreak:
    currency = account.customer.currency
    much = f"{abs(amount):,} {currency} too {'high' if amount > 0 else 'low'}"
    sentence = f"{FIGURES[field]} on the header is {much}: it {because}."
    return replace(_break(account, "amount", field, sentence), amount=amount, currency=currency)


def _break(account: Account, kind: str, field: str, because: str) -> PlantedBreak:
    customer_id = str(account.customer.id)
    return PlantedBreak(
        recon="financials",
        kind=kind,
        left_system="netsuite",
        left_record_id=customer_id,
        right_system="netsuite",
        right_record_id=customer_id,
        field=field,
        amount=None,
        currency=None,
        because=because,
    )


def _money(document: Transaction) -> str:
    amount = document.unpaid or document.total
    return f"{amount:,} {document.currency}"


_PLANTERS: Mapping[FinancialPlot, Callable[[Account, Register, random.Random], Planted]]
_PLANTERS = MappingProxyType(
    {
        "balance": _balance,
        "overdue_balance": _overdue_balance,
        "unbilled_orders": _unbilled_orders,
        "days_overdue": _days_overdue,
        "credit_hold": _credit_hold,
        "currency": _currency,
    }
)
