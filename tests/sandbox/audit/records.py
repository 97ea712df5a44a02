"""All records of a pretended company in one place, by system, as an auditor gets them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sandbox.company import Bundle

Finding = tuple[str, str, str, str, str, str, str, Decimal | None, str | None]
Findings = Iterator[Finding]
Row = TypeVar("Row")
Side = tuple[str, object]  # a system, and the id of a record in it
PLACES = {"USD": "0.01", "EUR": "0.01", "GBP": "0.01", "JPY": "1"}
ZERO = Decimal(0)


class Records:
    """A company without its key and without the helpdesk."""

    def __init__(self, bundles: Sequence[Bundle], as_of: date, rates: dict[str, Decimal]) -> None:
        self.as_of, self.rates = as_of, rates
        self.default_mode = bundles[0].partners.default_mode
        self.default_contact = bundles[0].partners.default_contact

        def every(rows: Callable[[Bundle], Iterable[Row]]) -> list[Row]:
            return [row for bundle in bundles for row in rows(bundle)]

        self.customers = every(lambda it: it.customers)
        self.transactions = every(lambda it: it.transactions)
        self.applications = every(lambda it: it.applications)
        self.journals = every(lambda it: it.journals)
        self.items = every(lambda it: it.subscriptions.items)
        self.subscriptions = every(lambda it: it.subscriptions.subscriptions)
        self.change_orders = every(lambda it: it.subscriptions.change_orders)
        self.crm_accounts = every(lambda it: it.crm.accounts)
        self.crm_products = every(lambda it: it.crm.products)
        self.crm_prices = every(lambda it: it.crm.prices)
        self.crm_subscriptions = every(lambda it: it.crm.subscriptions)
        self.crm_change_orders = every(lambda it: it.crm.change_orders)
        self.opportunities = every(lambda it: it.crm.opportunities)
        self.crm_orders = every(lambda it: it.crm.orders)
        self.cycles = every(lambda it: it.billing.cycles)
        self.products = every(lambda it: it.billing.products)
        self.agreements = {it.id: it for it in every(lambda it: it.billing.agreements)}
        self.billing_accounts = every(lambda it: it.billing.accounts)
        self.billing_orders = every(lambda it: it.billing.orders)
        self.services = every(lambda it: it.billing.services)
        self.invoices = every(lambda it: it.billing.invoices)
        self.payments = every(lambda it: it.billing.payments)
        self.adjustments = every(lambda it: it.billing.adjustments)
        self.owners = every(lambda it: it.partners.owners)
        self.companies = every(lambda it: it.partners.companies)
        self.clients = every(lambda it: it.partners.clients)
        self.store_products = every(lambda it: it.store.products)
        self.store_customers = every(lambda it: it.store.customers)
        self.store_orders = every(lambda it: it.store.orders)
        self.jobs = every(lambda it: it.field_service.jobs)


def ids(values: Iterable[str]) -> str:
    """Ids of one side, as text."""
    return ",".join(sorted(values))


def numbers(values: Iterable[int]) -> str:
    """Ids of one side, as numbers."""
    return ",".join(map(str, sorted(values)))


def finding(
    recon: str,
    kind: str,
    field: str,
    left: Side,
    right: Side,
    amount: Decimal | None = None,
    currency: str | None = None,
) -> Finding:
    told = None if amount is None else currency
    return (recon, kind, left[0], str(left[1]), right[0], str(right[1]), field, amount, told)
