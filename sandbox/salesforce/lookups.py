"""What a write has to know of the records that are there already, asked for in bulk."""

from collections.abc import Iterable, Sequence
from typing import Any

from sandbox.salesforce.schema import Field, Schema, SObject
from sandbox.salesforce.soql_scope import quoted
from sandbox.salesforce.store import Row, Store

CHUNK = 5_000  # ids in one condition


class Lookups:
    """Remembers what it has read; one is made for each write and sees that write's own records."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self.schema = schema
        self._store = store
        self._rows: dict[tuple[str, str], Row | None] = {}
        self._standard: set[tuple[str, str | None]] | None = None

    def load(self, owner: SObject, ids: Iterable[str]) -> None:
        """Read these records if they have not been read yet."""
        wanted = sorted({it for it in ids if (owner.name, it) not in self._rows})
        for it in wanted:
            self._rows[owner.name, it] = None
        for start in range(0, len(wanted), CHUNK):
            listed = ", ".join(map(quoted, wanted[start : start + CHUNK]))
            for row in self._store.records(_select("*", owner, f'"Id" IN ({listed})')):
                self._rows[owner.name, row["Id"]] = row

    def row(self, owner: SObject, record_id: str | None) -> Row | None:
        """A record as it is, deleted or not."""
        if record_id is None:
            return None
        self.load(owner, [record_id])
        return self._rows[owner.name, record_id]

    def live(self, object_name: str, record_id: str | None) -> Row | None:
        """A record that is there and not deleted."""
        row = self.row(self.schema[object_name], record_id)
        return None if row is None or row.get("IsDeleted") else row

    def note(self, owner: SObject, row: Row) -> None:
        """A record of this write, as it will be."""
        self._rows[owner.name, row["Id"]] = row
        if owner.name == "PricebookEntry" and self._standard is not None:
            book = self.live("Pricebook2", row["Pricebook2Id"])
            if book is not None and book["IsStandard"]:
                self._standard.add((row["Product2Id"], row.get("CurrencyIsoCode")))

    def ids_by(self, owner: SObject, it: Field, values: Sequence[Any]) -> dict[str, list[str]]:
        """Folded value of a field -> the records that have it; deleted ones do not count."""
        found: dict[str, list[str]] = {}
        texts = sorted({folded(value) for value in values})
        for start in range(0, len(texts), CHUNK):
            listed = ", ".join(map(quoted, texts[start : start + CHUNK]))
            column = f'lower(CAST("{it.name}" AS VARCHAR))'
            where = f"{column} IN ({listed})"
            if owner.is_soft_deleted:
                where += ' AND NOT "IsDeleted"'
            found_rows = self._store.rows(_select(f'"Id", {column}', owner, f"{where} ORDER BY 1"))
            for record_id, value in found_rows:
                found.setdefault(value, []).append(record_id)
        return found

    def has_standard_price(self, product_id: str, currency: str | None) -> bool:
        if self._standard is None:
            entry, book = self.schema["PricebookEntry"], self.schema["Pricebook2"]
            code = 'e."CurrencyIsoCode"' if entry.has_currency else "NULL"
            joined = f'{entry.table} e JOIN {book.table} b ON b."Id" = e."Pricebook2Id"'
            parts = ("SELECT", f'e."Product2Id", {code}', "FROM", joined, 'WHERE b."IsStandard"')
            rows = self._store.rows(f'{" ".join(parts)} AND NOT e."IsDeleted"')
            self._standard = {(product, of) for product, of in rows}
        return (product_id, currency) in self._standard

    def rows_where(self, object_name: str, where: str) -> list[Row]:
        return self._store.records(_select("*", self.schema[object_name], where))

    def next_number(self, owner: SObject, it: Field) -> int:
        """What an automatic number comes to after the greatest one that there is."""
        greatest = f'coalesce(max(try_cast("{it.name}" AS BIGINT)), 0)'
        return int(self._store.rows(_select(greatest, owner, "TRUE"))[0][0]) + 1


def folded(value: Any) -> str:
    """External ids are found without minding case."""
    return str(value).lower()


def _select(what: str, owner: SObject, where: str) -> str:
    return " ".join(("SELECT", what, "FROM", owner.table, "WHERE", where))
