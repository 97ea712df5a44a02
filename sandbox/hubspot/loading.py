"""The pretended company, written down as the CRM's own records."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count, islice
from typing import Any, Protocol

from sandbox.company import Bundle
from sandbox.company.partners import (
    PartnerClient,
    PartnerCompany,
    PartnerContact,
    PartnerDeal,
    PartnerOwner,
)
from sandbox.hubspot.links import row_of
from sandbox.hubspot.object_types import COMPANIES, CONTACTS, DEALS, PARTNER_CLIENTS, ObjectType
from sandbox.hubspot.tables import LINKS, OWNERS
from sandbox.hubspot.wire import milliseconds_of
from sandbox.records import Record, Store

BUNDLES_AT_ONCE = 1000
# how a contact, a deal and a client belong to a company, as seen from the side that is kept
OF_CONTACT, OF_DEAL, OF_CLIENT = [1, 279], [6, 342], [911]
CHILD_FIRST, PARENT_FIRST = [14, 450], [13, 450]

Values = dict[str, object]


class Company(Protocol):
    """What the CRM needs of a world."""

    def bundles(self) -> Iterator[Bundle]: ...


def load(store: Store, company: Company) -> None:
    """All that the company has in the partner CRM, a few bundles at a time.

    What refers to an archived company belongs to nobody.
    """
    bundles, numbers = company.bundles(), count(1)
    archived: set[int] = set()
    while chunk := list(islice(bundles, BUNDLES_AT_ONCE)):
        held = [bundle.partners for bundle in chunk]
        companies = [one for it in held for one in it.companies]
        contacts = [one for it in held for one in it.contacts]
        deals = [one for it in held for one in it.deals]
        clients = [one for it in held for one in it.clients]
        archived.update(one.id for one in companies if one.is_archived)
        store.load(OWNERS, (_owner(one) for it in held for one in it.owners))
        store.load(COMPANIES.table, map(_company, companies))
        store.load(CONTACTS.table, map(_contact, contacts))
        store.load(DEALS.table, map(_deal, deals))
        store.load(PARTNER_CLIENTS.table, map(_client, clients))
        pairs = (*_of_companies(contacts, deals, clients), *_of_parents(companies))
        store.load(LINKS, _links(pairs, archived, numbers))
    store.index()


def _owner(owner: PartnerOwner) -> Record:
    return {
        "id": owner.id,
        "user_id": owner.user_id,
        "email": owner.email,
        "first_name": owner.first_name,
        "last_name": owner.last_name,
        "is_archived": owner.is_archived,
        "created": milliseconds_of(owner.created_at),
    }


def _company(one: PartnerCompany) -> Record:
    values: Values = {
        "name": one.name,
        "domain": one.domain,
        "website": one.domain,
        "phone": one.phone,
        "city": one.city,
        "zip": one.postal_code,
        "country": one.country,
        "hubspot_owner_id": one.owner_id,
        "lifecyclestage": one.lifecycle_stage,
        "customer_key": one.customer_key,
        "hs_merged_object_ids": ";".join(map(str, one.merged_ids)) or None,
        "hs_pipeline": "companies-lifecycle-pipeline",
    }
    return _record(one.id, one.created_at, one.modified_at, one.is_archived, values)


def _contact(one: PartnerContact) -> Record:
    values: Values = {
        "email": one.email.lower(),
        "firstname": one.first_name,
        "lastname": one.last_name,
        "notice_role": one.role,
    }
    return _record(one.id, one.created_at, one.modified_at, False, values)


def _deal(one: PartnerDeal) -> Record:
    is_closed = one.stage in ("closedwon", "closedlost")
    values: Values = {
        "dealname": one.name,
        "dealstage": one.stage,
        "pipeline": one.pipeline,
        "amount": one.amount,
        "deal_currency_code": one.currency,
        "closedate": f"{one.closes_on.isoformat()}T00:00:00.000Z",
        "hubspot_owner_id": one.owner_id,
        "hs_is_closed": _word(is_closed),
        "hs_is_closed_won": _word(one.stage == "closedwon"),
    }
    return _record(one.id, one.created_at, one.modified_at, one.is_archived, values)


def _client(one: PartnerClient) -> Record:
    values: Values = {
        "hs_client_name": one.name,
        "hs_client_domain_name": one.domain,
        "hs_country": one.country,
        "hs_is_active": _word(one.is_active),
        "hs_is_managed": _word(one.is_managed),
        "hs_is_sold": _word(one.is_sold),
        "hs_total_subscription_mrr": one.mrr,
        "hs_managed_mrr": one.mrr if one.is_managed else None,
        "hs_managed_local_mrr_currency": one.currency,
        "hs_next_renewal_date": one.next_renewal_on,
        "rec_renewal_owner_mode": one.renewal_mode,
        "rec_renewal_owner_contact": one.renewal_contact,
        "rec_renewal_owner_effective": one.renewal_owner_effective,
        "rec_renewal_status": one.renewal_status,
        "customer_key": one.customer_key,
    }
    return _record(one.id, one.created_at, one.modified_at, one.is_archived, values)


def _record(
    id_: int, created: datetime, modified: datetime, is_archived: bool, values: Values
) -> Record:
    updated = milliseconds_of(modified)
    return {
        "id": id_,
        "object_type": None,
        "created": milliseconds_of(created),
        "updated": updated,
        "archived": updated if is_archived else None,
        "properties": {
            name: str(value) for name, value in values.items() if value not in (None, "")
        },
    }


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"


Pair = tuple[ObjectType, int, int, list[int]]  # what belongs to a company, and how


def _of_companies(
    contacts: Iterable[PartnerContact],
    deals: Iterable[PartnerDeal],
    clients: Iterable[PartnerClient],
) -> Iterator[Pair]:
    for contact in contacts:
        if contact.company_id is not None:
            yield CONTACTS, contact.id, contact.company_id, OF_CONTACT
    for deal in deals:
        if deal.company_id is not None and not deal.is_archived:
            yield DEALS, deal.id, deal.company_id, OF_DEAL
    for client in clients:
        if client.company_id is not None and not client.is_archived:
            yield PARTNER_CLIENTS, client.id, client.company_id, OF_CLIENT


def _of_parents(companies: Iterable[PartnerCompany]) -> Iterator[Pair]:
    for one in companies:
        if one.parent_id is not None and not one.is_archived:
            yield COMPANIES, one.id, one.parent_id, CHILD_FIRST


def _links(pairs: Iterable[Pair], archived: set[int], numbers: Iterator[int]) -> Iterator[Record]:
    """The pairs as they are kept: the smaller of the two first, the ways as seen from there."""
    for kind, id_, company_id, ways in pairs:
        if company_id in archived:
            continue
        near, far = (kind.id, id_), (COMPANIES.id, company_id)
        types: Any = ways
        if near > far:
            near, far = far, near
            types = PARENT_FIRST if kind is COMPANIES else ways
        yield row_of(next(numbers), near, far, types)
