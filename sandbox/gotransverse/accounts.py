"""Billing accounts: listed, shown, created, replaced."""

from sandbox.gotransverse.account_bodies import blank_account
from sandbox.gotransverse.call import Answer, Call, answer, answer_record
from sandbox.gotransverse.custom_fields import read_values
from sandbox.gotransverse.errors import already_exists
from sandbox.gotransverse.listing import listed, shown
from sandbox.gotransverse.money import ZERO
from sandbox.gotransverse.parties import read_party
from sandbox.gotransverse.reading import Reading, reading
from sandbox.gotransverse.references import account_reference, reference
from sandbox.gotransverse.store import Record
from sandbox.gotransverse.tables import (
    BILL_CYCLES,
    BILLING_ACCOUNTS,
    CATEGORIES,
    ORDERS,
    PAYMENT_TERMS,
)
from sandbox.records import Where, equal

BILL_TYPES = ("PAPER", "EMAIL", "PAPER_EMAIL", "NONE")


def list_accounts(call: Call) -> Answer:
    return listed(call, BILLING_ACCOUNTS)


def show_account(call: Call) -> Answer:
    return shown(call, BILLING_ACCOUNTS, "billing account")


def create_account(call: Call) -> Answer:
    """A new account, ACTIVE, with a number of its own. 409 where the external number is taken."""
    tenant, sent = call.tenant, reading(call)
    attributes = _attributes(sent)
    sent.problems.raise_if_any()
    _raise_if_taken(call, attributes["external_account_num"])
    id_ = str(tenant.new_id())
    attributes["start_date"] = attributes["start_date"] or tenant.speller.day(tenant.today())
    cycle_currency = attributes["bill_cycle"]["currency_code"]
    attributes["currency_code"] = attributes["currency_code"] or cycle_currency
    account = blank_account() | attributes
    account |= {"id": id_, "account_num": id_, "pending_charges_total": ZERO, "balance": ZERO}
    numbers = {"id": str(tenant.new_id()), "customer_num": id_, "tax_id_validated": False}
    account["responsible_party"] |= numbers
    call.store.put(BILLING_ACCOUNTS, account)
    return answer_record(BILLING_ACCOUNTS, account)


def replace_account(call: Call) -> Answer:
    """All that can be written is replaced, also by nothing where the body lacks it.

    What the system makes itself (numbers, balances, status) is kept, whatever the body says.
    """
    account, sent = call.found(BILLING_ACCOUNTS, "billing account"), reading(call)
    attributes = _attributes(sent)
    attributes["start_date"] = attributes["start_date"] or account["start_date"]
    currency = account["currency_code"]
    attributes["currency_code"] = attributes["currency_code"] or currency
    if currency and attributes["currency_code"] != currency:
        sent.wrong("currency_code", f"cannot be changed from {currency}")
    sent.problems.raise_if_any()
    _raise_if_taken(call, attributes["external_account_num"], but_by=account["id"])
    before = account_reference(account)
    party = account["responsible_party"]
    account |= attributes
    kept = ("id", "customer_num", "tax_id_validated")
    account["responsible_party"] |= {name: party[name] for name in kept}
    call.store.put(BILLING_ACCOUNTS, account)
    if account_reference(account) != before:
        _tell_orders(call, account)
    return answer_record(BILLING_ACCOUNTS, account)


def add_recurring_payment(call: Call) -> Answer:
    """A payment method that invoices are paid with."""
    account, sent = call.found(BILLING_ACCOUNTS, "billing account"), reading(call)
    method = sent.inside("payment_method", required=True)
    if method is not None:
        method.text("payment_method_type", required=True)
    sent.problems.raise_if_any()
    payment = {**sent.body, "id": str(call.tenant.new_value_id())}
    account["recurring_payments"].append(payment)
    call.store.put(BILLING_ACCOUNTS, account)
    return answer(payment)


def _attributes(sent: Reading) -> Record:
    """All that can be written of an account."""
    sent.only(*blank_account())
    cycle = sent.entity("bill_cycle", BILL_CYCLES, required=True)
    parent = sent.entity("parent_billing_account", BILLING_ACCOUNTS)
    start = sent.moment("start_date")
    currency = sent.text("currency_code")
    if currency is not None and not (len(currency) == 3 and currency.isupper()):
        sent.wrong("currency_code", "must be three capital letters")
    return {
        "external_account_num": sent.text("external_account_num", most=60),
        "bill_type": sent.choice("bill_type", BILL_TYPES) or "NONE",
        "bill_cycle": cycle,
        "responsible_party": read_party(sent),
        "billing_account_category": sent.entity(
            "billing_account_category", CATEGORIES, required=True
        ),
        "auto_payment_authorized": sent.flag("auto_payment_authorized"),
        "start_date": None if start is None else sent.call.tenant.speller.moment(start),
        "custom_field_values": read_values(sent, ("billing-account",), "billing-account"),
        "payment_term": sent.entity("payment_term", PAYMENT_TERMS),
        "tax_exempt": sent.flag("tax_exempt"),
        "currency_code": currency,
        "minimum_invoice_amount": sent.amount("minimum_invoice_amount"),
        "preferred_language_code": sent.text("preferred_language_code") or "en",
        "parent_billing_account": parent and reference(int(parent["id"])),
    }


def _raise_if_taken(call: Call, number: str | None, but_by: str | None = None) -> None:
    if number is None:
        return
    taken = equal("external_account_num", number)
    if but_by is not None:
        taken = taken & Where("id <> ?", (int(but_by),))
    if call.store.count(BILLING_ACCOUNTS, taken):
        raise already_exists("external_account_num", number)


def _tell_orders(call: Call, account: Record) -> None:
    """Orders show the external number of their account."""
    where = equal("billing_account_id", int(account["id"]))
    for order in call.store.records(ORDERS, where):
        order["billing_account"] = account_reference(account)
        call.store.put(ORDERS, order)
