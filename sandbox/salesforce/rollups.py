"""Totals that a parent has of its lines, worked out again when a line was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.salesforce.schema import SObject
from sandbox.salesforce.soql_scope import quoted
from sandbox.salesforce.store import Row, Store


@dataclass(frozen=True, slots=True)
class _RollUp:
    """`settings` are put into the parent from its lines, which are called `lines` there."""

    reference: str
    parent: str
    line: str
    settings: str


ROLL_UPS: Mapping[str, _RollUp] = {
    "OrderItem": _RollUp(
        "OrderId", 'org."order"', 'org."orderitem"', '"TotalAmount" = coalesce(lines.total, 0)'
    ),
    "OpportunityLineItem": _RollUp(
        "OpportunityId",
        'org."opportunity"',
        'org."opportunitylineitem"',
        '"HasOpportunityLineItem" = lines.many > 0, '
        '"Amount" = CASE WHEN lines.many > 0 THEN lines.total ELSE "Amount" END, '
        '"ExpectedRevenue" = CASE WHEN lines.many > 0 '
        'THEN lines.total * "Probability" / 100 ELSE "ExpectedRevenue" END',
    ),
    "QuoteLineItem": _RollUp(
        "QuoteId",
        'org."quote"',
        'org."quotelineitem"',
        '"LineItemCount" = lines.many, "Subtotal" = lines.subtotal, "TotalPrice" = lines.total, '
        '"GrandTotal" = lines.total + coalesce("Tax", 0) + coalesce("ShippingHandling", 0)',
    ),
}


def roll_up(store: Store, owner: SObject, rows: Sequence[Row], now: datetime) -> None:
    """Bring the parents of these lines up to date; nothing for any other object."""
    it = ROLL_UPS.get(owner.name)
    parents = sorted({row[it.reference] for row in rows}) if it else []
    if it is None or not parents:
        return
    listed = ", ".join(map(quoted, parents))
    subtotal = 'sum(l."Subtotal")' if owner.find("Subtotal") else "NULL"
    lines = (
        *("SELECT", 'p."Id" AS parent, count(l."Id") AS many, sum(l."TotalPrice") AS total,'),
        f"{subtotal} AS subtotal FROM {it.parent} AS p LEFT JOIN {it.line} AS l",
        f'ON l."{it.reference}" = p."Id" AND NOT l."IsDeleted"',
        f'WHERE p."Id" IN ({listed}) GROUP BY p."Id"',
    )
    moment = f"\"SystemModstamp\" = TIMESTAMP '{now.isoformat(sep=' ')}'"
    settings = f"{it.settings}, {moment}"
    source = f'FROM ({" ".join(lines)}) AS lines WHERE it."Id" = lines.parent'
    store.touch(it.parent, parents)
    store.run(" ".join(("UPDATE", it.parent, "AS it SET", settings, source)))
