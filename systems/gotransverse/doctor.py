"""What `tieout doctor` finds out about Gotransverse. Reads a record a list, writes nothing."""

from collections.abc import Iterator

from systems.base import Finding, Settings
from systems.gotransverse.client import SYSTEM, Client
from systems.gotransverse.reader import SOURCES
from tieout.clock import Clock
from tieout.errors import LoginRefused, RateLimited, SystemFault, TieoutError, Transient

PATIENCE_SECONDS = 15.0  # somebody is waiting for the answer


def check(settings: Settings, *, clock: Clock | None = None) -> Iterator[Finding]:
    """The key, then every list that is read."""
    try:
        client = Client(settings, patience_seconds=PATIENCE_SECONDS, clock=clock)
    except TieoutError as fault:
        yield Finding(SYSTEM, "settings", False, str(fault))
        return
    try:
        key = _key(client)
        yield key
        if key.ok:
            for table, source in SOURCES.items():
                yield _list(client, table, source.route)
    finally:
        client.close()


def _key(client: Client) -> Finding:
    """Whether the key is known; what it may be used for is asked next."""
    try:
        client.listed("/billing-accounts", {"page_size": "1", "omit_total_count": "true"})
    except RateLimited:
        return Finding(SYSTEM, "key", True, "not asked: too many calls just now")
    except (LoginRefused, Transient) as fault:
        return Finding(SYSTEM, "key", False, str(fault))
    except SystemFault:
        pass  # known, and perhaps not for this list
    return Finding(SYSTEM, "key", True, "the API key is taken")


def _list(client: Client, table: str, route: str) -> Finding:
    try:
        client.listed(route, {"page_size": "1", "omit_total_count": "true"})
    except RateLimited:
        return Finding(SYSTEM, table, True, "not asked: too many calls just now")
    except SystemFault as fault:
        return Finding(SYSTEM, table, False, str(fault))
    return Finding(SYSTEM, table, True, f"{table} can be read")
