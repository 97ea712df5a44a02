"""What documents and journals post to the receivables beside the lines that people see.

A payment's own line is what the bank has; a second one takes the amount off the receivables. Where
an invoice is settled at another rate than it was booked at, what is left over of the receivable is
posted as a realised gain or loss: here on the document that settles, where the vendor may write a
document of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from sandbox.company import Application, Journal, Transaction
from sandbox.company.erp import RECEIVABLES
from sandbox.netsuite.chart import EXCHANGE
from sandbox.netsuite.lines import cents
from sandbox.netsuite.store import Row

_ZERO = Decimal(0)


def exchange_differences(
    documents: Mapping[int, Transaction], applications: Iterable[Application]
) -> Mapping[int, Decimal]:
    """By the id of what settles: what the receivables still have to rise by, in base currency.

    A deposit is a liability until it is applied, so all that it settles comes off there.
    """
    left = {it.id: it.total for it in documents.values()}
    differences: dict[int, Decimal] = defaultdict(Decimal)
    dated = sorted(applications, key=lambda it: documents[it.from_transaction_id].date)
    for it in dated:  # so that the ledger ties on every day
        invoice, settling = documents[it.to_transaction_id], documents[it.from_transaction_id]
        differences[settling.id] -= _taken(left, invoice, it.amount)
        taken = _taken(left, settling, it.amount)
        if settling.type != "CustDep":
            differences[settling.id] += taken
    return differences


def _taken(left: dict[int, Decimal], it: Transaction, amount: Decimal) -> Decimal:
    """What the open amount of a document, as it was booked, goes down by."""
    before = cents(left[it.id] * it.rate)
    left[it.id] -= amount
    return before - cents(left[it.id] * it.rate)


def postings(it: Transaction, difference: Decimal) -> Iterator[Row]:
    """The lines of a document that post to an account of their own, but for their key."""
    number = max((line.number for line in it.lines), default=0) + 1
    if it.type == "CustPymt":
        yield _line(number, RECEIVABLES, -it.total, cents(-it.total * it.rate))
        number += 1
    if difference:
        yield _line(number, RECEIVABLES, _ZERO, difference)
        yield _line(number + 1, EXCHANGE, _ZERO, -difference)


def journal_row(it: Journal, currency_id: int) -> Row:
    """The journal as a transaction; it is of no customer."""
    return {
        "id": it.id,
        "tranid": it.number,
        "type": "Journal",
        "trandate": it.date,
        "createddate": it.created_at,
        "lastmodifieddate": it.created_at,
        "currency": currency_id,
        "exchangerate": Decimal(1),
        "foreigntotal": abs(it.amount),
        "status": "B",
        "memo": it.memo,
        "subsidiary": it.subsidiary_id,
    }


def journal_lines(it: Journal) -> Iterator[Row]:
    """The receivables, against revenue; but for their keys."""
    common = {
        "transaction": it.id,
        "subsidiary": it.subsidiary_id,
        "memo": it.memo,
        "linelastmodifieddate": it.created_at,
    }
    first = {"id": 0, "mainline": "T", "foreignamount": it.amount, "netamount": it.amount}
    second = {"id": 1, "mainline": "F", "foreignamount": -it.amount, "netamount": -it.amount}
    yield common | first | {"isclosed": "F"}
    yield common | second | {"isclosed": "F"}


def _line(number: int, account: int, amount: Decimal, base_amount: Decimal) -> Row:
    return {
        "id": number,
        "mainline": "F",
        "account": account,
        "foreignamount": amount,
        "netamount": base_amount,
        "isclosed": "F",
    }
