"""The SuiteQL that reads a table: columns in forms that do not depend on who asks, pages by key."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from systems.base import Column, Table, Total
from tieout.errors import BadAnswer

DOCUMENTS = ("CustInvc", "CustCred", "CustPymt", "CustDep", "SalesOrd")
# as the log of deleted records spells the types, in lower case -> the table that held the record
DELETED_TYPES: Mapping[str, str] = {
    "customer": "customer",
    "invoice": "transaction",
    "creditmemo": "transaction",
    "customerpayment": "transaction",
    "customerdeposit": "transaction",
    "salesorder": "transaction",
    "journalentry": "transaction",
    "subscription": "subscription",
    "subscriptionchangeorder": "subscriptionchangeorder",
    "billingaccount": "billingaccount",
}

Key = tuple[int | str, ...]


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table's rows are. `order` is the key that its pages follow, `words` those of text.

    `elsewhere` says what a column of ours is in their SQL, where it is not a column of that name.
    """

    origin: str
    alias: str
    condition: str = ""
    changed: str = ""
    order: tuple[str, ...] = ("id",)
    words: frozenset[str] = frozenset()
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """A column of ours as their SQL has it."""
        return self.elsewhere.get(name, f"{self.alias}.{name}")


SOURCES: Mapping[str, Source] = {
    "currency": Source("currency c", "c"),
    "subsidiary": Source("subsidiary s", "s"),
    "customer": Source(
        "customer c",
        "c",
        elsewhere={"emaildomain": "LOWER(SUBSTR(c.email, INSTR(c.email, '@') + 1))"},
    ),
    "customeraddressbook": Source(
        "customeraddressbook b INNER JOIN customeraddressbookentityaddress a "
        "ON a.nkey = b.addressbookaddress",
        "b",
        order=("internalid",),
        elsewhere={name: f"a.{name}" for name in ("addr1", "city", "state", "zip", "country")},
    ),
    "currencyrate": Source(
        "currencyrate r",
        "r",
        order=("basecurrency", "transactioncurrency", "effectivedate"),
        words=frozenset({"effectivedate"}),
        elsewhere={"effectivedate": "TO_CHAR(r.effectivedate, 'YYYY-MM-DD')"},
    ),
    "accountingperiod": Source("accountingperiod p", "p"),
    "item": Source("item i", "i", changed="lastmodifieddate"),
    "transaction": Source(
        "transaction t", "t", f"t.type IN ({_listed(DOCUMENTS)})", changed="lastmodifieddate"
    ),
    "transactionline": Source(
        "transactionline l INNER JOIN transaction t ON t.id = l.transaction",
        "l",
        "t.type = 'SalesOrd' AND l.mainline = 'F' AND l.taxline = 'F'",
        changed="linelastmodifieddate",
        order=("uniquekey",),
    ),
    "transactionlink": Source(
        "nexttransactionlinelink k INNER JOIN transaction t ON t.id = k.previousdoc",
        "k",
        f"t.type IN ({_listed(DOCUMENTS)})",
        changed="lastmodifieddate",
        order=("previousdoc", "previousline", "nextdoc", "nextline", "linktype"),
        words=frozenset({"linktype"}),
    ),
    "account": Source("account k", "k"),
    "transactionaccountingline": Source(
        "transactionaccountingline a "
        "INNER JOIN account k ON k.id = a.account "
        "INNER JOIN transaction t ON t.id = a.transaction "
        "INNER JOIN transactionline l "
        "ON l.transaction = a.transaction AND l.id = a.transactionline",
        "a",
        # the primary book is the first; further ones hold the same postings once more
        "k.accttype = 'AcctRec' AND a.posting = 'T' AND a.accountingbook = 1",
        changed="lastmodifieddate",
        order=("uniquekey",),
        elsewhere={
            **{name: f"t.{name}" for name in ("type", "tranid", "trandate", "entity", "memo")},
            "subsidiary": "l.subsidiary",
            "uniquekey": "l.uniquekey",
        },
    ),
    "deletedrecord": Source(
        "deletedrecord d",
        "d",
        f"LOWER(d.type) IN ({_listed(tuple(DELETED_TYPES))})",
        changed="deleteddate",
        order=("recordid", "type"),
        words=frozenset({"type"}),
    ),
    "billingaccount": Source("billingaccount b", "b", changed="lastmodifieddate"),
    "subscriptionplan": Source("subscriptionplan p", "p"),
    "subscriptionterm": Source("subscriptionterm m", "m"),
    "subscription": Source("subscription s", "s", changed="lastmodifieddate"),
    "subscriptionline": Source("subscriptionline l", "l", changed="lastmodifieddate"),
    "subscriptionpriceinterval": Source(
        "subscriptionpriceinterval i INNER JOIN subscription s ON s.id = i.subscription",
        "i",
        changed="subscriptionmodified",
        elsewhere={"subscriptionmodified": "s.lastmodifieddate"},
    ),
    "subscriptionchangeorder": Source("subscriptionchangeorder o", "o", changed="lastmodifieddate"),
    "changeorderline": Source(
        "changeorderline l "
        "INNER JOIN subscriptionchangeorder o ON o.id = l.subscriptionchangeorder",
        "l",
        changed="changeordermodified",
        order=("subscriptionchangeorder", "sequence"),
        elsewhere={"changeordermodified": "o.lastmodifieddate"},
    ),
    "subscriptionchangeorderrenewalsteps": Source(
        "subscriptionchangeorderrenewalsteps r "
        "INNER JOIN subscriptionchangeorder o ON o.id = r.subscriptionchangeorder",
        "r",
        changed="changeordermodified",
        order=("subscriptionchangeorder", "step"),
        words=frozenset({"step"}),
        elsewhere={"changeordermodified": "o.lastmodifieddate"},
    ),
    "charge": Source("charge h", "h", changed="lastmodifieddate"),
}
CUSTOM_FIELDS: Mapping[str, tuple[str, str]] = {
    "customer": ("custentity_crm_id", "customer_crm_field"),
    "transaction": ("custbody_crm_id", "transaction_crm_field"),
}
"""Table -> the column that holds the CRM's id, and the setting that may name another field."""


def sources(settings: Mapping[str, str]) -> Mapping[str, Source]:
    """Where every table's rows are in this account, its own custom fields among them."""
    found = dict(SOURCES)
    for table, (column, setting) in CUSTOM_FIELDS.items():
        known = found[table]
        named = f"{known.alias}.{settings.get(setting) or column}"
        found[table] = replace(known, elsewhere={**known.elsewhere, column: named})
    return found


def page_query(
    source: Source, columns: Sequence[Column], after: Key | None, since: datetime | None
) -> str:
    """The rows of a table whose key is greater than `after`, changed at `since` (UTC) or later.

    The change time is compared in the zone of the account: `since` must lie at least half a day
    before the time that is meant.
    """
    conditions = [source.condition] if source.condition else []
    if since is not None:
        moment = f"TO_TIMESTAMP('{since:%Y-%m-%d %H:%M:%S}', 'YYYY-MM-DD HH24:MI:SS')"
        conditions.append(f"{source.at(source.changed)} >= {moment}")
    if after is not None:
        conditions.append(_beyond(source, after))
    order = ", ".join(map(source.at, source.order))
    selected = ", ".join(_selected(source, column) for column in columns)
    where = _where(conditions)
    return f"SELECT {selected} FROM {source.origin}{where} ORDER BY {order}"  # noqa: S608 - ours


def count_query(source: Source) -> str:
    """How many rows the whole table has, as `counted`."""
    where = _where([source.condition])
    return f"SELECT COUNT(*) AS counted FROM {source.origin}{where}"  # noqa: S608 - ours


def total_query(source: Source, total: Total) -> str:
    """The sum over the whole table, one row a currency: `currency`, `summed`."""
    amount, currency = source.at(total.amount), source.at(total.currency)
    selected = f"{currency} AS currency, SUM({amount}) AS summed"
    where = _where([source.condition])
    return f"SELECT {selected} FROM {source.origin}{where} GROUP BY {currency}"  # noqa: S608 - ours


def page_keys(table: Table, rows: Sequence[Mapping[str, object]]) -> Sequence[Key]:
    """As `page_key`, of all rows of a page; the usual key, one number, is read quickly."""
    source = SOURCES[table.name]
    if len(source.order) == 1 and not source.words:
        name = source.order[0]
        with suppress(KeyError, ValueError):  # said in words below
            return [(int(str(row[name])),) for row in rows]
    return [page_key(table, row) for row in rows]


def page_key(table: Table, row: Mapping[str, object]) -> Key:
    """The key that pages follow, ids as the numbers they are compared as; BadAnswer without it."""
    source = SOURCES[table.name]
    try:
        return tuple(
            str(row[name]) if name in source.words else int(str(row[name])) for name in source.order
        )
    except (KeyError, ValueError):
        raise BadAnswer(
            "netsuite", f"a row of {table.name} came without a usable {', '.join(source.order)}."
        ) from None


def _selected(source: Source, column: Column) -> str:
    # a bare date comes in the format that the user prefers, and a bare time without its clock
    at = source.at(column.name)
    if column.kind == "date" and column.name not in source.words:
        return f"TO_CHAR({at}, 'YYYY-MM-DD') AS {column.name}"
    if column.kind == "timestamp":
        form = """YYYY-MM-DD"T"HH24:MI:SS"Z\""""
        return f"TO_CHAR(SYS_EXTRACT_UTC({at}), '{form}') AS {column.name}"
    return at if at == f"{source.alias}.{column.name}" else f"{at} AS {column.name}"


def _where(conditions: Sequence[str]) -> str:
    given = [f"({condition})" for condition in conditions if condition]
    return f" WHERE {' AND '.join(given)}" if given else ""


def _beyond(source: Source, after: Key) -> str:
    """Greater than `after`, column by column: the same as one comparison of the whole key."""
    named = [
        (source.at(name), _literal(value)) for name, value in zip(source.order, after, strict=True)
    ]
    ways = [
        " AND ".join(
            [f"{column} = {value}" for column, value in named[:depth]]
            + ["{} > {}".format(*named[depth])]
        )
        for depth in range(len(named))
    ]
    return ways[0] if len(ways) == 1 else " OR ".join(f"({way})" for way in ways)


def _literal(value: int | str) -> str:
    return str(value) if isinstance(value, int) else "'{}'".format(value.replace("'", "''"))
