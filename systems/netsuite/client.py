"""Calls to NetSuite: questions in SuiteQL, changes of records; what its refusals mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from systems.base import Row, Settings, patience_in
from systems.netsuite import login
from tieout.answers import Reply, json_or_none, retry_after
from tieout.clock import Clock
from tieout.errors import (
    BadAnswer,
    NotPermitted,
    RateLimited,
    Refused,
    SettingsError,
    SystemFault,
    UnknownName,
)
from tieout.http import Session
from tieout.log import keep_out, redacted

SYSTEM = "netsuite"
SUITEQL = "/services/rest/query/v1/suiteql"
RECORDS = "/services/rest/record/v1"
LIMITS = "/services/rest/system/v1/governanceLimits"
PAGE_ROWS = 1000  # the most that one answer holds
CONCURRENCY = 4  # the smallest account allows five calls at once, to all its integrations together
READ_SECONDS = 300.0  # a query may take the server minutes
LEAST_READ_SECONDS = 15.0  # also where there is little patience
SECRETS = ("private_key", "consumer_secret", "token_secret")
ROLE_HINT = (
    "Give the integration's role the permission, or switch the feature on, then: tieout doctor"
)

_NO_FIELD = re.compile(r"Field '([^']+)' for record '([^']+)' was not found", re.IGNORECASE)
_NO_RECORD = re.compile(r"Record '([^']+)' was not found", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of a query: its rows, whether there are more, how many rows the query has in all."""

    rows: Sequence[Row]
    has_more: bool
    total: int

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it; `has_more` alone is false as well at a cap of theirs."""
        return not self.has_more and (len(self.rows) >= self.total or not self.rows)


class Client:
    """A session with one account. SettingsError where the settings cannot work."""

    def __init__(
        self,
        settings: Settings,
        *,
        patience_seconds: float | None = None,
        clock: Clock | None = None,
    ) -> None:
        patience = patience_in(SYSTEM, settings, patience_seconds)
        clock = clock or Clock()
        keep_out(settings[name] for name in SECRETS if name in settings)
        self._settings = settings
        self._clock = clock
        self.concurrency = _concurrency(settings)
        self.clock_ahead_seconds: float | None = None
        self.session = Session(
            SYSTEM,
            login.base_url(settings),
            auth=login.auth(settings, clock),
            classify=self._fault,
            in_flight=self.concurrency,
            patience_seconds=patience,
            read_timeout_seconds=min(READ_SECONDS, max(patience, LEAST_READ_SECONDS)),
            clock=clock,
        )

    def query(self, suiteql: str, *, limit: int = PAGE_ROWS) -> Answer:
        """The first `limit` rows of a query. UnknownName where a table or a column is not there."""
        reply = self.session.call(
            "POST",
            SUITEQL,
            params={"limit": str(limit), "offset": "0"},
            headers={"Prefer": "transient"},
            body={"q": suiteql},
            is_repeatable=True,  # a question, although it is sent as POST
        )
        self._compare_clocks(reply)
        body = reply.mapping()
        total, has_more = body.get("totalResults"), body.get("hasMore")
        if not isinstance(total, int) or not isinstance(has_more, bool):
            raise BadAnswer(SYSTEM, f"{SUITEQL} answered without totalResults or hasMore.")
        rows = reply.rows("items")
        for row in rows:
            row.pop("links", None)
        return Answer(rows, has_more, total)

    def change(self, record: str, record_id: str, body: Mapping[str, object]) -> None:
        """Give fields of a record these values; a name that it does not know is refused."""
        self.session.call(
            "PATCH",
            f"{RECORDS}/{record}/{record_id}",
            route=f"{RECORDS}/{record}/{{id}}",
            headers={"X-NetSuite-PropertyNameValidation": "Error"},
            body=body,
            is_repeatable=True,  # the same values once more are the same values
        )

    def governance_limits(self) -> Mapping[str, object]:
        """The account's concurrency limits; NotPermitted for most roles."""
        return self.session.call("GET", LIMITS).mapping()

    def close(self) -> None:
        self.session.close()

    def _compare_clocks(self, reply: Reply) -> None:
        try:
            theirs = parsedate_to_datetime(reply.headers.get("date", ""))
        except ValueError:
            return
        ours = self._clock.now()
        self.clock_ahead_seconds = (ours - _in_utc(theirs)).total_seconds()

    def _fault(self, response: httpx.Response) -> SystemFault | None:
        status = response.status_code
        if status < 400 or status >= 500:
            return None
        code, detail = _words(response)
        if status == httpx.codes.UNAUTHORIZED:
            return login.refused(self._settings, code)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            wish = retry_after(response, self._clock.now())
            return RateLimited(SYSTEM, "too many calls at once for the account.", wish)
        if status == httpx.codes.FORBIDDEN:
            return NotPermitted(SYSTEM, f"not permitted: {detail}", ROLE_HINT)
        return _unknown_name(detail) or Refused(SYSTEM, f"refused: {detail}", status, code)


def _unknown_name(detail: str) -> UnknownName | None:
    if found := _NO_FIELD.search(detail):
        field, record = found[1].lower(), found[2].lower()
        sentence = f"{record} has no column {field}, or this role may not see it."
        return UnknownName(SYSTEM, sentence, field, ROLE_HINT)
    if found := _NO_RECORD.search(detail):  # said as well when the role lacks the permission
        record = found[1].lower()
        sentence = f"table {record} is unknown or not permitted to this role."
        return UnknownName(SYSTEM, sentence, record, ROLE_HINT)
    return None


def _words(response: httpx.Response) -> tuple[str, str]:
    """The code and the sentence of an error body, both empty where it is of another shape."""
    body = json_or_none(response)
    if not isinstance(body, dict):
        return "", f"status {response.status_code} without a reason"
    details = body.get("o:errorDetails")
    first = details[0] if isinstance(details, list) and details else {}
    said = {**body, **first} if isinstance(first, dict) else body
    words = str(said.get("detail") or said.get("title") or f"status {response.status_code}")
    return str(said.get("o:errorCode", "")), redacted(words)[:300]


def _concurrency(settings: Settings) -> int:
    text = settings.get("concurrency") or str(CONCURRENCY)
    if not text.isdigit() or int(text) < 1:
        raise SettingsError(
            [f"netsuite: concurrency must be a whole number of calls, got {text!r}"]
        )
    return int(text)


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
