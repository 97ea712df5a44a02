"""Calls to HubSpot: log-in, limits by its headers, the pace of searches, what refusals mean."""

import re
from collections.abc import Iterator, Mapping
from threading import Lock

import httpx

from systems.base import Row, Settings, patience_in
from systems.hubspot import login
from systems.hubspot.refusals import MEANINGS, words
from tieout.answers import Reply, retry_after, route_of
from tieout.clock import Clock
from tieout.errors import (
    BadAnswer,
    NotPermitted,
    RateLimited,
    Refused,
    SettingsError,
    SystemFault,
    UnknownName,
    Unreachable,
)
from tieout.http import ACCOUNT, Session
from tieout.log import keep_out
from tieout.pacing import DAY, Quota

SYSTEM = "hubspot"
SECRETS = ("access_token", "client_secret", "refresh_token")
IN_FLIGHT = 4
READ_SECONDS = 60.0
LEAST_READ_SECONDS = 15.0  # also where there is little patience
LIST_ROWS = 100
SEARCH_ROWS = 200
SEARCH_SECONDS = 0.2  # five a second, all searches of the account together
DAY_SECONDS = 86_400.0  # it ends at midnight by the account's clock, which no header tells
MOST_SECONDS = 600.0  # a Retry-After beyond this is taken as milliseconds

_VERSION = re.compile(r"v\d+|\d{4}-\d{2}(-beta)?")


class Client:
    """A session with one account. SettingsError where the settings cannot work.

    `version` is a path generation, v3 or a date like 2026-03: the bodies are the same.
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
        self._settings = settings
        self.version = _version(settings)
        self._lock = Lock()
        self._next_search = 0.0
        self.session = Session(
            SYSTEM,
            login.base_url(settings),
            auth=login.auth(settings, self.clock),
            classify=self._fault,
            quotas=_quotas,
            in_flight=IN_FLIGHT,
            patience_seconds=patience,
            read_timeout_seconds=min(READ_SECONDS, max(patience, LEAST_READ_SECONDS)),
            clock=self.clock,
        )

    def path(self, room: str, *rest: str) -> str:
        """Where a room of the CRM is in the generation that is asked for."""
        version = "v4" if room == "associations" and self.version == "v3" else self.version
        head = f"/crm/{version}/{room}" if version.startswith("v") else f"/crm/{room}/{version}"
        return "/".join((head, *rest))

    def get(self, path: str, params: Mapping[str, str] | None = None, *, route: str = "") -> Reply:
        """The answer to a question."""
        return self.session.call("GET", path, params=params, route=route)

    def ask(self, path: str, body: Mapping[str, object]) -> Reply:
        """The answer to a question that is sent as POST."""
        return self.session.call("POST", path, body=body, is_repeatable=True)

    def send(self, path: str, body: Mapping[str, object]) -> Reply:
        """The answer to a change. Unreachable unless the server surely did nothing."""
        return self.session.call("POST", path, body=body, is_repeatable=False)

    def search(self, kind: str, body: Mapping[str, object]) -> Reply:
        """One page of a search, not before its turn."""
        self._wait_for_search()
        return self.ask(self.path("objects", kind, "search"), body)

    def listed(self, path: str, params: Mapping[str, str]) -> Iterator[list[dict[str, object]]]:
        """The pages of a list, in the order that the server has; the last one may be empty."""
        after, is_second_look = "", False
        while True:
            reply = self.get(path, {**params, **({"after": after} if after else {})})
            following = next_after(reply.mapping())
            if following and following == after:
                if is_second_look:
                    raise BadAnswer(SYSTEM, f"the cursor of {path} does not move.")
                is_second_look = True
                continue
            yield list(reply.rows("results"))
            if not following:
                return
            after, is_second_look = following, False

    def close(self) -> None:
        self.session.close()

    def _wait_for_search(self) -> None:
        with self._lock:
            now = self.clock.elapsed()
            turn = max(now, self._next_search)
            self._next_search = turn + SEARCH_SECONDS
        if turn > now:
            self.clock.sleep(turn - now)

    def _fault(self, response: httpx.Response) -> SystemFault | None:
        status, route = response.status_code, route_of(response.request)
        if status < 400:
            return None
        said = words(response)
        if status == 429:
            wish = self._wish(response) or said.wait_seconds
            return RateLimited(SYSTEM, f"{route}: {said.sentence}", wish)
        if status in (423, 477):  # locked, or moving house: turned away, not acted on
            fault = Unreachable(SYSTEM, f"{route} answered {status}.", self._wish(response) or 2.0)
            fault.had_no_effect = True
            return fault
        if status in (401, 530):  # 530: not even the form of a token
            return login.refused(self._settings, said.code)
        if status >= 500:
            return Unreachable(SYSTEM, f"{route} answered {status}.", self._wish(response))
        if status == 403:
            return NotPermitted(SYSTEM, f"{route} is not permitted: {said.sentence}", MEANINGS[403])
        if said.unknown_object:
            sentence = f"{route}: {said.sentence}"
            return UnknownName(SYSTEM, sentence, said.unknown_object, MEANINGS[400])
        return Refused(SYSTEM, f"{route} was refused: {said.sentence}", status, said.code)

    def _wish(self, response: httpx.Response) -> float | None:
        wish = retry_after(response, self.clock.now())
        return wish / 1000 if wish and wish > MOST_SECONDS else wish


def next_after(body: Mapping[str, object]) -> str:
    """The cursor of the page that follows; empty on the last one, where `paging` is absent."""
    paging = body.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    after = following.get("after") if isinstance(following, dict) else None
    return "" if after is None else str(after)


def properties_of(record: Row) -> Mapping[str, object]:
    """A record's properties; BadAnswer where it has none."""
    properties = record.get("properties")
    if not isinstance(properties, dict):
        raise BadAnswer(SYSTEM, f"record {record.get('id')} came without properties.")
    return properties


def _quotas(response: httpx.Response) -> Iterator[Quota]:
    remaining = response.headers.get("x-hubspot-ratelimit-remaining", "")
    interval = response.headers.get("x-hubspot-ratelimit-interval-milliseconds", "")
    if remaining.isdigit() and interval.isdigit():  # a search has no headers of the window
        allowed = response.headers.get("x-hubspot-ratelimit-max", "")
        seconds, most = int(interval) / 1000, int(allowed) if allowed.isdigit() else 0
        yield Quota(ACCOUNT, int(remaining), seconds, most, seconds)
    today = response.headers.get("x-hubspot-ratelimit-daily", "")
    left = response.headers.get("x-hubspot-ratelimit-daily-remaining", "")
    if today.isdigit() and left.isdigit():  # an app with OAuth has no limit of the day
        yield Quota(DAY, int(left), DAY_SECONDS, int(today), DAY_SECONDS)


def _version(settings: Settings) -> str:
    version = settings.get("api_version") or "v3"
    if not _VERSION.fullmatch(version):
        raise SettingsError([f"hubspot: api_version must be v3 or like 2026-03, got {version}"])
    return version
