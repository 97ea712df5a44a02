"""Bulk API 2.0 query jobs: asked for once, polled, their rows fetched page by page as CSV."""

import base64
import binascii
from typing import Any

from sandbox.salesforce.bulk2_jobs import (
    forget,
    found,
    listed,
    options,
    raise_if_other_version,
    shown,
    wanted_state,
)
from sandbox.salesforce.bulk_csv import DELIMITERS, header_of, lines_of, quoted_line
from sandbox.salesforce.bulk_work import bulk_plan, fate_of, kept, line_ending
from sandbox.salesforce.call import NOT_A_NUMBER, Answer, Call
from sandbox.salesforce.errors import Refusal
from sandbox.salesforce.jobs import JOB_PREFIX, Job, Results
from sandbox.salesforce.soql_parser import parsed

USUAL_PAGE = 50_000  # rows of a page where the client does not say
LARGEST_PAGE = 250_000
CSV = "text/csv"


def create(call: Call) -> Answer:
    sent = call.body()
    operation, soql = str(sent.get("operation")), str(sent.get("query") or "")
    if operation not in ("query", "queryAll"):
        raise Refusal(400, "INVALIDJOB", f"Unsupported operation: {operation}")
    details = options(sent)
    source = parsed(soql).source.text
    if call.schema.find(source) is None:
        raise Refusal(400, "INVALIDENTITY", f"Entity '{source}' is not supported by the Bulk API.")
    plan = bulk_plan(call, soql, with_deleted=operation == "queryAll")
    job = Job(
        id=call.org.jobs.new_id(JOB_PREFIX),
        kind="query",
        version=call.version,
        operation=operation,
        object=plan.object.name,
        created=call.org.now(),
        state="UploadComplete",
        details=details,
        soql=soql,
        fate=fate_of(call),
    )
    job.results = Results(job.id, plan, 0)
    call.org.jobs.add(job)
    return Answer(shown(job))


def poll(call: Call) -> Answer:
    """How far the job is; being asked is what makes it go on."""
    job = found(call, "query")
    with job.working:
        _go_on(call, job)
    return Answer(_status(job))


def change(call: Call) -> Answer:
    job = found(call, "query")
    if wanted_state(call) != "Aborted":
        raise Refusal(400, "INVALIDJOBSTATE", "A query job can only be aborted")
    with job.working:
        if job.is_over:
            raise Refusal(400, "INVALIDJOBSTATE", f"Job is already {job.state}")
        job.state = "Aborted"
    return Answer(_status(job))


def results(call: Call) -> Answer:
    """A page of rows; the locator of the next one is in a header, `null` where there is none."""
    job = found(call, "query")
    raise_if_other_version(call, job)
    if job.state != "JobComplete" or job.results is None:
        words = f"Results are not available: the job is in state {job.state}"
        raise Refusal(400, "INVALIDJOBSTATE", words)
    start = _place(call)
    size = min(_most(call), LARGEST_PAGE)
    end = min(start + size, job.results.total)
    lines = _page(call, job, job.results, start, end)
    headers = {
        "Sforce-Locator": _locator(end) if end < job.results.total else "null",
        "Sforce-NumberOfRecords": str(len(lines) - 1),
    }
    ending = line_ending(job.details)
    return Answer(ending.join(lines) + ending, headers=headers, media_type=CSV)


def delete(call: Call) -> Answer:
    return forget(call, "query")


def list_jobs(call: Call) -> Answer:
    return listed(call, "query")


def _go_on(call: Call, job: Job) -> None:
    if job.is_over:
        return
    job.polls += 1
    if job.polls <= call.org.options.job_polls or job.fate == "stuck":
        job.state = "InProgress"
    elif job.fate == "failed":
        job.state, job.message = "Failed", "InternalServerError : retries exceeded"
    elif job.fate == "killed":
        job.state = "Aborted"
    elif job.results is not None:
        job.results = kept(call, job.results.plan, job.id)
        job.state = "JobComplete"


def _status(job: Job) -> dict[str, Any]:
    total = job.results.total if job.results and job.state == "JobComplete" else 0
    return shown(
        job,
        jobType="V2Query",
        numberRecordsProcessed=total,
        retries=0,
        totalProcessingTime=job.polls * 100,
        isPkChunkingSupported=True,
        errorMessage=job.message,
    )


def _page(call: Call, job: Job, rows: Results, start: int, end: int) -> list[str]:
    """The header and the lines from `start` up to `end`, with what faults make of them."""
    delimiter = DELIMITERS[job.details["columnDelimiter"]]
    first, last = start, end
    if start and call.fault("repeated-page"):
        first, last = max(0, start - (end - start)), start
    if start and call.fault("shifting-page"):
        first, last = start - 1, end - 1
    if end > start and call.fault("lost-row"):
        first += 1
    lines = lines_of(call.org.store, rows.table, rows.plan, (first, last), delimiter)
    fault = call.fault("not-a-number") if lines else None
    if fault is not None:
        names = [it.name for it in rows.plan.columns]
        wanted = str(fault.option("name", ""))
        values = lines[0].strip('"').split(f'"{delimiter}"')
        if wanted in names and len(values) == len(names):
            values[names.index(wanted)] = str(fault.option("value", NOT_A_NUMBER))
            lines[0] = quoted_line(values, delimiter)
    return [header_of(rows.plan.columns, delimiter), *lines]


def _most(call: Call) -> int:
    text = call.query.get("maxRecords", str(USUAL_PAGE))
    if not text.isdigit() or int(text) < 1:
        raise Refusal(400, "INVALIDREQUEST", f"maxRecords must be a whole number, got {text}")
    return int(text)


def _place(call: Call) -> int:
    text = call.query.get("locator", "")
    if not text:
        return 0
    if call.fault("expired-locator"):
        raise _unknown_locator(text)
    try:
        return int(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        raise _unknown_locator(text) from None


def _unknown_locator(text: str) -> Refusal:
    return Refusal(400, "INVALIDLOCATOR", f"Invalid locator: {text}")


def _locator(place: int) -> str:
    return base64.urlsafe_b64encode(str(place).encode()).decode().rstrip("=")
