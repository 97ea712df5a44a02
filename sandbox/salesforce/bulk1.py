"""Bulk API 1: a job, its batches, and the result of each batch. The reference page, §12a."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.salesforce import bulk1_formats as formats
from sandbox.salesforce.bulk_csv import UnfitFile, header_of, lines_of, raise_if_unknown
from sandbox.salesforce.bulk_work import bulk_plan, fate_of, kept, write_all
from sandbox.salesforce.call import NOT_A_NUMBER, Answer, Call
from sandbox.salesforce.errors import Bare, Refusal
from sandbox.salesforce.formats import EPOCH_JSON, JSON, moment
from sandbox.salesforce.jobs import (
    BATCH_PREFIX,
    JOB_PREFIX,
    RESULT_PREFIX,
    Batch,
    Job,
    Results,
    Written,
)
from sandbox.salesforce.loading import API_USER_ID
from sandbox.salesforce.reading_values import from_csv, from_json
from sandbox.salesforce.shaping import Shaper

OPERATIONS = ("query", "queryAll", "insert", "update", "upsert", "delete", "hardDelete")
CONTENT_TYPES = ("JSON", "CSV", "XML")
MOST_RECORDS = 10_000  # of one batch
USUAL_CHUNK, LARGEST_CHUNK = 100_000, 250_000  # ids of a batch where keys are chunked
_CHUNK_SIZE = re.compile(r"chunkSize\s*=\s*(\d+)", re.IGNORECASE)


def create_job(call: Call) -> Answer:
    sent = formats.job_sent(call.raw_body, in_json=_sends_json(call))
    operation, name = str(sent.get("operation")), str(sent.get("object") or "")
    content_type = str(sent.get("contentType") or "XML").upper().removeprefix("ZIP_")
    owner = call.schema.find(name)
    if operation not in OPERATIONS or content_type not in CONTENT_TYPES:
        raise _refused(call, "InvalidJob", f"Unable to parse Job: {operation}, {content_type}")
    if owner is None or (owner.is_setup and "query" not in operation):
        words = f"Entity '{name}' is not supported by the Bulk API."
        raise _refused(call, "InvalidEntity", words)
    details = {
        "contentType": content_type,
        "concurrencyMode": "Serial"
        if sent.get("concurrencyMode") in (1, "1", "Serial")
        else "Parallel",
        "chunks": call.header("sforce-enable-pkchunking"),
    }
    if operation == "upsert":
        by = owner.find(str(sent.get("externalIdFieldName") or ""))
        if by is None or not (by.is_external_id or by.type == "id"):
            words = "External ID was not found for upsert"
            raise _refused(call, "InvalidJob", words)
        details["externalIdFieldName"] = by.name
    job = Job(
        id=call.org.jobs.new_id(JOB_PREFIX),
        kind="v1",
        version=call.version,
        operation=operation,
        object=owner.name,
        created=call.org.now(),
        state="Open",
        details=details,
        fate=fate_of(call),
    )
    call.org.jobs.add(job)
    return _job_shown(call, job, 201)


def change_job(call: Call) -> Answer:
    job = _job(call)
    state = formats.job_sent(call.raw_body, in_json=_sends_json(call)).get("state")
    if state == "Closed" and job.state == "Open":
        job.state = "Closed"
    elif state == "Aborted" and job.state == "Open":
        job.state = "Aborted"
        for batch in job.batches:
            if batch.state == "Queued":
                batch.state = "NotProcessed"
    elif state != job.state:
        raise _refused(call, "InvalidJobState", f"Job in state {job.state} cannot be {state}")
    return _job_shown(call, job)


def show_job(call: Call) -> Answer:
    return _job_shown(call, _job(call))


def add_batch(call: Call) -> Answer:
    job = _job(call)
    if job.state != "Open":
        raise _refused(call, "InvalidJobState", "Job is not open")
    batch = Batch(call.org.jobs.new_id(BATCH_PREFIX), call.raw_body, call.org.now())
    call.org.jobs.batches_today += 1
    with job.working:
        if not _is_query(job):
            try:
                batch.sent = formats.records_sent(batch.request, job.details["contentType"])
            except ValueError as error:
                raise _refused(call, "InvalidBatch", f"Failed to parse batch: {error}") from error
            if len(batch.sent) > MOST_RECORDS:
                words = f"Records in batch exceeds the limit of {MOST_RECORDS}"
                raise _refused(call, "InvalidBatch", words)
        job.batches.append(batch)
        if _is_query(job) and "true" in job.details["chunks"].lower():
            _split(call, job, batch)
    return _batch_shown(job, batch, 201)


def list_batches(call: Call) -> Answer:
    job = _job(call)
    infos = [_batch_info(job, it) for it in job.batches]
    if job.details["contentType"] == "JSON":
        return Answer({"batchInfo": infos})
    inner = (formats.element("batchInfo", it) for it in infos)
    return Answer(formats.several("batchInfoList", inner), media_type=formats.XML)


def poll_batch(call: Call) -> Answer:
    """How far a batch is; being asked is what makes it go on."""
    job, batch = _batch(call)
    if call.fault("lost-job"):
        raise _refused(call, "InvalidBatch", "Unable to find batch", 404)
    with job.working:
        _go_on(call, job, batch)
    return _batch_shown(job, batch)


def show_request(call: Call) -> Answer:
    """What was sent as a batch."""
    job, batch = _batch(call)
    media_type = formats.SENT_AS[job.details["contentType"]]
    return Answer(batch.request.decode(errors="replace"), media_type=media_type)


def list_results(call: Call) -> Answer:
    """For a query the ids of its results, else what became of each record."""
    job, batch = _batch(call)
    _raise_unless_done(call, batch)
    content_type = job.details["contentType"]
    if not _is_query(job):
        written = batch.written.outcomes if batch.written else []
        return formats.outcomes_shown(written, content_type)
    if content_type == "JSON":
        return Answer([batch.result_id])
    inner = [f"<result>{batch.result_id}</result>"]
    return Answer(formats.several("result-list", inner), media_type=formats.XML)


def show_result(call: Call) -> Answer:
    """The rows that a query found."""
    job, batch = _batch(call)
    _raise_unless_done(call, batch)
    if batch.results is None or call.names["result"][:15] != batch.result_id:
        raise _refused(call, "InvalidBatch", "Unable to find result", 404)
    results = batch.results
    start, end = batch.span or (0, results.total)
    if end > start and call.fault("lost-row"):
        start += 1
    if job.details["contentType"] == "CSV":
        lines = lines_of(call.org.store, results.table, results.plan, (start, end), ",")
        text = "\n".join([header_of(results.plan.columns, ","), *lines, ""])
        return Answer(text, media_type=formats.CSV)
    is_json = job.details["contentType"] == "JSON"
    where = f"WHERE rowid >= {start} AND rowid < {end} ORDER BY rowid"
    rows = call.org.store.rows(" ".join(("SELECT * FROM", f'results."{results.table}"', where)))
    root = f"/services/data/v{job.version}"
    shaper = Shaper(call.org.store, results.plan, root, EPOCH_JSON if is_json else JSON)
    records = shaper.records(rows)
    fault = call.fault("not-a-number") if records else None
    if fault is not None:
        records[0][str(fault.option("name", ""))] = fault.option("value", NOT_A_NUMBER)
    if is_json:
        return Answer(records)
    return Answer(formats.records_shown(records), media_type=formats.XML)


def _go_on(call: Call, job: Job, batch: Batch) -> None:
    if batch.state not in ("Queued", "InProgress"):
        return
    batch.polls += 1
    if batch.polls <= call.org.options.job_polls or job.fate == "stuck":
        batch.state = "InProgress"
    elif job.fate == "failed" or (job.fate == "killed" and _is_query(job)):
        batch.state, batch.message = "Failed", "InternalServerError : retries exceeded"
    elif _is_query(job):
        _find(call, job, batch)
    else:
        _write(call, job, batch)


def _find(call: Call, job: Job, batch: Batch) -> None:
    if batch.results is None:
        try:
            soql = batch.request.decode()
            plan = bulk_plan(call, soql, with_deleted=job.operation == "queryAll")
        except (Refusal, UnicodeDecodeError) as error:
            words = f"{error.code}: {error.message}" if isinstance(error, Refusal) else str(error)
            batch.state, batch.message = (
                "Failed",
                f"InvalidBatch : Failed to process query: {words}",
            )
            return
        batch.results = kept(call, plan, batch.id)
    batch.result_id = call.org.jobs.new_id(RESULT_PREFIX)[:15]
    batch.state = "Completed"


def _write(call: Call, job: Job, batch: Batch) -> None:
    owner = call.schema[job.object]
    is_json = job.details["contentType"] == "JSON"
    try:
        if not is_json:
            raise_if_unknown(owner, _columns(batch))
    except UnfitFile as unfit:
        batch.state, batch.message = "Failed", str(unfit)
        return
    outcomes = write_all(
        *(call, owner, job.operation, job.details.get("externalIdFieldName"), batch.sent),
        *(from_json if is_json else from_csv, job.fate),
    )
    batch.written = Written([], [], outcomes)
    batch.state = "Completed"
    if job.fate == "killed":
        batch.state, batch.message = "Failed", "InternalServerError : the batch was killed"


def _columns(batch: Batch) -> list[str]:
    """The names of all records of a batch, each once; a relationship has a point behind it."""
    names = (
        f"{name}." if isinstance(value, Mapping) else name
        for record in batch.sent
        for name, value in record.items()
    )
    return list(dict.fromkeys(names))


def _split(call: Call, job: Job, batch: Batch) -> None:
    """The query's rows by id in chunks, a batch each; the one that was sent does nothing itself."""
    batch.state = "NotProcessed"
    plan = bulk_plan(call, batch.request.decode(), with_deleted=job.operation == "queryAll")
    found = kept(call, plan, batch.id)
    wanted = _CHUNK_SIZE.search(job.details["chunks"])
    size = min(int(wanted.group(1)) if wanted else USUAL_CHUNK, LARGEST_CHUNK)
    for start in range(0, max(found.total, 1), max(size, 1)):
        part = Batch(call.org.jobs.new_id(BATCH_PREFIX), batch.request, batch.created)
        end = min(start + size, found.total)
        part.results, part.span = Results(found.table, plan, found.total), (start, end)
        job.batches.append(part)


def _job(call: Call) -> Job:
    job = call.org.jobs.find("v1", call.names["job"])
    if job is None:
        raise _refused(call, "InvalidJob", f"Unable to find job: {call.names['job']}", 404)
    return job


def _batch(call: Call) -> tuple[Job, Batch]:
    job = _job(call)
    wanted = call.names["batch"][:15]
    found = next((it for it in job.batches if it.id[:15] == wanted), None)
    if found is None:
        raise _refused(call, "InvalidBatch", f"Unable to find batch: {call.names['batch']}", 404)
    return job, found


def _raise_unless_done(call: Call, batch: Batch) -> None:
    if batch.state != "Completed":
        words = f"Batch not completed: it is {batch.state}. {batch.message or ''}".strip()
        raise _refused(call, "InvalidBatch", words)


def _job_shown(call: Call, job: Job, status: int = 200) -> Answer:
    states = [it.state for it in job.batches]
    body: dict[str, Any] = {
        "id": job.id,
        "operation": job.operation,
        "object": job.object,
        "createdById": API_USER_ID,
        "createdDate": moment(job.created),
        "systemModstamp": moment(job.created),
        "state": job.state,
        "externalIdFieldName": job.details.get("externalIdFieldName"),
        "concurrencyMode": job.details["concurrencyMode"],
        "contentType": job.details["contentType"],
        "numberBatchesQueued": states.count("Queued"),
        "numberBatchesInProgress": states.count("InProgress"),
        "numberBatchesCompleted": states.count("Completed"),
        "numberBatchesFailed": states.count("Failed"),
        "numberBatchesTotal": len(states),
        "numberRecordsProcessed": sum(map(_processed, job.batches)),
        "numberRetries": 0,
        "apiVersion": float(job.version),
        "numberRecordsFailed": sum(map(_failures, job.batches)),
        "totalProcessingTime": 0,
        "apiActiveProcessingTime": 0,
        "apexProcessingTime": 0,
    }
    if "externalIdFieldName" not in job.details:
        del body["externalIdFieldName"]
    in_json = _sends_json(call) or (
        not call.header("content-type") and job.details["contentType"] == "JSON"
    )
    if in_json:
        return Answer(body, status)
    return Answer(formats.element("jobInfo", body, is_root=True), status, media_type=formats.XML)


def _batch_shown(job: Job, batch: Batch, status: int = 200) -> Answer:
    info = _batch_info(job, batch)
    if job.details["contentType"] == "JSON":
        return Answer(info, status)
    text = formats.element("batchInfo", info, is_root=True)
    return Answer(text, status, media_type=formats.XML)


def _batch_info(job: Job, batch: Batch) -> dict[str, Any]:
    is_json = job.details["contentType"] == "JSON"
    is_spaced = batch.state == "NotProcessed" and not is_json
    return {
        "id": batch.id,
        "jobId": job.id,
        "state": "Not Processed" if is_spaced else batch.state,
        "stateMessage": batch.message,
        "createdDate": moment(batch.created),
        "systemModstamp": moment(batch.created),
        "numberRecordsProcessed": _processed(batch),
        "numberRecordsFailed": _failures(batch),
        "totalProcessingTime": 0,
        "apiActiveProcessingTime": 0,
        "apexProcessingTime": 0,
    }


def _processed(batch: Batch) -> int:
    if batch.state != "Completed":
        return 0
    if batch.written is not None:
        return len(batch.written.outcomes)
    start, end = batch.span or (0, batch.results.total if batch.results else 0)
    return end - start


def _failures(batch: Batch) -> int:
    return batch.written.failures if batch.written and batch.state == "Completed" else 0


def _is_query(job: Job) -> bool:
    return job.operation in ("query", "queryAll")


def _sends_json(call: Call) -> bool:
    return "json" in call.header("content-type").lower()


def _refused(call: Call, code: str, message: str, status: int = 400) -> Bare:
    return formats.refusal(code, message, in_json=_sends_json(call), status=status)
