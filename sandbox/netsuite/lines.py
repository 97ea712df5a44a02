"""Lines of documents as the books keep them, with the signs of debit and credit."""

from decimal import ROUND_HALF_UP, Decimal

from sandbox.company import Line
from sandbox.netsuite.store import Row

SALES_DOCUMENTS = frozenset({"CustInvc", "SalesOrd"})
CREDITS_RECEIVABLES = frozenset({"CustCred"})


def flag(is_so: bool) -> str:
    """How the account writes yes and no."""
    return "T" if is_so else "F"


def main_line(key: int, kind: str, total: Decimal, rate: Decimal) -> Row:
    """The header's own line: what the document does to the receivable, or to the bank."""
    amount = -total if kind in CREDITS_RECEIVABLES else total
    return {
        "uniquekey": key,
        "id": 0,
        "mainline": "T",
        "isclosed": "F",
        "foreignamount": amount,
        "netamount": cents(amount * rate),
    }


def item_line(key: int, kind: str, item: int, line: Line, rate: Decimal) -> Row:
    """An item's line; on a sales document it is on the credit side, so quantity and amount fall."""
    sign = -1 if kind in SALES_DOCUMENTS else 1
    return {
        "uniquekey": key,
        "id": line.number,
        "mainline": "F",
        "item": item,
        "itemtype": "Service",
        "quantity": sign * line.quantity,
        "quantitybilled": line.quantity_billed,
        "rate": line.rate,
        "foreignamount": sign * line.amount,
        "netamount": cents(sign * line.amount * rate),
        "isclosed": flag(line.is_closed),
    }


def cents(amount: Decimal) -> Decimal:
    """An amount of base currency, half away from zero."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
