"""Values become text and come back; what is empty, and what is the same."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reverse_etl.values import from_text, is_empty, is_same, shown, to_text
from systems.base import Field, Kind, Value

AMOUNT = Field("balance", "decimal", scale=2)
WHOLE = Field("days", "integer")
BOX = Field("hold", "boolean")
NAME = Field("name", "text")
DAY = Field("due", "date")


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        (Decimal("12.5"), AMOUNT, "12.50"),
        (Decimal("-0.00"), AMOUNT, "0.00"),
        (Decimal("10.004"), AMOUNT, "10.004"),
        (Decimal("1E+3"), AMOUNT, "1000.00"),
        (7, AMOUNT, "7.00"),
        (7, WHOLE, "7"),
        (True, BOX, "true"),
        (False, BOX, "false"),
        (date(2026, 6, 30), DAY, "2026-06-30"),
        ("", NAME, ""),
        (None, NAME, None),
    ],
)
def test_a_value_has_one_text(value: Value, field: Field, text: str | None) -> None:
    assert to_text(value, field) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_an_amount_survives_the_way_through_text(amount: Decimal) -> None:
    assert from_text(to_text(amount, AMOUNT), AMOUNT) == amount


@given(st.one_of(st.none(), st.text()))
def test_text_survives_as_it_is(text: str | None) -> None:
    assert from_text(to_text(text, NAME), NAME) == text


def test_values_of_every_kind_come_back() -> None:
    assert from_text("7", WHOLE) == 7
    assert from_text("true", BOX) is True
    assert from_text("2026-06-30", DAY) == date(2026, 6, 30)
    assert from_text("", AMOUNT) is None


def test_a_boolean_that_is_neither_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a boolean is true or false, got 'yes'$"):
        from_text("yes", BOX)


@pytest.mark.parametrize(
    ("kind", "text", "claim"),
    [
        ("text", None, True),
        ("text", "", True),
        ("text", "false", False),
        ("boolean", "false", True),
        ("boolean", "true", False),
        ("decimal", "0.00", False),
    ],
)
def test_null_nothing_and_an_unticked_box_are_empty(
    kind: Kind, text: str | None, claim: bool
) -> None:
    assert is_empty(text, Field("f", kind)) is claim


def test_empty_values_are_the_same_and_zero_is_not_one_of_them() -> None:
    assert is_same(None, "", NAME)
    assert is_same(None, "false", BOX)
    assert not is_same(None, "0.00", AMOUNT)
    assert not is_same("10.00", "10.004", AMOUNT)


def test_what_is_empty_is_said_to_be() -> None:
    assert shown(None) == shown("") == "(empty)"
    assert shown("12.50") == "12.50"
