"""Every operation of the stand-in: where it is found, what it does, and what it leaves out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from sandbox.salesforce import (
    bulk1,
    bulk2_ingest,
    bulk2_query,
    collection_endpoints,
    composite_endpoints,
    metadata_endpoints,
    query_endpoints,
    record_endpoints,
    replication_endpoints,
    tooling_endpoints,
)
from sandbox.salesforce.call import Answer, Call
from sandbox.salesforce.errors import method_not_allowed, not_found
from sandbox.standin import Operation

Endpoint = Callable[[Call], Answer]
DATA = "/services/data/v{version}"
ASYNC = "/services/async/{version}"


@dataclass(frozen=True, slots=True)
class Route:
    """An operation with the function that answers it."""

    operation: Operation
    endpoint: Endpoint

    @property
    def segments(self) -> list[str]:
        return self.operation.path.strip("/").split("/")


def _routes(base: str, lines: Iterable[tuple[str, str, Endpoint, str, str]]) -> tuple[Route, ...]:
    return tuple(
        Route(Operation(method, f"{base}/{path}".rstrip("/"), does, lacks), endpoint)
        for method, path, endpoint, does, lacks in lines
    )


def composite(call: Call) -> Answer:
    return composite_endpoints.composite(call, dispatched)


def batch(call: Call) -> Answer:
    return composite_endpoints.batch(call, dispatched)


_meta, _one, _many = metadata_endpoints, record_endpoints, collection_endpoints
_SOQL = "TYPEOF, GROUP BY ROLLUP, geolocation, WITH DATA CATEGORY, fiscal years of one's own"
_CASCADE = "deleting the records of a deleted account with it"

# A path that is written out goes before one with a name in the same place.
ROUTES = (
    *_routes(
        DATA,
        (
            ("GET", "", _meta.resources, "the resources of a version", ""),
            ("GET", "limits", _meta.limits, "what is left of each limit", "most of the limits"),
            (
                *("GET", "limits/recordCount", query_endpoints.record_counts),
                *("how many records of each object", ""),
            ),
            ("GET", "query", query_endpoints.query, "SOQL, first page", _SOQL),
            ("GET", "query/{locator}", query_endpoints.next_page, "the page at a locator", ""),
            (
                *("GET", "queryAll", query_endpoints.query_all),
                *("SOQL with deleted records", "archived records"),
            ),
            ("GET", "queryAll/{locator}", query_endpoints.next_page, "the page at a locator", ""),
            ("GET", "sobjects", _meta.describe_global, "all objects", ""),
            (
                *("GET", "sobjects/{object}", _meta.basic_information),
                *("an object in short", "recent items"),
            ),
            ("POST", "sobjects/{object}", _one.create, "create a record", "duplicate rules"),
            (
                *("GET", "sobjects/{object}/describe", _meta.describe),
                *("an object and its fields", "layouts, record types but the master"),
            ),
            (
                *("GET", "sobjects/{object}/deleted", replication_endpoints.deleted),
                *("records deleted in a span of time", ""),
            ),
            (
                *("GET", "sobjects/{object}/updated", replication_endpoints.updated),
                *("records changed in a span of time", ""),
            ),
            ("GET", "sobjects/{object}/{id}", _one.read, "read a record", ""),
            ("PATCH", "sobjects/{object}/{id}", _one.update, "update a record", "duplicate rules"),
            ("DELETE", "sobjects/{object}/{id}", _one.delete, "delete a record", _CASCADE),
            (
                *("GET", "sobjects/{object}/{field}/{value}", _one.read_by_external_id),
                *("read by an external id", ""),
            ),
            (
                *("PATCH", "sobjects/{object}/{field}/{value}", _one.upsert),
                *("upsert by an external id", ""),
            ),
            (
                *("DELETE", "sobjects/{object}/{field}/{value}", _one.delete_by_external_id),
                *("delete by an external id", _CASCADE),
            ),
            ("POST", "composite", composite, "requests that use each other's answers", ""),
            ("POST", "composite/batch", batch, "independent requests", ""),
            ("POST", "composite/sobjects", _many.create, "create up to 200 records", ""),
            ("PATCH", "composite/sobjects", _many.update, "update up to 200 records", ""),
            ("DELETE", "composite/sobjects", _many.delete, "delete up to 200 records", _CASCADE),
            ("GET", "composite/sobjects/{object}", _many.retrieve, "read many by id", ""),
            ("POST", "composite/sobjects/{object}", _many.retrieve, "read many by id", ""),
            (
                *("PATCH", "composite/sobjects/{object}/{field}", _many.upsert),
                *("upsert up to 200 records by an external id", ""),
            ),
            (
                *("POST", "tooling/sobjects/CustomField", tooling_endpoints.create_field),
                *("make a custom field", "formulas, field-level security"),
            ),
            ("POST", "jobs/query", bulk2_query.create, "Bulk 2.0: ask for rows", _SOQL),
            ("GET", "jobs/query", bulk2_query.list_jobs, "Bulk 2.0: query jobs", "paging"),
            ("GET", "jobs/query/{job}", bulk2_query.poll, "Bulk 2.0: how far a job is", ""),
            ("PATCH", "jobs/query/{job}", bulk2_query.change, "Bulk 2.0: abort a job", ""),
            ("DELETE", "jobs/query/{job}", bulk2_query.delete, "Bulk 2.0: forget a job", ""),
            (
                *("GET", "jobs/query/{job}/results", bulk2_query.results),
                *("Bulk 2.0: a page of rows", "parallel result pages"),
            ),
            ("POST", "jobs/ingest", bulk2_ingest.create, "Bulk 2.0: a job that writes", ""),
            ("GET", "jobs/ingest", bulk2_ingest.list_jobs, "Bulk 2.0: writing jobs", "paging"),
            ("GET", "jobs/ingest/{job}", bulk2_ingest.poll, "Bulk 2.0: how far a job is", ""),
            (
                *("PATCH", "jobs/ingest/{job}", bulk2_ingest.change),
                *("Bulk 2.0: begin the work, or abort", ""),
            ),
            ("DELETE", "jobs/ingest/{job}", bulk2_ingest.delete, "Bulk 2.0: forget a job", ""),
            ("PUT", "jobs/ingest/{job}/batches", bulk2_ingest.upload, "Bulk 2.0: upload", ""),
            (
                *("GET", "jobs/ingest/{job}/successfulResults", bulk2_ingest.successful),
                *("Bulk 2.0: lines that were written", ""),
            ),
            (
                *("GET", "jobs/ingest/{job}/failedResults", bulk2_ingest.failed),
                *("Bulk 2.0: lines that were refused", ""),
            ),
            (
                *("GET", "jobs/ingest/{job}/unprocessedrecords", bulk2_ingest.unprocessed),
                *("Bulk 2.0: lines that nobody came to", ""),
            ),
        ),
    ),
    *_routes(
        ASYNC,
        (
            ("POST", "job", bulk1.create_job, "Bulk 1: make a job", "zipped content"),
            ("GET", "job/{job}", bulk1.show_job, "Bulk 1: a job", ""),
            ("POST", "job/{job}", bulk1.change_job, "Bulk 1: close or abort a job", ""),
            ("POST", "job/{job}/batch", bulk1.add_batch, "Bulk 1: add a batch", ""),
            ("GET", "job/{job}/batch", bulk1.list_batches, "Bulk 1: a job's batches", ""),
            ("GET", "job/{job}/batch/{batch}", bulk1.poll_batch, "Bulk 1: how far a batch is", ""),
            (
                *("GET", "job/{job}/batch/{batch}/request", bulk1.show_request),
                *("Bulk 1: what a batch was sent", ""),
            ),
            (
                *("GET", "job/{job}/batch/{batch}/result", bulk1.list_results),
                *("Bulk 1: results of a batch", ""),
            ),
            (
                *("GET", "job/{job}/batch/{batch}/result/{result}", bulk1.show_result),
                *("Bulk 1: rows of a result", ""),
            ),
        ),
    ),
)
LOG_IN = (
    Operation("POST", "/services/oauth2/token", "log in by OAuth", "log-in with a browser"),
    Operation("POST", "/services/oauth2/revoke", "end a session"),
    Operation("POST", "/services/Soap/u/{version}", "log in by SOAP, up to v64.0", "all else"),
    Operation("GET", "/id/{organization}/{user}", "who is logged in"),
    Operation("GET", "/services/data", "the versions"),
)
OPERATIONS = (*LOG_IN, *(it.operation for it in ROUTES))
# segments that are written out are found in capitals and in small letters
_BY_SEGMENTS = [(it, [one.lower() for one in it.segments]) for it in ROUTES]


def dispatched(call: Call) -> Answer:
    """The answer of whatever serves the path; 404 or 405 where nothing does."""
    segments = [it for it in call.path.split("/") if it]
    allowed = []
    for route, pattern in _BY_SEGMENTS:
        names = _matched(pattern, segments)
        if names is None:
            continue
        if route.operation.method == call.method or _is_head(route, call):
            call.names = names
            return route.endpoint(call)
        allowed.append(route.operation.method)
    raise method_not_allowed(call.method, allowed) if allowed else not_found()


def _matched(pattern: list[str], segments: list[str]) -> Mapping[str, str] | None:
    if len(pattern) != len(segments):
        return None
    names: dict[str, str] = {}
    for wanted, segment in zip(pattern, segments, strict=True):
        before, brace, name = wanted.partition("{")
        if not brace:
            if wanted != segment.lower():
                return None
        elif not segment.lower().startswith(before):
            return None
        else:
            names[name.rstrip("}")] = unquote(segment[len(before) :])
    return names


def _is_head(route: Route, call: Call) -> bool:
    return call.method == "HEAD" and route.operation.method == "GET"
