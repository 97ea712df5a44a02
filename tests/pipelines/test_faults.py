"""What cannot be read stays as it was, is reported, and stops nobody else."""

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pipelines import Source, extract_all
from pipelines.landing import storage_error
from systems.base import Reader
from tests.pipelines.books import BOOKS, Books, Landing, invoice, settings_in, system
from tests.stopped_clock import StoppedClock
from tieout.errors import (
    LoginRefused,
    NotPermitted,
    SettingsError,
    StorageError,
    TieoutError,
    Unreachable,
    UsageError,
)

MORNING = datetime(2026, 6, 10, 8, 15, tzinfo=UTC)
EURO = {"id": "EUR", "name": "Euro"}
DOWN = Unreachable("books", "no connection to books.example.")


def failing(error: TieoutError) -> Callable[[], Reader]:
    def open_reader() -> Reader:
        raise error

    return open_reader


def test_a_table_that_is_not_permitted_is_stale_and_the_others_go_on(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1")], "currency": [EURO]})
    books.faults["invoice"] = NotPermitted("books", "invoices are not for this role.")
    reports = landing.read(books)

    assert reports["invoice"].sentence == (
        "books.invoice was never read: books: invoices are not for this role."
    )
    assert reports["currency"].status == "fresh"
    assert landing.query("select id from currency") == [("EUR",)]
    assert landing.query("select status, error from extractions order by table_name") == [
        ("fresh", None),
        ("stale", "books: invoices are not for this role."),
    ]


def test_a_system_that_goes_away_leaves_all_its_tables_as_they_were(landing: Landing) -> None:
    clock = StoppedClock(MORNING)
    books = Books({"invoice": [invoice("1")], "currency": [EURO]})
    landing.read(books, clock=clock)
    clock.sleep(3600)
    books.rows = {"invoice": [invoice("1"), invoice("2")], "currency": []}
    books.faults["currency"] = DOWN
    reports = landing.read(books, clock=clock)

    assert {report.status for report in reports.values()} == {"stale"}
    assert reports["invoice"].sentence == (
        "books.invoice is stale since 2026-06-10 08:15 UTC: books: no connection to books.example."
    )
    assert landing.ids() == ["1"]
    assert landing.query("select id from currency") == [("EUR",)]
    assert not (landing.home / "dlt" / "arriving" / "books").exists()


def test_what_was_missed_is_read_when_the_system_is_back(landing: Landing) -> None:
    books = Books({"invoice": [invoice("1")]})
    landing.read(books)
    books.rows["invoice"].append(invoice("2", changed_at="2026-06-05T12:00:00Z"))
    books.faults["invoice"] = DOWN
    landing.read(books)
    del books.faults["invoice"]
    report = landing.read(books)["invoice"]

    assert (report.status, report.cursor_from) == ("fresh", "2026-06-01T12:00:00Z")
    assert landing.ids() == ["1", "2"]


def test_one_system_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    good = Books({"invoice": [invoice("1")]})
    report = extract_all(
        [
            Source(system(name="desk"), failing(LoginRefused("desk", "the log-in was refused."))),
            Source(BOOKS, lambda: good),
            Source(system(name="shop"), failing(SettingsError(["shop: password is not set"]))),
        ],
        settings,
        "run-1",
    )

    assert {(table.system, table.status) for table in report.tables} == {
        ("desk", "stale"),
        ("books", "fresh"),
        ("shop", "stale"),
    }
    assert [table.error.splitlines()[0] for table in report.stale] == [
        "desk: the log-in was refused.",
        "desk: the log-in was refused.",
        "Settings are not usable:",
        "Settings are not usable:",
    ]
    assert report.notes == {
        "desk": (),
        "books": ("invoice: memo hidden from this role, left out",),
        "shop": (),
    }
    assert good.is_closed
    empty = Landing(tmp_path, system(name="shop"))
    assert empty.query("select * from invoice") == []  # dbt finds its sources all the same


def test_systems_are_read_at_the_same_time(tmp_path: Path) -> None:
    both = threading.Barrier(2, timeout=30)

    def meet(table: str, number: int) -> None:
        if (table, number) == ("invoice", 0):
            both.wait()

    readers = {name: Books({"invoice": [invoice(name)]}, on_page=meet) for name in ("one", "two")}
    sources = [Source(system(name=name), partial(readers.__getitem__, name)) for name in readers]
    report = extract_all(sources, settings_in(tmp_path), "run-1")

    assert report.stale == ()
    assert report.rows_received == 2


def test_a_table_that_does_not_exist_is_a_wrong_usage(landing: Landing) -> None:
    with pytest.raises(UsageError, match=r"^books has no table invoces. It has: invoice, currency"):
        landing.read(Books(), tables=["invoces"])


def test_an_interruption_is_passed_on_when_the_readers_have_stopped(landing: Landing) -> None:
    books = Books({"invoice": [invoice(str(number)) for number in range(100)]})

    def interrupt(table: str, number: int) -> None:
        if number == 3:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        if number > 3:
            waited.wait(0.05)

    waited = threading.Event()
    books.on_page = interrupt
    with pytest.raises(KeyboardInterrupt):
        landing.read(books)
    assert books.is_closed
    assert landing.ids() == []

    books.on_page = lambda *_: None
    assert landing.read(books)["invoice"].rows_landed == 100


def test_a_landing_file_that_is_none_is_named(landing: Landing) -> None:
    landing.home.mkdir()
    landing.settings.landing.write_text("not a database, however long it is" * 500)

    with pytest.raises(StorageError, match=r"landing\.duckdb is not a DuckDB file"):
        landing.read(Books({"invoice": [invoice("1")]}))


def test_a_full_disk_is_named_with_the_file(tmp_path: Path) -> None:
    error = OSError(28, "No space left on device")

    assert str(storage_error(tmp_path, error)) == (
        f"{tmp_path} cannot be written: the disk is full. Make room, then: tieout run"
    )


def test_progress_is_told_of_every_table(landing: Landing) -> None:
    told: list[tuple[object, ...]] = []

    class Watcher:
        def started(self, system: str, table: str, total: int | None) -> None:
            told.append(("started", system, table, total))

        def advanced(self, system: str, table: str, rows: int) -> None:
            told.append(("advanced", system, table, rows))

        def finished(self, system: str, table: str) -> None:
            told.append(("finished", system, table))

    books = Books({"invoice": [invoice("1"), invoice("2"), invoice("3")]}, stated={"invoice": 3})
    books.faults["currency"] = NotPermitted("books", "no.")
    landing.read(books, progress=Watcher())

    assert told == [
        ("started", "books", "invoice", 3),
        ("advanced", "books", "invoice", 2),
        ("advanced", "books", "invoice", 1),
        ("finished", "books", "invoice"),
        ("finished", "books", "currency"),
    ]
