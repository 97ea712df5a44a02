"""What a read leaves in landing."""

from dataclasses import replace
from decimal import Decimal

import duckdb

from systems.base import Column
from tests.pipelines.books import CURRENCY, INVOICE, Books, Landing, invoice, system
from tests.stopped_clock import StoppedClock
from tieout import warehouse

EURO = {"id": "EUR", "name": "Euro"}
LATER = "2026-06-02T12:00:00Z"


def test_rows_land_under_the_declared_types_with_their_run_and_time(landing: Landing) -> None:
    landing.read(Books({"invoice": [invoice("007", "12345678901234.67", lines=2)]}))

    types = dict(
        landing.query(
            "select column_name, data_type from duckdb_columns() where table_name = 'invoice'"
        )
    )
    assert types == {
        "id": "VARCHAR",
        "customer": "VARCHAR",
        "currency": "VARCHAR",
        "amount": "DECIMAL(18,2)",
        "rate": "DECIMAL(18,8)",
        "lines": "BIGINT",
        "is_paid": "BOOLEAN",
        "dated_on": "DATE",
        "changed_at": "TIMESTAMP WITH TIME ZONE",
        "tags": "JSON",
        "_run_id": "VARCHAR",
        "_landed_at": "TIMESTAMP WITH TIME ZONE",
    }
    assert landing.query("select id, amount, lines, _run_id from invoice") == [
        ("007", Decimal("12345678901234.67"), 2, "run-1")
    ]


def test_an_empty_table_is_there_with_its_columns_after_the_first_run(landing: Landing) -> None:
    reports = landing.read(Books())

    assert landing.query("select id, name, _run_id, _landed_at from currency") == []
    assert landing.query("select id, amount, tags from invoice") == []
    assert landing.query("select * from rejected_rows") == []
    assert reports["currency"].status == "fresh"


def test_the_report_and_the_table_of_extractions_say_the_same(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1"), invoice("2", "N/A"), invoice("1", memo="new")]})
    report = landing.read(books)["invoice"]

    assert (report.rows_received, report.rows_landed) == (3, 1)
    assert (report.rows_rejected, report.rows_repeated) == (1, 1)
    assert (report.is_full, report.cursor_from) == (True, None)
    assert report.cursor_to == "2026-06-01T12:00:00Z"
    assert report.new_columns == ("memo",)
    assert report.fresh_at == report.started_at
    assert report.sentence == "books.invoice is fresh: 3 rows read"
    assert landing.query(
        "select status, rows_received, rows_landed, rows_rejected, rows_repeated, rows_deleted,"
        " new_columns, cursor_to, error from extractions where table_name = 'invoice'"
    ) == [("fresh", 3, 1, 1, 1, 0, "memo", "2026-06-01T12:00:00Z", None)]


def test_a_wrong_row_is_set_aside_and_the_good_ones_go_on(landing: Landing) -> None:
    landing.read(Books({"invoice": [invoice("1"), invoice("2", "1.005"), invoice("3")]}))

    assert landing.ids() == ["1", "3"]
    assert landing.query("select * exclude (rejected_at) from rejected_rows") == [
        (
            "invoice",
            "2",
            "amount: not decimal(18,2): '1.005'",
            '{"id":"2","currency":"EUR","amount":"1.005","changed_at":"2026-06-01T12:00:00Z"}',
            "run-1",
        )
    ]


def test_a_rejection_is_forgotten_when_the_record_arrives_well(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1", "N/A"), invoice("2", "N/A")]})
    landing.read(books)
    books.rows["invoice"][0] = invoice("1", "7.00", changed_at=LATER)
    report = landing.read(books)["invoice"]

    assert landing.ids() == ["1"]
    assert landing.rejected() == [("2", "amount: not decimal(18,2): 'N/A'")]
    assert report.is_full is False


def test_a_record_that_is_wrong_now_is_not_in_the_table_as_it_was(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1"), invoice("2")]})
    landing.read(books)
    books.rows["invoice"][0] = invoice("1", "oops", changed_at=LATER)
    landing.read(books)

    assert landing.ids() == ["2"]
    assert landing.rejected() == [("1", "amount: not decimal(18,2): 'oops'")]


def test_a_rejection_that_comes_again_is_there_once(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1", "N/A"), {"amount": "1", "changed_at": LATER}]})
    landing.read(books)
    landing.read(books)
    landing.read(books, full=True)
    books.rows["invoice"].append(invoice("9", changed_at=LATER))
    landing.read(books)

    assert landing.rejected() == [("", "id: null"), ("1", "amount: not decimal(18,2): 'N/A'")]
    assert landing.ids() == ["9"]


def test_an_unknown_column_lands_as_text_and_is_reported(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1")]})
    assert landing.read(books)["invoice"].new_columns == ()
    books.rows["invoice"].append(invoice("2", changed_at=LATER, Renewal__c=5))

    assert landing.read(books)["invoice"].new_columns == ("renewal__c",)
    assert landing.query("select id, renewal__c from invoice order by id") == [
        ("1", None),
        ("2", "5"),
    ]


def test_an_unknown_column_that_goes_away_leaves_nulls(landing: Landing) -> None:
    books = Books({"currency": [{"id": "EUR", "memo": "x"}, {"id": "USD"}]})
    landing.read(books)
    books.rows["currency"] = [{"id": "EUR"}, {"id": "USD"}]
    landing.read(books)

    assert landing.query("select id, memo from currency order by id") == [
        ("EUR", None),
        ("USD", None),
    ]


def test_an_unknown_column_may_begin_in_the_middle_of_a_read(landing: Landing) -> None:
    many = [invoice(f"{number:05}") for number in range(20_000)]
    landing.read(Books({"invoice": [*many, invoice("x", memo="late")]}, page_rows=5_000))

    assert landing.query("select count(*), count(memo), any_value(memo) from invoice") == [
        (20_001, 1, "late")
    ]


def test_repeated_pages_leave_the_last_form_of_each_record(landing: Landing) -> None:
    first = [invoice(f"{number:05}", "1.00") for number in range(20_000)]
    again = [invoice("00000", "2.00"), invoice("00001", "bad")]
    books = Books({"invoice": [*first, *again, invoice("00002", "bad"), invoice("00002", "3.00")]})
    books.page_rows = 5_000
    report = landing.read(books)["invoice"]

    assert (report.rows_received, report.rows_repeated) == (20_004, 4)
    assert (report.rows_landed, report.rows_rejected) == (19_999, 1)
    assert landing.query("select id, amount from invoice order by id limit 2") == [
        ("00000", Decimal("2.00")),
        ("00002", Decimal("3.00")),
    ]
    assert [key for key, _ in landing.rejected()] == ["00001"]


def test_a_rejection_that_is_put_right_further_on_in_the_read_is_none(landing: Landing) -> None:
    many = [invoice(f"{number:05}") for number in range(20_000)]
    books = Books({"invoice": [invoice("x", "bad"), *many, invoice("x")]}, page_rows=5_000)
    report = landing.read(books)["invoice"]

    assert landing.rejected() == []
    assert (report.rows_landed, report.rows_rejected, report.rows_repeated) == (20_001, 0, 1)


def test_a_changed_record_takes_the_place_of_its_earlier_form(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1", "1.00"), invoice("2", "2.00")]})
    landing.read(books)
    books.rows["invoice"][1] = invoice("2", "5.00", changed_at=LATER)
    report = landing.read(books)["invoice"]

    assert (report.cursor_from, report.cursor_to) == ("2026-06-01T12:00:00Z", LATER)
    assert landing.query("select id, amount, _run_id from invoice order by id") == [
        ("1", Decimal("1.00"), "run-1"),  # the overlap brought it again, as it was
        ("2", Decimal("5.00"), "run-2"),
    ]


def test_a_record_that_shows_up_late_within_the_overlap_is_not_lost(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1")]})
    landing.read(books)
    books.rows["invoice"].append(invoice("2", changed_at="2026-06-01T11:30:00Z"))
    landing.read(books)

    assert landing.ids() == ["1", "2"]


def test_where_nothing_changed_nothing_is_loaded_again(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1"), invoice("2", "N/A")], "currency": [EURO]})
    landing.read(books)
    dlt_loads = "select count(*) from _dlt_loads"
    before = landing.query(dlt_loads)
    reports = landing.read(books)

    assert landing.query(dlt_loads) == before == [(1,)]
    assert landing.query("select _run_id from invoice") == [("run-1",)]
    assert [(it.status, it.rows_landed, it.rows_rejected) for it in reports.values()] == [
        ("fresh", 1, 1),
        ("fresh", 1, 0),
    ]


def test_a_full_read_notices_what_is_gone(landing: Landing) -> None:
    books = Books({"currency": [EURO, {"id": "USD"}, {"id": "GBP"}]})
    landing.read(books)
    books.rows["currency"] = [{"id": "USD"}]
    report = landing.read(books)["currency"]

    assert report.rows_deleted == 2
    assert landing.query("select id from currency") == [("USD",)]


def test_a_full_read_of_nothing_empties_the_table(landing: Landing) -> None:
    books = Books({"currency": [EURO]})
    landing.read(books)
    books.rows["currency"] = []

    assert landing.read(books)["currency"].rows_deleted == 1
    assert landing.query("select * from currency") == []


def test_a_lost_change_is_healed_by_a_full_read(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1"), invoice("2")]})
    landing.read(books)
    books.rows["invoice"] = [invoice("1", "9.00", changed_at="2026-01-01T00:00:00Z")]
    landing.read(books)
    assert landing.ids() == ["1", "2"]
    report = landing.read(books, full=True)["invoice"]

    assert (report.is_full, report.rows_deleted) == (True, 1)
    assert landing.query("select id, amount from invoice") == [("1", Decimal("9.00"))]


def test_a_full_read_comes_round_by_itself(landing: Landing) -> None:
    books, clock = Books({"invoice": [invoice("1")]}), StoppedClock()
    assert landing.read(books, clock=clock)["invoice"].is_full is True
    clock.sleep(6 * 24 * 3600)
    assert landing.read(books, clock=clock)["invoice"].is_full is False
    clock.sleep(1 * 24 * 3600)
    assert landing.read(books, clock=clock)["invoice"].is_full is True


def test_a_table_that_somebody_dropped_is_read_in_full(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1")]})
    landing.read(books)
    with warehouse.connect(landing.settings.landing) as connection:
        connection.execute("drop table raw_books.invoice")

    assert landing.read(books)["invoice"].is_full is True
    assert landing.ids() == ["1"]


def test_a_table_that_is_declared_otherwise_is_read_anew(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1", "1.25", memo="kept")]})
    landing.read(books)
    columns = [it for it in INVOICE.columns if it.name != "amount"]
    declared = (*columns, Column("amount", "decimal", scale=4), Column("memo"))
    landing.of = system(replace(INVOICE, columns=declared), CURRENCY)
    report = landing.read(books)["invoice"]

    assert (report.is_full, report.new_columns) == (True, ())
    assert landing.query("select amount, typeof(amount), memo from invoice") == [
        (Decimal("1.2500"), "DECIMAL(18,4)", "kept")
    ]


def test_only_the_tables_asked_for_are_read(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1")], "currency": [EURO]})
    reports = landing.read(books, tables=["currency"])

    assert list(reports) == ["currency"]
    assert [name for name, _ in books.asked] == ["currency"]
    assert landing.ids() == []


def test_landing_can_be_attached_read_only_right_after(landing: Landing) -> None:
    landing.read(Books({"invoice": [invoice("1")]}))

    with warehouse.connect(landing.home / "warehouse.duckdb") as connection:
        connection.execute(f"attach '{landing.settings.landing}' as landing (read_only)")
        assert connection.execute("select id from landing.raw_books.invoice").fetchall() == [("1",)]


def test_nothing_is_left_of_the_rows_but_landing(landing: Landing) -> None:
    landing.read(Books({"invoice": [invoice("1"), invoice("2", "N/A")]}))

    assert not list(landing.home.rglob("*.parquet"))
    with duckdb.connect(str(landing.settings.landing), read_only=True) as connection:
        arrived = connection.execute(
            "select table_name from duckdb_tables()"
            " where starts_with(table_name, '_arrived') and estimated_size > 0"
        )
        assert arrived.fetchall() == []
