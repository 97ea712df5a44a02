"""Lists and entities that are only read, and the token of a payment page."""

import secrets

from sandbox.gotransverse.call import Answer, Call, answer
from sandbox.gotransverse.listing import listed, listed_inside, shown
from sandbox.gotransverse.tables import (
    ACTIONS,
    ADJUSTMENTS,
    AGREEMENTS,
    BILL_CYCLES,
    CATEGORIES,
    CHARGE_CATEGORIES,
    INVOICES,
    PAYMENT_APPLICATIONS,
    PAYMENTS,
    PRODUCT_RELATIONS,
    PRODUCTS,
)


def list_products(call: Call) -> Answer:
    return listed(call, PRODUCTS)


def show_product(call: Call) -> Answer:
    return shown(call, PRODUCTS, "product")


def list_product_prices(call: Call) -> Answer:
    return listed_inside(call, call.found(PRODUCTS, "product")["product_prices"])


def list_product_relations(call: Call) -> Answer:
    return listed(call, PRODUCT_RELATIONS)


def list_agreements(call: Call) -> Answer:
    return listed(call, AGREEMENTS)


def show_agreement(call: Call) -> Answer:
    return shown(call, AGREEMENTS, "agreement")


def list_invoices(call: Call) -> Answer:
    return listed(call, INVOICES)


def show_invoice(call: Call) -> Answer:
    return shown(call, INVOICES, "invoice")


def list_invoice_items(call: Call) -> Answer:
    return listed_inside(call, call.found(INVOICES, "invoice")["invoice_items"])


def list_payments(call: Call) -> Answer:
    return listed(call, PAYMENTS)


def show_payment(call: Call) -> Answer:
    return shown(call, PAYMENTS, "payment")


def list_applications_of_payment(call: Call) -> Answer:
    return listed_inside(call, call.found(PAYMENTS, "payment")["payment_applications"])


def list_payment_applications(call: Call) -> Answer:
    return listed(call, PAYMENT_APPLICATIONS)


def list_adjustments(call: Call) -> Answer:
    return listed(call, ADJUSTMENTS)


def show_adjustment(call: Call) -> Answer:
    return shown(call, ADJUSTMENTS, "adjustment")


def list_bill_cycles(call: Call) -> Answer:
    return listed(call, BILL_CYCLES)


def list_categories(call: Call) -> Answer:
    return listed(call, CATEGORIES)


def list_charge_categories(call: Call) -> Answer:
    return listed(call, CHARGE_CATEGORIES)


def list_actions(call: Call) -> Answer:
    return listed(call, ACTIONS)


def generate_token(call: Call) -> Answer:
    """A token that a payment page in a browser would log in with."""
    call.only()
    return answer({"token": secrets.token_hex(16)})
