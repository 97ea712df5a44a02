"""Orders in the billing system's words."""

from collections.abc import Mapping

from sandbox.company import BillingOrder, BillingOrderItem
from sandbox.gotransverse.money import ZERO
from sandbox.gotransverse.references import ORDER_FIELD, Record, loaded_values, reference
from sandbox.gotransverse.spelling import Speller


def order(
    it: BillingOrder, account: Record, products: Mapping[int, Record], speller: Speller
) -> Record:
    """The order; the account and the products as they are shown inside others."""
    return blank_order() | {
        "id": str(it.id),
        "order_type": it.type,
        "order_num": it.number,
        "status": it.status,
        "order_date": speller.moment(it.ordered_at),
        "purchase_order_number": it.po_number,
        "note": it.note,
        "total_amount": it.total,
        "renewal_date": speller.day_or_none(it.renewal_on),
        "billing_account": account,
        "order_items": [_item(item, products, speller) for item in it.items],
        "custom_field_values": loaded_values(ORDER_FIELD, it.id, it.order_id_crm),
    }


def blank_order() -> Record:
    """What an order holds that nobody said anything about."""
    return {
        "id": None,
        "order_type": "sales",
        "order_num": None,
        "status": "DRAFT",
        "order_date": None,
        "purchase_order_number": None,
        "note": None,
        "referral": None,
        "email_receipt": None,
        "sub_total": ZERO,
        "tax_total": ZERO,
        "total_amount": ZERO,
        "due_now_total": ZERO,
        "due_now_tax_total": ZERO,
        "renewal_date": None,
        "billing_account": None,
        "order_items": [],
        "payments": [],
        "custom_field_values": [],
    }


def blank_item() -> Record:
    """What an order item holds that nobody said anything about."""
    return {
        "id": None,
        "sequence": None,
        "quantity": None,
        "unit_price": None,
        "recurring_unit_price": None,
        "description": None,
        "awaiting_approval": False,
        "requested_effective_date": None,
        "product": None,
        "recurring_product_price": None,
        "selected_agreement": None,
        "parent_service": None,
        "service": None,
        "service_resources": [],
        "order_items": [],
        "custom_field_values": [],
    }


def _item(it: BillingOrderItem, products: Mapping[int, Record], speller: Speller) -> Record:
    return blank_item() | {
        "id": str(it.id),
        "sequence": it.sequence,
        "quantity": it.quantity,
        "unit_price": it.unit_price,
        "recurring_unit_price": it.recurring_unit_price,
        "description": it.description,
        "requested_effective_date": speller.day_or_none(it.effective_on),
        "product": products.get(it.product_id, reference(it.product_id)),
        "selected_agreement": reference(it.agreement_id),
        "service": reference(it.service_id),
    }
