"""The company, written into the org's tables in chunks, however many accounts it has."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

from sandbox.company import Bundle, CrmProduct, CrmUser, Currency
from sandbox.salesforce import row_makers as rows
from sandbox.salesforce.ids import made_id
from sandbox.salesforce.schema import Schema
from sandbox.salesforce.store import Row, Store

BATCH = 20_000  # rows that are collected before they are written
ORG_ID = made_id("00D", 1)
PROFILE_ID = made_id("00e", 1)
API_USER_ID = made_id("005", 1)
API_USERNAME = "integration@company.example"
RATE_DIGITS = Decimal("0.000000001")


class Company(Protocol):
    """What the stand-in needs of a world."""

    @property
    def as_of(self) -> date: ...
    @property
    def currencies(self) -> tuple[Currency, ...]: ...
    def bundles(self) -> Iterator[Bundle]: ...


def load(store: Store, schema: Schema, company: Company) -> None:
    """Fill an empty store with what the company starts with."""
    with store.writing():
        store.build(schema)
        loading = _Loading(store, schema, company)
        for bundle in company.bundles():
            loading.add(bundle)
        loading.finish()


class _Loading:
    """Collects rows and writes them in batches; remembers the catalogue, which lines refer to."""

    def __init__(self, store: Store, schema: Schema, company: Company) -> None:
        self._store, self._schema, self._company = store, schema, company
        self._waiting: dict[str, list[Row]] = {it.name: [] for it in schema}
        self._products: dict[str, CrmProduct] = {}
        self._prices: dict[str, Decimal] = {}
        self._opened = datetime(company.as_of.year - 3, 1, 1, tzinfo=UTC)

    def add(self, bundle: Bundle) -> None:
        crm = bundle.crm
        for user in crm.users:
            self._put("User", rows.user_row(user, PROFILE_ID))
        for product in crm.products:
            self._products[product.id] = product
            self._put("Product2", rows.product_row(product))
        for book in crm.pricebooks:
            self._put("Pricebook2", rows.pricebook_row(book))
        for price in crm.prices:
            self._prices[price.id] = price.unit_price
            self._put("PricebookEntry", rows.price_row(price, self._products[price.product_id]))
        for account in crm.accounts:
            self._put("Account", rows.account_row(account))
        self._add_sales(bundle)
        self._add_owned(bundle)

    def finish(self) -> None:
        """The org itself, and whatever has not been written yet."""
        self._put("Organization", self._organization())
        self._put("Profile", self._own(PROFILE_ID) | {"Name": "System Administrator"})
        self._put("User", self._api_user())
        for place, currency in enumerate(self._company.currencies, start=1):
            for name, row in self._currency(place, currency):
                self._put(name, row)
        for name in self._waiting:
            self._write(name)

    def _add_sales(self, bundle: Bundle) -> None:
        for opportunity in bundle.crm.opportunities:
            self._put("Opportunity", rows.opportunity_row(opportunity))
            for line in rows.opportunity_line_rows(opportunity, self._products, self._prices):
                self._put("OpportunityLineItem", line)
        for order in bundle.crm.orders:
            self._put("Order", rows.order_row(order))
            for line in rows.order_line_rows(order, self._prices):
                self._put("OrderItem", line)

    def _add_owned(self, bundle: Bundle) -> None:
        """What belongs to an account's owner, as far as the bundle says who that is."""
        crm = bundle.crm
        owners = {it.id: it.owner_id for it in crm.accounts}
        for contact in crm.contacts:
            self._put(
                "Contact", rows.contact_row(contact, owners.get(contact.account_id, API_USER_ID))
            )
        for quote in crm.quotes:
            self._put("Quote", rows.quote_row(quote, owners.get(quote.account_id, API_USER_ID)))
        for it in crm.contracts:
            self._put("Contract", rows.contract_row(it, owners.get(it.account_id, API_USER_ID)))
        for case in crm.cases:
            self._put("Case", rows.case_row(case, owners.get(case.account_id, API_USER_ID)))
        for one in crm.subscriptions:
            owner = owners.get(one.account_id, API_USER_ID)
            self._put("Subscription__c", rows.subscription_row(one, owner))
        for change in crm.change_orders:
            self._put("Subscription_Change_Order__c", rows.change_order_row(change, API_USER_ID))

    def _put(self, name: str, row: Row) -> None:
        waiting = self._waiting.get(name)
        if waiting is None:
            return  # an org of one currency has no table of rates
        row.setdefault("CreatedById", API_USER_ID)
        row.setdefault("LastModifiedById", API_USER_ID)
        waiting.append(row)
        if len(waiting) >= BATCH:
            self._write(name)

    def _write(self, name: str) -> None:
        self._store.fill(self._schema[name], self._waiting[name])
        self._waiting[name].clear()

    def _own(self, record_id: str) -> Row:
        moment = self._opened.replace(tzinfo=None)
        times = ("CreatedDate", "LastModifiedDate", "SystemModstamp")
        return {"Id": record_id, **dict.fromkeys(times, moment)}

    def _organization(self) -> Row:
        return self._own(ORG_ID) | {
            "Name": "Company",
            "OrganizationType": "Enterprise Edition",
            "IsSandbox": True,
            "InstanceName": "CS42",
            "LanguageLocaleKey": "en_US",
            "TimeZoneSidKey": "America/Los_Angeles",
            "DefaultCurrencyIsoCode": corporate(self._company),
        }

    def _api_user(self) -> Row:
        names = ("Integration", "User")
        user = CrmUser(
            *(API_USER_ID, API_USERNAME, *names, API_USERNAME, True, self._opened, self._opened)
        )
        return rows.user_row(user, PROFILE_ID)

    def _currency(self, place: int, it: Currency) -> Iterator[tuple[str, dict[str, Any]]]:
        """Rates as this vendor has them: units of the currency for one of the corporate one."""
        rate = (1 / it.rate).quantize(RATE_DIGITS)
        yield (
            "CurrencyType",
            self._own(made_id("01L", place))
            | {
                "IsoCode": it.symbol,
                "ConversionRate": rate,
                "DecimalPlaces": it.precision,
                "IsActive": True,
                "IsCorporate": it.is_base,
            },
        )
        if it.is_base:
            return
        opened = self._opened.date()
        turned = date(self._company.as_of.year, 1, 1)
        spans = ((opened, turned), (turned, date(9999, 12, 31)))
        for number, (first, end) in enumerate(spans):
            yield (
                "DatedConversionRate",
                self._own(made_id("04w", 2 * place + number))
                | {
                    "IsoCode": it.symbol,
                    "StartDate": first,
                    "NextStartDate": end,
                    "ConversionRate": rate,
                },
            )


def corporate(company: Company) -> str:
    """The currency that the company itself counts in."""
    return next((it.symbol for it in company.currencies if it.is_base), "USD")
