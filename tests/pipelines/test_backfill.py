"""A period that is read again, while the cursor stays where it was."""

from datetime import UTC, datetime

from tests.pipelines.books import Books, Landing, invoice

JUNE = datetime(2026, 6, 1, tzinfo=UTC)
EARLY = invoice("1", "10.00", changed_at="2026-06-02T08:00:00Z")
LATE = invoice("2", "20.00", changed_at="2026-06-20T08:00:00Z")


def test_what_changed_since_that_day_is_read_again(landing: Landing) -> None:
    books = Books({"invoice": [EARLY, LATE]})
    landing.read(books)
    books.rows["invoice"] = [invoice("1", "11.00", changed_at="2026-06-02T08:00:00Z"), LATE]

    landing.read(books)
    assert landing.query("select amount from invoice where id = '1'")[0][0] == 10

    landing.read(books, since=JUNE)
    assert landing.query("select amount from invoice where id = '1'")[0][0] == 11
    assert books.asked[-3] == ("invoice", "2026-06-01T00:00:00Z")


def test_the_cursor_is_where_it_was(landing: Landing) -> None:
    books = Books({"invoice": [EARLY, LATE]})
    landing.read(books)
    before = landing.query("select * from cursors order by table_name")
    books.rows["invoice"] = [EARLY]
    landing.read(books, since=JUNE)
    after = landing.query("select * from cursors order by table_name")

    assert [it for it in after if it[0] == "invoice"] == [it for it in before if it[0] == "invoice"]
    assert landing.ids() == ["1", "2"]


def test_a_table_that_was_never_read_is_read_whole(landing: Landing) -> None:
    books = Books({"invoice": [EARLY, LATE]})
    reports = landing.read(books, since=datetime(2026, 6, 15, tzinfo=UTC))
    assert reports["invoice"].is_full
    assert landing.ids() == ["1", "2"]


def test_a_table_that_is_always_read_whole_is_so_again(landing: Landing) -> None:
    books = Books({"currency": [{"id": "EUR", "name": "Euro"}]})
    landing.read(books)
    assert landing.read(books, since=JUNE)["currency"].is_full
