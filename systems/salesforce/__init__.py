"""Salesforce: what the CRM sells, to whom and until when, read and written."""

from functools import partial

from systems.base import PATIENCE, Setting, System
from systems.salesforce.doctor import check
from systems.salesforce.reader import SalesforceReader
from systems.salesforce.tables import CUSTOM_OBJECTS, TABLES
from systems.salesforce.writes import WRITTEN, Records

SYSTEM = System(
    name="salesforce",
    title="Salesforce",
    settings=(
        Setting("base_url", "the org's My Domain, https://<name>.my.salesforce.com"),
        Setting("client_id", "the connected app's consumer key"),
        Setting("client_secret", "the connected app's consumer secret", is_secret=True),
        Setting("username", "the user who is signed for (JWT)"),
        Setting("private_key", "the key of the connected app's certificate, PEM", is_secret=True),
        Setting("audience", "whom an assertion is for, where not login or test.salesforce.com"),
        Setting("api_version", "the version of the API", default="60.0"),
        Setting("currency", "the ISO code of the currency, in an org that has only one"),
        Setting("fields", "the org's own names of fields, by table and column"),
        Setting(
            "bulk_above",
            "so many changes of one object go by Bulk API when there are more; 0 for never",
            default="2000",
        ),
        *(
            Setting(setting, f"the object behind the table {table}; empty for none", default=usual)
            for table, (setting, usual) in CUSTOM_OBJECTS.items()
        ),
        PATIENCE,
    ),
    logins=(
        ("base_url", "client_id", "client_secret"),
        ("base_url", "client_id", "username", "private_key"),
    ),
    tables=TABLES,
    reader=SalesforceReader,
    targets={it.table: partial(Records, written=it) for it in WRITTEN},
    check=check,
)
