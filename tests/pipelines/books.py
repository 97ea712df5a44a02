"""A small bookkeeping system in memory, and ways to look at what landed of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines import TableReport, extract
from systems.base import (
    Column,
    Deletion,
    Page,
    Row,
    SourceTotal,
    System,
    Table,
    Total,
)
from tieout import warehouse
from tieout.errors import TieoutError
from tieout.settings import Settings

INVOICE = Table(
    name="invoice",
    grain="one row an invoice",
    columns=(
        Column("id", required=True),
        Column("customer"),
        Column("currency"),
        Column("amount", "decimal"),
        Column("rate", "decimal", scale=8),
        Column("lines", "integer"),
        Column("is_paid", "boolean"),
        Column("dated_on", "date"),
        Column("changed_at", "timestamp"),
        Column("tags", "json"),
    ),
    key=("id",),
    read="incremental",
    overlap=timedelta(hours=1),
    deletions="feed",
    totals=(Total("amount", "currency"),),
)
CURRENCY = Table(
    name="currency",
    grain="one row a currency",
    columns=(Column("id", required=True), Column("name")),
    key=("id",),
)
LINE = Table(
    name="line",
    grain="one row a line of an invoice",
    columns=(
        Column("invoice", required=True),
        Column("number", required=True),
        Column("changed_at", "timestamp"),
    ),
    key=("invoice", "number"),
    read="incremental",
    deletions="feed",
)


@dataclass
class Books:
    """Implements `Reader` over rows that a test puts here; a cursor is the greatest `changed_at`.

    `stated`, `given_totals` and `faults` are by table; `asked` is what was asked, and since when.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    deleted: list[Deletion] = field(default_factory=list)
    stated: dict[str, int | None] = field(default_factory=dict)
    given_totals: dict[str, list[SourceTotal]] = field(default_factory=dict)
    faults: dict[str, TieoutError] = field(default_factory=dict)
    page_rows: int = 2
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    on_page: Callable[[str, int], None] = lambda *_: None
    is_closed: bool = False

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        self.asked.append((table.name, since))
        rows = self.rows.get(table.name, [])
        if since is not None:
            floor = f"{datetime.fromisoformat(since) - table.overlap:%Y-%m-%dT%H:%M:%SZ}"
            rows = [row for row in rows if str(row["changed_at"]) >= floor]
        times = [str(row["changed_at"]) for row in rows if "changed_at" in row]
        cursor = max(times, default=since)
        stated = self.stated.get(table.name)
        for number, first in enumerate(range(0, max(len(rows), 1), self.page_rows)):
            self.on_page(table.name, number)
            if table.name in self.faults:
                raise self.faults[table.name]
            yield Page(rows[first : first + self.page_rows], cursor, stated)

    def deletions(self, since: str | None) -> Iterator[Deletion]:
        self.asked.append(("deletions", since))
        if "deletions" in self.faults:
            raise self.faults["deletions"]
        yield from self.deleted

    def totals(self, table: Table) -> Sequence[SourceTotal]:
        return self.given_totals.get(table.name, ())

    def notes(self) -> Sequence[str]:
        return ["invoice: memo hidden from this role, left out"]

    def close(self) -> None:
        self.is_closed = True


def system(*tables: Table, name: str = "books") -> System:
    """A system of these tables, `invoice` and `currency` unless others are given."""
    return System(
        name=name,
        title=name.title(),
        settings=(),
        logins=(),
        tables=tables or (INVOICE, CURRENCY),
        reader=lambda _: Books(),
        targets={},
        check=lambda _: iter(()),
    )


BOOKS = system()


def settings_in(home: Path, full_read_every_days: int = 7) -> Settings:
    return Settings(home=home, as_of=date(2026, 6, 30), full_read_every_days=full_read_every_days)


def invoice(number: str, amount: object = "10.00", **more: object) -> Row:
    """An invoice as the system answers it, changed at noon of the first of June."""
    row: dict[str, object] = {
        "id": number,
        "currency": "EUR",
        "amount": amount,
        "changed_at": "2026-06-01T12:00:00Z",
    }
    return row | more


@dataclass
class Landing:
    """Runs extractions into one home, numbering the runs, and looks at what is there."""

    home: Path
    of: System = BOOKS
    runs: int = 0

    @property
    def settings(self) -> Settings:
        return settings_in(self.home)

    def read(self, books: Books, **options: Any) -> dict[str, TableReport]:
        self.runs += 1
        reports = extract(self.of, books, self.settings, f"run-{self.runs}", **options)
        return {report.table: report for report in reports}

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with warehouse.connect(self.settings.landing, read_only=True) as connection:
            connection.execute(f"set schema = 'raw_{self.of.name}'")
            return connection.execute(statement, list(values)).fetchall()

    def ids(self) -> list[str]:
        return [row[0] for row in self.query("select id from invoice order by id")]

    def rejected(self) -> list[tuple[str, str]]:
        statement = "select record_key, reason from rejected_rows order by all"
        return [(key, reason) for key, reason in self.query(statement)]

    def totals(self, run_id: str) -> Mapping[tuple[str, str, str], tuple[Any, Any, int]]:
        statement = (
            "select table_name, measure, currency, source_value, raw_value, rejected_count"
            " from source_totals where run_id = ?"
        )
        return {(row[0], row[1], row[2]): row[3:] for row in self.query(statement, run_id)}
