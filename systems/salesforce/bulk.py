"""Reads by Bulk API 2.0: a query job, waited for, its results page by page as columns of text."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from systems.salesforce.client import Client
from systems.salesforce.login import SYSTEM
from tieout.answers import Reply
from tieout.errors import BadAnswer, Refused, SystemFault, Unreachable

if TYPE_CHECKING:
    import polars as pl

PAGE_ROWS = 50_000
_ACCEPTED = {"Accept": "text/csv"}
FIRST_WAITS = (0.5, 1.0, 2.0, 4.0)
LATER_WAIT = 10.0
PATIENCE_SECONDS = 7200.0
FAILED = "JOB_FAILED"
CALLS = 6  # to make it, to see it done, to take the first page, to delete it
ENDED = frozenset({"JobComplete", "Failed", "Aborted"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results, every value its text and null where it was empty; rows in all."""

    frame: "pl.DataFrame"
    total: int | None


def results(
    client: Client,
    soql: str,
    *,
    page_rows: int = PAGE_ROWS,
    patience_seconds: float = PATIENCE_SECONDS,
) -> Iterator[Results]:
    """The pages of a query over all rows, deleted ones included. The job is deleted at the end.

    Refused where the org makes no such job, or the job failed (code JOB_FAILED); Unreachable where
    it does not end in time.
    """
    body = {
        "operation": "queryAll",
        "query": soql,
        "contentType": "CSV",
        "columnDelimiter": "COMMA",
        "lineEnding": "LF",
    }
    made = client.send("POST", "/jobs/query", body, is_repeatable=True)  # twice is only wasteful
    job_id = made.mapping().get("id")
    if not isinstance(job_id, str):
        raise BadAnswer(SYSTEM, "a query job was made without an id.")
    path = f"/jobs/query/{job_id}"
    try:
        total = _finished(client, path, patience_seconds)
        yield from _pages(client, path, page_rows, total)
    finally:
        _forget(client, path)


def _finished(client: Client, path: str, patience_seconds: float) -> int | None:
    """How many rows the job found, once it is done."""
    deadline = client.clock.elapsed() + patience_seconds
    for wait in _waits():
        job = client.get(path, route="/jobs/query/{id}").mapping()
        state = job.get("state")
        if state == "JobComplete":
            count = job.get("numberRecordsProcessed")
            return count if isinstance(count, int) else None
        if state in ENDED:
            sentence = f"a query job ended as {state}: {job.get('errorMessage') or 'no reason'}"
            raise Refused(SYSTEM, sentence, 200, FAILED)
        if client.clock.elapsed() + wait > deadline:
            raise Unreachable(SYSTEM, f"a query job is {state} for {patience_seconds:.0f} s.")
        client.clock.sleep(wait)
    raise AssertionError("the waits have no end")


def _pages(client: Client, path: str, page_rows: int, total: int | None) -> Iterator[Results]:
    seen: set[str] = set()
    locator: str | None = None
    while True:
        params = {"maxRecords": str(page_rows)} | ({"locator": locator} if locator else {})
        reply, frame = _page(client, path, params)
        yield Results(frame, total)
        locator = reply.headers.get("sforce-locator")
        if locator in (None, "", "null"):  # the word, on the last page
            return
        if locator in seen:
            raise BadAnswer(SYSTEM, "the results of a query job lead in a circle.")
        seen.add(str(locator))


def _page(client: Client, path: str, params: dict[str, str]) -> "tuple[Reply, pl.DataFrame]":
    """One page; asked for once more where it is cut short or broken."""
    try:
        return _whole_page(client, path, params)
    except BadAnswer:
        return _whole_page(client, path, params)


def _whole_page(client: Client, path: str, params: dict[str, str]) -> "tuple[Reply, pl.DataFrame]":
    route = "/jobs/query/{id}/results"
    reply = client.get(f"{path}/results", params, route=route, headers=_ACCEPTED)
    frame = _frame(reply)
    stated = reply.headers.get("sforce-numberofrecords", "")
    if stated.isdigit() and int(stated) != len(frame):
        sentence = f"a page of results holds {len(frame)} records instead of {stated}."
        raise BadAnswer(SYSTEM, sentence)
    return reply, frame


def _frame(reply: Reply) -> "pl.DataFrame":
    import polars as pl  # who only writes does without

    body = reply.body
    if not isinstance(body, bytes):
        raise BadAnswer(SYSTEM, f"{reply.route} answered with what is not CSV.")
    try:
        return pl.read_csv(body, infer_schema=False, null_values="")
    except pl.exceptions.PolarsError as error:
        raise BadAnswer(SYSTEM, f"{reply.route} answered with broken CSV.") from error


def _waits() -> Iterator[float]:
    yield from FIRST_WAITS
    while True:
        yield LATER_WAIT


def _forget(client: Client, path: str) -> None:
    """Delete the job; one that cannot be deleted is gone in a week by itself."""
    try:
        client.send("DELETE", path, route="/jobs/query/{id}", is_repeatable=True)
    except SystemFault as fault:
        _log.info("system=%s a query job was left behind: %s", SYSTEM, fault)
