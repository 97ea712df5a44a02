"""What both kinds of Bulk API 2.0 job have in common: being made, looked at, stopped, forgotten."""

from collections.abc import Mapping
from typing import Any

from sandbox.exact_json import decode
from sandbox.salesforce.bulk_csv import DELIMITERS, LINE_ENDINGS
from sandbox.salesforce.call import Answer, Call
from sandbox.salesforce.errors import Refusal, not_found
from sandbox.salesforce.formats import moment
from sandbox.salesforce.jobs import Job, Kind
from sandbox.salesforce.loading import API_USER_ID

FIRST_VERSION = 47
JOBS_ON_A_PAGE = 1000


def options(sent: Mapping[str, Any]) -> dict[str, str]:
    """Delimiter, line ending and content type; 400 for a word that is none of the known ones."""
    chosen = {
        "contentType": str(sent.get("contentType") or "CSV"),
        "columnDelimiter": str(sent.get("columnDelimiter") or "COMMA"),
        "lineEnding": str(sent.get("lineEnding") or "LF"),
    }
    known = {"contentType": ("CSV",), "columnDelimiter": DELIMITERS, "lineEnding": LINE_ENDINGS}
    for name, value in chosen.items():
        if value not in known[name]:
            raise Refusal(400, "INVALIDJOB", f"{value} is not a {name}")
    return chosen


def shown(job: Job, **more: Any) -> dict[str, Any]:
    """The keys that every answer about a job has; empty ones are left out, as the vendor does."""
    body: dict[str, Any] = {
        "id": job.id,
        "operation": job.operation,
        "object": job.object,
        "createdById": API_USER_ID,
        "createdDate": moment(job.created),
        "systemModstamp": moment(job.created),
        "state": job.state,
        "externalIdFieldName": job.details.get("externalIdFieldName"),
        "concurrencyMode": "Parallel",
        "contentType": job.details["contentType"],
        "apiVersion": float(job.version),
        "lineEnding": job.details["lineEnding"],
        "columnDelimiter": job.details["columnDelimiter"],
        **more,
    }
    return {name: value for name, value in body.items() if value is not None}


def found(call: Call, kind: Kind) -> Job:
    """The job of the path; 404 where there is none, or where its status is lost."""
    job = call.org.jobs.find(kind, call.names["job"])
    if job is None or call.fault("lost-job"):
        raise not_found()
    return job


def raise_if_other_version(call: Call, job: Job) -> None:
    if call.version != job.version:
        words = f"The job was created with API version {job.version}"
        raise Refusal(409, "API_ERROR", words)


def listed(call: Call, kind: Kind) -> Answer:
    jobs = call.org.jobs.all(kind)[:JOBS_ON_A_PAGE]
    job_type = "V2Query" if kind == "query" else "V2Ingest"
    records = [shown(it, jobType=job_type) for it in jobs]
    return Answer({"done": True, "nextRecordsUrl": None, "records": records})


def forget(call: Call, kind: Kind) -> Answer:
    job = found(call, kind)
    with job.working:
        if not job.is_over and job.state != "Open":
            words = f"Job state {job.state} does not allow it to be deleted"
            raise Refusal(400, "INVALIDJOBSTATE", words)
        if job.results is not None:
            call.org.store.forget(job.results.table)
        call.org.jobs.remove(job)
    return Answer(status=204)


def wanted_state(call: Call) -> str:
    sent = decode(call.raw_body or b"{}")
    state = sent.get("state") if isinstance(sent, dict) else None
    return str(state)
