"""CSV files of the Bulk APIs: results straight from the store, and what a client uploads."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sandbox.salesforce.formats import line
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.soql_plan import Column, Plan
from sandbox.salesforce.store import Store

DELIMITERS: Mapping[str, str] = {
    "BACKQUOTE": "`",
    "CARET": "^",
    "COMMA": ",",
    "PIPE": "|",
    "SEMICOLON": ";",
    "TAB": "\t",
}
LINE_ENDINGS: Mapping[str, str] = {"LF": "\n", "CRLF": "\r\n"}
LONGEST_CELL = 32_000 * 4  # a long text may have quotes in it

csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))


class UnfitFile(Exception):
    """A file that no record can be read from; the text is the job's message."""


def lines_of(
    store: Store, table: str, plan: Plan, span: tuple[int, int], delimiter: str
) -> list[str]:
    """The kept rows from the first number up to the second as lines of a file.

    Built by the database: a page of fifty thousand would take seconds in Python.
    """
    cells = [(f"c{it.index}", it.field) for it in plan.columns]
    where = f"WHERE rowid >= {span[0]} AND rowid < {span[1]} ORDER BY rowid"
    parts = ("SELECT", line(cells, delimiter), "FROM", f'results."{table}"', where)
    return [text for (text,) in store.rows(" ".join(parts))]


def header_of(columns: Sequence[Column], delimiter: str) -> str:
    return quoted_line([it.name for it in columns], delimiter)


def quoted_line(values: Iterable[Any], delimiter: str) -> str:
    """Every value in quotes, nothing as two of them."""
    texts = ("" if it is None else str(it).replace('"', '""') for it in values)
    return delimiter.join(f'"{it}"' for it in texts)


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def uploaded(content: bytes, delimiter: str, line_ending: str) -> tuple[list[str], list[list[str]]]:
    """Header and lines of a file; UnfitFile says what is wrong with it as a whole."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnfitFile("ClientInputError : the file is not UTF-8") from error
    first = text.partition("\n")[0]
    if first.endswith("\r") != (line_ending == "CRLF") and "\n" in text:
        words = f"LineEnding is invalid on user data. Current LineEnding setting is {line_ending}"
        raise UnfitFile(f"ClientInputError : {words}")
    try:
        rows = [it for it in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if it]
    except csv.Error as error:
        raise UnfitFile(f"InvalidBatch : {error}") from error
    if not rows:
        raise UnfitFile("InvalidBatch : The file is empty")
    header, *lines = rows
    if any(len(it) != len(header) for it in lines):
        raise UnfitFile("InvalidBatch : The number of values in a line is not that of the header")
    return header, lines


def raise_if_unknown(owner: SObject, header: Sequence[str]) -> None:
    """UnfitFile for the first column that is no field, and no relationship by external id."""
    for name in header:
        relationship, dot, _ = name.partition(".")
        is_known = owner.parent(relationship.partition(":")[0]) if dot else owner.find(name)
        if is_known is None:
            raise UnfitFile(f"InvalidBatch : Field name not found : {name}")


def sent_records(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[dict[str, Any]]:
    """Each line as a record. An empty cell is left out: it says nothing about its field."""
    for one in lines:
        record: dict[str, Any] = {}
        for name, value in zip(header, one, strict=True):
            if value == "":
                continue
            relationship, dot, field = name.partition(".")
            if dot:
                record[relationship.partition(":")[0]] = {field: _or_none(value)}
            else:
                record[name] = value
        yield record


def _or_none(value: str) -> str | None:
    return None if value == "#N/A" else value
