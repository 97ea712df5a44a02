"""The pretended company, written down as the billing system's own records."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from sandbox.company import BillingAccount, BillingRecords, Bundle, Service
from sandbox.gotransverse import (
    account_bodies,
    catalogue,
    money_bodies,
    order_bodies,
    service_bodies,
    setup,
    tables,
)
from sandbox.gotransverse.references import (
    Record,
    account_reference,
    agreement_reference,
    child_reference,
    product_reference,
    reference,
    short_account_reference,
)
from sandbox.gotransverse.spelling import Speller
from sandbox.gotransverse.store import Store

BUNDLES_AT_ONCE = 1000


class Company(Protocol):
    """What the billing system needs of a world."""

    def bundles(self) -> Iterator[Bundle]: ...


def load(store: Store, company: Company, speller: Speller) -> None:
    """Everything that billing holds of the company, some bundles at a time."""
    loading = _Loading(store, speller)
    bundles = company.bundles()
    while chunk := [bundle.billing for bundle in islice(bundles, BUNDLES_AT_ONCE)]:
        loading.add(chunk)
    loading.finish()
    store.index()


class _Loading:
    """Writes chunks, and remembers what later ones refer to: the catalogue, and the chunk's own."""

    def __init__(self, store: Store, speller: Speller) -> None:
        self._store, self._speller = store, speller
        self._products: dict[int, Record] = {}
        self._agreements: dict[int, Record] = {}
        self._lists: dict[str, dict[int, Record]] = {"cycles": {}, "categories": {}}
        self._relations: set[tuple[int, int]] = set()
        self._accounts: dict[int, Record] = {}
        self._services: dict[int, Service] = {}
        self._strayed: dict[int, list[Record]] = {}

    def add(self, chunk: Sequence[BillingRecords]) -> None:
        """The accounts before all else: the rest shows their numbers."""
        self._services = {it.id: it for one in chunk for it in one.services}
        self._catalogue(chunk)
        self._load_accounts([it for one in chunk for it in one.accounts])
        self._load_services()
        self._load_orders(chunk)
        self._load_money(chunk)

    def finish(self) -> None:
        """What is only known at the end: add-ons of services of other chunks, and small lists."""
        for parent_id, children in self._strayed.items():
            if parent := self._store.get(tables.SERVICES, parent_id):
                parent["child_services"] += children
                self._store.put(tables.SERVICES, parent)
        relations = enumerate(sorted(self._relations), 1)
        self._store.load(
            tables.PRODUCT_RELATIONS, (self._relation(n, *pair) for n, pair in relations)
        )
        self._store.load(tables.CHARGE_CATEGORIES, setup.charge_categories())
        self._store.load(tables.ACTIONS, setup.actions())
        self._store.load(tables.CUSTOM_FIELDS, setup.custom_fields())

    def _catalogue(self, chunk: Sequence[BillingRecords]) -> None:
        cycles = [catalogue.bill_cycle(it) for one in chunk for it in one.cycles]
        categories = [catalogue.category(it) for one in chunk for it in one.categories]
        terms = [catalogue.payment_term(it) for one in chunk for it in one.payment_terms]
        products = [catalogue.product(it, self._speller) for one in chunk for it in one.products]
        agreements = [catalogue.agreement(it) for one in chunk for it in one.agreements]
        self._lists["cycles"] |= {int(it["id"]): it for it in cycles}
        self._lists["categories"] |= {int(it["id"]): it for it in categories}
        self._products |= {int(it["id"]): product_reference(it) for it in products}
        self._agreements |= {int(it["id"]): agreement_reference(it) for it in agreements}
        self._store.load(tables.BILL_CYCLES, cycles)
        self._store.load(tables.CATEGORIES, categories)
        self._store.load(tables.PAYMENT_TERMS, terms)
        self._store.load(tables.PRODUCTS, products)
        self._store.load(tables.AGREEMENTS, agreements)

    def _load_accounts(self, accounts: Sequence[BillingAccount]) -> None:
        bodies = [account_bodies.billing_account(it, self._lists, self._speller) for it in accounts]
        self._accounts = {int(it["id"]): it for it in bodies}
        self._store.load(tables.BILLING_ACCOUNTS, bodies)

    def _load_services(self) -> None:
        children: dict[int, list[Record]] = {}
        for it in self._services.values():
            if it.parent_id is not None:
                product = self._product(it.product_id)
                child = {"id": str(it.id), "status": it.status, "product": product}
                children.setdefault(it.parent_id, []).append(child_reference(child))
                self._relate(it.parent_id, it.product_id)
        self._store.load(
            tables.SERVICES,
            (self._service(it, children.pop(it.id, ())) for it in self._services.values()),
        )
        for parent_id, strays in children.items():
            self._strayed.setdefault(parent_id, []).extend(strays)

    def _service(self, it: Service, children: Sequence[Record]) -> Record:
        agreement = self._agreements.get(it.agreement.agreement_id) if it.agreement else None
        account = short_account_reference(self._account(it.account_id))
        return service_bodies.service(
            it, account, self._product(it.product_id), agreement, children, self._speller
        )

    def _load_orders(self, chunk: Sequence[BillingRecords]) -> None:
        orders = [it for one in chunk for it in one.orders]
        self._store.load(
            tables.ORDERS,
            (
                order_bodies.order(
                    it,
                    account_reference(self._account(it.account_id)),
                    self._products,
                    self._speller,
                )
                for it in orders
            ),
        )
        self._store.load(
            tables.ORDER_ITEMS,
            (
                {"id": str(item.id), "order": {"id": str(it.id)}}
                for it in orders
                for item in it.items
            ),
        )

    def _load_money(self, chunk: Sequence[BillingRecords]) -> None:
        speller = self._speller
        payments = [it for one in chunk for it in one.payments]
        self._store.load(tables.INVOICES, self._invoices(chunk))
        self._store.load(
            tables.PAYMENTS,
            (money_bodies.payment(it, self._short(it.account_id), speller) for it in payments),
        )
        self._store.load(
            tables.PAYMENT_APPLICATIONS,
            (one for it in payments for one in money_bodies.applications(it, speller)),
        )
        self._store.load(
            tables.ADJUSTMENTS,
            (
                money_bodies.adjustment(it, self._short(it.account_id), speller)
                for one in chunk
                for it in one.adjustments
            ),
        )

    def _invoices(self, chunk: Sequence[BillingRecords]) -> Iterator[Record]:
        for one in chunk:
            for it in one.invoices:
                account = self._account(it.account_id)
                cycle = account["bill_cycle"]
                yield money_bodies.invoice(
                    it,
                    short_account_reference(account),
                    cycle and {"id": cycle["id"], "bill_cycle_type": cycle.get("bill_cycle_type")},
                    self._named_service,
                    self._speller,
                )

    def _account(self, id_: int) -> Record:
        """An account of this chunk or one before; its id alone where there is none such."""
        if id_ not in self._accounts:
            found = self._store.get(tables.BILLING_ACCOUNTS, id_)
            unknown = account_bodies.blank_account() | {"id": str(id_)}
            self._accounts[id_] = found or unknown
        return self._accounts[id_]

    def _short(self, account_id: int) -> Record:
        return short_account_reference(self._account(account_id))

    def _product(self, id_: int) -> Record:
        return self._products.get(id_) or {"id": str(id_)}

    def _named_service(self, id_: int) -> Record:
        """A service as an invoice item shows it."""
        if (it := self._services.get(id_)) is not None:
            product: Mapping[str, str] = self._product(it.product_id)
        else:
            found = self._store.get(tables.SERVICES, id_)
            product = found["product"] if found else {}
        return {"id": str(id_), "product": {"name": product.get("name")}}

    def _relate(self, parent_id: int, product_id: int) -> None:
        if (parent := self._services.get(parent_id)) is not None:
            self._relations.add((parent.product_id, product_id))

    def _relation(self, number: int, product_id: int, related_id: int) -> Record:
        return {
            "id": str(number),
            "relation_type": "CHILD",
            "scope": "ACCOUNT",
            "product": self._products.get(product_id, reference(product_id)),
            "related_product": self._products.get(related_id, reference(related_id)),
        }
