"""The record types that are served, each with its table, its fields and its sublists."""

from collections.abc import Iterator, Mapping

from sandbox.netsuite import record_fields as text
from sandbox.netsuite.record_types import RecordType, Sublist, lines, record_type

_ITEMS = "mainline = 'F' AND account IS NULL"


def _items(declared: str) -> Sublist:
    return lines("item", declared, "transactionline", "transaction", "id", _ITEMS)


_CURRENCIES = lines("currencyList", text.CURRENCY_LIST, "customer", "id", "id")
_SUBSCRIPTION_LINES = lines(
    "subscriptionLine", text.SUBSCRIPTION_LINE, "subscriptionline", "subscription", "linenumber"
)
_CHANGED_LINES = lines(
    "subLine", text.CHANGE_ORDER_LINE, "changeorderline", "subscriptionchangeorder", "sequence"
)
_RENEWAL_STEPS = lines(
    "renewalSteps",
    text.RENEWAL_STEP,
    "subscriptionchangeorderrenewalsteps",
    "subscriptionchangeorder",
    "step DESC",  # the subscription is made before the transaction
)

_DOCUMENTS = (
    ("salesOrder", "SalesOrd", text.SALES_ORDER, (_items(text.ORDER_LINE),), True),
    ("invoice", "CustInvc", text.INVOICE, (_items(text.INVOICE_LINE),), True),
    ("creditMemo", "CustCred", text.CREDIT_MEMO, (_items(text.CREDIT_LINE),), False),
    ("customerPayment", "CustPymt", text.PAYMENT, (), False),
    ("customerDeposit", "CustDep", text.DEPOSIT, (), False),
)
_WRITABLE = (
    ("customer", "customer", text.CUSTOMER, (_CURRENCIES,)),
    ("subscription", "subscription", text.SUBSCRIPTION, (_SUBSCRIPTION_LINES,)),
    (
        "subscriptionChangeOrder",
        "subscriptionchangeorder",
        text.CHANGE_ORDER,
        (_CHANGED_LINES, _RENEWAL_STEPS),
    ),
    ("billingAccount", "billingaccount", text.BILLING_ACCOUNT, ()),
    ("subscriptionPlan", "subscriptionplan", text.SUBSCRIPTION_PLAN, ()),
)
_READABLE = (
    ("subscriptionTerm", "subscriptionterm", text.SUBSCRIPTION_TERM),
    ("currency", "currency", text.CURRENCY),
    ("subsidiary", "subsidiary", text.SUBSIDIARY),
    ("term", "term", text.TERM),
    ("serviceSaleItem", "item", text.ITEM),
    ("accountingPeriod", "accountingperiod", text.PERIOD),
    ("contact", "contact", text.CONTACT),
)


def _record_types() -> Iterator[RecordType]:
    for name, table, declared, sublists in _WRITABLE:
        yield record_type(name, table, declared, *sublists, is_writable=True)
    for name, code, declared, sublists, is_writable in _DOCUMENTS:
        where = f"type = '{code}'"
        yield record_type(
            name, "transaction", declared, *sublists, where=where, is_writable=is_writable
        )
    for name, table, declared in _READABLE:
        yield record_type(name, table, declared)


RECORD_TYPES: Mapping[str, RecordType] = {it.name: it for it in _record_types()}

# where a reference leads: a table's record type, but for transactions that of their own type
RECORD_OF_TABLE: Mapping[str, str] = {
    it.table: it.name for it in RECORD_TYPES.values() if it.table != "transaction"
}
RECORD_OF_TYPE: Mapping[str, str] = {code: name for name, code, *_ in _DOCUMENTS}
