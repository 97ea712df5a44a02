"""Renewals: an end pushed out, or a draft subscription with an order pending approval."""

from datetime import timedelta
from typing import Any

from sandbox.netsuite.bodies import Entry
from sandbox.netsuite.errors import Refusal, user_error
from sandbox.netsuite.record_catalog import RECORD_TYPES
from sandbox.netsuite.rules import Desk
from sandbox.netsuite.sales import OrderRules
from sandbox.netsuite.store import Row
from sandbox.netsuite.subscriptions import LINES, last_day, term_months

_CARRIED_OVER = (
    "customer",
    "billingaccount",
    "pricebook",
    "autorenewal",
    "advancerenewalperiodnumber",
    "advancerenewalperiodunit",
    "defaultrenewalmethod",
    "defaultrenewalterm",
    "defaultrenewalplan",
    "defaultrenewalpricebook",
    "defaultrenewaltrantype",
    "frequency",
    "currency",
    "subsidiary",
)


class Renewal:
    """One renewal order, carried out within the write that approves it."""

    def __init__(self, desk: Desk, order: Row) -> None:
        self._desk = desk
        self._writing = desk.writing
        self._order = order
        self._old = self._writing.row("subscription", order["subscription"]) or {}

    def carry_out(self) -> None:
        """The renewal's steps are written down; a sales order that fails does not undo the rest."""
        if self._order["renewalmethod"] == "EXTEND_EXISTING_SUBSCRIPTION":
            self._extend()
            return
        renewed = self._new_subscription()
        self._step("CREATE_NEW_SUBSCRIPTION", subscription=renewed["id"])
        if self._order["renewaltrantype"]:
            self._sell(renewed)

    def _extend(self) -> None:
        start = self._old["enddate"] + timedelta(days=1)
        end = self._order.get("renewalenddate") or last_day(start, self._months())
        changes = {
            "enddate": end,
            "renewalnumber": self._old["renewalnumber"] + 1,
            "nextrenewalstartdate": end + timedelta(days=1),
            "subscriptionrevision": self._old["subscriptionrevision"] + 1,
            "lastmodifieddate": self._writing.now,
        }
        if self._old["billingsubscriptionstatus"] == "CLOSED":
            changes["billingsubscriptionstatus"] = "ACTIVE"
        self._writing.update("subscription", self._old["id"], changes)
        self._writing.update_where(
            "subscriptionline",
            {"enddate": end, "lastmodifieddate": self._writing.now},
            "subscription = ? AND includeinrenewal = 'T'",
            self._old["id"],
        )
        self._remember(start, end)

    def _new_subscription(self) -> Row:
        subscription_id = self._writing.next_id("subscription")
        start = self._order["renewalstartdate"] or self._old["enddate"] + timedelta(days=1)
        end = self._order.get("renewalenddate") or last_day(start, self._months())
        row: Row = {column: self._old[column] for column in _CARRIED_OVER} | {
            "id": subscription_id,
            "idnumber": f"SUB{subscription_id:05d}",
            "name": f"{self._old['name']} Renewal",
            "subscriptionplan": self._order["renewalplan"] or self._old["subscriptionplan"],
            "initialterm": self._order["renewalterm"] or self._old["initialterm"],
            "startdate": start,
            "enddate": end,
            "billingsubscriptionstatus": "DRAFT",
            "renewalnumber": self._old["renewalnumber"] + 1,
            "subscriptionrevision": 1,
            "datecreated": self._writing.now,
            "lastmodifieddate": self._writing.now,
        }
        self._writing.insert("subscription", row)
        self._writing.update(
            "subscription",
            self._old["id"],
            {"nextrenewalstartdate": start, "lastmodifieddate": self._writing.now},
        )
        self._remember(start, end)
        self._copy_lines(row)
        return row

    def _copy_lines(self, renewed: Row) -> None:
        """Lines go along when they are to be renewed, and only into the same plan."""
        if renewed["subscriptionplan"] != self._old["subscriptionplan"]:
            return
        for line in self._writing.rows(LINES, self._old["id"]):
            if line["includeinrenewal"] != "T" or line["subscriptionlinestatus"] == "NOT_INCLUDED":
                continue
            self._writing.insert(
                "subscriptionline",
                line
                | {
                    "id": self._writing.next_id("subscriptionline"),
                    "subscription": renewed["id"],
                    "subscriptionlinestatus": "DRAFT",
                    "startdate": renewed["startdate"],
                    "enddate": renewed["enddate"],
                    "terminationdate": None,
                    "lastmodifieddate": self._writing.now,
                },
            )

    def _sell(self, renewed: Row) -> None:
        try:
            order_id = self._sales_order(renewed)
        except Refusal as refusal:
            self._step("CREATE_NEW_SALES_TRANSACTION", error=refusal.detail)
            return
        self._writing.update("subscription", renewed["id"], {"salesorder": order_id})
        self._step("CREATE_NEW_SALES_TRANSACTION", transaction=order_id)

    def _sales_order(self, renewed: Row) -> int:
        if self._order["renewaltrantype"] != "SalesOrd":
            raise user_error("Only sales orders can be made for renewals in this account.")
        lines = [
            Entry(
                {
                    "item": line["item"],
                    "quantity": -line["quantity"],
                    "foreignamount": -line["recurringamount"],
                }
            )
            for line in self._writing.rows(LINES, renewed["id"])
            if line["subscriptionlinetype"] != "USAGE"
        ]
        if not lines:
            raise user_error("The subscription has no line that a sales order could hold.")
        entry = Entry(
            {
                "entity": renewed["customer"],
                "orderstatus": "A",
                "startdate": renewed["startdate"],
                "enddate": renewed["enddate"],
                "memo": f"Renewal of {self._old['idnumber']}",
            },
            {"item": lines},
        )
        return OrderRules(self._desk.for_type(RECORD_TYPES["salesOrder"])).create(entry)

    def _months(self) -> int:
        return term_months(self._writing, self._order["renewalterm"] or self._old["initialterm"])

    def _remember(self, start: object, end: object) -> None:
        changes = {"renewalstartdate": start, "renewalenddate": end}
        self._writing.update("subscriptionchangeorder", self._order["id"], changes)

    def _step(self, step: str, **outcome: Any) -> None:
        self._writing.insert(
            "subscriptionchangeorderrenewalsteps",
            {
                "subscriptionchangeorder": self._order["id"],
                "step": step,
                "status": "FAILURE" if "error" in outcome else "SUCCESS",
                **outcome,
            },
        )
