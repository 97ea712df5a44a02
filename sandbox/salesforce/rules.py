"""Business rules of single objects: what a record must be like beside the records it refers to.

The reference page, §13 and §17. A rule refuses a record, or fills it in from its parent.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.salesforce.errors import RowRefused
from sandbox.salesforce.lookups import Lookups
from sandbox.salesforce.soql_scope import quoted

Row = dict[str, Any]
Rule = Callable[[Lookups, Row, Row | None], None]  # the record, and as it was before


def apply_rules(object_name: str, lookups: Lookups, row: Row, before: Row | None) -> None:
    """RowRefused where a rule is broken; `before` is None for a new record."""
    rule = _RULES.get(object_name)
    if rule is not None:
        rule(lookups, row, before)


def _price(lookups: Lookups, row: Row, before: Row | None) -> None:
    if before is not None:
        return
    product = lookups.live("Product2", row["Product2Id"]) or {}
    row["Name"], row["ProductCode"] = product.get("Name"), product.get("ProductCode")
    book = lookups.live("Pricebook2", row["Pricebook2Id"]) or {}
    currency = row.get("CurrencyIsoCode")
    if not book.get("IsStandard") and not lookups.has_standard_price(row["Product2Id"], currency):
        words = "Before creating a custom price, create a standard price."
        raise RowRefused("STANDARD_PRICE_NOT_DEFINED", words)
    found = lookups.rows_where(
        "PricebookEntry",
        f'"Pricebook2Id" = {quoted(row["Pricebook2Id"])} '
        f'AND "Product2Id" = {quoted(row["Product2Id"])} AND NOT "IsDeleted"',
    )
    if any(it.get("CurrencyIsoCode") == currency for it in found):
        words = "This price definition already exists in this price book"
        raise RowRefused("DUPLICATE_VALUE", words, "Pricebook2Id", "Product2Id")


def _order(lookups: Lookups, row: Row, before: Row | None) -> None:
    is_activated = row["StatusCode"] == "Activated"
    if before is None:
        if is_activated:
            words = (
                "Choose a valid order status and save your changes. Ask your Salesforce admin for "
                "details."
            )
            raise RowRefused("FAILED_ACTIVATION", words, "Status")
        return
    was_activated = before["StatusCode"] == "Activated"
    if is_activated and not was_activated:
        where = f'"OrderId" = {quoted(row["Id"])} AND NOT "IsDeleted"'
        if not lookups.rows_where("OrderItem", where):
            words = "An order must have at least one product."
            raise RowRefused("FAILED_ACTIVATION", words)
        row["ActivatedDate"] = row["LastModifiedDate"]
        row["ActivatedById"] = row["LastModifiedById"]
    if was_activated and any(row[name] != before[name] for name in ("AccountId", "Pricebook2Id")):
        words = "Can't change the account or the price book of an activated order."
        raise RowRefused("FIELD_INTEGRITY_EXCEPTION", words)
    if not is_activated:
        row["ActivatedDate"] = row["ActivatedById"] = None


def _order_line(lookups: Lookups, row: Row, before: Row | None) -> None:
    order = lookups.live("Order", row["OrderId"]) or {}
    if order.get("StatusCode") == "Activated" and _changes_amounts(row, before):
        words = "unable to modify order product: the order is activated"
        raise RowRefused("ENTITY_IS_LOCKED", words, "OrderId")
    if before is None:
        _from_entry(lookups, row, order, "order")


def _opportunity_line(lookups: Lookups, row: Row, before: Row | None) -> None:
    if before is not None:
        return
    opportunity = lookups.live("Opportunity", row["OpportunityId"]) or {}
    if row.get("PricebookEntryId") is None:
        words = "Required fields are missing: [PricebookEntryId]"
        raise RowRefused("REQUIRED_FIELD_MISSING", words, "PricebookEntryId")
    if row.get("UnitPrice") is None and row.get("TotalPrice") is None:
        words = "Required fields are missing: [UnitPrice]"
        raise RowRefused("REQUIRED_FIELD_MISSING", words, "UnitPrice")
    _from_entry(lookups, row, opportunity, "opportunity")
    row["Name"] = f"{opportunity.get('Name')} {row.pop('_product')}"[:376]


def _quote(lookups: Lookups, row: Row, before: Row | None) -> None:
    if before is None:
        opportunity = lookups.live("Opportunity", row["OpportunityId"]) or {}
        row["AccountId"] = opportunity.get("AccountId")
        row["Subtotal"] = row["TotalPrice"] = row["GrandTotal"] = row.get("Tax")


def _quote_line(lookups: Lookups, row: Row, before: Row | None) -> None:
    if before is None:
        _from_entry(lookups, row, lookups.live("Quote", row["QuoteId"]) or {}, "quote")


def _from_entry(lookups: Lookups, row: Row, parent: Row, kind: str) -> None:
    """A line takes product, list price and currency from its price, which must fit its parent."""
    entry = lookups.live("PricebookEntry", row["PricebookEntryId"]) or {}
    book = parent.get("Pricebook2Id")
    if book is not None and entry.get("Pricebook2Id") != book:
        words = f"pricebook entry is in a different pricebook than the one assigned to the {kind}"
        raise RowRefused("FIELD_INTEGRITY_EXCEPTION", words, "PricebookEntryId")
    if entry.get("CurrencyIsoCode") != parent.get("CurrencyIsoCode"):
        words = f"The pricebook entry currency code does not match with the {kind} currency code"
        raise RowRefused("FIELD_INTEGRITY_EXCEPTION", words, "PricebookEntryId")
    if not entry.get("IsActive"):
        words = "pricebook entry is inactive"
        raise RowRefused("FIELD_INTEGRITY_EXCEPTION", words, "PricebookEntryId")
    row["Product2Id"], row["ListPrice"] = entry["Product2Id"], entry["UnitPrice"]
    row["CurrencyIsoCode"] = parent.get("CurrencyIsoCode")
    if kind == "opportunity":
        row["ProductCode"], row["_product"] = entry["ProductCode"], entry["Name"]


def _changes_amounts(row: Row, before: Row | None) -> bool:
    return before is None or any(row[it] != before[it] for it in ("Quantity", "UnitPrice"))


_RULES: Mapping[str, Rule] = {
    "PricebookEntry": _price,
    "Order": _order,
    "OrderItem": _order_line,
    "OpportunityLineItem": _opportunity_line,
    "Quote": _quote,
    "QuoteLineItem": _quote_line,
}
