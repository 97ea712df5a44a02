"""Rules of billing accounts, subscription plans and subscriptions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.netsuite.bodies import Entry
from sandbox.netsuite.errors import invalid_content, user_error
from sandbox.netsuite.rules import Desk
from sandbox.netsuite.store import Row, Writing

STARTS_AS = ("DRAFT", "PENDING_ACTIVATION")
USUAL_MONTHS = 12
LINES = "SELECT * FROM books.subscriptionline WHERE subscription = ? ORDER BY linenumber"


class BillingAccountRules:
    """A billing account takes currency and subsidiary from its customer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, entry: Entry) -> int:
        writing = self._desk.writing
        account_id = writing.next_id("billingaccount")
        customer = writing.row("customer", entry.values["customer"]) or {}
        self._desk.insert(
            {
                "id": account_id,
                "idnumber": f"BA{account_id:05d}",
                "name": f"BA{account_id:05d} {customer['companyname']}",
                "currency": customer["currency"],
                "frequency": "MONTHLY",
                "customerdefault": "F",
                "inactive": "F",
                "subsidiary": customer["subsidiary"],
                "requestoffcycleinvoice": "F",
                "datecreated": writing.now,
                "lastmodifieddate": writing.now,
                **_given(entry),
            }
        )
        return account_id

    def change(self, row: Row, entry: Entry) -> None:
        self._desk.update(row, entry.values)

    def delete(self, row: Row) -> None:
        self._desk.raise_if_used("subscription", "billingaccount", row)
        self._desk.delete(row, row["name"])


class PlanRules:
    """A plan is hardly more than a name here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, entry: Entry) -> int:
        writing = self._desk.writing
        plan_id = writing.next_id("subscriptionplan")
        row = {"id": plan_id, "isinactive": "F", "lastmodifieddate": writing.now}
        self._desk.insert(row | _given(entry))
        return plan_id

    def change(self, row: Row, entry: Entry) -> None:
        self._desk.update(row, entry.values)

    def delete(self, row: Row) -> None:
        self._desk.raise_if_used("subscription", "subscriptionplan", row)
        self._desk.delete(row, row["itemid"])


class SubscriptionRules:
    """A subscription is drafted by hand; from then on change orders move it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._writing = desk.writing

    def create(self, entry: Entry) -> int:
        subscription_id = self._writing.next_id("subscription")
        values = _given(entry)
        customer = self._writing.row("customer", values["customer"]) or {}
        self._check_account(values)
        status = values.get("billingsubscriptionstatus", "DRAFT")
        if status not in STARTS_AS:
            raise user_error(_ONLY_BY_CHANGE_ORDER, "billingSubscriptionStatus")
        months = term_months(self._writing, values.get("initialterm"))
        self._desk.insert(
            {
                "id": subscription_id,
                "idnumber": f"SUB{subscription_id:05d}",
                "name": f"SUB{subscription_id:05d} {customer['companyname']}",
                "enddate": last_day(values["startdate"], months),
                "billingsubscriptionstatus": status,
                "autorenewal": "F",
                "renewalnumber": 0,
                "subscriptionrevision": 1,
                "frequency": "MONTHLY",
                "currency": customer["currency"],
                "subsidiary": customer["subsidiary"],
                "datecreated": self._writing.now,
                "lastmodifieddate": self._writing.now,
                **values,
            }
        )
        self._write_lines(subscription_id, status, entry)
        return subscription_id

    def change(self, row: Row, entry: Entry) -> None:
        values = dict(entry.values)
        wanted = values.get("billingsubscriptionstatus", row["billingsubscriptionstatus"])
        if wanted != row["billingsubscriptionstatus"]:
            if row["billingsubscriptionstatus"] != "DRAFT" or wanted != "PENDING_ACTIVATION":
                raise user_error(_ONLY_BY_CHANGE_ORDER, "billingSubscriptionStatus")
            self._writing.update_where(
                "subscriptionline",
                {"subscriptionlinestatus": wanted},
                "subscription = ? AND subscriptionlinestatus = 'DRAFT'",
                row["id"],
            )
        if values.get("startdate", row["startdate"]) is None:
            raise invalid_content("Please enter value(s) for: startDate.", "startDate")
        self._desk.update(row, values)
        self._write_lines(row["id"], wanted, entry)

    def delete(self, row: Row) -> None:
        if row["billingsubscriptionstatus"] != "DRAFT":
            raise user_error("Only a draft subscription can be deleted.")
        self._desk.raise_if_used("subscriptionchangeorder", "subscription", row)
        self._writing.delete("subscriptionline", "subscription = ?", row["id"])
        self._desk.delete(row, row["name"])

    def _check_account(self, values: dict[str, Any]) -> None:
        account_id = values.get("billingaccount")
        account = self._writing.row("billingaccount", account_id) if account_id else None
        if account is not None and account["customer"] != values["customer"]:
            raise user_error("The billing account is another customer's.", "billingAccount")

    def _write_lines(self, subscription_id: int, status: str, entry: Entry) -> None:
        present = {line["linenumber"]: line for line in self._writing.rows(LINES, subscription_id)}
        if "subscriptionLine" in entry.replaced:
            self._writing.delete("subscriptionline", "subscription = ?", subscription_id)
            present = {}
        for line in entry.sublists.get("subscriptionLine", []):
            wanted = line.values.pop("line", None)
            if wanted in present:
                where = "subscription = ? AND linenumber = ?"
                stamped = {**line.values, "lastmodifieddate": self._writing.now}
                self._writing.update_where(
                    "subscriptionline", stamped, where, subscription_id, wanted
                )
            else:
                number = max(present, default=0) + 1
                present[number] = {}
                self._add_line(subscription_id, number, status, line)

    def _add_line(self, subscription_id: int, number: int, status: str, entry: Entry) -> None:
        if entry.values.get("item") is None:
            raise invalid_content("Please enter value(s) for: item.", "subscriptionLine.items.item")
        owner = self._writing.row("subscription", subscription_id) or {}
        is_included = entry.values.get("isincluded") != "F"
        self._writing.insert(
            "subscriptionline",
            {
                "id": self._writing.next_id("subscriptionline"),
                "subscription": subscription_id,
                "linenumber": number,
                "subscriptionlinestatus": status if is_included else "NOT_INCLUDED",
                "subscriptionlinetype": "RECURRING",
                "isincluded": "T",
                "includeinrenewal": "T",
                "billingmode": "IN_ADVANCE",
                "startdate": owner["startdate"],
                "enddate": owner["enddate"],
                "quantity": Decimal(1),
                "recurringamount": Decimal(0),
                "lastmodifieddate": self._writing.now,
                **_given(entry),
            },
        )


_ONLY_BY_CHANGE_ORDER = "The status of a subscription is changed by a subscription change order."


def term_months(writing: Writing, term_id: int | None) -> int:
    """How many months a term has; a year where none is named."""
    row = writing.row("subscriptionterm", term_id) if term_id is not None else None
    return int(row["subscriptiontermduration"]) if row else USUAL_MONTHS


def last_day(start: date, months: int) -> date:
    """The last day of a term: 15 January and twelve months give 14 January."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day
    while True:
        try:
            return date(year, month + 1, day) - timedelta(days=1)
        except ValueError:
            day -= 1  # a month that is too short ends the term on its last day


def _given(entry: Entry) -> dict[str, Any]:
    return {column: value for column, value in entry.values.items() if value is not None}
