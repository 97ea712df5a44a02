"""Rules of subscription change orders: what each action does to the subscription."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.netsuite.bodies import Entry
from sandbox.netsuite.errors import Refusal, user_error
from sandbox.netsuite.renewals import Renewal
from sandbox.netsuite.rules import Desk
from sandbox.netsuite.store import Row
from sandbox.netsuite.subscriptions import LINES

_FROM = {  # the states in which an action makes sense
    "ACTIVATE": ("PENDING_ACTIVATION",),
    "MODIFY_PRICING": ("ACTIVE",),
    "SUSPEND": ("ACTIVE",),
    "REACTIVATE": ("SUSPENDED",),
    "RENEW": ("ACTIVE", "CLOSED"),
    "TERMINATE": ("ACTIVE", "SUSPENDED"),
}
_INTO = {
    "ACTIVATE": "ACTIVE",
    "SUSPEND": "SUSPENDED",
    "REACTIVATE": "ACTIVE",
    "TERMINATE": "TERMINATED",
}


class ChangeOrderRules:
    """An approved change order takes effect when its day has come, a renewal at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._writing = desk.writing

    def create(self, entry: Entry) -> int:
        order_id = self._writing.next_id("subscriptionchangeorder")
        row = self._new(order_id, entry)
        subscription = self._subscription(row)
        self._check(row, subscription)
        self._desk.insert(row)
        self._write_lines(order_id, subscription, entry)
        self._take_effect(row)
        return order_id

    def change(self, row: Row, entry: Entry) -> None:
        if row["is_applied"] == "T" and entry.values.keys() - {"memo", "externalid"}:
            raise user_error("A change order that took effect can no longer be changed.")
        self._desk.update(row, entry.values)
        self._take_effect(self._writing.row("subscriptionchangeorder", row["id"]) or row)

    def delete(self, row: Row) -> None:
        if row["action"] == "RENEW" or row["is_applied"] == "T":
            raise user_error("This change order cannot be deleted. Void it instead.")
        self._writing.delete("changeorderline", "subscriptionchangeorder = ?", row["id"])
        self._desk.delete(row, row["idnumber"])

    def _new(self, order_id: int, entry: Entry) -> Row:
        given = {column: value for column, value in entry.values.items() if value is not None}
        subscription = self._writing.row("subscription", given["subscription"]) or {}
        inherited = ("customer", "billingaccount", "subscriptionplan", "subsidiary")
        row: Row = {
            "id": order_id,
            "idnumber": f"CO{order_id:05d}",
            **{column: subscription[column] for column in inherited},
            "effectivedate": self._writing.today,
            "approvalstatus": "APPROVED",
            "subscriptionchangeorderstatus": "ACTIVE",
            "modificationtype": "IGNORED",
            "requestoffcycleinvoice": "F",
            "is_applied": "F",
            "datecreated": self._writing.now,
            "lastmodifieddate": self._writing.now,
            **given,
        }
        if row["action"] == "RENEW":
            for column in ("method", "term", "plan", "pricebook", "trantype"):
                row.setdefault(f"renewal{column}", subscription[f"defaultrenewal{column}"])
            row.setdefault("renewalstartdate", _after(subscription["enddate"]))
        return row

    def _check(self, row: Row, subscription: Row) -> None:
        status = subscription["billingsubscriptionstatus"]
        if status not in _FROM[row["action"]]:
            raise user_error(
                f"The action {row['action']} is not possible for a subscription with the status "
                f"{status}.",
                "action",
            )
        if row["customer"] != subscription["customer"]:
            raise user_error("The subscription is another customer's.", "customer")
        if row["action"] != "RENEW":
            if any(row.get(column) for column in ("renewalmethod", "renewaltrantype")):
                raise user_error("Only a renewal has a renewal method.", "renewalMethod")
            return
        if subscription["enddate"] is None:
            raise user_error("A subscription without an end cannot be renewed.", "subscription")
        if row["renewalmethod"] is None:
            raise user_error("Please enter value(s) for: renewalMethod.", "renewalMethod")
        if row["renewalmethod"] == "EXTEND_EXISTING_SUBSCRIPTION" and row["renewaltrantype"]:
            raise user_error(
                "No sales transaction can be made when the subscription is extended.",
                "renewalTranType",
            )

    def _subscription(self, row: Row) -> Row:
        return self._writing.row("subscription", row["subscription"]) or {}

    def _write_lines(self, order_id: int, subscription: Row, entry: Entry) -> None:
        lines = {it["linenumber"]: it for it in self._writing.rows(LINES, subscription["id"])}
        by_id = {it["id"]: it for it in lines.values()}
        for number, wish in enumerate(entry.sublists.get("subLine", [])):
            values = wish.values
            line = lines.get(values.get("line")) or by_id.get(values.get("subscriptionline"))
            if line is None:
                raise _no_such_line(f"subLine.items[{number}]")
            if values.get("apply") == "F":
                continue
            self._writing.insert(
                "changeorderline",
                {
                    "subscriptionchangeorder": order_id,
                    "subscriptionline": line["id"],
                    "item": line["item"],
                    "sequence": line["linenumber"],
                    "status": line["subscriptionlinestatus"],
                    "quantity": line["quantity"],
                    "newquantity": values.get("newquantity"),
                    "recurringamount": line["recurringamount"],
                    "newrecurringamount": values.get("newrecurringamount"),
                    "newpriceplan": values.get("newpriceplan"),
                },
            )

    def _take_effect(self, row: Row) -> None:
        is_due = row["effectivedate"] <= self._writing.today or row["action"] == "RENEW"
        is_in_force = row["subscriptionchangeorderstatus"] == "ACTIVE"
        if row["approvalstatus"] != "APPROVED" or not is_due or not is_in_force:
            return
        if row["action"] == "RENEW":
            Renewal(self._desk, row).carry_out()
        elif row["action"] == "MODIFY_PRICING":
            self._reprice(row)
        else:
            self._move(row, _INTO[row["action"]])
        self._writing.update(
            "subscriptionchangeorder",
            row["id"],
            {"is_applied": "T", "approvaldate": self._writing.today},
        )

    def _move(self, row: Row, status: str) -> None:
        changes: dict[str, Any] = {"billingsubscriptionstatus": status}
        on_lines: dict[str, Any] = {"subscriptionlinestatus": status}
        if status == "TERMINATED":
            changes["enddate"] = row["effectivedate"]
            on_lines["terminationdate"] = row["effectivedate"]
        self._touch_subscription(row["subscription"], changes)
        self._writing.update_where(
            "subscriptionline",
            {**on_lines, "lastmodifieddate": self._writing.now},
            "subscription = ? AND subscriptionlinestatus <> 'NOT_INCLUDED'",
            row["subscription"],
        )

    def _reprice(self, row: Row) -> None:
        sql = "SELECT * FROM books.changeorderline WHERE subscriptionchangeorder = ?"
        for wish in self._writing.rows(sql, row["id"]):
            quantity, amount = wish["newquantity"], wish["newrecurringamount"]
            if amount is None and quantity is not None and wish["quantity"]:
                amount = wish["recurringamount"] * quantity / wish["quantity"]
            changes = {"quantity": quantity, "recurringamount": _money(amount)}
            self._writing.update(
                "subscriptionline",
                wish["subscriptionline"],
                {column: value for column, value in changes.items() if value is not None}
                | {"lastmodifieddate": self._writing.now},
            )
        self._touch_subscription(row["subscription"], {})

    def _touch_subscription(self, subscription_id: int, changes: dict[str, Any]) -> None:
        present = self._writing.row("subscription", subscription_id) or {}
        revision = {"subscriptionrevision": present["subscriptionrevision"] + 1}
        stamp = {"lastmodifieddate": self._writing.now}
        self._writing.update("subscription", subscription_id, changes | revision | stamp)


def _money(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal("0.01"))


def _after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)


def _no_such_line(path: str) -> Refusal:
    return user_error("The subscription has no such line.", path)
