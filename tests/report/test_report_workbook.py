"""The workbook holds numbers and dates that one can reckon with."""

import re
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from report import build

Changed = Callable[[str], Path]


class Sheet:
    """A worksheet as its file says it: cell reference -> (type, number format, content)."""

    def __init__(self, xml: str, formats: list[str], texts: list[str]) -> None:
        self.xml = xml
        self.cells: dict[str, tuple[str, str, str]] = {}
        for attributes, body in re.findall(r"<c ([^>]*)>(.*?)</c>", xml, re.DOTALL):
            named = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
            content = unescape(re.sub(r"<[^>]+>", "", body))
            if named.get("t") == "s":
                content = texts[int(content)]
            kind = "text" if named.get("t") in ("s", "inlineStr") else "number"
            self.cells[named["r"]] = (kind, formats[int(named.get("s", 0))], content)

    def row(self, number: int) -> list[str]:
        found = [
            (key, cell) for key, cell in self.cells.items() if re.sub(r"\D", "", key) == str(number)
        ]
        return [cell[2] for _, cell in found]

    def column(self, title: str) -> list[tuple[str, str, str]]:
        [letters] = [re.sub(r"\d", "", key) for key, cell in self.cells.items() if cell[2] == title]
        return [
            cell
            for key, cell in self.cells.items()
            if re.sub(r"\d", "", key) == letters and cell[2] != title
        ]


def opened(path: Path) -> dict[str, Sheet]:
    with zipfile.ZipFile(path) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        styles = book.read("xl/styles.xml").decode()
        codes = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', styles))
        builtin = {"0": "General", "3": "#,##0", "4": "#,##0.00"}
        [cells] = re.findall(r"<cellXfs.*?</cellXfs>", styles, re.DOTALL)
        formats = [
            (codes | builtin).get(number, number)
            for number in re.findall(r'numFmtId="(\d+)"', cells)
        ]
        strings = book.read("xl/sharedStrings.xml").decode() if _has_strings(book) else ""
        texts = [
            unescape(re.sub(r"<[^>]+>", "", one))
            for one in re.findall(r"<si>(.*?)</si>", strings, re.DOTALL)
        ]
        return {
            name: Sheet(book.read(f"xl/worksheets/sheet{number}.xml").decode(), formats, texts)
            for number, name in enumerate(names, start=1)
        }


def _has_strings(book: zipfile.ZipFile) -> bool:
    return "xl/sharedStrings.xml" in book.namelist()


@pytest.fixture(scope="module")
def sheets(published: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheet]:
    out = tmp_path_factory.mktemp("report")
    build(published, out)
    return opened(out / "tieout.xlsx")


def test_there_is_a_sheet_a_question(sheets: dict[str, Sheet]) -> None:
    assert list(sheets) == ["Summary", "Breaks", "Financials", "Control totals", "Writes"]


def test_heads_stay_in_place_and_can_be_filtered(sheets: dict[str, Sheet]) -> None:
    for name in ("Breaks", "Financials", "Control totals", "Writes"):
        assert 'state="frozen"' in sheets[name].xml
        assert '<autoFilter ref="A1:' in sheets[name].xml
        assert "<cols>" in sheets[name].xml


def test_amounts_are_numbers_in_their_currencys_decimals(sheets: dict[str, Sheet]) -> None:
    amounts = sheets["Breaks"].column("Amount")
    assert len(amounts) == 14
    assert {kind for kind, _, _ in amounts} == {"number"}
    assert {number for _, number, _ in amounts} == {"#,##0.00", "#,##0"}
    assert amounts[0] == ("number", "#,##0.00", "-300.00")


def test_a_currency_stands_beside_each_amount(sheets: dict[str, Sheet]) -> None:
    row = sheets["Breaks"].row(2)
    assert row[:7] == ["financials", "currency", "high", "Alder Ltd", "balance", "-300.00", "EUR"]


def test_every_open_difference_is_there(sheets: dict[str, Sheet]) -> None:
    assert len(sheets["Breaks"].column("Difference id")) == 32


def test_dates_are_dates(sheets: dict[str, Sheet]) -> None:
    as_of = sheets["Financials"].column("As of")
    assert set(as_of) == {("number", "yyyy-mm-dd", "46203")}
    assert {number for _, number, _ in sheets["Writes"].column("Written at (UTC)")} == {
        "yyyy-mm-dd hh:mm:ss"
    }


def test_counts_among_control_totals_have_no_decimals(sheets: dict[str, Sheet]) -> None:
    assert sheets["Control totals"].column("Source")[:3] == [
        ("number", "#,##0", "2104.00000000"),
        ("number", "#,##0.00", "1843200.55000000"),
        ("number", "#,##0", "98412300.00000000"),
    ]


def test_the_summary_says_what_the_page_says(sheets: dict[str, Sheet]) -> None:
    summary = sheets["Summary"]
    assert summary.row(1) == ["31 of 60 accounts tie; 29 do not."]
    assert summary.row(7) == ["Control totals", "7 of 8 tie; 1 does not."]
    assert summary.row(15)[:5] == ["EUR", "15", "104810.00", "104510.00", "300.00"]


def test_text_that_looks_like_a_formula_stays_text(changed: Changed, tmp_path: Path) -> None:
    path = changed("update marts.accounts set name = '=HYPERLINK(\"x\")' where account_id = 'a012'")
    build(path, tmp_path)
    sheet = opened(tmp_path / "tieout.xlsx")["Breaks"]
    assert "<f>" not in sheet.xml
    assert ("text", "General", '=HYPERLINK("x")') in sheet.cells.values()
