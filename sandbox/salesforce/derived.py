"""What the org fills in by itself from the rest of a record. Knows no other record.

The reference page, §17; stages and statuses are this org's.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.salesforce.sales_objects import ORDER_CODES

CENT = Decimal("0.01")
PROBABILITIES: Mapping[str, int] = {
    "Prospecting": 10,
    "Qualification": 20,
    "Needs Analysis": 40,
    "Proposal": 60,
    "Negotiation": 80,
    "Closed Won": 100,
    "Closed Lost": 0,
}
CONTRACT_CODES: Mapping[str, str] = {"In Approval Process": "InApproval"}
Row = dict[str, Any]


def fill_in(object_name: str, row: Row) -> None:
    """Write the derived fields of a record into it."""
    fill = _FILLS.get(object_name)
    if fill is not None:
        fill(row)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def months_later(day: date, months: int) -> date:
    """The last day of a term of that many months that begins on `day`."""
    total = day.year * 12 + day.month - 1 + months
    first = date(total // 12, total % 12 + 1, 1)
    following = date((total + 1) // 12, (total + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return first.replace(day=min(day.day, last)) - timedelta(days=1)


def _person(row: Row) -> None:
    row["Name"] = " ".join(filter(None, (row.get("FirstName"), row.get("LastName"))))


def _opportunity(row: Row) -> None:
    stage = row["StageName"]
    row["IsClosed"] = stage in ("Closed Won", "Closed Lost")
    row["IsWon"] = stage == "Closed Won"
    if row.get("Probability") is None and stage in PROBABILITIES:
        row["Probability"] = Decimal(PROBABILITIES[stage])
    chance = row.get("Probability")
    category = "Closed" if row["IsWon"] else "Omitted" if row["IsClosed"] else "Pipeline"
    row["ForecastCategory"] = row["ForecastCategoryName"] = category
    amount = row.get("Amount")
    row["ExpectedRevenue"] = None
    if amount is not None and chance is not None:
        row["ExpectedRevenue"] = cents(amount * chance / 100)
    closes = row["CloseDate"]
    row["FiscalYear"], row["FiscalQuarter"] = closes.year, (closes.month - 1) // 3 + 1
    row["Fiscal"] = f"{row['FiscalYear']} {row['FiscalQuarter']}"


def _order(row: Row) -> None:
    row["StatusCode"] = ORDER_CODES.get(row["Status"], "Draft")


def _line(row: Row) -> None:
    """A line's amounts; whoever gives a total and no price has the price worked out."""
    quantity, price = row["Quantity"], row.get("UnitPrice")
    if price is None and row.get("TotalPrice") is not None and quantity:
        price = row["UnitPrice"] = cents(row["TotalPrice"] / quantity)
    subtotal = cents(quantity * (price or 0))
    discount = row.get("Discount") or Decimal(0)
    if "Subtotal" in row or "Discount" in row:
        row["Subtotal"] = subtotal
    row["TotalPrice"] = cents(subtotal * (100 - discount) / 100)


def _order_line(row: Row) -> None:
    row["TotalPrice"] = cents(row["Quantity"] * row["UnitPrice"])
    row["AvailableQuantity"] = row["Quantity"]


def _contract(row: Row) -> None:
    row["StatusCode"] = CONTRACT_CODES.get(row["Status"], row["Status"])
    starts, term = row.get("StartDate"), row.get("ContractTerm")
    row["EndDate"] = months_later(starts, term) if starts and term else None


def _case(row: Row) -> None:
    row["IsClosed"] = row["Status"] == "Closed"
    closed = row.get("ClosedDate") or row["LastModifiedDate"]
    row["ClosedDate"] = closed if row["IsClosed"] else None


_FILLS: Mapping[str, Callable[[Row], None]] = {
    "Contact": _person,
    "User": _person,
    "Opportunity": _opportunity,
    "OpportunityLineItem": _line,
    "QuoteLineItem": _line,
    "Order": _order,
    "OrderItem": _order_line,
    "Contract": _contract,
    "Case": _case,
}
