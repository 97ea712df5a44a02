"""Every difference between the seven systems by name, and what has to be there to plant it."""

from collections.abc import Mapping
from types import MappingProxyType

from sandbox.making.stages import Needs

_PLAIN = Needs()
_DUE = Needs("due_high")
_ORDER = Needs("none", order="activated")

# Among the first forty accounts, so that the smallest world has every kind and every comparison.
EARLY: Mapping[str, Needs] = MappingProxyType(
    {
        "crm_id_of_another": _PLAIN,
        "claimed_twice": _PLAIN,
        "copy_is_stale": _PLAIN,
        "rerated_in_crm_only": _PLAIN,
        "rate_applied_late": Needs("rerated"),
        "quantity_in_crm": _PLAIN,
        "opportunity_missing": _DUE,
        "charge_missing": Needs("terminated"),
        "invoice_missing": _PLAIN,
        "rate_far_off": Needs(is_abroad=True),
        "header_is_not_its_items": _PLAIN,
        "order_missing": Needs("none", order="accepted"),
    }
)
LATER: Mapping[str, Needs] = MappingProxyType(
    {
        # accounts
        "crm_account_missing": Needs("none"),
        "crm_account_twice": _PLAIN,
        "billing_id_unknown": _PLAIN,
        "billing_number_of_another": _PLAIN,
        "account_currency": _PLAIN,
        "account_status": _PLAIN,
        "cycle_unknown": _PLAIN,
        "company_key_unknown": Needs(is_company=True),
        "company_twice": Needs(is_company=True),
        # financials
        "copied_balance": _PLAIN,
        "copied_overdue": Needs(is_overdue=True),
        # subscriptions
        "rerated_in_billing_only": _PLAIN,
        "old_price_in_erp": _PLAIN,
        "one_day_off": _PLAIN,
        "still_initial_in_crm": Needs("auto_renewed"),
        "service_only": _PLAIN,
        "suspended_in_billing": _PLAIN,
        "canceled_in_crm": _PLAIN,
        "not_in_crm": _PLAIN,
        "not_in_billing": Needs("scheduled"),
        "not_in_erp": Needs("scheduled"),
        "orphan_add_on": _PLAIN,
        "add_on_outlives": Needs(add_ons=1),
        "add_on_not_in_crm": Needs(add_ons=1),
        "subscription_currency": _PLAIN,
        "subscription_of_another": _PLAIN,
        "subscription_twice": _PLAIN,
        "product_of_another": _PLAIN,
        # renewals
        "sales_order_failed": _DUE,
        "opportunity_amount": _DUE,
        "change_order_not_in_crm": _DUE,
        "draft_not_in_crm": _DUE,
        "not_started": _DUE,
        "gap_before_renewal": _DUE,
        "opportunity_of_another": _DUE,
        "opportunity_lost": _DUE,
        "contact_has_left": Needs(is_client=True),
        "client_renews_later": Needs(is_client=True),
        "client_pays_less": Needs(is_client=True),
        # early terminations
        "charge_too_low": Needs("terminated"),
        "charged_twice": Needs("terminated"),
        # invoices
        "invoice_only_in_erp": _PLAIN,
        "invoice_twice_in_erp": _PLAIN,
        "invoice_month": _PLAIN,
        "invoice_total": _PLAIN,
        "invoice_still_open": _PLAIN,
        "month_cut_short": _PLAIN,
        "two_payments_for_one": Needs(is_owing=True),
        # orders
        "order_currency": _ORDER,
        "order_queue": _ORDER,
        "order_po_number": Needs("none", order="activated", pays_by_po=True),
        "order_not_completed": _ORDER,
        "order_quantity": _ORDER,
        "order_price": Needs("none", order="accepted"),
        "tracking_missing": _ORDER,
        "job_missing": _ORDER,
        "job_unknown": _ORDER,
        "job_on_line": _ORDER,
        "job_twice": Needs("none", order="two"),
        "job_of_another": _ORDER,
        "job_still_open": _ORDER,
        "billing_order_stuck": _PLAIN,
        # the general ledger
        "journal_on_receivables": _PLAIN,
    }
)
TWISTS: Mapping[str, Needs] = MappingProxyType({**EARLY, **LATER})
