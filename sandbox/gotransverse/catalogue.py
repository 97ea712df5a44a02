"""The catalogue of the company in the billing system's words: products, prices, agreements."""

from sandbox.company import Agreement, BillingCycle, BillingPrice, BillingProduct
from sandbox.company.billing import Pick
from sandbox.gotransverse.money import ZERO
from sandbox.gotransverse.references import SERVICE_FIELD, Record, custom_field
from sandbox.gotransverse.setup import charge_category
from sandbox.gotransverse.spelling import Speller


def bill_cycle(it: BillingCycle) -> Record:
    return {
        "id": str(it.id),
        "bill_cycle_type": it.type,
        "name": it.name,
        "status": "ACTIVE",
        "start_date": None,
        "end_date": None,
        "auto_bill": True,
        "internal_render": True,
        "include_external_charges": False,
        "currency_code": it.currency,
        "day_of_month": it.day_of_month,
        "current_bill_cycle_run": {"id": str(it.id), "bill_run_type": "bill-cycle-run"},
        "generate_invoice_artifacts": True,
    }


def category(it: Pick) -> Record:
    id_, name = it
    return {
        "id": str(id_),
        "name": name,
        "code": name.upper().replace(" ", "_"),
        "description": name,
        "status": "ACTIVE",
        "auto_pay_offset": 0,
        "minimum_invoice_thresholds": [],
        "custom_field_values": [],
    }


def payment_term(it: Pick) -> Record:
    return {"id": str(it[0]), "name": it[1]}


def product(it: BillingProduct, speller: Speller) -> Record:
    return {
        "id": str(it.id),
        "product_type": it.type,
        "name": it.name,
        "internal_name": it.name,
        "short_description": it.description,
        "description": it.description,
        "sku": it.sku,
        "external_product_number": None,
        "product_state": it.state,
        "requires_agreement": it.requires_agreement,
        "taxable": True,
        "trial": False,
        "trial_days": None,
        "default_quantity": 1,
        "introduction_date": None,
        "product_category": None,
        "product_prices": [product_price(price, speller) for price in it.prices],
        "actions": [],
        "tags": [],
        "service_custom_field_relations": [
            {"id": str(it.id), "service_custom_field": custom_field(SERVICE_FIELD)}
        ],
    }


def product_price(it: BillingPrice, speller: Speller) -> Record:
    """A price of a product; one without a recurrence period is charged once."""
    is_once = it.period == "ONE_TIME"
    common: Record = {
        "id": str(it.id),
        "from_date": speller.day(it.starts_on),
        "thru_date": speller.day_or_none(it.ends_on),
        "price_override": False,
        "currency_code": it.currency,
        "payment_on_purchase_required": False,
        "allow_scheduled_charges": False,
        "charge_category": charge_category("ONE_TIME" if is_once else "RECURRING"),
        "price_ranges": [
            {
                "quantity_begin_range": 0,
                "quantity_end_range": None,
                "price": it.amount,
                "level": 1,
                "currency_code": it.currency,
            }
        ],
    }
    if is_once:
        return common | {"charge_during_renewal": False}
    return common | {
        "recurrence_period": it.period,
        "prorated_on_order": True,
        "prorated_on_order_no_charge": False,
        "prorated_on_cancel": True,
        "bill_in_advance": True,
        "recurring_payment_required": False,
    }


def agreement(it: Agreement) -> Record:
    """Fees that an agreement does not have are zero; a most that it does not have is null."""
    return {
        "id": str(it.id),
        "name": it.name,
        "status": it.status,
        "agreement_period": it.months,
        "agreement_period_type": "MONTH",
        "end_action": it.end_action,
        "next_agreement": None,
        "from_date": None,
        "thru_date": None,
        "termination_flat_charge": ZERO if it.flat_fee is None else it.flat_fee,
        "termination_percentage_charge": ZERO if it.percentage is None else it.percentage,
        "max_termination_charge": it.most,
        "prorate_on_cancel": it.is_prorated,
        "termination_fee_currency_type": it.currency,
        "max_termination_fee_currency_type": it.currency,
        "minimum_amount": None,
        "true_up_adjustment_reason": None,
        "true_up_charge_types": [],
        "adjustment_category": {"id": "1", "name": "Termination"},
    }
