"""What an answer from the network says: its JSON without a float, its wish to wait, its fault."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from tieout.errors import (
    BadAnswer,
    LoginRefused,
    NotPermitted,
    RateLimited,
    Refused,
    SystemFault,
    Unreachable,
)
from tieout.log import redacted

ROUTE = "tieout.route"  # the request extension that names a call without its ids
CSV = "text/csv"
EXCERPT = 80  # characters of an unreadable body that an error may show

_LONG_WORD = re.compile(r"[A-Za-z0-9+/_=-]{24,}")
_decode = msgspec.json.Decoder(float_hook=str).decode  # money never becomes a float


@dataclass(frozen=True, slots=True)
class Reply:
    """A success. `body` is its JSON, numbers with a point as text; None where it was empty.

    Of an answer in CSV it is the bytes as they came.
    """

    system: str
    route: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: object = field(repr=False)

    def mapping(self) -> Mapping[str, object]:
        """The body as a JSON object; BadAnswer when it is something else."""
        if not isinstance(self.body, dict):
            raise BadAnswer(self.system, f"{self.route} answered without a JSON object.")
        return self.body

    def rows(self, name: str) -> Sequence[dict[str, object]]:
        """The list of objects called `name` in the body; BadAnswer when it is something else."""
        rows = self.mapping().get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise BadAnswer(self.system, f"{self.route} answered without a list of {name}.")
        return rows


def reply(system: str, response: httpx.Response) -> Reply:
    """A success as a Reply; BadAnswer shows the beginning of a body that is not JSON."""
    body: object = None
    if str(response.headers.get("content-type", "")).startswith(CSV):
        body = response.content
    elif response.content.strip():
        body = json_or_none(response)
        if body is None and response.content.strip() != b"null":
            raise _unreadable(system, response)
    return Reply(system, route_of(response.request), response.status_code, response.headers, body)


def json_or_none(response: httpx.Response) -> object:
    """The body as JSON with exact numbers, or None where it is not JSON."""
    try:
        return _decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def route_of(request: httpx.Request) -> str:
    """What the call is named in logs, counts and errors: the label it was given, else its path."""
    return str(request.extensions.get(ROUTE) or request.url.path)


def standard_fault(system: str, response: httpx.Response, now: datetime) -> SystemFault | None:
    """What a status means where the system's own words add nothing; None for a success."""
    status, route = response.status_code, route_of(response.request)
    if 200 <= status < 300:
        return None
    if status < 400:
        return BadAnswer(system, f"{route} answered {status}, a way to elsewhere: not followed.")
    if status == 401:
        return LoginRefused(system, "the log-in was refused.", "Check it with: tieout doctor")
    if status == 403:
        return NotPermitted(system, f"{route} is not permitted to this log-in.")
    if status == 429:
        return RateLimited(system, f"{route}: too many requests.", retry_after(response, now))
    if status >= 500:
        return Unreachable(system, f"{route} answered {status}.", retry_after(response, now))
    return Refused(system, f"{route} answered {status}.", status)


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """Seconds that the answer's Retry-After asks for, given in seconds or as a date; else None."""
    text = str(response.headers.get("retry-after", "")).strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):  # no date either, or one without a zone
        return None


def _unreadable(system: str, response: httpx.Response) -> BadAnswer:
    words = " ".join(redacted(response.text[:2000]).split())
    kind = response.headers.get("content-type", "no content type")
    return BadAnswer(
        system,
        f"{route_of(response.request)} answered {response.status_code} ({kind}) "
        f"with what is not JSON: {_LONG_WORD.sub('***', words)[:EXCERPT]}",
    )
