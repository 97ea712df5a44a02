"""Which records are gone for good: listed as deleted, and not to be read any more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from systems.base import Deletion
from systems.salesforce import soql
from systems.salesforce.client import Client
from systems.salesforce.login import SYSTEM
from tieout.errors import BadAnswer, Refused

WINDOW = timedelta(days=15)  # further back the list does not go
MARGIN = timedelta(minutes=5)  # their clock is not ours
SHORTEST = timedelta(minutes=2)  # the list goes by whole minutes
TOO_MANY = "EXCEEDED_ID_LIMIT"


def gone(client: Client, name: str, table: str, since: str | None) -> Iterator[Deletion]:
    """The records of an object that were deleted since then and that no query shows any more.

    What is only in the Recycle Bin is read as a marked row, and is not among them.
    """
    now = client.clock.now()
    earliest = now - WINDOW + MARGIN
    start = max(datetime.fromisoformat(since), earliest) if since else earliest
    listed = dict(_listed(client, name, min(start, now - SHORTEST), now))
    shown = {
        str(record.get("Id"))
        for query in soql.with_values(["Id"], name, "Id", listed)
        for record in client.records(query, deleted_too=True)
    }
    for record_id, deleted_at in listed.items():
        if record_id not in shown:
            yield Deletion(table, (record_id,), deleted_at)


def _listed(
    client: Client, name: str, start: datetime, end: datetime
) -> Iterator[tuple[str, datetime]]:
    """What the list holds between two times, in halves where that is too much at once."""
    params = {"start": soql.moment(_minute(start)), "end": soql.moment(_minute(end))}
    try:
        reply = client.get(f"/sobjects/{name}/deleted/", params, route="deleted")
    except Refused as refused:
        if refused.code != TOO_MANY or end - start < SHORTEST:
            raise
        middle = start + (end - start) / 2
        yield from _listed(client, name, start, middle)
        yield from _listed(client, name, middle, end)
        return
    for record in reply.rows("deletedRecords"):
        try:
            at = datetime.fromisoformat(str(record.get("deletedDate")))
        except ValueError:
            raise BadAnswer(SYSTEM, "a deleted record came without the time of it.") from None
        yield str(record.get("id")), at.astimezone(UTC)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
