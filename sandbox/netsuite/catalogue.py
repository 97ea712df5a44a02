"""The catalogue, the addresses and the subscriptions of the company, as the books keep them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox.company import (
    ChangeOrder,
    Charge,
    Customer,
    ErpBillingAccount,
    Item,
    Subscription,
    SubscriptionBooks,
    SubscriptionLine,
)
from sandbox.netsuite.lines import flag
from sandbox.netsuite.store import Row

MONTHS = (12, 24, 36)  # the terms that a subscription can be sold for in any company
PLANS = ("Standard Plan", "Premium Plan")  # of a company that has none of its own
Placed = tuple[str, Row]  # a table and a row of it


def item_row(it: Item) -> Row:
    return {
        "id": it.id,
        "itemid": it.sku,
        "displayname": it.name,
        "itemtype": it.kind,
        "isinactive": flag(it.is_inactive),
        "lastmodifieddate": it.modified_at,
    }


def plain_item_row(item_id: int, sku: str, at: datetime) -> Row:
    """An item of which nothing is known but that it was sold."""
    return {
        "id": item_id,
        "itemid": sku,
        "displayname": sku,
        "itemtype": "Service",
        "isinactive": "F",
        "lastmodifieddate": at,
    }


def address_rows(it: Customer) -> Iterator[Placed]:
    """The customer's address, for bills and deliveries alike."""
    if it.address is None:
        return
    yield (
        "customeraddressbook",
        {
            "internalid": it.id,
            "entity": it.id,
            "addressbookaddress": it.id,
            "label": it.address.line1,
            "defaultbilling": "T",
            "defaultshipping": "T",
        },
    )
    yield (
        "customeraddressbookentityaddress",
        {
            "nkey": it.id,
            "addressee": it.name,
            "addr1": it.address.line1,
            "city": it.address.city,
            "state": it.address.region,
            "zip": it.address.postal_code,
            "country": it.address.country,
            "lastmodifieddate": it.modified_at,
        },
    )


def billing_setup(at: datetime, *, has_plans: bool) -> Iterator[Placed]:
    """The terms that there are, and two plans where the company has none of its own."""
    for number, months in enumerate(MONTHS, 1):
        yield (
            "subscriptionterm",
            {"id": number, "name": f"{months} Months", "subscriptiontermduration": months},
        )
    for number, name in enumerate(() if has_plans else PLANS, 1):
        plan = {"id": number, "itemid": name, "isinactive": "F", "initialterm": 1}
        yield "subscriptionplan", plan | {"lastmodifieddate": at}


@dataclass
class SubscriptionRows:
    """Writes down what the ERP bills by subscription; `item_id` gives an item's id by its SKU."""

    currency_ids: Mapping[str, int]
    item_id: Callable[[str], int]

    def rows(self, books: SubscriptionBooks, subsidiary_of: Mapping[int, int]) -> Iterator[Placed]:
        """Each row with its table; `subsidiary_of` knows the customers of this bundle."""
        for plan in books.plans:
            yield (
                "subscriptionplan",
                {
                    "id": plan.id,
                    "itemid": plan.name,
                    "isinactive": "F",
                    "initialterm": _term(plan.term_months),
                },
            )
        for account in books.billing_accounts:
            yield "billingaccount", self._account(account, subsidiary_of)
        for subscription in books.subscriptions:
            yield "subscription", self._subscription(subscription, subsidiary_of)
            for line in subscription.lines:
                yield "subscriptionline", self._line(subscription, line)
                yield from self._intervals(subscription, line)
        for order in books.change_orders:
            yield "subscriptionchangeorder", _change_order(order, subsidiary_of)
            yield from self._of_change_order(order)
        for charge in books.charges:
            yield "charge", self._charge(charge)

    def _account(self, it: ErpBillingAccount, subsidiary_of: Mapping[int, int]) -> Row:
        return {
            "id": it.id,
            "idnumber": it.number,
            "name": it.name,
            "customer": it.customer_id,
            "currency": self.currency_ids[it.currency],
            "frequency": it.frequency,
            "startdate": it.starts_on,
            "customerdefault": flag(it.is_default),
            "inactive": flag(it.is_inactive),
            "subsidiary": subsidiary_of.get(it.customer_id),
            "requestoffcycleinvoice": "F",
            "datecreated": it.created_at,
            "lastmodifieddate": it.modified_at,
        }

    def _subscription(self, it: Subscription, subsidiary_of: Mapping[int, int]) -> Row:
        return {
            "id": it.id,
            "idnumber": it.number,
            "name": it.name,
            "customer": it.customer_id,
            "billingaccount": it.billing_account_id,
            "subscriptionplan": it.plan_id,
            "initialterm": _term(it.term_months),
            "startdate": it.starts_on,
            "enddate": it.ends_on,
            "billingsubscriptionstatus": it.status,
            "autorenewal": flag(it.is_auto_renewed),
            "defaultrenewalmethod": it.renewal_method,
            "defaultrenewalterm": _term(it.term_months),
            "renewalnumber": it.renewal_number,
            "subscriptionrevision": 1,
            "salesorder": it.sales_order_id,
            "frequency": "MONTHLY",
            "currency": self.currency_ids[it.currency],
            "subsidiary": subsidiary_of.get(it.customer_id),
            "externalid": it.external_id,
            "datecreated": it.created_at,
            "lastmodifieddate": it.modified_at,
        }

    def _line(self, subscription: Subscription, it: SubscriptionLine) -> Row:
        present = it.intervals[-1] if it.intervals else None
        return {
            "id": it.id,
            "subscription": subscription.id,
            "linenumber": it.number,
            "item": self.item_id(it.sku),
            "subscriptionlinestatus": it.status,
            "subscriptionlinetype": it.kind,
            "isincluded": flag(it.status != "NOT_INCLUDED"),
            "includeinrenewal": flag(it.is_in_renewal),
            "billingmode": "IN_ADVANCE",
            "startdate": it.starts_on,
            "enddate": it.ends_on,
            "terminationdate": it.terminated_on,
            "quantity": it.quantity,
            "recurringamount": present.recurring_amount if present else None,
            "lastmodifieddate": subscription.modified_at,
        }

    def _intervals(self, subscription: Subscription, line: SubscriptionLine) -> Iterator[Placed]:
        for it in line.intervals:
            yield (
                "subscriptionpriceinterval",
                {
                    "id": it.id,
                    "subscription": subscription.id,
                    "item": self.item_id(line.sku),
                    "linenumber": line.number,
                    "status": line.status,
                    "chargetype": line.kind,
                    "frequency": it.frequency,
                    "startdate": it.starts_on,
                    "enddate": it.ends_on,
                    "quantity": it.quantity,
                    "recurringamount": it.recurring_amount,
                },
            )

    def _of_change_order(self, order: ChangeOrder) -> Iterator[Placed]:
        for line in order.lines:
            yield (
                "changeorderline",
                {
                    "subscriptionchangeorder": order.id,
                    "subscriptionline": line.line_id,
                    "item": self.item_id(line.sku),
                    "sequence": line.number,
                    "status": line.old_status,
                    "newstatus": line.new_status,
                    "quantity": line.old_quantity,
                    "newquantity": line.new_quantity,
                    "recurringamount": line.old_amount,
                    "newrecurringamount": line.new_amount,
                },
            )
        for step in order.steps:
            yield (
                "subscriptionchangeorderrenewalsteps",
                {
                    "subscriptionchangeorder": order.id,
                    "step": step.step,
                    "status": step.status,
                    "subscription": step.subscription_id,
                    "transaction": step.transaction_id,
                    "error": step.error,
                },
            )

    def _charge(self, it: Charge) -> Row:
        return {
            "id": it.id,
            "billingaccount": it.billing_account_id,
            "customer": it.customer_id,
            "subscription": it.subscription_id,
            "subscriptionline": it.line_id,
            "item": self.item_id(it.sku),
            "chargedate": it.charged_on,
            "servicestartdate": it.service_starts_on,
            "serviceenddate": it.service_ends_on,
            "quantity": it.quantity,
            "amount": it.amount,
            "currency": self.currency_ids[it.currency],
            "invoice": it.invoice_id,
            "createddate": it.created_at,
            "lastmodifieddate": it.created_at,
        }


def _change_order(it: ChangeOrder, subsidiary_of: Mapping[int, int]) -> Row:
    months = it.renewal_term_months
    return {
        "id": it.id,
        "idnumber": it.number,
        "action": it.action,
        "subscription": it.subscription_id,
        "customer": it.customer_id,
        "billingaccount": it.billing_account_id,
        "subsidiary": subsidiary_of.get(it.customer_id),
        "effectivedate": it.effective_on,
        "approvalstatus": it.approval,
        "approvaldate": it.modified_at.date() if it.approval == "APPROVED" else None,
        "subscriptionchangeorderstatus": it.status,
        "modificationtype": it.modification,
        "requestoffcycleinvoice": "F",
        "memo": it.memo or None,
        "renewalmethod": it.renewal_method,
        "renewalterm": _term(months) if months else None,
        "renewaltrantype": it.renewal_transaction_type,
        "renewalstartdate": it.renewal_starts_on,
        "renewalenddate": it.renewal_ends_on,
        "terminateatstartofday": "F",
        "is_applied": "T",
        "datecreated": it.created_at,
        "lastmodifieddate": it.modified_at,
    }


def _term(months: int) -> int | None:
    """The id of the term of so many months; other spans have none."""
    return MONTHS.index(months) + 1 if months in MONTHS else None
