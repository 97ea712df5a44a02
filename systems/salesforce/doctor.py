"""What `tieout doctor` finds out about Salesforce. Reads a row a table, writes nothing."""

from collections.abc import Iterator

from systems.base import Finding, Settings
from systems.salesforce.asking import Asked
from systems.salesforce.client import Client
from systems.salesforce.login import SYSTEM
from systems.salesforce.reader import SalesforceReader
from systems.salesforce.schema import ObjectInfo
from systems.salesforce.tables import CURRENCY, TABLES
from tieout.clock import Clock
from tieout.errors import NotPermitted, SystemFault, TieoutError, UnknownName

PATIENCE_SECONDS = 15.0  # somebody is waiting for the answer
FEW_CALLS_SHARE = 10  # less than a tenth of the day's calls is few


def check(settings: Settings, *, clock: Clock | None = None) -> Iterator[Finding]:
    """Log-in, version, edition, calls left, every table and the fields that it lacks."""
    try:
        reader = SalesforceReader(settings, clock=clock, patience_seconds=PATIENCE_SECONDS)
    except TieoutError as fault:
        yield Finding(SYSTEM, "settings", False, str(fault))
        return
    try:
        version = _version(reader.client)
        yield version
        if not version.ok:
            return
        yield from _edition(reader.client)
        yield _calls(reader.client)
        for table in TABLES:
            try:
                question = reader.probe(table)
            except SystemFault as fault:
                yield _unreadable(table.name, fault, is_optional=table.is_optional)
                continue
            yield _readable(question, reader.client.describe(question.object))
        yield from _currency(reader, settings)
    finally:
        reader.close()


def _version(client: Client) -> Finding:
    try:
        reply = client.get("/services/data", route="versions")
        client.limits()  # the list of versions is told to anybody
    except SystemFault as fault:
        return Finding(SYSTEM, "log-in", False, str(fault))
    body = reply.body if isinstance(reply.body, list) else []
    offered = [str(it.get("version")) for it in body if isinstance(it, dict)]
    if offered and client.version not in offered:
        sentence = f"the org has no API version {client.version}; its newest is {offered[-1]}"
        return Finding(SYSTEM, "version", False, sentence, f"Set api_version to {offered[-1]}")
    return Finding(SYSTEM, "log-in", True, f"logged in; API version {client.version}")


def _edition(client: Client) -> Iterator[Finding]:
    try:
        query = "SELECT OrganizationType, IsSandbox FROM Organization"
        records = client.query(query).records
    except SystemFault:
        return  # some users may not see it, and nothing depends on it
    for record in records:
        kind = "a sandbox" if record.get("IsSandbox") is True else "in production"
        sentence = f"{record.get('OrganizationType')}, {kind}"
        yield Finding(SYSTEM, "edition", True, sentence)


def _calls(client: Client) -> Finding:
    daily = client.limits().get("DailyApiRequests")
    said = daily if isinstance(daily, dict) else {}
    allowed, left = said.get("Max"), said.get("Remaining")
    if not isinstance(allowed, int) or not isinstance(left, int):
        return Finding(SYSTEM, "calls", True, "how many API calls are left is not shown")
    sentence = f"{left:,} of {allowed:,} API calls are left in these 24 hours"
    if left * FEW_CALLS_SHARE >= allowed:
        return Finding(SYSTEM, "calls", True, sentence)
    step = "See who calls in Setup > System Overview; large tables are read by bulk jobs meanwhile"
    return Finding(SYSTEM, "calls", False, sentence, step)


def _unreadable(table: str, fault: SystemFault, *, is_optional: bool) -> Finding:
    if is_optional and isinstance(fault, UnknownName | NotPermitted):
        reason = str(fault).removeprefix(f"{SYSTEM}: ")
        return Finding(SYSTEM, table, True, f"{table} is not to be had: {reason}")
    return Finding(SYSTEM, table, False, str(fault))


def _readable(question: Asked, info: ObjectInfo) -> Finding:
    table = question.table.name
    faults = [f"{column} is {it.type}" for column, it in question.retyped]
    faults += [f"{it.name} is {it.type}" for it in question.unreadable]
    if faults:
        sentence = f"{table} can be read, but not as expected: {', '.join(faults)}"
        step = f"Map the right field in sources.salesforce.fields.{table}"
        return Finding(SYSTEM, table, False, sentence, step)
    if not question.missing:
        return Finding(SYSTEM, table, True, f"{table} can be read")
    sentence = f"{table} can be read, but for {', '.join(question.missing)}: not in this org"
    sentence += ", or hidden from this user"
    return Finding(SYSTEM, table, True, sentence, _suggestion(question, info))


def _suggestion(question: Asked, info: ObjectInfo) -> str:
    """Which fields of the org may be meant by those that are missing: a package's have a prefix."""
    found = [
        f'{column} = "{it.name}"'
        for column in question.missing
        for it in info.fields.values()
        if it.name.lower().endswith(f"__{column}")
    ]
    place = f"[sources.salesforce.fields.{question.table.name}]"
    if found:
        return f"Perhaps, in {place}: {'; '.join(found)}"
    return f"Name the org's own fields in {place}, or give the user's permission set Read"


def _currency(reader: SalesforceReader, settings: Settings) -> Iterator[Finding]:
    known = [table for table in TABLES if table.totals]
    try:
        has_currency = any(CURRENCY in reader.asked(table).fields for table in known[:1])
    except SystemFault:
        return
    if has_currency:
        yield Finding(SYSTEM, "currency", True, "every amount has its own currency")
        return
    if currency := settings.get("currency"):
        yield Finding(SYSTEM, "currency", True, f"every amount is in {currency}")
        return
    sentence = "the org has one currency and does not name it"
    step = "Set sources.salesforce.currency to its ISO code"
    yield Finding(SYSTEM, "currency", False, sentence, step)
