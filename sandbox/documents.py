"""The documents of one customer as the ERP files them: with ids, numbers, dates and statuses."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

from sandbox.company import Application, Currency, DeletedRecord, Transaction, TransactionType
from sandbox.drafts import Chance, Debtor, Draft
from sandbox.orders import sales_orders
from sandbox.receivables import Receivables
from sandbox.words import MEMOS

ID_RANGE = 64  # ids of its own that every customer has: more than it can have documents
FIRST_ID = 100_000
RATE_PLACES = Decimal(1).scaleb(-8)
NUMBERS: Mapping[TransactionType, str] = MappingProxyType(  # the zeros in front are part of it
    {
        "CustInvc": "INV{:08d}",
        "CustCred": "CM{:07d}",
        "CustPymt": "PMT{:08d}",
        "CustDep": "DEP{:07d}",
        "SalesOrd": "SO{:07d}",
    }
)


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents in id order, what settles what, and the log lines of documents that are gone."""

    transactions: tuple[Transaction, ...]
    applications: tuple[Application, ...]
    deleted_records: tuple[DeletedRecord, ...]


def documents(debtor: Debtor, as_of: date, rng: random.Random) -> Documents:
    """All documents of a customer, the latest dated on the day before `as_of`."""
    chance = Chance(rng, debtor.currency)
    receivables = Receivables(debtor, chance)
    receivables.write()
    drafts = [*receivables.drafts, *sales_orders(debtor, chance)]
    drafts.sort(key=lambda draft: -draft.age)
    ids = {draft: debtor.first_document_id + i for i, draft in enumerate(drafts)}
    for settling, invoice, _ in receivables.applied:
        invoice.settled_age = min(invoice.settled_age or invoice.age, settling.age)
    return Documents(
        tuple(_filed(draft, ids[draft], debtor, as_of, rng) for draft in drafts),
        tuple(
            Application(ids[settling], ids[invoice], amount)
            for settling, invoice, amount in receivables.applied
        ),
        tuple(_deleted(debtor.first_document_id + len(drafts), as_of, rng)),
    )


def at_work(day: date, rng: random.Random) -> datetime:
    """Some second of that day, in working hours."""
    return datetime.combine(day, time(7), UTC) + timedelta(seconds=rng.randrange(36_000))


def _filed(draft: Draft, id_: int, debtor: Debtor, as_of: date, rng: random.Random) -> Transaction:
    day = as_of - timedelta(days=draft.age)
    created_at = at_work(day, rng)
    modified_at = created_at + timedelta(seconds=rng.randrange(3_600))
    if draft.settled_age is not None:
        settled_at = at_work(as_of - timedelta(days=draft.settled_age), rng)
        modified_at = max(modified_at, settled_at)
    is_invoice = draft.type == "CustInvc"
    number = id_ - FIRST_ID
    return Transaction(
        id=id_,
        type=draft.type,
        number=NUMBERS[draft.type].format(number),
        customer_id=debtor.id,
        currency=debtor.currency.symbol,
        rate=rate_that_day(debtor.currency, rng),
        date=day,
        due_date=day + timedelta(days=debtor.terms_days) if is_invoice else None,
        total=draft.total,
        unpaid=draft.unpaid,
        unused=draft.unused,
        status=_status(draft, rng),
        memo=rng.choice(MEMOS),
        external_id=f"{number:010d}" if rng.random() < 0.1 else None,
        created_at=created_at,
        modified_at=modified_at,
        lines=draft.lines,
    )


def rate_that_day(currency: Currency, rng: random.Random) -> Decimal:
    """A rate of some day: within two per cent of today's."""
    if currency.is_base:
        return currency.rate
    drift = Decimal(rng.randrange(-2_000, 2_001)).scaleb(-5)
    return (currency.rate * (1 + drift)).quantize(RATE_PLACES)


def _status(draft: Draft, rng: random.Random) -> str:
    """The ERP's letter: open or settled, and for payments whether the bank has them."""
    match draft.type:
        case "SalesOrd":
            return draft.status
        case "CustInvc":
            return "A" if draft.unpaid else "B"
        case "CustCred":
            return "A" if draft.unused else "B"
        case "CustDep":
            return "B" if draft.unused else "C"
        case "CustPymt":
            return "C" if rng.random() < 0.9 else "B"


def _deleted(id_: int, as_of: date, rng: random.Random) -> Iterator[DeletedRecord]:
    """Now and then a document that was entered by mistake, with the id after all others."""
    number = id_ - FIRST_ID
    deleted_at = at_work(as_of - timedelta(days=rng.randrange(1, 300)), rng)
    fate = rng.random()
    if fate < 0.015:
        yield DeletedRecord(id_, "invoice", NUMBERS["CustInvc"].format(number), deleted_at)
    elif fate < 0.025:
        yield DeletedRecord(id_, "salesOrder", NUMBERS["SalesOrd"].format(number), deleted_at)
    elif fate < 0.03:
        yield DeletedRecord(id_, "customerPayment", NUMBERS["CustPymt"].format(number), deleted_at)
    elif fate < 0.035:
        yield DeletedRecord(id_, "creditMemo", NUMBERS["CustCred"].format(number), deleted_at)
