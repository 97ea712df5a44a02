"""Services in the billing system's words: subscriptions, and the add-ons inside them."""

from collections.abc import Sequence

from sandbox.company import AgreementInForce, Service, ServicePrice
from sandbox.gotransverse.references import SERVICE_FIELD, Record, loaded_values, reference
from sandbox.gotransverse.spelling import Speller


def service(
    it: Service,
    account: Record,
    product: Record,
    agreement: Record | None,
    children: Sequence[Record],
    speller: Speller,
) -> Record:
    """The service; account, product, agreement and children as they are shown inside others."""
    day = speller.day_or_none
    return {
        "id": str(it.id),
        "status": it.status,
        "status_date": day(it.status_on),
        "start_date": day(it.starts_on),
        "end_date": day(it.ends_on),
        "commitment_end_date": day(it.commitment_ends_on),
        "description": it.description,
        "quantity": it.quantity,
        "renewal_count": it.renewal_count,
        "billing_account": account,
        "product": product,
        "parent_service": reference(it.parent_id),
        "next_service": reference(it.next_id),
        "current_agreement_service": _in_force(it.agreement, agreement, speller),
        "service_prices": [_price(price, speller) for price in it.prices],
        "child_services": list(children),
        "service_resources": [],
        "custom_field_values": loaded_values(SERVICE_FIELD, it.id, it.subscription_id_crm),
    }


def _in_force(
    it: AgreementInForce | None, agreement: Record | None, speller: Speller
) -> Record | None:
    if it is None:
        return None
    return {
        "id": str(it.id),
        "start_date": speller.day(it.starts_on),
        "end_date": speller.day(it.ends_on),
        "end_action": it.end_action,
        "next_end_action": it.next_end_action,
        "renewed": it.is_renewed,
        "preserve_service_price": it.keeps_price,
        "agreement": agreement or reference(it.agreement_id),
    }


def _price(it: ServicePrice, speller: Speller) -> Record:
    """One without a recurrence period is charged once."""
    is_once = it.period == "ONE_TIME"
    kind = "one_time_product_price" if is_once else "recurring_product_price"
    recurrence = {} if is_once else {"recurrence_period": it.period}
    return {
        "id": str(it.id),
        "amount": it.amount,
        "start_date": speller.day(it.starts_on),
        "end_date": speller.day_or_none(it.ends_on),
        **recurrence,
        "bill_in_advance": it.is_in_advance,
        kind: reference(it.price_id),
    }
