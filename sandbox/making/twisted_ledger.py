"""Differences in the general ledger: what somebody booked to the receivables by hand."""

import random
from decimal import Decimal

from sandbox.company import Journal, PlantedBreak
from sandbox.company.erp import RECEIVABLES
from sandbox.documents import FIRST_ID
from sandbox.making.days import DAY, morning
from sandbox.making.erp_documents import document_id
from sandbox.making.findings import found, money
from sandbox.making.holdings import Holdings

SPARE_DOCUMENT = 40  # a place among a customer's documents that no invoice or order takes


def journal_on_receivables(it: Holdings, rng: random.Random) -> PlantedBreak:
    """Revenue put right in the ledger alone, so that no document says what the ledger says."""
    id_ = document_id(it.slot, SPARE_DOCUMENT)
    amount = Decimal(rng.randrange(-400_000, 400_000) * 2 + 1).scaleb(-2)
    day = it.as_of - rng.randrange(1, 200) * DAY
    base = next(own.symbol for own in it.register.currencies.values() if own.is_base)
    journal = Journal(
        id=id_,
        number=f"JE{id_ - FIRST_ID:07d}",
        subsidiary_id=it.account.customer.subsidiary_id,
        currency=base,
        date=day,
        amount=amount,
        memo="Revenue accrual",
        created_at=morning(day, 120),
    )
    it.journals = (journal,)
    account = f"{journal.subsidiary_id}:{RECEIVABLES}"
    because = (
        f"Journal {journal.number} of {day} books {money(amount, base)} to the receivables by hand."
    )
    return found(
        "financials",
        "control",
        "control_account",
        ("netsuite", str(id_)),
        ("netsuite", account),
        because,
        amount,
        base,
    )
