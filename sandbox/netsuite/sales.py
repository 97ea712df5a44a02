"""Rules of sales orders and invoices: totals follow lines, headers of customers follow totals."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.company import Line
from sandbox.netsuite.bodies import Entry
from sandbox.netsuite.errors import invalid_content, user_error
from sandbox.netsuite.lines import cents, item_line, main_line
from sandbox.netsuite.rules import Desk
from sandbox.netsuite.store import Row

_ZERO = Decimal(0)
_ITEMS = "SELECT * FROM books.transactionline WHERE transaction = ? AND mainline = 'F' ORDER BY id"


class SalesRules:
    """What orders and invoices share; `code` is the transaction's type, `prefix` of its number."""

    code = ""
    prefix = ""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._writing = desk.writing

    def create(self, entry: Entry) -> int:
        if not entry.sublists.get("item"):
            raise user_error("You must enter at least one line item for this transaction.", "item")
        transaction_id = self._writing.next_id("transaction")
        row = self._new(transaction_id, entry)
        with self._desk.headers.following([row["entity"]]):
            self._desk.insert(row)
            self._write_main_line(row)
            self._write_lines(row, entry)
            self._settle(row)
        return transaction_id

    def change(self, row: Row, entry: Entry) -> None:
        with self._desk.headers.following([row["entity"]]):
            self._desk.update(row, self._changes(row, entry))
            if "item" in entry.sublists:
                self._write_lines(row, entry)
            self._settle(row)

    def delete(self, row: Row) -> None:
        applied = "nexttransactionlinelink"
        self._desk.raise_if_used(applied, "previousdoc", row)
        self._desk.raise_if_used("subscription", "salesorder", row)
        with self._desk.headers.following([row["entity"]]):
            self._writing.delete("transactionline", "transaction = ?", row["id"])
            self._writing.delete(applied, "nextdoc = ?", row["id"])
            self._desk.delete(row, f"#{row['tranid']}")

    def _new(self, transaction_id: int, entry: Entry) -> dict[str, Any]:
        customer = self._writing.row("customer", entry.values["entity"]) or {}
        currency_id = entry.values.get("currency") or customer["currency"]
        currency = self._writing.row("currency", currency_id) or {}
        given = {column: value for column, value in entry.values.items() if value is not None}
        return {
            "id": transaction_id,
            "type": self.code,
            "tranid": f"{self.prefix}{transaction_id}",
            "trandate": self._writing.today,
            "currency": currency_id,
            "exchangerate": currency["exchangerate"],
            "subsidiary": customer["subsidiary"],
            "terms": customer["terms"],
            "foreigntotal": _ZERO,
            "status": self._status(entry, "A"),
            "createddate": self._writing.now,
            "lastmodifieddate": self._writing.now,
            **given,
        }

    def _changes(self, row: Row, entry: Entry) -> dict[str, Any]:
        changes = dict(entry.values)
        if "trandate" in changes and changes["trandate"] is None:
            raise invalid_content("Please enter value(s) for: tranDate.", "tranDate")
        return changes | {"status": self._status(entry, row["status"])}

    def _status(self, entry: Entry, present: str) -> str:
        """The letter after the write."""
        del entry
        return present

    def _settle(self, row: Row) -> None:
        """Bring the total, and what hangs on it, in line with the lines."""
        lines = self._writing.rows(_ITEMS, row["id"])
        total = -sum((line["foreignamount"] for line in lines), _ZERO)
        self._total(row, total)
        rate = (self._writing.row("transaction", row["id"]) or row)["exchangerate"]
        self._writing.update_where(
            "transactionline",
            {
                "foreignamount": total,
                "netamount": cents(total * rate),
                "linelastmodifieddate": self._writing.now,
            },
            "transaction = ? AND mainline = 'T'",
            row["id"],
        )

    def _total(self, row: Row, total: Decimal) -> None:
        self._writing.update("transaction", row["id"], {"foreigntotal": total})

    def _write_main_line(self, row: Row) -> None:
        key = self._writing.next_id("transactionline", "uniquekey")
        line = main_line(key, self.code, _ZERO, row["exchangerate"])
        self._writing.insert("transactionline", line | self._common(row))

    def _write_lines(self, row: Row, entry: Entry) -> None:
        """Lines are merged by their number; a replaced sublist starts from nothing."""
        if "item" in entry.replaced:
            where = "transaction = ? AND mainline = 'F'"
            self._writing.delete("transactionline", where, row["id"])
        present = {line["id"]: line for line in self._writing.rows(_ITEMS, row["id"])}
        last = max(present, default=0)
        for number, line in enumerate(entry.sublists["item"]):
            path = f"item.items[{number}]"
            wanted = line.values.get("line")
            if wanted in present:
                self._change_line(row, present[wanted], line, path)
            else:
                last = max(last + 1, wanted or 0)
                self._add_line(row, last, line, path)

    def _add_line(self, row: Row, number: int, entry: Entry, path: str) -> None:
        values = entry.values
        if values.get("item") is None:
            raise invalid_content("Please enter value(s) for: item.", f"{path}.item")
        quantity, rate, amount = self._amounts(row, values, {}, path)
        line = Line(number, "", quantity, _ZERO, rate, amount, values.get("isclosed") == "T")
        key = self._writing.next_id("transactionline", "uniquekey")
        written = item_line(key, self.code, values["item"], line, row["exchangerate"])
        self._writing.insert(
            "transactionline", written | self._common(row) | {"memo": values.get("memo")}
        )

    def _change_line(self, row: Row, present: Row, entry: Entry, path: str) -> None:
        values = entry.values
        quantity, rate, amount = self._amounts(row, values, present, path)
        given = {key: values[key] for key in ("item", "memo", "isclosed") if key in values}
        changes = {
            "quantity": -quantity,
            "rate": rate,
            "foreignamount": -amount,
            "netamount": cents(-amount * row["exchangerate"]),
            "linelastmodifieddate": self._writing.now,
            **given,
        }
        self._writing.update_where(
            "transactionline", changes, "uniquekey = ?", present["uniquekey"]
        )

    def _amounts(
        self, row: Row, values: dict[str, Any], present: Row, path: str
    ) -> tuple[Decimal, Decimal, Decimal]:
        """Quantity, rate and amount as a person reads them; an amount given outright stands."""
        quantity = values.get("quantity", present.get("quantity"))
        quantity = Decimal(1) if quantity is None else -quantity
        amount = values.get("foreignamount")
        rate = values.get("rate", present.get("rate"))
        if amount is not None:
            amount = -amount
            return quantity, rate if rate is not None else _rate(amount, quantity), amount
        if rate is None:
            raise invalid_content("Please enter value(s) for: rate.", f"{path}.rate")
        is_untouched = present and not {"quantity", "rate"} & values.keys()
        if is_untouched:
            return quantity, rate, -present["foreignamount"]
        return quantity, rate, self._rounded(row, quantity * rate)

    def _rounded(self, row: Row, amount: Decimal) -> Decimal:
        currency = self._writing.row("currency", row["currency"]) or {}
        places = Decimal(1).scaleb(-int(currency.get("currencyprecision", 2)))
        return amount.quantize(places, ROUND_HALF_UP)

    def _common(self, row: Row) -> Row:
        return {
            "transaction": row["id"],
            "entity": row["entity"],
            "subsidiary": row["subsidiary"],
            "createdfrom": row.get("createdfrom"),
            "linelastmodifieddate": self._writing.now,
        }


class OrderRules(SalesRules):
    """Setting `orderStatus` to B approves an order, and with it the draft subscription it sells."""

    code = "SalesOrd"
    prefix = "SO"

    def change(self, row: Row, entry: Entry) -> None:
        super().change(row, entry)
        if row["status"] == "A" and self._status(entry, "A") != "A":
            self._writing.update_where(
                "subscription",
                {
                    "billingsubscriptionstatus": "PENDING_ACTIVATION",
                    "lastmodifieddate": self._writing.now,
                },
                "salesorder = ? AND billingsubscriptionstatus = 'DRAFT'",
                row["id"],
            )

    def _status(self, entry: Entry, present: str) -> str:
        wanted = entry.values.get("orderstatus")
        if wanted is None or wanted == present or (wanted == "B" and present not in "AC"):
            return present
        if present not in "AB":
            raise user_error("The order status can no longer be changed.", "orderStatus")
        return str(wanted)


class InvoiceRules(SalesRules):
    """What is open of an invoice moves with its total."""

    code = "CustInvc"
    prefix = "INV"

    def _new(self, transaction_id: int, entry: Entry) -> dict[str, Any]:
        row = super()._new(transaction_id, entry)
        if row.get("duedate") is None:
            row["duedate"] = row["trandate"] + timedelta(days=self._terms_days(row["terms"]))
        return row | {"foreignamountunpaid": _ZERO}

    def _total(self, row: Row, total: Decimal) -> None:
        present = self._writing.row("transaction", row["id"]) or row
        paid = present["foreigntotal"] - present["foreignamountunpaid"]
        unpaid = total - paid
        if unpaid < 0:
            raise user_error("The invoice cannot be less than what was paid of it.", "item")
        changes = {
            "foreigntotal": total,
            "foreignamountunpaid": unpaid,
            "status": "A" if unpaid else "B",
            "closedate": None if unpaid else self._writing.today,
        }
        self._writing.update("transaction", row["id"], changes)

    def _terms_days(self, term_id: int | None) -> int:
        term = self._writing.row("term", term_id) if term_id is not None else None
        return int(term["daysuntilnetdue"] or 0) if term else 0


def _rate(amount: Decimal, quantity: Decimal) -> Decimal:
    return (amount / quantity).quantize(Decimal("1e-8"), ROUND_HALF_UP) if quantity else amount
