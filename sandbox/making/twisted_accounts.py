"""Differences between the accounts of the systems, and between billing and what the CRM copied."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sandbox.company import CrmRecords, PlantedBreak
from sandbox.making.aliases import alias
from sandbox.making.at_crm import account_id, bare, midnight
from sandbox.making.at_partners import company_id
from sandbox.making.findings import Record, as_numbers, as_text, found, money
from sandbox.making.holdings import Holdings

FIRST_SLOT = 2  # of the world's first account, at which nothing is ever planted
UNKNOWN_CYCLE = "Fortnightly 3rd"


def crm_account_missing(it: Holdings, _: random.Random) -> PlantedBreak:
    it.crm = CrmRecords()
    it.account = replace(it.account, customer=replace(it.account.customer, crm_id=None))
    because = f"There is no CRM account for {_who(it)}."
    return found("accounts", "missing_right", "account", _erp(it), ("salesforce", ""), because)


def crm_account_twice(it: Holdings, rng: random.Random) -> PlantedBreak:
    own, customer = it.crm_account, it.account.customer
    twin = bare(
        account_id(it.slot, 2),
        alias(it.account.firm, rng),
        "Customer",
        own.currency,
        customer.created_at,
        website=own.website,
        place=customer.address,
        tax_number=customer.tax_number,
        owner=it.slot,
    )
    it.crm = replace(it.crm, accounts=(own, twin))
    both = as_text([own.id, twin.id])
    because = f"There are two CRM accounts for {_who(it)}: {both}; only {own.id} has its id."
    return found("accounts", "duplicate", "account", _erp(it), ("salesforce", both), because)


def crm_id_of_another(it: Holdings, _: random.Random) -> PlantedBreak:
    other = account_id(FIRST_SLOT)
    it.account = replace(it.account, customer=replace(it.account.customer, crm_id=other))
    because = (
        f"{_who(it)} holds the CRM id {other} of another customer; its own is {it.crm_account.id}."
    )
    return found("accounts", "ownership", "crm_id", _erp(it), ("salesforce", other), because)


def billing_id_unknown(it: Holdings, _: random.Random) -> PlantedBreak:
    wrong = str(it.billing_account.id + 90_000_000)
    it.crm_account = replace(it.crm_account, account_id_billing=wrong)
    because = f"CRM account {it.crm_account.id} names billing account {wrong}, which is not there."
    nowhere: Record = ("gotransverse", "")
    return found("accounts", "mapping", "account_id_billing", _crm(it), nowhere, because)


def billing_number_of_another(it: Holdings, _: random.Random) -> PlantedBreak:
    wrong = f"9{it.billing_account.number}"
    it.crm_account = replace(it.crm_account, account_number_billing=wrong)
    because = (
        f"CRM account {it.crm_account.id} names billing account {it.billing_account.id} under the "
        f"number {wrong}; its number is {it.billing_account.number}."
    )
    return found("accounts", "mapping", "account_number_billing", _crm(it), _billed(it), because)


def claimed_twice(it: Holdings, _: random.Random) -> PlantedBreak:
    own, billed = it.crm_account, it.billing_account
    other = replace(
        bare(
            account_id(it.slot, 2),
            f"Partner of {it.account.firm.plain}",
            "Partner",
            own.currency,
            own.created_at,
            owner=it.slot,
        ),
        account_id_billing=str(billed.id),
        account_number_billing=billed.number,
    )
    it.crm = replace(it.crm, accounts=(own, other))
    it.billing_account = replace(billed, external_number=None)
    both = as_text([own.id, other.id])
    because = (
        f"Billing account {billed.number} is claimed by two CRM accounts, {both}, and names "
        "neither of them."
    )
    return found(
        "accounts", "ambiguous", "billing_account", _billed(it), ("salesforce", both), because
    )


def account_currency(it: Holdings, rng: random.Random) -> PlantedBreak:
    other = another_currency(it, rng)
    it.billing_account = replace(it.billing_account, currency=it.currency)
    it.crm_account = replace(it.crm_account, currency=other)
    because = f"The CRM keeps {_who(it)} in {other}, billing in {it.currency}."
    return found("accounts", "currency", "currency", _crm(it), _billed(it), because)


def account_status(it: Holdings, _: random.Random) -> PlantedBreak:
    it.crm_account = replace(it.crm_account, status_billing="COLLECTION")
    because = (
        f"The CRM says COLLECTION of billing account {it.billing_account.number}, which is "
        f"{it.billing_account.status}, although it was copied within a day."
    )
    return found("accounts", "status", "billing_status", _crm(it), _billed(it), because)


def cycle_unknown(it: Holdings, _: random.Random) -> PlantedBreak:
    it.crm_account = replace(it.crm_account, cycle_billing=UNKNOWN_CYCLE)
    because = f"The CRM says billing cycle {UNKNOWN_CYCLE}, which billing does not have."
    return found("accounts", "mapping", "billing_cycle", _crm(it), _billed(it), because)


def company_key_unknown(it: Holdings, _: random.Random) -> PlantedBreak:
    own = it.partners.companies[0]
    wrong = replace(own, customer_key=f"0{it.customer_id}")
    it.partners = replace(it.partners, companies=(wrong,))
    because = f"Company {own.id} {own.name} has the key {wrong.customer_key} of no customer."
    return found(
        "accounts", "mapping", "customer_key", ("netsuite", ""), ("hubspot", str(own.id)), because
    )


def company_twice(it: Holdings, rng: random.Random) -> PlantedBreak:
    own = replace(it.partners.companies[0], customer_key=it.customer_id)
    name = alias(it.account.firm, rng)
    twin = replace(own, id=company_id(it.slot, 1), name=name, customer_key=None, merged_ids=())
    it.partners = replace(it.partners, companies=(own, twin))
    both = as_numbers([own.id, twin.id])
    because = f"There are two companies for {_who(it)}: {both}; only {own.id} has its key."
    return found("accounts", "duplicate", "company", _erp(it), ("hubspot", both), because)


def copy_is_stale(it: Holdings, rng: random.Random) -> PlantedBreak:
    since = midnight(it.as_of) - timedelta(days=rng.randrange(4, 30), minutes=rng.randrange(600))
    was = it.billing_account.balance + _some_amount(it)
    it.crm_account = replace(
        it.crm_account, balance=was, last_synchronized_at=since, modified_at=since
    )
    because = (
        f"The CRM's copy of billing account {it.billing_account.number} is of {since.date()}: "
        f"it says {money(was, it.currency)} where billing says "
        f"{money(it.billing_account.balance, it.currency)}."
    )
    return _copied(it, "stale", "balance", it.billing_account.balance - was, because)


def copied_balance(it: Holdings, _: random.Random) -> PlantedBreak:
    was = it.billing_account.balance + _some_amount(it)
    it.crm_account = replace(it.crm_account, balance=was)
    because = (
        f"The CRM says a balance of {money(was, it.currency)}, billing "
        f"{money(it.billing_account.balance, it.currency)}, although it was copied within a day."
    )
    return _copied(it, "amount", "balance", it.billing_account.balance - was, because)


def copied_overdue(it: Holdings, _: random.Random) -> PlantedBreak:
    right = it.crm_account.overdue_balance or it.nothing
    it.crm_account = replace(it.crm_account, overdue_balance=it.nothing)
    because = f"The CRM says that nothing is overdue; in billing {money(right, it.currency)} is."
    return _copied(it, "amount", "overdue_balance", right, because)


def another_currency(it: Holdings, rng: random.Random) -> str:
    """One that the customer is not kept in."""
    return rng.choice([symbol for symbol in it.register.currencies if symbol != it.currency])


def _some_amount(it: Holdings) -> Decimal:
    """What a month costs: believable as a payment that was missed."""
    return it.term.monthly(it.as_of)


def _copied(it: Holdings, kind: str, field: str, amount: Decimal, because: str) -> PlantedBreak:
    return found("financials", kind, field, _billed(it), _crm(it), because, amount, it.currency)


def _erp(it: Holdings) -> Record:
    return ("netsuite", it.customer_id)


def _crm(it: Holdings) -> Record:
    return ("salesforce", it.crm_account.id)


def _billed(it: Holdings) -> Record:
    return ("gotransverse", str(it.billing_account.id))


def _who(it: Holdings) -> str:
    customer = it.account.customer
    return f"customer {customer.entity_id} {customer.name.strip()}"
