"""Every value lands as its column declares it, exactly, or its row is set aside."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts import typed
from systems.base import Column, Row, Table
from tests.pipelines.books import INVOICE, LINE

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def landed(*rows: Row, table: Table = INVOICE) -> list[dict[str, object]]:
    return typed(table, rows).good.to_dicts()


def reasons(*rows: Row, table: Table = INVOICE) -> list[str]:
    return list(typed(table, rows).rejected["reason"])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12345678901234.67", "12345678901234.67"),
        ("9999999999999999.99", "9999999999999999.99"),
        ("-0.10", "-0.10"),
        ("12.500000", "12.50"),
        ("7", "7.00"),
        ("1e3", "1000.00"),
        ("2.5E-1", "0.25"),
        (" 5 ", "5.00"),
        (".5", "0.50"),
        (1234, "1234.00"),
        ("000000000000000000012.30", "12.30"),
    ],
)
def test_an_amount_lands_exactly(text: object, amount: str) -> None:
    (row,) = landed({"id": "1", "amount": text})
    assert row["amount"] == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "1.005",
        "N/A",
        "",
        "1_0",
        "NaN",
        "Infinity",
        "12345678901234567",
        "1.00000000001",
        "1,234.50",
    ],
)
def test_what_is_no_exact_amount_sets_its_row_aside(text: str) -> None:
    rows = {"id": "1", "amount": text}, {"id": "2", "amount": "2.00"}
    assert reasons(*rows) == [f"amount: not decimal(18,2): '{text}'"]
    assert [row["id"] for row in landed(*rows)] == ["2"]


@given(st.decimals(min_value=-(10**16) + 1, max_value=10**16 - 1, places=2))
def test_every_amount_of_two_places_survives(amount: Decimal) -> None:
    (row,) = landed({"id": "1", "amount": str(amount)})
    assert row["amount"] == amount


@given(st.integers(-(10**15), 10**15), st.integers(1, 9))
def test_no_amount_of_three_places_is_rounded(cents: int, tenth: int) -> None:
    text = f"{cents}.00{tenth}"
    assert reasons({"id": "1", "amount": text}) == [f"amount: not decimal(18,2): '{text}'"]


def test_a_column_of_eight_places_keeps_eight() -> None:
    (row,) = landed({"id": "1", "rate": "1.08370001"})
    assert row["rate"] == Decimal("1.08370001")


def test_an_id_is_text_with_its_zeros_also_where_it_comes_as_a_number() -> None:
    rows = landed({"id": "007", "customer": 42}, {"id": "7", "customer": "042"})
    assert [(row["id"], row["customer"]) for row in rows] == [("007", "42"), ("7", "042")]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-01T12:00:00Z", NOON),
        ("2026-06-01T14:00:00+02:00", NOON),
        ("2026-06-01T14:00:00+0200", NOON),
        ("2026-06-01T12:00:00", NOON),
        ("2026-06-01 12:00:00", NOON),
        ("2026-06-01T12:00Z", NOON),
        ("2026-06-01T12:00:00.123456Z", NOON.replace(microsecond=123456)),
        ("2026-06-01T12:00:00.5", NOON.replace(microsecond=500000)),
    ],
)
def test_a_time_lands_in_utc_whatever_its_form(text: str, moment: datetime) -> None:
    rows = landed(
        {"id": "1", "changed_at": text}, {"id": "2", "changed_at": "2026-06-01T12:00:00Z"}
    )
    assert [row["changed_at"] for row in rows] == [moment, NOON]


@pytest.mark.parametrize("text", ["2026-06-01", "yesterday", "2026-06-01T25:00:00Z", "1780315200"])
def test_what_is_no_time_sets_its_row_aside(text: str) -> None:
    assert reasons({"id": "1", "changed_at": text}) == [f"changed_at: not a timestamp: '{text}'"]


@pytest.mark.parametrize(
    ("value", "truth"), [(True, True), (False, False), ("T", True), ("F", False), ("true", True)]
)
def test_a_boolean_comes_as_itself_or_as_a_letter(value: object, truth: bool) -> None:
    (row,) = landed({"id": "1", "is_paid": value})
    assert row["is_paid"] is truth


def test_each_wrong_value_of_a_row_has_its_reason() -> None:
    row = {"id": "1", "is_paid": "maybe", "dated_on": "2026-02-30", "lines": "three"}
    assert reasons(row) == [
        "lines: not an integer: 'three'; is_paid: not a boolean: 'maybe'; "
        "dated_on: not a date: '2026-02-30'"
    ]


def test_whole_numbers_and_dates_land_as_such() -> None:
    rows = landed(
        {"id": "1", "lines": 3, "dated_on": "2026-01-31"},
        {"id": "2", "lines": "-4"},
        {"id": "3", "lines": "5.0"},
    )
    assert [row["lines"] for row in rows] == [3, -4, 5]
    assert rows[0]["dated_on"] == date(2026, 1, 31)


def test_a_number_beyond_64_bits_is_set_aside() -> None:
    assert reasons({"id": "1", "lines": 2**63}) == ["lines: not an integer: '9223372036854775808'"]


def test_a_json_column_holds_the_json_text() -> None:
    rows = landed({"id": "1", "tags": {"a": [1, "1.50"]}}, {"id": "2", "tags": []}, {"id": "3"})
    assert [row["tags"] for row in rows] == ['{"a":[1,"1.50"]}', "[]", None]


def test_something_nested_in_a_text_column_is_kept_as_its_json() -> None:
    rows = landed({"id": "1", "customer": {"id": 5}}, {"id": "2", "customer": "6"})
    assert [row["customer"] for row in rows] == ['{"id":5}', "6"]


def test_a_declared_column_that_is_absent_is_null() -> None:
    (row,) = landed({"id": "1"})
    assert [name for name, value in row.items() if value is not None] == ["id"]


def test_a_null_where_one_is_required_sets_the_row_aside_without_a_key() -> None:
    rejected = typed(INVOICE, [{"amount": "1.00"}]).rejected
    assert rejected.to_dicts() == [
        {"record_key": "", "reason": "id: null", "payload": '{"amount":"1.00"}'}
    ]


def test_a_required_column_beside_the_key_is_required_too() -> None:
    table = Table("due", "", (Column("id"), Column("on", "date", required=True)), ("id",))
    assert reasons({"id": "1"}, table=table) == ["on: null"]


def test_a_key_of_several_columns_is_joined_by_slashes() -> None:
    rejected = typed(LINE, [{"invoice": "9", "number": "2", "changed_at": "?"}]).rejected
    assert list(rejected["record_key"]) == ["9/2"]


def test_an_unknown_column_is_kept_as_text_under_a_fit_name() -> None:
    rows = typed(INVOICE, [{"id": "1", "Due Soon?": True}, {"id": "2", "ID": 5, "2nd": "x"}])
    assert rows.unknown == ("_2nd", "due_soon_", "id_2")
    assert [row["id_2"] for row in rows.good.to_dicts()] == [None, "5"]
    assert [row["due_soon_"] for row in rows.good.to_dicts()] == ["true", None]


def test_an_unknown_column_that_is_always_null_is_none() -> None:
    assert typed(INVOICE, [{"id": "1", "memo": None}]).unknown == ()


def test_of_rows_with_one_key_the_last_is_taken() -> None:
    rows = typed(
        INVOICE,
        [{"id": "1", "amount": "1"}, {"id": "2"}, {"id": "1", "amount": "3"}, {"amount": "4"}, {}],
    )
    assert [row["amount"] for row in rows.good.to_dicts()] == [None, Decimal("3.00")]
    assert (len(rows.hashes), rows.keyless) == (2, 2)


def test_a_long_wrong_value_is_quoted_only_in_part() -> None:
    (reason,) = reasons({"id": "1", "amount": "x" * 100})
    assert reason == f"amount: not decimal(18,2): '{'x' * 60}…'"


def test_rows_that_come_as_columns_of_text_land_as_the_same_rows_do() -> None:
    rows: list[Row] = [
        {"id": "1", "amount": "12.5", "is_paid": "true", "dated_on": "2026-06-01", "memo": "x"},
        {"id": "2", "amount": "1.005", "is_paid": None, "dated_on": None, "memo": None},
        {"id": "3", "tags": '["a"]', "amount": "7", "memo": None},
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )
    found = typed(INVOICE, frame)
    (refused,) = found.rejected.to_dicts()

    assert [(row["id"], row["amount"], row["memo"]) for row in found.good.to_dicts()] == [
        ("1", Decimal("12.50"), "x"),
        ("3", Decimal("7.00"), None),
    ]
    assert found.good["tags"].to_list() == [None, '["a"]']  # JSON comes as its text
    assert (found.unknown, len(found.hashes), found.keyless) == (("memo",), 3, 0)
    assert (refused["record_key"], refused["reason"]) == (
        "2",
        "amount: not decimal(18,2): '1.005'",
    )
    assert '"amount":"1.005"' in refused["payload"]
    assert found.good.columns == [*(column.name for column in INVOICE.columns), "memo"]


def test_no_rows_give_the_declared_columns() -> None:
    assert typed(INVOICE, []).good.columns == [column.name for column in INVOICE.columns]
    assert typed(INVOICE, pl.DataFrame()).good.columns == [it.name for it in INVOICE.columns]
