"""What the rules of every kind of record have in common."""

from collections.abc import Mapping
from typing import Any, Protocol

from sandbox.netsuite.bodies import Entry
from sandbox.netsuite.errors import user_error
from sandbox.netsuite.figures import Headers
from sandbox.netsuite.record_types import RecordType
from sandbox.netsuite.schema import CATALOG
from sandbox.netsuite.store import Row, Writing


class Rules(Protocol):
    """What happens when a record of one kind is made, changed or deleted; a Refusal stops it."""

    def create(self, entry: Entry) -> int:
        """Make the record; its id."""

    def change(self, row: Row, entry: Entry) -> None:
        """Change the record whose row this is."""

    def delete(self, row: Row) -> None:
        """Delete the record whose row this is."""


class Desk:
    """The books open for one write, with what the rules need to follow it up."""

    def __init__(self, writing: Writing, headers: Headers, record_type: RecordType) -> None:
        self.writing = writing
        self.headers = headers
        self.record_type = record_type

    def for_type(self, record_type: RecordType) -> "Desk":
        return Desk(self.writing, self.headers, record_type)

    def insert(self, values: Mapping[str, Any]) -> None:
        self._raise_if_taken(values, None)
        self.writing.insert(self.record_type.table, self._stored(values))

    def update(self, row: Row, values: Mapping[str, Any]) -> None:
        """Change columns and the time of the last change."""
        self._raise_if_taken(values, row)
        stamped = {**self._stored(values), "lastmodifieddate": self.writing.now}
        self.writing.update(self.record_type.table, row["id"], stamped)

    def delete(self, row: Row, name: str) -> None:
        """Delete the row, and write that down in the log of deleted records."""
        self.writing.delete(self.record_type.table, "id = ?", row["id"])
        self.writing.insert(
            "deletedrecord",
            {
                "name": name,
                "recordid": row["id"],
                "recordtypeid": _TYPE_IDS.get(self.record_type.name),
                "type": self.record_type.name,
                "deleteddate": self.writing.now,
            },
        )

    def raise_if_used(self, table: str, column: str, row: Row) -> None:
        sql = f"SELECT 1 FROM books.{table} WHERE {column} = ? LIMIT 1"  # noqa: S608
        if self.writing.rows(sql, row["id"]):
            raise user_error(
                "This record cannot be deleted because it has dependent records. See dependent "
                f"{table} records."
            )

    def _stored(self, values: Mapping[str, Any]) -> dict[str, Any]:
        known = {it.name for it in CATALOG[self.record_type.table].stored}
        return {column: value for column, value in values.items() if column in known}

    def _raise_if_taken(self, values: Mapping[str, Any], row: Row | None) -> None:
        external_id = values.get("externalid")
        if external_id is None:
            return
        found = self.writing.rows(
            f"SELECT id FROM books.{self.record_type.table} "  # noqa: S608
            f"WHERE {self.record_type.where} AND externalid = ?",
            external_id,
        )
        if found and (row is None or found[0]["id"] != row["id"]):
            raise user_error("This entity already exists: the external ID is taken.", "externalId")


_TYPE_IDS = {
    "customer": -2,
    "invoice": -30,
    "salesOrder": -31,
    "subscription": -40,
    "subscriptionChangeOrder": -41,
    "billingAccount": -42,
    "subscriptionPlan": -43,
}
