"""A file of comma-separated values as a table of texts, whatever its encoding and its separator."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from tieout.errors import UsageError

SEPARATORS = (",", ";", "\t", "|")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_TEXT = {b"PK\x03\x04": "a workbook or an archive", b"PAR1": "Parquet", b"\x1f\x8b": "gzip"}
_LOOKED_AT = 100
_LONGEST_FIELD = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file, each with as many texts as there are headers.

    `ragged` counts rows that had more or fewer: what lacked is empty, what was too much is left.
    """

    path: Path
    encoding: str
    separator: str
    headers: tuple[str, ...]
    rows: list[list[str]]
    ragged: int

    def column(self, header: str) -> list[str]:
        place = self.headers.index(header)
        return [row[place] for row in self.rows]


def table(path: Path) -> Table:
    """The file's table. UsageError says what it is instead, where it is none."""
    text, encoding = _text(path)
    separator = _separator(text)
    rows = _rows(path, text, separator)
    if not rows:
        raise UsageError(f"{path}: empty; expected a line of headers and rows. Give another file.")
    if len(rows) == 1:
        raise UsageError(
            f"{path}: one line, no rows: {_shown(rows[0])}. Expected headers and rows under them."
        )
    headers = _headers(rows[0])
    size = len(headers)
    ragged = sum(len(row) != size for row in rows[1:])
    whole = [row if len(row) == size else (row + [""] * size)[:size] for row in rows[1:]]
    return Table(path, encoding, separator, headers, whole, ragged)


def _text(path: Path) -> tuple[str, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}. Name a CSV file that is there."
        ) from error
    for mark, what in _NOT_TEXT.items():
        if content.startswith(mark):
            raise UsageError(f"{path}: is {what}, expected text. Save it as CSV.")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(path, content, encoding), encoding.removesuffix("-sig")
    if b"\0" in content[:100_000]:
        raise UsageError(f"{path}: holds bytes of zero, expected text. Save it as CSV in UTF-8.")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # Whoever did not write UTF-8 wrote Windows' Latin; its five unused bytes are rare damage.
        return content.decode("cp1252", errors="replace"), "cp1252"


def _decoded(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path}: begins as {encoding} and is not at byte {error.start}. Save it as UTF-8."
        ) from error


def _separator(text: str) -> str:
    """The one by which most of the first lines have as many fields as the header."""
    head = io.StringIO(text[:200_000], newline="")
    lines = [line for line, _ in zip(head, range(_LOOKED_AT), strict=False)]

    def fitness(separator: str) -> tuple[int, int]:
        sizes = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        if not sizes or sizes[0] == 1:
            return (0, 0)
        return (sum(size == sizes[0] for size in sizes), sizes[0])

    return max(SEPARATORS, key=fitness)


def _rows(path: Path, text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=separator != "\t"
    )
    try:
        return [[it.strip() for it in row] for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise UsageError(
            f"{path}: line {reader.line_num}: {error}. Expected a quote that ends; mend that line."
        ) from error


def _headers(first: list[str]) -> tuple[str, ...]:
    """The headers, each once: a second `name` is `name_2`, one that is empty is its number."""
    seen: dict[str, int] = {}
    headers = []
    for place, given in enumerate(first, 1):
        header = given or f"column_{place}"
        seen[header] = seen.get(header, 0) + 1
        headers.append(header if seen[header] == 1 else f"{header}_{seen[header]}")
    return tuple(headers)


def _shown(row: list[str]) -> str:
    text = ", ".join(row)
    return text if len(text) <= 80 else f"{text[:80]}…"
