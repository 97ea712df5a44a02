"""What the system says was deleted leaves landing, once."""

from datetime import UTC, datetime

from systems.base import Deletion
from tests.pipelines.books import CURRENCY, INVOICE, LINE, Books, Landing, invoice, system
from tests.stopped_clock import StoppedClock
from tieout.errors import NotPermitted

GONE_AT = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)


def gone(*key: str, table: str = "invoice", at: datetime = GONE_AT) -> Deletion:
    return Deletion(table, key, at)


def test_a_deleted_record_leaves_and_is_counted(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1"), invoice("2"), invoice("3", "N/A")]})
    landing.read(books)
    books.deleted = [gone("1"), gone("3"), gone("99")]
    report = landing.read(books)["invoice"]

    assert landing.ids() == ["2"]
    assert landing.rejected() == []
    assert report.rows_deleted == 1
    assert landing.query("select record_key, run_id from deleted_rows order by all") == [
        (["1"], "run-2"),
        (["3"], "run-2"),
        (["99"], "run-2"),
    ]


def test_a_record_that_came_back_is_not_deleted_by_the_old_news(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1"), invoice("2")]}, deleted=[gone("1")])
    landing.read(books)
    assert landing.ids() == ["2"]
    books.rows["invoice"][0] = invoice("1", changed_at="2026-06-04T12:00:00Z")
    report = landing.read(books)["invoice"]

    assert landing.ids() == ["1", "2"]
    assert report.rows_deleted == 0


def test_a_record_deleted_while_it_was_read_is_not_kept(landing: Landing) -> None:
    landing.read(Books({"invoice": [invoice("1"), invoice("2")]}, deleted=[gone("2")]))

    assert landing.ids() == ["1"]


def test_the_beginning_of_a_key_deletes_all_that_begins_so(landing: Landing) -> None:
    landing.of = system(LINE)
    lines = [("1", "1"), ("1", "2"), ("11", "1"), ("2", "1")]
    rows = [{"invoice": one, "number": two, "changed_at": "2026-06-01"} for one, two in lines]
    good = [{**row, "changed_at": "2026-06-01T00:00:00Z"} for row in rows]
    books = Books({"line": [*good, {**rows[0], "number": "3"}]}, deleted=[gone("1", table="line")])
    report = landing.read(books)["line"]

    assert landing.query("select invoice, number from line order by all") == [
        ("11", "1"),
        ("2", "1"),
    ]
    assert landing.rejected() == []
    assert report.rows_deleted == 2


def test_the_feed_is_asked_from_a_day_before_the_last_read(landing: Landing) -> None:
    clock = StoppedClock(datetime(2026, 6, 10, 12, 0, tzinfo=UTC))
    books = Books({"invoice": [invoice("1")]})
    landing.read(books, clock=clock)
    clock.sleep(3600)
    landing.read(books, clock=clock)
    clock.sleep(3600)
    landing.read(books, clock=clock)

    assert [since for name, since in books.asked if name == "deletions"] == [
        "2026-06-09T12:00:00Z",
        "2026-06-09T12:00:00Z",
        "2026-06-09T13:00:00Z",
    ]


def test_without_a_table_that_needs_it_the_feed_is_not_asked(landing: Landing) -> None:
    landing.of = system(CURRENCY)
    books = Books({"currency": [{"id": "EUR"}]})
    landing.read(books)

    assert [name for name, _ in books.asked] == ["currency"]


def test_without_the_feed_its_tables_stay_as_they_were(landing: Landing) -> None:
    landing.of = system(INVOICE, CURRENCY)
    books = Books({"invoice": [invoice("1")], "currency": [{"id": "EUR"}]})
    landing.read(books)
    books.rows["invoice"].append(invoice("2"))
    books.rows["currency"].append({"id": "USD"})
    books.faults["deletions"] = NotPermitted("books", "deletions are not for this role.")
    reports = landing.read(books)

    assert landing.ids() == ["1"]
    assert reports["invoice"].status == "stale"
    assert reports["invoice"].error == "books: deletions are not for this role."
    assert reports["currency"].status == "fresh"
    assert landing.query("select count(*) from currency") == [(2,)]
