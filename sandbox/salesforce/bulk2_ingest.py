"""Bulk API 2.0 ingest jobs: a CSV file is uploaded, worked on, and answered line by line."""

from random import Random
from typing import Any

from sandbox.salesforce.bulk2_jobs import (
    forget,
    found,
    listed,
    options,
    shown,
    wanted_state,
)
from sandbox.salesforce.bulk_csv import (
    DELIMITERS,
    UnfitFile,
    quoted_line,
    raise_if_unknown,
    sent_records,
    text_of,
    uploaded,
)
from sandbox.salesforce.bulk_work import fate_of, line_ending, write_all
from sandbox.salesforce.call import Answer, Call
from sandbox.salesforce.errors import Refusal
from sandbox.salesforce.jobs import JOB_PREFIX, Job, Written
from sandbox.salesforce.reading_values import from_csv
from sandbox.salesforce.writes import Outcome

OPERATIONS = ("insert", "update", "upsert", "delete", "hardDelete")
CSV = "text/csv"


def create(call: Call) -> Answer:
    sent = call.body()
    operation, name = str(sent.get("operation")), str(sent.get("object") or "")
    if operation not in OPERATIONS:
        raise Refusal(400, "INVALIDJOB", f"Unsupported operation: {operation}")
    owner = call.schema.find(name)
    if owner is None or owner.is_setup:
        raise Refusal(400, "INVALIDENTITY", f"Entity '{name}' is not supported by the Bulk API.")
    details = options(sent)
    external_id = sent.get("externalIdFieldName")
    if operation == "upsert":
        by = owner.find(str(external_id or ""))
        if by is None or not (by.is_external_id or by.type == "id"):
            words = f"InvalidJob : External ID field '{external_id}' is not an external id field"
            raise Refusal(400, "INVALIDJOB", words)
        details["externalIdFieldName"] = by.name
    job = Job(
        id=call.org.jobs.new_id(JOB_PREFIX),
        kind="ingest",
        version=call.version,
        operation=operation,
        object=owner.name,
        created=call.org.now(),
        state="Open",
        details=details,
    )
    call.org.jobs.add(job)
    return Answer(shown(job, contentUrl=_content_url(job)))


def upload(call: Call) -> Answer:
    job = found(call, "ingest")
    with job.working:
        if job.state != "Open" or job.content is not None:
            words = (
                f"Found multiple contents for job: <{job.id}>, please 'Close' / 'Abort' / 'Delete' "
                "the current Job then create a new Job and make sure you only do 'PUT' once on a "
                "given Job."
            )
            raise Refusal(400, "INVALIDJOBSTATE", words)
        job.content = call.raw_body
    return Answer(status=201)


def change(call: Call) -> Answer:
    """Close the upload, so that the work begins, or abort."""
    job, state = found(call, "ingest"), wanted_state(call)
    with job.working:
        if state == "UploadComplete" and job.state == "Open":
            job.state, job.fate = "UploadComplete", fate_of(call)
        elif state == "Aborted" and not job.is_over:
            job.state = "Aborted"
        else:
            words = f"Job state {job.state} cannot become {state}"
            raise Refusal(400, "INVALIDJOBSTATE", words)
    return Answer(shown(job))


def poll(call: Call) -> Answer:
    """How far the job is; being asked is what makes it go on."""
    job = found(call, "ingest")
    with job.working:
        _go_on(call, job)
    return Answer(_status(job))


def successful(call: Call) -> Answer:
    return _results(call, "successful")


def failed(call: Call) -> Answer:
    return _results(call, "failed")


def unprocessed(call: Call) -> Answer:
    return _results(call, "unprocessed")


def delete(call: Call) -> Answer:
    return forget(call, "ingest")


def list_jobs(call: Call) -> Answer:
    return listed(call, "ingest")


def _go_on(call: Call, job: Job) -> None:
    if job.is_over or job.state == "Open":
        return
    job.polls += 1
    if job.polls <= call.org.options.job_polls or job.fate == "stuck":
        job.state = "InProgress"
    elif job.fate == "failed":
        job.state, job.message = "Failed", "InternalServerError : retries exceeded"
    else:
        _work(call, job)


def _work(call: Call, job: Job) -> None:
    owner = call.schema[job.object]
    delimiter = DELIMITERS[job.details["columnDelimiter"]]
    try:
        header, lines = uploaded(job.content or b"", delimiter, job.details["lineEnding"])
        raise_if_unknown(owner, header)
    except UnfitFile as unfit:
        job.state, job.message = "Failed", str(unfit)
        return
    external_id = job.details.get("externalIdFieldName")
    sent = list(sent_records(header, lines))
    outcomes = write_all(call, owner, job.operation, external_id, sent, from_csv, job.fate)
    job.written = Written(header, lines, outcomes)
    job.content = None
    job.state = "Aborted" if job.fate == "killed" else "JobComplete"


def _status(job: Job) -> dict[str, Any]:
    is_told = job.written is not None and job.state == "JobComplete"
    written = job.written if is_told else None
    return shown(
        job,
        jobType="V2Ingest",
        contentUrl=_content_url(job) if job.state == "Open" else None,
        numberRecordsProcessed=len(written.outcomes) if written else 0,
        numberRecordsFailed=written.failures if written else 0,
        retries=0,
        totalProcessingTime=job.polls * 100,
        apiActiveProcessingTime=job.polls * 50,
        apexProcessingTime=0,
        errorMessage=job.message,
    )


def _results(call: Call, which: str) -> Answer:
    job = found(call, "ingest")
    if not job.is_over:
        words = f"Results are not available: the job is in state {job.state}"
        raise Refusal(400, "INVALIDJOBSTATE", words)
    if which == "unprocessed" and job.written is None:
        return Answer((job.content or b"").decode(errors="replace"), media_type=CSV)
    delimiter, ending = DELIMITERS[job.details["columnDelimiter"]], line_ending(job.details)
    lines = [quoted_line(it, delimiter) for it in _table(job, which)]
    return Answer(ending.join(lines) + ending, media_type=CSV)


def _table(job: Job, which: str) -> list[list[str]]:
    """Header and lines of one kind of result, not in the order of the file."""
    own = {"successful": ["sf__Id", "sf__Created"], "failed": ["sf__Id", "sf__Error"]}
    written = job.written
    if written is None:
        return [own.get(which, [])]
    header = [*own.get(which, []), *written.header]
    told = [] if job.fate == "killed" else list(zip(written.outcomes, written.lines, strict=False))
    if which == "unprocessed":
        return [header, *written.lines[len(told) :]]
    is_wanted = which == "successful"
    lines = [[*_own(it), *line] for it, line in told if it.is_success == is_wanted]
    Random(job.id).shuffle(lines)
    return [header, *lines]


def _own(it: Outcome) -> list[str]:
    if it.error is not None:
        return [it.id or "", it.error.in_a_cell()]
    return [str(it.id), text_of(it.is_created)]


def _content_url(job: Job) -> str:
    return f"services/data/v{job.version}/jobs/ingest/{job.id}/batches"
