"""General ledger: entries of all invoices, payments and adjustments, in one batch a day.

They are worked out when somebody asks, and again when the books changed since. Every transaction
adds as much to one account as it takes from another.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import count
from typing import Any, Literal

from sandbox.gotransverse.call import Answer, Call
from sandbox.gotransverse.listing import listed, shown
from sandbox.gotransverse.store import Record, Store, Table
from sandbox.gotransverse.tables import (
    ADJUSTMENTS,
    INVOICES,
    LEDGER_BATCHES,
    LEDGER_ENTRIES,
    PAYMENTS,
)
from sandbox.records import Where

Account = Literal["cash", "receivable", "tax", "revenue", "allowances"]
ACCOUNTS: Mapping[Account, tuple[int, str]] = {
    "cash": (1000, "Cash"),
    "receivable": (1100, "Accounts Receivable"),
    "tax": (2200, "Sales Tax Payable"),
    "revenue": (4000, "Subscription Revenue"),
    "allowances": (4900, "Credits and Allowances"),
}
SOURCE_OF_ITEM = {"SERVICE": "RECURRING", "USAGE": "USAGE", "TAX": "TAX"}
RECORDS_AT_ONCE = 2000


def list_entries(call: Call) -> Answer:
    _write_up(call)
    return listed(call, LEDGER_ENTRIES)


def list_batches(call: Call) -> Answer:
    _write_up(call)
    return listed(call, LEDGER_BATCHES)


def show_batch(call: Call) -> Answer:
    _write_up(call)
    return shown(call, LEDGER_BATCHES, "GL transaction batch")


def _write_up(call: Call) -> None:
    """Make the ledger anew where anything was written since it was made."""
    store = call.store
    if call.tenant.ledger_is_of == store.writes:
        return
    store.empty(LEDGER_ENTRIES)
    store.empty(LEDGER_BATCHES)
    days: set[str] = set()
    store.load(LEDGER_ENTRIES, _numbered(_entries(store), days))
    store.load(LEDGER_BATCHES, map(_batch, count(1), sorted(days)))
    call.tenant.ledger_is_of = store.writes


def _numbered(entries: Iterator[Record], days: set[str]) -> Iterator[Record]:
    """Ids in the order of the books, whose records keep theirs: so an entry keeps its id too."""
    for number, entry in enumerate(entries, 1):
        days.add(entry["occurred_on"])
        yield {"id": str(number), **entry}


def _batch(sequence: int, day: str) -> Record:
    return {
        "id": _batch_id(day),
        "created_on": day,
        "posted_on": day,
        "exported": True,
        "sequence": sequence,
    }


def _batch_id(day: str) -> str:
    return day[:10].replace("-", "")


def _entries(store: Store) -> Iterator[Record]:
    for invoice in _all(store, INVOICES):
        yield from _of_invoice(invoice)
    for payment in _all(store, PAYMENTS):
        yield from _of_payment(payment)
    for adjustment in _all(store, ADJUSTMENTS):
        yield from _of_adjustment(adjustment)


def _all(store: Store, table: Table) -> Iterator[Record]:
    last = 0
    while found := store.records(table, Where("id > ?", (last,)), RECORDS_AT_ONCE):
        yield from found
        last = int(found[-1]["id"])


def _of_invoice(invoice: Record) -> Iterator[Record]:
    """An item that an adjustment put there is in the ledger by its adjustment."""
    for item in invoice["invoice_items"]:
        if item["type"] != "ADJUSTMENT":
            credited: Account = "tax" if item["type"] == "TAX" else "revenue"
            source = SOURCE_OF_ITEM.get(item["type"], "ONE_TIME")
            more = {"invoice_item": {"id": item["id"]}}
            yield from _pair(invoice, "receivable", credited, item["total_amount"], source, more)


def _of_payment(payment: Record) -> Iterator[Record]:
    if payment["status"] != "COMPLETED":
        return
    more = {"currency_code": payment["received_currency"]}
    more |= {"converted_rate": payment["conversion_rate"]}
    yield from _pair(payment, "cash", "receivable", payment["amount"], "PAYMENTS", more)
    yield from _pair(payment, "receivable", "cash", payment["refunded_amount"], "REFUND", more)


def _of_adjustment(adjustment: Record) -> Iterator[Record]:
    if adjustment["status"] != "POSTED":
        return
    amount = adjustment["amount"]
    if adjustment["credit"]:
        yield from _pair(adjustment, "allowances", "receivable", amount, "CREDIT_POST")
    else:
        yield from _pair(adjustment, "receivable", "revenue", amount, "ONE_TIME")


def _pair(
    of: Record,
    debited: Account,
    credited: Account,
    amount: Decimal,
    source: str,
    more: Mapping[str, Any] | None = None,
) -> Iterator[Record]:
    """A debit and its credit; nothing where there is no amount."""
    if not amount:
        return
    for account, is_credit in ((debited, False), (credited, True)):
        number, name = ACCOUNTS[account]
        currency = {"currency_code": of.get("currency_code"), "converted_rate": Decimal("1.0")}
        yield {
            "amount": amount,
            "credit": is_credit,
            "occurred_on": of["occurred_on"],
            "source_type": source,
            "gl_account": {"id": str(number), "name": name},
            "gl_transaction_batch": {"id": _batch_id(of["occurred_on"])},
            "billing_account": {"id": of["billing_account"]["id"]},
            "invoice_item": None,
            "original_amount": amount,
            **currency,
            **(more or {}),
        }
