"""HubSpot: partner clients, companies, people and deals are read; the first two are written."""

from systems.base import PATIENCE, Setting, System
from systems.hubspot.doctor import check
from systems.hubspot.reader import HubSpotReader
from systems.hubspot.tables import TABLES
from systems.hubspot.writes import Companies, PartnerClients

SYSTEM = System(
    name="hubspot",
    title="HubSpot",
    settings=(
        Setting("access_token", "the private app's token", is_secret=True),
        Setting("client_id", "the OAuth app's client id"),
        Setting("client_secret", "the OAuth app's secret", is_secret=True),
        Setting("refresh_token", "the token that the account gave the app", is_secret=True),
        Setting("base_url", "the address, where it is not https://api.hubapi.com"),
        Setting("api_version", "v3, or a date like 2026-03", default="v3"),
        Setting("portal_id", "the account's number, for links into its own pages"),
        Setting(
            "renamed_properties",
            "where the account calls a property otherwise: customer_key=cust_no, …",
        ),
        Setting("more_fields", "properties to read beside ours: contacts.firstname, …"),
        Setting("leave_out", "properties never to ask for: contacts.email, …"),
        PATIENCE,
    ),
    logins=(("access_token",), ("client_id", "client_secret", "refresh_token")),
    tables=TABLES,
    reader=HubSpotReader,
    targets={"companies": Companies, "partner_clients": PartnerClients},
    check=check,
)
