"""What became of a bulk job: waits for it, and reads one answer a record out of its results."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from systems.base import Answer, Row
from systems.zendesk.client import Client
from tieout.errors import BadAnswer, Refused, Transient

SHOWN_AT_ONCE = 100
NOT_FOUND = 404
FINAL = frozenset({"completed", "failed", "killed"})
DONE = frozenset({"Created", "Updated", "Deleted"})
FIRST_WAITS = (0.2, 0.5, 1.0, 2.0, 4.0)
LATER_WAIT = 5.0
MOST_ABSENCES = 3  # a job that three looks do not show has no status any more

Answers = Sequence[Answer] | None


def follow(client: Client, job_ids: Sequence[str], patience_seconds: float) -> dict[str, Answers]:
    """Per job its answers in the batch's order, or None where nobody can say what became of it.

    A job that has not ended, as far as anybody could see, is absent.
    """
    outcomes: dict[str, Answers] = dict.fromkeys(job_ids)
    pending, absences = list(outcomes), Counter[str]()
    deadline = client.clock.elapsed() + patience_seconds
    for wait in _waits():
        if not pending or client.clock.elapsed() + wait > deadline:
            break
        client.clock.sleep(wait)
        try:
            shown = _shown(client, pending)
        except (Transient, BadAnswer):  # tried for long already: the rest may go on
            break
        ended = {job_id: job for job_id, job in shown.items() if job.get("status") in FINAL}
        outcomes |= {job_id: answers(job) for job_id, job in ended.items() if job_id in outcomes}
        absences.update(job_id for job_id in pending if job_id not in shown)
        pending = [it for it in pending if it not in ended and absences[it] < MOST_ABSENCES]
    return {job_id: said for job_id, said in outcomes.items() if job_id not in pending}


def answers(job: Row) -> Answers:
    """The answers of a job that has ended; None unless its results tell of every record.

    A failed or killed job may have written some of its records, so without results it says nothing.
    """
    results, total = job.get("results"), job.get("total")
    if not isinstance(results, list) or len(results) != total:
        return None
    placed: dict[int, Answer] = {}
    for position, result in enumerate(results):
        if not isinstance(result, dict):
            return None
        stated = result.get("index")
        placed[stated if isinstance(stated, int) else position] = _answer(result)
    if sorted(placed) != list(range(len(results))):
        return None
    return [placed[position] for position in range(len(results))]


def _answer(result: Mapping[str, object]) -> Answer:
    record_id = None if result.get("id") is None else str(result["id"])
    error = result.get("error")
    if not error and _is_good(result):
        return Answer(is_accepted=True, record_id=record_id)
    text = result.get("details") or result.get("description") or result.get("status") or ""
    return Answer(
        is_accepted=False,
        record_id=record_id,
        error_code=str(error or "unexplained"),
        error_text=" ".join(str(text).split()),
    )


def _is_good(result: Mapping[str, object]) -> bool:
    if "success" not in result and "status" not in result:
        return "id" in result  # some create jobs answer with id and index alone
    return result.get("success") is True or result.get("status") in DONE


def _waits() -> Iterator[float]:
    yield from FIRST_WAITS
    while True:
        yield LATER_WAIT


def _shown(client: Client, job_ids: Sequence[str]) -> dict[str, Row]:
    shown: dict[str, Row] = {}
    for first in range(0, len(job_ids), SHOWN_AT_ONCE):
        ids = ",".join(job_ids[first : first + SHOWN_AT_ONCE])
        try:
            reply = client.get("/job_statuses/show_many.json", {"ids": ids})
        except Refused as refused:
            if refused.status == NOT_FOUND:  # none of them is kept any more
                continue
            raise
        shown |= {str(job.get("id")): job for job in reply.rows("job_statuses")}
    return shown
