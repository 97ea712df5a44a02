"""The company, written into the account's books as the vendor keeps it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Protocol

import duckdb
import pyarrow as pa

from sandbox.company import (
    Application,
    Bundle,
    CreditPolicy,
    Currency,
    Customer,
    Day,
    DeletedRecord,
    Journal,
    Subsidiary,
    Transaction,
)
from sandbox.netsuite.catalogue import (
    SubscriptionRows,
    address_rows,
    billing_setup,
    item_row,
    plain_item_row,
)
from sandbox.netsuite.chart import accounts
from sandbox.netsuite.ledger import exchange_differences, journal_lines, journal_row, postings
from sandbox.netsuite.lines import SALES_DOCUMENTS, flag, item_line, main_line
from sandbox.netsuite.schema import CATALOG, Kind
from sandbox.netsuite.store import Row, Store

BATCH = 20_000  # rows that are collected before they are written
FIRST_ITEM_ID = 1001
RECORD_TYPE_ID: Mapping[str, int] = {
    "customer": -2,
    "invoice": -30,
    "salesOrder": -31,
    "customerPayment": -32,
    "creditMemo": -33,
}
_ARROW: Mapping[Kind, pa.DataType] = {
    "id": pa.int64(),
    "text": pa.string(),
    "flag": pa.string(),
    "integer": pa.int64(),
    "money": pa.decimal128(18, 4),
    "rate": pa.decimal128(18, 8),
    "day": pa.date32(),
    "moment": pa.timestamp("us", tz="UTC"),
}


class Company(Protocol):
    """What the stand-in needs of a world."""

    @property
    def as_of(self) -> Day: ...
    @property
    def policy(self) -> CreditPolicy: ...
    @property
    def currencies(self) -> tuple[Currency, ...]: ...
    @property
    def subsidiaries(self) -> tuple[Subsidiary, ...]: ...
    def bundles(self) -> Iterator[Bundle]: ...


def load(store: Store, company: Company) -> None:
    """Replace everything in `store` by what the company starts with."""
    with store.loading() as cursor:
        books = _Loading(cursor, company)
        for bundle in company.bundles():
            books.add(bundle)
        books.finish()


class _Loading:
    """Collects rows and writes them in batches; gives ids to what the company only names."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, company: Company) -> None:
        self._cursor = cursor
        self._company = company
        self._opened = datetime(company.as_of.year - 3, 1, 1, tzinfo=UTC)
        self._currency_ids = {it.symbol: it.id for it in company.currencies}
        self._subsidiary_of: dict[int, int] = {}
        self._items: dict[str, int] = {}
        self._has_plans = False
        self._subscriptions = SubscriptionRows(self._currency_ids, self._item_id)
        self._terms: dict[int, int] = {}
        self._keys = count(1)
        self._waiting: dict[str, list[Row]] = {name: [] for name in CATALOG}

    def add(self, bundle: Bundle) -> None:
        for customer in bundle.customers:
            self._subsidiary_of[customer.id] = customer.subsidiary_id
            self._put("customer", self._customer(customer))
            for row in address_rows(customer):
                self._put(*row)
        documents = {it.id: it for it in bundle.transactions}
        differences = exchange_differences(documents, bundle.applications)
        for transaction in bundle.transactions:
            self._put("transaction", self._transaction(transaction))
            for line in self._lines(transaction, differences.get(transaction.id, Decimal(0))):
                self._put("transactionline", line)
        for journal in bundle.journals:
            self._journal(journal)
        for application in bundle.applications:
            self._put("nexttransactionlinelink", _link(application, documents))
        for deleted in bundle.deleted_records:
            self._put("deletedrecord", _deleted(deleted))
        for item in bundle.subscriptions.items:
            self._items[item.sku] = item.id
            self._put("item", item_row(item))
        self._has_plans = self._has_plans or bool(bundle.subscriptions.plans)
        for row in self._subscriptions.rows(bundle.subscriptions, self._subsidiary_of):
            self._put(*row)
        self._subsidiary_of.clear()

    def finish(self) -> None:
        opened = self._opened
        for currency in self._company.currencies:
            self._put("currency", _currency(currency, opened))
        for subsidiary in self._company.subsidiaries:
            self._put("subsidiary", self._subsidiary(subsidiary))
        for days, term_id in self._terms.items():
            name = f"Net {days}" if days else "Due on receipt"
            self._put("term", {"id": term_id, "name": name, "daysuntilnetdue": days})
        for account in accounts(opened):
            self._put("account", account)
        for row in billing_setup(opened, has_plans=self._has_plans):
            self._put(*row)
        for table in self._waiting:
            self._write(table)
        self._cursor.execute(_PERIODS, [opened])

    def _customer(self, it: Customer) -> Row:
        head = it.header
        return {
            "id": it.id,
            "entityid": it.entity_id,
            "companyname": it.name,
            "email": it.email or None,
            "phone": it.phone or None,
            "isperson": "F",
            "isinactive": flag(it.is_inactive),
            "searchstage": it.stage,
            "parent": it.parent_id,
            "externalid": it.external_id or None,
            "currency": self._currency_ids[it.currency],
            "terms": self._terms.setdefault(it.terms_days, len(self._terms) + 1),
            "creditlimit": it.credit_limit,
            "creditholdoverride": it.hold_override,
            "oncredithold": flag(head.on_hold),
            "balancesearch": head.balance,
            "overduebalancesearch": head.overdue_balance,
            "unbilledorderssearch": head.unbilled_orders,
            "depositbalancesearch": head.deposit_balance,
            "daysoverduesearch": head.days_overdue,
            "consolbalancesearch": head.consolidated_balance,
            "consoloverduebalancesearch": head.consolidated_overdue_balance,
            "consolunbilledorderssearch": head.consolidated_unbilled_orders,
            "consoldaysoverduesearch": head.consolidated_days_overdue,
            "consoldepositbalance": head.deposit_balance,
            "subsidiary": it.subsidiary_id,
            "url": f"https://{it.domain}" if it.domain else None,
            "vatregnumber": it.tax_number or None,
            "defaultbillingaddress": it.id if it.address else None,
            "custentity_crm_id": it.crm_id,
            "datecreated": it.created_at,
            "lastmodifieddate": it.modified_at,
        }

    def _transaction(self, it: Transaction) -> Row:
        is_paid = it.type == "CustInvc" and not it.unpaid
        return {
            "id": it.id,
            "tranid": it.number,
            "type": it.type,
            "entity": it.customer_id,
            "trandate": it.date,
            "duedate": it.due_date,
            "closedate": it.modified_at.date() if is_paid else None,
            "createddate": it.created_at,
            "lastmodifieddate": it.modified_at,
            "currency": self._currency_ids[it.currency],
            "exchangerate": it.rate,
            "foreigntotal": it.total,
            "foreignamountunpaid": it.unpaid if it.type == "CustInvc" else None,
            "foreignpaymentamountunused": None if it.type in SALES_DOCUMENTS else it.unused,
            "status": it.status,
            "memo": it.memo or None,
            "externalid": it.external_id or None,
            "subsidiary": self._subsidiary_of.get(it.customer_id),
            "billingaccount": it.billing_account_id,
            "createdfrom": it.created_from_id,
            "custbody_crm_id": it.crm_id,
        }

    def _lines(self, it: Transaction, difference: Decimal) -> Iterator[Row]:
        common: Row = {
            "transaction": it.id,
            "entity": it.customer_id,
            "subsidiary": self._subsidiary_of.get(it.customer_id),
            "linelastmodifieddate": it.modified_at,
        }
        yield common | main_line(next(self._keys), it.type, it.total, it.rate)
        for line in it.lines:
            item = self._item_id(line.item)
            yield common | item_line(next(self._keys), it.type, item, line, it.rate)
        for posting in postings(it, difference):
            yield common | posting | {"uniquekey": next(self._keys)}

    def _journal(self, it: Journal) -> None:
        self._put("transaction", journal_row(it, self._currency_ids[it.currency]))
        for line in journal_lines(it):
            self._put("transactionline", line | {"uniquekey": next(self._keys)})

    def _item_id(self, sku: str) -> int:
        """The id of an item; one that the catalogue lacks is put into it."""
        if sku not in self._items:
            self._items[sku] = max(self._items.values(), default=FIRST_ITEM_ID - 1) + 1
            self._put("item", plain_item_row(self._items[sku], sku, self._opened))
        return self._items[sku]

    def _subsidiary(self, it: Subsidiary) -> Row:
        return {
            "id": it.id,
            "name": it.name,
            "parent": it.parent_id,
            "currency": self._currency_ids[it.currency],
            "country": it.country,
        }

    def _put(self, table: str, row: Row) -> None:
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= BATCH:
            self._write(table)

    def _write(self, table: str) -> None:
        waiting = self._waiting[table]
        if not waiting:
            return
        columns = CATALOG[table].stored
        arrays = {
            it.name: pa.array([row.get(it.name) for row in waiting], _ARROW[it.kind])
            for it in columns
        }
        self._cursor.register("batch", pa.table(arrays))
        names = ", ".join(arrays)
        self._cursor.execute(f"INSERT INTO books.{table} ({names}) SELECT {names} FROM batch")  # noqa: S608
        self._cursor.unregister("batch")
        waiting.clear()


def _link(it: Application, documents: Mapping[int, Transaction]) -> Row:
    invoice, payment = documents[it.to_transaction_id], documents[it.from_transaction_id]
    return {
        "previousdoc": invoice.id,
        "previousline": 0,
        "previoustype": invoice.type,
        "nextdoc": payment.id,
        "nextline": 0,
        "nexttype": payment.type,
        "linktype": "Payment",
        "foreignamount": it.amount,
        "lastmodifieddate": payment.modified_at,
    }


def _deleted(it: DeletedRecord) -> Row:
    return {
        "name": it.name,
        "recordid": it.record_id,
        "recordtypeid": RECORD_TYPE_ID[it.type],
        "type": it.type,
        "deleteddate": it.deleted_at,
    }


def _currency(it: Currency, at: datetime) -> Row:
    return {
        "id": it.id,
        "name": it.name,
        "symbol": it.symbol,
        "exchangerate": it.rate,
        "currencyprecision": it.precision,
        "isbasecurrency": flag(it.is_base),
        "lastmodifieddate": at,
    }


_PERIODS = """
INSERT INTO books.accountingperiod (id, periodname, startdate, enddate, lastmodifieddate)
WITH bounds AS (
    SELECT least(coalesce(min(trandate), ns_today()), ns_today()) AS first_day
    FROM books.transaction
), months AS (
    SELECT CAST(unnest(generate_series(
        date_trunc('month', CAST(first_day AS TIMESTAMP)),
        date_trunc('month', CAST(ns_today() AS TIMESTAMP)) + INTERVAL 12 MONTH,
        INTERVAL 1 MONTH
    )) AS DATE) AS day
    FROM bounds
)
SELECT ns_period(day), strftime(day, '%b %Y'), day, last_day(day), ? FROM months
"""
