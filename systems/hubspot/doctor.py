"""What `tieout doctor` finds out about HubSpot. Reads a record or two, writes nothing."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from systems.base import Finding, Settings, Table
from systems.hubspot.client import SYSTEM, Client
from systems.hubspot.fields import is_read_only
from systems.hubspot.reader import HubSpotReader
from systems.hubspot.tables import OBJECTS, PARTNER_CLIENTS
from tieout.answers import Reply
from tieout.clock import Clock
from tieout.errors import RateLimited, SystemFault, TieoutError

PATIENCE_SECONDS = 15.0  # somebody is waiting for the answer
CLOCK_SECONDS = 120  # cursors are by this machine's clock, and overlap by five minutes


def check(settings: Settings, *, clock: Clock | None = None) -> Iterator[Finding]:
    """Log-in, clock, every object and its properties, the property of the renewal owner."""
    try:
        reader = HubSpotReader(settings, clock=clock, patience_seconds=PATIENCE_SECONDS)
    except TieoutError as fault:
        yield Finding(SYSTEM, "settings", False, str(fault))
        return
    try:
        yield from _findings(reader)
    finally:
        reader.close()


def _findings(reader: HubSpotReader) -> Iterator[Finding]:
    client = reader.client
    try:
        reply = client.get(client.path("owners"), {"limit": "1"})
    except SystemFault as fault:
        yield Finding(SYSTEM, "log-in", False, str(fault))
        return
    yield Finding(SYSTEM, "log-in", True, "logged in")
    yield from _clock(client, reply)
    for table in OBJECTS:
        yield _readable(reader, table)
    yield from _renewal_owner(reader)


def _readable(reader: HubSpotReader, table: Table) -> Finding:
    try:
        reader.client.get(reader.client.path("objects", table.name), {"limit": "1"})
        lacking = reader.lacking(table)
    except RateLimited:
        return Finding(
            SYSTEM, table.name, True, "not asked: the limit of calls is used up just now"
        )
    except SystemFault as fault:
        sentence = f"{table.name} cannot be read and is left out. {fault}"
        return Finding(SYSTEM, table.name, table.is_optional, sentence)
    if not lacking:
        return Finding(SYSTEM, table.name, True, f"{table.name} can be read")
    sentence = f"{table.name} can be read, but has no property {', '.join(lacking)}: left empty"
    step = "Name the account's own in renamed_properties, or: tieout doctor --create-fields"
    return Finding(SYSTEM, table.name, True, sentence, step)


def _clock(client: Client, reply: Reply) -> Iterator[Finding]:
    try:
        theirs = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return
    ahead = (client.clock.now() - theirs).total_seconds()
    if abs(ahead) <= CLOCK_SECONDS:
        yield Finding(SYSTEM, "clock", True, "this machine's clock agrees with HubSpot's")
        return
    sentence = f"this machine's clock is {abs(ahead):.0f} s {'ahead' if ahead > 0 else 'behind'}"
    yield Finding(SYSTEM, "clock", False, sentence, "Set the clock, then: tieout doctor")


def _renewal_owner(reader: HubSpotReader) -> Iterator[Finding]:
    """Whether HubSpot's own setting can be written; no public property of it is known."""
    try:
        existing = reader.existing(PARTNER_CLIENTS.name)
    except SystemFault:
        return  # said already
    for name, prop in existing.items():
        label = str(prop.get("label")).lower()
        is_it = "renewal" in label and ("owner" in label or "communication" in label)
        if is_it and prop.get("hubspotDefined") is True and not is_read_only(prop):
            sentence = f"{name} ({prop.get('label')}) can be written: map the renewal owner to it"
            yield Finding(SYSTEM, "renewal owner", True, sentence)
            return
    sentence = "HubSpot's own setting has no property here: it is kept in ours, and changed by hand"
    yield Finding(SYSTEM, "renewal owner", True, sentence)
