"""Files of comma-separated values as they come."""

from pathlib import Path

import pytest

from matching.tables import table
from tieout.errors import UsageError


def written(folder: Path, content: bytes) -> Path:
    path = folder / "given.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("\ufeffid;name\n1;Müller\n".encode(), "utf-8"),
        ("id;name\n1;Müller\n".encode(), "utf-8"),
        ("id;name\n1;Müller\n".encode("latin-1"), "cp1252"),
        ("id;name\n1;Müller\n".encode("utf-16"), "utf-16"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_has(
    tmp_path: Path, content: bytes, encoding: str
) -> None:
    read = table(written(tmp_path, content))
    assert (read.headers, read.rows) == (("id", "name"), [["1", "Müller"]])
    assert (read.encoding, read.separator) == (encoding, ";")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_the_lines_agree_on(tmp_path: Path, separator: str) -> None:
    rows = [["name", "place"], ["A, B; C", "D|E, F"], ["G", "H"]]
    text = "\n".join(separator.join(f'"{it}"' for it in row) for row in rows)
    assert table(written(tmp_path, text.encode())).rows == rows[1:]


def test_a_row_that_is_too_short_or_too_long_is_read_and_counted(tmp_path: Path) -> None:
    read = table(written(tmp_path, b"id,name\n1\n2,Acme,Rome\n3,Beta\n"))
    assert (read.rows, read.ragged) == ([["1", ""], ["2", "Acme"], ["3", "Beta"]], 2)


def test_headers_that_are_twice_or_missing_are_told_apart(tmp_path: Path) -> None:
    assert table(written(tmp_path, b"name,name,\na,b,c\n")).headers == (
        "name",
        "name_2",
        "column_3",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty; expected a line of headers and rows. Give another file."),
        (b"id,name\n", "one line, no rows: id, name. Expected headers and rows under them."),
        (b"PK\x03\x04rest", "is a workbook or an archive, expected text. Save it as CSV."),
        (b"a\0b", "holds bytes of zero, expected text. Save it as CSV in UTF-8."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_it_is(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UsageError) as refused:
        table(path)
    assert str(refused.value) == f"{path}: {sentence}"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    with pytest.raises(UsageError) as refused:
        table(path)
    assert str(refused.value) == (
        f"{path}: cannot be read: No such file or directory. Name a CSV file that is there."
    )
