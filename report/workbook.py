"""The workbook for those who go on working with the figures: real numbers and dates, unlinked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from report import words
from report.figures import Figures, age_bucket
from report.sheets import KINDS, MONEY, SHEETS, Column, Kind
from tieout.money import decimals

MOST_ROWS = 1_048_575  # of a sheet, its title line not counted
_BATCH = 2_000


def write_workbook(path: Path, figures: Figures, connection: duckdb.DuckDBPyConnection) -> None:
    """Write the sheets Summary, Breaks, Financials, Control totals and Writes to `path`.

    Amounts are written digit by digit; spreadsheet programs reckon with the first 15 of them.
    """
    options = {
        "constant_memory": True,
        "remove_timezone": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = _Formats(book)
        _summary(book, formats, figures)
        for name, columns, query in SHEETS:
            parameters = {"run": figures.run.run_id if figures.run else ""}
            used = {key: value for key, value in parameters.items() if f"${key}" in query}
            _sheet(book, formats, name, columns, _stream(connection.execute(query, used)))


class _Formats:
    """Cell formats, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.title = self._format(bold=True, bottom=1, text_wrap=True)
        self.verdict = self._format(bold=True, font_size=14)
        self.text = self._format()
        self.count = self._number("#,##0")
        self.date = self._number("yyyy-mm-dd")
        self.time = self._number("yyyy-mm-dd hh:mm:ss")

    def amount(self, row: Mapping[str, Any]) -> Any:
        places = 0 if row.get("measure") == "count" else decimals(row.get("currency"))
        return self._number("#,##0" + ("." + "0" * places if places else ""))

    def _number(self, number: str) -> Any:
        if number not in self._made:
            self._made[number] = self._format(num_format=number)
        return self._made[number]

    def _format(self, **properties: object) -> Any:
        return self._book.add_format({**properties, "valign": "top"})


def _sheet(
    book: Any,
    formats: _Formats,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width)
        sheet.write_string(0, position, column.title, formats.title)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > MOST_ROWS:
            break
        for position, column in enumerate(columns):
            _cell(sheet, formats, (last, position), column.kind, row[column.source], row)
    sheet.autofilter(0, 0, max(min(last, MOST_ROWS), 1), len(columns) - 1)


def _cell(
    sheet: Any,
    formats: _Formats,
    place: tuple[int, int],
    kind: Kind,
    value: Any,
    row: Mapping[str, Any],
) -> None:
    if value is None:
        return
    if kind == "amount":
        sheet.write_number(*place, value, formats.amount(row))
    elif kind == "count":
        sheet.write_number(*place, value, formats.count)
    elif kind == "date":
        sheet.write_datetime(*place, value, formats.date)
    elif kind == "time":
        sheet.write_datetime(*place, value, formats.time)
    else:
        sheet.write_string(*place, str(value), formats.text)


def _stream(answer: duckdb.DuckDBPyConnection) -> Iterable[dict[str, Any]]:
    names = [column[0] for column in answer.description or ()]
    while rows := answer.fetchmany(_BATCH):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def _summary(book: Any, formats: _Formats, figures: Figures) -> None:
    sheet = book.add_worksheet("Summary")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 12, 17)
    sheet.freeze_panes(1, 0)
    sheet.write_string(0, 0, words.verdict(figures), formats.verdict)
    line = 1
    run = figures.run
    facts: list[tuple[str, object]] = [
        ("As of", figures.as_of),
        ("Run", run.run_id if run else None),
        ("Began (UTC)", run.started_at if run else None),
        ("Open differences", figures.breaks_open),
        ("Control totals", words.totals_sentence(figures)),
        ("Checks", words.checks_sentence(figures)),
        *(("Mind", sentence) for sentence in words.reservations(figures)),
    ]
    for title, value in facts:
        line += 1
        sheet.write_string(line, 0, title, formats.text)
        _cell(sheet, formats, (line, 1), _kind(value), value, {})
    line = _block(sheet, formats, line + 2, MONEY, _money_rows(figures))
    _block(sheet, formats, line + 2, KINDS, _kind_rows(figures))


def _block(
    sheet: Any,
    formats: _Formats,
    line: int,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Any]],
) -> int:
    for position, column in enumerate(columns):
        sheet.write_string(line, position, column.title, formats.title)
    for row in rows:
        line += 1
        for position, column in enumerate(columns):
            _cell(sheet, formats, (line, position), column.kind, row[column.source], row)
    return line


def _kind(value: object) -> Kind:
    if isinstance(value, datetime):
        return "time"
    if isinstance(value, date):
        return "date"
    return "count" if isinstance(value, int | Decimal) else "text"


def _money_rows(figures: Figures) -> Iterable[Mapping[str, Any]]:
    for one in figures.money:
        yield {column.source: getattr(one, column.source) for column in MONEY}


def _kind_rows(figures: Figures) -> Iterable[Mapping[str, Any]]:
    """A line a kind and currency; counts stand on the first, so that they can be added up."""
    for kind in figures.kinds:
        amounts: list[tuple[str | None, Decimal | None]] = [*kind.amounts.items()]
        for position, (currency, amount) in enumerate(amounts or [(None, None)]):
            yield {
                "kind": kind.kind,
                "title": words.kind_title(kind.kind, kind.missing_in),
                "count": None if position else kind.count,
                "currency": currency,
                "amount": amount,
                "age": None if position else age_bucket(kind.first_seen_at, figures.seen_on),
            }
