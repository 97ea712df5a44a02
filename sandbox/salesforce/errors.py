"""The org's refusals: a status with a list of errors, each with a code and a sentence.

REST guide, "Status codes and error responses"; the log-in and Bulk API 1 have envelopes of their
own. The sentences are those that clients look for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class Refusal(Exception):
    """An answer that says no; `fields` only where a written record is refused."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        fields: Sequence[str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
        self.headers = dict(headers or {})
        super().__init__(f"{status} {code}: {message}")

    def body(self) -> Any:
        """The list of one error that REST sends."""
        error: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        if self.fields is not None:
            error["fields"] = list(self.fields)
        return [error]


class Bare(Refusal):
    """A refusal without a list of errors: an empty body, or one of another shape."""

    def __init__(
        self, status: int, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self._body = body
        super().__init__(status, "", "", headers=headers)

    def body(self) -> Any:
        return self._body


@dataclass(frozen=True, slots=True)
class RowError:
    """Why one record of a write was not written."""

    code: str
    message: str
    fields: tuple[str, ...] = ()

    def in_a_list(self) -> dict[str, Any]:
        """As sObject Collections and Bulk API 1 tell it."""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields)}

    def in_a_cell(self) -> str:
        """As the results of a Bulk job tell it: `CODE:message:fields--`."""
        return f"{self.code}:{self.message}:{', '.join(self.fields)}--"


class RowRefused(Exception):
    """Raised while one record is looked at; never leaves the write that it belongs to."""

    def __init__(self, code: str, message: str, *fields: str) -> None:
        self.error = RowError(code, message, fields)
        super().__init__(message)


def not_found(message: str = "The requested resource does not exist") -> Refusal:
    return Refusal(404, "NOT_FOUND", message)


def invalid_session() -> Refusal:
    return Refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")


def limit_exceeded() -> Refusal:
    return Refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")


def no_access() -> Refusal:
    words = "You do not have the level of access necessary to perform the operation you requested."
    return Refusal(403, "INSUFFICIENT_ACCESS", words)


def json_error(message: str) -> Refusal:
    return Refusal(400, "JSON_PARSER_ERROR", message)


def invalid_locator() -> Refusal:
    return Refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")


def unknown_exception() -> Refusal:
    words = (
        "An unexpected error occurred. Please include this ErrorId if you contact support: "
        "1234567890-12345 (-1234567890)"
    )
    return Refusal(500, "UNKNOWN_EXCEPTION", words)


def method_not_allowed(method: str, allowed: Sequence[str]) -> Refusal:
    words = f"HTTP Method '{method}' not allowed. Allowed are {','.join(sorted(allowed))}"
    return Refusal(405, "METHOD_NOT_ALLOWED", words)
