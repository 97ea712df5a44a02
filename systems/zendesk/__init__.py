"""Zendesk Support: organizations, people and tickets are read, organizations are written."""

from systems.base import PATIENCE, Setting, System
from systems.zendesk.doctor import check
from systems.zendesk.reader import ZendeskReader
from systems.zendesk.tables import TABLES
from systems.zendesk.writes import Organizations

SYSTEM = System(
    name="zendesk",
    title="Zendesk Support",
    settings=(
        Setting("subdomain", "the first word of the account's address"),
        Setting("base_url", "the whole address, where it is not https://<subdomain>.zendesk.com"),
        Setting("client_id", "the OAuth client's unique identifier"),
        Setting("client_secret", "the OAuth client's secret", is_secret=True),
        Setting("email", "the agent's address (older log-ins)"),
        Setting("api_token", "the agent's API token", is_secret=True),
        Setting("password", "the agent's password, where one is still taken", is_secret=True),
        Setting("more_fields", "attributes to read beside ours: users.name, tickets.subject, …"),
        PATIENCE,
    ),
    logins=(("client_id", "client_secret"), ("email", "api_token"), ("email", "password")),
    tables=TABLES,
    reader=ZendeskReader,
    targets={"organizations": Organizations},
    check=check,
)
