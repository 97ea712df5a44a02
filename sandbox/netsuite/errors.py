"""How the vendor says no: one exception, and the body it becomes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import uuid4

_RFC = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10."
_KINDS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        400: ("4.1", "Bad Request"),
        401: ("4.2", "Unauthorized"),
        403: ("4.4", "Forbidden"),
        404: ("4.5", "Not Found"),
        405: ("4.6", "Method Not Allowed"),
        415: ("4.16", "Unsupported Media Type"),
        429: ("4", "Too Many Requests"),
        500: ("5.1", "Internal Server Error"),
        503: ("5.4", "Service Unavailable"),
    }
)
INVALID_LOGIN = (
    "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at "
    "Setup > Users/Roles > User Management > View Login Audit Trail."
)


class Refusal(Exception):
    """A request that is turned down. `path`, `parameter` or `header` says where the fault lies."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        path: str | None = None,
        parameter: str | None = None,
        header: str | None = None,
        title: str | None = None,
        top_code: str | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers
        self._title = title
        self._top_code = top_code
        self._locators = {
            "o:errorPath": path,
            "o:errorQueryParam": parameter,
            "o:errorHeader": header,
        }

    def body(self) -> dict[str, Any]:
        section, title = _KINDS[self.status]
        located = {key: value for key, value in self._locators.items() if value is not None}
        body: dict[str, Any] = {
            "type": _RFC + section,
            "title": self._title or title,
            "status": self.status,
            "o:errorDetails": [{"detail": self.detail, **located, "o:errorCode": self.code}],
        }
        return body | ({"o:errorCode": self._top_code} if self._top_code else {})


def invalid_login(challenge: str) -> Refusal:
    """401 for whatever is wrong with a log-in: the reason stands in the audit trail only."""
    return Refusal(401, "INVALID_LOGIN", INVALID_LOGIN, headers={"WWW-Authenticate": challenge})


def invalid_content(detail: str, path: str | None = None) -> Refusal:
    """A body with a bad reference, a bad value or a field missing; `path` names it."""
    return Refusal(400, "INVALID_CONTENT", f"Error while accessing a resource. {detail}", path=path)


def invalid_parameter(detail: str, parameter: str) -> Refusal:
    """A bad `q`, `limit`, `offset` or the like."""
    return Refusal(400, "INVALID_PARAMETER", detail, parameter=parameter)


def invalid_query(detail: str) -> Refusal:
    """A SuiteQL query that cannot be run."""
    return invalid_parameter(
        f"Invalid search query. Detailed unprocessed description follows. {detail}", "q"
    )


def user_error(detail: str, path: str | None = None) -> Refusal:
    """A business rule of the account."""
    return Refusal(400, "USER_ERROR", f"Error while accessing a resource. {detail}", path=path)


def nonexistent_id() -> Refusal:
    return Refusal(404, "NONEXISTENT_ID", "Record does not exist.")


def not_permitted(what: str) -> Refusal:
    return Refusal(
        403,
        "INSUFFICIENT_PERMISSION",
        f"Permission Violation: You need a higher level of the '{what}' permission to access this "
        "page. Please contact your account administrator.",
    )


def too_many_requests() -> Refusal:
    return Refusal(
        429,
        "CONCURRENCY_LIMIT_EXCEEDED",
        "Concurrent request limit exceeded. Request blocked.",
        top_code="USER_ERROR",
    )


def unexpected_error(status: int = 500) -> Refusal:
    number = uuid4().hex[:20]
    detail = f"An unexpected error occurred. Error ID: {number}"
    return Refusal(status, "UNEXPECTED_ERROR", detail)
