"""A landing file made by hand: each row states what its test is about, the rest is unremarkable.

Types and names are those that the extraction lands: its own code makes the tables.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow

from pipelines.landing import BESIDE, Landing
from systems import SYSTEMS

Row = Mapping[str, object]
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)

TABLES = {it.name: [table.name for table in it.tables] for it in SYSTEMS}

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


def read_well(*tables: str, at: datetime = NOON, status: str = "fresh") -> list[Row]:
    """A fresh extraction of each table; `absent` ones are those of a system that nobody set up."""
    return [{"run_id": "r1", "table_name": it, "status": status, "started_at": at} for it in tables]


def land(path: Path, **tables: Iterable[Row]) -> Path:
    """Write a landing file: `netsuite_customer=[...]`, `zendesk_users=[...]`; all others are empty.

    Dollars, euros and yen are there, and unless it is said otherwise every table was read well at
    noon, of the ERP, the helpdesk and the systems that something is said of.
    """
    used = {"netsuite", "zendesk", *(name.partition("_")[0] for name in tables)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    filled: dict[str, Iterable[Row]] = {
        "netsuite_currency": CURRENCIES,
        **{
            f"{name}_extractions": read_well(*its, status="fresh" if name in used else "absent")
            for name, its in TABLES.items()
        },
        **tables,
    }
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        for system in SYSTEMS:
            landing = Landing(connection, system)
            landing.ensure()
            for name in [*BESIDE, *TABLES[system.name]]:
                _insert(connection, landing.name(name), filled.pop(f"{system.name}_{name}", ()))
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
