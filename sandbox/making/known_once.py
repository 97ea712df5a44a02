"""Who is known to the CRM or to billing only: strangers, resellers, prospects, near misses."""

from datetime import timedelta
from typing import Literal

from sandbox.accounts import Register, slot_of
from sandbox.books import ZERO, rounded
from sandbox.casting import OnceKnown
from sandbox.company import (
    BillingAccount,
    BillingRecords,
    Bundle,
    CrmAccount,
    CrmRecords,
    PlantedBreak,
    TrueLink,
)
from sandbox.making import ids
from sandbox.making.at_crm import account_id, bare
from sandbox.making.at_store import resale_domain
from sandbox.making.catalogue import CATEGORIES, PAYMENT_TERMS
from sandbox.making.days import DAY, in_month, morning
from sandbox.making.places import place
from sandbox.names import FirmName, short_name, site_name


def known_once(
    kind: OnceKnown,
    index: int,
    entity: str,
    register: Register,
    name: str | None,
    *,
    is_messy: bool,
) -> Bundle | None:
    """The bundle of who comes right after account number `index`; None where order has no place.

    `name` says how that account is called where somebody is to be nearly called so.
    """
    slot = slot_of(index) + 1
    rng = register.chance(slot, kind)
    origin = register.origin(rng)
    firm = register.firm(slot, origin.country)
    currency = origin.currency.symbol
    if kind == "billing_stranger":
        return _only_in_billing(slot, firm, currency, entity, register) if is_messy else None
    if kind == "crm_stranger" and not is_messy:
        return None
    if kind == "near_miss":
        is_site = name == "site"
        firm = site_name(10 * index + 7) if is_site else short_name(index, is_near_miss=True)
    type_: Literal["Customer", "Prospect", "Reseller"] = "Prospect"
    if kind in ("crm_stranger", "reseller"):
        type_ = "Customer" if kind == "crm_stranger" else "Reseller"
    account = bare(
        account_id(slot),
        firm.full,
        type_,
        currency,
        morning(register.as_of - timedelta(days=rng.randrange(30, 700)), slot % 30_000),
        website=f"https://{resale_domain(index) if kind == 'reseller' else firm.domain}",
        place=place(slot, origin.country, rng),
        owner=slot,
    )
    breaks = (_unknown_to_erp(account),) if kind == "crm_stranger" else ()
    link = TrueLink("salesforce", "account", account.id, entity)
    return Bundle(entity, crm=CrmRecords(accounts=(account,)), breaks=breaks, links=(link,))


def _unknown_to_erp(account: CrmAccount) -> PlantedBreak:
    because = f"CRM account {account.id} {account.name} is a customer there, and none in the ERP."
    return PlantedBreak(
        "accounts",
        "missing_left",
        "netsuite",
        "",
        "salesforce",
        account.id,
        "customer",
        None,
        None,
        because,
    )


def _only_in_billing(
    slot: int, firm: FirmName, currency: str, entity: str, register: Register
) -> Bundle:
    nothing = rounded(ZERO, register.currencies[currency])
    account = BillingAccount(
        id=ids.billing_account(slot),
        number=ids.account_number(slot),
        external_number=None,
        status="ACTIVE",
        name=firm.full.strip(),
        customer_number=f"{7_000 + slot}",
        external_customer_number=None,
        tax_number=None,
        address=None,
        email=f"billing@{firm.domain}",
        currency=currency,
        balance=nothing,
        pending_charges=nothing,
        cycle_id=80,
        category=CATEGORIES[0],
        payment_term=PAYMENT_TERMS[1],
        parent_id=None,
        starts_on=register.as_of - 200 * DAY,
        ends_on=None,
        next_invoice_on=in_month(register.as_of, -1),
    )
    because = (
        f"Billing account {account.number} of {account.name} belongs to no account of the CRM."
    )
    found = PlantedBreak(
        "accounts",
        "missing_left",
        "salesforce",
        "",
        "gotransverse",
        str(account.id),
        "account",
        None,
        None,
        because,
    )
    link = TrueLink("gotransverse", "billing_accounts", str(account.id), entity)
    return Bundle(
        entity, billing=BillingRecords(accounts=(account,)), breaks=(found,), links=(link,)
    )
