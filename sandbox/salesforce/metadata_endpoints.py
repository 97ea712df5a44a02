"""Versions, resources, describes, limits, and who is logged in."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from sandbox.salesforce.call import DATA, Answer, Call
from sandbox.salesforce.describe import in_list, of_object
from sandbox.salesforce.errors import Bare, Refusal, not_found
from sandbox.salesforce.loading import API_USER_ID, API_USERNAME, ORG_ID
from sandbox.salesforce.schema import SObject

FIRST_VERSION, LAST_VERSION = 31, 67  # Summer '14 to Summer '26; the oldest ones are retired
SEASONS = ("Winter", "Spring", "Summer")
RESOURCES = ("composite", "jobs", "limits", "query", "queryAll", "sobjects", "tooling")
BATCHES_A_DAY = 15_000
QUERY_JOBS_A_DAY = 10_000


def versions() -> list[dict[str, str]]:
    """Every version, oldest first; v60.0 is Spring '24."""
    return [
        {"label": _release(it), "url": f"{DATA}/v{it}.0", "version": f"{it}.0"}
        for it in range(FIRST_VERSION, LAST_VERSION + 1)
    ]


def is_version(text: str) -> bool:
    whole, _, rest = text.partition(".")
    return rest == "0" and whole.isdigit() and FIRST_VERSION <= int(whole) <= LAST_VERSION


def resources(call: Call) -> Answer:
    return Answer({name: f"{call.root}/{name}" for name in RESOURCES})


def describe_global(call: Call) -> Answer:
    _raise_if_unchanged(call)
    listed = [in_list(it, call.root) for it in sorted(call.schema, key=lambda it: it.name)]
    body = {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed}
    return Answer(body, headers=_last_modified(call.org.schema_changed))


def describe(call: Call) -> Answer:
    owner = wanted_object(call)
    _raise_if_unchanged(call)
    body = of_object(owner, call.schema, call.root)
    return Answer(body, headers=_last_modified(call.org.schema_changed))


def basic_information(call: Call) -> Answer:
    owner = wanted_object(call)
    body = {"objectDescribe": in_list(owner, call.root), "recentItems": []}
    return Answer(body)


def limits(call: Call) -> Answer:
    org = call.org
    left = org.options.daily_calls - org.calls
    batches, jobs = org.jobs.batches_today, org.jobs.queries_today
    return Answer(
        {
            "ConcurrentAsyncGetReportInstances": _limit(200, 200),
            "DailyApiRequests": _limit(org.options.daily_calls, left),
            "DailyAsyncApexExecutions": _limit(250_000, 250_000),
            "DailyBulkApiBatches": _limit(BATCHES_A_DAY, BATCHES_A_DAY - batches),
            "DailyBulkApiRequests": _limit(BATCHES_A_DAY, BATCHES_A_DAY - batches),
            "DailyBulkV2QueryFileStorageMB": _limit(976_562, 976_562),
            "DailyBulkV2QueryJobs": _limit(QUERY_JOBS_A_DAY, QUERY_JOBS_A_DAY - jobs),
            "DataStorageMB": _limit(1024, 1000),
            "FileStorageMB": _limit(1024, 1024),
            "HourlyPublishedPlatformEvents": _limit(50_000, 50_000),
            "SingleEmail": _limit(5000, 5000),
        }
    )


def identity(site: str) -> dict[str, Any]:
    """Who the session belongs to, as the address in a token's `id` says it."""
    data = f"{site}{DATA}/v{{version}}"
    return {
        "id": f"{site}/id/{ORG_ID}/{API_USER_ID}",
        "asserted_user": True,
        "user_id": API_USER_ID,
        "organization_id": ORG_ID,
        "username": API_USERNAME,
        "nick_name": "integration",
        "display_name": "Integration User",
        "email": API_USERNAME,
        "active": True,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": -28_800_000,
        "urls": {
            "enterprise": f"{site}/services/Soap/c/{{version}}/{ORG_ID}",
            "partner": f"{site}/services/Soap/u/{{version}}/{ORG_ID}",
            "rest": f"{data}/",
            "sobjects": f"{data}/sobjects/",
            "query": f"{data}/query/",
        },
    }


def wanted_object(call: Call, name: str = "object") -> SObject:
    """The object that the path names; 404 where the org has none of that name."""
    owner = call.schema.find(call.names[name])
    if owner is None:
        raise not_found()
    return owner


def http_date(text: str) -> datetime | None:
    """The moment of a conditional header in UTC without its zone; 400 where it is no date."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        words = f"Invalid date in a conditional header: {text}"
        raise Refusal(400, "INVALID_ARGUMENT", words) from None
    return moment.astimezone(UTC).replace(tzinfo=None)


def _raise_if_unchanged(call: Call) -> None:
    changed = call.org.schema_changed
    since = http_date(call.header("if-modified-since"))
    if since is not None and changed <= since:
        raise Bare(304)
    unless = http_date(call.header("if-unmodified-since"))
    if unless is not None and changed > unless:
        raise Bare(412)


def _last_modified(moment: datetime) -> dict[str, str]:
    return {"Last-Modified": format_datetime(moment.replace(tzinfo=UTC), usegmt=True)}


def _limit(most: int, left: int) -> dict[str, int]:
    return {"Max": most, "Remaining": max(left, 0)}


def _release(version: int) -> str:
    """Winter '24 is 59.0: three releases a year, winter's being called after the year to come."""
    years, season = divmod(version - 32, 3)
    return f"{SEASONS[season]} '{15 + years:02}"
