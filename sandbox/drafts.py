"""Documents that are being written, and the chance that writes them."""

import random
from dataclasses import dataclass
from decimal import Decimal

from sandbox.books import rounded
from sandbox.company import Currency, Line, TransactionType

OLDEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Debtor:
    """What there is to know of a customer before its documents are written.

    `age_days` is how long it has been one. A staged customer has one of every document that a
    difference can be planted at.
    """

    id: int
    first_document_id: int
    currency: Currency
    terms_days: int
    age_days: int
    is_staged: bool = False
    is_more_overdue_than_owed: bool = False

    @property
    def oldest_days(self) -> int:
        """The greatest age that a document of this customer can have."""
        return min(self.age_days, OLDEST_DAYS)


@dataclass(slots=True, eq=False)
class Draft:
    """A document without an id. Ages are whole days before `as_of`, at least one."""

    type: TransactionType
    age: int
    total: Decimal
    unpaid: Decimal
    unused: Decimal
    status: str = ""
    settled_age: int | None = None
    lines: tuple[Line, ...] = ()


class Chance:
    """Draws amounts in one currency, from whole minor units, so that every cent is meant."""

    def __init__(self, rng: random.Random, currency: Currency) -> None:
        self.rng = rng
        self.nothing = rounded(Decimal(0), currency)
        self._places = currency.precision
        self._currency = currency

    def amount(self) -> Decimal:
        """What a document may come to: often some hundreds or thousands, sometimes a lot."""
        most = 6_000_000 if self.rng.random() < 0.05 else 900_000
        low = min(self.rng.randrange(most), self.rng.randrange(most))
        return Decimal(1_500 + low).scaleb(-self._places)

    def share(self, total: Decimal) -> Decimal:
        """Part of an amount: more than nothing, less than all of it."""
        return rounded(total * self.rng.randrange(10, 90) / 100, self._currency)

    def price(self) -> Decimal:
        """A price: most to the cent, some finer than the currency itself."""
        finer = 2 if self.rng.random() < 0.15 else 0
        minor = self.rng.randrange(200, 40_000) * 10**finer + self.rng.randrange(10**finer)
        return Decimal(minor).scaleb(-self._places - finer)

    def age(self, oldest: int) -> int:
        """Days before `as_of`, from one to `oldest`, the younger the likelier."""
        return 1 + min(self.rng.randrange(oldest), self.rng.randrange(oldest))
