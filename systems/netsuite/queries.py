"""The SuiteQL that reads a table: columns in forms that do not depend on who asks, pages by key."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
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
}

Key = tuple[int | str, ...]


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table's rows are. `order` is the key that its pages follow, `words` those of text."""

    origin: str
    alias: str
    condition: str = ""
    changed: str = ""
    order: tuple[str, ...] = ("id",)
    words: frozenset[str] = frozenset()


SOURCES: Mapping[str, Source] = {
    "currency": Source("currency c", "c"),
    "subsidiary": Source("subsidiary s", "s"),
    "customer": Source("customer c", "c"),
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
    "deletedrecord": Source(
        "deletedrecord d",
        "d",
        f"LOWER(d.type) IN ({_listed(tuple(DELETED_TYPES))})",
        changed="deleteddate",
        order=("recordid", "type"),
        words=frozenset({"type"}),
    ),
}


def page_query(
    table: Table, columns: Sequence[Column], after: Key | None, since: datetime | None
) -> str:
    """The rows of a table whose key is greater than `after`, changed at `since` (UTC) or later.

    The change time is compared in the zone of the account: `since` must lie at least half a day
    before the time that is meant.
    """
    source = SOURCES[table.name]
    conditions = [source.condition] if source.condition else []
    if since is not None:
        moment = f"TO_TIMESTAMP('{since:%Y-%m-%d %H:%M:%S}', 'YYYY-MM-DD HH24:MI:SS')"
        conditions.append(f"{source.alias}.{source.changed} >= {moment}")
    if after is not None:
        conditions.append(_beyond(source, after))
    order = ", ".join(f"{source.alias}.{name}" for name in source.order)
    selected = ", ".join(_selected(source.alias, column) for column in columns)
    where = _where(conditions)
    return f"SELECT {selected} FROM {source.origin}{where} ORDER BY {order}"  # noqa: S608 - ours


def count_query(table: Table) -> str:
    """How many rows the whole table has, as `counted`."""
    source = SOURCES[table.name]
    where = _where([source.condition])
    return f"SELECT COUNT(*) AS counted FROM {source.origin}{where}"  # noqa: S608 - ours


def total_query(table: Table, total: Total) -> str:
    """The sum over the whole table, one row a currency: `currency`, `summed`."""
    source = SOURCES[table.name]
    amount, currency = f"{source.alias}.{total.amount}", f"{source.alias}.{total.currency}"
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


def _selected(alias: str, column: Column) -> str:
    # a bare date comes in the format that the user prefers, and a bare time without its clock
    at = f"{alias}.{column.name}"
    if column.kind == "date":
        return f"TO_CHAR({at}, 'YYYY-MM-DD') AS {column.name}"
    if column.kind == "timestamp":
        form = """YYYY-MM-DD"T"HH24:MI:SS"Z\""""
        return f"TO_CHAR(SYS_EXTRACT_UTC({at}), '{form}') AS {column.name}"
    return at


def _where(conditions: Sequence[str]) -> str:
    given = [f"({condition})" for condition in conditions if condition]
    return f" WHERE {' AND '.join(given)}" if given else ""


def _beyond(source: Source, after: Key) -> str:
    """Greater than `after`, column by column: the same as one comparison of the whole key."""
    named = [
        (f"{source.alias}.{name}", _literal(value))
        for name, value in zip(source.order, after, strict=True)
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
