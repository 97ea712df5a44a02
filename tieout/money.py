"""Amounts as people read them: in their currency's own decimals, never without it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation
from typing import Self

# ISO 4217 minor units, where they are not two
_DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

# sums of decimal(38, 8) fit many times over; a digit that would be lost is an error instead
_EXACT = Context(prec=76, traps=[Inexact, InvalidOperation])


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount with its ISO currency. Two currencies never meet: ValueError names both."""

    amount: Decimal
    currency: str

    @classmethod
    def from_text(cls, amount: str, currency: str) -> Self:
        """`"1234.50", "EUR"`; ValueError for what is no finite decimal number."""
        try:
            exact = Decimal(amount)
        except InvalidOperation:
            raise ValueError(f"{amount!r} is not an amount") from None
        if not exact.is_finite():
            raise ValueError(f"{amount!r} is not an amount")
        return cls(exact, currency)

    def __add__(self, other: Self) -> Self:
        return type(self)(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> Self:
        return type(self)(self.amount.copy_negate(), self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other)

    def __str__(self) -> str:
        return f"{amount_text(self.amount, self.currency)} {self.currency}"

    def _same(self, other: Self) -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be put together")
        return other.amount


def totals_by_currency(amounts: Iterable[Money]) -> dict[str, Money]:
    """One exact sum a currency, in the order of their codes."""
    totals: dict[str, Money] = {}
    for money in amounts:
        so_far = totals.get(money.currency)
        totals[money.currency] = money if so_far is None else so_far + money
    return dict(sorted(totals.items()))


def decimals(currency: str | None) -> int:
    """How many decimals an amount of this ISO code is written with; two where it is not known."""
    return _DECIMALS.get(currency or "", 2)


def amount_text(amount: Decimal, currency: str | None, minus: str = "-") -> str:
    """`1234.5, "EUR"` as `1,234.50`; decimals beyond the currency's are shown, not rounded off.

    The amount is exact, so a tenth of a yen is worth seeing. Minus zero is written as zero.
    """
    exact = amount.normalize()
    exponent = exact.as_tuple().exponent
    held = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    places = max(decimals(currency), held)
    text = f"{abs(amount).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):,f}"
    return f"{minus}{text}" if exact < 0 else text


def count_text(count: int, one: str = "", many: str = "") -> str:
    """`2, "account"` as `2 accounts`; `many` where an s is not enough."""
    if not one:
        return f"{count:,}"
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def list_text(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = list(parts) or [""]
    return f"{', '.join(most)} and {last}" if most else last
