"""Which records were deleted, and which changed, between two moments."""

from datetime import UTC, datetime, timedelta

from sandbox.salesforce.call import Answer, Call
from sandbox.salesforce.errors import Refusal
from sandbox.salesforce.formats import moment
from sandbox.salesforce.metadata_endpoints import wanted_object
from sandbox.salesforce.soql_values import timestamp

DELETED_DAYS, UPDATED_DAYS = 15, 30  # how far back the org remembers
MOST_IDS = 600_000


def deleted(call: Call) -> Answer:
    owner = wanted_object(call)
    start, end = _span(call, DELETED_DAYS)
    where = f'"IsDeleted" AND {_between(start, end)}' if owner.is_soft_deleted else "FALSE"
    parts = ('SELECT "Id", "SystemModstamp" FROM', owner.table, "WHERE", where, "ORDER BY 2, 1")
    rows = call.org.store.rows(" ".join(parts))
    _raise_if_too_many(len(rows))
    earliest = call.org.now() - timedelta(days=DELETED_DAYS)
    return Answer(
        {
            "deletedRecords": [{"deletedDate": moment(at), "id": found} for found, at in rows],
            "earliestDateAvailable": moment(earliest.replace(second=0)),
            "latestDateCovered": moment(min(end, _minute(call.org.now()))),
        }
    )


def updated(call: Call) -> Answer:
    owner = wanted_object(call)
    start, end = _span(call, UPDATED_DAYS)
    live = ' AND NOT "IsDeleted"' if owner.is_soft_deleted else ""
    parts = ('SELECT "Id" FROM', owner.table, "WHERE", _between(start, end) + live)
    rows = call.org.store.rows(" ".join((*parts, 'ORDER BY "SystemModstamp", "Id"')))
    _raise_if_too_many(len(rows))
    covered = moment(min(end, _minute(call.org.now())))
    return Answer({"ids": [found for (found,) in rows], "latestDateCovered": covered})


def _span(call: Call, days: int) -> tuple[datetime, datetime]:
    """Both moments to the minute: seconds are ignored."""
    start, end = (_moment(call.query.get(name, "")) for name in ("start", "end"))
    if end <= start:
        raise _invalid("endDate before startDate")
    if start < call.org.now() - timedelta(days=days, minutes=1):
        raise _invalid(f"startDate before org replication enabled date or {days} days ago")
    return start, end


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a plus that was not encoded
    except ValueError:
        raise _invalid(f"Invalid date: {text}") from None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return _minute(aware.astimezone(UTC).replace(tzinfo=None))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _between(start: datetime, end: datetime) -> str:
    column = '"SystemModstamp"'
    return f"{column} >= {timestamp(start)} AND {column} < {timestamp(end)}"


def _raise_if_too_many(count: int) -> None:
    if count > MOST_IDS:
        raise Refusal(400, "EXCEEDED_ID_LIMIT", "Too many results: use a shorter span")


def _invalid(words: str) -> Refusal:
    return Refusal(400, "INVALID_REPLICATION_DATE", words)
