"""Writes organizations, a hundred to a job, and reads what it writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Literal
from urllib.parse import quote

from systems.base import (
    Allowance,
    Answer,
    Calls,
    Field,
    Finding,
    Key,
    Receipt,
    Record,
    Row,
    Settings,
    Write,
)
from systems.limits import batches, told_by
from systems.zendesk import fields as forms
from systems.zendesk import jobs
from systems.zendesk.client import IN_FLIGHT, SYSTEM, Client
from systems.zendesk.jobs import SHOWN_AT_ONCE
from tieout.answers import Reply
from tieout.clock import Clock
from tieout.errors import BadAnswer, Unreachable

BATCH = 100
QUERY_CHARACTERS = 6000  # an address much longer than this is refused on the way
JOB_PATIENCE_SECONDS = 600.0


class Organizations:
    """Implements `Target`. A field is `name`, `external_id` or `organization_fields.<key>`."""

    batch_size = BATCH
    batches_in_flight = 5  # thirty jobs at once are allowed, to all integrations of the account

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        patience_seconds: float | None = None,
        job_patience_seconds: float = JOB_PATIENCE_SECONDS,
    ) -> None:
        self.client = Client(settings, patience_seconds=patience_seconds, clock=clock)
        self._job_patience_seconds = job_patience_seconds

    def problems(self, fields: Sequence[Field]) -> Sequence[Finding]:
        existing = forms.by_key(
            [row for page in self.client.listed("organization_fields") for row in page]
        )
        found = (forms.problem(field, existing) for field in fields)
        return [finding for finding in found if finding is not None]

    def create_field(self, field: Field) -> None:
        """Refused when the key exists, or existed: a deleted key cannot be used again."""
        self.client.send(
            "POST", "/organization_fields.json", {"organization_field": forms.definition(field)}
        )

    def read(self, keys: Sequence[Key], fields: Sequence[Field]) -> Mapping[Key, Record]:
        by_id = {key.record_id: key for key in keys if key.record_id}
        by_external_id = {
            key.external_id.lower(): key  # Zendesk compares them without regard to case
            for key in keys
            if not key.record_id and key.external_id
        }
        records: dict[Key, Record] = {}
        for organization in self._shown("ids", by_id):
            records[by_id[str(organization["id"])]] = _record(organization, fields)
        for organization in self._with_external_ids(by_external_id):
            key = by_external_id.get(str(organization.get("external_id")).lower())
            if key is not None:
                records[key] = _record(organization, fields)
        return records

    def send(self, action: Literal["create", "update"], writes: Sequence[Write]) -> Receipt:
        if len(writes) > BATCH:
            raise ValueError(f"{len(writes)} organizations in one batch; at most {BATCH} fit")
        bodies = [_body(action, write) for write in writes]
        method = "POST" if action == "create" else "PUT"
        return self._job(method, f"/organizations/{action}_many.json", {"organizations": bodies})

    def delete(self, record_ids: Sequence[str]) -> Receipt:
        """A job like others. There is no way back, and the people of an organization lose it."""
        ids = ",".join(map(quote, record_ids))
        return self._job("DELETE", f"/organizations/destroy_many.json?ids={ids}")

    def follow(self, job_ids: Sequence[str]) -> Mapping[str, Sequence[Answer] | None]:
        return jobs.follow(self.client, job_ids, self._job_patience_seconds)

    def estimate(self, writes: Sequence[Write], _fields: Sequence[Field], size: int, /) -> Calls:
        """A job is looked at until it has ended: once at least."""
        keys = [write.key for write in writes]
        ids = [key.record_id for key in keys if key.record_id]
        others = [key.external_id for key in keys if not key.record_id and key.external_id]
        listable = [it for it in others if "," not in it]
        read = sum(
            len(list(_in_hundreds([quote(it, safe="") for it in some]))) for some in (ids, listable)
        )
        made = batches(len(writes), size)
        searched = len(others) - len(listable)
        return Calls(read + searched, made, batches(made, SHOWN_AT_ONCE), is_exact=False)

    def allowance(self) -> Allowance:
        return told_by(self.client.session, 1)

    def address(self, record_id: str) -> str:
        return f"{self.client.session.base_url}/agent/organizations/{record_id}"

    def close(self) -> None:
        self.client.close()

    def _job(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Receipt:
        try:
            return Receipt(job_id=_job_id(self.client.send(method, path, body)))
        except BadAnswer as lost:  # accepted, it seems, and the job's name is lost
            name = path.partition("?")[0]
            raise Unreachable(SYSTEM, f"{name} answered without a job to follow.") from lost

    def _with_external_ids(self, external_ids: Iterable[str]) -> Iterator[Row]:
        listable = [external_id for external_id in external_ids if "," not in external_id]
        yield from self._shown("external_ids", listable)
        for external_id in external_ids:
            if "," in external_id:  # a list of ids is cut at its commas
                yield from self._organizations("search", f"external_id={quote(external_id, '')}")

    def _shown(self, by: str, ids: Iterable[str]) -> Iterator[Row]:
        queries = [f"{by}={it}" for it in _in_hundreds([quote(one, safe="") for one in ids])]
        with ThreadPoolExecutor(max_workers=IN_FLIGHT) as pool:
            for found in pool.map(partial(self._organizations, "show_many"), queries):
                yield from found

    def _organizations(self, endpoint: str, query: str) -> Sequence[Row]:
        return self.client.get(f"/organizations/{endpoint}.json?{query}").rows("organizations")


def _in_hundreds(quoted: Sequence[str]) -> Iterator[str]:
    """Ids joined by commas, as many as one address may hold."""
    batch: list[str] = []
    length = 0
    for one in quoted:
        if batch and (len(batch) == BATCH or length + len(one) >= QUERY_CHARACTERS):
            yield ",".join(batch)
            batch, length = [], 0
        batch.append(one)
        length += len(one) + 1
    if batch:
        yield ",".join(batch)


def _record(organization: Row, fields: Sequence[Field]) -> Record:
    external_id = organization.get("external_id")
    return Record(
        record_id=str(organization.get("id")),
        external_id=None if external_id in (None, "") else str(external_id),
        name=str(organization.get("name") or ""),
        values={field.name: forms.read_value(organization, field) for field in fields},
    )


def _body(action: Literal["create", "update"], write: Write) -> dict[str, object]:
    key = write.key
    if action == "update" and key.record_id:
        return {"id": int(key.record_id), **forms.write_values(write.values)}
    return {"external_id": key.external_id, **forms.write_values(write.values)}


def _job_id(reply: Reply) -> str:
    job = reply.mapping().get("job_status")
    if not isinstance(job, dict) or not isinstance(job.get("id"), str):
        raise BadAnswer(SYSTEM, f"{reply.route} answered without a job.")
    return str(job["id"])
