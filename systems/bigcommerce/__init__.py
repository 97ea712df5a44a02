"""BigCommerce: orders with their parts, the catalogue and buyers are read, orders are written."""

from systems.base import PATIENCE, Setting, System
from systems.bigcommerce.doctor import check
from systems.bigcommerce.reader import BigCommerceReader
from systems.bigcommerce.tables import TABLES
from systems.bigcommerce.writes import Orders

SYSTEM = System(
    name="bigcommerce",
    title="BigCommerce",
    settings=(
        Setting("store_hash", "the store's hash, the word after stores/ in its API path"),
        Setting("access_token", "the API account's token", is_secret=True),
        Setting("base_url", "the address, where it is not https://api.bigcommerce.com"),
        Setting("more_fields", "fields to read beside ours: customers.email, …"),
        Setting("leave_out", "columns never to take in: orders.staff_notes, …"),
        PATIENCE,
    ),
    logins=(("store_hash", "access_token"),),
    tables=TABLES,
    reader=BigCommerceReader,
    targets={"orders": Orders},
    check=check,
)
