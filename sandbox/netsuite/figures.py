"""Header figures of customers that follow their documents.

A header may be wrong on purpose, so it is never worked out anew: it moves by what its documents
come to now, less what they came to before.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from sandbox.books import Figures, convert, figures, hold_reason
from sandbox.company import CreditPolicy, Currency, Line, Transaction
from sandbox.netsuite.store import Row, Writing

_ZERO = Decimal(0)
_OPEN = """
SELECT * FROM books.transaction
WHERE entity = ? AND (
    (type = 'CustInvc' AND foreignamountunpaid <> 0)
    OR (type IN ('CustCred', 'CustPymt', 'CustDep') AND foreignpaymentamountunused <> 0)
    OR (type = 'SalesOrd' AND status IN ('B', 'D', 'E', 'F'))
)
"""
_LINES = """
SELECT * FROM books.transactionline
WHERE transaction = ? AND mainline = 'F' AND account IS NULL
"""
_DESCENDANTS = """
WITH RECURSIVE family AS (
    SELECT id FROM books.customer WHERE id = ?
    UNION
    SELECT c.id FROM books.customer AS c INNER JOIN family AS f ON c.parent = f.id
)
SELECT id FROM family
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a customer's documents come to: its own, and with those of its sub-customers."""

    own: Figures
    family: Figures


class Headers:
    """Keeps the headers of customers in step within one write."""

    def __init__(self, writing: Writing, policy: CreditPolicy) -> None:
        self._writing = writing
        self._policy = policy
        self._currencies = _currencies(writing)

    @contextmanager
    def following(self, customer_ids: Collection[int | None]) -> Iterator[None]:
        """What is written in the block moves the headers of these customers and of those above."""
        named = {it for it in customer_ids if it is not None}
        concerned = self._with_ancestors(named)
        before = {it: self._standing(it) for it in concerned}
        held_before = {it: self._is_held(it) for it in concerned}
        yield
        for customer_id in sorted(self._with_ancestors(named) | concerned):
            if self._writing.row("customer", customer_id) is not None:
                self._move(customer_id, before.get(customer_id), held_before.get(customer_id))

    def _move(self, customer_id: int, before: Standing | None, was_held: bool | None) -> None:
        after = self._standing(customer_id)
        before = before or self._nothing(customer_id)
        row = self._writing.row("customer", customer_id) or {}
        moved = _moved(before, after)
        if changes := {column: row[column] + by for column, by in moved.items() if by}:
            self._writing.update("customer", customer_id, changes)
        is_held = self._is_held(customer_id)
        if is_held != was_held:
            self._writing.update("customer", customer_id, {"oncredithold": "T" if is_held else "F"})

    def _standing(self, customer_id: int) -> Standing:
        row = self._writing.row("customer", customer_id)
        if row is None:
            return self._nothing(customer_id)
        own = self._own(row)
        members = [int(it["id"]) for it in self._writing.rows(_DESCENDANTS, customer_id)]
        family = own
        for member in members:
            other = self._writing.row("customer", member)
            if member != customer_id and other is not None:
                family = self._added(family, row, self._own(other), other)
        return Standing(own, family)

    def _own(self, customer: Row) -> Figures:
        found = self._writing.rows(_OPEN, customer["id"])
        documents = [self._document(it) for it in found]
        currency = self._currencies[customer["currency"]]
        by_symbol = {it.symbol: it for it in self._currencies.values()}
        return figures(documents, currency, by_symbol, self._writing.today)

    def _document(self, row: Row) -> Transaction:
        is_order = row["type"] == "SalesOrd"
        lines = self._writing.rows(_LINES, row["id"]) if is_order else []
        return Transaction(
            id=row["id"],
            type=row["type"],
            number=row["tranid"],
            customer_id=row["entity"],
            currency=self._currencies[row["currency"]].symbol,
            rate=row["exchangerate"],
            date=row["trandate"],
            due_date=row["duedate"],
            total=row["foreigntotal"],
            unpaid=row["foreignamountunpaid"] or _ZERO,
            unused=row["foreignpaymentamountunused"] or _ZERO,
            status=row["status"],
            memo="",
            external_id=None,
            created_at=row["createddate"],
            modified_at=row["lastmodifieddate"],
            lines=tuple(map(_line, lines)),
        )

    def _added(self, total: Figures, owner: Row, more: Figures, other: Row) -> Figures:
        own, foreign = self._currencies[owner["currency"]], self._currencies[other["currency"]]
        return Figures(
            total.balance + convert(more.balance, foreign, own),
            total.overdue_balance + convert(more.overdue_balance, foreign, own),
            total.unbilled_orders + convert(more.unbilled_orders, foreign, own),
            total.deposit_balance + convert(more.deposit_balance, foreign, own),
            max(total.days_overdue, more.days_overdue),
        )

    def _nothing(self, customer_id: int) -> Standing:
        del customer_id
        nothing = Figures(_ZERO, _ZERO, _ZERO, _ZERO, 0)
        return Standing(nothing, nothing)

    def _is_held(self, customer_id: int) -> bool | None:
        """Whether the rule holds the customer as its header stands; None where it is not there."""
        row = self._writing.row("customer", customer_id)
        if row is None:
            return None
        header = Figures(
            row["balancesearch"],
            row["overduebalancesearch"],
            row["unbilledorderssearch"],
            row["depositbalancesearch"],
            row["daysoverduesearch"],
        )
        override, limit = row["creditholdoverride"], row["creditlimit"]
        return hold_reason(self._policy, override, limit, header) is not None

    def _with_ancestors(self, customer_ids: Collection[int]) -> set[int]:
        found: set[int] = set()
        waiting = list(customer_ids)
        while waiting:
            customer_id = waiting.pop()
            if customer_id in found:
                continue
            found.add(customer_id)
            row = self._writing.row("customer", customer_id)
            if row is not None and row["parent"] is not None:
                waiting.append(row["parent"])
        return found


def _moved(before: Standing, after: Standing) -> Mapping[str, Decimal | int]:
    own, was = after.own, before.own
    family, family_was = after.family, before.family
    return {
        "balancesearch": own.balance - was.balance,
        "overduebalancesearch": own.overdue_balance - was.overdue_balance,
        "unbilledorderssearch": own.unbilled_orders - was.unbilled_orders,
        "depositbalancesearch": own.deposit_balance - was.deposit_balance,
        "daysoverduesearch": own.days_overdue - was.days_overdue,
        "consolbalancesearch": family.balance - family_was.balance,
        "consoloverduebalancesearch": family.overdue_balance - family_was.overdue_balance,
        "consolunbilledorderssearch": family.unbilled_orders - family_was.unbilled_orders,
        "consoldepositbalance": family.deposit_balance - family_was.deposit_balance,
        "consoldaysoverduesearch": family.days_overdue - family_was.days_overdue,
    }


def _line(row: Row) -> Line:
    return Line(
        number=row["id"],
        item=str(row["item"]),
        quantity=-row["quantity"],
        quantity_billed=row["quantitybilled"] or _ZERO,
        rate=row["rate"],
        amount=-row["foreignamount"],
        is_closed=row["isclosed"] == "T",
    )


def _currencies(writing: Writing) -> Mapping[int, Currency]:
    return {
        row["id"]: Currency(
            row["id"],
            row["symbol"],
            row["name"],
            row["currencyprecision"],
            row["exchangerate"],
            row["isbasecurrency"] == "T",
        )
        for row in writing.rows("SELECT * FROM books.currency")
    }
