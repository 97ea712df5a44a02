"""How the catalogue drifts apart: billing is its master, and the others were not kept in step."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from sandbox.company import Bundle, CrmPrice, CrmProduct, PlantedBreak
from sandbox.making.catalogue import crm_price_id, crm_product_id
from sandbox.making.crm_ids import crm_id
from sandbox.making.findings import Record, as_text, found, money
from sandbox.making.goods import GOODS, Good

_BY_SKU = {it.sku: it for it in GOODS}
Drifted = tuple[Bundle, PlantedBreak]


def drifted(made: Bundle) -> Bundle:
    """The company's bundle with every difference of the catalogue once, each at its own product."""
    breaks: list[PlantedBreak] = []
    for drift in _DRIFTS:
        made, planted = drift(made)
        breaks.append(planted)
    return replace(made, breaks=tuple(breaks))


def _product_missing(made: Bundle) -> Drifted:
    good = _BY_SKU["OT-320"]
    crm = made.crm
    own = crm_product_id(good)
    crm = replace(
        crm,
        products=tuple(it for it in crm.products if it.id != own),
        prices=tuple(it for it in crm.prices if it.product_id != own),
    )
    because = f"{_called(good)} is sold in billing and is no product of the CRM."
    return replace(made, crm=crm), _found("missing_right", "product", _left(good), "", because)


def _product_unknown(made: Bundle) -> Drifted:
    like = made.crm.products[0]
    own = replace(
        like,
        id=crm_id("product", 901),
        name="Fax Gateway",
        code="CS-900",
        product_id_billing=None,
        work_order_template=None,
    )
    because = f"CRM product {own.code} {own.name} is active and billing has no such product."
    return _with_product(made, own), _found(
        "missing_left", "product", ("gotransverse", ""), own.id, because
    )


def _product_twice(made: Bundle) -> Drifted:
    good = _BY_SKU["OT-310"]
    like = next(it for it in made.crm.products if it.code == good.sku)
    own = replace(like, id=crm_id("product", 902), product_id_billing=None)
    both = as_text([like.id, own.id])
    because = f"{_called(good)} is two active products of the CRM, {both}."
    return _with_product(made, own), _found("duplicate", "product", _left(good), both, because)


def _renamed(made: Bundle) -> Drifted:
    good = _BY_SKU["AD-230"]
    own, changed = _changed(made, good, name="Voice Archive")
    because = f"{_called(good)} is called {own.name} in the CRM."
    return changed, _found("mapping", "name", _left(good), own.id, because)


def _retired(made: Bundle) -> Drifted:
    good = _BY_SKU["AD-240"]
    products = tuple(
        replace(it, state="NOT_AVAILABLE") if it.id == good.billing_id else it
        for it in made.billing.products
    )
    made = replace(made, billing=replace(made.billing, products=products))
    because = f"{_called(good)} is no longer available in billing and still active in the CRM."
    return made, _found("status", "is_active", _left(good), crm_product_id(good), because)


def _price_missing(made: Bundle) -> Drifted:
    good = _BY_SKU["OT-300"]
    own = crm_price_id(good, "GBP")
    prices = tuple(it for it in made.crm.prices if it.id != own)
    made = replace(made, crm=replace(made.crm, prices=prices))
    price = good.price("GBP")
    because = f"The price of {_called(good)}, {money(price, 'GBP')}, is in no price book."
    return made, _found("missing_right", "price", _price(good, "GBP"), "", because, price, "GBP")


def _price_currency(made: Bundle) -> Drifted:
    """A book has one entry for a product and a currency: the place of GBP is free here."""
    good = _BY_SKU["OT-300"]
    own, changed = _repriced(made, good, "EUR", currency="GBP")
    because = (
        f"The price of {_called(good)} is in EUR in billing, in {own.currency} in the price book."
    )
    return changed, _found(
        "currency", "price", _price(good, "EUR"), own.id, because, own.unit_price, own.currency
    )


def _price_amount(made: Bundle) -> Drifted:
    good = _BY_SKU["CS-130"]
    right = good.price("USD")
    own, changed = _repriced(made, good, "USD", unit_price=right - Decimal("5.00"))
    because = (
        f"{_called(good)} costs {money(right, 'USD')} in billing and "
        f"{money(own.unit_price, 'USD')} in the price book."
    )
    amount = right - own.unit_price
    return changed, _found("amount", "price", _price(good, "USD"), own.id, because, amount, "USD")


def _item_inactive(made: Bundle) -> Drifted:
    good = _BY_SKU["PC-610"]
    items = tuple(
        replace(it, is_inactive=True) if it.id == good.item_id else it
        for it in made.subscriptions.items
    )
    made = replace(made, subscriptions=replace(made.subscriptions, items=items))
    because = f"{_called(good)} has no active item in the ERP."
    return made, found("catalog", "missing_right", "item", _left(good), ("netsuite", ""), because)


def _store_price(made: Bundle) -> Drifted:
    good = _BY_SKU["NW-700"]
    right = good.price("USD")
    wrong = right + Decimal("30.00")
    products = tuple(
        replace(it, price=wrong) if it.id == good.store_id else it for it in made.store.products
    )
    made = replace(made, store=replace(made.store, products=products))
    because = (
        f"{_called(good)} costs {money(right, 'USD')} in billing and {money(wrong, 'USD')} "
        "in the store."
    )
    return made, found(
        "catalog",
        "amount",
        "store_price",
        _price(good, "USD"),
        ("bigcommerce", str(good.store_id)),
        because,
        right - wrong,
        "USD",
    )


def _found(
    kind: str,
    field: str,
    left: Record,
    crm_record: str,
    because: str,
    amount: Decimal | None = None,
    currency: str | None = None,
) -> PlantedBreak:
    right: Record = ("salesforce", crm_record)
    return found("catalog", kind, field, left, right, because, amount, currency)


def _left(good: Good) -> Record:
    return ("gotransverse", str(good.billing_id))


def _price(good: Good, currency: str) -> Record:
    return ("gotransverse", str(good.price_id(currency)))


def _called(good: Good) -> str:
    return f"{good.sku} {good.name}"


def _with_product(made: Bundle, own: CrmProduct) -> Bundle:
    return replace(made, crm=replace(made.crm, products=(*made.crm.products, own)))


def _changed(made: Bundle, good: Good, *, name: str) -> tuple[CrmProduct, Bundle]:
    own = next(it for it in made.crm.products if it.code == good.sku)
    changed = replace(own, name=name)
    products = tuple(changed if it is own else it for it in made.crm.products)
    return changed, replace(made, crm=replace(made.crm, products=products))


def _repriced(
    made: Bundle,
    good: Good,
    currency_was: str,
    *,
    unit_price: Decimal | None = None,
    currency: str | None = None,
) -> tuple[CrmPrice, Bundle]:
    id_ = crm_price_id(good, currency_was)
    own = next(it for it in made.crm.prices if it.id == id_)
    changed = replace(
        own, unit_price=unit_price or own.unit_price, currency=currency or own.currency
    )
    prices = tuple(changed if it is own else it for it in made.crm.prices)
    return changed, replace(made, crm=replace(made.crm, prices=prices))


_DRIFTS: tuple[Callable[[Bundle], Drifted], ...] = (
    _product_missing,
    _product_unknown,
    _product_twice,
    _renamed,
    _retired,
    _price_missing,
    _price_currency,
    _price_amount,
    _item_inactive,
    _store_price,
)
