"""docs/differences.md §3 and §6: accounts, and what the CRM copied from billing."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from sandbox.company import BillingAccount, CrmAccount
from tests.sandbox.audit.linking import Links
from tests.sandbox.audit.records import Findings, Records, finding, ids, numbers


def differences(its: Records, links: Links) -> Findings:
    yield from _erp_and_crm(links)
    yield from _billing(its, links)
    yield from _companies(its, links)


def _erp_and_crm(links: Links) -> Findings:
    accounts: dict[str, list[str]] = defaultdict(list)
    for account, customer_id in links.accounts.items():
        accounts[customer_id].append(account)
    for id_, customer in links.customers.items():
        own, left = accounts[id_], ("netsuite", id_)
        named = links.survivor(customer.crm_id)
        if customer.stage == "Customer" and not customer.is_inactive and not own:
            yield finding("accounts", "missing_right", "account", left, ("salesforce", ""))
        elif len(own) > 1:
            yield finding("accounts", "duplicate", "account", left, ("salesforce", ids(own)))
        elif named in links.crm and named not in own:
            yield finding("accounts", "ownership", "crm_id", left, ("salesforce", named))
    for it in links.live:
        if it.type == "Customer" and it.id not in links.accounts:
            yield finding(
                "accounts", "missing_left", "customer", ("netsuite", ""), ("salesforce", it.id)
            )


def _billing(its: Records, links: Links) -> Findings:
    known = {str(it.id): it for it in its.billing_accounts}
    cycles = {it.name for it in its.cycles}
    for billed in its.billing_accounts:
        claims = links.claims.get(billed.id, [])
        right = ("gotransverse", billed.id)
        if len(claims) > 1 and billed.external_number is None:
            both = ("salesforce", ids(it.id for it in claims))
            yield finding("accounts", "ambiguous", "billing_account", right, both)
        elif links.of_billing(billed) is None and billed.status != "CLOSED":
            yield finding("accounts", "missing_left", "account", ("salesforce", ""), right)
    for it in links.live:
        if it.account_id_billing is None:
            continue
        own, left = known.get(it.account_id_billing), ("salesforce", it.id)
        if own is None:
            nowhere = ("gotransverse", "")
            yield finding("accounts", "mapping", "account_id_billing", left, nowhere)
        elif own.number != it.account_number_billing:
            right = ("gotransverse", own.id)
            yield finding("accounts", "mapping", "account_number_billing", left, right)
        elif len(links.claims[own.id]) == 1:
            yield from _copy(its, it, own, cycles)


def _copy(its: Records, it: CrmAccount, own: BillingAccount, cycles: set[str]) -> Findings:
    left, right = ("salesforce", it.id), ("gotransverse", own.id)
    midnight = datetime.combine(its.as_of, time(), UTC)
    is_fresh = it.last_synchronized_at and it.last_synchronized_at >= midnight - timedelta(days=1)
    if own.currency and own.currency != it.currency:
        yield finding("accounts", "currency", "currency", left, right)
    elif is_fresh and it.status_billing != own.status:
        yield finding("accounts", "status", "billing_status", left, right)
    elif it.cycle_billing not in cycles:
        yield finding("accounts", "mapping", "billing_cycle", left, right)
    balance, overdue = it.balance or Decimal(0), it.overdue_balance or Decimal(0)
    late = sum(
        (
            invoice.open_amount
            for invoice in its.invoices
            if invoice.account_id == own.id and invoice.due_on < its.as_of
        ),
        Decimal(0),
    )
    if balance != own.balance:
        kind = "amount" if is_fresh else "stale"
        yield finding(
            "financials", kind, "balance", right, left, own.balance - balance, it.currency
        )
    elif is_fresh and overdue != late:
        yield finding(
            "financials", "amount", "overdue_balance", right, left, late - overdue, it.currency
        )


def _companies(its: Records, links: Links) -> Findings:
    known: dict[str, list[int]] = defaultdict(list)
    for it in its.companies:
        if it.customer_key and it.customer_key not in links.customers:
            left, right = ("netsuite", ""), ("hubspot", it.id)
            yield finding("accounts", "mapping", "customer_key", left, right)
            continue
        customer = it.customer_key or links.like(it.name, None, it.domain, "")
        if customer:
            known[customer].append(it.id)
    for customer, own in known.items():
        if len(own) > 1:
            both = ("hubspot", numbers(own))
            yield finding("accounts", "duplicate", "company", ("netsuite", customer), both)
