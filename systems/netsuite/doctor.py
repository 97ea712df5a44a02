"""What `tieout doctor` finds out about NetSuite. Reads one row a table, writes nothing."""

from collections.abc import Iterator

from systems.base import Finding, Settings, Table
from systems.netsuite.client import ROLE_HINT, SYSTEM, Client
from systems.netsuite.reader import NetSuiteReader
from systems.netsuite.tables import CURRENCY, TABLES
from tieout.clock import Clock
from tieout.errors import SystemFault, TieoutError, UnknownName

PATIENCE_SECONDS = 15.0  # somebody is waiting for the answer
CLOCK_SECONDS = 120  # signatures fail at five minutes


def check(settings: Settings, *, clock: Clock | None = None) -> Iterator[Finding]:
    """Log-in, every table, hidden columns, the clock, the concurrency limit."""
    try:
        reader = NetSuiteReader(settings, clock=clock, patience_seconds=PATIENCE_SECONDS)
    except TieoutError as fault:
        yield Finding(SYSTEM, "settings", False, str(fault))
        return
    try:
        login = _login(reader)
        yield login
        if not login.ok:
            return
        for table in TABLES:
            yield _readable(reader, table)
        yield from _clock(reader.client)
        yield _concurrency(reader.client)
    finally:
        reader.close()


def _login(reader: NetSuiteReader) -> Finding:
    try:
        reader.probe(CURRENCY)
    except UnknownName:
        pass  # logged in; which tables may be read is asked next
    except SystemFault as fault:
        return Finding(SYSTEM, "log-in", False, str(fault))
    return Finding(SYSTEM, "log-in", True, "logged in")


def _readable(reader: NetSuiteReader, table: Table) -> Finding:
    try:
        reader.probe(table)
    except SystemFault as fault:
        return Finding(SYSTEM, table.name, False, str(fault))
    hidden = reader.hidden(table)
    if not hidden:
        return Finding(SYSTEM, table.name, True, f"{table.name} can be read")
    sentence = f"{table.name} can be read, but for {', '.join(hidden)}: hidden from this role"
    return Finding(SYSTEM, table.name, True, sentence, ROLE_HINT)


def _clock(client: Client) -> Iterator[Finding]:
    ahead = client.clock_ahead_seconds
    if ahead is None:
        return
    if abs(ahead) <= CLOCK_SECONDS:
        yield Finding(SYSTEM, "clock", True, "this machine's clock agrees with NetSuite's")
        return
    sentence = f"this machine's clock is {abs(ahead):.0f} s {'ahead' if ahead > 0 else 'behind'}"
    yield Finding(SYSTEM, "clock", False, sentence, "Set the clock, then: tieout doctor")


def _concurrency(client: Client) -> Finding:
    ours = client.concurrency
    try:
        allowed = client.governance_limits().get("accountConcurrencyLimit")
    except SystemFault:
        allowed = None
    if not isinstance(allowed, int):
        sentence = f"the account's limit is not shown to this role; {ours} calls at once are made"
        return Finding(SYSTEM, "concurrency", True, sentence)
    sentence = f"the account allows {allowed} calls at once, {ours} are made"
    if ours < allowed:
        return Finding(SYSTEM, "concurrency", True, sentence)
    step = f"Set concurrency below {allowed}: other integrations share the limit"
    return Finding(SYSTEM, "concurrency", False, sentence, step)
