"""What a system does not have, and systems that nobody uses, hold nothing back."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines import declare_unused, read_before
from systems.base import Table
from tests.pipelines.books import BOOKS, CURRENCY, Books, Landing, settings_in, system
from tieout.errors import NotPermitted, UnknownName, Unreachable

QUOTE: Table = replace(CURRENCY, name="quote", is_optional=True)
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
UNKNOWN = UnknownName("books", "there is no quote here.", "quote")


def with_quotes(home: Path) -> Landing:
    return Landing(home / "data", system(CURRENCY, QUOTE))


def test_a_table_of_a_feature_that_a_system_lacks_is_absent(tmp_path: Path) -> None:
    landing, books = with_quotes(tmp_path), Books()
    books.faults["quote"] = UNKNOWN
    report = landing.read(books)["quote"]
    assert report.status == "absent"
    assert report.sentence == "books.quote is not to be had: books: there is no quote here."
    assert landing.query("select count(*) from quote") == [(0,)]


def test_one_that_the_role_may_not_see_is_absent_too(tmp_path: Path) -> None:
    books = Books()
    books.faults["quote"] = NotPermitted("books", "not for this role.")
    assert with_quotes(tmp_path).read(books)["quote"].status == "absent"


def test_one_that_was_read_before_is_stale_when_it_is_gone(tmp_path: Path) -> None:
    landing, books = with_quotes(tmp_path), Books({"quote": [{"id": "Q1", "name": "first"}]})
    landing.read(books)
    books.faults["quote"] = UNKNOWN
    assert landing.read(books)["quote"].status == "stale"
    assert landing.query("select id from quote") == [("Q1",)]


def test_one_that_cannot_be_reached_is_stale_however_optional(tmp_path: Path) -> None:
    books = Books()
    books.faults["quote"] = Unreachable("books", "no connection.")
    assert with_quotes(tmp_path).read(books)["quote"].status == "stale"


def test_a_table_that_everybody_has_is_stale_where_it_is_unknown(tmp_path: Path) -> None:
    books = Books()
    books.faults["currency"] = UNKNOWN
    assert with_quotes(tmp_path).read(books)["currency"].status == "stale"


def test_a_system_that_nobody_set_up_has_its_tables_and_nothing_in_them(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "data")
    declare_unused([BOOKS], landing.settings, "run-1", NOON)
    assert landing.ids() == []
    assert landing.query("select distinct status, error from extractions") == [
        ("absent", "books is not set up")
    ]
    assert not read_before([BOOKS], landing.settings)


def test_that_it_is_not_to_be_had_is_kept_once(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "data")
    for run in ("run-1", "run-2"):
        declare_unused([BOOKS], landing.settings, run, NOON)
    assert landing.query("select distinct run_id from extractions") == [("run-1",)]


def test_a_system_counts_as_read_once_it_was(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "data")
    assert not read_before([BOOKS], settings_in(tmp_path / "data"))
    landing.read(Books())
    assert read_before([BOOKS], landing.settings) == {"books"}
