"""What the company's own books say that the helpdesk should hold."""

from sandbox.books import hold_reason
from sandbox.company import Bundle, Customer
from sandbox.world import World


def linked(company: World) -> dict[str, Customer]:
    """Organization id -> customer, of those that are clearly each other's."""
    rekeyed = {it["right_record_id"] for it in company.answer_key()["breaks"]}
    linked = {}
    for bundle in company.bundles():
        live = [it for it in bundle.organizations if it.deleted_at is None]
        if len(live) == 1 and str(live[0].id) not in rekeyed and _is_active(bundle):
            linked[str(live[0].id)] = bundle.customers[0]
    return linked


def without_organization(company: World) -> list[Customer]:
    """Active customers that never had one, in the order of their ids."""
    return [
        bundle.customers[0]
        for bundle in company.bundles()
        if _is_active(bundle) and not bundle.organizations
    ]


def _is_active(bundle: Bundle) -> bool:
    return any(it.stage == "Customer" and not it.is_inactive for it in bundle.customers)


def figures(company: World, customer: Customer) -> dict[str, object]:
    """The seven fields as the company's own books have them."""
    its = customer.header
    reason = hold_reason(company.policy, customer.hold_override, customer.credit_limit, its)
    return {
        "netsuite_credit_hold": reason is not None,
        "netsuite_balance": its.balance,
        "netsuite_overdue_balance": its.overdue_balance,
        "netsuite_unbilled_orders": its.unbilled_orders,
        "netsuite_days_overdue": its.days_overdue,
        "netsuite_credit_limit": customer.credit_limit,
        "netsuite_currency": customer.currency,
    }
