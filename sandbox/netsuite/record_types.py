"""The record types of the REST record service as data, read from the text of `record_fields`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.netsuite import record_fields as text
from sandbox.netsuite.schema import CATALOG

FieldKind = Literal["text", "number", "integer", "boolean", "date", "datetime", "reference", "code"]
_PLAIN: Mapping[str, FieldKind] = {
    "text": "text",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a record. `shows` is the table or the list of labels behind it."""

    name: str
    kind: FieldKind
    column: str
    expression: str
    shows: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def is_readonly(self) -> bool:
        return "readonly" in self.marks

    @property
    def is_negated(self) -> bool:
        return "negated" in self.marks


@dataclass(frozen=True, slots=True)
class Sublist:
    """Lines under a record: the rows of `table` whose `owner` column holds the record's id."""

    name: str
    table: str
    owner: str
    key: str
    fields: tuple[Field, ...]
    where: str = "TRUE"


@dataclass(frozen=True, slots=True)
class RecordType:
    """One kind of record; `where` picks its rows out of a table that it shares with others."""

    name: str
    title: str
    table: str
    fields: tuple[Field, ...]
    sublists: tuple[Sublist, ...] = ()
    where: str = "TRUE"
    is_writable: bool = False

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their name in lower case: the vendor does not insist on capitals."""
        return {field.name.lower(): field for field in self.fields}

    def sublist(self, name: str) -> Sublist | None:
        return next((it for it in self.sublists if it.name.lower() == name.lower()), None)

    @property
    def has_external_ids(self) -> bool:
        return "externalid" in self.by_name

    def select(self) -> str:
        """SQL for all rows of this type with the fields under their REST names."""
        return _select(self.fields, self.table, self.where)


def sublist_select(sublist: Sublist) -> str:
    """SQL for the lines of one record, the record's id being the only parameter."""
    where = f"{sublist.where} AND {sublist.owner} = ? ORDER BY {sublist.key}"
    return _select(sublist.fields, sublist.table, where)


def _select(fields: tuple[Field, ...], table: str, where: str) -> str:
    columns = ", ".join(f'{field.expression} AS "{field.name}"' for field in fields)
    return f"SELECT {columns} FROM books.{table} WHERE {where}"  # noqa: S608


def _fields(declared: str, table: str) -> tuple[Field, ...]:
    return tuple(_field(line, table) for line in declared.splitlines() if line)


def _field(line: str, table: str) -> Field:
    words, _, expression = line.partition(" = ")
    name, kind, *marks = words.split()
    column = name.lower()
    stored = {it.name for it in CATALOG[table].stored}
    if expression and expression.isidentifier():
        column = expression
    if column not in stored and not expression:
        raise ValueError(f"{table} has no column for {name}")
    return Field(
        name,
        _PLAIN.get(kind) or ("reference" if kind.startswith(">") else "code"),
        column,
        expression or column,
        kind[1:] if kind[0] in ">~" else "",
        frozenset(marks),
    )


def _lines(
    name: str, declared: str, table: str, owner: str, key: str, where: str = "TRUE"
) -> Sublist:
    return Sublist(name, table, owner, key, _fields(declared, table), where)


def _items(declared: str) -> tuple[Sublist, ...]:
    return (_lines("item", declared, "transactionline", "transaction", "id", "mainline = 'F'"),)


def _type(
    name: str,
    title: str,
    table: str,
    declared: str,
    sublists: tuple[Sublist, ...] = (),
    where: str = "TRUE",
    *,
    is_writable: bool = False,
) -> RecordType:
    return RecordType(name, title, table, _fields(declared, table), sublists, where, is_writable)


def _record_types() -> Iterator[RecordType]:
    currencies = _lines("currencyList", text.CURRENCY_LIST, "customer", "id", "id")
    subscription_lines = _lines(
        "subscriptionLine",
        text.SUBSCRIPTION_LINE,
        "subscriptionline",
        "subscription",
        "linenumber",
    )
    change_lines = _lines(
        "subLine",
        text.CHANGE_ORDER_LINE,
        "changeorderline",
        "subscriptionchangeorder",
        "sequence",
    )
    steps = _lines(
        "renewalSteps",
        text.RENEWAL_STEP,
        "subscriptionchangeorderrenewalsteps",
        "subscriptionchangeorder",
        "step DESC",
    )
    yield _type("customer", "Customer", "customer", text.CUSTOMER, (currencies,), is_writable=True)
    for name, title, code, declared, lines in (
        ("salesOrder", "Sales Order", "SalesOrd", text.SALES_ORDER, text.ORDER_LINE),
        ("invoice", "Invoice", "CustInvc", text.INVOICE, text.INVOICE_LINE),
        ("creditMemo", "Credit Memo", "CustCred", text.CREDIT_MEMO, text.CREDIT_LINE),
        ("customerPayment", "Payment", "CustPymt", text.PAYMENT, ""),
        ("customerDeposit", "Customer Deposit", "CustDep", text.DEPOSIT, ""),
    ):
        yield _type(
            name,
            title,
            "transaction",
            declared,
            _items(lines) if lines else (),
            f"type = '{code}'",
            is_writable=name in ("salesOrder", "invoice"),
        )
    yield _type(
        "subscription",
        "Subscription",
        "subscription",
        text.SUBSCRIPTION,
        (subscription_lines,),
        is_writable=True,
    )
    yield _type(
        "subscriptionChangeOrder",
        "Subscription Change Order",
        "subscriptionchangeorder",
        text.CHANGE_ORDER,
        (change_lines, steps),
        is_writable=True,
    )
    yield _type(
        "billingAccount",
        "Billing Account",
        "billingaccount",
        text.BILLING_ACCOUNT,
        is_writable=True,
    )
    yield _type(
        "subscriptionPlan",
        "Subscription Plan",
        "subscriptionplan",
        text.SUBSCRIPTION_PLAN,
        is_writable=True,
    )
    for name, title, table, declared in (
        ("subscriptionTerm", "Subscription Term", "subscriptionterm", text.SUBSCRIPTION_TERM),
        ("currency", "Currency", "currency", text.CURRENCY),
        ("subsidiary", "Subsidiary", "subsidiary", text.SUBSIDIARY),
        ("term", "Term", "term", text.TERM),
        ("serviceSaleItem", "Service for Sale", "item", text.ITEM),
        ("accountingPeriod", "Accounting Period", "accountingperiod", text.PERIOD),
        ("contact", "Contact", "contact", text.CONTACT),
    ):
        yield _type(name, title, table, declared)


RECORD_TYPES: Mapping[str, RecordType] = {it.name: it for it in _record_types()}

# where a reference leads: table -> record type; transactions lead to the type of their own
RECORD_OF_TABLE: Mapping[str, str] = {
    it.table: it.name for it in RECORD_TYPES.values() if it.table != "transaction"
}
RECORD_OF_TYPE: Mapping[str, str] = {
    "SalesOrd": "salesOrder",
    "CustInvc": "invoice",
    "CustCred": "creditMemo",
    "CustPymt": "customerPayment",
    "CustDep": "customerDeposit",
}
