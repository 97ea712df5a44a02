"""The last words of a run."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tieout.money import amount_text, count_text, list_text
from tieout.runs import Run
from tieout.summary import (
    BreakCount,
    RunSummary,
    SyncCount,
    TableRead,
    history_text,
    next_step,
    run_text,
    tied_sentence,
)

RUN = RunSummary(
    run_id="20260630T141500-3f2a",
    as_of=date(2026, 6, 30),
    seconds=42.13,
    read=(
        TableRead("netsuite", "customer", 2104),
        TableRead("netsuite", "transaction", 31204, rejected=3),
        TableRead("zendesk", "users", 812, is_stale=True),
    ),
    accounts=1968,
    accounts_tied=1927,
    breaks=(
        BreakCount("missing_right", 4),
        BreakCount("amount", 1, Decimal(12300), "JPY"),
        BreakCount("amount", 12, Decimal("1204.50"), "EUR"),
    ),
    syncs=(
        SyncCount("sync_zendesk__organizations", 12, written=10, rejected=2),
        SyncCount("sync_zendesk__organization_financials", 0),
    ),
    plan_digest="7f3a91c2",
    files={"report": Path("/d/report/index.html"), "published": Path("/d/tieout.duckdb")},
)
QUIET = RunSummary("r2", date(2026, 6, 30), 9.0, accounts=2, accounts_tied=2)


def test_a_run_is_told_whole() -> None:
    assert run_text(RUN) == (
        "Run 20260630T141500-3f2a, as of 2026-06-30, 42.1 s\n"
        "\n"
        "Read\n"
        "  system    tables    rows\n"
        "  netsuite       2  33,308\n"
        "                    31,204  transaction: 3 set aside\n"
        "  zendesk        1     812  not read this time, older rows stand\n"
        "\n"
        "1,927 of 1,968 accounts tie; 41 do not.\n"
        "  kind           count    amount\n"
        "  amount            12  1,204.50  EUR\n"
        "                     1    12,300  JPY\n"
        "  missing_right      4\n"
        "\n"
        "Written\n"
        "  sync_zendesk__organizations            10 written, 2 rejected of 12 changes\n"
        "  sync_zendesk__organization_financials  nothing to change\n"
        "\n"
        "Files\n"
        "  report    /d/report/index.html\n"
        "  published /d/tieout.duckdb"
    )


def test_a_run_that_found_nothing_says_so() -> None:
    assert run_text(QUIET) == (
        "Run r2, as of 2026-06-30, 9.0 s\n\nRead\n  Nothing was read.\n\nAll 2 accounts tie.\n"
        "  No differences are open.\n\nThe plan is empty: the systems hold what they should."
    )


def test_a_plan_that_was_not_to_go_out_is_told_as_planned() -> None:
    text = run_text(replace(RUN, is_written=False))
    assert "Planned, not written: 12 changes, plan 7f3a91c2\n" in text
    assert "  sync_zendesk__organizations            12 changes\n" in text


def test_what_is_not_switched_on_is_told_apart_from_what_was_written() -> None:
    waiting = SyncCount("sync_salesforce__products", 3, is_switched_on=False)
    idle = SyncCount("sync_salesforce__orders", 0, is_switched_on=False)
    told = "\n\nPlanned only, until they are switched on in tieout.toml\n"
    line = "  sync_salesforce__products  3 changes"

    text = run_text(replace(RUN, syncs=(*RUN.syncs, waiting, idle)))
    assert f"  sync_zendesk__organization_financials  nothing to change{told}{line}\n" in text
    assert "sync_salesforce__orders" not in text

    settled = SyncCount("sync_zendesk__organizations", 0)
    text = run_text(replace(QUIET, syncs=(settled, waiting)))
    assert text.endswith(f"Nothing was left to write.{told}{line}")


def test_what_was_held_back_is_told_with_its_reason() -> None:
    held = SyncCount("sync_zendesk__organizations", 0, held_back="balance_is_never_null failed")
    text = run_text(
        replace(QUIET, syncs=(held,), failed_checks=("A balance is missing (3 rows).",))
    )
    assert "Checks that failed\n  A balance is missing (3 rows).\n" in text
    assert "  sync_zendesk__organizations  held back: balance_is_never_null failed" in text


@pytest.mark.parametrize(
    ("change", "command"),
    [
        ({}, "tieout run --every 15m"),
        ({"breaks": (BreakCount("amount", 1),)}, "tieout report --open"),
        ({"syncs": (SyncCount("s", 2, written=1, unknown=1),)}, "tieout report --open"),
        ({"failed_checks": ("A balance is missing.",)}, "tieout check"),
        (
            {"syncs": (SyncCount("s", 2),), "is_written": False, "plan_digest": "7f3a"},
            "tieout apply --plan 7f3a",
        ),
        ({"syncs": (SyncCount("s", 2, held_back="over its limit"),)}, "tieout plan"),
        (
            {"is_past": True, "breaks": (BreakCount("amount", 1),)},
            "tieout report --open, and then tieout run for the figures of today",
        ),
    ],
)
def test_the_next_step_follows_from_what_happened(change: dict[str, Any], command: str) -> None:
    assert next_step(replace(QUIET, **change)) == command


@pytest.mark.parametrize(
    ("accounts", "tied", "sentence"),
    [
        (0, 0, "There are no accounts yet."),
        (1, 1, "The one account ties."),
        (7, 7, "All 7 accounts tie."),
        (7, 6, "6 of 7 accounts tie; 1 does not."),
        (7, 0, "0 of 7 accounts tie; 7 do not."),
    ],
)
def test_the_verdict_is_a_plain_sentence(accounts: int, tied: int, sentence: str) -> None:
    assert tied_sentence(accounts, tied) == sentence


def test_history_is_a_line_a_run() -> None:
    begun = datetime(2026, 6, 30, 14, 15, tzinfo=UTC)
    done = Run(
        "20260630T141500-3f2a",
        "tieout run",
        begun,
        begun + timedelta(seconds=42),
        "held_back",
        3,
        rows_read=31_204,
        breaks_open=41,
        planned=12,
        written=0,
    )
    going = Run("20260630T143000-77c1", "tieout plan", begun)
    assert history_text([going, done]) == (
        "run                   command      outcome      took    read  breaks  planned  written\n"
        "20260630T143000-77c1  tieout plan  going on\n"
        "20260630T141500-3f2a  tieout run   held back  42.0 s  31,204      41       12        0"
    )
    assert history_text([]) == "There has been no run yet."


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1234567.5", "EUR", "1,234,567.50"),
        ("-0.01", "USD", "-0.01"),
        ("1234.00", "JPY", "1,234"),
        ("1234.50", "JPY", "1,234.5"),
        ("7", "KWD", "7.000"),
        ("-0.00", "EUR", "0.00"),
        ("1E+3", "USD", "1,000.00"),
        ("12", None, "12.00"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(
    amount: str, currency: str | None, text: str
) -> None:
    assert amount_text(Decimal(amount), currency) == text


def test_counts_and_lists_are_read_aloud() -> None:
    assert [count_text(1, "account"), count_text(2000, "account")] == [
        "1 account",
        "2,000 accounts",
    ]
    assert count_text(2, "currency", "currencies") == "2 currencies"
    assert [list_text([]), list_text("a"), list_text("abc")] == ["", "a", "a, b and c"]
