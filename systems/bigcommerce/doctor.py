"""What `tieout doctor` finds out about a BigCommerce store. Reads a row a list, writes nothing."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from systems.base import Finding, Settings
from systems.bigcommerce.client import SYSTEM, Client
from systems.bigcommerce.personal import Kept
from tieout.clock import Clock
from tieout.errors import RateLimited, SystemFault, TieoutError

PATIENCE_SECONDS = 15.0  # somebody is waiting for the answer
CLOCK_SECONDS = 120
ONE: Mapping[str, str] = {"limit": "1"}
PROBES = (
    ("orders", "/v2/orders"),
    ("order_statuses", "/v2/order_statuses"),
    ("order_metafields", "/v3/orders/metafields"),
    ("products", "/v3/catalog/products"),
    ("variants", "/v3/catalog/variants"),
    ("customers", "/v3/customers"),
)


def check(settings: Settings, *, clock: Clock | None = None) -> Iterator[Finding]:
    """Log-in, clock, every list, the transactions of one order."""
    try:
        Kept(settings)
        client = Client(settings, patience_seconds=PATIENCE_SECONDS, clock=clock)
    except TieoutError as fault:
        yield Finding(SYSTEM, "settings", False, str(fault))
        return
    try:
        yield from _findings(client)
    finally:
        client.close()


def _findings(client: Client) -> Iterator[Finding]:
    try:
        theirs = client.get("/v2/time").mapping().get("time")
    except SystemFault as fault:
        yield Finding(SYSTEM, "log-in", False, str(fault))
        return
    yield Finding(SYSTEM, "log-in", True, "logged in")
    if isinstance(theirs, int):
        yield _clock(client, datetime.fromtimestamp(theirs, UTC))
    for table, path in PROBES:
        yield _readable(client, table, path, {} if table == "order_statuses" else ONE)
    yield _transactions(client)


def _readable(client: Client, table: str, path: str, params: Mapping[str, str]) -> Finding:
    try:
        client.get(path, params)
    except RateLimited:
        return Finding(SYSTEM, table, True, "not asked: the limit of calls is used up just now")
    except SystemFault as fault:
        return Finding(SYSTEM, table, False, str(fault))
    return Finding(SYSTEM, table, True, f"{table} can be read")


def _transactions(client: Client) -> Finding:
    """They need a scope of their own."""
    try:
        order = next(iter(client.array("/v2/orders", ONE)), None)
    except SystemFault as fault:
        return Finding(SYSTEM, "order_transactions", False, str(fault))
    if order is None:
        sentence = "order_transactions: not asked, there is no order"
        return Finding(SYSTEM, "order_transactions", True, sentence)
    return _readable(client, "order_transactions", f"/v3/orders/{order['id']}/transactions", {})


def _clock(client: Client, theirs: datetime) -> Finding:
    ahead = (client.clock.now() - theirs).total_seconds()
    if abs(ahead) <= CLOCK_SECONDS:
        return Finding(SYSTEM, "clock", True, "this machine's clock agrees with the store's")
    sentence = f"this machine's clock is {abs(ahead):.0f} s {'ahead' if ahead > 0 else 'behind'}"
    return Finding(SYSTEM, "clock", False, sentence, "Set the clock, then: tieout doctor")
