"""Who is known to one system only: prospects, leads, deleted customers, unknown organizations."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from sandbox.accounts import Register, entity_id, header_of
from sandbox.books import ZERO, Figures, rounded
from sandbox.casting import ExtraPlot
from sandbox.company import (
    Bundle,
    CrmAccount,
    CrmRecords,
    Customer,
    DeletedRecord,
    Organization,
    PlantedBreak,
    TrueLink,
)
from sandbox.disorder import helpdesk_break
from sandbox.documents import at_work
from sandbox.helpdesk import organization, people
from sandbox.making.at_crm import account_id, bare
from sandbox.making.linking import links
from sandbox.names import FirmName

LONGEST_GONE_DAYS = 200


def extra(plot: ExtraPlot, slot: int, register: Register, *, is_messy: bool) -> Bundle | None:
    """The bundle of who comes right after an account; None where order has no place for it."""
    match plot:
        case "prospect":
            return _not_yet(slot, "Prospect", register)
        case "lead":
            return _not_yet(slot, "Lead", register)
        case "customer_gone":
            return _gone(slot, register, keeps_organization=False)
        case "customer_deleted":
            return _gone(slot, register, keeps_organization=is_messy)
        case "stranger":
            return _stranger(slot, register) if is_messy else None


def entity(slot: int) -> str:
    """The world's own name for a real customer, which no system knows."""
    return f"E{slot:06d}"


def _not_yet(slot: int, stage: Literal["Prospect", "Lead"], register: Register) -> Bundle:
    """Somebody who has not bought anything yet."""
    rng = register.chance(slot, "prospect")
    origin = register.origin(rng)
    firm = register.firm(slot, origin.country)
    none = rounded(ZERO, origin.currency)
    age = rng.randrange(3, 300)
    is_in_crm = rng.random() < 0.6
    customer = Customer(
        id=register.customer_id(slot),
        entity_id=entity_id(slot),
        name=firm.full,
        currency=origin.currency.symbol,
        parent_id=None,
        stage=stage,
        is_inactive=False,
        hold_override="AUTO",
        credit_limit=None,
        terms_days=30,
        email=f"info@{firm.domain}",
        phone="",
        domain=firm.domain,
        tax_number="",
        external_id=None,
        subsidiary_id=origin.subsidiary_id,
        created_at=at_work(register.as_of - timedelta(days=age), rng),
        modified_at=at_work(register.as_of - timedelta(days=rng.randrange(1, age)), rng),
        header=header_of(Figures(none, none, none, none, 0), is_on_hold=False),
        crm_id=account_id(slot) if is_in_crm else None,
    )
    known = Bundle(
        entity(slot),
        customers=(customer,),
        crm=CrmRecords(accounts=(_prospect(slot, customer),) if is_in_crm else ()),
    )
    return replace(known, links=tuple(links(entity(slot), known)))


def _prospect(slot: int, customer: Customer) -> CrmAccount:
    account = bare(
        account_id(slot),
        " ".join(customer.name.split()),
        "Prospect",
        customer.currency,
        customer.created_at,
        website=f"https://{customer.domain}",
        owner=slot,
    )
    return replace(account, customer_id_erp=str(customer.id))


def _gone(slot: int, register: Register, *, keeps_organization: bool) -> Bundle:
    """A customer that was deleted in the ERP; in a mess the helpdesk keeps its organization."""
    rng = register.chance(slot, "gone")
    firm = register.firm(slot, register.origin(rng).country)
    name = f"{entity_id(slot)} {firm.full.strip()}"
    deleted_on = register.as_of - timedelta(days=rng.randrange(1, LONGEST_GONE_DAYS))
    record = DeletedRecord(register.customer_id(slot), "customer", name, at_work(deleted_on, rng))
    if not keeps_organization:
        return Bundle(entity(slot), deleted_records=(record,))
    because = f"Its customer {name} was deleted in the ERP on {deleted_on}."
    return _only_in_helpdesk(slot, firm, str(record.record_id), register, (record,), because)


def _stranger(slot: int, register: Register) -> Bundle:
    """An organization without an external id that belongs to nobody in the ERP."""
    rng = register.chance(slot, "stranger")
    firm = register.firm(slot, register.origin(rng).country)
    because = f"{firm.full.strip()} is no customer in the ERP."
    return _only_in_helpdesk(slot, firm, None, register, (), because)


def _only_in_helpdesk(
    slot: int,
    firm: FirmName,
    external_id: str | None,
    register: Register,
    deleted_records: tuple[DeletedRecord, ...],
    because: str,
) -> Bundle:
    rng = register.chance(slot, "helpdesk")
    age = rng.randrange(LONGEST_GONE_DAYS, 900)
    its = organization(slot, firm.full, external_id, firm, register.as_of, age, rng)
    users, tickets = people(slot, its.id, firm, register.as_of, age, rng)
    return Bundle(
        entity(slot),
        deleted_records=deleted_records,
        organizations=(its,),
        users=users,
        tickets=tickets,
        breaks=(_break(its, because),),
        links=(TrueLink("zendesk", "organizations", str(its.id), entity(slot)),),
    )


def _break(its: Organization, because: str) -> PlantedBreak:
    if its.external_id is None:
        return helpdesk_break("missing_left", "customer", "", str(its.id), because)
    return helpdesk_break("mapping", "external_id", "", str(its.id), because)
