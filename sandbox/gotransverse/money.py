"""Amounts as the billing system prints them: exact, and some with twenty decimals."""

from decimal import ROUND_HALF_UP, Context, Decimal

ZERO = Decimal("0.00")
TWENTY_PLACES = Decimal("1E-20")
_WIDE = Context(prec=60)  # wide enough for any amount with twenty decimals
WITHOUT_CENTS = frozenset({"JPY", "KRW"})
EVERY = 10  # one id in so many prints its amount long, as the real system does now and then


def long(amount: Decimal) -> Decimal:
    """The amount with twenty decimals; nothing is `0E-20`."""
    return amount.quantize(TWENTY_PLACES, context=_WIDE)


def sometimes_long(amount: Decimal, id_: int) -> Decimal:
    """The amount with twenty decimals where the id ends in a nought."""
    return long(amount) if id_ % EVERY == 0 else amount


def rounded(amount: Decimal | int, currency: str | None) -> Decimal:
    """To the smallest coin of the currency, half up."""
    coin = Decimal("1") if currency in WITHOUT_CENTS else Decimal("0.01")
    return Decimal(amount).quantize(coin, ROUND_HALF_UP, _WIDE)
