"""The end of a service, which takes its add-ons with it, and what it costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sandbox.gotransverse.call import Answer, Call, answer_record
from sandbox.gotransverse.commands import effective_day
from sandbox.gotransverse.money_bodies import adjustment_item, blank_adjustment
from sandbox.gotransverse.reading import reading
from sandbox.gotransverse.references import reference, short_account_reference
from sandbox.gotransverse.service_records import (
    account_of,
    agreement_of,
    children_of,
    currency_of,
    monthly_amount,
    raise_if_final,
    save,
)
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import ADJUSTMENTS, BILLING_ACCOUNTS, SERVICES
from sandbox.gotransverse.terminations import charge, terms_of


@dataclass(frozen=True, slots=True)
class _Fee:
    amount: Decimal
    currency: str | None


def deactivate(call: Call) -> Answer:
    """End the service and its add-ons for good; what that costs becomes an adjustment."""
    service, sent = call.found(SERVICES, "service"), reading(call)
    raise_if_final(service, "deactivate")
    sent.only("effective_date", "reason")
    day = effective_day(sent, service)
    reason = sent.inside("reason", required=True)
    reason_id = reason.text("id", required=True) if reason else None
    sent.problems.raise_if_any()
    for ended in _with_children(call, service):
        _end(call, ended, day, str(reason_id))
    return answer_record(SERVICES, call.found(SERVICES, "service"))


def _with_children(call: Call, service: Record) -> Iterator[Record]:
    """The service and all add-ons below it that are not ended yet, parents first."""
    yield service
    for child in children_of(call, service):
        if child["status"] not in ("DEACTIVATED", "CANCELED"):
            yield from _with_children(call, child)


def _end(call: Call, service: Record, day: date, reason: str) -> None:
    """Deactivate one service. The charge is worked out before its prices end."""
    fee = _fee(call, service, day)
    if fee is not None and fee.amount:
        _charge(call, service, fee, day, reason)
    text = call.tenant.speller.day(day)
    current = call.store.get(SERVICES, int(service["id"])) or service
    current |= {"status": "DEACTIVATED", "status_date": text, "end_date": text}
    for price in current["service_prices"]:
        if price["end_date"] is None:
            price["end_date"] = text
    save(call, current)


def _fee(call: Call, service: Record, day: date) -> _Fee | None:
    """What ending the service on a day costs; None where no agreement is in force."""
    agreement, force = agreement_of(call, service), service["current_agreement_service"]
    if agreement is None or call.tenant.speller.day_of(force["start_date"]) > day:
        return None
    terms = terms_of(agreement)
    currency = currency_of(call, service) or terms.currency
    monthly = monthly_amount(call, service, day)
    ends_on = call.tenant.speller.day_of(force["end_date"])
    return _Fee(charge(terms, monthly, day, ends_on, currency), currency)


def _charge(call: Call, service: Record, fee: _Fee, day: date, reason: str) -> None:
    """Post the adjustment, and add it to what the account owes."""
    account = account_of(call, service)
    text, kind = call.tenant.speller.day(day), "TERMINATION_CHARGE"
    item = adjustment_item(kind, fee.amount, reference(int(service["id"])))
    adjustment = blank_adjustment(short_account_reference(account)) | {
        "id": str(call.tenant.new_id()),
        "type": kind,
        "status": "POSTED",
        "amount": fee.amount,
        "occurred_on": text,
        "posted_on": text,
        "reason": reason,
        "unapplied_amount": fee.amount,
        "currency_code": fee.currency,
        "adjustment_items": [item],
    }
    call.store.put(ADJUSTMENTS, adjustment)
    if "balance" in account:
        account["balance"] += fee.amount
        call.store.put(BILLING_ACCOUNTS, account)
