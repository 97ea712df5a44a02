"""What the system says it has, beside what landed."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from systems.base import Column, Page, SourceTotal, Table
from tests.pipelines.books import CURRENCY, INVOICE, Books, Landing, invoice, system

EURO = {"id": "EUR", "name": "Euro"}


def test_what_the_system_says_stands_beside_what_landed(landing: Landing) -> None:
    books = Books(
        {
            "invoice": [
                invoice("1", "1.10"),
                invoice("2", "2.20"),
                invoice("3", "5.00", currency="USD"),
                invoice("4", "N/A", currency="GBP"),
            ]
        },
        given_totals={
            "invoice": [
                SourceTotal("invoice", "count", "", Decimal(4)),
                SourceTotal("invoice", "amount", "EUR", Decimal("3.30")),
                SourceTotal("invoice", "amount", "GBP", Decimal("9.99")),
            ]
        },
    )
    landing.read(books)

    assert landing.totals("run-1") == {
        ("invoice", "count", ""): (Decimal(4), Decimal(3), 1),
        ("invoice", "amount", "EUR"): (Decimal("3.30"), Decimal("3.30"), 1),
        ("invoice", "amount", "GBP"): (Decimal("9.99"), Decimal(0), 1),
        ("invoice", "amount", "USD"): (Decimal(0), Decimal("5.00"), 1),
    }


def test_records_that_are_marked_as_deleted_stay_and_are_in_no_total(tmp_path: Path) -> None:
    gone = Column("is_gone", "boolean")
    marked = replace(INVOICE, columns=(*INVOICE.columns, gone), deleted_mark="is_gone")
    landing = Landing(tmp_path / "data", system(marked))
    books = Books(
        {"invoice": [invoice("1", "1.10"), invoice("2", "2.20", is_gone=True), invoice("3", "3")]},
        stated={"invoice": 3},  # of the read, which brings the deleted ones too
        given_totals={
            "invoice": [
                SourceTotal("invoice", "count", "", Decimal(2)),
                SourceTotal("invoice", "amount", "EUR", Decimal("4.10")),
            ]
        },
    )
    landing.read(books)

    assert landing.ids() == ["1", "2", "3"]
    assert landing.totals("run-1") == {
        ("invoice", "count", ""): (Decimal(2), Decimal(2), 0),
        ("invoice", "amount", "EUR"): (Decimal("4.10"), Decimal("4.10"), 0),
    }


def test_pages_of_columns_and_of_rows_land_together(landing: Landing) -> None:
    class InColumns(Books):
        """Gives every second page as columns of text."""

        def pages(self, table: Table, since: str | None) -> Iterator[Page]:
            for number, page in enumerate(super().pages(table, since)):
                if number % 2 == 0:
                    yield page
                    continue
                frame = pl.DataFrame(page.rows, schema=dict.fromkeys(page.rows[0], pl.String))
                yield Page((), page.cursor, page.stated_total, frame)

    rows = [invoice(str(number), f"{number}.50") for number in range(1, 8)]
    report = landing.read(InColumns({"invoice": rows}, stated={"invoice": 7}))["invoice"]

    assert (report.rows_received, report.rows_landed, report.stated_total) == (7, 7, 7)
    assert landing.query("select id, amount from invoice order by id") == [
        (str(number), Decimal(f"{number}.50")) for number in range(1, 8)
    ]


def test_totals_are_compared_also_when_nothing_changed(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1")]})
    landing.read(books)
    books.given_totals["invoice"] = [SourceTotal("invoice", "count", "", Decimal(2))]
    landing.read(books)

    assert landing.totals("run-2") == {("invoice", "count", ""): (Decimal(2), Decimal(1), 0)}


def test_a_full_read_that_twice_brings_less_than_stated_is_a_finding(landing: Landing) -> None:
    books = Books({"currency": [EURO, {"id": "USD"}]}, stated={"currency": 3})
    report = landing.read(books, tables=["currency"])["currency"]

    assert books.asked == [("currency", None), ("currency", None)]
    assert (report.status, report.rows_received, report.stated_total) == ("fresh", 2, 3)
    assert landing.query("select id from currency order by id") == [("EUR",), ("USD",)]
    assert landing.totals("run-1") == {("currency", "count", ""): (Decimal(3), Decimal(2), 0)}


def test_a_second_reading_that_agrees_takes_the_place_of_the_first(landing: Landing) -> None:
    books = Wavering({"currency": [EURO, {"id": "USD"}, {"id": "GBP"}]}, stated={"currency": 3})
    report = landing.read(books)["currency"]

    assert (report.rows_received, report.rows_landed, report.rows_repeated) == (3, 3, 0)
    assert landing.totals("run-1") == {("currency", "count", ""): (Decimal(3), Decimal(3), 0)}


class Wavering(Books):
    """Forgets the last row of `currency` the first time it is read."""

    def pages(self, table: Table, since: str | None) -> Iterator[Page]:
        is_first = (table.name, since) not in self.asked
        for page in super().pages(table, since):
            is_short = is_first and table is CURRENCY and len(page.rows) < self.page_rows
            yield Page([], page.cursor, page.stated_total) if is_short else page
