"""Calls to Salesforce: below one version of its API, within the day's calls."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from urllib.parse import quote

import httpx

from systems.base import Allowance, Row, Settings, patience_in
from systems.salesforce import refusals
from systems.salesforce.login import SYSTEM, Bearer, Granted, Login
from systems.salesforce.schema import ObjectInfo, described
from tieout.answers import Reply
from tieout.clock import Clock
from tieout.errors import BadAnswer, Refused, SettingsError, SystemFault, UnknownName
from tieout.http import Session
from tieout.log import keep_out

IN_FLIGHT = 5  # 25 long calls at once are allowed in production, 5 in a developer's org
READ_SECONDS = 120.0  # a query may take the server two minutes, then it says QUERY_TIMEOUT
LEAST_READ_SECONDS = 15.0
SECRETS = ("client_secret", "private_key")
ROLE_HINT = (
    "Give the integration user's permission set Read on it, or switch the feature on, then: "
    "tieout doctor"
)
_USAGE = re.compile(r"api-usage=(\d+)/(\d+)")
_VERSION = re.compile(r"v?(\d{2,3}\.0)")


@dataclass(frozen=True, slots=True)
class Calls:
    """API calls of the last 24 hours, by all integrations of the org together."""

    used: int
    allowed: int

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)


@dataclass(frozen=True, slots=True)
class Queried:
    """A page of a query: its records, how many the query has in all, and where the next is."""

    records: Sequence[Row]
    total: int
    next_path: str | None


class Client:
    """A session with one org; logs in when first needed. SettingsError for unusable settings."""

    def __init__(
        self,
        settings: Settings,
        *,
        patience_seconds: float | None = None,
        clock: Clock | None = None,
    ) -> None:
        patience = patience_in(SYSTEM, settings, patience_seconds)
        self.clock = clock or Clock()
        keep_out(settings[name] for name in SECRETS if settings.get(name))
        self.version = _version(settings)
        self.calls: Calls | None = None
        self._settings = settings
        self._patience_seconds = patience
        self._login = Login(settings, self.clock, patience)
        self._lock = Lock()
        self._opened: Session | None = None
        self._described: dict[str, ObjectInfo] = {}

    @property
    def address(self) -> str:
        """Where the org is: the instance where a log-in told of it, else as it was set."""
        opened = self._opened
        return opened.base_url if opened else self._settings["base_url"].rstrip("/")

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        route: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer to a question. `path` is below the version, or a path that the org gave."""
        return self._call("GET", path, route=route, params=params, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        route: str = "",
        headers: Mapping[str, str] | None = None,
        is_repeatable: bool = False,
    ) -> Reply:
        """The answer to a change. Unreachable unless the org surely did nothing."""
        return self._call(
            method, path, route=route, body=body, headers=headers, is_repeatable=is_repeatable
        )

    def query(self, soql: str, *, deleted_too: bool = False) -> Queried:
        """The first page of a query. UnknownName where an object or a field is not there."""
        resource = "queryAll" if deleted_too else "query"
        return self._queried(f"/{resource}?q={quote(soql, safe='')}", resource)

    def more(self, next_path: str) -> Queried:
        """The page that an earlier one led to."""
        return self._queried(next_path, "query")

    def records(self, soql: str, *, deleted_too: bool = False) -> Iterator[Row]:
        """All records of a query that has not many."""
        page = self.query(soql, deleted_too=deleted_too)
        yield from page.records
        while page.next_path is not None:
            page = self.more(page.next_path)
            yield from page.records

    def describe(self, name: str) -> ObjectInfo:
        """An object as this user sees it, asked for once. UnknownName where there is none."""
        if name not in self._described:
            try:
                reply = self.get(f"/sobjects/{quote(name, safe='')}/describe", route="describe")
            except Refused as refused:
                if refused.status != httpx.codes.NOT_FOUND:
                    raise
                sentence = f"there is no object {name}, or this user may not see it."
                raise UnknownName(SYSTEM, sentence, name, ROLE_HINT) from refused
            self._described[name] = described(reply.mapping())
        return self._described[name]

    def calls_made(self) -> Mapping[tuple[str, str], int]:
        """How many requests went to the org by (method, route), log-ins not among them."""
        return self._opened.calls() if self._opened else {}

    def forget_descriptions(self) -> None:
        """Ask anew from now on."""
        self._described.clear()

    def limits(self) -> Mapping[str, object]:
        """What is left today, by the names of `/limits`."""
        return self.get("/limits").mapping()

    def allowance(self) -> Allowance:
        """The day's calls as the last answer told of them; nobody is asked."""
        told = self.calls
        return Allowance(
            a_day=told.allowed if told else None,
            left=told.left if told else None,
            seconds_a_call=self._opened.seconds_a_call if self._opened else None,
        )

    def close(self) -> None:
        self._login.close()
        if self._opened:
            self._opened.close()

    def _queried(self, path: str, route: str) -> Queried:
        reply = self.get(path, route=route)
        body = reply.mapping()
        total, done, following = body.get("totalSize"), body.get("done"), body.get("nextRecordsUrl")
        if not isinstance(total, int) or not isinstance(done, bool):
            raise BadAnswer(SYSTEM, f"{route} answered without totalSize or done.")
        if not done and not isinstance(following, str):
            raise BadAnswer(SYSTEM, f"{route} has more to say and does not tell where.")
        return Queried(reply.rows("records"), total, None if done else str(following))

    def _call(
        self,
        method: str,
        path: str,
        *,
        route: str = "",
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
        is_repeatable: bool | None = None,
    ) -> Reply:
        below = path if path.startswith("/services/") else f"/services/data/v{self.version}{path}"
        reply = self._session().call(
            method,
            below,
            route=route or path.partition("?")[0],
            params=params,
            headers=headers,
            body=body,
            is_repeatable=is_repeatable,
        )
        self._note_usage(reply.headers)
        return reply

    def _session(self) -> Session:
        with self._lock:
            if self._opened is None:
                granted = self._login.granted()
                self._opened = self._session_at(granted)
            return self._opened

    def _session_at(self, granted: Granted) -> Session:
        return Session(
            SYSTEM,
            granted.instance_url,
            auth=Bearer(self._login, granted),
            classify=self._fault,
            in_flight=IN_FLIGHT,
            patience_seconds=self._patience_seconds,
            read_timeout_seconds=min(READ_SECONDS, max(self._patience_seconds, LEAST_READ_SECONDS)),
            clock=self.clock,
        )

    def _fault(self, response: httpx.Response) -> SystemFault | None:
        self._note_usage(response.headers)
        return refusals.fault(response, self._settings, self.clock.now())

    def _note_usage(self, headers: Mapping[str, str]) -> None:
        if found := _USAGE.search(headers.get("sforce-limit-info", "")):
            self.calls = Calls(int(found[1]), int(found[2]))


def _version(settings: Settings) -> str:
    text = settings.get("api_version") or "60.0"
    if found := _VERSION.fullmatch(text.strip()):
        return found[1]
    raise SettingsError([f"salesforce: api_version must be one like 60.0, got {text!r}"])
