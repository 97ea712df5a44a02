"""docs/differences.md §10: what the others make of billing's catalogue."""

from sandbox.company import BillingProduct, CrmProduct
from tests.sandbox.audit.names import normal
from tests.sandbox.audit.records import Findings, Records, finding, ids


def differences(its: Records) -> Findings:
    crm = {it.product_id_billing: it for it in its.crm_products if it.product_id_billing}
    skus = {it.sku for it in its.products}
    active = {it.sku for it in its.items if not it.is_inactive}
    for it in its.products:
        left, is_sold = ("gotransverse", it.id), it.state == "AVAILABLE"
        if is_sold and it.sku not in active:
            yield finding("catalog", "missing_right", "item", left, ("netsuite", ""))
        own = crm.get(str(it.id))
        if own is None:
            if is_sold:
                yield finding("catalog", "missing_right", "product", left, ("salesforce", ""))
            continue
        yield from _product(its, it, own)
        if is_sold:
            yield from _prices(its, it)
    for product in its.crm_products:
        is_known = product.product_id_billing in {str(it.id) for it in its.products}
        if product.is_active and not is_known and product.code not in skus:
            nothing, mine = ("gotransverse", ""), ("salesforce", product.id)
            yield finding("catalog", "missing_left", "product", nothing, mine)


def _product(its: Records, it: BillingProduct, own: CrmProduct) -> Findings:
    left, right = ("gotransverse", it.id), ("salesforce", own.id)
    twins = [
        other.id
        for other in its.crm_products
        if other.code == it.sku and other.is_active and not other.product_id_billing
    ]
    if twins:
        both = ("salesforce", ids([own.id, *twins]))
        yield finding("catalog", "duplicate", "product", left, both)
    elif normal(own.name) != normal(it.name):
        yield finding("catalog", "mapping", "name", left, right)
    elif it.state == "NOT_AVAILABLE" and own.is_active:
        yield finding("catalog", "status", "is_active", left, right)


def _prices(its: Records, it: BillingProduct) -> Findings:
    entries = {own.price_id_billing: own for own in its.crm_prices if own.is_active}
    shown = {own.sku: own for own in its.store_products}
    for price in it.prices:
        if price.ends_on is not None or price.period not in ("MONTH", "ONE_TIME"):
            continue
        left, own = ("gotransverse", price.id), entries.get(str(price.id))
        if own is None:
            right = ("salesforce", "")
            yield finding(
                "catalog", "missing_right", "price", left, right, price.amount, price.currency
            )
        elif own.currency != price.currency:
            right = ("salesforce", own.id)
            yield finding("catalog", "currency", "price", left, right, own.unit_price, own.currency)
        elif own.unit_price != price.amount:
            right = ("salesforce", own.id)
            amount = price.amount - own.unit_price
            yield finding("catalog", "amount", "price", left, right, amount, price.currency)
        device = shown.get(it.sku)
        if device and price.currency == "USD" and device.price != price.amount:
            amount = price.amount - device.price
            right = ("bigcommerce", str(device.id))
            yield finding("catalog", "amount", "store_price", left, right, amount, "USD")
