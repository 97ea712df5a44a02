"""The sales orders of one customer."""

from decimal import Decimal

from sandbox.books import rounded
from sandbox.company import Line
from sandbox.drafts import Chance, Debtor, Draft
from sandbox.words import ITEMS

ORDERS = (0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3)  # each as likely: 1.0
STATUSES = "AABBBBBBDDDEEFFFGGGGGGHHHC"  # each letter as likely
SHIPPED = frozenset("DEF")
NOTHING = Decimal(0)


def sales_orders(debtor: Debtor, chance: Chance) -> list[Draft]:
    """Orders in every status; a staged customer has one with an open and a billed line."""
    rng = chance.rng
    orders = [
        _order(debtor, chance, rng.choice(STATUSES), rng.randrange(1, 5))
        for _ in range(rng.choice(ORDERS))
    ]
    if debtor.is_staged:
        lines = (_line(debtor, chance, 1, "B"), _line(debtor, chance, 2, "G"))
        orders.append(_draft(debtor, chance, "E", lines))
    return orders


def _order(debtor: Debtor, chance: Chance, status: str, line_count: int) -> Draft:
    lines = tuple(_line(debtor, chance, 1 + i, status) for i in range(line_count))
    return _draft(debtor, chance, status, lines)


def _draft(debtor: Debtor, chance: Chance, status: str, lines: tuple[Line, ...]) -> Draft:
    total = sum((line.amount for line in lines), chance.nothing)
    age = chance.age(min(debtor.oldest_days, 180))
    return Draft("SalesOrd", age, total, chance.nothing, chance.nothing, status, lines=lines)


def _line(debtor: Debtor, chance: Chance, number: int, status: str) -> Line:
    """A line as the order's status has it; a cancelled order keeps its lines open."""
    rng = chance.rng
    quantity = Decimal(rng.randrange(1, 40))
    if rng.random() < 0.08:
        quantity += rng.choice((Decimal("0.25"), Decimal("0.5")))
    is_closed = status == "H" or (status in SHIPPED and rng.random() < 0.12)
    price = chance.price()
    return Line(
        number=number,
        item=rng.choice(ITEMS),
        quantity=quantity,
        quantity_billed=_billed(chance, quantity, status),
        rate=price,
        amount=rounded(quantity * price, debtor.currency),
        is_closed=is_closed,
    )


def _billed(chance: Chance, quantity: Decimal, status: str) -> Decimal:
    if status == "G":
        return quantity
    fate = chance.rng.random()
    if status in "EFH" and fate < 0.5:
        return Decimal(chance.rng.randrange(int(quantity) + 1))
    return quantity if status in "EF" and fate < 0.7 else NOTHING
