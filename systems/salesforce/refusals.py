"""What Salesforce's refusals mean, by status and code."""

import re
from datetime import datetime

import httpx

from systems.base import Settings
from systems.salesforce import login
from tieout.answers import json_or_none, retry_after, route_of
from tieout.errors import NotPermitted, RateLimited, Refused, SystemFault, UnknownName, Unreachable
from tieout.log import redacted

SYSTEM = login.SYSTEM
# the window is a rolling day: no waiting of ours would see its end
A_DAY = 86_400.0
# states of a moment in the org's own servers; what they answer so, they did not act on
TURNED_AWAY = frozenset({406, 420})
# the same may be sent again later: nothing is wrong with the record
MAY_RETRY = frozenset(
    {"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "QUERY_TIMEOUT", "REQUEST_LIMIT_EXCEEDED"}
    | {"REQUEST_RUNNING_TOO_LONG", "ALL_OR_NONE_OPERATION_ROLLED_BACK"}
)
PERMISSION_HINT = "Give the integration user's permission set what is missing, then: tieout doctor"
EDITION_HINT = (
    "The API belongs to Enterprise, Performance, Unlimited and Developer Edition; elsewhere it is "
    "bought. The user's profile needs API Enabled."
)

_NO_COLUMN = re.compile(r"No such column '([^']+)' on (?:entity|sobject of type) '?(\w+)'?")
_NO_RELATION = re.compile(r"Didn't understand relationship '([^']+)'")
_NO_OBJECT = re.compile(r"sObject type '([^']+)' is not supported")
_NO_API = frozenset({"API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "API_NOT_ENABLED"})


def fault(response: httpx.Response, settings: Settings, now: datetime) -> SystemFault | None:
    """What an answer below the version means; None for a success, and where the status says all."""
    status, route = response.status_code, route_of(response.request)
    if status < 400:
        return None
    code, sentence = words(response)
    wish = retry_after(response, now)
    if status == httpx.codes.UNAUTHORIZED:
        return login.refused(settings, code)
    if code == "REQUEST_LIMIT_EXCEEDED":
        return _limited(sentence, wish)
    if status in TURNED_AWAY or (status == 503 and code == "SERVER_UNAVAILABLE"):
        lost = Unreachable(SYSTEM, f"{route} answered {status}: {sentence}", wish)
        lost.had_no_effect = True
        return lost
    if status >= 500 or status == httpx.codes.TOO_MANY_REQUESTS:
        return None
    if status == httpx.codes.FORBIDDEN:
        step = EDITION_HINT if code in _NO_API else PERMISSION_HINT
        return NotPermitted(SYSTEM, f"{route} is not permitted: {sentence}", step)
    return _unknown_name(sentence) or Refused(
        SYSTEM, f"{route} was refused: {sentence}", status, code
    )


def words(response: httpx.Response) -> tuple[str, str]:
    """The code and the sentence of an error body; a sentence of ours where it is of no use."""
    body = json_or_none(response)
    said = body[0] if isinstance(body, list) and body else body
    if not isinstance(said, dict):
        return "", f"status {response.status_code} without a reason"
    code = str(said.get("errorCode") or said.get("error") or said.get("exceptionCode") or "")
    sentence = str(said.get("message") or said.get("error_description") or code)
    # a query that is not understood comes back before the reason, with a caret below it
    lines = [line.strip() for line in sentence.splitlines() if line.strip(" ^")]
    telling = lines[-1] if any(line.startswith("ERROR at Row") for line in lines) else sentence
    return code, redacted(" ".join(telling.split()))[:300]


def _limited(sentence: str, wish: float | None) -> RateLimited:
    if sentence.startswith("Concurrent"):
        return RateLimited(SYSTEM, "too many long calls at once for the org.", wish)
    text = (
        "the org has used up its API calls of the last 24 hours. What is left to do goes on in a "
        "later run; Setup > System Overview shows who calls."
    )
    return RateLimited(SYSTEM, text, A_DAY)


def _unknown_name(sentence: str) -> UnknownName | None:
    if found := _NO_COLUMN.search(sentence):
        text = f"{found[2]} has no field {found[1]}, or this user may not see it."
        return UnknownName(SYSTEM, text, found[1], PERMISSION_HINT)
    if found := _NO_RELATION.search(sentence):
        text = f"there is no relationship {found[1]}, or this user may not see it."
        return UnknownName(SYSTEM, text, found[1], PERMISSION_HINT)
    if found := _NO_OBJECT.search(sentence):
        text = f"there is no object {found[1]}, or this user may not see it."
        return UnknownName(SYSTEM, text, found[1], PERMISSION_HINT)
    return None
