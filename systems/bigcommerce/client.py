"""Calls to a BigCommerce store: log-in, limits by its headers, both ways of paging, refusals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import httpx

from systems.base import Row, Settings, patience_in
from systems.bigcommerce import login
from tieout.answers import Reply, json_or_none, retry_after, route_of
from tieout.clock import Clock
from tieout.errors import (
    BadAnswer,
    NotPermitted,
    RateLimited,
    Refused,
    SystemFault,
    Unreachable,
)
from tieout.http import ACCOUNT, Session
from tieout.log import keep_out, redacted
from tieout.pacing import Quota

SYSTEM = "bigcommerce"
SECRETS = ("access_token",)
IN_FLIGHT = 8
READ_SECONDS = 60.0
LEAST_READ_SECONDS = 15.0  # also where there is little patience
MOST_ROWS = 250
NO_HEADERS_SECONDS = 3.0  # a refusal without a word on limits: the platform itself is overloaded
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a V3 list; `total` counts the whole list, None where that is not said."""

    rows: Sequence[dict[str, object]]
    total: int | None


class Client:
    """A session with one store. SettingsError where the settings cannot work.

    Paths begin with the version, `/v2/orders`. Links in answers are not followed.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        patience_seconds: float | None = None,
        clock: Clock | None = None,
    ) -> None:
        patience = patience_in(SYSTEM, settings, patience_seconds)
        self.clock = clock or Clock()
        keep_out(settings[name] for name in SECRETS if name in settings)
        self.session = Session(
            SYSTEM,
            login.base_url(settings),
            auth=login.auth(settings),
            classify=self._fault,
            quotas=_quotas,
            in_flight=IN_FLIGHT,
            patience_seconds=patience,
            read_timeout_seconds=min(READ_SECONDS, max(patience, LEAST_READ_SECONDS)),
            clock=self.clock,
        )

    def get(self, path: str, params: Mapping[str, str] | None = None, *, route: str = "") -> Reply:
        """The answer to a question; its body is None where there is nothing (204)."""
        return self.session.call("GET", path, params=params, route=route)

    def send(
        self, method: str, path: str, body: Mapping[str, object] | None, *, route: str = ""
    ) -> Reply:
        """The answer to a change. Unreachable unless the server surely did nothing."""
        return self.session.call(method, path, body=body, route=route, is_repeatable=False)

    def array(
        self, path: str, params: Mapping[str, str] | None = None, *, route: str = ""
    ) -> Sequence[dict[str, object]]:
        """One page of a V2 list: a bare array, or nothing at all."""
        return rows_of(self.get(path, params, route=route))

    def arrays(self, path: str, *, route: str = "") -> Iterator[dict[str, object]]:
        """All rows of a V2 list that nobody changes while it is read."""
        page, rows = 1, MOST_ROWS
        while rows == MOST_ROWS:
            found = self.array(path, {"page": str(page), "limit": str(MOST_ROWS)}, route=route)
            yield from found
            page, rows = page + 1, len(found)

    def lists(
        self, path: str, params: Mapping[str, str], *, rows: int = MOST_ROWS, route: str = ""
    ) -> Iterator[Listed]:
        """The pages of a V3 list, by its cursors where it has some; nothing for 204."""
        more: Mapping[str, str] = {}
        is_second_look = False
        while True:
            reply = self.get(path, {**params, "limit": str(rows), **more}, route=route)
            if reply.body is None:
                return
            following = _following(reply)
            if following and following == more:
                if is_second_look:
                    raise BadAnswer(SYSTEM, f"the pages of {reply.route} do not move.")
                is_second_look = True
                continue
            yield Listed(reply.rows("data"), _total(reply))
            if not following:
                return
            more, is_second_look = following, False

    def close(self) -> None:
        self.session.close()

    def _fault(self, response: httpx.Response) -> SystemFault | None:
        status, route = response.status_code, route_of(response.request)
        if status < 400:
            return None
        said = words(response)
        if status == 429:
            return RateLimited(SYSTEM, f"{route}: {said}", self._wish(response))
        if status == 423 or (status == 503 and "retry-after" in response.headers):
            fault = Unreachable(SYSTEM, f"{route} answered {status}.", self._wish(response))
            fault.had_no_effect = True  # turned away, not acted on
            return fault
        if status >= 500:
            return Unreachable(SYSTEM, f"{route} answered {status}.")
        if status == 401:
            return login.refused(said)
        if status == 403:
            step = "Give the API account the scope: see systems/bigcommerce/README.md."
            return NotPermitted(SYSTEM, f"{route} is not permitted: {said}", step)
        return Refused(SYSTEM, f"{route} was refused: {said}", status)

    def _wish(self, response: httpx.Response) -> float:
        """Seconds until the window is new; the other headers round it up to whole ones."""
        reset = response.headers.get("x-rate-limit-time-reset-ms", "")
        if reset.isdigit():
            return int(reset) / 1000
        seconds = response.headers.get("x-retry-after", "")
        if seconds.isdigit():
            return float(seconds)
        return retry_after(response, self.clock.now()) or NO_HEADERS_SECONDS


def rows_of(reply: Reply) -> Sequence[dict[str, object]]:
    """The rows of a V2 answer; BadAnswer where it is no array of objects."""
    body = [] if reply.body is None else reply.body
    if not isinstance(body, list) or not all(isinstance(row, dict) for row in body):
        raise BadAnswer(SYSTEM, f"{reply.route} answered without an array.")
    return body


def words(response: httpx.Response) -> str:
    """What an error says: an array in V2, an object in V3 and at the gateway."""
    body = json_or_none(response)
    said = body[0] if isinstance(body, list) and body else body
    if not isinstance(said, dict):
        return f"status {response.status_code} without a reason"
    sentence = str(said.get("message") or said.get("title") or said.get("error") or "")
    details = _details(said)
    return redacted(" ".join(f"{sentence}{details}".split()))[:LONGEST]


def _details(said: Row) -> str:
    detail, errors = said.get("detail"), said.get("errors")
    parts = [str(detail)] if detail else []
    if isinstance(errors, dict):
        parts += [f"{name}: {fault}" for name, fault in errors.items()]
    return f" ({'; '.join(parts)})" if parts else ""


def _following(reply: Reply) -> Mapping[str, str]:
    """What to ask for the page after this one; empty on the last one."""
    meta = reply.mapping().get("meta")
    said = meta if isinstance(meta, dict) else {}
    cursors = said.get("cursor_pagination")
    if isinstance(cursors, dict) and cursors.get("end_cursor"):
        links = cursors.get("links")
        has_more = isinstance(links, dict) and bool(links.get("next"))
        return {"after": str(cursors["end_cursor"])} if has_more else {}
    pagination = said.get("pagination")
    if not isinstance(pagination, dict):
        return {}
    current, pages = pagination.get("current_page"), pagination.get("total_pages")
    if isinstance(current, int) and isinstance(pages, int) and current < pages:
        return {"page": str(current + 1)}
    return {}


def _total(reply: Reply) -> int | None:
    meta = reply.mapping().get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    total = pagination.get("total") if isinstance(pagination, dict) else None
    return total if isinstance(total, int) else None


def _quotas(response: httpx.Response) -> Iterator[Quota]:
    left = response.headers.get("x-rate-limit-requests-left", "")
    reset = response.headers.get("x-rate-limit-time-reset-ms", "")
    if left.isdigit() and reset.isdigit():
        allowed = response.headers.get("x-rate-limit-requests-quota", "")
        window = response.headers.get("x-rate-limit-time-window-ms", "")
        most, seconds = (int(it) if it.isdigit() else 0 for it in (allowed, window))
        yield Quota(ACCOUNT, int(left), int(reset) / 1000, most, seconds / 1000)
