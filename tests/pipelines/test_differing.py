"""Of a read that brings much again, only what differs is landed."""

from collections.abc import Sequence
from decimal import Decimal

from systems.base import Row
from tests.pipelines.books import CURRENCY, INVOICE, Books, Landing, invoice, system
from tieout import warehouse


def currencies(*codes: str, **named: str) -> list[Row]:
    return [{"id": code, "name": named.get(code, f"{code} money")} for code in codes]


MANY = [f"C{number:02}" for number in range(20)]


def run_ids(landing: Landing) -> dict[str, str]:
    return dict(landing.query("select id, _run_id from currency"))


def loaded_rows(landing: Landing) -> Sequence[int]:
    """How many rows each load brought, as dlt counts loads."""
    return [row[0] for row in landing.query("select count(*) from _dlt_loads")]


def test_of_a_full_read_only_changed_new_and_vanished_rows_move(landing: Landing) -> None:
    books = Books({"currency": currencies(*MANY)})
    landing.read(books)
    books.rows["currency"] = currencies(*MANY[1:], "NEW", C07="renamed")
    report = landing.read(books)["currency"]

    assert (report.rows_received, report.rows_landed, report.rows_deleted) == (20, 20, 1)
    runs = run_ids(landing)
    assert {code for code, run in runs.items() if run == "run-2"} == {"C07", "NEW"}
    assert len(runs) == 20
    assert "C00" not in runs
    assert landing.query("select name from currency where id = 'C07'") == [("renamed",)]


def test_where_rows_only_vanished_nothing_is_loaded(landing: Landing) -> None:
    books = Books({"currency": currencies(*MANY)})
    landing.read(books)
    before = loaded_rows(landing)
    books.rows["currency"] = currencies(*MANY[2:])
    report = landing.read(books)["currency"]

    assert loaded_rows(landing) == before
    assert (report.rows_landed, report.rows_deleted) == (18, 2)
    assert sorted(run_ids(landing)) == MANY[2:]
    assert landing.query(
        "select rows_deleted from extractions where table_name = 'currency' order by run_id"
    ) == [(0,), (2,)]


def test_where_most_rows_differ_the_table_is_landed_anew(landing: Landing) -> None:
    books = Books({"currency": currencies(*MANY)})
    landing.read(books)
    books.rows["currency"] = currencies(*MANY, **dict.fromkeys(MANY[:15], "x"))
    landing.read(books)

    assert set(run_ids(landing).values()) == {"run-2"}


def test_the_rows_that_an_overlap_brings_again_as_they_were_stay(landing: Landing) -> None:
    books = Books({"invoice": [invoice(str(number)) for number in range(5)]})
    landing.read(books)
    books.rows["invoice"][3] = invoice("3", "11.00")
    report = landing.read(books)["invoice"]

    assert (report.is_full, report.rows_received, report.rows_landed) == (False, 5, 5)
    assert landing.query("select id, amount from invoice where _run_id = 'run-2'") == [
        ("3", Decimal("11.00"))
    ]


def test_a_difference_of_any_kind_is_one(landing: Landing) -> None:
    changes: dict[str, tuple[Row, Row]] = {
        "nought": ({"amount": None}, {"amount": "0.00"}),
        "empty": ({"customer": ""}, {"customer": None}),
        "list": ({"tags": ["a"]}, {"tags": []}),
        "truth": ({"is_paid": False}, {"is_paid": None}),
        "places": ({"rate": "0.10000000"}, {"rate": "0.10000001"}),
        "day": ({"dated_on": "2026-06-01"}, {"dated_on": "2026-06-02"}),
        "gone": ({"memo": "seen"}, {}),
        "new": ({}, {"note": "seen"}),
    }
    others = [invoice(str(number)) for number in range(10)]
    before = [invoice(name, **it[0]) for name, it in changes.items()]
    after = [invoice(name, **it[1]) for name, it in changes.items()]
    landing.read(Books({"invoice": others + before}))
    landing.read(Books({"invoice": others + after}))

    moved = landing.query("select id from invoice where _run_id = 'run-2'")
    assert {name for (name,) in moved} == changes.keys()


def test_the_same_value_in_another_spelling_is_no_difference(landing: Landing) -> None:
    first = invoice("1", "10", changed_at="2026-06-01T12:00:00Z", rate="0E-20")
    books = Books({"invoice": [first]})
    landing.read(books)
    books.rows["invoice"] = [
        invoice("1", "10.000", changed_at="2026-06-01T08:00:00-04:00", rate="0.0")
    ]
    landing.read(books)

    assert landing.query("select _run_id from invoice") == [("run-1",)]


def test_a_record_that_is_wrong_now_leaves_the_table_among_many_that_stay(
    landing: Landing,
) -> None:
    books = Books({"currency": currencies(*MANY)})
    landing.read(books)
    books.rows["currency"] = [*currencies(*MANY[1:]), {"id": None, "name": "nobody's"}]
    landing.of = system(INVOICE, CURRENCY)
    report = landing.read(books)["currency"]

    assert (report.rows_landed, report.rows_rejected, report.rows_deleted) == (19, 1, 1)
    assert landing.rejected() == [("", "id: null")]


def test_an_invoice_that_is_wrong_now_is_not_counted_as_vanished(landing: Landing) -> None:
    books = Books({"invoice": [invoice(str(number)) for number in range(5)]})
    landing.read(books, full=True)
    books.rows["invoice"][0] = invoice("0", "oops")
    report = landing.read(books, full=True)["invoice"]

    assert (report.rows_landed, report.rows_rejected, report.rows_deleted) == (4, 1, 0)
    assert landing.ids() == ["1", "2", "3", "4"]
    assert landing.rejected() == [("0", "amount: not decimal(18,2): 'oops'")]
    books.rows["invoice"][0] = invoice("0", "1.00")
    landing.read(books, full=True)
    assert landing.rejected() == []
    assert landing.query("select _run_id from invoice order by id")[:2] == [("run-3",), ("run-1",)]


def test_a_record_that_comes_in_two_batches_is_left_to_landing(landing: Landing) -> None:
    many: list[Row] = [{"id": f"{number:05}", "name": "x"} for number in range(20_000)]
    books = Books({"currency": many}, page_rows=5_000)
    landing.read(books)
    books.rows["currency"] = [{"id": "00000", "name": "y"}, *many[1:], *many[:1]]
    report = landing.read(books)["currency"]

    assert report.rows_repeated == 1
    assert landing.query("select id from currency where name = 'y'") == []
    assert set(run_ids(landing).values()) == {"run-2"}


def test_twenty_thousand_rows_and_more_are_compared_too(landing: Landing) -> None:
    many: list[Row] = [{"id": f"{number:05}", "name": "x"} for number in range(25_000)]
    books = Books({"currency": many}, page_rows=5_000)
    landing.read(books)
    books.rows["currency"] = [*many[:24_000], {"id": "24000", "name": "y"}]
    report = landing.read(books)["currency"]

    assert (report.rows_landed, report.rows_deleted) == (24_001, 999)
    assert landing.query("select id from currency where _run_id = 'run-2'") == [("24000",)]


def test_a_table_that_somebody_emptied_is_not_amended(landing: Landing) -> None:
    books = Books({"currency": currencies(*MANY)})
    landing.read(books)
    with warehouse.connect(landing.settings.landing) as connection:
        connection.execute("drop table raw_books.currency")
    landing.read(books)

    assert sorted(run_ids(landing)) == MANY
