"""docs/differences.md §6: the control account in the general ledger, against the documents."""

from collections import defaultdict
from decimal import Decimal

from tests.sandbox.audit.records import Findings, Records, finding

RECEIVABLES = 119
SETTLING = ("CustPymt", "CustCred")


def differences(its: Records) -> Findings:
    for it in its.journals:
        account = ("netsuite", f"{it.subsidiary_id}:{RECEIVABLES}")
        yield finding(
            "financials",
            "control",
            "control_account",
            ("netsuite", it.id),
            account,
            it.amount,
            it.currency,
        )
    yield from _not_as_applied(its)


def _not_as_applied(its: Records) -> Findings:
    """What is open is the total less what was applied: else the ledger could not tie."""
    applied: dict[int, Decimal] = defaultdict(Decimal)
    for it in its.applications:
        applied[it.from_transaction_id] += it.amount
        applied[it.to_transaction_id] += it.amount
    for document in its.transactions:
        left = document.total - applied[document.id]
        is_settling = document.type in SETTLING
        if document.type == "CustInvc" or is_settling:
            less = left - (document.unused if is_settling else document.unpaid)
            if less:
                own = ("netsuite", document.id)
                yield finding("financials", "control", "open", own, own, less, document.currency)
