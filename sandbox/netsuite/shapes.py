"""Records as the REST record service sends them: typed JSON, references and codes."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import duckdb

from sandbox.netsuite.display import SHOWN_BY
from sandbox.netsuite.labels import LISTS
from sandbox.netsuite.record_catalog import RECORD_OF_TABLE, RECORD_OF_TYPE
from sandbox.netsuite.record_types import Field, RecordType, Sublist, sublist_select
from sandbox.netsuite.store import Row, rows

RECORD_PATH = "/services/rest/record/v1"


class Shapes:
    """Makes bodies within one read. `base` is scheme and host as the client called them."""

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, base: str, *, has_simple_codes: bool = False
    ) -> None:
        self._cursor = cursor
        self._root = base + RECORD_PATH
        self._has_simple_codes = has_simple_codes
        self._references: dict[tuple[str, int], dict[str, Any]] = {}

    def record(
        self,
        record_type: RecordType,
        row: Row,
        *,
        is_expanded: bool,
        only: Collection[str] | None = None,
    ) -> dict[str, Any]:
        """A whole record, or the properties named in `only` (lower case)."""
        address = f"{self._root}/{record_type.name}/{row['id']}"
        body: dict[str, Any] = {"links": [{"rel": "self", "href": address}]}
        body |= self._properties(record_type.fields, row, only)
        for sublist in record_type.sublists:
            if only is None or sublist.name.lower() in only:
                body[sublist.name] = self._sublist(sublist, row, address, is_expanded)
        return body

    def lines(self, sublist: Sublist, record_id: int) -> list[dict[str, Any]]:
        """The lines of a sublist, whole."""
        found = rows(self._cursor, sublist_select(sublist), record_id)
        return [self._properties(sublist.fields, row, None) for row in found]

    def _sublist(
        self, sublist: Sublist, row: Row, address: str, is_expanded: bool
    ) -> dict[str, Any]:
        href = f"{address}/{sublist.name}"
        if not is_expanded:
            return {"links": [{"rel": "self", "href": href}]}
        return {"links": [{"rel": "self", "href": href}], **listed(self.lines(sublist, row["id"]))}

    def _properties(
        self, fields: tuple[Field, ...], row: Row, only: Collection[str] | None
    ) -> dict[str, Any]:
        return {
            field.name: self._value(field, row[field.name])
            for field in fields
            if row[field.name] is not None
            and (only is None or field.name == "id" or field.name.lower() in only)
        }

    def _value(self, field: Field, value: Any) -> Any:
        if field.kind == "reference":
            return self._reference(field.shows, int(value))
        if field.kind == "code":
            label = LISTS[field.shows].get(value, value)
            return value if self._has_simple_codes else {"id": value, "refName": label}
        if field.kind == "boolean":
            return value == "T"
        if field.kind == "number":
            return number(-value if field.is_negated else value)
        if field.kind == "datetime":
            return utc_text(value)
        return value if field.kind == "integer" else str(value)

    def _reference(self, table: str, record_id: int) -> dict[str, Any]:
        key = (table, record_id)
        if key not in self._references:
            self._references[key] = self._looked_up(table, record_id)
        return self._references[key]

    def _looked_up(self, table: str, record_id: int) -> dict[str, Any]:
        kind = ", type" if table == "transaction" else ""
        sql = f"SELECT {SHOWN_BY[table]} AS shown{kind} FROM suiteql.{table} WHERE id = ?"  # noqa: S608
        found: Mapping[str, Any] = next(iter(rows(self._cursor, sql, record_id)), {})
        name = RECORD_OF_TYPE.get(found.get("type", "")) or RECORD_OF_TABLE.get(table)
        links = [{"rel": "self", "href": f"{self._root}/{name}/{record_id}"}] if name else []
        reference = {"links": links, "id": str(record_id), "refName": found.get("shown")}
        return {key: value for key, value in reference.items() if value is not None}


def listed(items: list[dict[str, Any]]) -> dict[str, Any]:
    """The counters of a list that is sent in one piece."""
    return {
        "items": items,
        "totalResults": len(items),
        "count": len(items),
        "hasMore": False,
        "offset": 0,
    }


def number(value: Decimal) -> Decimal:
    """`50000.0`: without zeros at the end, but one behind the point."""
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 1
    return value.quantize(Decimal(1).scaleb(-places))


def utc_text(moment: datetime) -> str:
    """`2017-07-21T17:32:28Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
