"""Rules of the customer record."""

from decimal import Decimal
from typing import Any

from sandbox.netsuite.bodies import Entry
from sandbox.netsuite.errors import invalid_content, user_error
from sandbox.netsuite.rules import Desk
from sandbox.netsuite.store import Row

_ZERO = Decimal(0)
_FIGURES = (
    "balancesearch",
    "overduebalancesearch",
    "unbilledorderssearch",
    "depositbalancesearch",
    "consolbalancesearch",
    "consoloverduebalancesearch",
    "consolunbilledorderssearch",
    "consoldepositbalance",
)
_MOVING = frozenset({"parent", "currency", "creditlimit", "creditholdoverride"})  # the header


class CustomerRules:
    """A customer's header follows its limit, its hold and its place in the family."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, entry: Entry) -> int:
        customer_id = self._desk.writing.next_id("customer")
        values = self._new(customer_id) | {
            column: value for column, value in entry.values.items() if value is not None
        }
        self._check(values, customer_id)
        with self._desk.headers.following([customer_id, values.get("parent")]):
            self._desk.insert(values)
        return customer_id

    def change(self, row: Row, entry: Entry) -> None:
        values = dict(entry.values)
        self._check(values, row["id"])
        if values.get("currency", row["currency"]) != row["currency"]:
            self._raise_if_traded(row)
        concerned = [row["id"], row["parent"], values.get("parent")]
        with self._desk.headers.following(concerned if values.keys() & _MOVING else []):
            self._desk.update(row, values)

    def delete(self, row: Row) -> None:
        for table, column in (
            ("transaction", "entity"),
            ("customer", "parent"),
            ("subscription", "customer"),
            ("billingaccount", "customer"),
        ):
            self._desk.raise_if_used(table, column, row)
        self._desk.delete(row, row["companyname"])

    def _new(self, customer_id: int) -> dict[str, Any]:
        writing = self._desk.writing
        base = writing.rows("SELECT id FROM books.currency WHERE isbasecurrency = 'T'")
        return {
            "id": customer_id,
            "entityid": f"CUST{customer_id:05d}",
            "currency": base[0]["id"],
            "isperson": "F",
            "isinactive": "F",
            "searchstage": "Customer",
            "creditholdoverride": "AUTO",
            "oncredithold": "F",
            "daysoverduesearch": 0,
            "consoldaysoverduesearch": 0,
            "datecreated": writing.now,
            "lastmodifieddate": writing.now,
            **dict.fromkeys(_FIGURES, _ZERO),
        }

    def _check(self, values: dict[str, Any], customer_id: int) -> None:
        for column, default in (("isinactive", "F"), ("creditholdoverride", "AUTO")):
            if column in values and values[column] is None:
                values[column] = default
        if "currency" in values and values["currency"] is None:
            raise invalid_content("Please enter value(s) for: currency.", "currency")
        if "entityid" in values:
            self._raise_if_named(values["entityid"], customer_id)
        if values.get("parent") is not None:
            self._raise_if_circular(values["parent"], customer_id)

    def _raise_if_named(self, entity_id: str | None, customer_id: int) -> None:
        if entity_id is None:
            raise invalid_content("Please enter value(s) for: entityId.", "entityId")
        sql = "SELECT id FROM books.customer WHERE entityid = ? AND id <> ?"
        if self._desk.writing.rows(sql, entity_id, customer_id):
            raise user_error(
                "A customer record with this ID already exists. You must enter a unique customer "
                "ID for each record you create.",
                "entityId",
            )

    def _raise_if_circular(self, parent: int, customer_id: int) -> None:
        above: int | None = parent
        while above is not None:
            if above == customer_id:
                raise user_error("A customer cannot be its own parent.", "parent")
            row = self._desk.writing.row("customer", above)
            above = row["parent"] if row else None

    def _raise_if_traded(self, row: Row) -> None:
        sql = "SELECT 1 FROM books.transaction WHERE entity = ? LIMIT 1"
        if self._desk.writing.rows(sql, row["id"]):
            raise user_error(
                "The primary currency cannot be changed once there are transactions.", "currency"
            )
