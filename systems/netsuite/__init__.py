"""NetSuite: customers, receivables, sales orders and subscriptions, read through SuiteQL."""

from functools import partial

from systems.base import PATIENCE, Setting, System
from systems.netsuite.doctor import check
from systems.netsuite.reader import NetSuiteReader
from systems.netsuite.tables import TABLES
from systems.netsuite.writes import CUSTOMERS, SALES_ORDERS, Records

SYSTEM = System(
    name="netsuite",
    title="NetSuite",
    settings=(
        Setting("account", "the account id, like 1234567 or 1234567_SB1"),
        Setting("base_url", "the address of the REST services, where it is not the account's own"),
        Setting("client_id", "the integration record's client id"),
        Setting("certificate_id", "the id that NetSuite gave the uploaded certificate"),
        Setting("private_key", "the certificate's private key, PEM", is_secret=True),
        Setting("consumer_key", "the integration record's consumer key (older log-in)"),
        Setting("consumer_secret", "the integration record's consumer secret", is_secret=True),
        Setting("token_id", "the access token's id (older log-in)"),
        Setting("token_secret", "the access token's secret", is_secret=True),
        Setting("concurrency", "how many calls at once", default="4"),
        Setting("more_fields", "columns to read beside ours: customer.email, item.cost, …"),
        Setting(
            "customer_crm_field",
            "the custom field of customers that holds the CRM's account id",
            default="custentity_crm_id",
        ),
        Setting(
            "transaction_crm_field",
            "the custom field of transactions that holds the CRM's id",
            default="custbody_crm_id",
        ),
        PATIENCE,
    ),
    logins=(
        ("account", "client_id", "certificate_id", "private_key"),
        ("account", "consumer_key", "consumer_secret", "token_id", "token_secret"),
    ),
    tables=TABLES,
    reader=NetSuiteReader,
    targets={
        "customers": partial(Records, written=CUSTOMERS),
        "sales_orders": partial(Records, written=SALES_ORDERS),
    },
    check=check,
)
