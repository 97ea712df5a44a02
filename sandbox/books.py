"""What a customer's documents come to: the figures that the ERP shows on its header."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sandbox.company import CreditPolicy, Currency, HoldOverride, Line, Transaction

UNBILLED_STATUSES = frozenset("BDEF")  # approved, and not billed, cancelled or closed
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """A customer's figures in its own currency, each with as many places as that currency has."""

    balance: Decimal
    overdue_balance: Decimal
    unbilled_orders: Decimal
    deposit_balance: Decimal
    days_overdue: int


def figures(
    transactions: Iterable[Transaction],
    currency: Currency,
    currencies: Mapping[str, Currency],
    as_of: date,
) -> Figures:
    """The figures of one customer in `currency`; a document in another one is converted.

    Balance is what is open on invoices less what is unused of credit memos and payments; overdue
    counts only invoices due before `as_of`, and nothing against them; deposits stand apart.
    """
    balance = overdue = unbilled = deposits = rounded(ZERO, currency)
    oldest = as_of
    for it in transactions:
        if it.type == "SalesOrd":
            unbilled += sum((to_bill(line, currency) for line in open_lines(it)), ZERO)
            continue
        open_amount = convert(it.unpaid - it.unused, currencies[it.currency], currency)
        if it.type == "CustDep":
            deposits -= open_amount
            continue
        balance += open_amount
        if it.unpaid and it.due_date is not None and it.due_date < as_of:
            overdue += open_amount
            oldest = min(oldest, it.due_date)
    return Figures(balance, overdue, unbilled, deposits, (as_of - oldest).days)


def open_lines(order: Transaction) -> Iterable[Line]:
    """The lines of a sales order that are still to be billed."""
    if order.status not in UNBILLED_STATUSES:
        return []
    return [it for it in order.lines if not it.is_closed and it.quantity > it.quantity_billed]


def to_bill(line: Line, currency: Currency) -> Decimal:
    """What is still to be billed of a line, rounded by itself."""
    return rounded((line.quantity - line.quantity_billed) * line.rate, currency)


def convert(amount: Decimal, own: Currency, other: Currency) -> Decimal:
    """An amount in `own` currency as one in `other`, at the rates that the ERP holds now."""
    if own.symbol == other.symbol:
        return amount
    return rounded(amount * own.rate / other.rate, other)


def rounded(amount: Decimal, currency: Currency) -> Decimal:
    """Half away from zero, to the places of the currency."""
    return amount.quantize(Decimal(1).scaleb(-currency.precision), ROUND_HALF_UP)


def hold_reason(
    policy: CreditPolicy, override: HoldOverride, limit: Decimal | None, its: Figures
) -> str | None:
    """Why a customer is on hold (`manual`, `limit`, `days`), or None when it is not."""
    if override == "ON":
        return "manual"
    if override == "OFF" or policy.handling != "enforce":
        return None
    exposure = its.balance + (its.unbilled_orders if policy.includes_orders else ZERO)
    if limit is not None and exposure > limit:
        return "limit"
    return "days" if its.days_overdue >= policy.grace_days else None
