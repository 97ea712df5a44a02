"""The catalogue as every system holds it: billing is its master, the others follow."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from sandbox.company import (
    Agreement,
    BillingCycle,
    BillingPrice,
    BillingProduct,
    BillingRecords,
    CrmPrice,
    CrmPricebook,
    CrmProduct,
    CrmRecords,
    Item,
    Plan,
    StoreProduct,
    StoreRecords,
    SubscriptionBooks,
)
from sandbox.company.billing import Pick
from sandbox.making.crm_ids import crm_id
from sandbox.making.days import morning
from sandbox.making.goods import DEALS, DEVICES, GOODS, PLACES, Deal, Good
from sandbox.making.staff import crm_users

OPENED_DAYS = 3_000
TERMS_DAYS = (15, 30, 45, 60)
STANDARD_BOOK = crm_id("pricebook", 1)
CYCLES = ("Monthly 1st", "Quarterly 1st", "Yearly 1st")
CATEGORIES: tuple[Pick, ...] = ((178, "Business"), (179, "Public sector"), (180, "Reseller"))
PAYMENT_TERMS: tuple[Pick, ...] = tuple(
    (110 + i, f"Net {days}") for i, days in enumerate(TERMS_DAYS)
)
PLAN_MONTHS = (1, 12, 24, 36)
_TYPES: dict[str, Literal["customer-subscription", "add-on", "general-product"]] = {
    "base": "customer-subscription",
    "add-on": "add-on",
    "one-time": "general-product",
    "device": "general-product",
}
_ERP_KINDS: dict[str, Literal["Service", "NonInvtPart", "InvtPart"]] = {
    "base": "Service",
    "add-on": "Service",
    "one-time": "NonInvtPart",
    "device": "InvtPart",
}


def opened_on(as_of: date) -> date:
    """The day on which the catalogue came into force."""
    return as_of - timedelta(days=OPENED_DAYS)


def plan_id(good: Good, months: int) -> int:
    """The ERP's id of the plan that sells a base service for a term."""
    return 4_200 + 5 * good.number + PLAN_MONTHS.index(months)


def crm_product_id(good: Good) -> str:
    return crm_id("product", good.number)


def crm_price_id(good: Good, currency: str) -> str:
    return crm_id("price", 10 * good.number + list(PLACES).index(currency))


def in_billing(as_of: date) -> BillingRecords:
    """Products with their prices, agreements, and the small lists that accounts choose from."""
    kinds: tuple[Literal["monthly", "quarterly", "yearly"], ...] = (
        "monthly",
        "quarterly",
        "yearly",
    )
    return BillingRecords(
        cycles=tuple(
            BillingCycle(80 + i, name, kind, 1, None)
            for i, (name, kind) in enumerate(zip(CYCLES, kinds, strict=True))
        ),
        categories=CATEGORIES,
        payment_terms=PAYMENT_TERMS,
        products=tuple(_product(it, as_of) for it in GOODS),
        agreements=tuple(_agreement(it) for it in DEALS),
    )


def in_crm(as_of: date) -> CrmRecords:
    """Users, products with what only the CRM knows of them, and the standard price book."""
    opened = morning(opened_on(as_of))
    return CrmRecords(
        users=crm_users(opened),
        products=tuple(_crm_product(it, opened) for it in GOODS),
        pricebooks=(
            CrmPricebook(STANDARD_BOOK, "Standard Price Book", True, True, opened, opened),
        ),
        prices=tuple(_crm_price(it, currency, opened) for it in GOODS for currency in PLACES),
    )


def in_erp(as_of: date) -> SubscriptionBooks:
    """Items, and a plan for every base service and term, with the add-ons that it can have."""
    opened = morning(opened_on(as_of))
    add_ons = tuple(it.sku for it in GOODS if it.kind == "add-on")
    return SubscriptionBooks(
        items=tuple(
            Item(it.item_id, it.sku, it.name, _ERP_KINDS[it.kind], False, opened) for it in GOODS
        ),
        plans=tuple(
            Plan(plan_id(it, months), f"{it.name} {months}m", months, (it.sku, *add_ons))
            for it in GOODS
            if it.kind == "base"
            for months in PLAN_MONTHS
        ),
    )


def in_store(as_of: date) -> StoreRecords:
    """The devices."""
    opened = morning(opened_on(as_of))
    return StoreRecords(
        products=tuple(
            StoreProduct(
                id=it.store_id,
                variant_id=1_000 + it.store_id,
                name=it.name,
                sku=it.sku,
                price=it.price("USD"),
                vendor=it.vendor,
                is_visible=True,
                created_at=opened,
                modified_at=opened,
            )
            for it in DEVICES
        )
    )


def _product(it: Good, as_of: date) -> BillingProduct:
    period: Literal["MONTH", "ONE_TIME"] = "MONTH" if it.is_recurring else "ONE_TIME"
    since = opened_on(as_of)
    prices = [
        BillingPrice(it.price_id(currency), it.price(currency), currency, period, since, None)
        for currency in PLACES
    ]
    if it.number % 4 == 0:  # an older price, no longer in force
        older = since - timedelta(days=400)
        cheaper = it.price("USD") - Decimal("1.00")
        ended = since - timedelta(days=1)
        prices.append(BillingPrice(it.price_id("USD") + 5, cheaper, "USD", period, older, ended))
    return BillingProduct(
        id=it.billing_id,
        name=it.name,
        sku=it.sku,
        description=f"{it.name} ({it.family})",
        type=_TYPES[it.kind],
        state="AVAILABLE",
        requires_agreement=it.kind == "base",
        prices=tuple(prices),
    )


def _agreement(it: Deal) -> Agreement:
    return Agreement(
        id=it.id,
        name=it.name,
        status="ACTIVE",
        months=it.months,
        end_action="SERVICE_ONLY" if it.months == 1 else "RENEW_AGREEMENT",
        flat_fee=None if it.flat is None else Decimal(it.flat).quantize(Decimal("0.01")),
        percentage=None if it.percentage is None else Decimal(it.percentage),
        most=None if it.most is None else Decimal(it.most).quantize(Decimal("0.01")),
        is_prorated=it.is_prorated,
        currency=it.currency,
    )


def _crm_product(it: Good, opened: datetime) -> CrmProduct:
    return CrmProduct(
        id=crm_product_id(it),
        name=it.name.upper() if it.number % 9 == 0 else it.name,
        code=it.sku,
        description=None,
        family=it.family,
        is_active=True,
        product_id_billing=str(it.billing_id),
        work_order_template=f"New '{it.name}'" if it.kind == "base" else None,
        created_at=opened,
        modified_at=opened,
    )


def _crm_price(it: Good, currency: str, opened: datetime) -> CrmPrice:
    return CrmPrice(
        id=crm_price_id(it, currency),
        pricebook_id=STANDARD_BOOK,
        product_id=crm_product_id(it),
        unit_price=it.price(currency),
        currency=currency,
        is_active=True,
        price_id_billing=str(it.price_id(currency)),
        created_at=opened,
        modified_at=opened,
    )
