"""An ERP customer put together in all other systems, everything in agreement."""

import random
from dataclasses import replace
from datetime import timedelta

from sandbox.accounts import Account, Register
from sandbox.casting import Part
from sandbox.company import (
    Bundle,
    CrmAccount,
    CrmOrder,
    CrmRecords,
    Job,
    ServiceRecords,
    StoreCustomer,
    StoreOrder,
    StoreRecords,
)
from sandbox.making import (
    at_billing,
    at_crm,
    at_erp,
    at_field_service,
    at_partners,
    at_store,
    crm_orders,
)
from sandbox.making.aliases import alias, trade_name
from sandbox.making.at_crm import Identity
from sandbox.making.at_store import OLDEST_ORDER_DAYS, Purchase
from sandbox.making.crm_subscriptions import sold
from sandbox.making.holdings import Holdings
from sandbox.making.invoicing import payments
from sandbox.making.plots import TWISTS
from sandbox.making.stages import Needs

_ORDER_STAGES: tuple[at_store.Stage, ...] = (
    *("new", "accepted", "held", "authorized"),
    *("activated",) * 4,
    *("cancelled", "left"),
)


def gather(account: Account, part: Part, parent_id: int | None, register: Register) -> Holdings:
    """The customer in every system; `parent_id` is its parent's slot in a family."""
    needs = None if part.twist is None else TWISTS[part.twist]
    rng = register.chance(account.slot, "systems")
    holdings = Holdings(account, register)
    identity = _identity(account, part, rng)
    _bill(holdings, identity, rng)
    _sell(holdings, identity, parent_id, rng)
    _trade(holdings, needs, rng)
    _partner(holdings, needs, part, rng)
    return holdings


def _identity(account: Account, part: Part, rng: random.Random) -> Identity:
    """Mostly known by ids on both sides; where nothing is planted also otherwise."""
    name, fate = alias(account.firm, rng), rng.random()
    if not part.is_ordinary or part.index == 1:
        return Identity(name)
    if fate < 0.03:
        return Identity(trade_name(account.slot))
    if fate < 0.09:
        return Identity(name, is_merged=True)
    if fate < 0.13:
        return Identity(name, has_erp_id=False)  # the ERP knows the CRM's id
    if fate < 0.155:
        return Identity(name, has_erp_id=False, is_known_to_erp=False)
    if fate < 0.18:
        return Identity(name, has_erp_id=False, is_known_to_erp=False, has_tax_number=False)
    if fate < 0.2:
        return Identity(
            name,
            has_erp_id=False,
            is_known_to_erp=False,
            has_tax_number=False,
            has_domain=False,
        )
    return Identity(name)


def _bill(it: Holdings, identity: Identity, rng: random.Random) -> None:
    """Billing and the subscriptions of the ERP; who points at a merged account is left there."""
    account, slot = it.account, it.slot
    loser = at_crm.account_id(slot, 1)
    points_at_loser = identity.is_merged and rng.random() < 0.5
    if not identity.is_known_to_erp:
        it.account = replace(account, customer=replace(account.customer, crm_id=None))
    elif identity.is_merged and not points_at_loser:
        it.account = replace(account, customer=replace(account.customer, crm_id=loser))
    if not account.terms:
        return
    it.billing = at_billing.records(
        slot,
        account.customer,
        loser if points_at_loser else at_crm.account_id(slot),
        account.terms,
        account.invoices,
        payments(slot, account.invoices),
        it.as_of,
    )
    copied = {
        document.external_id.removeprefix("GTV-"): document.id
        for document in account.documents.transactions
        if document.external_id and document.external_id.startswith("GTV-")
    }
    it.books = at_erp.books(
        slot, account.customer, account.terms, account.invoices, copied, it.as_of
    )


def _sell(it: Holdings, identity: Identity, parent_id: int | None, rng: random.Random) -> None:
    """The CRM's account, its people, and what it has bought."""
    account, slot, as_of = it.account, it.slot, it.as_of
    customer = account.customer
    parent = None if parent_id is None else at_crm.account_id(parent_id)
    accounts: list[CrmAccount] = [
        at_crm.account(slot, identity, customer, parent, it.billing, as_of, rng)
    ]
    if identity.is_merged:
        accounts.append(
            at_crm.bare(
                at_crm.account_id(slot, 1),
                account.firm.plain,
                "Customer",
                customer.currency,
                customer.created_at,
                merged_into_id=accounts[0].id,
                modified_at=customer.modified_at,
            )
        )
    people = tuple(at_crm.contacts(slot, account.firm, customer, rng))
    orders = [
        document
        for document in account.documents.transactions
        if document.type == "SalesOrd" and document.memo == "Renewal"
    ]
    bought = sold(slot, account.terms, orders, as_of)
    it.crm = CrmRecords(
        accounts=tuple(accounts),
        contacts=people,
        opportunities=bought.opportunities,
        quotes=bought.quotes,
        contracts=tuple(at_crm.contracts(slot, account.terms, as_of)),
        cases=tuple(at_crm.cases(slot, people, as_of, rng)),
        subscriptions=bought.subscriptions,
        change_orders=bought.change_orders,
    )


def _trade(it: Holdings, needs: Needs | None, rng: random.Random) -> None:
    """A buyer in the store with orders, and a site with jobs, for those who have them."""
    customer, slot = it.account.customer, it.slot
    is_old = customer.created_at.date() < it.as_of - timedelta(days=OLDEST_ORDER_DAYS)
    is_buyer, has_site, group = rng.random() < 0.4, rng.random() < 0.2, rng.choice(at_store.GROUPS)
    if customer.is_inactive or not is_old:
        return
    purchases = _purchases(it, needs, group, rng, is_buyer=is_buyer)
    if not purchases and not (has_site and needs is None):
        if is_buyer and needs is None:
            who = at_store.buyer(slot, it.account.firm, customer, group, rng)
            it.store = StoreRecords(customers=(who,))
        return
    name = alias(it.account.firm, rng)
    place = at_field_service.Place(at_field_service.site_id(slot), name)
    jobs: list[Job] = []
    if purchases:
        who = at_store.buyer(slot, it.account.firm, customer, group, rng)
        orders, sales, jobs = _placed(it, purchases, who, place)
        it.store = StoreRecords(customers=(who,), orders=tuple(orders))
        it.crm = replace(it.crm, orders=tuple(sales))
    elif rng.random() < 0.4:
        jobs = [at_field_service.repair(slot, place, customer, it.as_of)]
    has_tax_number = not jobs or rng.random() < 0.7
    site = at_field_service.site(slot, name, customer, has_tax_number=has_tax_number)
    it.field_service = ServiceRecords(sites=(site,), jobs=tuple(jobs))


def _purchases(
    it: Holdings, needs: Needs | None, group: str | None, rng: random.Random, *, is_buyer: bool
) -> list[Purchase]:
    if needs is not None:
        stages = _STAGED[needs.order]
    elif is_buyer:
        stages = tuple(rng.choice(_ORDER_STAGES) for _ in range(rng.choice((0, 1, 1, 2))))
    else:
        return []
    by_po = needs is not None and needs.pays_by_po
    return [
        at_store.purchase(it.slot, position, stage, group, it.currency, it.as_of, rng, by_po=by_po)
        for position, stage in enumerate(stages)
    ]


_STAGED: dict[str | None, tuple[at_store.Stage, ...]] = {
    None: (),
    "accepted": ("accepted",),
    "activated": ("activated",),
    "two": ("activated", "accepted"),
}


def _placed(
    it: Holdings,
    purchases: list[Purchase],
    who: StoreCustomer,
    place: at_field_service.Place,
) -> tuple[list[StoreOrder], list[CrmOrder], list[Job]]:
    """The orders in the store, in the CRM (but for checkouts that were left), and their jobs."""
    customer = it.account.customer
    orders, sales, jobs = [], [], []
    for purchase in purchases:
        tracking = f"1Z{purchase.order_id:012d}" if purchase.stage == "activated" else None
        if customer.address is None:
            raise ValueError(f"customer {customer.id} has no address to send its orders to")
        order = at_store.order(purchase, who, customer.address, tracking)
        orders.append(order)
        job = None
        if purchase.has_job:
            jobs.append(at_field_service.job(purchase, place, customer, it.as_of))
            job = at_field_service.as_typed(jobs[-1].request_id, it.slot)
        if purchase.stage != "left":
            sales.append(crm_orders.order(purchase, order, job))
    return orders, sales, jobs


def _partner(it: Holdings, needs: Needs | None, part: Part, rng: random.Random) -> None:
    """The company in the partner CRM, for half of them; some under a name of their own."""
    account, fate = it.account, rng.random()
    is_client = needs.is_client if needs else fate < 0.15
    is_company = is_client or (needs.is_company if needs else fate < 0.5)
    if not is_company:
        return
    is_free = part.is_ordinary and not is_client
    name = trade_name(it.slot) if is_free and fate > 0.47 else alias(account.firm, rng)
    has_key = not (is_free and fate < 0.2)
    known = at_partners.Known(name, has_key, is_client)
    it.partners = at_partners.records(
        it.slot, known, account.firm, account.customer, account.terms, it.as_of, rng
    )


def bundle(entity: str, it: Holdings) -> Bundle:
    """What the systems but for the helpdesk hold, as a bundle without a key."""
    books = it.account.documents
    return Bundle(
        entity,
        customers=(it.account.customer,),
        transactions=books.transactions,
        applications=books.applications,
        deleted_records=books.deleted_records,
        subscriptions=it.books,
        crm=it.crm,
        billing=it.billing,
        partners=it.partners,
        store=it.store,
        field_service=it.field_service,
        journals=it.journals,
    )
