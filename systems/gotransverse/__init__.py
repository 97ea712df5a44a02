"""Gotransverse: accounts, orders, services, catalogue and receivables are read, two are written."""

from systems.base import PATIENCE, Setting, System
from systems.gotransverse.client import IN_FLIGHT
from systems.gotransverse.doctor import check
from systems.gotransverse.drafts import USUAL_KEY, Orders
from systems.gotransverse.reader import GotransverseReader
from systems.gotransverse.tables import TABLES
from systems.gotransverse.writes import BillingAccounts

SYSTEM = System(
    name="gotransverse",
    title="Gotransverse",
    settings=(
        Setting("base_url", "the tenant's address, like https://acme.tractbilling.com"),
        Setting("api_key", "a key of the billing service", is_secret=True),
        Setting("concurrency", "how many calls at once", default=str(IN_FLIGHT)),
        Setting("primary_email", "whether the accounts' primary e-mail is read", default="yes"),
        Setting(
            "order_key",
            "what an order is known by: purchase_order_number, or custom_fields.<name>",
            default=USUAL_KEY,
        ),
        Setting("custom_field_ids", "ids that the API does not list, like crm_order_id=2337"),
        PATIENCE,
    ),
    logins=(("base_url", "api_key"),),
    tables=TABLES,
    reader=GotransverseReader,
    targets={"billing_accounts": BillingAccounts, "orders": Orders},
    check=check,
)
