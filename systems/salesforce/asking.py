"""Which fields of an org stand behind a table's columns, by what the org says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from systems.base import Column, Row, Table
from systems.salesforce.login import SYSTEM
from systems.salesforce.names import Names
from systems.salesforce.schema import NEVER_ASKED, FieldInfo, ObjectInfo
from systems.salesforce.tables import CURRENCY, LEFT_OUT
from tieout.errors import BadAnswer, UnknownName

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Asked:
    """What to ask of an object: column -> field. What is missing or of another type is named.

    `currency` stands in `currencyisocode` of every row where the org knows only one.
    """

    table: Table
    object: str
    fields: Mapping[str, str]
    missing: tuple[str, ...] = ()
    retyped: tuple[tuple[str, FieldInfo], ...] = ()
    unreadable: tuple[FieldInfo, ...] = ()
    personal: tuple[str, ...] = ()
    currency: str | None = None

    @property
    def names(self) -> list[str]:
        """The fields, each once."""
        return list(dict.fromkeys(self.fields.values()))

    @property
    def has_currency(self) -> bool:
        """Whether the org has a currency on every record."""
        return CURRENCY in self.fields

    def rows(self, records: Sequence[Row]) -> list[Row]:
        """Records under our columns, without what the API adds."""
        same = {} if self.currency is None else {CURRENCY: self.currency}
        fields = self.fields.items()
        return [{column: record.get(name) for column, name in fields} | same for record in records]

    def frame(self, texts: "pl.DataFrame") -> "pl.DataFrame":
        """Columns of text under our names. BadAnswer where one is missing."""
        import polars as pl  # who only writes does without

        absent = set(self.names) - set(texts.columns)
        if absent:
            raise BadAnswer(SYSTEM, f"the results lack {', '.join(sorted(absent))}.")
        renamed = texts.select(pl.col(name).alias(column) for column, name in self.fields.items())
        if self.currency is None:
            return renamed
        return renamed.with_columns(pl.lit(self.currency).alias(CURRENCY))

    def notes(self) -> Iterator[str]:
        """What is left out, and what is not as declared."""
        name = self.table.name
        if self.missing:
            yield f"{name}: {', '.join(self.missing)} not in this org or hidden: left out"
        for column, info in self.retyped:
            kind = _kind(self.table, column)
            yield f"{name}: {column} has the type {info.type} in this org, expected {kind}"
        for info in self.unreadable:
            yield f"{name}: {info.name} has the type {info.type}, which is not read: left out"
        if self.personal:
            yield f"{name}: {', '.join(self.personal)} is personal data; the settings ask for it"


def asked(table: Table, info: ObjectInfo, names: Names, currency: str | None) -> Asked:
    """What to ask for a table. UnknownName where a column is missing that cannot be done without.

    `currency` is the one of the org, where it has only one.
    """
    fields: dict[str, str] = {}
    missing: list[str] = []
    retyped: list[tuple[str, FieldInfo]] = []
    unreadable: list[FieldInfo] = []
    for column, name in _wanted(table, names):
        found = info.field(name) if name else None
        if found is None:
            _raise_unless_dispensable(table, column, name, info)
            missing.append(column)
        elif found.type in NEVER_ASKED:
            unreadable.append(found)
        else:
            fields[column] = found.name
            declared = _declared(table, column)
            if declared and not found.holds(declared.kind):
                retyped.append((column, found))
    is_single = CURRENCY in missing
    return Asked(
        table=table,
        object=info.name,
        fields=fields,
        missing=tuple(it for it in missing if it != CURRENCY),
        retyped=tuple(retyped),
        unreadable=tuple(unreadable),
        personal=tuple(it for it in fields if it in LEFT_OUT.get(table.name, ())),
        currency=currency if is_single else None,
    )


def _wanted(table: Table, names: Names) -> Iterator[tuple[str, str]]:
    """The declared columns and those that the settings add, each with its field's name."""
    given = names.fields.get(table.name, {})
    for column in table.columns:
        yield column.name, names.field(table.name, column.name)
    declared = {column.name for column in table.columns}
    yield from ((column, name) for column, name in given.items() if column not in declared and name)


def _raise_unless_dispensable(table: Table, column: str, name: str, info: ObjectInfo) -> None:
    declared = _declared(table, column)
    if declared and declared.hidden_from_some:
        return
    sentence = f"{info.name} has no field {name or column}, or this user may not see it."
    step = "Give the integration user's permission set Read on it, then: tieout doctor"
    if not declared:
        step = f"Correct {column} in sources.salesforce.fields, then: tieout doctor"
    raise UnknownName(SYSTEM, sentence, name or column, step)


def _declared(table: Table, name: str) -> Column | None:
    return next((column for column in table.columns if column.name == name), None)


def _kind(table: Table, name: str) -> str:
    declared = _declared(table, name)
    return declared.kind if declared else "text"
