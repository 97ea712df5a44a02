"""What people and scripts get to read, word for word."""

import io
import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tieout.console import Column, Console, plain, seconds_text, table
from tieout.errors import LockTaken, SettingsError
from tieout.log import keep_out


def ticking(step: float = 0.5) -> Callable[[], float]:
    """A clock that is `step` seconds later at every look."""
    now = [0.0]

    def look() -> float:
        now[0] += step
        return now[0]

    return look


class Screen:
    """A console and what it said on either stream."""

    def __init__(self, *, json: bool = False, is_terminal: bool = False) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.console = Console(
            json, is_terminal=is_terminal, stdout=self.out, stderr=self.err, clock=ticking()
        )


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TIEOUT_DEBUG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def test_results_go_to_stdout_and_talk_to_stderr() -> None:
    screen = Screen()
    screen.console.result("12 breaks")
    screen.console.talk("read from the published file")
    screen.console.next("tieout report --open")
    assert screen.out.getvalue() == "12 breaks\n"
    assert screen.err.getvalue() == "read from the published file\nNext: tieout report --open\n"


def test_text_is_neither_wrapped_nor_read_as_markup() -> None:
    screen = Screen()
    text = "[bold]" + "word " * 40 + ":smile: https://example.com/a?b=[c]"
    screen.console.result(text)
    assert screen.out.getvalue() == text + "\n"


def test_with_json_there_is_nothing_but_the_document() -> None:
    screen = Screen(json=True)
    with screen.console.stage("build"), screen.console.extracting() as progress:
        progress.started("netsuite", "customer", 2)
        progress.advanced("netsuite", "customer", 2)
        progress.finished("netsuite", "customer")
    screen.console.result("12 breaks")
    screen.console.talk("read from the published file")
    screen.console.next("tieout report")
    screen.console.json(
        {
            "amount": Decimal("1204.50"),
            "at": datetime(2026, 6, 30, 12, tzinfo=UTC),
            "as_of": date(2026, 6, 30),
            "file": Path("/data/tieout.duckdb"),
        }
    )
    assert screen.err.getvalue() == ""
    assert screen.out.getvalue() == (
        '{"amount":"1204.50","at":"2026-06-30T12:00:00Z","as_of":"2026-06-30",'
        '"file":"/data/tieout.duckdb"}\n'
    )


def test_an_error_is_its_own_sentence_without_a_traceback() -> None:
    screen = Screen()
    screen.console.error(SettingsError(["zendesk: subdomain is not set"]))
    assert screen.out.getvalue() == ""
    assert screen.err.getvalue() == (
        "Settings are not usable:\n  - zendesk: subdomain is not set\n"
        "Mend them, then: tieout doctor\n"
    )


def test_an_error_with_json_is_the_document() -> None:
    screen = Screen(json=True)
    screen.console.error(LockTaken("another run is just beginning."))
    assert json.loads(screen.out.getvalue()) == {
        "error": {
            "type": "LockTaken",
            "message": "another run is just beginning.",
            "exit_code": 3,
        }
    }
    assert screen.err.getvalue() == ""


def test_there_is_never_a_second_document() -> None:
    screen = Screen(json=True)
    screen.console.json({"planned": 0})
    screen.console.error(OSError("disk full"))
    assert screen.out.getvalue() == '{"planned":0}\n'
    assert screen.err.getvalue() == "disk full\n"


def test_a_traceback_is_shown_to_those_who_ask_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_DEBUG", "1")
    screen = Screen()
    screen.console.error(ValueError("no such customer"))
    assert screen.err.getvalue() == "no such customer\nValueError: no such customer\n\n"


def test_no_secret_is_part_of_a_shown_error() -> None:
    keep_out(["hunter2-hunter2"])
    screen = Screen()
    screen.console.error(ValueError("zendesk did not take hunter2-hunter2"))
    assert screen.err.getvalue() == "zendesk did not take ***\n"


def test_an_error_without_words_is_called_by_its_name() -> None:
    screen = Screen()
    screen.console.error(ZeroDivisionError())
    assert screen.err.getvalue() == "ZeroDivisionError\n"


def test_away_from_a_terminal_each_table_is_one_line() -> None:
    screen = Screen()
    with screen.console.extracting() as progress:
        progress.started("netsuite", "transaction", 12_345)
        for _ in range(5):
            progress.advanced("netsuite", "transaction", 2_469)
        progress.finished("netsuite", "transaction")
        progress.started("zendesk", "users")
        progress.advanced("zendesk", "users", 1)
        progress.finished("zendesk", "users")
    assert screen.err.getvalue() == (
        "netsuite transaction  12,345 rows  0.5 s\nzendesk users  1 row  0.5 s\n"
    )


def test_a_table_that_never_began_ends_without_a_word() -> None:
    screen = Screen()
    with screen.console.extracting() as progress:
        progress.finished("netsuite", "transaction")
    assert screen.err.getvalue() == ""


def test_a_table_that_begins_twice_is_counted_on() -> None:
    screen = Screen()
    with screen.console.extracting() as progress:
        for _ in range(2):
            progress.started("zendesk", "tickets", 4)
            progress.advanced("zendesk", "tickets", 2)
        progress.finished("zendesk", "tickets")
    assert screen.err.getvalue() == "zendesk tickets  4 rows  0.5 s\n"


def test_tables_that_arrive_together_are_counted_apart() -> None:
    screen = Screen()
    with screen.console.extracting() as progress:

        def read(name: str) -> None:
            progress.started("netsuite", name)
            for _ in range(200):
                progress.advanced("netsuite", name, 1)
            progress.finished("netsuite", name)

        readers = [threading.Thread(target=read, args=(f"t{number}",)) for number in range(4)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    lines = sorted(line.rsplit("  ", 1)[0] for line in screen.err.getvalue().splitlines())
    assert lines == [f"netsuite t{number}  200 rows" for number in range(4)]


def test_on_a_terminal_there_are_bars_and_the_lines_stay() -> None:
    screen = Screen(is_terminal=True)
    with screen.console.extracting() as progress:
        progress.started("netsuite", "transaction", 10)
        progress.advanced("netsuite", "transaction", 10)
        progress.finished("netsuite", "transaction")
    assert "netsuite transaction  10 rows  0.5 s" in screen.err.getvalue()
    assert "\x1b[?25l" in screen.err.getvalue()  # the cursor is hidden while bars move
    assert screen.out.getvalue() == ""


def test_no_color_is_respected_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = Screen(is_terminal=True)
    coloured.console.error(ValueError("no"))
    monkeypatch.setenv("NO_COLOR", "1")
    sober = Screen(is_terminal=True)
    sober.console.error(ValueError("no"))
    assert "\x1b[1;31m" in coloured.err.getvalue()
    assert "31m" not in sober.err.getvalue()


def test_a_stage_says_how_long_it_took_or_that_it_stopped() -> None:
    screen = Screen()
    with screen.console.stage("build"):
        pass
    with pytest.raises(ValueError, match="broken"), screen.console.stage("check"):
        raise ValueError("broken")
    assert screen.err.getvalue() == "build  0.5 s\ncheck  stopped after 0.5 s\n"


def test_a_table_has_its_numbers_to_the_right_and_no_trailing_blanks() -> None:
    screen = Screen()
    columns = [Column("currency"), Column("amount", is_number=True), Column("")]
    screen.console.result(table(columns, [("EUR", "1,204.50", "x"), ("JPY", "12,300", "")]))
    assert screen.out.getvalue() == (
        "currency    amount\nEUR       1,204.50  x\nJPY         12,300\n"
    )


def test_a_table_stays_within_a_hundred_columns_and_loses_nothing() -> None:
    words = "word " * 60
    text = plain(table([Column("id"), Column("explanation")], [("1093", words.strip())]))
    assert max(len(line) for line in text.splitlines()) <= 100
    assert text.count("word") == 60


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (2.14, "2.1 s"),
        (119.9, "119.9 s"),
        (120, "2 min 00 s"),
        (200, "3 min 20 s"),
    ],
)
def test_seconds_are_read_as_people_say_them(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text
