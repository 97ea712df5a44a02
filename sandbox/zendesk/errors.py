"""The helpdesk's refusals, each in the envelope that it uses for them."""

from collections.abc import Mapping, Sequence
from typing import Any

Details = Mapping[str, Sequence[Mapping[str, str]]]

PLAIN_TEXT = "text/plain; charset=UTF-8"


class RefusedError(Exception):
    """An answer that says no: a JSON body, or a text where the real system sends text."""

    def __init__(
        self,
        status: int,
        body: Any,
        headers: Mapping[str, str] | None = None,
        media_type: str = PLAIN_TEXT,
    ) -> None:
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        self.media_type = media_type
        super().__init__(f"{status} {body}")


class RecordInvalidError(RefusedError):
    """422 with the reasons per attribute; a job tells the same reasons in its results."""

    def __init__(self, details: Details) -> None:
        self.details = details
        super().__init__(
            422,
            {
                "error": "RecordInvalid",
                "description": "Record validation errors",
                "details": details,
            },
        )

    def in_a_job(self) -> str:
        """The reasons in one line: jobs put two spaces after the attribute's name."""
        return "; ".join(
            reason["description"].replace(": ", ":  ", 1)
            for reasons in self.details.values()
            for reason in reasons
        )


def reason(label: str, words: str, code: str) -> dict[str, str]:
    """One reason of a RecordInvalidError: `Name: Acme has already been taken`, `DuplicateValue`."""
    return {"description": f"{label}: {words}", "error": code}


def record_not_found() -> RefusedError:
    return RefusedError(404, {"error": "RecordNotFound", "description": "Not found"})


def invalid_endpoint() -> RefusedError:
    return RefusedError(404, {"error": "InvalidEndpoint", "description": "Not found"})


def not_logged_in() -> RefusedError:
    return RefusedError(401, {"error": "Couldn't authenticate you"})


def invalid_token() -> RefusedError:
    words = "The access token provided is expired, revoked, malformed or invalid for other reasons."
    return RefusedError(401, {"error": "invalid_token", "error_description": words})


def missing_scope(scope: str) -> RefusedError:
    words = f"Missing the following required scopes: {scope}"
    return RefusedError(403, {"error": "Forbidden", "description": words})


def no_access() -> RefusedError:
    words = "You do not have access to this page. Please contact the account owner for help."
    return RefusedError(403, {"error": {"title": "Forbidden", "message": words}})


def invalid_attribute(name: str, why: str) -> RefusedError:
    words = f"You passed an invalid value for the {name} attribute. {why}"
    return RefusedError(400, {"error": {"title": "Invalid attribute", "message": words}})


def malformed_json(why: str) -> RefusedError:
    words = f"Server could not parse JSON: {why}"
    return RefusedError(400, {"error": "Unprocessable JSON", "description": words})


def too_many_values() -> RefusedError:
    words = "Parameter  cannot specify more than 100 values"  # without a name, as the vendor sends
    return RefusedError(400, {"error": "TooManyValues", "description": words, "max_count": 100})


def too_many_users(verb: str) -> RefusedError:
    words = f"Maximum 100 users may be {verb} per call"
    return RefusedError(400, {"error": "TooManyValues", "description": words})


def paging_fault(code: str, title: str, detail: str) -> RefusedError:
    fault = {"code": code, "title": title, "detail": detail, "status": "400"}
    return RefusedError(400, {"errors": [fault]})


def start_time_too_recent() -> RefusedError:
    words = "Too recent start_time. Use a start_time older than 60 seconds"
    return RefusedError(400, {"error": "StartTimeTooRecent", "description": words})


def search_too_deep() -> RefusedError:
    words = "Invalid search: Requested response size was greater than Search Response Limits"
    return RefusedError(422, {"error": "invalid", "description": words})


def conflict(words: str) -> RefusedError:
    return RefusedError(409, {"error": "RecordConflict", "description": words})


def server_error() -> RefusedError:
    return RefusedError(500, {"error": "InternalError", "description": "Internal server error"})


def throttled(words: str, seconds: int, media_type: str = PLAIN_TEXT) -> RefusedError:
    return RefusedError(429, words, {"Retry-After": str(seconds)}, media_type)
