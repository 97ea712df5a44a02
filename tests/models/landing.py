"""A landing file made by hand: each row states what its test is about, the rest is unremarkable.

Types and names are those that the extraction lands; nothing here is taken from the models.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow

Row = Mapping[str, object]
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)

NETSUITE: dict[str, str] = {
    "currency": "id varchar, name varchar, symbol varchar, exchangerate decimal(18, 8), "
    "currencyprecision bigint, isbasecurrency boolean, isinactive boolean, "
    "lastmodifieddate timestamptz",
    "subsidiary": "id varchar, name varchar, fullname varchar, parent varchar, currency varchar, "
    "country varchar, iselimination boolean, isinactive boolean",
    "customer": "id varchar, entityid varchar, companyname varchar, externalid varchar, "
    "currency varchar, parent varchar, searchstage varchar, isinactive boolean, "
    "creditlimit decimal(18, 2), creditholdoverride varchar, oncredithold boolean, "
    "balancesearch decimal(18, 2), overduebalancesearch decimal(18, 2), "
    "unbilledorderssearch decimal(18, 2), depositbalancesearch decimal(18, 2), "
    "daysoverduesearch bigint, consolbalancesearch decimal(18, 2), "
    "consoloverduebalancesearch decimal(18, 2), consolunbilledorderssearch decimal(18, 2), "
    "consoldaysoverduesearch bigint, terms varchar, datecreated timestamptz, "
    "lastmodifieddate timestamptz",
    "transaction": "id varchar, type varchar, status varchar, tranid varchar, entity varchar, "
    "currency varchar, exchangerate decimal(18, 8), foreigntotal decimal(18, 2), "
    "foreignamountunpaid decimal(18, 2), foreignpaymentamountunused decimal(18, 2), "
    "externalid varchar, trandate date, duedate date, closedate date, createddate timestamptz, "
    "lastmodifieddate timestamptz",
    "transactionline": "uniquekey varchar, transaction varchar, id varchar, item varchar, "
    "itemtype varchar, quantity decimal(18, 8), quantitybilled decimal(18, 8), "
    "rate decimal(18, 8), foreignamount decimal(18, 2), isclosed boolean, mainline boolean, "
    "taxline boolean, linelastmodifieddate timestamptz",
    "transactionlink": "previousdoc varchar, previousline varchar, nextdoc varchar, "
    "nextline varchar, linktype varchar, foreignamount decimal(18, 2), "
    "lastmodifieddate timestamptz",
    "deletedrecord": "recordid varchar, type varchar, recordtypeid varchar, name varchar, "
    "deleteddate timestamptz",
}
ZENDESK: dict[str, str] = {
    "organizations": "id varchar, name varchar, external_id varchar, domain_names json, tags json, "
    "organization_fields json, shared_tickets boolean, created_at timestamptz, "
    "updated_at timestamptz, deleted_at timestamptz",
    "organization_fields": "id varchar, key varchar, type varchar, title varchar, "
    "description varchar, position bigint, active boolean, system boolean, "
    "created_at timestamptz, updated_at timestamptz",
    "users": "id varchar, organization_id varchar, role varchar, active boolean, "
    "created_at timestamptz, updated_at timestamptz",
    "tickets": "id varchar, status varchar, priority varchar, organization_id varchar, "
    "requester_id varchar, created_at timestamptz, updated_at timestamptz",
}
KEPT: dict[str, str] = {
    "rejected_rows": "table_name varchar, record_key varchar, reason varchar, payload varchar, "
    "run_id varchar, rejected_at timestamptz",
    "source_totals": "run_id varchar, table_name varchar, measure varchar, currency varchar, "
    "source_value decimal(38, 8), raw_value decimal(38, 8), rejected_count bigint, "
    "taken_at timestamptz",
    "extractions": "run_id varchar, table_name varchar, status varchar, is_full boolean, "
    "rows_received bigint, stated_total bigint, rows_landed bigint, rows_rejected bigint, "
    "rows_repeated bigint, rows_deleted bigint, new_columns varchar, cursor_from varchar, "
    "cursor_to varchar, started_at timestamptz, seconds double, error varchar",
}
SYSTEMS = {"netsuite": NETSUITE, "zendesk": ZENDESK}

# base units per unit: a euro is 1.25 dollars, a hundred yen are 0.80 dollars
USD = {
    "id": "1",
    "name": "US Dollar",
    "symbol": "USD",
    "exchangerate": "1",
    "currencyprecision": 2,
    "isbasecurrency": True,
}
EUR = {
    "id": "2",
    "name": "Euro",
    "symbol": "EUR",
    "exchangerate": "1.25",
    "currencyprecision": 2,
    "isbasecurrency": False,
}
JPY = {
    "id": "3",
    "name": "Yen",
    "symbol": "JPY",
    "exchangerate": "0.008",
    "currencyprecision": 0,
    "isbasecurrency": False,
}
CURRENCIES: tuple[Row, ...] = (USD, EUR, JPY)


def customer(id_: str, name: str, **more: object) -> Row:
    """An active customer in dollars that owes nothing and has no limit."""
    return {
        "id": id_,
        "entityid": f"CUST{id_}",
        "companyname": name,
        "currency": "1",
        "searchstage": "Customer",
        "isinactive": False,
        "creditholdoverride": "AUTO",
        "oncredithold": False,
        "balancesearch": "0",
        "overduebalancesearch": "0",
        "unbilledorderssearch": "0",
        "depositbalancesearch": "0",
        "daysoverduesearch": 0,
        **more,
    }


def invoice(id_: str, customer_id: str, unpaid: str, due: date, **more: object) -> Row:
    """An open invoice in dollars."""
    return {
        "id": id_,
        "type": "CustInvc",
        "status": "A",
        "tranid": f"INV{id_}",
        "entity": customer_id,
        "currency": "1",
        "foreigntotal": unpaid,
        "foreignamountunpaid": unpaid,
        "foreignpaymentamountunused": "0",
        "trandate": date(2026, 1, 15),
        "duedate": due,
        **more,
    }


def payment(id_: str, customer_id: str, unused: str, **more: object) -> Row:
    """A payment in dollars of which this much is not applied."""
    return {
        "id": id_,
        "type": "CustPymt",
        "status": "C",
        "tranid": f"PMT{id_}",
        "entity": customer_id,
        "currency": "1",
        "foreigntotal": unused,
        "foreignamountunpaid": "0",
        "foreignpaymentamountunused": unused,
        "trandate": date(2026, 1, 15),
        **more,
    }


def order(id_: str, customer_id: str, status: str, **more: object) -> Row:
    """A sales order in dollars; its lines say what it is worth."""
    return {
        "id": id_,
        "type": "SalesOrd",
        "status": status,
        "tranid": f"SO{id_}",
        "entity": customer_id,
        "currency": "1",
        "foreigntotal": "0",
        "foreignamountunpaid": "0",
        "foreignpaymentamountunused": "0",
        "trandate": date(2026, 1, 15),
        **more,
    }


def line(order_id: str, number: str, quantity: str, rate: str, **more: object) -> Row:
    """A line of an order as the ERP shows it: what is sold is negative."""
    return {
        "uniquekey": f"{order_id}{number}",
        "transaction": order_id,
        "id": number,
        "quantity": f"-{quantity}",
        "quantitybilled": "0",
        "rate": rate,
        "foreignamount": None,
        "isclosed": False,
        **more,
    }


def organization(id_: str, name: str, external_id: str | None, **more: object) -> Row:
    """A live organization of the helpdesk."""
    return {"id": id_, "name": name, "external_id": external_id, "domain_names": "[]", **more}


def read_well(*tables: str, at: datetime = NOON) -> list[Row]:
    """A fresh extraction of each table."""
    return [
        {"run_id": "r1", "table_name": it, "status": "fresh", "started_at": at} for it in tables
    ]


def land(path: Path, **tables: Iterable[Row]) -> Path:
    """Write a landing file: `netsuite_customer=[...]`, `zendesk_users=[...]`; all others are empty.

    Dollars, euros and yen are there, and every table was read well at noon, unless it is said
    otherwise.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    filled: dict[str, Iterable[Row]] = {
        "netsuite_currency": CURRENCIES,
        "netsuite_extractions": read_well(*NETSUITE),
        "zendesk_extractions": read_well(*ZENDESK),
        **tables,
    }
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        for system, declared in SYSTEMS.items():
            connection.execute(f"create schema raw_{system}")
            for name, columns in (declared | KEPT).items():
                loading = "" if name in KEPT else ", _run_id varchar, _landed_at timestamptz"
                connection.execute(f"create table raw_{system}.{name} ({columns}{loading})")
                _insert(connection, f"raw_{system}.{name}", filled.pop(f"{system}_{name}", ()))
    if filled:
        raise KeyError(f"no such table to land: {', '.join(filled)}")
    return path


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    """All rows at once, as text that the columns' types take in."""
    listed = [{name: _text(value) for name, value in row.items()} for row in rows]
    if not listed:
        return
    names = list(dict.fromkeys(name for row in listed for name in row))
    arrived = pyarrow.table({name: [row.get(name) for row in listed] for name in names})
    connection.register("arrived", arrived)
    connection.execute(f"insert into {table} by name select * from arrived")  # noqa: S608
    connection.unregister("arrived")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
