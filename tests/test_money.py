from decimal import Decimal

import pytest

from tieout.money import Money, totals_by_currency


def test_amounts_of_one_currency_add_up_exactly() -> None:
    total = Money.from_text("12345678901234567890123456789.01", "EUR")
    total += Money.from_text("0.10000001", "EUR")
    assert total == Money(Decimal("12345678901234567890123456789.11000001"), "EUR")


def test_subtraction_and_the_sign() -> None:
    assert Money.from_text("1.10", "USD") - Money.from_text("2.20", "USD") == -Money.from_text(
        "1.10", "USD"
    )


def test_two_currencies_never_meet() -> None:
    euro, dollar = Money.from_text("1", "EUR"), Money.from_text("1", "USD")
    with pytest.raises(ValueError, match=r"^EUR and USD cannot be put together$"):
        euro + dollar
    with pytest.raises(ValueError, match=r"^USD and EUR cannot be put together$"):
        dollar - euro
    with pytest.raises(ValueError, match=r"^EUR and USD cannot be put together$"):
        assert euro < dollar


@pytest.mark.parametrize("text", ["", "n/a", "NaN", "Infinity", "1,5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        Money.from_text(text, "EUR")


def test_totals_are_kept_by_currency() -> None:
    amounts = [
        Money.from_text("10.00", "USD"),
        Money.from_text("1", "JPY"),
        Money.from_text("-0.01", "USD"),
    ]
    assert {code: str(total) for code, total in totals_by_currency(amounts).items()} == {
        "JPY": "1 JPY",
        "USD": "9.99 USD",
    }
    assert totals_by_currency([]) == {}


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1234567.5", "EUR", "1,234,567.50 EUR"),
        ("-1234", "JPY", "-1,234 JPY"),
        ("1234.5", "KWD", "1,234.500 KWD"),
        ("0", "USD", "0.00 USD"),
        ("0.005", "USD", "0.005 USD"),  # shown as it is: rounding would hide half a cent
    ],
)
def test_people_read_amounts_in_the_currencys_own_decimals(
    amount: str, currency: str, text: str
) -> None:
    assert str(Money.from_text(amount, currency)) == text
