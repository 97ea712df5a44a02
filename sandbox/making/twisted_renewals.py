"""Differences in renewals: the step that did not happen, or happened otherwise."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sandbox.company import (
    ChangeOrder,
    CrmOpportunity,
    PartnerClient,
    PlantedBreak,
    RenewalStep,
    Subscription,
    Transaction,
)
from sandbox.making.at_crm import account_id
from sandbox.making.erp_documents import crm_opportunity, order_id
from sandbox.making.findings import Record, found, money
from sandbox.making.holdings import Holdings
from sandbox.making.staff import departed
from sandbox.making.twisted_accounts import FIRST_SLOT

REFUSED = "The sales order could not be created: the item is inactive for this subsidiary."
GAP_DAYS = 5


def sales_order_failed(it: Holdings, _: random.Random) -> PlantedBreak:
    change = _change(it)
    failed = RenewalStep("CREATE_NEW_SALES_TRANSACTION", "FAILURE", None, None, REFUSED)
    _put_change(it, replace(change, steps=(change.steps[0], failed)))
    amount = _without_order(it)
    because = f"Change order {change.number} made a draft and no sales order: {REFUSED}"
    return _found(
        "missing_right", "sales_order", _step(change), ("netsuite", ""), because, it, amount
    )


def not_started(it: Holdings, _: random.Random) -> PlantedBreak:
    amount = _without_order(it)
    own = it.subscription
    drafts = {line.id for line in it.crm.subscriptions if line.status == "Draft"}
    it.books = replace(it.books, subscriptions=(own,), change_orders=())
    it.crm = replace(
        it.crm,
        change_orders=(),
        subscriptions=tuple(line for line in it.crm.subscriptions if line.id not in drafts),
    )
    because = f"{own.number} ends on {own.ends_on}, is renewed by hand, and nobody has begun."
    right: Record = ("netsuite", "")
    return _found("missing_right", "change_order", _erp(own), right, because, it, amount)


def opportunity_missing(it: Holdings, _: random.Random) -> PlantedBreak:
    order = _order(it)
    _without_opportunity(it)
    it.put_document(order, replace(order, crm_id=None))
    because = f"Sales order {order.number} of a renewal has not become an opportunity."
    return _found(
        "missing_right", "opportunity", _sold(order), ("salesforce", ""), because, it, order.total
    )


def opportunity_amount(it: Holdings, _: random.Random) -> PlantedBreak:
    order, own = _order(it), _opportunity(it)
    wrong = own.amount - it.term.lines[0].monthly(it.as_of)
    _put_opportunity(it, own, replace(own, amount=wrong))
    because = (
        f"Sales order {order.number} comes to {money(order.total, it.currency)}, its opportunity "
        f"to {money(wrong, it.currency)}."
    )
    amount = order.total - wrong
    return _found("amount", "opportunity_amount", _sold(order), _won(own), because, it, amount)


def opportunity_of_another(it: Holdings, _: random.Random) -> PlantedBreak:
    order, own = _order(it), _opportunity(it)
    _put_opportunity(it, own, replace(own, account_id=account_id(FIRST_SLOT)))
    because = (
        f"The opportunity of sales order {order.number} is under another customer's account, "
        f"{account_id(FIRST_SLOT)}."
    )
    return _found("ownership", "opportunity", _sold(order), _won(own), because, it)


def opportunity_lost(it: Holdings, _: random.Random) -> PlantedBreak:
    order, own = _order(it), _opportunity(it)
    lost = replace(own, stage="Closed Lost", probability=0, is_closed=True, is_won=False)
    _put_opportunity(it, own, lost)
    because = f"The opportunity of sales order {order.number} is lost, the order is not closed."
    return _found("status", "opportunity_stage", _sold(order), _won(own), because, it)


def change_order_not_in_crm(it: Holdings, _: random.Random) -> PlantedBreak:
    change = _change(it)
    it.crm = replace(it.crm, change_orders=())
    because = f"Change order {change.number} of a renewal is unknown to the CRM."
    right: Record = ("salesforce", "")
    return _found("missing_right", "crm_change_order", _step(change), right, because, it)


def draft_not_in_crm(it: Holdings, _: random.Random) -> PlantedBreak:
    draft = _draft(it)
    changes = tuple(
        replace(change, renewal_subscription_id=None) for change in it.crm.change_orders
    )
    kept = tuple(line for line in it.crm.subscriptions if line.status != "Draft")
    it.crm = replace(it.crm, subscriptions=kept, change_orders=changes)
    amount = sum((line.intervals[0].recurring_amount for line in draft.lines), it.nothing)
    because = f"The draft {draft.number} of a renewal is unknown to the CRM."
    right: Record = ("salesforce", "")
    return _found("missing_right", "renewal_subscription", _erp(draft), right, because, it, amount)


def gap_before_renewal(it: Holdings, _: random.Random) -> PlantedBreak:
    own, draft, gap = it.subscription, _draft(it), timedelta(days=GAP_DAYS)
    start = draft.starts_on + gap
    late = replace(
        draft, starts_on=start, lines=tuple(replace(line, starts_on=start) for line in draft.lines)
    )
    it.books = replace(it.books, subscriptions=(own, late))
    it.crm = replace(
        it.crm,
        subscriptions=tuple(
            replace(line, starts_on=start, term_starts_on=start) if line.status == "Draft" else line
            for line in it.crm.subscriptions
        ),
    )
    because = f"{own.number} ends on {own.ends_on}, its renewal starts on {start}."
    return _found("term", "renewal_start", _erp(own), _erp(draft), because, it)


def contact_has_left(it: Holdings, _: random.Random) -> PlantedBreak:
    owner, email = departed()
    client = it.partners.clients[0]
    _put_client(
        it,
        replace(
            client,
            renewal_mode="PARTNER",
            renewal_contact=email,
            renewal_owner_effective="PARTNER",
        ),
    )
    because = f"Notices for client {client.id} {client.name} go to {email} alone, who has left."
    right: Record = ("hubspot", str(owner))
    return _found("mapping", "renewal_contact", _client(client), right, because, it)


def client_renews_later(it: Holdings, _: random.Random) -> PlantedBreak:
    client = it.partners.clients[0]
    right = it.term.renewal_start()
    wrong = right + timedelta(days=30)
    _put_client(it, replace(client, next_renewal_on=wrong))
    because = (
        f"Client {client.id} {client.name} is to renew on {wrong}; the next term begins on {right}."
    )
    return _found("term", "next_renewal_on", _erp(it.subscription), _client(client), because, it)


def client_pays_less(it: Holdings, _: random.Random) -> PlantedBreak:
    client = it.partners.clients[0]
    missed = it.term.lines[0].unit(it.as_of)
    _put_client(it, replace(client, mrr=client.mrr - missed))
    because = (
        f"Client {client.id} {client.name} has an MRR of "
        f"{money(client.mrr - missed, it.currency)}, the customer one of "
        f"{money(client.mrr, it.currency)}."
    )
    left: Record = ("netsuite", it.customer_id)
    return _found("amount", "partner_mrr", left, _client(client), because, it, missed)


def _without_order(it: Holdings) -> Decimal:
    """Take away the sales order and what it became; what it came to."""
    order = _order(it)
    it.put_document(order, None)
    _without_opportunity(it)
    own, draft = it.books.subscriptions
    it.books = replace(it.books, subscriptions=(own, replace(draft, sales_order_id=None)))
    return order.total


def _without_opportunity(it: Holdings) -> None:
    id_ = crm_opportunity(it.slot, it.term.position)
    it.crm = replace(
        it.crm,
        opportunities=tuple(own for own in it.crm.opportunities if own.id != id_),
        quotes=tuple(quote for quote in it.crm.quotes if quote.opportunity_id != id_),
        change_orders=tuple(
            replace(change, opportunity_id=None) for change in it.crm.change_orders
        ),
    )


def _change(it: Holdings) -> ChangeOrder:
    return next(change for change in it.books.change_orders if change.action == "RENEW")


def _put_change(it: Holdings, changed: ChangeOrder) -> None:
    changes = tuple(
        changed if change.id == changed.id else change for change in it.books.change_orders
    )
    it.books = replace(it.books, change_orders=changes)


def _order(it: Holdings) -> Transaction:
    id_ = order_id(it.slot, it.term.position)
    return next(own for own in it.account.documents.transactions if own.id == id_)


def _draft(it: Holdings) -> Subscription:
    return next(own for own in it.books.subscriptions if own.status == "DRAFT")


def _opportunity(it: Holdings) -> CrmOpportunity:
    id_ = crm_opportunity(it.slot, it.term.position)
    return next(own for own in it.crm.opportunities if own.id == id_)


def _put_opportunity(it: Holdings, old: CrmOpportunity, new: CrmOpportunity) -> None:
    kept = tuple(new if own is old else own for own in it.crm.opportunities)
    it.crm = replace(it.crm, opportunities=kept)


def _put_client(it: Holdings, client: PartnerClient) -> None:
    it.partners = replace(it.partners, clients=(client,))


def _step(change: ChangeOrder) -> Record:
    return ("netsuite", str(change.id))


def _erp(own: Subscription) -> Record:
    return ("netsuite", str(own.id))


def _sold(order: Transaction) -> Record:
    return ("netsuite", str(order.id))


def _won(own: CrmOpportunity) -> Record:
    return ("salesforce", own.id)


def _client(client: PartnerClient) -> Record:
    return ("hubspot", str(client.id))


def _found(
    kind: str,
    field: str,
    left: Record,
    right: Record,
    because: str,
    it: Holdings,
    amount: Decimal | None = None,
) -> PlantedBreak:
    return found("renewals", kind, field, left, right, because, amount, it.currency)
