"""All stand-ins, one line a system."""

from collections.abc import Callable, Mapping
from functools import partial

from sandbox.astea import Astea
from sandbox.bigcommerce import BigCommerce
from sandbox.gotransverse import Gotransverse
from sandbox.hubspot import HubSpot
from sandbox.netsuite import NetSuite
from sandbox.salesforce import Salesforce
from sandbox.standin import StandIn
from sandbox.world import World
from sandbox.zendesk import Zendesk

INCREMENTAL_PER_MINUTE = 30  # exports of an account with the High Volume add-on; 10 without

STANDINS: Mapping[str, Callable[[World], StandIn]] = {
    "salesforce": Salesforce,
    "hubspot": HubSpot,
    "netsuite": NetSuite,
    "gotransverse": Gotransverse,
    "zendesk": partial(Zendesk, incremental_per_minute=INCREMENTAL_PER_MINUTE),
    "bigcommerce": BigCommerce,
    "astea": Astea,
}
