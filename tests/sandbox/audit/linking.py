"""Which customer of the ERP every account-like record belongs to: docs/differences.md §2."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from sandbox.company import BillingAccount, CrmAccount, Customer
from tests.sandbox.audit.names import domain, first_word, normal, tax
from tests.sandbox.audit.records import Records


class Links:
    """Entities are the ERP's customer ids; who is in no ERP is its CRM account's id, and so on."""

    def __init__(self, its: Records) -> None:
        self.its = its
        self.customers: dict[str, Customer] = {str(it.id): it for it in its.customers}
        self.crm = {it.id: it for it in its.crm_accounts}
        self.live = [it for it in its.crm_accounts if not it.is_deleted]
        self._by = {
            "tax": _index(self.customers.values(), lambda it: tax(it.tax_number)),
            "domain": _index(self.customers.values(), lambda it: domain(it.domain)),
            "place": _index(
                self.customers.values(),
                lambda it: f"{normal(it.name)}|{it.address.postal_code}" if it.address else "",
            ),
        }

    def survivor(self, id_: str | None) -> str | None:
        while id_ in self.crm and self.crm[id_].merged_into_id:
            id_ = self.crm[id_].merged_into_id
        return id_

    @cached_property
    def accounts(self) -> dict[str, str]:
        """CRM account -> customer by ids, then by likeness; accounts of nobody are left out."""
        linked = {
            it.id: it.customer_id_erp
            for it in self.live
            if it.customer_id_erp in self.customers and it.customer_id_erp
        }
        taken = set(linked.values())
        for customer_id, customer in self.customers.items():
            own = self.survivor(customer.crm_id)
            if customer_id not in taken and own in self.crm and own not in linked and own:
                linked[own] = customer_id
        for it in self.live:
            if it.id not in linked and (found := self._like(it)):
                linked[it.id] = found
        return linked

    def _like(self, it: CrmAccount) -> str | None:
        place = f"{normal(it.name)}|{it.address.postal_code}" if it.address else ""
        return self.like(it.name, it.tax_number, it.website, place)

    def like(self, name: str, tax_number: str | None, host: str | None, place: str) -> str | None:
        """The customer that a record is like by tax id, domain, or name and place."""
        same_tax = self._by["tax"].get(tax(tax_number), [])
        if len(same_tax) == 1 and first_word(same_tax[0].name) == first_word(name):
            return str(same_tax[0].id)
        equal = [it for it in same_tax if normal(it.name) == normal(name)]
        if len(same_tax) > 1 and len(equal) == 1:
            return str(equal[0].id)
        same_domain = self._by["domain"].get(domain(host), [])
        if len(same_domain) == 1 and first_word(same_domain[0].name) == first_word(name):
            return str(same_domain[0].id)
        same_place = self._by["place"].get(place, [])
        return str(same_place[0].id) if len(same_place) == 1 else None

    @cached_property
    def claims(self) -> dict[int, list[CrmAccount]]:
        """Billing account -> live CRM accounts that hold its id and its number."""
        known = {str(it.id): it for it in self.its.billing_accounts}
        claims: dict[int, list[CrmAccount]] = defaultdict(list)
        for it in self.live:
            own = known.get(it.account_id_billing or "")
            if own and own.number == it.account_number_billing:
                claims[own.id].append(it)
        return claims

    def of_billing(self, it: BillingAccount) -> str | None:
        """The entity of a billing account; None where several claim it, or nobody."""
        named = self.survivor(it.external_number)
        claims = self.claims.get(it.id, [])
        if named is None and len(claims) > 1:
            return None
        account = claims[0].id if len(claims) == 1 else named
        return self.accounts.get(account or "") or account

    def of_account(self, account_id: str) -> str:
        return self.accounts.get(account_id, account_id)

    @cached_property
    def by_entity_id(self) -> dict[str, str]:
        return {it.entity_id: id_ for id_, it in self.customers.items()}


def _index(
    customers: Iterable[Customer], key: Callable[[Customer], str]
) -> dict[str, list[Customer]]:
    index: dict[str, list[Customer]] = defaultdict(list)
    for it in customers:
        if found := key(it):
            index[found].append(it)
    return index
